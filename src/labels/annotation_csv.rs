//! CSV files with a row for every label that someone gave.

use super::{annotations::Annotations, collector::Collector};
use crate::{
    Error, Result, files,
    formats::{Csv, each_of_three},
};
use std::path::Path;

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

impl AnnotationOptions {
    /// The layout of crowd-kit: columns `task`, `worker` and `label`.
    pub fn crowd_kit() -> Self {
        let [name, annotator] = ["task", "worker"].map(String::from);
        Self { name, annotator, ..Self::default() }
    }
}

impl Default for AnnotationOptions {
    fn default() -> Self {
        let [name, annotator, label] = ["image", "annotator", "label"].map(String::from);
        Self { name, annotator, label, delimiter: ',', classes: None }
    }
}

/// Reads a CSV file with a header line and a row for every label. Rows whose label is empty, `NA`, `NaN` or `null` are left
/// out: there the annotator gave none.
///
/// The text of the file is in memory while it is read, and 12 bytes a label beside it; 5 bytes a label and the names stay.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column, a row of another length, without an image's or
/// annotator's name or with a label that is no class, for two labels of one image by one annotator, and for labels of fewer than 2
/// or more than 255 classes.
pub fn read_annotations(path: impl AsRef<Path>, options: &AnnotationOptions) -> Result<Annotations> {
    let text = files::read_text(&path)?;
    of_source(&Source::Text { file: path.as_ref().display().to_string(), text }, options)
}

/// As [`read_annotations`], of a file that has been read.
pub(crate) fn annotations(csv: &Csv, options: &AnnotationOptions) -> Result<Annotations> {
    of_source(&Source::Rows(csv), options)
}

/// Where rows come from.
enum Source<'a> {
    Rows(&'a Csv),
    Text { file: String, text: String },
}

impl Source<'_> {
    /// Visits every row: line, image, annotator and label.
    fn each(&self, options: &AnnotationOptions, mut visit: impl FnMut(usize, [&str; 3]) -> Result<()>) -> Result<()> {
        let AnnotationOptions { name, annotator, label, .. } = options;
        match self {
            Self::Text { file, text } => each_of_three(file, text, options.delimiter, [name, annotator, label], visit),
            Self::Rows(csv) => {
                let (annotators, labels) = (csv.column(annotator)?, csv.column(label)?);
                for (((line, name), (_, annotator)), (_, label)) in csv.column(name)?.zip(annotators).zip(labels) {
                    visit(line, [name, annotator, label])?;
                }
                Ok(())
            }
        }
    }

    fn file(&self) -> &str {
        match self {
            Self::Rows(csv) => csv.file(),
            Self::Text { file, .. } => file,
        }
    }

    fn error(&self, line: usize, found: String, expected: impl ToString) -> Error {
        match self {
            Self::Rows(csv) => csv.error(line, found, expected),
            Self::Text { file, .. } => Error::format(format!("{file}:{line}"), found, expected),
        }
    }
}

fn of_source(source: &Source, options: &AnnotationOptions) -> Result<Annotations> {
    let mut collector = Collector::new(options.classes.as_deref())?;
    gather(source, options, &mut collector)?;
    let annotations = collector.finish(source.file())?;
    match annotations.repeated() {
        None => Ok(annotations),
        Some((item, annotator)) => Err(repeated(source, options, item, annotator)),
    }
}

/// Gathers the labels of a file that has been read.
pub fn collect(csv: &Csv, options: &AnnotationOptions, collector: &mut Collector) -> Result<()> {
    gather(&Source::Rows(csv), options, collector)
}

fn gather(source: &Source, options: &AnnotationOptions, collector: &mut Collector) -> Result<()> {
    source.each(options, |line, [item, annotator, label]| {
        for (cell, column) in [(item, &options.name), (annotator, &options.annotator)] {
            if cell.is_empty() {
                return Err(source.error(line, format!("nothing in column {column:?}"), "a name"));
            }
        }
        if collector.is_missing(label) {
            return Ok(());
        }
        let added = collector.add(item, annotator, label);
        let found = || format!("the label {label:?} in column {:?}", options.label);
        added.map_err(|expected| source.error(line, found(), expected))
    })
}

/// Finds the lines of two labels of one item by one annotator.
fn repeated(source: &Source, options: &AnnotationOptions, item: &str, annotator: &str) -> Error {
    let Ok(collector) = Collector::new(options.classes.as_deref()) else { return no_place() };
    let mut earlier = None;
    let found = source.each(options, |line, [name, by, label]| {
        if name != item || by != annotator || collector.is_missing(label) {
            return Ok(());
        }
        match earlier.replace(line) {
            None => Ok(()),
            Some(earlier) => {
                let found = format!("a label by {annotator:?} for {item:?} again, as in line {earlier}");
                Err(source.error(line, found, "one label of an image by an annotator"))
            }
        }
    });
    found.err().unwrap_or_else(no_place)
}

fn no_place() -> Error {
    Error::format("annotations", "a label twice", "one label of an image by an annotator")
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
    fn the_layout_of_crowd_kit() {
        let annotations = read("worker,task,label\nw1,t1,1\nw2,t1,0\n", &AnnotationOptions::crowd_kit()).unwrap();
        assert_eq!((annotations.items().join(" "), annotations.annotators().join(" ")), ("t1".into(), "w1 w2".into()));
        assert_eq!(annotations.responses().of(0), (&[0, 1][..], &[1, 0][..]));
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
            unknown.ends_with("labels.csv:4: found the label \"2\" in column \"label\", expected a code of 0 to 1 or one of sad, happy"),
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
        assert!(message("1,a,x\n").contains("labels.csv: found labels of 1 classes \"x\", expected 2 to 255"));
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
