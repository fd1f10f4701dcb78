//! The rows of a CSV text one after another.

use super::csv::{check_length, place_of_column};
use crate::{Error, Result};
use csv::{Reader, ReaderBuilder, StringRecord};
use std::io::{Chain, Read};

/// A line of its own behind the text: where the last row is another, a quote before it is open.
const END: &str = "\n\0";

/// The rows of a CSV text one after another, the header first, whatever their lengths; empty lines are skipped. Cells are as they
/// stand. For texts whose rows together would take too much memory; for others see [`Csv`](super::Csv).
pub(super) struct CsvRows<'a> {
    file: &'a str,
    text: &'a str,
    reader: Reader<Chain<&'a [u8], &'static [u8]>>,
    row: StringRecord,
    /// The line of `text[counted..]`.
    line: usize,
    counted: usize,
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
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(text.as_bytes().chain(END.as_bytes()));
        Ok(Self { file, text, reader, row: StringRecord::new(), line: 1, counted: 0 })
    }

    /// The next row, with the line on which it begins, from 1.
    ///
    /// # Errors
    /// [`Error::Format`], with file and line, for a quote that is never closed.
    pub fn next(&mut self) -> Result<Option<(usize, &StringRecord)>> {
        loop {
            let read = self.reader.read_record(&mut self.row);
            read.map_err(|error| Error::format(self.file, error, "CSV text in UTF-8"))?;
            if self.reader.position().byte() as usize == self.text.len() + END.len() {
                return if &self.row == ["\0"].as_slice() { Ok(None) } else { Err(self.open_quote()) };
            }
            if self.row.len() > 1 || !self.row[0].trim().is_empty() {
                self.count_lines();
                return Ok(Some((self.line, &self.row)));
            }
        }
    }

    /// The record's position gives a line, but before the line ends that are skipped, among them the \n of a \r\n.
    fn count_lines(&mut self) {
        let begin = self.row.position().map_or(0, |position| position.byte() as usize);
        let skipped = self.text[begin..].bytes().take_while(|byte| b"\r\n".contains(byte)).count();
        self.line += newlines(&self.text[self.counted..begin + skipped]);
        self.counted = begin + skipped;
    }

    fn open_quote(&self) -> Error {
        // It holds the first byte of END too.
        let within = newlines(&self.row[self.row.len() - 1]) - 1;
        let line = 1 + newlines(self.text) - within;
        Error::format(format!("{}:{line}", self.file), "a quote that is never closed", "a closing quote")
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
    let Some((_, header)) = rows.next()? else {
        return Err(Error::format(file, "an empty file", "a header line and rows"));
    };
    let width = header.len();
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(columns) {
        *place = place_of_column(file, header, column)?;
    }
    while let Some((line, cells)) = rows.next()? {
        check_length(file, width, line, cells.len())?;
        visit(line, places.map(|place| cells[place].trim()))?;
    }
    Ok(())
}

fn newlines(text: &str) -> usize {
    text.bytes().filter(|&byte| byte == b'\n').count()
}
