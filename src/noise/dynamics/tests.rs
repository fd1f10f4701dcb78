//! Hand counts, planted noise, and equality with scikit-learn.

use super::*;
use crate::{
    Error, Seed,
    metrics::BootstrapOptions,
    table::{Better, Cell},
};
use rand::RngExt;
use rand_distr::StandardNormal;
use serde::Deserialize;

const NAN: f32 = f32::NAN;

fn few() -> BootstrapOptions {
    BootstrapOptions { resamples: 50, ..BootstrapOptions::default() }
}

#[test]
fn ranks_are_low_for_the_worst() {
    let values = [Some(3.0), None, Some(1.0), Some(1.0), Some(9.0)];
    let higher = Suspicion::new("a", &values, Better::Higher).unwrap();
    assert_eq!(higher.ranks(), [Some(2.0 / 3.0), None, Some(0.5 / 3.0), Some(0.5 / 3.0), Some(1.0)]);
    assert_eq!(higher.worst(3), [2, 3, 0]);
    let lower = Suspicion::new("a", &values, Better::Lower).unwrap();
    assert_eq!(lower.worst(9), [4, 0, 2, 3]);
    let names: Vec<String> = (0..5).map(|sample| sample.to_string()).collect();
    assert_eq!(lower.to_table(&names, 1).unwrap().rows, [["4".into(), Cell::Number(0.0)]]);
    assert!(lower.to_table(&names[..1], 1).is_err());
    assert_eq!(Suspicion::new("a", &[None, Some(2.0)], Better::Lower).unwrap().ranks(), [None, Some(1.0)]);
    assert_eq!(Suspicion::new("a", &[Some(0.0), Some(-0.0)], Better::Lower).unwrap().ranks(), [Some(0.5); 2]);
    assert!(Suspicion::new("a", &[], Better::Lower).unwrap().worst(1).is_empty());
    let nan = Suspicion::new("loss", &[Some(0.0), Some(f64::NAN)], Better::Lower).unwrap_err().to_string();
    assert_eq!(nan, "loss, sample 1: found NaN, expected a number, or None where there is none");
}

#[test]
fn losses_are_summed_over_the_epochs_that_met_a_sample() {
    let history = LossHistory::new(&[[1.0, 2.0, NAN], [3.0, NAN, NAN]]).unwrap();
    assert_eq!((history.epochs(), history.samples()), (2, 3));
    assert_eq!(history.mean(), [Some(2.0), Some(2.0), None]);
    assert_eq!(history.suspicion().ranks(), [Some(0.5), Some(0.5), None]);
    let message = |losses: &[Vec<f32>]| LossHistory::new(losses).unwrap_err().to_string();
    assert!(message(&[]).contains("found 0 epochs of 0 samples"));
    assert!(message(&[vec![]]).contains("found 1 epochs of 0 samples"));
    assert!(message(&[vec![1.0], vec![1.0, 2.0]]).contains("losses, epoch 2: found 2 samples, expected 1"));
    assert!(message(&[vec![1.0, f32::INFINITY]]).contains("losses, epoch 1, sample 1: found inf"));
}

#[test]
fn margins_and_data_map_by_hand() {
    // Right, wrong, right, wrong for label 0 of the first sample; the second is met once; the third has no label.
    let labels = [Some(0), Some(1), None];
    let rows = [[0.6, 0.4], [0.3, 0.7], [0.8, 0.2], [0.1, 0.9]];
    let mut outputs = vec![];
    for (epoch, row) in rows.into_iter().enumerate() {
        outputs.extend(row);
        outputs.extend(if epoch == 2 { [0.5, 0.5] } else { [NAN, NAN] });
        outputs.extend([0.5, 0.5]);
    }
    let history = OutputHistory::new(&labels, &outputs, 2, Outputs::Probabilities).unwrap();
    assert_eq!((history.epochs(), history.samples()), (4, 3));
    let margin = history.area_under_margin();
    // (0.2 - 0.4 + 0.6 - 0.8) / 4
    assert!((margin[0].unwrap() + 0.1).abs() < 1e-6 && margin[1] == Some(0.0) && margin[2].is_none());
    let map = history.data_map();
    // Mean 0.45; deviations 0.15, 0.15, 0.35, 0.35.
    assert!((map.confidence[0].unwrap() - 0.45).abs() < 1e-6);
    assert!((map.variability[0].unwrap() - 0.0725f64.sqrt()).abs() < 1e-6);
    assert_eq!((map.correctness[0], map.wrong[0], map.forgetting[0]), (Some(0.5), Some(2), Some(2)));
    // Of equal outputs the first class is taken, which is not the label.
    assert_eq!(
        (map.correctness[1], map.wrong[1], map.forgetting[1], map.variability[1]),
        (Some(0.0), Some(1), Some(0), Some(0.0))
    );
    assert_eq!((map.confidence[2], map.forgetting[2]), (None, None));
    let forgetting = &map.suspicions()[2];
    assert_eq!(forgetting.ranks(), [Some(1.0), Some(0.0), None], "never right is worse than forgotten");
    let names = ["a", "b", "c"].map(String::from);
    assert_eq!(map.to_table(&names).rows.len(), 2);
}

#[test]
fn logits_become_probabilities() {
    let labels = [Some(1)];
    let logits = [1000.0, 1000.0 + 3.0f32.ln()];
    let history = OutputHistory::new(&labels, &logits, 2, Outputs::Logits).unwrap();
    assert!((history.data_map().confidence[0].unwrap() - 0.75).abs() < 1e-4);
    assert!((history.area_under_margin()[0].unwrap() - 3.0f64.ln()).abs() < 1e-3);
    assert_eq!(history.suspicions().len(), 4);
}

#[test]
fn bad_outputs_are_told() {
    let labels = [Some(0), Some(1)];
    let message = |outputs: &[f32], kind| OutputHistory::new(&labels, outputs, 2, kind).unwrap_err().to_string();
    let ones = [1.0, 0.0, 0.0, 1.0];
    let place = "outputs, epoch 2, sample 1: found ";
    let second = |row: [f32; 2]| [&ones[..], &[0.5, 0.5], &row].concat();
    assert!(message(&second([0.5, NAN]), Outputs::Logits).starts_with(place));
    assert!(message(&second([0.5, f32::INFINITY]), Outputs::Logits).starts_with(place));
    assert!(message(&second([0.5, 0.6]), Outputs::Probabilities).starts_with(place));
    assert!(message(&second([-0.5, 1.5]), Outputs::Probabilities).starts_with(place));
    assert!(
        message(&ones[..3], Outputs::Logits)
            .contains("outputs must be epochs of 2 samples and 2 classes, at least one")
    );
    assert!(message(&[], Outputs::Logits).contains("got 0 numbers"));
    let code = OutputHistory::new(&[Some(2), None], &ones, 2, Outputs::Logits).unwrap_err().to_string();
    assert_eq!(code, "labels, sample 0: found code 2, expected a code below 2");
    assert!(OutputHistory::new(&[], &[], 2, Outputs::Logits).is_err());
    assert!(OutputHistory::new(&labels, &ones, 1, Outputs::Logits).is_err());
}

/// Clean losses about 0.3 and a share of noisy ones about 2.
fn mixed_losses(noisy_share: f64) -> (Vec<Option<f64>>, Vec<bool>) {
    let mut rng = Seed(0).stream("mixed losses", 0);
    let (mut losses, mut noisy) = (vec![], vec![]);
    for _ in 0..4000 {
        let is_noisy = rng.random_bool(noisy_share);
        let draw: f64 = rng.sample(StandardNormal);
        losses.push(Some(if is_noisy { 2.0 + 0.3 * draw } else { 0.5 + 0.1 * draw }));
        noisy.push(is_noisy);
    }
    (losses, noisy)
}

#[test]
fn planted_mixtures_are_found() {
    for components in [Components::Gaussian, Components::Beta] {
        let (mut losses, noisy) = mixed_losses(0.3);
        losses.push(None);
        let fit = fit_mixture(&losses, components).unwrap();
        let share = noisy.iter().filter(|&&noisy| noisy).count() as f64 / 4000.0;
        assert!((fit.shares[1] - share).abs() < 0.01, "{components:?} {fit:?}", fit = fit.shares);
        assert!((fit.means[0] - 0.5).abs() < 0.02 && (fit.means[1] - 2.0).abs() < 0.05, "{:?}", fit.means);
        assert!(
            (fit.deviations[0] - 0.1).abs() < 0.02 && (fit.deviations[1] - 0.3).abs() < 0.05,
            "{:?}",
            fit.deviations
        );
        let right = fit.clean.iter().zip(&noisy).filter(|(clean, noisy)| (clean.unwrap() < 0.5) == **noisy).count();
        assert!(right > 3990, "{components:?} {right}");
        assert_eq!((fit.clean.len(), fit.clean[4000]), (4001, None));
        assert!(fit.clean.iter().flatten().all(|clean| (0.0..=1.0).contains(clean)));
        assert_eq!(fit, fit_mixture(&losses, components).unwrap());
    }
}

#[test]
fn extreme_losses_have_a_mixture() {
    for components in [Components::Gaussian, Components::Beta] {
        let fit = fit_mixture(&[Some(1.0), Some(1.0), Some(1.0), Some(9.0)], components).unwrap();
        assert!(fit.clean[0] > Some(0.9) && fit.clean[3] < Some(0.1), "{components:?} {fit:?}");
        let message = |losses: &[Option<f64>]| fit_mixture(losses, components).unwrap_err().to_string();
        assert!(message(&[Some(1.0), Some(1.0)]).contains("found no two different losses"));
        assert!(message(&[None, None]).contains("found no two different losses") && message(&[]).contains("no two"));
        assert!(message(&[Some(1.0), Some(f64::NAN)]).starts_with("losses, sample 1: found NaN"));
    }
    let history = LossHistory::new(&[[0.1, 0.2, 2.0, 0.1]]).unwrap();
    assert_eq!(history.mixture(Components::Gaussian).unwrap().suspicion().worst(1), [2]);
}

#[derive(Deserialize)]
struct Peer {
    wrong: Vec<bool>,
    quality: Vec<f64>,
    auc: f64,
    average_precision: f64,
}

#[test]
fn detectors_equal_scikit_learn() {
    let peer: Peer = serde_json::from_str(include_str!("../../../tests/fixtures/noise_detectors.json")).unwrap();
    let quality: Vec<Option<f64>> = peer.quality.iter().copied().map(Some).collect();
    let suspicion = Suspicion::new("quality", &quality, Better::Higher).unwrap();
    let wrong: Vec<Option<bool>> = peer.wrong.iter().copied().map(Some).collect();
    let found = compare_detectors(&[suspicion], &wrong, None, &few()).unwrap();
    let scores = &found.detectors[0];
    assert!((scores.auc.value - peer.auc).abs() < 1e-9, "{scores:?}");
    assert!((scores.average_precision.value - peer.average_precision).abs() < 1e-9, "{scores:?}");
    assert!(scores.auc.low < scores.auc.value && scores.auc.value < scores.auc.high);
    assert_eq!(found.k, peer.wrong.iter().filter(|&&wrong| wrong).count());
}

#[test]
fn detectors_by_hand() {
    // The worst first: wrong, right, wrong, and two right ones.
    let values = [0.1, 0.2, 0.3, 0.4, 0.5].map(Some);
    let wrong = [true, false, true, false, false].map(Some);
    let good = Suspicion::new("good", &values, Better::Higher).unwrap();
    let bad = Suspicion::new("bad", &values, Better::Lower).unwrap();
    let blind = Suspicion::new("blind", &[Some(1.0); 5], Better::Lower).unwrap();
    let found = compare_detectors(&[good, bad, blind], &wrong, Some(3), &few()).unwrap();
    let values = |of: fn(&DetectorScores) -> f64| found.detectors.iter().map(of).collect::<Vec<_>>();
    // Of the 6 pairs the first wrong one is before 3 and the second before 2.
    let expected = |found: Vec<f64>, expected: [f64; 3]| {
        assert!(found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 1e-12), "{found:?}");
    };
    expected(values(|scores| scores.auc.value), [5.0 / 6.0, 1.0 / 6.0, 0.5]);
    expected(
        values(|scores| scores.average_precision.value),
        [(1.0 + 2.0 / 3.0) / 2.0, (1.0 / 3.0 + 2.0 / 5.0) / 2.0, 0.4],
    );
    expected(values(|scores| scores.precision_at_k.value), [2.0 / 3.0, 1.0 / 3.0, 0.4]);
    let table = found.to_table().unwrap();
    assert_eq!((table.columns[7].as_str(), table.best.len(), table.rows.len()), ("precision at 3", 3, 3));
}

#[test]
fn detectors_are_compared_on_the_samples_that_all_rank() {
    let all = Suspicion::new("all", &[0.1, 0.2, 0.3, 0.4].map(Some), Better::Higher).unwrap();
    let some = Suspicion::new("some", &[Some(0.1), None, Some(0.3), Some(0.4)], Better::Higher).unwrap();
    let wrong = wrong_labels(&[Some(0), Some(1), Some(0), None], &[1, 1, 0, 0]).unwrap();
    assert_eq!(wrong, [Some(true), Some(false), Some(false), None]);
    let found = compare_detectors(&[all.clone(), some.clone()], &wrong, None, &few()).unwrap();
    assert_eq!((found.samples, found.wrong), (2, 1));
    let message = |result: crate::Result<DetectorComparison>| result.unwrap_err().to_string();
    assert!(
        message(compare_detectors(std::slice::from_ref(&all), &wrong[..2], None, &few()))
            .contains("all: found 4 samples, expected 2")
    );
    let right = [Some(false); 4];
    assert!(message(compare_detectors(&[some], &right, None, &few())).contains("0 wrong labels of 3"));
    assert!(message(compare_detectors(&[all], &wrong, Some(4), &few())).contains("k must be 1 to 3, got 4"));
    let lengths: Error = wrong_labels(&[None], &[]).unwrap_err();
    assert!(lengths.to_string().contains("1 labels for 0 truths"));
}

#[test]
fn a_planted_training_is_seen_through() {
    // Wrong labels are learned late: their probability rises from 0.1 to 0.9 over ten epochs, that of right ones at once.
    let mut rng = Seed(0).stream("planted training", 0);
    let wrong: Vec<bool> = (0..300).map(|_| rng.random_bool(0.2)).collect();
    let labels = vec![Some(0); 300];
    let (mut outputs, mut losses) = (vec![], vec![]);
    for epoch in 0..10 {
        let mut epoch_losses = vec![];
        for &is_wrong in &wrong {
            let draw: f64 = rng.sample(StandardNormal);
            let logit = if is_wrong { f64::from(epoch) * 0.6 - 4.0 } else { 2.0 };
            let probability = (1.0 / (1.0 + (-(logit + draw)).exp())) as f32;
            outputs.extend([probability, 1.0 - probability]);
            epoch_losses.push(-probability.ln());
        }
        losses.push(epoch_losses);
    }
    let mut suspicions = OutputHistory::new(&labels, &outputs, 2, Outputs::Probabilities).unwrap().suspicions();
    let losses = LossHistory::new(&losses).unwrap();
    suspicions.extend([losses.suspicion(), losses.mixture(Components::Gaussian).unwrap().suspicion()]);
    let wrong: Vec<Option<bool>> = wrong.into_iter().map(Some).collect();
    let found = compare_detectors(&suspicions, &wrong, None, &few()).unwrap();
    for detector in &found.detectors {
        // A count of forgetting events has few values; all else sees every wrong label here.
        let least = if detector.name == "forgetting" { 0.6 } else { 0.98 };
        assert!(detector.auc.value > least, "{detector:?}");
    }
}
