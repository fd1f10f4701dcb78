//! How CSV files of labels are laid out.

use crate::{
    Result,
    formats::{Csv, is_missing},
    labels::{AnnotationOptions, WideOptions, annotation_csv, collector::Collector, wide},
};
use std::collections::BTreeMap;

/// Columns that name the items.
const NAMES: [&str; 5] = ["task", "image", "name", "item", "file"];
/// Columns that name annotators.
const ANNOTATORS: [&str; 2] = ["worker", "annotator"];

/// How a CSV file is laid out.
pub enum Layout {
    /// A row a label.
    Long(AnnotationOptions),
    /// A row an item.
    Wide(WideOptions),
}

impl Layout {
    pub fn of(csv: &Csv, truth: Option<&str>) -> Self {
        let name = csv.find(&NAMES).map(String::from);
        if let (Some(name), Some(annotator), Some(label)) = (&name, csv.find(&ANNOTATORS), csv.find(&["label"])) {
            let [name, annotator, label] = [name.as_str(), annotator, label].map(String::from);
            return Self::Long(AnnotationOptions { name, annotator, label, ..AnnotationOptions::default() });
        }
        // pandas writes its index without a name.
        let index = csv.header().first().filter(|column| column.trim().is_empty()).map(|_| String::new());
        let others = truth.iter().map(|column| column.to_string()).collect();
        Self::Wide(WideOptions { name: name.or(index), others, ..WideOptions::default() })
    }

    pub fn in_words(&self) -> String {
        match self {
            Self::Long(options) => format!("a row a label, of {:?} by {:?}", options.name, options.annotator),
            Self::Wide(WideOptions { name: Some(name), .. }) => {
                format!("a row an item, named in {name:?}, and a column an annotator")
            }
            Self::Wide(_) => "a row an item, without names, and a column an annotator".into(),
        }
    }

    pub fn collect(&self, csv: &Csv, collector: &mut Collector) -> Result<()> {
        match self {
            Self::Long(options) => annotation_csv::collect(csv, options, collector),
            Self::Wide(options) => wide::collect(csv, options, collector),
        }
    }

    /// The names of the items, row by row.
    pub fn names(&self, csv: &Csv) -> Result<Vec<String>> {
        match self {
            Self::Long(options) => Ok(csv.column(&options.name)?.map(|(_, name)| name.to_string()).collect()),
            Self::Wide(options) => wide::items(csv, options.name.as_deref()),
        }
    }

    pub fn read_truth(&self, csv: &Csv, column: &str, known: &mut BTreeMap<String, String>) -> Result<()> {
        for (name, (line, class)) in self.names(csv)?.into_iter().zip(csv.column(column)?) {
            if is_missing(class) {
                continue;
            }
            let found = format!("{class:?} in column {column:?} as the true class of {name:?}");
            if let Some(earlier) = known.insert(name, class.to_string()).filter(|earlier| earlier != class) {
                return Err(csv.error(line, found, format!("{earlier:?}, as earlier")));
            }
        }
        Ok(())
    }
}
