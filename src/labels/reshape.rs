//! Label tables with other rows or heads: a part of the rows, a head under another name, an annotator taken for the truth.

use super::{
    head::{HeadKind, LabelHead},
    heads::{check_heads, classes_of_truth},
    table::LabelTable,
};
use crate::{Error, Result};
use polars::prelude::{IdxCa, IdxSize};
use std::collections::HashMap;

impl LabelTable {
    /// The table with these heads only, in this order, and their truth. `truth` stays when the first annotator's classes do.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown head.
    pub fn select_heads(&self, names: &[&str]) -> Result<Self> {
        let heads: Vec<_> = names.iter().map(|name| self.head(name).cloned()).collect::<Result<_>>()?;
        let frame = if classes_of_truth(&heads) == classes_of_truth(self.heads()) {
            self.frame().clone()
        } else {
            self.frame().drop_many(["truth"])
        };
        Self::new(frame, heads)
    }

    /// The table with the annotators of these classes only; `None` where there is none.
    ///
    /// # Errors
    /// None in practice: the heads are the table's own.
    pub fn select_annotators(&self, kind: &HeadKind) -> Result<Option<Self>> {
        let annotators = self.annotators();
        let alike = annotators.iter().filter(|annotator| annotator.kind == *kind);
        let names: Vec<&str> = alike.map(|annotator| annotator.name.as_str()).collect();
        if names.is_empty() { Ok(None) } else { self.select_heads(&names).map(Some) }
    }

    /// The rows at these indices, in this order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end; [`Error::Format`] for a row that is taken twice.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::parameter("row", row, format!("below {}", self.len())));
        }
        let rows: Vec<_> = rows.iter().map(|&row| row as IdxSize).collect();
        let rows = self.frame().take(&IdxCa::from_vec("rows".into(), rows));
        Self::new(rows.map_err(Error::table("rows of a label table"))?, self.heads().to_vec())
    }

    /// The rows with these names, in this order: how labels are joined to images.
    ///
    /// # Errors
    /// [`Error::Format`] for names without a row, with their number and the first of them.
    pub fn select_names(&self, names: &[String]) -> Result<Self> {
        let own = self.names();
        let rows: HashMap<_, _> = own.iter().enumerate().map(|(row, name)| (name, row)).collect();
        let unknown: Vec<_> = names.iter().filter(|name| !rows.contains_key(name)).collect();
        if let Some(first) = unknown.first() {
            let found = format!("no labels for {} of {} names, such as {first:?}", unknown.len(), names.len());
            return Err(Error::format("label table", found, format!("a row for every name, like {:?}", own.first())));
        }
        self.select_rows(&names.iter().map(|name| rows[name]).collect::<Vec<_>>())
    }

    /// The rows whose names are wanted, such as RAF-DB's training part: `|name| name.starts_with("train_")`.
    ///
    /// # Errors
    /// None in practice: the rows are this table's own.
    pub fn filter_names(&self, wanted: impl Fn(&str) -> bool) -> Result<Self> {
        let names = self.names();
        let rows: Vec<usize> = (0..names.len()).filter(|&row| wanted(&names[row])).collect();
        self.select_rows(&rows)
    }

    /// The table with a categorical head, and its column, under another name.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head, or a name that is taken.
    pub fn rename_head(&self, from: &str, to: &str) -> Result<Self> {
        self.labels(from)?;
        let rename = |mut head: LabelHead| {
            if head.name == from {
                head.name = to.into();
            }
            head
        };
        let heads: Vec<_> = self.heads().iter().cloned().map(rename).collect();
        check_heads(&heads)?;
        let mut frame = self.frame().clone();
        frame.rename(from, to.into()).map_err(Error::table("renaming a head"))?;
        Self::new(frame, heads)
    }

    /// The table with the labels of annotator `head` as its truth, and no longer as a head.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head; [`Error::Format`] for one with missing labels, or when no
    /// annotator is left, or the first one has other classes, since the truth is told in these.
    pub fn head_as_truth(&self, head: &str) -> Result<Self> {
        let (codes, classes) = (self.codes(head)?, self.head(head)?.classes());
        let others: Vec<_> =
            self.heads().iter().map(|other| other.name.as_str()).filter(|name| *name != head).collect();
        let first = self.heads().iter().find(|other| other.name != head && other.classes().is_some());
        if first.and_then(|other| other.classes()) != classes {
            let found =
                first.map_or("no other annotator".into(), |other| format!("{:?} with other classes", other.name));
            return Err(Error::format("label table", found, format!("an annotator with the classes of {head:?}")));
        }
        self.select_heads(&others)?.with_truth(&codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> LabelTable {
        let names = ["train_1", "test_1", "train_2"].map(String::from).to_vec();
        let head = |name: &str| LabelHead::categorical(name, &["a", "b"]);
        let table = LabelTable::from_names(names).unwrap().with_head(head("crowd"), &[0, 1, 1]).unwrap();
        let table = table.with_head(head("machine"), &[0, 0, 1]).unwrap();
        table.with_values(LabelHead::continuous("affect", &["valence"], -1.0, 1.0), &[0.1, 0.2, 0.3]).unwrap()
    }

    #[test]
    fn annotators_are_selected_by_their_classes() {
        let other = LabelHead::categorical("dozen", &["x", "y", "z"]);
        let table = table().with_head(other.clone(), &[0, 1, 2]).unwrap();
        let names = |table: LabelTable| table.heads().iter().map(|head| head.name.clone()).collect::<Vec<_>>();
        let of = |kind: &HeadKind| table.select_annotators(kind).unwrap().map(names);
        assert_eq!(of(&table.annotators()[0].kind), Some(vec!["crowd".into(), "machine".into()]));
        assert_eq!(of(&other.kind), Some(vec!["dozen".into()]));
        assert_eq!(of(&LabelHead::categorical("none", &["p", "q"]).kind), None);
    }

    #[test]
    fn a_part_of_the_rows() {
        let part = table().filter_names(|name| name.starts_with("train_")).unwrap();
        assert_eq!(
            (part.names(), part.codes("crowd").unwrap()),
            (vec!["train_1".into(), "train_2".into()], vec![0, 1])
        );
    }

    #[test]
    fn an_annotator_becomes_the_truth() {
        let against = table().head_as_truth("crowd").unwrap();
        assert_eq!(against.truth().unwrap(), [0, 1, 1]);
        assert_eq!(against.noise_rate("machine").unwrap(), 1.0 / 3.0);
        assert_eq!(against.heads().iter().map(|head| head.name.as_str()).collect::<Vec<_>>(), ["machine", "affect"]);
        assert!(against.head_as_truth("machine").unwrap_err().to_string().contains("no other annotator"));
        assert!(table().head_as_truth("affect").is_err() && table().head_as_truth("none").is_err());
        let other = table().with_head(LabelHead::categorical("machine", &["x", "y"]), &[0, 0, 1]).unwrap();
        assert!(other.head_as_truth("crowd").unwrap_err().to_string().contains("\"machine\" with other classes"));
    }

    #[test]
    fn a_head_under_another_name() {
        let renamed = table().rename_head("machine", "model").unwrap();
        assert_eq!(renamed.codes("model").unwrap(), [0, 0, 1]);
        assert!(renamed.codes("machine").is_err());
        assert!(table().rename_head("machine", "crowd").is_err() && table().rename_head("affect", "x").is_err());
    }

    #[test]
    fn rows_and_heads_are_chosen() {
        let table = table().with_truth(&[1, 0, 1]).unwrap().with_truth_values("affect", &[0.0; 3]).unwrap();
        let some = table.select_rows(&[2, 0]).unwrap();
        assert_eq!(some.names(), ["train_2", "train_1"]);
        assert_eq!((some.values("affect").unwrap(), some.truth().unwrap()), (vec![0.3, 0.1], vec![1, 1]));
        assert_eq!(table.select_names(&some.names()).unwrap().codes("crowd").unwrap(), [1, 0]);
        let message = table.select_names(&["train_1".into(), "x".into()]).unwrap_err().to_string();
        assert!(message.contains("no labels for 1 of 2 names, such as \"x\""), "{message}");
        assert!(table.select_rows(&[3]).unwrap_err().to_string().contains("row must be below 3, got 3"));
        assert!(table.select_rows(&[1, 1]).unwrap_err().to_string().contains("the name \"test_1\" again"));
        let affect = table.select_heads(&["affect"]).unwrap();
        let columns: Vec<_> = affect.frame().get_column_names().into_iter().map(|name| name.as_str()).collect();
        assert_eq!(columns, ["name", "valence", "truth_valence"]);
    }

    #[test]
    fn missing_labels_stay_missing() {
        let head = |name: &str| LabelHead::categorical(name, &["a", "b"]);
        let affect = LabelHead::continuous("affect", &["valence"], -1.0, 1.0);
        let table = table().with_labels(head("crowd"), &[None, Some(1), None]).unwrap();
        let table = table.with_values(affect, &[0.1, f32::NAN, 0.3]).unwrap();
        let some = table.select_rows(&[2, 1]).unwrap().rename_head("crowd", "people").unwrap();
        assert_eq!(some.labels("people").unwrap(), [None, Some(1)]);
        assert!(some.values_or_nan("affect").unwrap()[1].is_nan());
        let other = LabelTable::from_names(vec!["test_1".into(), "train_1".into()]).unwrap();
        let other = other.with_labels(head("ben"), &[None, Some(0)]).unwrap();
        let joined = table.join(&other).unwrap().labels;
        assert_eq!(
            (joined.labels("crowd").unwrap(), joined.labels("ben").unwrap()),
            (vec![None, Some(1)], vec![Some(0), None])
        );
        let message = table.head_as_truth("crowd").unwrap_err().to_string();
        assert!(message.contains("head \"crowd\": found no label in 2 of 3 rows"), "{message}");
    }
}
