//! Labels in long form: a row for every label that someone gave.

use super::{classes::classes_in, head::LabelHead, heads::check_heads, table::LabelTable};
use crate::{Error, Result, formats::Csv};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use std::{collections::HashMap, path::Path};

/// What annotators said of the images that each of them saw: the form for many annotators with few labels each.
///
/// The columns of [`frame`](Self::frame): `name` (the image's) and `annotator`, both text, and `label` (`UInt32`, an index
/// into [`classes`](Self::classes)). Nothing is null, and no annotator labels an image twice.
#[derive(Clone, Debug)]
pub struct Annotations {
    frame: DataFrame,
    classes: Vec<String>,
}

/// How a CSV file of annotations is laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnotationOptions {
    /// The column of the images' names.
    pub name: String,
    /// The column of the annotators' names.
    pub annotator: String,
    /// The column of the labels.
    pub label: String,
    /// What separates the cells.
    pub delimiter: char,
    /// The class names in the order of the codes; labels may then be names or codes. `None`: every label that occurs is a
    /// class, numbers in their order, texts in that of the alphabet.
    pub classes: Option<Vec<String>>,
}

impl Default for AnnotationOptions {
    fn default() -> Self {
        let [name, annotator, label] = ["image", "annotator", "label"].map(String::from);
        Self { name, annotator, label, delimiter: ',', classes: None }
    }
}

/// A row of a file.
struct Row<'a> {
    line: usize,
    name: &'a str,
    annotator: &'a str,
    label: &'a str,
}

/// Reads a CSV file with a header line and a row for every label. Rows whose label is empty, `NA`, `NaN` or `null` are left
/// out: there the annotator gave none.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column, a row of another length, without an image's or
/// annotator's name or with a label that is no class, and for two labels of one image by one annotator;
/// [`Error::Parameter`] for fewer than 2 or more than 256 classes.
pub fn read_annotations(path: impl AsRef<Path>, options: &AnnotationOptions) -> Result<Annotations> {
    annotations(&Csv::read(path, options.delimiter)?, options)
}

/// As [`read_annotations`], of a file that has been read.
pub(crate) fn annotations(csv: &Csv, options: &AnnotationOptions) -> Result<Annotations> {
    let mut rows = rows(csv, options)?;
    let classes = options.classes.clone().unwrap_or_else(|| classes_in(rows.iter().map(|row| row.label)));
    let head = head("annotations", &classes)?;
    rows.retain(|row| !head.is_missing(row.label));
    let mut lines = HashMap::new();
    let mut codes = vec![];
    for row in &rows {
        if let Some(earlier) = lines.insert((row.name, row.annotator), row.line) {
            let found = format!("a label by {:?} for {:?} again, as in line {earlier}", row.annotator, row.name);
            return Err(csv.error(row.line, found, "one label of an image by an annotator"));
        }
        let bad = || csv.error(row.line, format!("the label {:?}", row.label), head.expected());
        codes.push(head.parse(row.label).ok_or_else(bad)? as u32);
    }
    let text = |of: fn(&Row) -> String| rows.iter().map(of).collect();
    Annotations::of_columns(text(|row| row.name.into()), text(|row| row.annotator.into()), codes, classes)
}

fn rows<'a>(csv: &'a Csv, options: &AnnotationOptions) -> Result<Vec<Row<'a>>> {
    let (annotators, labels) = (csv.column(&options.annotator)?, csv.column(&options.label)?);
    let mut rows = vec![];
    for (((line, name), (_, annotator)), (_, label)) in csv.column(&options.name)?.zip(annotators).zip(labels) {
        for (cell, column) in [(name, &options.name), (annotator, &options.annotator)] {
            if cell.is_empty() {
                return Err(csv.error(line, format!("nothing in column {column:?}"), "a name"));
            }
        }
        rows.push(Row { line, name, annotator, label });
    }
    Ok(rows)
}

fn head(name: &str, classes: &[String]) -> Result<LabelHead> {
    let head = LabelHead::categorical(name, &classes.iter().map(String::as_str).collect::<Vec<_>>());
    head.validate()?;
    Ok(head)
}

impl Annotations {
    /// The labels of a table's annotators, image by image. Its truth and continuous heads are left behind.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators, or when their classes differ.
    pub fn of_table(table: &LabelTable) -> Result<Self> {
        let ballot = table.ballot()?;
        let (mut names, mut annotators, mut codes) = (vec![], vec![], vec![]);
        for (row, name) in table.names().into_iter().enumerate() {
            for (annotator, labels) in ballot.names.iter().zip(&ballot.labels) {
                if let Some(code) = labels[row] {
                    names.push(name.clone());
                    annotators.push(annotator.clone());
                    codes.push(code.into());
                }
            }
        }
        Self::of_columns(names, annotators, codes, ballot.classes)
    }

    fn of_columns(names: Vec<String>, annotators: Vec<String>, codes: Vec<u32>, classes: Vec<String>) -> Result<Self> {
        let columns = vec![
            Column::from(Series::new("name".into(), names)),
            Series::new("annotator".into(), annotators).into(),
            Series::new("label".into(), codes).into(),
        ];
        let frame = DataFrame::new_infer_height(columns).map_err(Error::table("the table of annotations"))?;
        Ok(Self { frame, classes })
    }

    /// The polars table.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The class names, in the order of the codes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A label table with a row per image and a head per annotator, both in the order of their first labels.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an annotator whose name a label table keeps for itself, such as `truth`.
    pub fn to_table(&self) -> Result<LabelTable> {
        let error = || Error::table("the table of annotations");
        let text = |column: &str| self.frame.column(column).and_then(Column::str).map_err(error());
        let codes = self.frame.column("label").and_then(Column::u32).map_err(error())?;
        let (names, given_by) = (text("name")?, text("annotator")?);
        let (mut rows, mut annotators) = (Order::default(), Order::default());
        let mut columns: Vec<Vec<Option<u32>>> = vec![];
        for ((name, annotator), code) in names.iter().zip(given_by.iter()).zip(codes.iter()) {
            let (row, annotator) =
                (rows.place(name.unwrap_or_default()), annotators.place(annotator.unwrap_or_default()));
            columns.resize(annotators.names.len(), vec![]);
            let column = &mut columns[annotator];
            column.resize(column.len().max(row + 1), None);
            column[row] = code;
        }
        let mut series = vec![Column::from(Series::new("name".into(), &rows.names))];
        let mut heads = vec![];
        for (annotator, mut labels) in annotators.names.iter().zip(columns) {
            labels.resize(rows.names.len(), None);
            series.push(Series::new((*annotator).into(), labels).into());
            heads.push(head(annotator, &self.classes)?);
        }
        check_heads(&heads)?;
        LabelTable::of_schema(&DataFrame::new_infer_height(series).map_err(error())?, heads)
    }
}

/// Names in the order in which they were first met.
#[derive(Default)]
struct Order<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, usize>,
}

impl<'a> Order<'a> {
    fn place(&mut self, name: &'a str) -> usize {
        *self.places.entry(name).or_insert_with(|| {
            self.names.push(name);
            self.names.len() - 1
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, options: &AnnotationOptions) -> Result<Annotations> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("labels.csv");
        std::fs::write(&path, text).unwrap();
        read_annotations(path, options)
    }

    #[test]
    fn the_long_form_becomes_a_table_and_comes_back() {
        let text = "image,annotator,label\n2.jpg,ben,sad\n1.jpg,anna,happy\n2.jpg,anna,sad\n1.jpg,carl,NA\n";
        let annotations = read(text, &AnnotationOptions::default()).unwrap();
        assert_eq!((annotations.classes().join(" "), annotations.len()), ("happy sad".into(), 3));
        let table = annotations.to_table().unwrap();
        assert_eq!(table.names(), ["2.jpg", "1.jpg"]);
        assert_eq!(table.labels("ben").unwrap(), [Some(1), None]);
        assert_eq!(table.labels("anna").unwrap(), [Some(1), Some(0)]);
        assert!(table.head("carl").is_err(), "who gave no label");
        let back = Annotations::of_table(&table.with_truth(&[0, 0]).unwrap()).unwrap();
        assert_eq!((back.len(), back.classes()), (3, annotations.classes()));
        assert!(back.to_table().unwrap().frame().equals_missing(table.frame()));
    }

    #[test]
    fn classes_given_or_found() {
        let options = AnnotationOptions {
            name: "file".into(),
            annotator: "who".into(),
            label: "what".into(),
            delimiter: ';',
            classes: None,
        };
        let text = "who;file;what;note\na;1;10;\na;2;9;x\nb;1;2;\n";
        assert_eq!(read(text, &options).unwrap().classes(), ["2", "9", "10"]);
        let classes = Some(["sad", "happy"].map(String::from).to_vec());
        let given = AnnotationOptions { classes, ..AnnotationOptions::default() };
        let table = read("image,annotator,label\n1,a,happy\n2,a,0\n", &given).unwrap().to_table().unwrap();
        assert_eq!(table.codes("a").unwrap(), [1, 0]);
        let unknown = read("image,annotator,label\n1,a,happy\n\n2,a,2\n", &given).unwrap_err().to_string();
        assert!(
            unknown.ends_with("labels.csv:4: found the label \"2\", expected a code of 0 to 1 or one of sad, happy"),
            "{unknown}"
        );
    }

    #[test]
    fn bad_rows_are_told_with_their_lines() {
        let message = |rows: &str| {
            let result = read(&format!("image,annotator,label\n{rows}"), &AnnotationOptions::default());
            result.and_then(|annotations| annotations.to_table()).unwrap_err().to_string()
        };
        let again = message("1,a,x\n1,b,y\n\n1,a,y\n");
        assert!(again.contains("labels.csv:5: found a label by \"a\" for \"1\" again, as in line 2"), "{again}");
        assert!(message("1,a,x\n,a,y\n").contains("labels.csv:3: found nothing in column \"image\""));
        assert!(message("1,a,x\n2,,y\n").contains("labels.csv:3: found nothing in column \"annotator\""));
        assert!(message("1,a\n").contains("labels.csv:2: found 2 cells"));
        assert!(message("1,a,x\n").contains("must be 2 to 256, got 1"));
        assert!(message("1,truth,x\n1,b,y\n").contains("a column of head \"truth\""));
        let columns = read("name,annotator,label\n", &AnnotationOptions::default()).unwrap_err().to_string();
        assert!(
            columns.contains(
                "labels.csv:1: found the columns name, annotator, label, expected one column called \"image\""
            ),
            "{columns}"
        );
    }
}
