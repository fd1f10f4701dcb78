//! The paper's method.

use super::{FittedMethod, FromLabels, LearningMethod, Method, MultiTask, Source, annotators};
use crate::{Error, Fidelity, Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// The paper's method: heads as in multi-task, and an adversarial step that matches the joint distribution of image, latent and
/// labels as encoded with that as drawn (Zhang et al., WACV 2021, section 3.3). The defaults are the paper's for CIFAR-10;
/// [`Experiment::joint_distribution`](crate::train::Experiment::joint_distribution) has those for the data at hand.
///
/// The settings from [`ramp_epochs`](Self::ramp_epochs) on are not the paper's. They are what is known to steady such training
/// where networks are small and epochs few, and change nothing unless they are set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointDistribution {
    /// Weight λ of the adversarial loss in the encoder's: 0.8 on CIFAR-10, 1.0 on RAF-DB, 0.4 on AffectNet.
    pub lambda_gan: f64,
    /// The first epoch with adversarial steps, counted from 0: 1 on CIFAR-10, 6 on RAF-DB, 0 on AffectNet.
    pub gan_start_epoch: usize,
    /// Updates of the discriminators per step.
    pub discriminator_updates: usize,
    /// Once they have begun, every which step is adversarial; those between are the encoder's alone. 1, as published: each of them.
    #[serde(default = "one")]
    pub every: usize,
    /// Weight λ_s of each score, in the order of the scores (inside the hinge, as published); empty: all 1.
    pub score_weights: Vec<f64>,
    /// Over how many epochs λ rises from 0, a little with every step, once adversarial steps have begun: discriminators and decoder
    /// then know something before the encoder listens to them. 0, as published: λ is whole from the first step on.
    #[serde(default)]
    pub ramp_epochs: usize,
    /// The discriminators' own rate, > 0: two rates may find an equilibrium where one does not (Heusel et al., NeurIPS 2017;
    /// 4e-4 against the generator's 1e-4 in Zhang et al., ICML 2019). `None`, as published: the training's.
    #[serde(default)]
    pub discriminator_learning_rate: Option<f64>,
    /// The decoder's own rate, > 0; the encoder keeps the training's. `None`, as published: the training's.
    #[serde(default)]
    pub generator_learning_rate: Option<f64>,
    /// β1 of the Adams that move decoder and discriminators, in [0, 1). Low values, 0 or 0.5, follow an adversary that keeps
    /// changing (Radford et al., ICLR 2016; Zhang et al., ICML 2019). `None`, as published: the training's.
    #[serde(default)]
    pub beta1: Option<f64>,
    /// Which scores send a gradient into the encoder.
    #[serde(default)]
    pub encoder_scores: EncoderScores,
    /// What stands for the classes of an encoded image.
    #[serde(default)]
    pub encoded_labels: EncodedLabels,
    /// Whether given and drawn images are mirrored and shifted at random before the discriminators see them, the two of a place in
    /// the batch alike, by up to an eighth of the side: discriminators then cannot learn few images by heart (Zhao et al.,
    /// "Differentiable Augmentation", NeurIPS 2020). Not in the paper.
    #[serde(default)]
    pub augment: bool,
}

/// Which scores of the encoded triple send a gradient into the encoder. The decoder always gets all of the drawn one's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncoderScores {
    /// All, as published.
    #[default]
    All,
    /// Those of the labels and the joint one: the encoder need not make its latent look normal at the cost of its features.
    LabelsAndJoint,
}

/// What the discriminators are given for the classes of an encoded image; of a drawn one they are given labels, 1 for the class and 0
/// for the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodedLabels {
    /// Probabilities: numbers of the same kind.
    #[default]
    Probabilities,
    /// Logits, as published, and under [`Fidelity::Published`] whatever stands here. Discriminators tell them from labels at a glance,
    /// and so press them towards 0 and 1. With the published recipe a network may collapse under it; with a machine's labels of
    /// faces it is worth two points of accuracy (docs/results.md).
    Logits,
}

impl EncodedLabels {
    /// This, or what the published code does under [`Fidelity::Published`].
    pub(in crate::train) fn under(self, fidelity: Fidelity) -> Self {
        match fidelity {
            Fidelity::Corrected => self,
            Fidelity::Published => Self::Logits,
        }
    }
}

fn one() -> usize {
    1
}

impl Default for JointDistribution {
    fn default() -> Self {
        Self {
            lambda_gan: 0.8,
            gan_start_epoch: 1,
            discriminator_updates: 2,
            every: 1,
            score_weights: vec![],
            ramp_epochs: 0,
            discriminator_learning_rate: None,
            generator_learning_rate: None,
            beta1: None,
            encoder_scores: EncoderScores::All,
            encoded_labels: EncodedLabels::Probabilities,
            augment: false,
        }
    }
}

impl JointDistribution {
    /// λ after so many epochs of the training, fractions included.
    pub(in crate::train) fn lambda_after(&self, epochs: f64) -> f64 {
        if self.ramp_epochs == 0 {
            return self.lambda_gan;
        }
        let since_start = epochs - self.gan_start_epoch as f64;
        self.lambda_gan * (since_start / self.ramp_epochs as f64).clamp(0.0, 1.0)
    }

    /// Checks that there is a weight for each of `scores`, or none at all.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of weights.
    pub(super) fn check_score_count(&self, scores: usize) -> Result<()> {
        if !self.score_weights.is_empty() && self.score_weights.len() != scores {
            let found = format!("{:?}", self.score_weights);
            return Err(Error::parameter("score_weights", found, format!("empty or {scores} numbers >= 0")));
        }
        Ok(())
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
        if self.every == 0 {
            return Err(Error::parameter("every", self.every, "at least 1"));
        }
        if self.score_weights.iter().any(|weight| !(weight.is_finite() && *weight >= 0.0)) {
            return Err(Error::parameter("score_weights", format!("{:?}", self.score_weights), "numbers >= 0"));
        }
        for (name, rate) in [
            ("discriminator_learning_rate", self.discriminator_learning_rate),
            ("generator_learning_rate", self.generator_learning_rate),
        ] {
            if let Some(rate) = rate.filter(|rate| !(*rate > 0.0 && rate.is_finite())) {
                return Err(Error::parameter(name, rate, "> 0"));
            }
        }
        match self.beta1 {
            Some(beta1) if !(0.0..1.0).contains(&beta1) => Err(Error::parameter("beta1", beta1, "in [0, 1)")),
            _ => Ok(()),
        }
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let fitted = FromLabels::new(labels, annotators(labels)?, Source::Own);
        self.check_score_count(fitted.heads.len() + 3)?;
        Ok(Box::new(fitted))
    }

    fn adversarial(&self) -> Option<&JointDistribution> {
        Some(self)
    }

    fn with_adversarial(self, settings: &JointDistribution) -> Self {
        settings.clone()
    }

    fn without_adversarial(&self) -> Option<Method> {
        Some(MultiTask {}.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lambda_rises_from_the_first_adversarial_epoch_on() {
        let ramped = JointDistribution { gan_start_epoch: 2, ramp_epochs: 2, ..JointDistribution::default() };
        for (epochs, lambda) in [(1.0, 0.0), (2.0, 0.0), (2.5, 0.2), (3.0, 0.4), (4.0, 0.8), (9.0, 0.8)] {
            assert_eq!(ramped.lambda_after(epochs), lambda, "after {epochs} epochs");
        }
        assert_eq!(JointDistribution::default().lambda_after(0.0), 0.8, "whole at once, as published");
    }

    #[test]
    fn settings_from_before_there_were_more_than_the_papers_are_read() {
        let stored = json!({"lambda_gan": 0.4, "gan_start_epoch": 3, "discriminator_updates": 1, "score_weights": []});
        let expected = JointDistribution {
            lambda_gan: 0.4,
            gan_start_epoch: 3,
            discriminator_updates: 1,
            ..JointDistribution::default()
        };
        assert_eq!(serde_json::from_value::<JointDistribution>(stored).unwrap(), expected);
        assert_eq!(serde_json::to_value(EncoderScores::LabelsAndJoint).unwrap(), "labels_and_joint");
    }

    #[test]
    fn bad_settings_are_named() {
        let error = |settings: JointDistribution| settings.check().unwrap_err().to_string();
        let paper = JointDistribution::default();
        assert_eq!(
            error(JointDistribution { discriminator_learning_rate: Some(0.0), ..paper.clone() }),
            "discriminator_learning_rate must be > 0, got 0"
        );
        assert_eq!(
            error(JointDistribution { generator_learning_rate: Some(-1.0), ..paper.clone() }),
            "generator_learning_rate must be > 0, got -1"
        );
        assert_eq!(error(JointDistribution { beta1: Some(1.0), ..paper.clone() }), "beta1 must be in [0, 1), got 1");
        assert!(paper.check().is_ok());
    }
}
