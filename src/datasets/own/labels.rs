//! From CSV files to label tables.

use super::{
    columns::{OwnColumns, Roles},
    words::in_words,
};
use crate::{
    Result,
    formats::{Csv, clean_name, number},
    labels::{
        AnnotationOptions, CLASS_COUNTS, CsvOptions, LabelHead, LabelTable, annotations, classes_in, label_table,
        shared_name,
    },
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// The labels of training images, and of test images where these have a file of their own.
#[derive(Clone, Debug)]
pub struct OwnLabels {
    /// The training images.
    pub train: OwnTable,
    /// The test images.
    pub test: Option<OwnTable>,
}

/// The labels in one file.
#[derive(Clone, Debug)]
pub struct OwnTable {
    /// A row for every image that has a label or, in wide form, a row.
    pub labels: LabelTable,
    /// What the columns hold, line by line, as a person would say it, with hints at what may be meant otherwise.
    pub in_words: Vec<String>,
    pub(super) path: PathBuf,
    /// The images in the order of the file, each with the place it is first named in.
    pub(super) images: Vec<(String, String)>,
}

/// A file whose classes are not known yet.
struct File<'a> {
    path: &'a Path,
    csv: Csv,
    roles: Roles,
}

/// Reads a file of labels, and one for the test images if there is one, by the same heads. A test file need not have every column
/// of the training file; where it has none of its annotators and no truth, all its columns are annotators.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io); [`Error::Format`](crate::Error::Format), with file and line, for a missing column, a name that leads out of a folder or is there
/// twice, and a cell that is no label; without annotators and for fewer than 2 or more than 255 classes;
/// [`Error::Parameter`](crate::Error::Parameter) for columns that a label table keeps for itself.
pub fn read_own_labels(labels: impl AsRef<Path>, test: Option<&Path>, columns: &OwnColumns) -> Result<OwnLabels> {
    let path = labels.as_ref();
    let csv = Csv::read(path, columns.delimiter)?;
    let train = File { path, roles: columns.roles(&csv)?, csv };
    let mut files = vec![train];
    if let Some(path) = test {
        let csv = Csv::read(path, columns.delimiter)?;
        files.push(File { path, roles: columns.test_roles(&csv, &files[0].roles)?, csv });
    }
    let roles: Vec<_> = files.iter().map(|file| (&file.csv, &file.roles)).collect();
    columns.check_truth(&roles)?;
    let classes = files[0].classes(columns)?;
    let continuous = continuous_heads(&files);
    let mut tables = vec![];
    for file in &files {
        tables.push(file.table(&classes, &continuous)?);
    }
    let test = if tables.len() > 1 { tables.pop() } else { None };
    Ok(OwnLabels { train: tables.remove(0), test })
}

impl File<'_> {
    /// The classes that are given, or those that occur.
    fn classes(&self, columns: &OwnColumns) -> Result<Vec<String>> {
        let annotators = &self.roles.annotators;
        if annotators.is_empty() {
            let found = format!("the columns {}", self.csv.header().join(", "));
            return Err(self
                .csv
                .header_error(found, "a column per annotator beside names, truth and continuous columns"));
        }
        if let Some(classes) = &columns.classes {
            return Ok(classes.clone());
        }
        let mut cells = vec![];
        for column in annotators.iter().chain(&self.roles.truth) {
            cells.extend(self.csv.column(column)?.map(|(_, cell)| cell));
        }
        let classes = classes_in(cells.into_iter());
        if CLASS_COUNTS.contains(&classes.len()) {
            return Ok(classes);
        }
        let found = format!("{} classes in {}", classes.len(), annotators.join(", "));
        let expected =
            "2 to 255; where a column is no annotator's, name those that are, or the classes, in the options";
        Err(self.csv.header_error(found, expected))
    }

    fn table(&self, classes: &[String], continuous: &[LabelHead]) -> Result<OwnTable> {
        let labels = match &self.roles.by {
            Some(annotator) => self.long(annotator, classes)?,
            None => self.wide(classes, continuous)?,
        };
        let annotators = match &self.roles.by {
            Some(_) => labels.heads().iter().map(|head| head.name.clone()).collect(),
            None => self.roles.annotators.clone(),
        };
        let in_words = in_words(&self.csv, &self.roles, &annotators, classes);
        Ok(OwnTable { labels, in_words, path: self.path.into(), images: self.images()? })
    }

    fn wide(&self, classes: &[String], continuous: &[LabelHead]) -> Result<LabelTable> {
        let classes: Vec<&str> = classes.iter().map(String::as_str).collect();
        let mut heads: Vec<_> =
            self.roles.annotators.iter().map(|column| LabelHead::categorical(column, &classes)).collect();
        let mut columns: Vec<_> = self.roles.truth.iter().map(|truth| ("truth".to_string(), truth.clone())).collect();
        if let (true, Some(truth)) = (heads.is_empty(), &self.roles.truth) {
            // The truth is told in the classes of an annotator: one who is always right.
            heads.push(LabelHead::categorical("own", &classes));
            columns.push(("own".into(), truth.clone()));
        }
        let is_here = |head: &&LabelHead| head.columns().iter().all(|column| self.csv.has(column));
        heads.extend(continuous.iter().filter(is_here).cloned());
        let options = CsvOptions { name: Some(self.roles.name.clone()), columns, ..CsvOptions::default() };
        label_table(&self.csv, &heads, &options)
    }

    fn long(&self, annotator: &str, classes: &[String]) -> Result<LabelTable> {
        let options = AnnotationOptions {
            name: self.roles.name.clone(),
            annotator: annotator.into(),
            label: self.roles.annotators[0].clone(),
            classes: Some(classes.to_vec()),
            ..AnnotationOptions::default()
        };
        let table = annotations(&self.csv, &options)?.to_table()?;
        let Some(column) = &self.roles.truth else { return Ok(table) };
        let head = LabelHead::categorical("truth", &classes.iter().map(String::as_str).collect::<Vec<_>>());
        let mut truths: HashMap<&str, (usize, &str)> = HashMap::new();
        for ((line, cell), (_, name)) in self.csv.column(column)?.zip(self.csv.column(&self.roles.name)?) {
            let (first, earlier) = *truths.entry(name).or_insert((line, cell));
            // By what they mean: 1.0 is 1.
            if earlier != cell && head.parse(earlier) != head.parse(cell) {
                let found = format!("the truth {cell:?} in column {column:?} for {name:?}");
                return Err(self.csv.error(line, found, format!("{earlier:?} in all its rows, as in line {first}")));
            }
        }
        let mut codes = vec![];
        for name in table.names() {
            let (line, cell) = truths.get(name.as_str()).copied().unwrap_or_default();
            let bad = || self.csv.error(line, format!("the truth {cell:?} in column {column:?}"), head.expected());
            codes.push(head.parse(cell).ok_or_else(bad)? as u8);
        }
        table.with_truth(&codes)
    }

    fn images(&self) -> Result<Vec<(String, String)>> {
        let (mut images, mut seen) = (vec![], HashMap::new());
        for (line, name) in self.csv.column(&self.roles.name)? {
            let place = self.csv.place(line);
            clean_name(&place, name)?;
            if seen.insert(name, line).is_none() {
                images.push((name.to_string(), place));
            }
        }
        Ok(images)
    }
}

/// A head for valence and arousal together, and one for every other column; those of `WHO:WHAT` for each annotator by themselves.
fn continuous_heads(files: &[File]) -> Vec<LabelHead> {
    let columns = &files[0].roles.continuous;
    let mut annotators: Vec<Option<&str>> = vec![];
    for annotator in columns.iter().map(|column| annotator(column)) {
        if !annotators.contains(&annotator) {
            annotators.push(annotator);
        }
    }
    let mut heads = vec![];
    for by in annotators {
        let own = columns.iter().filter(|column| annotator(column) == by).map(|column| shared_name(column));
        for (name, dimensions) in groups(own.collect()) {
            let [low, high] = range(files, &dimensions);
            let head = LabelHead::continuous(name, &dimensions, low, high);
            heads.push(match by {
                Some(annotator) => head.by(annotator),
                None => head,
            });
        }
    }
    heads
}

/// Whose values a column holds, where its name says so.
fn annotator(column: &str) -> Option<&str> {
    column.strip_suffix(shared_name(column))?.strip_suffix(':')
}

/// Names of heads with the columns of each.
fn groups(columns: Vec<&str>) -> Vec<(&str, Vec<&str>)> {
    let is_affect = ["valence", "arousal"].iter().all(|name| columns.contains(name));
    let mut groups = vec![];
    if is_affect {
        groups.push(("affect", vec!["valence", "arousal"]));
    }
    for column in columns {
        if !(is_affect && ["valence", "arousal"].contains(&column)) {
            groups.push((column, vec![column]));
        }
    }
    groups
}

/// The range of all values of these dimensions, true ones and every annotator's: from -1 to 1 where none lies outside.
fn range(files: &[File], dimensions: &[&str]) -> [f32; 2] {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for file in files {
        for column in file.csv.header() {
            let dimension = column.strip_prefix("truth_").unwrap_or(shared_name(column));
            if !dimensions.contains(&dimension) {
                continue;
            }
            for (_, cell) in file.csv.column(column).into_iter().flatten() {
                let Some(value) = number(cell) else { continue };
                (least, most) = (least.min(value), most.max(value));
            }
        }
    }
    if least < -1.0 || most > 1.0 { [least as f32, most as f32] } else { [-1.0, 1.0] }
}
