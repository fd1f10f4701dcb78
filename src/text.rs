//! Numbers and text as people read them.

use std::path::{Path, PathBuf};

/// Text for HTML and XML: special characters replaced, control characters dropped, since XML has no way to write them.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            control if control.is_control() => {}
            plain => escaped.push(plain),
        }
    }
    escaped
}

/// Text without what would move a terminal's cursor or colour it: names out of files may hold anything. Ends of lines stay.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            control if control.is_control() => shown.extend(control.escape_default()),
            other => shown.push(other),
        }
    }
    shown
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A path as it is shown to people.
pub(crate) fn path_of(path: &Path) -> String {
    printable(&path.display().to_string())
}

/// Paths as a list: `a.csv, b.csv`.
pub(crate) fn list_of(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path_of(path)).collect::<Vec<_>>().join(", ")
}

/// Names as a list, of many the first ones and the last.
pub(crate) fn some_of(names: &[String]) -> String {
    match names {
        [first, second, third, fourth, .., last] if names.len() > 6 => {
            format!("{first}, {second}, {third}, {fourth} … {last}")
        }
        _ => names.join(", "),
    }
}

/// A count with its thousands apart: 50,000.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A difference in points: `+0.3`, `-1.2`, and `0.0` for what is too small to have a sign.
pub(crate) fn signed(points: f64) -> String {
    let tenths = (10.0 * points).round() / 10.0;
    if tenths == 0.0 { "0.0".into() } else { format!("{tenths:+.1}") }
}

/// How the numbers of one column are written, so that their decimal points stand below each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Notation {
    /// With this many decimals.
    Fixed(usize),
    /// Mantissa and exponent.
    Scientific,
}

impl Notation {
    /// Whole numbers without decimals; others with at least three digits of the largest value, and of the smallest
    /// (other than zero) at least one where that takes no more than four decimals.
    pub fn of(values: impl Iterator<Item = f64> + Clone) -> Self {
        let sizes = values.filter(|value| value.is_finite() && *value != 0.0).map(f64::abs);
        let largest = sizes.clone().fold(0.0, f64::max);
        let smallest = sizes.clone().fold(f64::INFINITY, f64::min);
        if largest >= 1e9 || (largest > 0.0 && largest < 1e-4) {
            return Self::Scientific;
        }
        if sizes.clone().all(|size| size.fract() == 0.0) {
            return Self::Fixed(0);
        }
        let for_largest = match largest {
            100.0.. => 1,
            10.0.. => 2,
            0.1.. => 3,
            _ => (2.0 - largest.log10().floor()) as usize,
        };
        let for_smallest = (-smallest.log10().floor()).max(0.0) as usize;
        Self::Fixed(for_largest.max(for_smallest.min(4)))
    }

    /// The number, with a true minus sign before negative ones. One that has no digit but zeros in the column's notation is
    /// written with an exponent.
    pub fn write(self, value: f64) -> String {
        let text = match self {
            _ if !value.is_finite() => value.to_string(),
            Self::Fixed(decimals) if value == 0.0 || value.abs() >= 0.5 * 0.1f64.powi(decimals as i32) => {
                format!("{value:.decimals$}")
            }
            Self::Fixed(_) => format!("{value:.0e}"),
            Self::Scientific => format!("{value:.2e}"),
        };
        let is_zero = text.chars().all(|character| "-0.".contains(character));
        if is_zero { text.replace('-', "") } else { text.replace('-', "−") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_difference_has_no_sign() {
        assert_eq!([0.31, -1.25, -0.04, 0.0, f64::INFINITY].map(signed), ["+0.3", "-1.3", "0.0", "0.0", "+inf"]);
    }

    #[test]
    fn numbers_share_their_decimals() {
        let write = |values: &[f64]| {
            let notation = Notation::of(values.iter().copied());
            values.iter().map(|&value| notation.write(value)).collect::<Vec<_>>()
        };
        assert_eq!(write(&[1.0, 20.0]), ["1", "20"]);
        assert_eq!(write(&[84.2, 9.0, f64::NAN]), ["84.20", "9.00", "NaN"]);
        assert_eq!(write(&[0.7, -0.1234]), ["0.700", "−0.123"]);
        assert_eq!(write(&[0.1, 0.0001]), ["0.1000", "0.0001"]);
        assert_eq!(write(&[1e-5, 2e-5]), ["1.00e−5", "2.00e−5"]);
        assert_eq!(write(&[0.5, -1e-9, 0.0]), ["0.5000", "−1e−9", "0.0000"]);
        assert_eq!(write(&[]), [""; 0]);
    }

    #[test]
    fn counts_and_markup() {
        assert_eq!([0, 999, 1000, 50_000, 1_234_567].map(grouped), ["0", "999", "1,000", "50,000", "1,234,567"]);
        assert_eq!(printable("\u{1b}[31mé\r\u{9b}\nb"), "\\u{1b}[31mé\\r\\u{9b}\nb");
        assert_eq!(escape("a<b & \"c\"\u{1}\n"), "a&lt;b &amp; &quot;c&quot; ");
    }
}
