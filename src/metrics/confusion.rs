//! Confusion matrices: of a model against the truth, of an annotator against the truth, or of two annotators.

use super::metric::{METRICS, Measure, Metric};
use crate::{Error, Result, table::Table, text::grouped};
use serde::{Deserialize, Serialize};

/// How often each true class (row) was given each label (column).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
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

    /// How many items of class `truth` were given the label `given`; `None` where one of them is no class.
    pub fn count(&self, truth: usize, given: usize) -> Option<u64> {
        let classes = self.classes.len();
        if truth < classes && given < classes { Some(self.cell(truth, given)) } else { None }
    }

    /// The share of row `truth` that was given the label `given`, in [0, 1]; 0 for an empty row; `None` where one of them is
    /// no class.
    pub fn rate(&self, truth: usize, given: usize) -> Option<f64> {
        let count = self.count(truth, given)?;
        Some(ratio(count, self.row_total(truth)))
    }

    /// How many items of class `truth` there are; `None` where it is no class.
    pub fn total_of(&self, truth: usize) -> Option<u64> {
        if truth < self.classes.len() { Some(self.row_total(truth)) } else { None }
    }

    /// How many items there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many items were given the label of their class.
    pub fn right(&self) -> u64 {
        (0..self.classes.len()).map(|class| self.cell(class, class)).sum()
    }

    /// The share of items that were labelled right, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        ratio(self.right(), self.total())
    }

    /// The share of each true class that was labelled right, in [0, 1]; `None` for a class that does not occur.
    pub fn recall(&self) -> Vec<Option<f64>> {
        let recall = |class| (self.row_total(class) > 0).then(|| self.rate(class, class)).flatten();
        (0..self.classes.len()).map(recall).collect()
    }

    /// The unweighted mean of the F1 scores of the classes that occur as truth or label, in [0, 1].
    pub fn macro_f1(&self) -> f64 {
        let (mut sum, mut occurring) = (0.0, 0);
        for class in 0..self.classes.len() {
            let both = self.row_total(class) + self.column_total(class);
            if both > 0 {
                sum += ratio(2 * self.cell(class, class), both);
                occurring += 1;
            }
        }
        sum / f64::from(occurring.max(1))
    }

    /// Accuracy and what else is measured on classes.
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics = vec![];
        for (name, better, measure) in METRICS {
            if let Measure::Classes(measure) = measure {
                metrics.push(Metric::new(name, measure(self), better));
            }
        }
        metrics
    }

    fn cell(&self, truth: usize, given: usize) -> u64 {
        self.counts[truth * self.classes.len() + given]
    }

    fn row_total(&self, truth: usize) -> u64 {
        (0..self.classes.len()).map(|given| self.cell(truth, given)).sum()
    }

    fn column_total(&self, given: usize) -> u64 {
        (0..self.classes.len()).map(|truth| self.cell(truth, given)).sum()
    }
}

/// A matrix as it stands in a file, before its size is known to be right.
#[derive(Deserialize)]
struct Stored {
    classes: Vec<String>,
    counts: Vec<u64>,
}

impl TryFrom<Stored> for ConfusionMatrix {
    type Error = Error;

    fn try_from(Stored { classes, counts }: Stored) -> Result<Self> {
        if counts.len() != classes.len() * classes.len() {
            let found = format!("{} counts for {} classes", counts.len(), classes.len());
            return Err(Error::format("confusion matrix", found, "a count for every pair of classes"));
        }
        Ok(Self { classes, counts })
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl ConfusionMatrix {
    /// The rates in percent as a table: a row per true class, a column per given label.
    pub fn to_table(&self) -> Table {
        let mut columns = vec!["true class".to_string()];
        columns.extend(self.classes.iter().cloned());
        let mut rows = vec![];
        for (truth, class) in self.classes.iter().enumerate() {
            let mut row = vec![class.as_str().into()];
            for given in 0..self.classes.len() {
                row.push(self.rate(truth, given).map(|rate| 100.0 * rate).into());
            }
            rows.push(row);
        }
        let note = format!("% of row; {:.1} % of {} agree", 100.0 * self.accuracy(), grouped(self.total()));
        Table { columns, rows, note, ..Table::default() }
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
        assert_eq!(Metric::find(&matrix.metrics(), "Accuracy").unwrap().value, Some(0.75));
        assert!(ConfusionMatrix::new(&classes, &[3], &[0]).unwrap_err().to_string().contains("row 0: found 3"));
    }

    #[test]
    fn a_pair_that_is_no_class_has_no_count() {
        let classes = ["a", "b"].map(String::from);
        let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1], &[0, 1, 1]).unwrap();
        assert_eq!((matrix.count(0, 1), matrix.rate(0, 1), matrix.total_of(0)), (Some(1), Some(0.5), Some(2)));
        // Row 0, column 2 would be the first count of row 1.
        for (truth, given) in [(0, 2), (2, 0), (usize::MAX, usize::MAX)] {
            assert_eq!((matrix.count(truth, given), matrix.rate(truth, given)), (None, None));
        }
        assert_eq!(matrix.total_of(2), None);
    }

    #[test]
    fn a_stored_matrix_has_a_count_for_every_pair() {
        let read = |text: &str| serde_json::from_str::<ConfusionMatrix>(text);
        assert_eq!(read(r#"{"classes": ["a", "b"], "counts": [1, 0, 2, 3]}"#).unwrap().total(), 6);
        let error = read(r#"{"classes": ["a", "b"], "counts": [1, 0, 2]}"#).unwrap_err().to_string();
        assert!(error.contains("found 3 counts for 2 classes"), "{error}");
    }
}
