//! Matrices by hand.

use super::*;

#[test]
fn the_axes_are_printed() {
    let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 0.5, 0.5]).unwrap();
    let table = matrix.to_table();
    assert_eq!((table.title.as_str(), table.columns[0].as_str()), ("P(given | true)", "true \\ given"));
    assert_eq!(table.note, "rows: true class, columns: given label, rows sum to 1");
    assert_eq!(table.rows[1], ["y".into(), Cell::Number(0.5), Cell::Number(0.5)]);
    let reverse = matrix.truth_given_label(&[0.5, 0.5]).unwrap();
    // Label x: 0.5 · 1 against 0.5 · 0.5.
    assert_eq!(reverse.cells(), [2.0 / 3.0, 1.0 / 3.0, 0.0, 1.0]);
    let table = reverse.to_table();
    assert_eq!((table.title.as_str(), table.columns[0].as_str()), ("P(true | given)", "given \\ true"));
}

#[test]
fn symmetric_and_pairwise_noise() {
    let symmetric = TransitionMatrix::symmetric(&["a", "b", "c", "d"], 0.3).unwrap();
    assert_eq!(symmetric.row(1), [0.3 / 3.0, 0.7, 0.3 / 3.0, 0.3 / 3.0]);
    let pairwise = TransitionMatrix::pairwise(&["a", "b", "c"], 0.25).unwrap();
    assert_eq!(pairwise.cells(), [0.75, 0.25, 0.0, 0.0, 0.75, 0.25, 0.25, 0.0, 0.75]);
    let error = TransitionMatrix::pairwise(&["a", "b"], 1.1).unwrap_err().to_string();
    assert_eq!(error, "the noise rate must be 0 to 1, got 1.1");
    let error = TransitionMatrix::symmetric(&["a"], 0.1).unwrap_err().to_string();
    assert_eq!(error, "the number of classes must be 2 to 255, got 1");
}

#[test]
fn counts_become_shares_and_what_was_never_seen_stays_zero() {
    let matrix = TransitionMatrix::of_counts(["x", "y"].map(String::from).into(), vec![3.0, 1.0, 0.0, 0.0]);
    assert_eq!(matrix.cells(), [0.75, 0.25, 0.0, 0.0]);
    assert_eq!(TransitionMatrix::new(&["x", "y"], matrix.cells().to_vec()).unwrap(), matrix);
    let labels = [Some(0), Some(0), Some(1), Some(0), None];
    assert_eq!(TransitionMatrix::realised(&["x", "y"], &[0, 0, 0, 0, 1], &labels).unwrap(), matrix);
    let error = TransitionMatrix::realised(&["x", "y"], &[0, 2], &[None, Some(0)]).unwrap_err().to_string();
    assert_eq!(error, "true and given labels, row 1: found codes 2 and 0, expected below 2");
}

#[test]
fn a_label_that_is_never_given_says_nothing() {
    let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 1.0, 0.0]).unwrap();
    assert_eq!(matrix.truth_given_label(&[0.3, 0.7]).unwrap().row(1), [0.3, 0.7]);
}

#[test]
fn what_is_no_transition_matrix_is_told() {
    let message = |cells: &[f64]| TransitionMatrix::new(&["x", "y"], cells.to_vec()).unwrap_err().to_string();
    assert!(message(&[1.0]).contains("found 1 cells, expected 4 for 2 classes"));
    assert!(message(&[0.9, 0.4, 0.1, 0.6]).contains("transpose"));
    assert!(message(&[f64::NAN, 1.0, 0.0, 1.0]).contains("NaN"));
    assert!(message(&[1.5, -0.5, 0.0, 1.0]).contains("the row [1.5, -0.5] of \"x\""));
    let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 0.0, 1.0]).unwrap();
    assert!(matrix.truth_given_label(&[1.0]).unwrap_err().to_string().contains("2 shares of 1"));
    assert!(matrix.truth_given_label(&[f64::NAN, 0.0]).is_err());
}
