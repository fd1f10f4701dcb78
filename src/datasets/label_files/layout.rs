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
    /// The columns that are none of these, each with the reason.
    left_out: Vec<(String, &'static str)>,
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
            let used = [Some(name), Some(annotator), Some(label), truth, Some("")];
            let others = csv.header().into_iter().filter(|column| !used.contains(&Some(column)));
            let left_out = others.map(|column| (column.to_string(), "beside a row a label")).collect();
            let [name, annotator, label] = [name, annotator, label].map(String::from);
            let options = AnnotationOptions { name, annotator, label, ..AnnotationOptions::default() };
            return Self { shape: Shape::Long(options), truth: truth.map(String::from), left_out };
        }
        // pandas writes its index without a name.
        let name = name.or(csv.header().first().copied().filter(|column| column.is_empty()));
        let is_name = |column: &&str| csv.is_distinct(column) && !csv.is_continuous(column);
        let name = name.or_else(|| csv.header().into_iter().find(is_name));
        let (mut others, mut left_out) = (vec![], vec![]);
        for column in csv.header() {
            let is_named =
                columns.annotators.as_ref().is_none_or(|annotators| annotators.iter().any(|name| name == column));
            let why = if name == Some(column) || truth == Some(column) || column.is_empty() {
                None
            } else if !is_named {
                Some("not named")
            } else if columns.annotators.is_some() {
                continue;
            } else if column.starts_with("truth_") {
                Some("true values, no classes")
            } else if csv.is_continuous(column) {
                Some("numbers with fractions")
            } else if csv.is_distinct(column) {
                Some("another value in every row")
            } else {
                continue;
            };
            others.push(column.to_string());
            left_out.extend(why.map(|why| (column.to_string(), why)));
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
            let columns: Vec<String> = self.left_out.iter().map(|(column, why)| format!("{column} ({why})")).collect();
            words += &format!("; left out: {}", columns.join(", "));
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
