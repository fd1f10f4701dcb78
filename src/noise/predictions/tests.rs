//! Hand counts and properties.

use super::*;
use crate::{Seed, table::Cell};
use rand::RngExt;

pub(super) const FILTERS: [(&str, Filter); 5] = [
    ("prune_by_noise_rate", Filter::PruneByNoiseRate),
    ("prune_by_class", Filter::PruneByClass),
    ("both", Filter::Both),
    ("predicted_neq_given", Filter::PredictedNotGiven),
    ("confident_learning", Filter::ConfidentOffDiagonal),
];

pub(super) fn names(classes: usize) -> Vec<String> {
    (0..classes).map(|class| format!("class {class}")).collect()
}

pub(super) fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-9, "{place}: {found} {expected}");
    }
}

/// Items with labels wrong in a fifth, by planted rates, and probabilities that lean to the truth.
struct Drawn {
    truth: Vec<u8>,
    labels: Vec<Option<u8>>,
    probabilities: Vec<f64>,
}

const PLANTED: [[f64; 3]; 3] = [[0.8, 0.2, 0.0], [0.1, 0.9, 0.0], [0.0, 0.3, 0.7]];

fn drawn(items: usize) -> Drawn {
    let mut rng = Seed(0).stream("drawn predictions", 0);
    let mut drawn = Drawn { truth: vec![], labels: vec![], probabilities: vec![] };
    for _ in 0..items {
        let truth = rng.random_range(0..3);
        let [first, second, _] = PLANTED[usize::from(truth)];
        let draw: f64 = rng.random();
        drawn.truth.push(truth);
        drawn.labels.push(Some(u8::from(draw >= first) + u8::from(draw >= first + second)));
        // As sure of every class: the joint of a model that is not, but for chance, undercounts the errors of the one it is surer of.
        let mut row = [0.05; 3];
        row[usize::from(truth)] += 0.85;
        drawn.probabilities.extend(row);
    }
    drawn
}

#[test]
fn planted_noise_is_found() {
    let Drawn { truth, labels, probabilities } = drawn(30_000);
    let classes = names(3);
    let predictions = LabelledPredictions::new(&labels, &probabilities, &classes).unwrap();
    let estimate = predictions.confident_joint().estimate();
    for (found, planted) in estimate.noise.cells().iter().zip(PLANTED.as_flattened()) {
        assert!((found - planted).abs() < 0.03, "{:?}", estimate.noise);
    }
    assert!(estimate.prior.iter().all(|share| (share - 1.0 / 3.0).abs() < 0.02), "{:?}", estimate.prior);
    for (name, filter) in FILTERS {
        let (mut found, mut right) = (0.0, 0.0);
        for (item, flagged) in predictions.issues(filter).into_iter().enumerate() {
            if flagged {
                found += 1.0;
                right += f64::from(u8::from(labels[item] != Some(truth[item])));
            }
        }
        let wrong = labels.iter().zip(&truth).filter(|(label, truth)| **label != Some(**truth)).count() as f64;
        assert!(right / found > 0.95 && right / wrong > 0.9, "{name}: {right} of {found} are wrong, {wrong} in all");
    }
}

#[test]
fn the_order_of_items_and_classes_does_not_matter() {
    let Drawn { labels, probabilities, .. } = drawn(500);
    let classes = names(3);
    let one = LabelledPredictions::new(&labels, &probabilities, &classes).unwrap();
    let place = |item: usize| item * 37 % 500;
    let moved_labels: Vec<_> = (0..500).map(|item| labels[place(item)].map(|code| 2 - code)).collect();
    let moved: Vec<f64> =
        (0..500).flat_map(|item| [2, 1, 0].map(|class| probabilities[place(item) * 3 + class])).collect();
    let other = LabelledPredictions::new(&moved_labels, &moved, &classes).unwrap();
    for (name, filter) in FILTERS {
        let (one, other) = (one.issues(filter), other.issues(filter));
        assert!((0..500).all(|item| other[item] == one[place(item)]), "{name}");
    }
    let (noise, turned) = (one.confident_joint(), other.confident_joint());
    let turned: Vec<u64> = turned.calibrated.into_iter().rev().collect();
    assert_eq!(noise.calibrated, turned);
}

#[test]
fn items_without_a_label_and_classes_without_an_item_count_for_nothing() {
    let Drawn { mut labels, mut probabilities, .. } = drawn(300);
    let three = names(3);
    let before = LabelledPredictions::new(&labels, &probabilities, &three).unwrap().issues(Filter::Both);
    let mut wider: Vec<f64> = probabilities.chunks(3).flat_map(|row| [row[0], row[1], row[2], 0.0]).collect();
    let four = names(4);
    let with_empty = LabelledPredictions::new(&labels, &wider, &four).unwrap();
    assert_eq!(with_empty.thresholds()[3], None);
    assert_eq!(with_empty.issues(Filter::Both), before);
    let estimate = with_empty.confident_joint().estimate();
    assert_eq!((estimate.noise.row(3), estimate.inverse.row(3)), (&[0.0; 4][..], &[0.0; 4][..]));
    labels.push(None);
    probabilities.extend([1.0, 0.0, 0.0]);
    wider.extend([1.0, 0.0, 0.0, 0.0]);
    let with_gap = LabelledPredictions::new(&labels, &probabilities, &three).unwrap();
    let after = with_gap.issues(Filter::Both);
    assert_eq!((&after[..300], after[300]), (&before[..], false));
    assert_eq!(with_gap.quality(Quality::SelfConfidence)[300], None);
    for (_, filter) in FILTERS {
        assert!(!with_gap.issues(filter)[300]);
    }
}

#[test]
fn a_model_that_agrees_with_every_label_doubts_none() {
    let labels = [0, 1, 0, 1].map(Some);
    let probabilities = [1.0f32, 0.0, 0.0, 1.0, 0.9, 0.1, 0.2, 0.8];
    let classes = names(2);
    let predictions = LabelledPredictions::new(&labels, &probabilities, &classes).unwrap();
    for (_, filter) in FILTERS {
        assert_eq!(predictions.issues(filter), [false; 4]);
    }
    let entropy = predictions.quality(Quality::ConfidenceWeightedEntropy);
    assert_eq!((entropy[0], entropy[1]), (Some(1.0), Some(1.0)), "sure and right");
    let wrong = LabelledPredictions::new(&[Some(1), Some(1)], &[1.0, 0.0, 0.0, 1.0], &classes).unwrap();
    assert_eq!(wrong.quality(Quality::ConfidenceWeightedEntropy)[0], Some(0.0), "sure and wrong");
}

#[test]
fn scores_by_hand() {
    let classes = names(3);
    let predictions = LabelledPredictions::new(&[Some(0)], &[0.5, 0.25, 0.25], &classes).unwrap();
    let score = |quality| predictions.quality(quality)[0].unwrap();
    close(&[score(Quality::SelfConfidence), score(Quality::NormalisedMargin)], &[0.5, 0.625]);
    // Entropy 1.5 ln 2, over ln 3 and 0.5.
    let weighted = 3.0 * 2.0f64.ln() / 3.0f64.ln();
    close(&[score(Quality::ConfidenceWeightedEntropy)], &[weighted.ln_1p() / weighted]);
}

#[test]
fn tables_have_names_for_codes() {
    let labels = [0, 0, 0, 1, 1, 1].map(Some);
    let probabilities = [0.9f32, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.3, 0.7];
    let classes = ["happy", "sad"].map(String::from);
    let predictions = LabelledPredictions::new(&labels, &probabilities, &classes).unwrap();
    let issues = predictions.issue_list(Filter::default(), Quality::default());
    let items: Vec<String> = (0..6).map(|item| format!("{item}.jpg")).collect();
    let table = predictions.issue_table(&issues, &items, 20).unwrap();
    assert_eq!(table.rows, [["2.jpg".into(), "happy".into(), "sad".into(), Cell::Number(f64::from(0.1f32))]]);
    assert!(predictions.issue_table(&issues, &items[..2], 20).is_err());
    let joint = predictions.confident_joint().to_table();
    assert_eq!(joint.rows[1], ["sad".into(), 1.into(), Cell::Integer(3)], "a happy one is truly sad");
    assert_eq!(predictions.confident_joint().estimate().to_table().rows.len(), 2);
}

#[test]
fn bad_predictions_are_told() {
    let classes = names(2);
    let message = |labels: &[Option<u8>], probabilities: &[f64]| {
        LabelledPredictions::new(labels, probabilities, &classes).unwrap_err().to_string()
    };
    let both = [Some(0), Some(1)];
    let place = "probabilities, item 1: found ";
    assert!(message(&both, &[0.5, 0.5, f64::NAN, 0.5]).starts_with(place));
    assert!(message(&both, &[0.5, 0.5, f64::INFINITY, 0.5]).starts_with(place));
    assert!(message(&both, &[0.5, 0.5, -0.1, 1.1]).starts_with(place));
    assert_eq!(
        message(&both, &[0.5, 0.5, 2.0, 1.0]),
        "probabilities, item 1: found [2.0, 1.0], of sum 3, expected numbers >= 0 of sum 1"
    );
    assert_eq!(message(&[Some(0), Some(2)], &[0.5; 4]), "given labels, item 1: found code 2, expected a code below 2");
    assert_eq!(message(&both, &[0.5; 3]), "the number of probabilities must be 4, for 2 items of 2 classes, got 3");
    assert!(message(&[None, None], &[0.5; 4]).contains("found none for 2 items"));
    assert!(message(&[], &[]).contains("found none for 0 items"));
    let one = LabelledPredictions::new(&[Some(0)], &[1.0], &names(1)).unwrap_err().to_string();
    assert_eq!(one, "the number of classes must be 2 to 255, got 1");
}

#[test]
fn a_crowd_needs_overlap() {
    let message = |labels: &[Vec<Option<u8>>], probabilities: &[f64]| {
        crowd_consensus(&["a", "b"], labels, probabilities, &names(2)).unwrap_err().to_string()
    };
    let alone = [vec![Some(0), None], vec![None, Some(1)]];
    assert!(message(&alone, &[0.5; 4]).contains("found no item with two labels"));
    assert!(message(&alone[..1], &[0.5; 4]).contains("2 names and lists of [2] labels"));
    assert!(message(&alone, &[0.9; 4]).starts_with("probabilities, item 0"));
    assert!(message(&[vec![Some(2), None], vec![None, None]], &[0.5; 4]).contains("labels of a, item 0: found code 2"));
    let nobody: [Vec<Option<u8>>; 0] = [];
    assert!(crowd_consensus(&[""; 0], &nobody, &[0.0; 0], &names(2)).is_err());
    // One class throughout, an item without labels, and an annotator without any.
    let labels = [vec![Some(0), Some(0), None], vec![Some(0), Some(0), None], vec![None; 3]];
    let found = crowd_consensus(&["a", "b", "c"], &labels, &[0.9, 0.1, 0.6, 0.4, 0.2, 0.8], &names(2)).unwrap();
    assert_eq!((found.consensus, found.agreement), (vec![0, 0, 1], vec![Some(1.0), Some(1.0), None]));
    assert_eq!(found.annotator_quality[2], None);
    assert!(found.posterior.iter().all(|share| share.is_finite()));
}

#[test]
fn residuals_follow_each_annotator() {
    let predicted = [0.0f32; 5];
    let residuals = Residuals::new(&[0.5, 0.4, 0.6, f32::NAN, 2.0], &predicted).unwrap();
    // Median of 0.4, 0.5, 0.6, 2; deviations 0.15, 0.05, 0.05, 1.45.
    assert!((residuals.centre - 0.55).abs() < 1e-6 && (residuals.scale - 1.4826 * 0.1).abs() < 1e-6);
    assert_eq!(residuals.quality()[3], None);
    assert!(residuals.quality()[4] < residuals.quality()[0]);
    let mostly_equal = Residuals::new(&[0.0, 0.0, 0.0, 0.0, 1.0], &predicted).unwrap();
    assert_eq!(mostly_equal.scale, f64::from(0.2f32).min(0.2), "the mean deviation, where the median one is 0");
    assert_eq!(Residuals::new(&[0.3; 5], &predicted).unwrap().quality(), [Some(1.0); 5]);
    assert!(Residuals::new(&[0.3; 4], &predicted).is_err() && Residuals::new(&[f32::NAN; 5], &predicted).is_err());
    assert!(Residuals::new(&[f32::INFINITY; 5], &predicted).unwrap_err().to_string().contains("item 0"));
}
