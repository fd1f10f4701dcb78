//! Files of labels in any of the layouts that circulate.

use super::{
    annotation_csv::{AnnotationOptions, annotations},
    annotations::{Annotations, head},
    answers::read_answers,
    classes::classes_in,
    collector::Collector,
    head::stands_for_none,
    wide::{WideOptions, items, wide},
};
use crate::{Error, Result, formats::Csv};
use std::{collections::BTreeMap, path::PathBuf};

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
/// of an item by one annotator in different files; [`Error::Parameter`] without a file.
pub fn read_label_files(paths: &[PathBuf], truth: Option<&str>) -> Result<LabelFile> {
    let mut read = vec![];
    let (mut known, mut layouts, mut has_truth) = (BTreeMap::new(), vec![], false);
    for path in paths {
        let (annotations, layout) = if path.extension().is_some_and(|extension| extension == "json") {
            (read_answers(path, None)?, "peerannot's answers, task by task".to_string())
        } else {
            let csv = Csv::read(path, ',')?;
            let layout = Layout::of(&csv, truth);
            if let Some(column) = truth.filter(|column| csv.has(column)) {
                has_truth = true;
                layout.read_truth(&csv, column, &mut known)?;
            }
            (layout.read(&csv)?, layout.in_words())
        };
        layouts.push(format!("{}: {layout}", path.display()));
        read.push(annotations);
    }
    if let Some(column) = truth.filter(|_| !has_truth) {
        let found = format!("no column {column:?}");
        return Err(Error::format(list(paths), found, "the column of the true classes in one of the CSV files"));
    }
    let named = read.iter().flat_map(Annotations::classes).chain(known.values());
    let classes = classes_in(named.map(String::as_str));
    let head = head("annotations", &classes)?;
    for class in known.values_mut() {
        // As the classes are written: 1 where the file has 1.0.
        *class = classes[head.parse(class).unwrap_or_default() as usize].clone();
    }
    let annotations = joined(&read, &classes)?;
    Ok(LabelFile { annotations, truth: known, layouts })
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

    fn read(&self, csv: &Csv) -> Result<Annotations> {
        match self {
            Self::Long(options) => annotations(csv, options),
            Self::Wide(options) => wide(csv, options),
        }
    }

    fn read_truth(&self, csv: &Csv, column: &str, known: &mut BTreeMap<String, String>) -> Result<()> {
        let names: Vec<String> = match self {
            Self::Long(options) => csv.column(&options.name)?.map(|(_, name)| name.to_string()).collect(),
            Self::Wide(options) => items(csv, options.name.as_deref())?,
        };
        for (name, (line, class)) in names.into_iter().zip(csv.column(column)?) {
            if stands_for_none(class) {
                continue;
            }
            let found = format!("{class:?} as the true class of {name:?}");
            if let Some(earlier) = known.insert(name, class.to_string()).filter(|earlier| earlier != class) {
                return Err(csv.error(line, found, format!("{earlier:?}, as earlier")));
            }
        }
        Ok(())
    }
}

/// The labels of all files, in classes that all share.
fn joined(read: &[Annotations], classes: &[String]) -> Result<Annotations> {
    let mut collector = Collector::new(Some(classes))?;
    for annotations in read {
        annotations.items().iter().for_each(|item| collector.add_item(item));
        for response in annotations.responses().iter() {
            let item = &annotations.items()[response.item as usize];
            let annotator = &annotations.annotators()[response.annotator as usize];
            let label = &annotations.classes()[usize::from(response.label)];
            let place = || format!("the label of {item:?} by {annotator:?}");
            collector.add(item, annotator, label).map_err(|expected| Error::format(place(), label, expected))?;
        }
    }
    let annotations = collector.finish()?;
    match annotations.repeated() {
        None => Ok(annotations),
        Some((item, annotator)) => {
            let found = format!("labels of {item:?} by {annotator:?} in two files");
            Err(Error::format("files of labels", found, "one label of an item by an annotator"))
        }
    }
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
        assert!(twice.contains("found labels of \"x\" by \"anna\" in two files"), "{twice}");
        let text = "task,worker,label,truth\nx,anna,1,1\nx,ben,0,0\n";
        let against = message(&[("a.csv", text)], Some("truth"));
        assert!(
            against.ends_with("a.csv:3: found \"0\" as the true class of \"x\", expected \"1\", as earlier"),
            "{against}"
        );
    }
}
