//! Labels in long form: what each of many annotators said of the items that they saw.

use super::{
    head::LabelHead,
    heads::check_heads,
    responses::{Response, Responses},
    table::LabelTable,
};
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use std::sync::{Arc, OnceLock};

/// What annotators said of the items that each of them saw: the form for many annotators with few labels each.
///
/// A clone shares names and labels with the first. No annotator labels an item twice. Items and annotators may be without labels. Labels are kept item by item, see
/// [`responses`](Self::responses); names are kept once.
///
/// ```
/// use noisyfer::labels::{Annotations, Response};
/// let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
/// let said = [(0, 0, 1), (0, 1, 1), (1, 1, 0)].map(|(item, annotator, label)| Response { item, annotator, label });
/// let annotations = Annotations::new(&["sad", "happy"], names(&["1.jpg", "2.jpg"]), names(&["anna", "ben"]), &said)?;
/// assert_eq!(annotations.responses().of(0), (&[0, 1][..], &[1, 1][..]));
/// assert_eq!(annotations.to_table()?.labels("anna")?, [Some(1), None]);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Annotations {
    classes: Vec<String>,
    items: Arc<[String]>,
    annotators: Arc<[String]>,
    responses: Arc<Responses>,
    frame: OnceLock<DataFrame>,
}

pub(crate) fn head(name: &str, classes: &[String]) -> Result<LabelHead> {
    let head = LabelHead::categorical(name, &classes.iter().map(String::as_str).collect::<Vec<_>>());
    head.validate()?;
    Ok(head)
}

impl Annotations {
    /// Labels by the places of items and annotators in lists of their names, in any order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes; [`Error::Format`], with the place of the response, for
    /// an item, an annotator or a class that is not there, and for two labels of one item by one annotator.
    pub fn new(classes: &[&str], items: Vec<String>, annotators: Vec<String>, responses: &[Response]) -> Result<Self> {
        let classes: Vec<String> = classes.iter().map(|class| class.to_string()).collect();
        head("annotations", &classes)?;
        for (place, response) in responses.iter().enumerate() {
            let Response { item, annotator, label } = *response;
            let kinds = [
                ("item", item, items.len()),
                ("annotator", annotator, annotators.len()),
                ("class", label.into(), classes.len()),
            ];
            for (kind, found, count) in kinds {
                if found as usize >= count {
                    let place = format!("response {place}");
                    return Err(Error::format(
                        place,
                        format!("{kind} {found}"),
                        format!("one of {count}, counted from 0"),
                    ));
                }
            }
        }
        let grouped = Responses::group(items.len(), responses.iter().copied());
        let annotations = Self::of_responses(classes, items, annotators, grouped);
        match annotations.repeated() {
            None => Ok(annotations),
            Some((item, annotator)) => {
                let found = format!("two labels of {item:?} by {annotator:?}");
                Err(Error::format("annotations", found, "one label of an item by an annotator"))
            }
        }
    }

    /// Of what has been checked but for repeated labels.
    pub(super) fn of_responses(
        classes: Vec<String>,
        items: Vec<String>,
        annotators: Vec<String>,
        responses: Responses,
    ) -> Self {
        Self {
            classes,
            items: items.into(),
            annotators: annotators.into(),
            responses: Arc::new(responses),
            frame: OnceLock::new(),
        }
    }

    /// Other responses of the same annotators about the same items.
    pub(crate) fn with_responses(&self, responses: Responses) -> Self {
        Self { responses: Arc::new(responses), frame: OnceLock::new(), ..self.clone() }
    }

    /// An item and an annotator who labelled it twice.
    pub(crate) fn repeated(&self) -> Option<(&str, &str)> {
        let (item, annotator) = self.responses.repeated(self.annotators.len())?;
        Some((&self.items[item], &self.annotators[annotator]))
    }

    /// The labels of a table's annotators; every row is an item, with labels or without. Its truth and continuous heads are
    /// left behind.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators, or when their classes differ.
    pub fn of_table(table: &LabelTable) -> Result<Self> {
        let ballot = table.ballot()?;
        let mut rows = vec![];
        for (annotator, labels) in ballot.labels.iter().enumerate() {
            for (item, label) in labels.iter().enumerate() {
                if let Some(label) = *label {
                    rows.push(Response { item: item as u32, annotator: annotator as u32, label });
                }
            }
        }
        let responses = Responses::group(table.len(), rows.into_iter());
        Ok(Self::of_responses(ballot.classes, table.names(), ballot.names, responses))
    }

    /// The class names, in the order of the codes.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The names of the items, in the order in which they were first met.
    pub fn items(&self) -> &Arc<[String]> {
        &self.items
    }

    /// The names of the annotators, in the order in which they were first met.
    pub fn annotators(&self) -> &Arc<[String]> {
        &self.annotators
    }

    /// The labels, item by item, each with the place of its annotator.
    pub fn responses(&self) -> &Responses {
        &self.responses
    }

    /// How many labels there are.
    pub fn len(&self) -> usize {
        self.responses.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The labels as a polars table with a row for each, item by item: `name` (the item's) and `annotator`, both text, and
    /// `label` (`UInt32`, an index into [`classes`](Self::classes)). Nothing is null. It is made on the first call, and takes
    /// several times the memory of the labels.
    pub fn frame(&self) -> &DataFrame {
        self.frame.get_or_init(|| {
            let rows = || self.responses.iter();
            let names: Vec<&str> = rows().map(|row| self.items[row.item as usize].as_str()).collect();
            let annotators: Vec<&str> = rows().map(|row| self.annotators[row.annotator as usize].as_str()).collect();
            let labels: Vec<u32> = rows().map(|row| row.label.into()).collect();
            let columns = vec![
                Column::from(Series::new("name".into(), names)),
                Series::new("annotator".into(), annotators).into(),
                Series::new("label".into(), labels).into(),
            ];
            DataFrame::new_infer_height(columns).expect("three columns of one length and of different names")
        })
    }

    /// The labels of each annotator, `[annotators][items]`, with a place for every item: 2 bytes each.
    pub fn columns(&self) -> Vec<Vec<Option<u8>>> {
        let mut columns = vec![vec![None; self.items.len()]; self.annotators.len()];
        for Response { item, annotator, label } in self.responses.iter() {
            columns[annotator as usize][item as usize] = Some(label);
        }
        columns
    }

    /// A label table with a row per item and a head per annotator, both in their order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an annotator whose name a label table keeps for itself, such as `truth`.
    pub fn to_table(&self) -> Result<LabelTable> {
        let names: Vec<&str> = self.items.iter().map(String::as_str).collect();
        let mut series = vec![Column::from(Series::new("name".into(), names))];
        let mut heads = vec![];
        for (annotator, labels) in self.annotators.iter().zip(self.columns()) {
            let labels: Vec<Option<u32>> = labels.into_iter().map(|label| label.map(u32::from)).collect();
            series.push(Series::new(annotator.as_str().into(), labels).into());
            heads.push(head(annotator, &self.classes)?);
        }
        check_heads(&heads)?;
        let frame = DataFrame::new_infer_height(series).map_err(Error::table("the table of annotations"))?;
        LabelTable::of_schema(&frame, heads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| name.to_string()).collect()
    }

    fn annotations(rows: &[(u32, u32, u8)]) -> Result<Annotations> {
        let rows: Vec<_> = rows.iter().map(|&(item, annotator, label)| Response { item, annotator, label }).collect();
        Annotations::new(&["x", "y"], names(&["1", "2", "3"]), names(&["a", "b"]), &rows)
    }

    #[test]
    fn items_and_annotators_without_labels_stay() {
        let all = annotations(&[(2, 0, 1), (0, 0, 0)]).unwrap();
        assert_eq!((all.len(), all.items().len(), all.annotators().len()), (2, 3, 2));
        let table = all.to_table().unwrap();
        assert_eq!(table.labels("a").unwrap(), [Some(0), None, Some(1)]);
        assert_eq!(table.labels("b").unwrap(), [None; 3]);
        let back = Annotations::of_table(&table).unwrap();
        assert_eq!(
            (back.items(), back.annotators(), back.responses()),
            (all.items(), all.annotators(), all.responses())
        );
        let frame = all.frame();
        assert_eq!((frame.height(), frame.width()), (2, 3));
        assert_eq!(frame.column("name").unwrap().str().unwrap().get(1), Some("3"));
        assert_eq!(frame.column("label").unwrap().u32().unwrap().get(1), Some(1));
    }

    #[test]
    fn responses_that_cannot_be_are_told() {
        let message = |rows: &[(u32, u32, u8)]| annotations(rows).unwrap_err().to_string();
        assert_eq!(message(&[(0, 0, 0), (3, 0, 0)]), "response 1: found item 3, expected one of 3, counted from 0");
        assert_eq!(message(&[(0, 2, 0)]), "response 0: found annotator 2, expected one of 2, counted from 0");
        assert_eq!(message(&[(0, 0, 2)]), "response 0: found class 2, expected one of 2, counted from 0");
        assert!(message(&[(1, 1, 0), (1, 1, 1)]).contains("two labels of \"2\" by \"b\""));
        assert!(Annotations::new(&["x"], vec![], vec![], &[]).unwrap_err().to_string().contains("must be 2 to 255"));
    }
}
