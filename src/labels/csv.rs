//! Label tables as CSV files: anyone's into a table, a table into ours.

use super::{
    head::LabelHead,
    heads::{check_heads, truth_columns},
    schema,
    table::LabelTable,
};
use crate::{
    Error, Result,
    formats::{Csv, write_frame},
};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
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

impl CsvOptions {
    /// What the file calls a column of the label table, where it is renamed.
    fn renamed(&self, column: &str) -> Option<&str> {
        let entry = self.columns.iter().find(|(ours, _)| ours == column);
        entry.map(|(_, theirs)| theirs.as_str())
    }
}

/// Reads a CSV file with a header line into a label table. Labels may be class names or codes; where a cell is empty or holds
/// `NA`, `NaN` or `null`, there is no label. The truth is read where the file has the columns `truth` or
/// `truth_<dimension>`; columns that no head asks for are left behind.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column, a line of
/// another length, a name that is missing or occurs twice, a cell that is no label, a continuous head with only some of its
/// dimensions, or a missing truth; [`Error::Parameter`] for heads as in [`LabelTable::new`].
pub fn read_csv(path: impl AsRef<Path>, heads: &[LabelHead], options: &CsvOptions) -> Result<LabelTable> {
    label_table(&Csv::read(path, options.delimiter)?, heads, options)
}

/// As [`read_csv`], of a file that has been read.
pub(crate) fn label_table(csv: &Csv, heads: &[LabelHead], options: &CsvOptions) -> Result<LabelTable> {
    check_heads(heads)?;
    let mut columns = vec![names(csv, options.name.as_deref())?];
    for head in heads {
        columns.extend(given(csv, head, options)?);
    }
    for (column, head) in truth_columns(heads) {
        let renamed = options.renamed(&column);
        if renamed.is_some() || csv.has(&column) {
            columns.push(truth(csv, renamed.unwrap_or(&column), head)?.with_name(column.as_str().into()));
        }
    }
    let frame = DataFrame::new_infer_height(columns).map_err(Error::table("the labels of a CSV file"))?;
    LabelTable::new(frame, heads.to_vec())
}

/// The columns of a head's labels: in a row all of them or none.
fn given(csv: &Csv, head: &LabelHead, options: &CsvOptions) -> Result<Vec<Column>> {
    let ours = head.columns();
    let mut columns = vec![];
    for column in &ours {
        columns.push(labels_of(csv, options.renamed(column).unwrap_or(column), head)?);
    }
    if let Some((row, gap)) = schema::first_gap(&columns) {
        let found = format!("nothing for {}", ours[gap]);
        return Err(csv.error(csv.rows()[row].line, found, schema::expected_together(head)));
    }
    Ok(ours.into_iter().zip(columns).map(|(column, labels)| Series::new(column.into(), labels).into()).collect())
}

/// A column of true labels, in every row one.
fn truth(csv: &Csv, column: &str, head: &LabelHead) -> Result<Column> {
    let labels = labels_of(csv, column, head)?;
    match labels.iter().position(Option::is_none) {
        None => Ok(Series::new(column.into(), labels).into()),
        Some(row) => {
            let found = format!("nothing in column {column:?}");
            Err(csv.error(csv.rows()[row].line, found, schema::expected_truth(head)))
        }
    }
}

/// Writes a label table as CSV, whole or not at all, with class names for codes and empty cells for missing labels.
/// [`read_csv`] reads it back.
///
/// # Errors
/// [`Error::Io`].
pub fn write_csv(table: &LabelTable, path: impl AsRef<Path>) -> Result<()> {
    write_frame(&table.frame_with_names()?, path)
}

/// A column of labels of this head.
///
/// # Errors
/// [`Error::Format`] with file and line.
fn labels_of(csv: &Csv, column: &str, head: &LabelHead) -> Result<Vec<Option<f64>>> {
    let mut labels = vec![];
    for (line, cell) in csv.column(column)? {
        let label = head.parse(cell);
        if label.is_none() && !head.is_missing(cell) {
            return Err(csv.error(line, format!("{cell:?} in column {column:?}"), head.expected()));
        }
        labels.push(label);
    }
    Ok(labels)
}

fn names(csv: &Csv, column: Option<&str>) -> Result<Column> {
    let Some(column) = column else {
        let numbered: Vec<_> = (0..csv.rows().len()).map(|row| row.to_string()).collect();
        return Ok(Series::new("name".into(), numbered).into());
    };
    let (mut names, mut lines) = (vec![], HashMap::new());
    for (line, name) in csv.column(column)? {
        if name.is_empty() {
            return Err(csv.error(line, "no name", format!("one in column {column:?}")));
        }
        if let Some(earlier) = lines.insert(name, line) {
            return Err(csv.error(line, format!("the name {name:?} of line {earlier} again"), "a name of its own"));
        }
        names.push(name);
    }
    Ok(Series::new("name".into(), names).into())
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
            message.contains("labels.csv:1: found the columns label, valence, expected one column called \"clean\""),
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
        assert!(message("name,anna,valence\na,cat,0\n,cat,0\n").contains("labels.csv:3: found no name"));
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
        let other = LabelHead::categorical("ben", &["cat", "dog, big"]);
        let table = table.with_labels(other.clone(), &[None, Some(0)]).unwrap();
        let table = table.with_values(heads()[1].clone(), &[0.1, -0.333_333_34]).unwrap().with_truth(&[1, 1]).unwrap();
        let table = table.with_truth_values("affect", &[1e-9, 1.0]).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/labels.csv");
        write_csv(&table, &path).unwrap();
        assert!(std::fs::read_to_string(&path).unwrap().contains("\"dog, big\""));
        let heads = [heads()[0].clone(), other, heads()[1].clone()];
        let back = read_csv(&path, &heads, &CsvOptions::default()).unwrap();
        assert!(back.frame().equals_missing(table.frame()), "{:?}", back.frame());
    }

    #[test]
    fn cells_without_a_label() {
        let heads = [heads()[0].clone(), LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0)];
        let read = |rows: &str| {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("labels.csv");
            std::fs::write(&path, format!("name,anna,valence,arousal,truth\n{rows}")).unwrap();
            read_csv(path, &heads, &CsvOptions::default())
        };
        let table = read("a,,NaN,nan,cat\nb,NA,,null,1\nc,cat,0,1,1\n").unwrap();
        assert_eq!(table.labels("anna").unwrap(), [None, None, Some(0)]);
        let values = table.values_or_nan("affect").unwrap();
        assert!(values[..4].iter().all(|value| value.is_nan()) && values[4..] == [0.0, 1.0]);
        let message = |rows| read(rows).unwrap_err().to_string();
        let half = message("a,cat,0,0,cat\n\nb,cat,0,,cat\n");
        assert!(half.ends_with("labels.csv:4: found nothing for arousal, expected a number from -1 to 1, or nothing in valence and arousal"), "{half}");
        let unknown = message("a,cat,0,0,NA\n");
        assert!(
            unknown.contains("labels.csv:2: found nothing in column \"truth\", expected a code of 0 to 1"),
            "{unknown}"
        );
        // A class may be called like that.
        let named = LabelHead::categorical("anna", &["null", "some"]);
        assert!(!named.is_missing("null") && named.is_missing("NULL"));
    }
}
