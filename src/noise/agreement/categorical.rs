//! Classes given by several annotators.

use super::ratings::{Grid, Ratings};
use crate::{Error, Result, labels::LabelTable, metrics::ConfusionMatrix, table::Table};

/// Stands for no label.
pub(super) const NONE: u8 = u8::MAX;

/// The classes that several annotators gave the same items; not everyone need have labelled every item.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoricalRatings {
    /// Codes, or [`NONE`].
    pub(super) grid: Grid<u8>,
    classes: Vec<String>,
}

impl CategoricalRatings {
    /// `labels[annotator][item]`: codes, indices into `classes`, which has 1 to 255 names; `None` where there is no label.
    ///
    /// # Errors
    /// [`Error::Format`] when names and lists are not as many, the lists not equally long, or a code is no class;
    /// [`Error::Parameter`] for another number of classes.
    pub fn new(
        annotators: &[impl AsRef<str>],
        classes: &[impl AsRef<str>],
        labels: &[impl AsRef<[Option<u8>]>],
    ) -> Result<Self> {
        if classes.is_empty() || classes.len() > usize::from(NONE) {
            return Err(Error::parameter("the number of classes", classes.len(), format!("1 to {NONE}")));
        }
        for (name, labels) in annotators.iter().zip(labels) {
            let labels = labels.as_ref();
            let is_no_class = |code: &Option<u8>| code.is_some_and(|code| usize::from(code) >= classes.len());
            // All are counted before one is looked for: that takes no branch for each label.
            if labels.iter().filter(|code| is_no_class(code)).count() > 0 {
                let item = labels.iter().position(is_no_class).unwrap_or_default();
                let place = format!("ratings of {}, item {item}", name.as_ref());
                let found = format!("code {}", labels[item].unwrap_or_default());
                return Err(Error::format(place, found, format!("a code below {}", classes.len())));
            }
        }
        let grid = Grid::of_columns(annotators, labels, |code| code.unwrap_or(NONE))?;
        Ok(Self { grid, classes: classes.iter().map(|class| class.as_ref().into()).collect() })
    }

    /// The labels of all annotators of a table, its categorical heads.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators, or when their classes differ.
    pub fn of_table(table: &LabelTable) -> Result<Self> {
        let annotators = table.annotators();
        let classes = annotators.first().and_then(|head| head.classes()).unwrap_or_default();
        let (mut names, mut labels) = (vec![], vec![]);
        for head in &annotators {
            if head.classes() != Some(classes) {
                let found = format!("other classes than those of {}", annotators[0].name);
                return Err(Error::format(format!("annotator {}", head.name), found, "classes that all share"));
            }
            names.push(head.name.as_str());
            labels.push(table.labels(&head.name)?);
        }
        if names.is_empty() {
            return Err(Error::format("label table", "no categorical head", "an annotator"));
        }
        Self::new(&names, classes, &labels)
    }

    /// The class names, in the order of the codes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Shows `visit` how often each class was given, item by item.
    pub(super) fn for_each_item(&self, mut visit: impl FnMut(&[u32])) {
        // A place for every code, so that no index needs a check; that of NONE is never read.
        let mut counts = [0u32; 256];
        for labels in self.grid.rows() {
            counts[..self.classes.len()].fill(0);
            for &code in labels {
                counts[usize::from(code)] += 1;
            }
            visit(&counts[..self.classes.len()]);
        }
    }

    /// How often two annotators gave each pair of classes, over the items that both labelled.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown name.
    pub fn contingency(&self, first: &str, second: &str) -> Result<Contingency> {
        let pair = self.pair(first, second)?;
        let (mut rows, mut columns) = (vec![], vec![]);
        for labels in pair.grid.rows() {
            if !labels.contains(&NONE) {
                rows.push(labels[0]);
                columns.push(labels[1]);
            }
        }
        let counts = ConfusionMatrix::new(&self.classes, &rows, &columns)?;
        Ok(Contingency { rows: first.into(), columns: second.into(), counts })
    }
}

impl Ratings for CategoricalRatings {
    fn annotators(&self) -> &[String] {
        &self.grid.annotators
    }

    fn items(&self) -> usize {
        self.grid.items()
    }

    fn of_items(&self, items: &[usize]) -> Result<Self> {
        Ok(Self { grid: self.grid.of_items(items)?, classes: self.classes.clone() })
    }

    fn of_annotators(&self, annotators: &[usize]) -> Result<Self> {
        Ok(Self { grid: self.grid.of_annotators(annotators)?, classes: self.classes.clone() })
    }
}

/// How often two annotators gave each pair of classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Contingency {
    /// The annotator of the rows.
    pub rows: String,
    /// The annotator of the columns.
    pub columns: String,
    /// The counts; its true classes are those of [`rows`](Self::rows), its given ones those of [`columns`](Self::columns).
    pub counts: ConfusionMatrix,
}

impl Contingency {
    /// The counts with their sums, a row per class of the first annotator.
    pub fn to_table(&self) -> Table {
        let classes = self.counts.classes();
        let mut columns = vec![self.rows.clone()];
        columns.extend(classes.iter().map(|class| format!("{}: {class}", self.columns)));
        columns.push("all".into());
        let mut rows = vec![];
        for (first, class) in classes.iter().enumerate() {
            let mut row = vec![class.as_str().into()];
            row.extend((0..classes.len()).map(|second| self.counts.count(first, second).unwrap_or_default().into()));
            row.push(self.counts.total_of(first).unwrap_or_default().into());
            rows.push(row);
        }
        let note = format!("items; rows are {}'s classes, columns {}'s", self.rows, self.columns);
        Table { title: format!("{} against {}", self.rows, self.columns), columns, rows, note, ..Table::default() }
    }
}
