//! What is true of every estimator.

use super::{Consensus, ESTIMATORS, estimator};
use crate::labels::planted::{annotations, close, coin, crowd, names, rows};
use crate::labels::{Annotations, Response};

fn fit(name: &str, labels: &Annotations) -> Consensus {
    estimator(name).unwrap().fit(labels).unwrap()
}

/// 60 items by 7 annotators in 3 classes, 4 labels each, one more item without.
fn labels() -> Annotations {
    let matrices: Vec<_> = [0.9, 0.8, 0.7, 0.7, 0.6, 0.5, 0.4].iter().map(|accuracy| coin(*accuracy, 3)).collect();
    let (labels, _) = crowd(60, &matrices, 4, 5);
    annotations(61, 7, 3, &rows(&labels))
}

/// The estimators that do not start at random: annotators in another order have other starts.
fn without_starts() -> impl Iterator<Item = &'static str> {
    ESTIMATORS.into_iter().filter(|name| *name != "mace")
}

#[test]
fn items_in_another_order_have_their_results_there() {
    let labels = labels();
    let turned: Vec<_> = rows(&labels).into_iter().rev().map(|(item, by, label)| (60 - item, by, label)).collect();
    for name in ESTIMATORS {
        let (one, other) = (fit(name, &labels), fit(name, &annotations(61, 7, 3, &turned)));
        for item in 0..61 {
            close(other.shares(60 - item), one.shares(item), 1e-6);
        }
        assert_eq!(one.shares(60), [0.0; 3], "{name}: an item without labels");
    }
}

#[test]
fn annotators_in_another_order_change_nothing() {
    let labels = labels();
    let turned: Vec<_> = rows(&labels).into_iter().map(|(item, by, label)| (item, 6 - by, label)).collect();
    for name in without_starts() {
        let (one, other) = (fit(name, &labels), fit(name, &annotations(61, 7, 3, &turned)));
        close(&other.posterior, &one.posterior, 1e-6);
        for (matrix, turned) in one.transitions.iter().zip(other.transitions.iter().rev()) {
            close(turned.cells(), matrix.cells(), 1e-9);
        }
    }
}

#[test]
fn classes_in_another_order_have_their_shares_there() {
    let labels = labels();
    let turned: Vec<_> = rows(&labels).into_iter().map(|(item, by, label)| (item, by, 2 - label)).collect();
    for name in ["majority-vote", "soft-vote", "dawid-skene", "one-coin", "glad"] {
        let (one, other) = (fit(name, &labels), fit(name, &annotations(61, 7, 3, &turned)));
        for item in 0..61 {
            let turned: Vec<f64> = other.shares(item).iter().rev().copied().collect();
            close(&turned, one.shares(item), 1e-6);
        }
    }
}

#[test]
fn a_duplicated_annotator_is_as_good_as_the_first() {
    let labels = labels();
    let mut doubled = rows(&labels);
    let copies: Vec<_> = doubled.iter().filter(|row| row.1 == 0).map(|row| (row.0, 7, row.2)).collect();
    doubled.extend(copies);
    for name in without_starts() {
        let fitted = fit(name, &annotations(61, 8, 3, &doubled));
        close(&[fitted.accuracies[7].unwrap()], &[fitted.accuracies[0].unwrap()], 1e-9);
        for parameter in &fitted.annotator_parameters {
            close(&[parameter.values[7]], &[parameter.values[0]], 1e-6);
        }
    }
}

#[test]
fn a_single_annotator_is_believed() {
    let labels = annotations(4, 1, 3, &[(0, 0, 2), (1, 0, 0), (2, 0, 1), (3, 0, 2)]);
    for name in ESTIMATORS {
        assert_eq!(fit(name, &labels).most_probable(), [2, 0, 1, 2].map(Some), "{name}");
    }
}

#[test]
fn what_all_say_is_found_and_a_class_that_nobody_gave_stays_empty() {
    let rows: Vec<_> = (0..30).flat_map(|item| (0..4).map(move |by| (item, by, (item % 2) as u8))).collect();
    let labels = annotations(30, 4, 3, &rows);
    for name in ESTIMATORS {
        let fitted = fit(name, &labels);
        let expected: Vec<_> = (0..30).map(|item| Some(item % 2)).collect();
        assert_eq!(fitted.most_probable(), expected, "{name}");
        assert!(fitted.posterior.chunks(3).all(|shares| shares[2] < 0.02), "{name}: {:?}", fitted.shares(0));
        assert!(fitted.accuracies.iter().all(|accuracy| accuracy.unwrap() > 0.95), "{name}");
    }
}

#[test]
fn without_labels_nothing_is_known() {
    for (items, annotators) in [(0, 0), (3, 0), (3, 2)] {
        let labels = annotations(items, annotators, 2, &[]);
        for name in ESTIMATORS {
            let fitted = fit(name, &labels);
            assert_eq!(fitted.most_probable(), vec![None; items], "{name}");
            assert_eq!(fitted.accuracies, vec![None; annotators], "{name}");
            assert_eq!(fitted.item_table().rows.len(), items);
            assert_eq!(fitted.posterior_of(&labels).unwrap(), vec![0.0; 2 * items], "{name}");
        }
    }
}

#[test]
fn posteriors_sum_to_one_and_other_rows_are_seen_alike() {
    let labels = labels();
    let one = rows(&labels).into_iter().filter(|row| row.0 == 8).map(|(_, annotator, label)| Response {
        item: 0,
        annotator,
        label,
    });
    let alone =
        Annotations::new(&["c0", "c1", "c2"], vec!["i8".into()], names("a", 7), &one.collect::<Vec<_>>()).unwrap();
    for name in ESTIMATORS {
        let fitted = fit(name, &labels);
        for item in 0..60 {
            close(&[fitted.shares(item).iter().sum()], &[1.0], 1e-12);
        }
        for matrix in &fitted.transitions {
            assert!(matrix.cells().chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
        }
        let shares = fitted.posterior_of(&alone).unwrap();
        let tolerance = if name == "glad" { 0.3 } else { 1e-12 };
        close(&shares, fitted.shares(8), tolerance);
    }
}
