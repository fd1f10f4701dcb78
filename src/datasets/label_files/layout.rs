//! How CSV files of labels are laid out.

use super::truth::Truths;
use crate::{
    Result,
    formats::{Csv, NAMES, is_missing},
    labels::{AnnotationOptions, WideOptions, annotation_csv, collector::Collector, wide},
};

/// What crowd-kit and others call the items, beside what images' names are called.
const TASKS: [&str; 2] = ["task", "item"];
/// Columns that name annotators.
const ANNOTATORS: [&str; 2] = ["worker", "annotator"];

/// Which columns of CSV files hold what, where their names do not say it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelColumns {
    /// The items' names, in one of the files at least. By default what crowd-kit and others call them, or what images' names are called;
    /// of files with a row an item also a first column without a name, or the first column that no two rows share a value of.
    pub name: Option<String>,
    /// The true classes, in one of the files at least. By default `truth`, in any case, if it is there.
    pub truth: Option<String>,
    /// Of files with a row an item the columns of annotators, each in one of the files at least. By default all that are nothing
    /// else, hold no numbers with fractions and are not another in every row.
    pub annotators: Option<Vec<String>>,
}

/// How a CSV file is laid out.
pub struct Layout {
    shape: Shape,
    /// The column of the true classes.
    pub truth: Option<String>,
    /// In a wide file the columns of measurements, and those that number the rows, which are no annotator's.
    left_out: Vec<String>,
}

enum Shape {
    /// A row a label.
    Long(AnnotationOptions),
    /// A row an item.
    Wide(WideOptions),
}

impl Layout {
    pub fn of(csv: &Csv, columns: &LabelColumns) -> Self {
        let truth = match &columns.truth {
            Some(column) => Some(column.as_str()).filter(|column| csv.has(column)),
            None => csv.find(&["truth"]),
        };
        let named = columns.name.as_deref().filter(|column| csv.has(column));
        let name = named.or(csv.find(&TASKS)).or(csv.find(&NAMES));
        if let (Some(name), Some(annotator), Some(label)) = (name, csv.find(&ANNOTATORS), csv.find(&["label"])) {
            let [name, annotator, label] = [name, annotator, label].map(String::from);
            let options = AnnotationOptions { name, annotator, label, ..AnnotationOptions::default() };
            return Self { shape: Shape::Long(options), truth: truth.map(String::from), left_out: vec![] };
        }
        // pandas writes its index without a name.
        let name = name.or(csv.header().first().copied().filter(|column| column.is_empty()));
        let name = name.or_else(|| csv.header().into_iter().find(|column| csv.is_distinct(column)));
        let (mut others, mut left_out) = (vec![], vec![]);
        for column in csv.header() {
            let is_known = name == Some(column) || truth == Some(column);
            let is_left_out = match &columns.annotators {
                Some(annotators) => !annotators.iter().any(|annotator| annotator == column),
                None => column.is_empty() || column.starts_with("truth_"),
            };
            if is_known || is_left_out {
                others.push(column.to_string());
            } else if columns.annotators.is_none() && (csv.is_continuous(column) || csv.is_distinct(column)) {
                others.push(column.to_string());
                left_out.push(column.to_string());
            }
        }
        let [name, truth] = [name, truth].map(|column| column.map(String::from));
        Self { shape: Shape::Wide(WideOptions { name, others, ..WideOptions::default() }), truth, left_out }
    }

    pub fn in_words(&self) -> String {
        let mut words = match &self.shape {
            Shape::Long(options) => format!("a row a label, of {:?} by {:?}", options.name, options.annotator),
            Shape::Wide(WideOptions { name: Some(name), .. }) => {
                format!("a row an item, named in {name:?}, and a column an annotator")
            }
            Shape::Wide(_) => "a row an item, without names, and a column an annotator".into(),
        };
        if let Some(truth) = &self.truth {
            words += &format!("; the true classes in {truth:?}");
        }
        if !self.left_out.is_empty() {
            words += &format!("; left out, numbers and no classes: {}", self.left_out.join(", "));
        }
        words
    }

    pub fn collect(&self, csv: &Csv, collector: &mut Collector) -> Result<()> {
        match &self.shape {
            Shape::Long(options) => annotation_csv::collect(csv, options, collector),
            Shape::Wide(options) => wide::collect(csv, options, collector),
        }
    }

    /// The names of the items, row by row.
    pub fn names(&self, csv: &Csv) -> Result<Vec<String>> {
        match &self.shape {
            Shape::Long(options) => Ok(csv.column(&options.name)?.map(|(_, name)| name.to_string()).collect()),
            Shape::Wide(options) => wide::items(csv, options.name.as_deref()),
        }
    }

    /// Where the labels of an item by an annotator are.
    pub fn places(&self, csv: &Csv, item: &str, annotator: &str) -> Result<Vec<String>> {
        let (column, is_long) = match &self.shape {
            Shape::Long(options) => (options.annotator.as_str(), true),
            Shape::Wide(_) => (annotator, false),
        };
        let mut places = vec![];
        for (name, (line, cell)) in self.names(csv)?.iter().zip(csv.column(column)?) {
            let is_theirs = if is_long { cell == annotator } else { !is_missing(cell) };
            if name == item && is_theirs {
                places.push(csv.place(line));
            }
        }
        Ok(places)
    }

    /// Reads the true classes, of the items that have one; without a column of them there is nothing to read.
    pub fn read_truth(&self, csv: &Csv, truths: &mut Truths) -> Result<()> {
        let Some(column) = &self.truth else { return Ok(()) };
        for (name, (line, class)) in self.names(csv)?.into_iter().zip(csv.column(column)?) {
            if !is_missing(class) {
                truths.add(&name, class, format!("{}, column {column:?}", csv.place(line)))?;
            }
        }
        Ok(())
    }
}
