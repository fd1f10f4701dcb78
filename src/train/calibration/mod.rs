//! Temperatures that make an encoder as sure as it is right, from noisy labels alone.

mod fit;
#[cfg(test)]
mod tests;

use super::scoring::{Scoring, softmax};
use crate::{
    Error, Result,
    labels::{Annotations, LabelHead, LabelTable},
    noise::{DawidSkene, Estimator},
};
use fit::{fit_temperature, fit_with_errors};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A temperature for each head of classes: its logits are divided by it before the softmax (Guo et al., "On Calibration of Modern
/// Neural Networks", ICML 2017).
///
/// An encoder that learns from noisy labels, or smoothed ones, is less sure than it is right, as it predicts the noise too. A
/// temperature mends that. With clean labels it would be the one under which they are most likely; here the validation images have
/// noisy ones, so it is the one under which those are: with s_i the scores of image i and z_ir annotator r's label of it, the T that
/// maximises
///
/// Σ_i ln Σ_k softmax(s_i / T)_k Π_r P(z_ir | k) - (ln T)² / 2.
///
/// The last term, a standard normal prior on ln T, decides where labels are few.
///
/// * For the head or heads that predict the truth, P(z | k) are the matrices that [`DawidSkene`] fits to the training labels.
/// * Where no image has labels of two annotators, they cannot be told. Then all labels are wrong at one rate ε, all wrong classes
///   alike, and ε is fitted with T: noise lowers the likelihood of sure predictions as much as of others, doubt does not. An
///   annotator who errs where the encoder does, such as the machine whose labels it learned, is better than that, and ε too low.
/// * Any other head of one annotator predicts what that annotator says, and is held against it as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calibration {
    temperatures: BTreeMap<String, f64>,
    #[serde(default)]
    error_rate: Option<f64>,
}

/// What is known of the labels that a head is held against.
enum Evidence {
    /// How likely each class makes the labels of an image, up to a factor of the image's own: `[images, classes]`, zeros for an
    /// image without a label.
    Likelihoods(Vec<f64>),
    /// A label an image, which may be wrong.
    Labels(Vec<Option<u8>>),
}

impl Calibration {
    /// The temperatures of the heads in [`Scoring::predicting_heads`], from `outputs` of [`predict`](super::predict()) for the
    /// images of `validation`. `training` are the labels that matrices are fitted to.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a head of classes; those of [`DawidSkene`] for damaged labels.
    pub fn fit(
        heads: &[LabelHead],
        outputs: Vec<Vec<f32>>,
        scoring: Scoring,
        training: &LabelTable,
        validation: &LabelTable,
    ) -> Result<Self> {
        let mut calibration = Self::default();
        let (heads, outputs) = scoring.predicting_heads(heads, outputs)?;
        let of_classes = heads.iter().zip(&outputs).filter(|(head, _)| head.classes().is_some());
        for (place, (head, scores)) in of_classes.enumerate() {
            let classes = head.width();
            let temperature = match evidence(head, place == 0, training, validation)? {
                None => continue,
                Some(Evidence::Likelihoods(likelihoods)) => fit_temperature(scores, &likelihoods, classes),
                Some(Evidence::Labels(labels)) => {
                    let (temperature, error_rate) = fit_with_errors(scores, &labels, classes);
                    calibration.error_rate = Some(error_rate);
                    temperature
                }
            };
            // As many digits as a file keeps.
            let rounded = (temperature * 1000.0).round() / 1000.0;
            calibration.temperatures.insert(head.name.clone(), rounded);
        }
        Ok(calibration)
    }

    /// The temperature of the head called so, > 0; 1 where none was fitted.
    pub fn temperature(&self, head: &str) -> f64 {
        self.temperatures.get(head).copied().unwrap_or(1.0)
    }

    /// The share of given labels that are wrong, in [0, 1], as fitted with the temperature where no image has labels of two
    /// annotators.
    pub fn error_rate(&self) -> Option<f64> {
        self.error_rate
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
    /// [`Error::Parameter`] for a temperature or an error rate that is none.
    pub fn validate(&self) -> Result<()> {
        if let Some(rate) = self.error_rate.filter(|rate| !(0.0..=1.0).contains(rate)) {
            return Err(Error::parameter("calibration", format!("an error rate of {rate}"), "one in [0, 1]"));
        }
        match self.temperatures.iter().find(|(_, one)| !(**one > 0.0 && one.is_finite())) {
            Some((head, one)) => Err(Error::parameter("calibration", format!("{one} for {head}"), "temperatures > 0")),
            None => Ok(()),
        }
    }
}

/// What the labels of `validation` say of a head; `predicts_truth`, or else what its annotator says. `None` where nobody gave labels of
/// its classes.
fn evidence(
    head: &LabelHead,
    predicts_truth: bool,
    training: &LabelTable,
    validation: &LabelTable,
) -> Result<Option<Evidence>> {
    if validation.annotators().contains(head) {
        let labels = validation.labels(&head.name)?;
        return Ok(Some(if predicts_truth {
            Evidence::Labels(labels)
        } else {
            Evidence::Likelihoods(certain(&labels, head.width()))
        }));
    }
    let of_classes = (training.select_annotators(&head.kind)?, validation.select_annotators(&head.kind)?);
    let (Some(training), Some(validation)) = of_classes else { return Ok(None) };
    let (fitted_to, seen) = (Annotations::of_table(&training)?, Annotations::of_table(&validation)?);
    let responses = fitted_to.responses();
    if (0..responses.items()).all(|item| responses.of(item).1.len() < 2) {
        return Ok(Some(Evidence::Labels(validation.majority_vote(&Default::default())?)));
    }
    let fitted = DawidSkene::default().fit(&fitted_to)?;
    let mut likelihoods = fitted.posterior_of(&seen)?;
    for shares in likelihoods.chunks_exact_mut(head.width()) {
        for (share, prior) in shares.iter_mut().zip(&fitted.prior) {
            *share = if *prior > 0.0 { *share / prior } else { 0.0 };
        }
    }
    Ok(Some(Evidence::Likelihoods(likelihoods)))
}

/// The likelihoods of labels that are never wrong.
fn certain(labels: &[Option<u8>], classes: usize) -> Vec<f64> {
    let mut likelihoods = vec![0.0; labels.len() * classes];
    for (row, label) in labels.iter().enumerate() {
        label.iter().for_each(|class| likelihoods[row * classes + usize::from(*class)] = 1.0);
    }
    likelihoods
}
