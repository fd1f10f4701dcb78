//! Labels with planted truth and errors, for tests of what estimates them.

use super::{LabelHead, LabelTable};
use crate::{Seed, seed::standard_normals};
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

/// Scale a, offset b and spread s of three annotators of values, a 1 and b 0 on average.
pub const PLANTED_SCALES: [[f32; 3]; 3] = [[1.3, 0.2, 0.1], [0.7, -0.3, 0.2], [1.0, 0.1, 0.4]];

/// The table with the values a v + b + N(0, s²) that annotators by [`PLANTED_SCALES`] give of the true ones v of `head`,
/// `[rows, dimensions]`, and with these; every annotator skips a fifth of the rows.
pub fn with_planted_values(table: &LabelTable, head: &LabelHead, truth: &[f32]) -> LabelTable {
    let mut table = table.clone();
    for (index, [scale, offset, spread]) in PLANTED_SCALES.into_iter().enumerate() {
        let mut rng = Seed(0).stream("planted values", index as u64);
        let errors = standard_normals(truth.len(), &mut rng);
        let mut values: Vec<f32> =
            truth.iter().zip(errors).map(|(value, error)| scale * value + offset + spread * error).collect();
        for row in values.chunks_exact_mut(head.width()) {
            if rng.random_bool(0.2) {
                row.fill(f32::NAN);
            }
        }
        table = table.with_values(head.by(&format!("set_{index}")), &values).unwrap();
    }
    table.with_truth_values(&head.by("set_0").name, truth).unwrap()
}

pub fn share_right(labels: &[Option<u8>], truth: &[u8]) -> f64 {
    let right = labels.iter().zip(truth).filter(|(label, truth)| **label == Some(**truth)).count();
    right as f64 / truth.len() as f64
}
