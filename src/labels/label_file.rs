//! Files of labels in any of the layouts that circulate.

use super::{
    annotation_csv::{self, AnnotationOptions},
    annotations::{Annotations, head},
    answers,
    collector::Collector,
    wide::{self, WideOptions},
};
use crate::{
    Error, Result,
    formats::{Csv, is_missing},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// Columns that name the items.
const NAMES: [&str; 5] = ["task", "image", "name", "item", "file"];
/// Columns that name annotators.
const ANNOTATORS: [&str; 2] = ["worker", "annotator"];

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

/// Reads files in the layouts that circulate, and joins their labels by the items' names:
///
/// | layout | columns |
/// |---|---|
/// | crowd-kit's, a row a label | `task`, `worker`, `label`; also `image`, `name`, `item` or `file`, and `annotator` |
/// | cleanlab's, a row an item | a column for each annotator; the items' names in one of those, or in a first column without a name |
/// | peerannot's `answers.json` | `{task: {worker: label}}` |
///
/// `truth` is the column of the true classes, in one of the CSV files at least. Every label that occurs is a class, and so is every
/// true one.
///
/// # Errors
/// Those of the readers of each; [`Error::Format`] for a truth that is in no file, or that contradicts itself, and for two labels
/// of an item by one annotator, with their places; [`Error::Parameter`] without a file.
pub fn read_label_files(paths: &[PathBuf], truth: Option<&str>) -> Result<LabelFile> {
    let mut collector = Collector::new(None)?;
    let (mut known, mut layouts, mut has_truth) = (BTreeMap::new(), vec![], false);
    for path in paths {
        let layout = if is_json(path) {
            answers::collect(path, &mut collector)?;
            "peerannot's answers, task by task".to_string()
        } else {
            let csv = Csv::read(path, ',')?;
            let layout = Layout::of(&csv, truth);
            if let Some(column) = truth.filter(|column| csv.has(column)) {
                has_truth = true;
                layout.read_truth(&csv, column, &mut known)?;
            }
            layout.collect(&csv, &mut collector)?;
            layout.in_words()
        };
        layouts.push(format!("{}: {layout}", path.display()));
    }
    if let Some(column) = truth.filter(|_| !has_truth) {
        let found = format!("no column {column:?}");
        return Err(Error::format(list(paths), found, "the column of the true classes in one of the CSV files"));
    }
    known.values().for_each(|class| collector.add_class(class));
    let annotations = collector.finish()?;
    if let Some((item, annotator)) = annotations.repeated() {
        return Err(repeated(paths, truth, item, annotator));
    }
    let head = head("annotations", annotations.classes())?;
    for class in known.values_mut() {
        // As the classes are written: 1 where the file has 1.0.
        *class = annotations.classes()[head.parse(class).unwrap_or_default() as usize].clone();
    }
    Ok(LabelFile { annotations, truth: known, layouts })
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

fn list(paths: &[PathBuf]) -> String {
    paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}

/// How a CSV file is laid out.
enum Layout {
    /// A row a label.
    Long(AnnotationOptions),
    /// A row an item.
    Wide(WideOptions),
}

impl Layout {
    fn of(csv: &Csv, truth: Option<&str>) -> Self {
        let first = |names: &[&str]| names.iter().find(|name| csv.has(name)).map(|name| name.to_string());
        let name = first(&NAMES);
        if let (Some(name), Some(annotator), true) = (&name, first(&ANNOTATORS), csv.has("label")) {
            return Self::Long(AnnotationOptions { name: name.clone(), annotator, ..AnnotationOptions::default() });
        }
        // pandas writes its index without a name.
        let index = csv.header().first().filter(|column| column.trim().is_empty()).map(|_| String::new());
        let others = truth.iter().map(|column| column.to_string()).collect();
        Self::Wide(WideOptions { name: name.or(index), others, ..WideOptions::default() })
    }

    fn in_words(&self) -> String {
        match self {
            Self::Long(options) => format!("a row a label, of {:?} by {:?}", options.name, options.annotator),
            Self::Wide(WideOptions { name: Some(name), .. }) => {
                format!("a row an item, named in {name:?}, and a column an annotator")
            }
            Self::Wide(_) => "a row an item, without names, and a column an annotator".into(),
        }
    }

    fn collect(&self, csv: &Csv, collector: &mut Collector) -> Result<()> {
        match self {
            Self::Long(options) => annotation_csv::collect(csv, options, collector),
            Self::Wide(options) => wide::collect(csv, options, collector),
        }
    }

    /// The names of the items, row by row.
    fn names(&self, csv: &Csv) -> Result<Vec<String>> {
        match self {
            Self::Long(options) => Ok(csv.column(&options.name)?.map(|(_, name)| name.to_string()).collect()),
            Self::Wide(options) => wide::items(csv, options.name.as_deref()),
        }
    }

    fn read_truth(&self, csv: &Csv, column: &str, known: &mut BTreeMap<String, String>) -> Result<()> {
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

/// Finds where an item has two labels by an annotator.
fn repeated(paths: &[PathBuf], truth: Option<&str>, item: &str, annotator: &str) -> Error {
    let mut places = vec![];
    for path in paths {
        places.extend(places_of(path, truth, item, annotator).unwrap_or_default());
    }
    let found = format!("labels of {item:?} by {annotator:?} at {}", places.join(" and "));
    Error::format("files of labels", found, "one label of an item by an annotator: leave out all but one")
}

fn places_of(path: &Path, truth: Option<&str>, item: &str, annotator: &str) -> Result<Vec<String>> {
    if is_json(path) {
        return Ok(vec![path.display().to_string()]);
    }
    let csv = Csv::read(path, ',')?;
    let layout = Layout::of(&csv, truth);
    let (column, is_long) = match &layout {
        Layout::Long(options) => (options.annotator.as_str(), true),
        Layout::Wide(_) => (annotator, false),
    };
    let mut places = vec![];
    for (name, (line, cell)) in layout.names(&csv)?.iter().zip(csv.column(column)?) {
        let is_theirs = if is_long { cell == annotator } else { !is_missing(cell) };
        if name == item && is_theirs {
            places.push(csv.place(line));
        }
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(files: &[(&str, &str)], truth: Option<&str>) -> Result<LabelFile> {
        let folder = tempfile::tempdir().unwrap();
        let mut paths = vec![];
        for (name, text) in files {
            paths.push(folder.path().join(name));
            std::fs::write(&paths[paths.len() - 1], text).unwrap();
        }
        read_label_files(&paths, truth)
    }

    const LONG: &str = "task,worker,label\nx,anna,1\ny,anna,0\n";
    const WIDE: &str = "name,ben,truth\ny,0.0,0\nz,2,1.0\n";

    #[test]
    fn three_layouts_are_joined_by_name() {
        let files = [("a.csv", LONG), ("b.csv", WIDE), ("c.json", "{\"z\": {\"carl\": 1}}")];
        let LabelFile { annotations, truth, layouts } = read(&files, Some("truth")).unwrap();
        assert_eq!(annotations.items().join(""), "xyz");
        assert_eq!(
            (annotations.annotators().join(" "), annotations.classes().join("")),
            ("anna ben carl".into(), "012".into())
        );
        assert_eq!(annotations.responses().of(1), (&[0, 1][..], &[0, 0][..]));
        assert_eq!(annotations.responses().of(2), (&[1, 2][..], &[2, 1][..]));
        assert_eq!(truth, [("y", "0"), ("z", "1")].map(|(item, class)| (item.into(), class.into())).into());
        assert!(layouts[0].ends_with("a.csv: a row a label, of \"task\" by \"worker\""), "{layouts:?}");
        assert!(layouts[1].contains("a row an item, named in \"name\""), "{layouts:?}");
    }

    #[test]
    fn an_index_without_a_name_names_the_items() {
        let read = read(&[("pandas.csv", ",anna,ben\n7,0,1\n9,,1\n")], None).unwrap();
        assert_eq!((read.annotations.items().join(" "), read.annotations.len()), ("7 9".into(), 3));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let message = |files: &[(&str, &str)], truth| read(files, truth).unwrap_err().to_string();
        assert!(message(&[("a.csv", LONG)], Some("gold")).contains("found no column \"gold\""));
        let twice = message(&[("a.csv", LONG), ("b.csv", LONG)], None);
        assert!(
            twice.contains("found labels of \"x\" by \"anna\" at ") && twice.contains("b.csv:2, expected"),
            "{twice}"
        );
        let text = "task,worker,label,truth\nx,anna,1,1\nx,ben,0,0\n";
        let against = message(&[("a.csv", text)], Some("truth"));
        assert!(
            against.ends_with(
                "a.csv:3: found \"0\" in column \"truth\" as the true class of \"x\", expected \"1\", as earlier"
            ),
            "{against}"
        );
    }
}
