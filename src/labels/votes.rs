//! What several annotators say together: votes, agreement, and each against the truth.

use super::table::LabelTable;
use crate::{
    Error, Result,
    metrics::{ConfusionMatrix, both_known, share_equal},
    table::Table,
};
use serde::{Deserialize, Serialize};

/// Who decides between classes that got equally many votes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// The first annotator, in the order of the heads, whose label is among the tied classes.
    #[default]
    FirstAnnotator,
    /// This annotator, such as the one known to be best, where its label is among the tied classes; elsewhere the
    /// first whose label is.
    Annotator(String),
}

/// How often each two annotators gave the same label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// The annotators' names.
    pub annotators: Vec<String>,
    /// `rates[a][b]`: the share of the rows labelled by both, in [0, 1], on which `a` and `b` agree; 1 on the diagonal, NaN
    /// without such a row.
    pub rates: Vec<Vec<f64>>,
}

impl Agreement {
    /// The share of rows on which each two annotators agree, in percent.
    pub fn to_table(&self) -> Table {
        let columns: Vec<&str> =
            ["Agreement / %"].into_iter().chain(self.annotators.iter().map(String::as_str)).collect();
        let row = |(name, rates): (&String, &Vec<f64>)| {
            std::iter::once(name.as_str().into())
                .chain(rates.iter().map(|rate| Some(100.0 * rate).filter(|rate| !rate.is_nan()).into()))
                .collect()
        };
        let rows = self.annotators.iter().zip(&self.rates).map(row).collect();
        Table { rows, ..Table::new("Annotators against each other", &columns) }
    }
}

/// The labels of all annotators, who share their classes.
pub(super) struct Ballot {
    pub classes: Vec<String>,
    pub names: Vec<String>,
    /// `labels[annotator][row]`
    pub labels: Vec<Vec<Option<u8>>>,
}

impl Ballot {
    /// How many annotators gave each class.
    fn counts(&self, row: usize) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for labels in &self.labels {
            if let Some(code) = labels[row] {
                counts[usize::from(code)] += 1;
            }
        }
        counts
    }

    /// The share of each class among those who labelled `row`; all 0 where nobody did.
    pub fn shares(&self, row: usize) -> Vec<f64> {
        let counts = self.counts(row);
        let votes = counts.iter().sum::<usize>().max(1) as f64;
        counts.into_iter().map(|count| count as f64 / votes).collect()
    }

    /// The class with most votes; of several that of the annotator `first`, else of the first annotator, that chose one.
    fn winner(&self, row: usize, first: usize) -> Option<u8> {
        let counts = self.counts(row);
        let most = counts.iter().max()?;
        let by_rank = std::iter::once(&self.labels[first]).chain(&self.labels).filter_map(|labels| labels[row]);
        by_rank.into_iter().find(|&code| counts[usize::from(code)] == *most)
    }
}

impl LabelTable {
    /// The class that most of those annotators gave each row who labelled it, `[rows]`; `None` where nobody did.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ; [`Error::Parameter`] when `ties` names none.
    pub fn majority_vote(&self, ties: &Ties) -> Result<Vec<Option<u8>>> {
        let ballot = self.ballot()?;
        let first = match ties {
            Ties::FirstAnnotator => 0,
            Ties::Annotator(name) => ballot.names.iter().position(|other| other == name).ok_or_else(|| {
                let expected = format!("one of {}", ballot.names.join(", "));
                Error::parameter("the annotator that decides ties", format!("{name:?}"), expected)
            })?,
        };
        Ok((0..self.len()).map(|row| ballot.winner(row, first)).collect())
    }

    /// The share of each class among those annotators who labelled a row: `[rows, classes]`, row by row. A row sums to 1, or
    /// is all 0 where nobody labelled it.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ.
    pub fn soft_vote(&self) -> Result<Vec<f32>> {
        let ballot = self.ballot()?;
        let mut shares = Vec::with_capacity(self.len() * ballot.classes.len());
        for row in 0..self.len() {
            shares.extend(ballot.shares(row).into_iter().map(|share| share as f32));
        }
        Ok(shares)
    }

    /// How often each two annotators agree on the rows that both labelled.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ.
    pub fn agreement(&self) -> Result<Agreement> {
        let Ballot { names, labels, .. } = self.ballot()?;
        let rates = labels.iter().map(|a| labels.iter().map(|b| share_equal(both_known(a, b))).collect()).collect();
        Ok(Agreement { annotators: names, rates })
    }

    /// The truth (rows) against the labels of categorical head `head` (columns), over the rows that have one.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head; [`Error::Format`] without truth, or when the truth is
    /// told in other classes, those of the first annotator.
    pub fn confusion(&self, head: &str) -> Result<ConfusionMatrix> {
        let given = self.labels(head)?;
        let truth = self.truth().ok_or_else(|| {
            let expected = "one to hold annotators against; add it by `with_truth`";
            Error::format("label table", "no column \"truth\"", expected)
        })?;
        let classes = self.head(head)?.classes().unwrap_or_default();
        let told = self.truth_classes().unwrap_or_default();
        if told != classes {
            return Err(Error::format(format!("label table, head {head:?}"), classes.join(", "), told.join(", ")));
        }
        let pairs = truth.into_iter().zip(given).filter_map(|(truth, given)| Some((truth, given?)));
        let (truth, given): (Vec<u8>, Vec<u8>) = pairs.unzip();
        ConfusionMatrix::new(classes, &truth, &given)
    }

    /// The share of the labels of head `head`, in [0, 1], that differ from the truth; NaN when it has none.
    ///
    /// # Errors
    /// As [`LabelTable::confusion`].
    pub fn noise_rate(&self, head: &str) -> Result<f64> {
        let matrix = self.confusion(head)?;
        Ok((matrix.total() - matrix.right()) as f64 / matrix.total() as f64)
    }

    pub(super) fn ballot(&self) -> Result<Ballot> {
        let annotators = self.annotators();
        let Some(first) = annotators.first() else {
            return Err(Error::format("label table", "no annotator", "at least one categorical head"));
        };
        if let Some(other) = annotators.iter().find(|other| other.kind != first.kind) {
            let found = format!("annotators {:?} and {:?} with other classes", first.name, other.name);
            return Err(Error::format("label table", found, "the same classes; choose annotators by `select_heads`"));
        }
        let labels = annotators.iter().map(|head| self.labels(&head.name)).collect::<Result<_>>()?;
        let classes = first.classes().unwrap_or_default().to_vec();
        Ok(Ballot { classes, names: annotators.into_iter().map(|head| head.name).collect(), labels })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::head::LabelHead;

    fn table(columns: &[&[u8]]) -> LabelTable {
        let names = (0..columns[0].len()).map(|row| row.to_string()).collect();
        let mut table = LabelTable::from_names(names).unwrap();
        for (index, codes) in columns.iter().enumerate() {
            let head = LabelHead::categorical(&format!("set_{}", index + 1), &["a", "b", "c"]);
            table = table.with_head(head, codes).unwrap();
        }
        table
    }

    #[test]
    fn ties_go_where_they_should() {
        // Row 0: a majority; row 1: all differ; row 2: 2 to 2, and set 4 is not among the tied with its own label c.
        let table = table(&[&[0, 0, 1], &[1, 1, 1], &[1, 2, 0], &[1, 2, 0], &[0, 1, 2]]);
        assert_eq!(table.majority_vote(&Ties::FirstAnnotator).unwrap(), [1, 1, 1].map(Some));
        assert_eq!(table.majority_vote(&Ties::Annotator("set_3".into())).unwrap(), [1, 2, 0].map(Some));
        assert_eq!(table.majority_vote(&Ties::Annotator("set_5".into())).unwrap(), [1, 1, 1].map(Some));
        let message = table.majority_vote(&Ties::Annotator("me".into())).unwrap_err().to_string();
        assert!(message.contains("one of set_1, set_2"), "{message}");
        let three = table.select_heads(&["set_1", "set_2", "set_3"]).unwrap();
        assert_eq!(three.majority_vote(&Ties::FirstAnnotator).unwrap(), [1, 0, 1].map(Some));
    }

    #[test]
    fn shares_and_agreement_by_hand() {
        let table = table(&[&[0, 0], &[0, 1]]).with_truth(&[0, 1]).unwrap();
        assert_eq!(table.soft_vote().unwrap(), [1.0, 0.0, 0.0, 0.5, 0.5, 0.0]);
        assert_eq!(table.agreement().unwrap().rates, [[1.0, 0.5], [0.5, 1.0]]);
        assert_eq!((table.noise_rate("set_1").unwrap(), table.noise_rate("set_2").unwrap()), (0.5, 0.0));
        assert_eq!(table.confusion("set_1").unwrap().count(1, 0), Some(1));
        assert!(table.without_truth().noise_rate("set_1").unwrap_err().to_string().contains("with_truth"));
        let other = table.with_head(LabelHead::categorical("other", &["x", "y"]), &[0, 1]).unwrap();
        assert!(other.soft_vote().unwrap_err().to_string().contains("select_heads"));
        assert!(other.confusion("other").is_err());
        assert!(LabelTable::from_names(vec![]).unwrap().soft_vote().is_err());
    }

    #[test]
    fn votes_are_over_those_who_labelled() {
        let names = (0..4).map(|row| row.to_string()).collect();
        let head = |name| LabelHead::categorical(name, &["a", "b"]);
        let table = LabelTable::from_names(names).unwrap();
        // Row 0: a tie for whom the first annotator has no label; row 1: b twice; row 2: one label; row 3: none.
        let table = table.with_labels(head("anna"), &[None, Some(1), None, None]).unwrap();
        let table = table.with_labels(head("ben"), &[Some(1), Some(1), Some(0), None]).unwrap();
        let table = table.with_labels(head("carl"), &[Some(0), Some(0), None, None]).unwrap();
        let table = table.with_labels(head("dora"), &[None; 4]).unwrap().with_truth(&[1, 0, 0, 1]).unwrap();
        let vote = |ties| table.majority_vote(&ties).unwrap();
        assert_eq!(vote(Ties::FirstAnnotator), [Some(1), Some(1), Some(0), None]);
        assert_eq!(vote(Ties::Annotator("carl".into())), [Some(0), Some(1), Some(0), None]);
        let (third, soft) = (1.0 / 3.0, table.soft_vote().unwrap());
        assert_eq!(soft, [0.5, 0.5, third, 2.0 * third, 1.0, 0.0, 0.0, 0.0]);
        let rates = table.agreement().unwrap().rates;
        assert_eq!((rates[0][1], rates[0][2], rates[1][2], rates[1][1]), (1.0, 0.0, 0.0, 1.0));
        assert!(rates[0][3].is_nan() && rates[3][3].is_nan());
        let matrix = table.confusion("ben").unwrap();
        assert_eq!((matrix.total(), matrix.count(0, 1), matrix.count(1, 1)), (3, Some(1), Some(1)));
        assert_eq!(table.noise_rate("ben").unwrap(), 1.0 / 3.0);
        assert!(table.noise_rate("dora").unwrap().is_nan());
        assert!(table.agreement().unwrap().to_table().to_text().contains('–'));
    }
}
