//! Equality with cleanlab.

use super::{
    tests::{FILTERS, close, names},
    *,
};
use serde::Deserialize;
use std::collections::BTreeMap;

fn transposed<T: Copy>(matrix: &[Vec<T>]) -> Vec<T> {
    (0..matrix.len()).flat_map(|column| matrix.iter().map(move |row| row[column])).collect()
}

#[derive(Deserialize)]
struct Peer {
    classes: usize,
    labels: Vec<u8>,
    probabilities: Vec<f64>,
    thresholds: Vec<f64>,
    joint: Vec<Vec<u64>>,
    calibrated: Vec<Vec<u64>>,
    prior: Vec<f64>,
    noise: Vec<Vec<f64>>,
    inverse: Vec<Vec<f64>>,
    scores: BTreeMap<String, Vec<f64>>,
    flagged: BTreeMap<String, Vec<usize>>,
    ranked: BTreeMap<String, Vec<usize>>,
    crowd: PeerCrowd,
}

#[derive(Deserialize)]
struct PeerCrowd {
    labels: Vec<Vec<i16>>,
    probabilities: Vec<f64>,
    consensus: Vec<u8>,
    quality: Vec<f64>,
    agreement: Vec<f64>,
    annotator_quality: Vec<f64>,
    model_weight: f64,
    annotator_weights: Vec<f64>,
}

fn peer() -> Peer {
    serde_json::from_str(include_str!("../../../tests/fixtures/noise_predictions.json")).unwrap()
}

#[test]
fn joint_noise_and_prior_equal_cleanlab() {
    let peer = peer();
    let labels: Vec<Option<u8>> = peer.labels.iter().copied().map(Some).collect();
    let classes = names(peer.classes);
    let predictions = LabelledPredictions::new(&labels, &peer.probabilities, &classes).unwrap();
    close(&predictions.thresholds().iter().copied().flatten().collect::<Vec<_>>(), &peer.thresholds);
    let joint = predictions.confident_joint();
    assert_eq!(joint.counts, transposed(&peer.joint));
    assert_eq!(joint.calibrated, transposed(&peer.calibrated));
    let estimate = joint.estimate();
    close(&estimate.prior, &peer.prior);
    close(estimate.noise.cells(), &transposed(&peer.noise));
    close(estimate.inverse.cells(), &transposed(&peer.inverse));
}

#[test]
fn scores_and_issues_equal_cleanlab() {
    let peer = peer();
    let labels: Vec<Option<u8>> = peer.labels.iter().copied().map(Some).collect();
    let classes = names(peer.classes);
    let predictions = LabelledPredictions::new(&labels, &peer.probabilities, &classes).unwrap();
    for (name, quality) in [
        ("self_confidence", Quality::SelfConfidence),
        ("normalized_margin", Quality::NormalisedMargin),
        ("confidence_weighted_entropy", Quality::ConfidenceWeightedEntropy),
    ] {
        close(&predictions.quality(quality).into_iter().flatten().collect::<Vec<_>>(), &peer.scores[name]);
    }
    for (name, filter) in FILTERS {
        let flags = predictions.issues(filter);
        let flagged: Vec<usize> = (0..flags.len()).filter(|&item| flags[item]).collect();
        assert_eq!(flagged, peer.flagged[name], "{name}");
        assert_eq!(predictions.ranked_issues(filter, Quality::NormalisedMargin), peer.ranked[name], "{name}");
    }
    let single: Vec<f32> = peer.probabilities.iter().map(|&probability| probability as f32).collect();
    let single = LabelledPredictions::new(&labels, &single, &classes).unwrap();
    assert_eq!(single.confident_joint(), predictions.confident_joint());
}

#[test]
fn the_consensus_with_a_model_equals_cleanlab() {
    let PeerCrowd { labels, probabilities, consensus, quality, agreement, .. } = peer().crowd;
    let labels: Vec<Vec<Option<u8>>> =
        labels.iter().map(|column| column.iter().map(|&code| u8::try_from(code).ok()).collect()).collect();
    let annotators = ["a", "b", "c", "d", "e"];
    let found = crowd_consensus(&annotators, &labels, &probabilities, &names(4)).unwrap();
    assert_eq!(found.consensus, consensus);
    close(&found.quality, &quality);
    close(&found.agreement.iter().copied().flatten().collect::<Vec<_>>(), &agreement);
    close(&found.annotator_weights, &peer().crowd.annotator_weights);
    close(&[found.model_weight], &[peer().crowd.model_weight]);
    let quality: Vec<f64> = found.annotator_quality.iter().copied().flatten().collect();
    close(&quality, &peer().crowd.annotator_quality);
    assert_eq!(found.to_table().rows.len(), 6);
}
