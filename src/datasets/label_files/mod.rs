//! Files of labels in any of the layouts that circulate.

mod layout;
mod published;
#[cfg(test)]
mod tests;
mod truth;

use super::cifar10::{BATCH, CIFAR10N_PEOPLE};
use crate::{
    Error, Result,
    formats::Csv,
    labels::{
        Annotations, answers, classes_alike,
        codes::FERPLUS_VOTES,
        collector::{Collector, MetItems},
    },
    text::{list_of, some_of},
};
use layout::Layout;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};
use truth::Truths;

pub use layout::LabelColumns;

/// What files of labels hold.
#[derive(Clone, Debug)]
pub struct LabelFile {
    /// Who said what.
    pub annotations: Annotations,
    /// The true classes of items, where they are known, by the names of both.
    pub truth: BTreeMap<String, String>,
    /// How each file was laid out, as a person would say it.
    pub layouts: Vec<String>,
}

impl LabelFile {
    /// How each file was laid out, whose labels were found and of which classes, and hints at what may be meant otherwise.
    pub fn in_words(&self) -> Vec<String> {
        let (annotators, classes) = (self.annotations.annotators(), self.annotations.classes());
        let [people, named] = [annotators, classes].map(some_of);
        let mut lines = self.layouts.clone();
        lines.push(format!("{} annotators: {people}; {} classes: {named}", annotators.len(), classes.len()));
        lines.extend(classes_alike(classes).iter().map(|hint| format!("hint: {hint}")));
        lines
    }
}

/// Reads files in the layouts that circulate, and joins their labels by the items' names, also where just one of each file means the
/// same image under a name written otherwise, such as `1` and `1.jpg`:
///
/// | layout | columns |
/// |---|---|
/// | crowd-kit's, a row a label | `task`, `worker`, `label`; also `item`, or what images' names are called (`image`, `name`, `file`, `filename`, …), and `annotator` |
/// | cleanlab's, a row an item | a column for each annotator; the items' names in one of those, or in a first column without a name; columns of numbers with fractions, such as valence, are left out |
/// | peerannot's `answers.json` | `{task: {worker: label}}` |
/// | CIFAR-10N's, as [`read_cifar10n`](super::cifar10::read_cifar10n) takes them | the annotators are `random_label1` to `random_label3`; with `side_info_cifar10N.csv` beside it the people who gave them; the truth comes with it |
/// | FER+'s `fer2013new.csv` | the annotators are `vote_1` to `vote_10`, of whom each is anybody: see [`FerPlus::columns`](super::ferplus::FerPlus::columns) |
///
/// Every label that occurs is a class, and so is every true one.
///
/// # Errors
/// Those of the readers of each; [`Error::Format`] for a named column that is in no file, for a truth that contradicts itself, for two labels
/// of an item by one annotator, with their places, and for CIFAR-10N's people without its labels; [`Error::Parameter`] without a file.
pub fn read_label_files(paths: &[PathBuf], columns: &LabelColumns) -> Result<LabelFile> {
    let mut collector = Collector::new(None)?;
    let (mut truths, mut layouts, mut all_met) = (Truths::default(), vec![], vec![]);
    let kinds = paths.iter().map(|path| Kind::of(path)).collect::<Result<Vec<_>>>()?;
    check_columns(paths, &kinds, columns)?;
    let people = published::people(&kinds)?;
    for (path, kind) in paths.iter().zip(kinds) {
        let mut truths_here = Truths::default();
        let mut layout = match kind {
            Kind::Answers => {
                answers::collect(path, &mut collector)?;
                "peerannot's answers, task by task".to_string()
            }
            Kind::Cifar10N => published::collect_cifar10n(path, people.as_ref(), &mut collector, &mut truths_here)?,
            Kind::Cifar10NPeople(_) => "the people who gave CIFAR-10N's labels".into(),
            Kind::FerPlus => published::collect_ferplus(path, &mut collector)?,
            Kind::Table(csv) => {
                let layout = Layout::of(&csv, columns);
                layout.read_truth(&csv, &mut truths_here)?;
                layout.collect(&csv, &mut collector)?;
                layout.in_words()
            }
        };
        let met = collector.end_file();
        truths.join(truths_here, &met)?;
        if !all_met.is_empty() && met.count > 0 {
            layout += &format!("; {}", met.in_words());
        }
        layouts.push(format!("{}: {layout}", path.display()));
        all_met.push(met);
    }
    let truth = truths.into_classes();
    truth.values().for_each(|class| collector.add_class(class));
    let annotations = collector.finish(&list_of(paths))?;
    if let Some((item, annotator)) = annotations.repeated() {
        return Err(repeated(paths, columns, &all_met, item, annotator));
    }
    Ok(LabelFile { annotations, truth, layouts })
}

/// What a file is.
enum Kind {
    Answers,
    Cifar10N,
    Cifar10NPeople(Csv),
    FerPlus,
    Table(Csv),
}

impl Kind {
    fn of(path: &Path) -> Result<Self> {
        let extension = path.extension().unwrap_or_default();
        if extension == "json" {
            return Ok(Self::Answers);
        }
        if extension == "pt" {
            return Ok(Self::Cifar10N);
        }
        let csv = Csv::read(path, ',')?;
        Ok(if CIFAR10N_PEOPLE.iter().all(|column| csv.has(column)) {
            Self::Cifar10N
        } else if csv.has(BATCH) {
            Self::Cifar10NPeople(csv)
        } else if FERPLUS_VOTES.iter().all(|column| csv.has(column)) {
            Self::FerPlus
        } else {
            Self::Table(csv)
        })
    }
}

/// Every column that is named must be in a file. CIFAR-10N's files bring a truth, whatever it is called.
fn check_columns(paths: &[PathBuf], kinds: &[Kind], columns: &LabelColumns) -> Result<()> {
    let is_here = |column: &str| kinds.iter().any(|kind| matches!(kind, Kind::Table(csv) if csv.has(column)));
    let brings_truth = kinds.iter().any(|kind| matches!(kind, Kind::Cifar10N));
    let missing = |column: &str, expected: &str| {
        Err(Error::format(
            list_of(paths),
            format!("no column {column:?}"),
            format!("{expected} in one of the CSV files"),
        ))
    };
    if let Some(truth) = columns.truth.as_ref().filter(|truth| !is_here(truth) && !brings_truth) {
        return missing(truth, "the column of the true classes");
    }
    if let Some(name) = columns.name.as_ref().filter(|name| !is_here(name)) {
        return missing(name, "the column of the items' names");
    }
    match columns.annotators.iter().flatten().find(|annotator| !is_here(annotator)) {
        Some(annotator) => missing(annotator, "the labels of this annotator"),
        None => Ok(()),
    }
}

/// Finds where an item has two labels by an annotator.
fn repeated(paths: &[PathBuf], columns: &LabelColumns, met: &[MetItems], item: &str, annotator: &str) -> Error {
    let mut places = vec![];
    for (path, met) in paths.iter().zip(met) {
        places.extend(places_of(path, columns, met.name_here(item), annotator).unwrap_or_default());
    }
    let found = format!("labels of {item:?} by {annotator:?} at {}", places.join(" and "));
    Error::format("files of labels", found, "one label of an item by an annotator: leave out all but one")
}

fn places_of(path: &Path, columns: &LabelColumns, item: &str, annotator: &str) -> Result<Vec<String>> {
    let Kind::Table(csv) = Kind::of(path)? else { return Ok(vec![path.display().to_string()]) };
    Layout::of(&csv, columns).places(&csv, item, annotator)
}
