//! Confusion matrices: of a model against the truth, of an annotator against the truth, or of two annotators.

use crate::{Error, Result, table::Table, text::grouped};
use serde::{Deserialize, Serialize};

/// How often each true class (row) was given each label (column).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConfusionMatrix {
    classes: Vec<String>,
    counts: Vec<u64>,
}

impl ConfusionMatrix {
    /// Counts pairs of codes, both indices into `classes`.
    ///
    /// # Errors
    /// [`Error::Format`] when the lengths differ or a code is no class.
    pub fn new(classes: &[String], truth: &[u8], given: &[u8]) -> Result<Self> {
        let k = classes.len();
        if truth.len() != given.len() {
            return Err(Error::format(
                "confusion matrix",
                format!("{} labels for {} truths", given.len(), truth.len()),
                "as many",
            ));
        }
        let mut counts = vec![0; k * k];
        for (row, (&t, &g)) in truth.iter().zip(given).enumerate() {
            if usize::from(t.max(g)) >= k {
                return Err(Error::format(
                    format!("confusion matrix, row {row}"),
                    t.max(g),
                    format!("a code below {k}"),
                ));
            }
            counts[usize::from(t) * k + usize::from(g)] += 1;
        }
        Ok(Self { classes: classes.to_vec(), counts })
    }

    /// The class names, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// How many items of class `truth` were given the label `given`.
    pub fn count(&self, truth: usize, given: usize) -> u64 {
        self.counts[truth * self.classes.len() + given]
    }

    /// The share of row `truth` that was given the label `given`, in [0, 1]; 0 for an empty row.
    pub fn rate(&self, truth: usize, given: usize) -> f64 {
        ratio(self.count(truth, given), self.row_total(truth))
    }

    /// How many items there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of items on the diagonal, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        ratio((0..self.classes.len()).map(|c| self.count(c, c)).sum(), self.total())
    }

    /// The share of each true class that was labelled right, in [0, 1]; `None` for a class that does not occur.
    pub fn recall(&self) -> Vec<Option<f64>> {
        let recall = |c| (self.row_total(c) > 0).then(|| self.rate(c, c));
        (0..self.classes.len()).map(recall).collect()
    }

    /// The unweighted mean of the F1 scores of the classes that occur as truth or label, in [0, 1].
    pub fn macro_f1(&self) -> f64 {
        let k = self.classes.len();
        let column = |c| (0..k).map(|t| self.count(t, c)).sum::<u64>();
        let occurring: Vec<_> = (0..k).filter(|&c| self.row_total(c) + column(c) > 0).collect();
        let f1 = |&c: &usize| ratio(2 * self.count(c, c), self.row_total(c) + column(c));
        occurring.iter().map(f1).sum::<f64>() / occurring.len().max(1) as f64
    }

    fn row_total(&self, truth: usize) -> u64 {
        (0..self.classes.len()).map(|given| self.count(truth, given)).sum()
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl ConfusionMatrix {
    /// The rates in percent as a table: a row per true class, a column per given label.
    pub fn to_table(&self) -> Table {
        let k = self.classes().len();
        let columns = ["true class".to_string()].into_iter().chain(self.classes().iter().cloned());
        let row = |truth: usize| {
            let rates = (0..k).map(|given| (100.0 * self.rate(truth, given)).into());
            [self.classes()[truth].as_str().into()].into_iter().chain(rates).collect()
        };
        let accuracy = format!("{:.1} % of {} agree", 100.0 * self.accuracy(), grouped(self.total()));
        Table {
            columns: columns.collect(),
            rows: (0..k).map(row).collect(),
            note: format!("% of row; {accuracy}"),
            ..Table::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_count() {
        let classes = ["a", "b", "c"].map(String::from);
        let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1, 1], &[0, 1, 1, 1]).unwrap();
        assert_eq!(matrix.accuracy(), 0.75);
        assert_eq!(matrix.recall(), [Some(0.5), Some(1.0), None]);
        // F1 of a = 2/3, of b = 4/5; c does not occur.
        assert!((matrix.macro_f1() - (2.0 / 3.0 + 0.8) / 2.0).abs() < 1e-12);
        assert!(ConfusionMatrix::new(&classes, &[3], &[0]).is_err());
    }
}
