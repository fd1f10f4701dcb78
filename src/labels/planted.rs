//! Labels with planted truth and errors, for tests of what estimates them.

use super::{LabelHead, LabelTable};
use crate::Seed;
use rand::RngExt;

/// The planted matrices of three annotators for three classes: right in 80, 70 and 60 %, each with a habit.
pub const PLANTED: [[[f64; 3]; 3]; 3] = [
    [[0.8, 0.2, 0.0], [0.0, 0.8, 0.2], [0.2, 0.0, 0.8]],
    [[0.7, 0.0, 0.3], [0.3, 0.7, 0.0], [0.0, 0.3, 0.7]],
    [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]],
];

/// Labels drawn from [`PLANTED`], with the truth; every annotator skips a fifth of the rows.
pub fn planted(rows: usize) -> LabelTable {
    let mut rng = Seed(0).stream("planted", 0);
    let truth: Vec<u8> = (0..rows).map(|_| rng.random_range(0..3)).collect();
    let mut table = LabelTable::from_names((0..rows).map(|row| row.to_string()).collect()).unwrap();
    for (index, matrix) in PLANTED.iter().enumerate() {
        let mut labels = vec![];
        for &class in &truth {
            let [first, second, _] = matrix[usize::from(class)];
            let (draw, skipped): (f64, bool) = (rng.random(), rng.random_bool(0.2));
            let label = u8::from(draw >= first) + u8::from(draw >= first + second);
            labels.push((!skipped).then_some(label));
        }
        let head = LabelHead::categorical(&format!("set_{index}"), &["a", "b", "c"]);
        table = table.with_labels(head, &labels).unwrap();
    }
    table.with_truth(&truth).unwrap()
}

/// How far any cell is from the planted matrices.
pub fn distance_from_planted(transitions: &[Vec<f64>]) -> f64 {
    let planted = PLANTED.iter().map(|matrix| matrix.concat());
    let mut largest: f64 = 0.0;
    for (found, planted) in transitions.iter().zip(planted) {
        for (found, planted) in found.iter().zip(&planted) {
            largest = largest.max((found - planted).abs());
        }
    }
    largest
}

pub fn share_right(labels: &[Option<u8>], truth: &[u8]) -> f64 {
    let right = labels.iter().zip(truth).filter(|(label, truth)| **label == Some(**truth)).count();
    right as f64 / truth.len() as f64
}
