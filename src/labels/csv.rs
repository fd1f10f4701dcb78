//! Label tables as CSV files: anyone's into a table, a table into ours.

use super::{
    head::LabelHead,
    schema,
    table::{LabelTable, truth_columns},
};
use crate::{Error, Result, files};
use polars::prelude::{Column, CsvWriter, DataFrame, NamedFrom, SerWriter, Series};

use std::{collections::HashMap, path::Path};

/// How a CSV file of labels is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvOptions {
    /// The column that names the rows. `None`: rows are named by their position, from `"0"`.
    pub name: Option<String>,
    /// Where the file calls a column otherwise than the label table: (the table's, the file's), such as `("truth", "clean_label")`.
    pub columns: Vec<(String, String)>,
    /// What separates the cells.
    pub delimiter: char,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { name: Some("name".into()), columns: vec![], delimiter: ',' }
    }
}

/// Reads a CSV file with a header line into a label table. Labels may be class names or codes. The truth is read where
/// the file has the columns `truth` or `truth_<dimension>`; columns that no head asks for are left behind.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column, a line of another length, a name that
/// occurs twice or a cell that is no label; [`Error::Parameter`] for heads as in [`LabelTable::new`].
pub fn read_csv(path: impl AsRef<Path>, heads: &[LabelHead], options: &CsvOptions) -> Result<LabelTable> {
    let csv = Csv::read(path.as_ref(), options.delimiter)?;
    let renamed = |column: &str| {
        let entry = options.columns.iter().find(|(ours, _)| ours == column);
        entry.map(|(_, theirs)| theirs.clone())
    };
    let mut columns = vec![csv.names(options.name.as_deref())?];
    let mut take = |column: &str, head: &LabelHead, optional: bool| -> Result<()> {
        let theirs = renamed(column);
        if optional && theirs.is_none() && !csv.has(column) {
            return Ok(());
        }
        let labels = csv.labels(theirs.as_deref().unwrap_or(column), head)?;
        columns.push(Series::new(column.into(), labels).into());
        Ok(())
    };
    for head in heads {
        head.columns().iter().try_for_each(|column| take(column, head, false))?;
    }
    if let Some(head) = heads.iter().find(|head| head.classes().is_some()) {
        take("truth", head, true)?;
    }
    for head in heads.iter().filter(|head| head.classes().is_none()) {
        truth_columns(head).iter().try_for_each(|column| take(column, head, true))?;
    }
    LabelTable::new(DataFrame::new_infer_height(columns)?, heads.to_vec())
}

/// Writes a label table as CSV, whole or not at all, with class names for codes. [`read_csv`] reads it back.
///
/// # Errors
/// [`Error::Io`].
pub fn write_csv(table: &LabelTable, path: impl AsRef<Path>) -> Result<()> {
    let mut frame = table.frame().clone();
    let annotators = table.annotators();
    let truth = annotators.first().map(|head| ("truth", head)).filter(|_| table.truth().is_some());
    for (column, head) in annotators.iter().map(|head| (head.name.as_str(), head)).chain(truth) {
        let classes = head.classes().unwrap_or_default();
        let codes = frame.column(column)?.u32()?.no_null_iter();
        let named: Vec<_> = codes.map(|code| classes[code as usize].as_str()).collect();
        frame.with_column(Series::new(column.into(), named).into())?;
    }
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).finish(&mut frame)?;
    files::write_atomically(path, &bytes)
}

/// A CSV file as text. polars reads CSV faster, but does not say in which line a bad cell stands.
pub(crate) struct Csv {
    place: String,
    header: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    /// From 1, the line on which the row begins.
    line: usize,
    cells: Vec<String>,
}

impl Csv {
    pub(crate) fn read(path: &Path, delimiter: char) -> Result<Self> {
        let (place, text) = (path.display().to_string(), files::read_text(path)?);
        let mut rows = rows(&place, text.strip_prefix('\u{feff}').unwrap_or(&text), delimiter)?.into_iter();
        let header = rows.next().ok_or_else(|| Error::format(&place, "an empty file", "a header line and rows"))?.cells;
        let rows: Vec<_> = rows.collect();
        if let Some(row) = rows.iter().find(|row| row.cells.len() != header.len()) {
            let expected = format!("{}, as in the header", header.len());
            return Err(Error::format(format!("{place}:{}", row.line), format!("{} cells", row.cells.len()), expected));
        }
        Ok(Self { place, header, rows })
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.header.iter().any(|name| name == column)
    }

    /// A column of labels of this head.
    pub(crate) fn labels(&self, column: &str, head: &LabelHead) -> Result<Vec<f64>> {
        let at = self.position(column)?;
        let label = |row: &Row| {
            schema::parse(&row.cells[at], head).ok_or_else(|| {
                let found = format!("{:?} in column {column:?}", row.cells[at]);
                Error::format(format!("{}:{}", self.place, row.line), found, schema::expected(head))
            })
        };
        self.rows.iter().map(label).collect()
    }

    fn names(&self, column: Option<&str>) -> Result<Column> {
        let Some(column) = column else {
            let numbered: Vec<_> = (0..self.rows.len()).map(|row| row.to_string()).collect();
            return Ok(Series::new("name".into(), numbered).into());
        };
        let at = self.position(column)?;
        let mut lines = HashMap::new();
        for row in &self.rows {
            if let Some(earlier) = lines.insert(&row.cells[at], row.line) {
                let found = format!("the name {:?} of line {earlier} again", row.cells[at]);
                return Err(Error::format(format!("{}:{}", self.place, row.line), found, "a name of its own"));
            }
        }
        let names: Vec<_> = self.rows.iter().map(|row| row.cells[at].as_str()).collect();
        Ok(Series::new("name".into(), names).into())
    }

    fn position(&self, column: &str) -> Result<usize> {
        self.header.iter().position(|name| name == column).ok_or_else(|| {
            let found = format!("the columns {}", self.header.join(", "));
            Error::format(format!("{}:1", self.place), found, format!("one called {column:?} (see `CsvOptions`)"))
        })
    }
}

/// Splits a text into rows of cells. A quoted cell may hold delimiters, line ends and doubled quotes; empty lines are skipped.
fn rows(place: &str, text: &str, delimiter: char) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let (mut line, mut cells, mut cell) = (1, Vec::new(), String::new());
    let mut begin = line;
    let mut quoted_since = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        line += usize::from(letter == '\n');
        match letter {
            '"' if quoted_since.is_some() && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted_since.is_some() => quoted_since = None,
            '"' if cell.is_empty() => quoted_since = Some(line),
            _ if quoted_since.is_some() => cell.push(letter),
            '\n' => {
                finish(&mut rows, begin, &mut cells, &mut cell);
                begin = line;
            }
            '\r' if letters.peek().is_none_or(|&next| next == '\n') => {}
            _ if letter == delimiter => cells.push(std::mem::take(&mut cell).trim().to_string()),
            _ => cell.push(letter),
        }
    }
    if let Some(line) = quoted_since {
        return Err(Error::format(format!("{place}:{line}"), "a quote that is never closed", "a closing quote"));
    }
    finish(&mut rows, begin, &mut cells, &mut cell);
    Ok(rows)
}

fn finish(rows: &mut Vec<Row>, line: usize, cells: &mut Vec<String>, cell: &mut String) {
    cells.push(std::mem::take(cell).trim().to_string());
    let cells = std::mem::take(cells);
    if cells.len() > 1 || !cells[0].is_empty() {
        rows.push(Row { line, cells });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heads() -> Vec<LabelHead> {
        vec![
            LabelHead::categorical("anna", &["cat", "dog, big"]),
            LabelHead::continuous("affect", &["valence"], -1.0, 1.0),
        ]
    }

    fn read(text: &str, options: &CsvOptions) -> Result<LabelTable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, text).unwrap();
        read_csv(path, &heads(), options)
    }

    #[test]
    fn names_codes_quotes_and_line_ends() {
        let text =
            "\u{feff}name,anna,note,valence,truth\r\n\"a \"\"1\"\"\", cat,\"x\ny\",0.5,1\r\n\r\nb,\"dog, big\",,-1,cat";
        let table = read(text, &CsvOptions::default()).unwrap();
        assert_eq!(table.names(), ["a \"1\"", "b"]);
        assert_eq!(table.codes("anna").unwrap(), [0, 1]);
        assert_eq!(table.values("affect").unwrap(), [0.5, -1.0]);
        assert_eq!(table.truth().unwrap(), [1, 0]);
    }

    #[test]
    fn other_columns_and_delimiters() {
        let columns = [("anna", "label"), ("truth", "clean")].map(|(a, b)| (a.to_string(), b.to_string())).to_vec();
        let options = CsvOptions { name: None, columns, delimiter: ';' };
        let table = read("label;clean;valence\n1;0;0\n0;0;1\n", &options).unwrap();
        assert_eq!((table.names(), table.codes("anna").unwrap()), (vec!["0".into(), "1".into()], vec![1, 0]));
        assert_eq!(table.truth().unwrap(), [0, 0]);
        let message = read("label;valence\n1;0\n", &options).unwrap_err().to_string();
        assert!(
            message.contains("labels.csv:1: found the columns label, valence, expected one called \"clean\""),
            "{message}"
        );
    }

    #[test]
    fn errors_name_the_line() {
        let message = |text: &str| read(text, &CsvOptions::default()).unwrap_err().to_string();
        let unknown = message("name,anna,valence\na,cat,0\nb,9,0\n");
        assert!(
            unknown.contains("labels.csv:3: found \"9\" in column \"anna\", expected a code of 0 to 1 or one of cat"),
            "{unknown}"
        );
        assert!(message("name,anna,valence\na,cat,1.5\n").contains("labels.csv:2: found \"1.5\""));
        assert!(message("name,anna,valence\na,cat,NaN\n").contains("labels.csv:2: found \"NaN\""));
        assert!(message("name,anna,valence\na,cat\n").contains("labels.csv:2: found 2 cells, expected 3"));
        assert!(
            message("name,anna,valence\na,cat,0\n\na,cat,0\n")
                .contains("labels.csv:4: found the name \"a\" of line 2 again")
        );
        assert!(message("name,anna,valence\na,\"cat,0\n").contains("labels.csv:2: found a quote"));
        assert!(message("").contains("an empty file"));
    }

    #[test]
    fn written_tables_come_back() {
        let table = LabelTable::from_names(vec!["a,1".into(), "\"b\"".into()]).unwrap();
        let table = table.with_head(heads()[0].clone(), &[1, 0]).unwrap();
        let table = table.with_values(heads()[1].clone(), &[0.1, -0.333_333_34]).unwrap().with_truth(&[1, 1]).unwrap();
        let table = table.with_truth_values("affect", &[1e-9, 1.0]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/labels.csv");
        write_csv(&table, &path).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("\"dog, big\""));
        let back = read_csv(&path, &heads(), &CsvOptions::default()).unwrap();
        assert!(back.frame().equals(table.frame()), "{:?}", back.frame());
    }
}
