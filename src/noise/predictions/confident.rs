//! The confident joint: how often a model is sure of one class where another was given.

use super::{LabelledPredictions, Probability, input::ITEMS_AT_ONCE, rounding::rounded_keeping_sum};
use crate::{labels::matrix_table, metrics::first_largest, table::Table};
use rayon::prelude::*;

/// Counts of items by true class, as far as the model is confident of one, and given label.
#[derive(Clone, Debug, PartialEq)]
pub struct ConfidentJoint {
    /// The class names, in the order of rows and columns.
    pub classes: Vec<String>,
    /// The items of which the model is confident, `[true, given]`, row by row; at least 1 on the diagonal.
    pub counts: Vec<u64>,
    /// The same scaled to all items with a label, `[true, given]`: a column sums to how often its label was given.
    pub calibrated: Vec<u64>,
}

impl<P: Probability> LabelledPredictions<'_, P> {
    /// Counts the items whose probability of a class reaches its [threshold](Self::thresholds), by that class and the given label; where
    /// several do, the most probable class counts. Assumes that the model is as sure of an item whatever label it was given: labels of
    /// hard items are undercounted. Cost: one pass over the probabilities, on all cores.
    pub fn confident_joint(&self) -> ConfidentJoint {
        let classes = self.classes.len();
        let bounds = self.confident_bounds();
        let parts: Vec<Vec<u64>> = self
            .labels
            .par_chunks(ITEMS_AT_ONCE)
            .zip(self.probabilities.par_chunks(ITEMS_AT_ONCE * classes))
            .map(|(labels, rows)| {
                let mut counts = vec![0; classes * classes];
                for (label, row) in labels.iter().zip(rows.chunks_exact(classes)) {
                    if let (Some(given), Some(class)) = (label, confident_class(row, &bounds)) {
                        counts[class * classes + usize::from(*given)] += 1;
                    }
                }
                counts
            })
            .collect();
        let mut counts = vec![0; classes * classes];
        for part in parts {
            for (sum, count) in counts.iter_mut().zip(part) {
                *sum += count;
            }
        }
        for class in 0..classes {
            let diagonal = &mut counts[class * classes + class];
            *diagonal = (*diagonal).max(1);
        }
        let calibrated = calibrated(&counts, &self.given);
        ConfidentJoint { classes: self.classes.to_vec(), counts, calibrated }
    }

    /// What a probability must reach for the model to be confident of each class; infinite for a class that was not given.
    pub(super) fn confident_bounds(&self) -> Vec<f64> {
        self.thresholds()
            .iter()
            .map(|threshold| threshold.map_or(f64::INFINITY, |threshold| threshold - 1e-6))
            .collect()
    }
}

/// The class that the model is confident of, if any.
pub(super) fn confident_class<P: Probability>(row: &[P], bounds: &[f64]) -> Option<usize> {
    let (mut confident, mut last) = (0, 0);
    for (class, (&probability, bound)) in row.iter().zip(bounds).enumerate() {
        if probability.into() >= *bound {
            confident += 1;
            last = class;
        }
    }
    match confident {
        0 => None,
        1 => Some(last),
        // Of all classes, not only the confident ones: as cleanlab.
        _ => Some(first_largest(row)),
    }
}

/// Every column scaled to its label's count, in whole numbers.
fn calibrated(counts: &[u64], given: &[u64]) -> Vec<u64> {
    let classes = given.len();
    let mut columns = vec![];
    for (label, &given) in given.iter().enumerate() {
        let column: Vec<f64> = (0..classes).map(|class| counts[class * classes + label] as f64).collect();
        let sum: f64 = column.iter().sum();
        columns.push(column.into_iter().map(|count| count / sum * given as f64).collect::<Vec<_>>());
    }
    let mut calibrated = vec![0; counts.len()];
    for (label, column) in columns.iter().enumerate() {
        for (class, count) in rounded_keeping_sum(column).into_iter().enumerate() {
            calibrated[class * classes + label] = count;
        }
    }
    calibrated
}

impl ConfidentJoint {
    /// The calibrated counts, a row per true class and a column per given label.
    pub fn to_table(&self) -> Table {
        let note =
            "items; rows: true class by the model's confidence, columns: given label, columns sum to the labels given";
        matrix_table("Confident joint", "true \\ given", &self.classes, &self.calibrated).with_note(note)
    }
}
