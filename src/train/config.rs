//! The settings of a training.

use crate::{Error, Fidelity, Result, Seed, model::Precision};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The settings of a training; the defaults are the paper's for CIFAR-10.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainConfig {
    /// Passes over the training set.
    pub epochs: usize,
    /// Images per step. A last batch of a single image joins the one before it.
    pub batch_size: usize,
    /// Adam's constant rate, for both players; betas 0.9 and 0.999, eps 1e-8.
    pub learning_rate: f64,
    /// Weight of the game in the encoder's loss: 0.8 on CIFAR-10, 1.0 on RAF-DB, 0.4 on AffectNet.
    pub lambda_gan: f64,
    /// The first epoch with the game, counted from 0: 1 on CIFAR-10, 6 on RAF-DB, 0 on AffectNet.
    #[serde(alias = "game_from_epoch")]
    pub gan_start_epoch: usize,
    /// Updates of the discriminators per step.
    pub discriminator_updates: usize,
    /// Weight of each head's task loss, in head order; empty: all 1.
    pub head_weights: Vec<f64>,
    /// Weight λ_s of each score, in the order of the scores (inside the hinge, as published); empty: all 1.
    pub score_weights: Vec<f64>,
    /// Whether losses and discriminators behave as corrected or as published.
    pub fidelity: Fidelity,
    /// What convolutions and linear layers multiply in. A model that is read back from its run computes in f32.
    #[serde(default)]
    pub precision: Precision,
    /// Weights that the encoder's convolutions start from: VGG-Face's, see
    /// [`Encoder::with_vgg_face`](crate::model::Encoder::with_vgg_face). `None`: from scratch.
    pub start: Option<PathBuf>,
    /// The seed of everything random.
    pub seed: Seed,
    /// Seconds between progress lines within an epoch; every epoch ends with one.
    pub report_seconds: f64,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            epochs: 30,
            batch_size: 128,
            learning_rate: 1e-4,
            lambda_gan: 0.8,
            gan_start_epoch: 1,
            discriminator_updates: 2,
            head_weights: vec![],
            score_weights: vec![],
            fidelity: Fidelity::Corrected,
            precision: Precision::Float32,
            start: None,
            seed: Seed(0),
            report_seconds: 15.0,
        }
    }
}

impl TrainConfig {
    /// Checks the settings for an experiment with `heads` encoder heads.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first bad one.
    pub fn validate(&self, heads: usize) -> Result<()> {
        let check = |good: bool, name: &str, found: String, expected: &str| {
            if good { Ok(()) } else { Err(Error::parameter(name, found, expected)) }
        };
        let rate = self.learning_rate;
        check(self.batch_size >= 2, "batch_size", self.batch_size.to_string(), "at least 2")?;
        check(rate > 0.0 && rate.is_finite(), "learning_rate", rate.to_string(), "> 0")?;
        let lambda = self.lambda_gan;
        check(lambda >= 0.0 && lambda.is_finite(), "lambda_gan", lambda.to_string(), ">= 0")?;
        check(self.report_seconds >= 0.0, "report_seconds", self.report_seconds.to_string(), ">= 0")?;
        let fits = |weights: &[f64], count: usize| {
            (weights.is_empty() || weights.len() == count)
                && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0)
        };
        let expected = format!("empty or {heads} numbers >= 0");
        check(fits(&self.head_weights, heads), "head_weights", format!("{:?}", self.head_weights), &expected)?;
        let expected = format!("empty or {} numbers >= 0", heads + 3);
        check(fits(&self.score_weights, heads + 3), "score_weights", format!("{:?}", self.score_weights), &expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_from_before_there_was_a_precision_are_read() {
        let now = TrainConfig { precision: Precision::BFloat16, ..TrainConfig::default() };
        let mut stored = serde_json::to_value(&now).unwrap();
        assert_eq!(serde_json::from_value::<TrainConfig>(stored.clone()).unwrap(), now);
        assert_eq!(stored.as_object_mut().unwrap().remove("precision").unwrap(), "bf16");
        assert_eq!(serde_json::from_value::<TrainConfig>(stored).unwrap(), TrainConfig::default());
    }
}
