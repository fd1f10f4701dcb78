//! The noise that a confident joint means.

use super::ConfidentJoint;
use crate::{
    labels::{TransitionMatrix, TruthMatrix},
    table::Table,
};
use std::sync::Arc;

/// The largest share of one wrong label, so that no class is given up altogether; cleanlab's bound.
const LARGEST_RATE: f64 = 0.9999;

/// The smallest share of a class; cleanlab's bound.
const SMALLEST_SHARE: f64 = 1e-6;

/// How labels are wrong, estimated from a [`ConfidentJoint`].
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseEstimate {
    /// P(given | true): rows are true classes.
    pub noise: TransitionMatrix,
    /// P(true | given): rows are given labels.
    pub inverse: TruthMatrix,
    /// The shares of the true classes, `[classes]`; they sum to 1.
    pub prior: Vec<f64>,
    /// The shares of the given labels, `[classes]`; they sum to 1.
    pub given: Vec<f64>,
}

impl ConfidentJoint {
    /// Noise matrix, its inverse and the latent prior, π_k = P(true k | given k) P(given k) / P(given k | true k), scaled to sum to 1.
    /// A class that was never given has rows of 0.
    pub fn estimate(&self) -> NoiseEstimate {
        let classes = self.classes.len();
        let cell = |class: usize, label: usize| self.calibrated.get(class * classes + label).map_or(0.0, |&n| n as f64);
        let of_label = |label| (0..classes).map(|class| cell(class, label)).sum::<f64>();
        let of_class = |class| (0..classes).map(|label| cell(class, label)).sum::<f64>();
        let all: f64 = (0..classes).map(of_class).sum();
        let given: Vec<f64> = (0..classes).map(|label| share(of_label(label), all)).collect();
        let mut prior = vec![];
        let (mut noise, mut inverse) = (vec![], vec![]);
        for (row, &of_given) in given.iter().enumerate() {
            let right = share(cell(row, row), of_class(row));
            let trusted = share(cell(row, row), of_label(row));
            prior.push(share(trusted * of_given, right).clamp(SMALLEST_SHARE, 1.0));
            noise.extend(bounded(row, (0..classes).map(|label| share(cell(row, label), of_class(row))).collect()));
            inverse.extend(bounded(row, (0..classes).map(|class| share(cell(class, row), of_label(row))).collect()));
        }
        let sum: f64 = prior.iter().sum();
        let names: Arc<[String]> = self.classes.as_slice().into();
        NoiseEstimate {
            noise: TransitionMatrix::of_cells(names.clone(), noise),
            inverse: TruthMatrix::of_cells(names, inverse),
            prior: prior.into_iter().map(|share| share / sum).collect(),
            given,
        }
    }
}

fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// A row with no share off the diagonal above the largest, scaled to sum to 1 again.
fn bounded(diagonal: usize, mut row: Vec<f64>) -> Vec<f64> {
    for (place, value) in row.iter_mut().enumerate() {
        if place != diagonal {
            *value = value.min(LARGEST_RATE);
        }
    }
    let sum: f64 = row.iter().sum();
    row.into_iter().map(|value| share(value, sum)).collect()
}

impl NoiseEstimate {
    /// A row per class: its shares among true and given labels, how often it is given right, and how far its label can be trusted.
    pub fn to_table(&self) -> Table {
        let columns = ["class", "P(true)", "P(given)", "P(given = k | true = k)", "P(true = k | given = k)"];
        let mut table = Table::new("Label noise by class", &columns);
        for (class, name) in self.noise.classes().iter().enumerate() {
            let row = vec![
                name.as_str().into(),
                self.prior[class].into(),
                self.given[class].into(),
                self.noise.probability(class, class).into(),
                self.inverse.probability(class, class).into(),
            ];
            table.rows.push(row);
        }
        table
    }
}
