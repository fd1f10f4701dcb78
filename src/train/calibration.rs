//! Temperatures that make an encoder as sure as it is right, from noisy labels alone.

use super::scoring::Scoring;
use crate::{
    Error, Result,
    labels::{Annotations, LabelHead, LabelTable},
    noise::{DawidSkene, Estimator},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Temperatures that are tried: e^(i / 50) of |i| up to this, 0.1 to 10.
const STEPS: i32 = 115;

/// A temperature for each head of classes: its logits are divided by it before the softmax (Guo et al., "On Calibration of Modern
/// Neural Networks", ICML 2017).
///
/// An encoder that learns from noisy labels, or smoothed ones, is less sure than it is right, as it predicts the noise too. A temperature mends that. With
/// clean labels it would be the one under which they are most likely; here the validation images have noisy ones, so it is the one
/// under which those are: with s the scores of image i and z_ir annotator r's label of it, the T that maximises
///
/// Σ_i ln Σ_k softmax(s_i / T)_k Π_r P(z_ir | k) - (ln T)² / 2.
///
/// The last term, a standard normal prior on ln T, decides where labels are few. A head for the truth, or several that predict it
/// together, see P(z | k) as the matrices that [`DawidSkene`] fits to the training labels; the head of one
/// annotator is held against that annotator's labels as they are, and so is all that a single annotator labelled: such probabilities are of what
/// the annotator says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calibration {
    temperatures: BTreeMap<String, f64>,
}

impl Calibration {
    /// The temperatures of the heads in [`Scoring::predicting_heads`], from `outputs` of [`predict`](super::predict()) for the images of
    /// `validation`. `training` are the labels that matrices are fitted to.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a head of classes; those of [`DawidSkene`] for damaged labels.
    pub fn fit(
        heads: &[LabelHead],
        outputs: &[Vec<f32>],
        scoring: Scoring,
        training: &LabelTable,
        validation: &LabelTable,
    ) -> Result<Self> {
        let mut temperatures = BTreeMap::new();
        let (heads, outputs) = scoring.predicting_heads(heads, outputs)?;
        for (head, scores) in heads.iter().zip(&outputs).filter(|(head, _)| head.classes().is_some()) {
            if let Some(likelihoods) = label_likelihoods(head, training, validation)? {
                temperatures.insert(head.name.clone(), fit_temperature(scores, &likelihoods, head.width()));
            }
        }
        Ok(Self { temperatures })
    }

    /// The temperature of the head called so, > 0; 1 where none was fitted.
    pub fn temperature(&self, head: &str) -> f64 {
        self.temperatures.get(head).copied().unwrap_or(1.0)
    }

    /// The probabilities of the classes of `head`, from its logits or mean log-probabilities, both row-major `[images, width]`.
    pub fn probabilities(&self, head: &LabelHead, scores: &[f32]) -> Vec<f32> {
        let temperature = self.temperature(&head.name);
        let rows = scores.chunks_exact(head.width());
        rows.flat_map(|row| softmax(row, temperature).into_iter().map(|share| share as f32)).collect()
    }

    /// Checks what was read from a file.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a temperature that is none.
    pub fn validate(&self) -> Result<()> {
        match self.temperatures.iter().find(|(_, one)| !(**one > 0.0 && one.is_finite())) {
            Some((head, one)) => Err(Error::parameter("calibration", format!("{one} for {head}"), "temperatures > 0")),
            None => Ok(()),
        }
    }
}

/// How likely each class makes the labels of an image, up to a factor of the image's own: `[images, classes]`, zeros for an image
/// without a label. `None` where nobody gave labels of the head's classes.
fn label_likelihoods(head: &LabelHead, training: &LabelTable, validation: &LabelTable) -> Result<Option<Vec<f64>>> {
    let annotators = validation.annotators();
    if annotators.contains(head) {
        let mut likelihoods = vec![0.0; validation.len() * head.width()];
        for (row, label) in validation.labels(&head.name)?.into_iter().enumerate() {
            label.into_iter().for_each(|class| likelihoods[row * head.width() + usize::from(class)] = 1.0);
        }
        return Ok(Some(likelihoods));
    }
    let names: Vec<&str> = annotators.iter().filter(|one| one.kind == head.kind).map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        return Ok(None);
    }
    let of = |labels: &LabelTable| Annotations::of_table(&labels.select_heads(&names)?);
    let fitted = DawidSkene::default().fit(&of(training)?)?;
    let mut likelihoods = fitted.posterior_of(&of(validation)?)?;
    for shares in likelihoods.chunks_exact_mut(head.width()) {
        for (share, prior) in shares.iter_mut().zip(&fitted.prior) {
            *share = if *prior > 0.0 { *share / prior } else { 0.0 };
        }
    }
    Ok(Some(likelihoods))
}

/// The temperature of the highest posterior density.
fn fit_temperature(scores: &[f32], likelihoods: &[f64], classes: usize) -> f64 {
    let mut best = (f64::NEG_INFINITY, 1.0);
    for step in -STEPS..=STEPS {
        let log = f64::from(step) / 50.0;
        let mut density = -log * log / 2.0;
        for (row, likelihoods) in scores.chunks_exact(classes).zip(likelihoods.chunks_exact(classes)) {
            if likelihoods.iter().any(|likelihood| *likelihood > 0.0) {
                let shares = softmax(row, log.exp());
                let likelihood: f64 =
                    shares.iter().zip(likelihoods).map(|(share, likelihood)| share * likelihood).sum();
                density += likelihood.max(f64::MIN_POSITIVE).ln();
            }
        }
        if density > best.0 {
            best = (density, log.exp());
        }
    }
    // As many digits as a file keeps.
    (best.1 * 1000.0).round() / 1000.0
}

fn softmax(scores: &[f32], temperature: f64) -> Vec<f64> {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut powers: Vec<f64> = scores.iter().map(|score| (f64::from(score - highest) / temperature).exp()).collect();
    let sum: f64 = powers.iter().sum();
    powers.iter_mut().for_each(|power| *power /= sum);
    powers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use rand::RngExt;

    /// Images of three classes, of which scores at temperature `planted` are the true probabilities, and three annotators who name
    /// another class for a share of them.
    fn made_up(images: usize, planted: f64, wrong: f64, seed: u64) -> (Vec<f32>, LabelTable) {
        let mut rng = Seed(seed).stream("calibration test", 0);
        let (mut scores, mut truth) = (vec![], vec![]);
        let mut labels = vec![vec![]; 3];
        for _ in 0..images {
            let row: Vec<f32> = (0..3).map(|_| 2.0 * rng.random::<f32>()).collect();
            let shares = softmax(&row, planted);
            let place: f64 = rng.random();
            let class = if place < shares[0] { 0 } else { 1 + u8::from(place >= shares[0] + shares[1]) };
            for given in &mut labels {
                let error = if rng.random::<f64>() < wrong { rng.random_range(1..3) } else { 0 };
                given.push((class + error) % 3);
            }
            scores.extend(row);
            truth.push(class);
        }
        let names = (0..images).map(|row| row.to_string()).collect();
        let mut table = LabelTable::from_names(names).unwrap();
        for (name, given) in ["anna", "ben", "carl"].iter().zip(&labels) {
            table = table.with_head(LabelHead::categorical(name, &["a", "b", "c"]), given).unwrap();
        }
        (scores, table.with_truth(&truth).unwrap())
    }

    #[test]
    fn a_planted_temperature_is_found_behind_wrong_labels() {
        for (planted, wrong) in [(0.3, 0.0), (0.3, 0.4), (1.5, 0.2)] {
            let (scores, labels) = made_up(4000, planted, wrong, 1);
            let heads = [LabelHead::categorical("truth", &["a", "b", "c"])];
            let fit = |heads: &[LabelHead], outputs: &[Vec<f32>]| {
                Calibration::fit(heads, outputs, Scoring::AllHeads, &labels, &labels).unwrap()
            };
            let outputs = [scores];
            let found = fit(&heads, &outputs).temperature("truth");
            assert!((found / planted).ln().abs() < 0.15, "{found}, planted {planted}, {wrong} wrong");
            // One annotator's own head predicts what that annotator says, which is less sure.
            let own = fit(&labels.annotators()[..1], &outputs).temperature("anna");
            assert!(wrong == 0.0 || own > 1.15 * found, "{own} against {found}");
        }
    }

    #[test]
    fn without_labels_it_stays_as_trained() {
        let (scores, labels) = made_up(20, 0.3, 0.0, 1);
        let outputs = [scores];
        let head = LabelHead::categorical("truth", &["a", "b", "c"]);
        let silent = ["anna", "ben", "carl"].iter().fold(labels.clone(), |table, name| {
            table.with_labels(LabelHead::categorical(name, &["a", "b", "c"]), &[None; 20]).unwrap()
        });
        let fit = |head: &LabelHead, labels: &LabelTable, validation: &LabelTable| {
            let heads = std::slice::from_ref(head);
            Calibration::fit(heads, &outputs, Scoring::AllHeads, labels, validation).unwrap()
        };
        assert_eq!(fit(&head, &labels, &silent).temperature("truth"), 1.0);
        // Other classes than anybody's.
        let other = LabelHead::categorical("truth", &["x", "y", "z"]);
        assert_eq!(fit(&other, &labels, &labels), Calibration::default());
        assert_eq!(fit(&head, &labels, &labels.select_rows(&[]).unwrap()).temperature("truth"), 1.0);
    }

    #[test]
    fn few_labels_that_agree_do_not_make_certain() {
        // Three images, all right: without a prior the lowest temperature were the best.
        let found = fit_temperature(&[1.0, 0.0, 1.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0], 2);
        assert!((0.4..0.8).contains(&found), "{found}");
    }

    #[test]
    fn a_temperature_divides_scores_and_a_file_may_not_have_none() {
        let head = LabelHead::categorical("truth", &["a", "b"]);
        let read = |text: &str| serde_json::from_str::<Calibration>(text).unwrap();
        let half = read(r#"{"truth": 0.5}"#);
        let shares = half.probabilities(&head, &[2f32.ln(), 0.0, 1000.0, -1000.0]);
        assert!((shares[0] - 0.8).abs() < 1e-6 && shares[2..] == [1.0, 0.0], "{shares:?}");
        half.validate().unwrap();
        for bad in ["0", "-1"] {
            let error = read(&format!(r#"{{"truth": {bad}}}"#)).validate().unwrap_err().to_string();
            assert_eq!(error, format!("calibration must be temperatures > 0, got {bad} for truth"));
        }
    }
}
