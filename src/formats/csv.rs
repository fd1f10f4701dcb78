//! Tables as CSV text: anyone's read, with the line of every cell; ours written.

use super::{
    cell::{is_missing, number},
    csv_rows::{CsvRows, check_length, place_of_column},
};
use crate::{Error, Result, files};
use csv::StringRecord;
use polars::prelude::{CsvWriter, DataFrame, SerWriter};
use std::{collections::HashSet, path::Path};

/// A CSV file with a header line. Cells are trimmed; quoted ones may hold delimiters, line ends and doubled quotes; rows without any
/// content are skipped. Where the header has none of the expected delimiter but another, that one separates the cells; so does
/// the one in a first line `sep=;`.
///
/// polars reads CSV faster, but does not say in which line a bad cell stands.
///
/// ```
/// use noisyfer::formats::Csv;
/// let csv = Csv::parse("labels.csv", "name,anna\n1.jpg, happy\n\n2.jpg,\"sad\"\n", ',')?;
/// let cells: Vec<(usize, &str)> = csv.column("anna")?.collect();
/// assert_eq!(cells, [(2, "happy"), (4, "sad")]);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Csv {
    file: String,
    header: StringRecord,
    /// The line of the header.
    first: usize,
    rows: Vec<CsvRow>,
}

/// A row of a CSV file.
#[derive(Clone, Debug)]
pub struct CsvRow {
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Its cells: as many as the header has.
    pub cells: StringRecord,
}

impl Csv {
    /// Reads a text file as [`read_text`](files::read_text) does.
    ///
    /// # Errors
    /// Those of [`read_text`](files::read_text) and of [`parse`](Self::parse).
    pub fn read(path: impl AsRef<Path>, delimiter: char) -> Result<Self> {
        Self::parse(&path.as_ref().display().to_string(), &files::read_text(path)?, delimiter)
    }

    /// Reads text; `file` is what messages call it.
    ///
    /// # Errors
    /// [`Error::Format`], with file and line, for no header, a quote that is never closed or a row that has not as many cells
    /// as the header; [`Error::Parameter`] for a delimiter that is no ASCII character.
    pub fn parse(file: &str, text: &str, delimiter: char) -> Result<Self> {
        let mut all = CsvRows::new(file, text, delimiter)?;
        let Some((first, header)) = all.next()? else {
            return Err(Error::format(file, "an empty file", "a header line and rows"));
        };
        let (header, mut rows) = (header.clone(), vec![]);
        while let Some((line, cells)) = all.next()? {
            check_length(file, header.len(), line, cells.len())?;
            rows.push(CsvRow { line, cells: cells.clone() });
        }
        Ok(Self { file: file.into(), header, first, rows })
    }

    /// The file's name, as it is in errors.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The names of the columns.
    pub fn header(&self) -> Vec<&str> {
        self.header.iter().collect()
    }

    /// The rows below the header.
    pub fn rows(&self) -> &[CsvRow] {
        &self.rows
    }

    /// Whether there is a column of this name.
    pub fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// The first of these names that a column has, in any case, as the file writes it.
    pub fn find(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.header.iter().find(|column| column.eq_ignore_ascii_case(name)))
    }

    /// Where in every row the column of this name is.
    ///
    /// # Errors
    /// [`Error::Format`] for a column that is not there, naming those that are, or is there twice.
    pub fn place_of(&self, name: &str) -> Result<usize> {
        place_of_column(&self.file, self.first, &self.header, name)
    }

    /// The cells of a column, each with its line.
    ///
    /// # Errors
    /// Those of [`place_of`](Self::place_of).
    pub fn column(&self, name: &str) -> Result<impl Iterator<Item = (usize, &str)>> {
        let at = self.place_of(name)?;
        Ok(self.rows.iter().map(move |row| (row.line, &row.cells[at])))
    }

    /// Whether a column holds measurements and no classes: numbers in all cells that are not missing, some with a fraction.
    pub fn is_continuous(&self, column: &str) -> bool {
        let Ok(cells) = self.column(column) else { return false };
        let mut has_fraction = false;
        for (_, cell) in cells {
            match number(cell) {
                Some(number) => has_fraction |= number.fract() != 0.0,
                None if is_missing(cell) => {}
                None => return false,
            }
        }
        has_fraction
    }

    /// Whether a column tells rows apart, as a number of each does, and so is no label: of 20 known cells or more no two are the same.
    pub fn is_distinct(&self, column: &str) -> bool {
        let Ok(cells) = self.column(column) else { return false };
        let mut seen = HashSet::new();
        for (_, cell) in cells.filter(|(_, cell)| !is_missing(cell)) {
            if !seen.insert(cell) {
                return false;
            }
        }
        seen.len() >= 20
    }

    /// Refuses a first line that is a row itself: one of its cells also stands below it, in its own column. Columns that are numbered
    /// in order are a header.
    ///
    /// # Errors
    /// [`Error::Format`] with the cell.
    pub fn check_header(&self) -> Result<()> {
        let numbers: Vec<usize> = self.header.iter().filter_map(|name| name.trim().parse().ok()).collect();
        let is_numbered =
            numbers.windows(2).all(|pair| pair[0] + 1 == pair[1]) && numbers.len() + 1 >= self.header.len();
        for (column, name) in self.header.iter().enumerate() {
            let again = self.rows.iter().find(|row| !name.is_empty() && row.cells[column] == *name);
            if let Some(row) = again.filter(|_| !is_numbered) {
                let found = format!("{name:?} as a column's name, and as a cell of it in line {}", row.line);
                return Err(self.header_error(found, "a header line that names the columns; add one"));
            }
        }
        Ok(())
    }

    /// A line as messages name it: `labels.csv:812`.
    pub fn place(&self, line: usize) -> String {
        format!("{}:{line}", self.file)
    }

    /// An error about the header.
    pub fn header_error(&self, found: impl ToString, expected: impl ToString) -> Error {
        self.error(self.first, found, expected)
    }

    /// An error about what stands in a line.
    pub fn error(&self, line: usize, found: impl ToString, expected: impl ToString) -> Error {
        Error::format(self.place(line), found, expected)
    }
}

/// Writes a data frame as CSV, whole or not at all. Nulls become empty cells.
///
/// # Errors
/// [`Error::Io`]; [`Error::Table`] for a column that CSV cannot hold, such as lists.
pub fn write_frame(frame: &DataFrame, path: impl AsRef<Path>) -> Result<()> {
    let mut bytes = Vec::new();
    let task = format!("writing {} as CSV", path.as_ref().display());
    CsvWriter::new(&mut bytes).finish(&mut frame.clone()).map_err(Error::table(task))?;
    files::write_atomically(path, &bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    fn parse(text: &str) -> Result<Csv> {
        Csv::parse("l.csv", text, ',')
    }

    fn message(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn quotes_trimming_and_a_byte_order_mark() {
        let csv = parse("\u{feff} a ,b\n\"x, \"\"1\"\"\",  y\n\"two\nlines\",\n").unwrap();
        assert_eq!(csv.header(), ["a", "b"]);
        assert_eq!(csv.column("a").unwrap().collect::<Vec<_>>(), [(2, "x, \"1\""), (3, "two\nlines")]);
        assert_eq!(csv.column("b").unwrap().collect::<Vec<_>>(), [(2, "y"), (3, "")]);
        assert!(csv.has("b") && !csv.has("B"));
        assert_eq!((csv.find(&["c", "B", "a"]), csv.find(&["c"])), (Some("b"), None));
        let other = Csv::parse("l.csv", "a;b\n1;2,5", ';').unwrap();
        assert_eq!(&other.rows()[0].cells[1], "2,5");
    }

    #[test]
    fn spreadsheets_separators_decimals_and_empty_rows() {
        for text in
            ["name;x\na;0,5\n;\n", "sep=;\nname;x\na;0,5\n", "name\tx\na\t0,5\n\t\n", "name,x\na,\"0,5\"\n,,,\n"]
        {
            let csv = parse(text).unwrap();
            let cells: Vec<_> = csv.column("x").unwrap().map(|(_, cell)| crate::formats::number(cell)).collect();
            assert_eq!(cells, [Some(0.5)], "{text:?}");
        }
        assert_eq!(parse("sep=;\na;b\n\n1;2\n").unwrap().rows()[0].line, 4);
        assert!(message("sep=;\n\na;b\n1\n").starts_with("l.csv:4: found 1 cells"));
    }

    #[test]
    fn lines_are_counted_whatever_their_ends() {
        for end in ["\n", "\r\n"] {
            let text = ["a,b", "1,2", "", "\"x\ny\",4", "  ", "5,6"].join(end);
            let lines: Vec<_> = parse(&text).unwrap().rows().iter().map(|row| row.line).collect();
            assert_eq!(lines, [2, 4, 7], "{end:?}");
        }
    }

    #[test]
    fn open_quotes_are_told_with_their_line() {
        assert!(message("a,b\n1,\"x\n\n2,3\n").starts_with("l.csv:2: found a quote that is never closed"));
        // The row begins in line 2, its second cell in line 3.
        assert!(message("a,b\n\"1\n\",\"x\n\n2,3").starts_with("l.csv:3: found a quote"));
        assert!(message("a,b\n1,\"").starts_with("l.csv:2: found a quote"));
        assert!(message("\"").starts_with("l.csv:1: found a quote"));
        assert_eq!(parse("a,b\n1,x\"\n").unwrap().rows().len(), 1, "a quote within a cell opens none");
    }

    #[test]
    fn what_is_no_table_is_told() {
        for text in ["", "\n \n", "\u{feff}", ",,\n,\n", "sep=;\n"] {
            assert!(message(text).starts_with("l.csv: found an empty file, expected a header line"), "{text:?}");
        }
        assert!(message("a,b\r\n1,2\r\n1\r\n").starts_with("l.csv:3: found 1 cells, expected 2, as in the header"));
        assert!(message("a,b\n1,2,\n").starts_with("l.csv:2: found 3 cells"));
        let csv = parse("a,b,b\n").unwrap();
        let column = |name| csv.column(name).map(Iterator::count).map_err(|error| error.to_string());
        assert_eq!(column("c").unwrap_err(), "l.csv:1: found the columns a, b, b, expected one column called \"c\"");
        assert_eq!(column("b").unwrap_err(), "l.csv:1: found two of this name, expected one column called \"b\"");
        assert!(Csv::parse("l.csv", "a", '→').unwrap_err().to_string().contains("got '→'"));
    }

    #[test]
    fn frames_are_written_with_empty_cells_for_nulls() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/frame.csv");
        write_frame(&df!("name" => ["a,b", "c"], "code" => [None, Some(3)]).unwrap(), &path).unwrap();
        assert_eq!(files::read_text(&path).unwrap(), "name,code\n\"a,b\",\nc,3\n");
    }
}
