//! Labels with planted truth and errors, for tests of what estimates them.

use super::{Annotations, LabelHead, LabelTable, Response, noise::draw};
use crate::{Seed, seed::standard_normals};
use rand::{RngExt, seq::index::sample};

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

/// The share of items with the right label.
pub fn share_right(labels: &[Option<u8>], truth: &[u8]) -> f64 {
    let right = labels.iter().zip(truth).filter(|(label, truth)| **label == Some(**truth)).count();
    right as f64 / truth.len() as f64
}

/// Names `a0`, `a1`, ….
pub fn names(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|place| format!("{prefix}{place}")).collect()
}

/// Annotations of `items` items by annotators 0 to `annotators - 1` in the classes `c0`, `c1`, ….
pub fn annotations(items: usize, annotators: usize, classes: usize, rows: &[(u32, u32, u8)]) -> Annotations {
    let rows: Vec<_> = rows.iter().map(|&(item, annotator, label)| Response { item, annotator, label }).collect();
    let class_names = names("c", classes);
    let class_names: Vec<&str> = class_names.iter().map(String::as_str).collect();
    Annotations::new(&class_names, names("i", items), names("a", annotators), &rows).unwrap()
}

/// The rows of all labels.
pub fn rows(annotations: &Annotations) -> Vec<(u32, u32, u8)> {
    annotations.responses().iter().map(|row| (row.item, row.annotator, row.label)).collect()
}

/// The matrix of an annotator who is right in a share of the items, and otherwise says any other class: `[true, given]`.
pub fn coin(accuracy: f64, classes: usize) -> Vec<f64> {
    let mut matrix = vec![(1.0 - accuracy) / (classes - 1) as f64; classes * classes];
    matrix.iter_mut().step_by(classes + 1).for_each(|cell| *cell = accuracy);
    matrix
}

/// `each` labels of every item by annotators with these matrices `[true, given]`, and the truth, all classes alike.
pub fn crowd(items: usize, matrices: &[Vec<f64>], each: usize, seed: u64) -> (Annotations, Vec<u8>) {
    let mut rng = Seed(seed).stream("crowd", 0);
    let classes = matrices[0].len().isqrt();
    let truth: Vec<u8> = (0..items).map(|_| rng.random_range(0..classes as u8)).collect();
    let mut rows = vec![];
    for (item, class) in truth.iter().enumerate() {
        for annotator in sample(&mut rng, matrices.len(), each) {
            let row = &matrices[annotator][usize::from(*class) * classes..][..classes];
            let label = draw(row, rng.random());
            rows.push((item as u32, annotator as u32, label as u8));
        }
    }
    (annotations(items, matrices.len(), classes, &rows), truth)
}

/// Fails where two numbers differ by more than a tolerance.
pub fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    for (place, (one, other)) in found.iter().zip(expected).enumerate() {
        assert!((one - other).abs() <= tolerance, "at {place}: {one} instead of {other}");
    }
}
