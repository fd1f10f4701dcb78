//! The rows of a CSV text one after another.

use crate::{Error, Result};
use csv::StringRecord;
use memchr::{memchr, memchr_iter, memchr2};

/// The separators that are tried where the header has none of the one that is expected.
const SEPARATORS: [u8; 4] = [b'\t', b';', b',', b'|'];

/// The rows of a CSV text one after another, the header first, whatever their lengths; rows without any content are skipped. For
/// texts whose rows together would take too much memory; for others see [`Csv`](super::Csv).
pub(crate) struct CsvRows<'a> {
    file: &'a str,
    text: &'a str,
    delimiter: u8,
    row: StringRecord,
    at: usize,
    /// The line of `text[at..]`.
    line: usize,
}

impl<'a> CsvRows<'a> {
    /// `file` is what messages call the text.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a delimiter that is no ASCII character.
    pub fn new(file: &'a str, text: &'a str, delimiter: char) -> Result<Self> {
        let delimiter = u8::try_from(delimiter).ok().filter(u8::is_ascii).ok_or_else(|| {
            Error::parameter(
                "the delimiter of a CSV file",
                format!("{delimiter:?}"),
                "an ASCII character, such as ',' or ';'",
            )
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut rows = Self { file, text, delimiter, row: StringRecord::new(), at: 0, line: 1 };
        let first = text.split('\n').next().unwrap_or_default();
        if let Some(named) = named_separator(first) {
            (rows.delimiter, rows.at, rows.line) = (named, text.len().min(first.len() + 1), 2);
        } else if let Some(header) = text.lines().find(|line| !line.trim().is_empty()) {
            rows.delimiter = separator(header, delimiter);
        }
        Ok(rows)
    }

    /// The next row, with the line on which it begins, from 1, and trimmed cells.
    ///
    /// # Errors
    /// [`Error::Format`], with file and line, for a quote that is never closed.
    pub fn next(&mut self) -> Result<Option<(usize, &StringRecord)>> {
        while self.at < self.text.len() {
            let (rest, line) = (&self.text[self.at..], self.line);
            let taken = take_row(rest, self.delimiter, &mut self.row).map_err(|quote| {
                let line = line + newlines(&rest[..quote]);
                let found = format!("a quote that is never closed, in column {}", self.row.len() + 1);
                let expected = "a closing quote; one that is a part of the cell is written twice";
                Error::format(format!("{}:{line}", self.file), found, expected)
            })?;
            self.line += newlines(&rest[..taken]);
            self.at += taken;
            if self.row.iter().any(|cell| !cell.is_empty()) {
                return Ok(Some((line, &self.row)));
            }
        }
        Ok(None)
    }
}

/// Whether a row has `found` cells as its header has `expected`.
pub(super) fn check_length(file: &str, expected: usize, line: usize, found: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    let expected = format!("{expected}, as in the header; a cell that holds the separator belongs in quotes");
    Err(Error::format(format!("{file}:{line}"), format!("{found} cells"), expected))
}

/// Where in its header the one column called `name` stands.
pub(super) fn place_of_column(file: &str, line: usize, header: &StringRecord, name: &str) -> Result<usize> {
    let mut places = (0..header.len()).filter(|&at| &header[at] == name);
    let error = |found: String| Error::format(format!("{file}:{line}"), found, format!("one column called {name:?}"));
    let columns = || header.iter().collect::<Vec<_>>().join(", ");
    let at = places.next().ok_or_else(|| error(format!("the columns {}", columns())))?;
    if places.next().is_some() {
        return Err(error("two of this name".into()));
    }
    Ok(at)
}

/// The separator in the line `sep=;` that spreadsheets write before the header.
pub(crate) fn named_separator(line: &str) -> Option<u8> {
    match line.trim_end_matches(['\n', '\r']).as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => Some(*separator),
        _ => None,
    }
}

/// What separates the cells of a header: `expected`, or where it has none of that the most frequent of tabs, semicolons, commas and
/// bars.
pub(crate) fn separator(header: &str, expected: u8) -> u8 {
    let count = |separator: u8| header.bytes().filter(|&byte| byte == separator).count();
    if count(expected) > 0 {
        return expected;
    }
    let mut best = (0, expected);
    for separator in SEPARATORS {
        if count(separator) > best.0 {
            best = (count(separator), separator);
        }
    }
    best.1
}

/// Takes the first row off a text: its cells, trimmed, and how many bytes it has with its line's end. Quoted cells, also with spaces
/// before the quote, may hold separators, line ends and doubled quotes; a quote within a cell is a character like others.
///
/// # Errors
/// The place of a quote that is never closed.
pub(crate) fn take_row(text: &str, delimiter: u8, cells: &mut StringRecord) -> Result<usize, usize> {
    cells.clear();
    let end = memchr(b'\n', text.as_bytes()).unwrap_or(text.len());
    if memchr(b'"', &text.as_bytes()[..end]).is_none() {
        text[..end].split(char::from(delimiter)).for_each(|cell| cells.push_field(cell.trim()));
        return Ok(text.len().min(end + 1));
    }
    let mut at = 0;
    loop {
        let spaces = text[at..].bytes().take_while(|&byte| byte == b' ' && byte != delimiter).count();
        let (mut cell, mut rest) = (String::new(), at);
        if text[at + spaces..].starts_with('"') {
            (cell, rest) = take_quoted(text, at + spaces)?;
        }
        let end = memchr2(delimiter, b'\n', &text.as_bytes()[rest..]).map_or(text.len(), |length| rest + length);
        cell.push_str(&text[rest..end]);
        cells.push_field(cell.trim());
        if text.as_bytes().get(end) != Some(&delimiter) {
            return Ok(text.len().min(end + 1));
        }
        at = end + 1;
    }
}

/// What stands in the quotes of which the first is at `open`, and where the text goes on behind the last.
fn take_quoted(text: &str, open: usize) -> Result<(String, usize), usize> {
    let (mut cell, mut at) = (String::new(), open + 1);
    loop {
        let quote = at + memchr(b'"', &text.as_bytes()[at..]).ok_or(open)?;
        cell.push_str(&text[at..quote]);
        if text.as_bytes().get(quote + 1) != Some(&b'"') {
            return Ok((cell, quote + 1));
        }
        cell.push('"');
        at = quote + 2;
    }
}

/// Visits the cells of three columns, row by row, as [`Csv::column`](super::Csv::column) does without holding the rows: each with
/// its line, and trimmed.
///
/// # Errors
/// Those of [`Csv::parse`](super::Csv::parse) and of [`Csv::column`](super::Csv::column), and of `visit`.
pub(crate) fn each_of_three(
    file: &str,
    text: &str,
    delimiter: char,
    columns: [&str; 3],
    mut visit: impl FnMut(usize, [&str; 3]) -> Result<()>,
) -> Result<()> {
    let mut rows = CsvRows::new(file, text, delimiter)?;
    let Some((line, header)) = rows.next()? else {
        return Err(Error::format(file, "an empty file", "a header line and rows"));
    };
    let width = header.len();
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = place_of_column(file, line, header, column)?;
    }
    while let Some((line, cells)) = rows.next()? {
        check_length(file, width, line, cells.len())?;
        visit(line, places.map(|place| &cells[place]))?;
    }
    Ok(())
}

fn newlines(text: &str) -> usize {
    memchr_iter(b'\n', text.as_bytes()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_ends_where_its_last_quote_closes() {
        let mut cells = StringRecord::new();
        let mut take = |text: &str| {
            take_row(text, b',', &mut cells).map(|taken| (taken, cells.iter().map(String::from).collect::<Vec<_>>()))
        };
        let row = |taken, cells: &[&str]| Ok((taken, cells.iter().map(|cell| cell.to_string()).collect()));
        assert_eq!(take("a, b ,\nc"), row(7, &["a", "b", ""]));
        assert_eq!(take("a,  \"b, \"\"1\"\"\nc\" ,6\" d\ne"), row(23, &["a", "b, \"1\"\nc", "6\" d"]));
        assert_eq!(take("\"a\"b,\"\""), row(7, &["ab", ""]));
        assert_eq!(take("a,\"b\n"), Err(2));
        assert_eq!(take("\"a\","), row(4, &["a", ""]));
    }

    #[test]
    fn separators_are_named_or_found() {
        assert_eq!(
            (named_separator("sep=;\r"), named_separator("SEP=\t"), named_separator("sep,a")),
            (Some(b';'), Some(b'\t'), None)
        );
        let found = ["a,b;c", "a;b;c|d", "a\tb", "a"].map(|header| separator(header, b','));
        assert_eq!(found, [b',', b';', b'\t', b',']);
    }
}
