//! What a cell of a text table may say.

/// The finite number that a cell spells; the decimals may stand behind a comma: `0,5` is 0.5.
///
/// ```
/// use noisyfer::formats::number;
/// assert_eq!((number("3.0"), number("-0,25"), number("1,2,3"), number("NaN")), (Some(3.0), Some(-0.25), None, None));
/// ```
pub fn number(cell: &str) -> Option<f64> {
    let number = cell.parse().or_else(|error| match cell.split_once(',') {
        Some((whole, decimals)) if decimals.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{whole}.{decimals}").parse()
        }
        _ => Err(error),
    });
    number.ok().filter(|number: &f64| number.is_finite())
}

/// The whole number that a cell spells, also as `3.0`: so programs write codes of a column with gaps.
///
/// ```
/// use noisyfer::formats::whole;
/// assert_eq!((whole("3"), whole("3.0"), whole("3.5"), whole("-1")), (Some(3), Some(3), None, None));
/// ```
pub fn whole(cell: &str) -> Option<u32> {
    cell.parse().ok().or_else(|| {
        let number = number(cell)?;
        (number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number)).then_some(number as u32)
    })
}

/// Whether a cell says that there is nothing: it is empty, `NA`, `N/A`, `#N/A`, `<NA>`, `NaN` or `NULL`, in any case.
pub fn is_missing(cell: &str) -> bool {
    ["", "NA", "N/A", "#N/A", "<NA>", "NaN", "NULL"].iter().any(|word| word.eq_ignore_ascii_case(cell))
}

/// A cell as a CSV file holds it: in quotes where it has a comma, a quote or a line's end in it.
pub(crate) fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_string() }
}
