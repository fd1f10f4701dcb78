//! The paper's method.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators};
use crate::{Error, Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// The paper's method: heads as in multi-task, and an adversarial step that matches the joint distribution of image, latent and
/// labels as encoded with that as drawn (Zhang et al., WACV 2021, section 3.3). The defaults are the paper's for CIFAR-10;
/// [`Experiment::joint_distribution`](crate::train::Experiment::joint_distribution) has those for the data at hand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointDistribution {
    /// Weight of the adversarial loss in the encoder's: 0.8 on CIFAR-10, 1.0 on RAF-DB, 0.4 on AffectNet.
    pub lambda_gan: f64,
    /// The first epoch with adversarial steps, counted from 0: 1 on CIFAR-10, 6 on RAF-DB, 0 on AffectNet.
    pub gan_start_epoch: usize,
    /// Updates of the discriminators per step.
    pub discriminator_updates: usize,
    /// Weight λ_s of each score, in the order of the scores (inside the hinge, as published); empty: all 1.
    pub score_weights: Vec<f64>,
}

impl Default for JointDistribution {
    fn default() -> Self {
        Self { lambda_gan: 0.8, gan_start_epoch: 1, discriminator_updates: 2, score_weights: vec![] }
    }
}

impl LearningMethod for JointDistribution {
    const NAME: &'static str = "joint-distribution";
    const SUMMARY: &'static str =
        "the paper's: a head per annotator, and adversarial steps that match joint distributions";

    fn title(&self) -> String {
        "Joint distribution".into()
    }

    fn check(&self) -> Result<()> {
        if !(self.lambda_gan >= 0.0 && self.lambda_gan.is_finite()) {
            return Err(Error::parameter("lambda_gan", self.lambda_gan, ">= 0"));
        }
        if self.score_weights.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            return Err(Error::parameter("score_weights", format!("{:?}", self.score_weights), "numbers >= 0"));
        }
        Ok(())
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let fitted = FromLabels::new(labels, annotators(labels)?, Source::Own);
        let scores = fitted.heads.len() + 3;
        if !self.score_weights.is_empty() && self.score_weights.len() != scores {
            let found = format!("{:?}", self.score_weights);
            return Err(Error::parameter("score_weights", found, format!("empty or {scores} numbers >= 0")));
        }
        Ok(Box::new(fitted))
    }

    fn adversarial(&self) -> Option<&JointDistribution> {
        Some(self)
    }
}
