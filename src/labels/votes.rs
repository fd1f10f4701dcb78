//! What several annotators say together: votes, agreement, and each against the truth.

use super::table::{LabelTable, classes_of_truth};
use crate::{Error, Result, metrics::ConfusionMatrix, table::Table};
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
    /// `rates[a][b]`: the share of rows in [0, 1] on which `a` and `b` agree; 1 on the diagonal.
    pub rates: Vec<Vec<f64>>,
}

impl Agreement {
    /// The share of rows on which each two annotators agree, in percent.
    pub fn to_table(&self) -> Table {
        let columns: Vec<&str> =
            ["Agreement / %"].into_iter().chain(self.annotators.iter().map(String::as_str)).collect();
        let row = |(name, rates): (&String, &Vec<f64>)| {
            std::iter::once(name.as_str().into()).chain(rates.iter().map(|rate| (100.0 * rate).into())).collect()
        };
        let rows = self.annotators.iter().zip(&self.rates).map(row).collect();
        Table { rows, ..Table::new("Annotators against each other", &columns) }
    }
}

/// The labels of all annotators, who share their classes.
struct Ballot {
    classes: usize,
    names: Vec<String>,
    codes: Vec<Vec<u8>>,
}

impl Ballot {
    fn counts(&self, row: usize) -> Vec<usize> {
        let mut counts = vec![0; self.classes];
        self.codes.iter().for_each(|codes| counts[usize::from(codes[row])] += 1);
        counts
    }
}

impl LabelTable {
    /// The class that most annotators gave each row, `[rows]`.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ; [`Error::Parameter`] when `ties` names none.
    pub fn majority_vote(&self, ties: &Ties) -> Result<Vec<u8>> {
        let ballot = self.ballot()?;
        let first = match ties {
            Ties::FirstAnnotator => 0,
            Ties::Annotator(name) => ballot.names.iter().position(|other| other == name).ok_or_else(|| {
                Error::parameter(
                    "the annotator that decides ties",
                    format!("{name:?}"),
                    format!("one of {}", ballot.names.join(", ")),
                )
            })?,
        };
        let winner = |row: usize| {
            let counts = ballot.counts(row);
            let most = counts.iter().max();
            let by_rank = std::iter::once(&ballot.codes[first]).chain(&ballot.codes).map(|codes| codes[row]);
            let mut winners = by_rank.filter(|&code| Some(&counts[usize::from(code)]) == most);
            winners.next().unwrap_or_default()
        };
        Ok((0..self.len()).map(winner).collect())
    }

    /// The share of the annotators that gave each class: `[rows, classes]`, row by row; every row sums to 1.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ.
    pub fn soft_vote(&self) -> Result<Vec<f32>> {
        let ballot = self.ballot()?;
        let share = |count: usize| count as f32 / ballot.codes.len() as f32;
        Ok((0..self.len()).flat_map(|row| ballot.counts(row)).map(share).collect())
    }

    /// How often each two annotators agree.
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ.
    pub fn agreement(&self) -> Result<Agreement> {
        let Ballot { names, codes, .. } = self.ballot()?;
        let rate = |a: &[u8], b: &[u8]| a.iter().zip(b).filter(|(a, b)| a == b).count() as f64 / a.len().max(1) as f64;
        let rates = codes.iter().map(|a| codes.iter().map(|b| rate(a, b)).collect()).collect();
        Ok(Agreement { annotators: names, rates })
    }

    /// The truth (rows) against the labels of categorical head `head` (columns).
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head; [`Error::Format`] without truth, or when the truth is
    /// told in other classes, those of the first annotator.
    pub fn confusion(&self, head: &str) -> Result<ConfusionMatrix> {
        let given = self.codes(head)?;
        let truth = self.truth().ok_or_else(|| {
            Error::format(
                "label table",
                "no column \"truth\"",
                "one to hold annotators against; add it by `with_truth`",
            )
        })?;
        let classes = self.head(head)?.classes().unwrap_or_default();
        let told = classes_of_truth(self.heads()).unwrap_or_default();
        if told != classes {
            return Err(Error::format(format!("label table, head {head:?}"), classes.join(", "), told.join(", ")));
        }
        ConfusionMatrix::new(classes, &truth, &given)
    }

    /// The share of rows in [0, 1] on which head `head` differs from the truth.
    ///
    /// # Errors
    /// As [`LabelTable::confusion`].
    pub fn noise_rate(&self, head: &str) -> Result<f64> {
        let matrix = self.confusion(head)?;
        let right: u64 = (0..matrix.classes().len()).map(|class| matrix.count(class, class)).sum();
        Ok((matrix.total() - right) as f64 / matrix.total().max(1) as f64)
    }

    fn ballot(&self) -> Result<Ballot> {
        let annotators = self.annotators();
        let Some(first) = annotators.first() else {
            return Err(Error::format("label table", "no annotator", "at least one categorical head"));
        };
        if let Some(other) = annotators.iter().find(|other| other.kind != first.kind) {
            let found = format!("annotators {:?} and {:?} with other classes", first.name, other.name);
            return Err(Error::format("label table", found, "the same classes; choose annotators by `select_heads`"));
        }
        let codes = annotators.iter().map(|head| self.codes(&head.name)).collect::<Result<_>>()?;
        Ok(Ballot { classes: first.width(), names: annotators.into_iter().map(|head| head.name).collect(), codes })
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
        assert_eq!(table.majority_vote(&Ties::FirstAnnotator).unwrap(), [1, 1, 1]);
        assert_eq!(table.majority_vote(&Ties::Annotator("set_3".into())).unwrap(), [1, 2, 0]);
        assert_eq!(table.majority_vote(&Ties::Annotator("set_5".into())).unwrap(), [1, 1, 1]);
        let message = table.majority_vote(&Ties::Annotator("me".into())).unwrap_err().to_string();
        assert!(message.contains("one of set_1, set_2"), "{message}");
        let three = table.select_heads(&["set_1", "set_2", "set_3"]).unwrap();
        assert_eq!(three.majority_vote(&Ties::FirstAnnotator).unwrap(), [1, 0, 1]);
    }

    #[test]
    fn shares_and_agreement_by_hand() {
        let table = table(&[&[0, 0], &[0, 1]]).with_truth(&[0, 1]).unwrap();
        assert_eq!(table.soft_vote().unwrap(), [1.0, 0.0, 0.0, 0.5, 0.5, 0.0]);
        assert_eq!(table.agreement().unwrap().rates, [[1.0, 0.5], [0.5, 1.0]]);
        assert_eq!((table.noise_rate("set_1").unwrap(), table.noise_rate("set_2").unwrap()), (0.5, 0.0));
        assert_eq!(table.confusion("set_1").unwrap().count(1, 0), 1);
        assert!(table.without_truth().noise_rate("set_1").unwrap_err().to_string().contains("with_truth"));
        let other = table.with_head(LabelHead::categorical("other", &["x", "y"]), &[0, 1]).unwrap();
        assert!(other.soft_vote().unwrap_err().to_string().contains("select_heads"));
        assert!(other.confusion("other").is_err());
        assert!(LabelTable::from_names(vec![]).unwrap().soft_vote().is_err());
    }
}
