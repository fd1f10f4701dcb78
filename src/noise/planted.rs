//! Labels with planted truth and errors, for tests of what estimates them.

pub use crate::labels::planted::share_right;
use crate::{
    Seed,
    labels::{Annotations, Response},
};
use rand::{RngExt, seq::index::sample};

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
            let (mut draw, mut label): (f64, usize) = (rng.random(), 0);
            while label + 1 < classes && draw >= row[label] {
                draw -= row[label];
                label += 1;
            }
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
