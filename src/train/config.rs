//! The settings of a training.

use super::{Average, Optimiser, Schedule, Scoring};
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
    /// The optimiser's rate, for learner and discriminators.
    pub learning_rate: f64,
    /// What moves the learner's weights.
    #[serde(default)]
    pub optimiser: Optimiser,
    /// How its rate changes over the training.
    #[serde(default)]
    pub schedule: Schedule,
    /// What becomes of the weights' average over the steps.
    #[serde(default)]
    pub average: Average,
    /// Adam's rate for what a method learns beside the networks, such as transition matrices; `None`: as everything else.
    #[serde(default)]
    pub method_learning_rate: Option<f64>,
    /// The most that the norm of a step's gradients may be, > 0: that over all tensors together which an optimiser moves. Longer
    /// ones are scaled down to it, as PyTorch's `clip_grad_norm_` does. In an adversarial step the learner, the decoder and the
    /// discriminators have an optimiser each, and so a norm. `None`, the default: they stay as they are.
    #[serde(default)]
    pub clip_norm: Option<f64>,
    /// How much of Adam's mean gradient stays from step to step, in [0, 1).
    #[serde(default = "beta1")]
    pub beta1: f64,
    /// How much of Adam's mean squared gradient stays, in [0, 1).
    #[serde(default = "beta2")]
    pub beta2: f64,
    /// Weight of each head's task loss, in head order; empty: all 1.
    pub head_weights: Vec<f64>,
    /// ε of label smoothing in cross entropies, in [0, 1); 0, the default: none. It flattens what a learned transition matrix
    /// would explain, so leave it at 0 for methods that learn one.
    #[serde(default)]
    pub label_smoothing: f64,
    /// α of mixup (Zhang et al., ICLR 2018): the images of a batch are mixed in pairs by a share drawn from Beta(α, α), and so are
    /// their losses; 0, the default: not at all. 1 suits 50 epochs and more, 0.2 to 0.4 suit few.
    #[serde(default)]
    pub mixup: f64,
    /// Whether initial weights, losses and discriminators are as corrected or as published.
    pub fidelity: Fidelity,
    /// Which heads predict the truth where several could; under [`Fidelity::Published`] the first, whatever stands here.
    #[serde(default)]
    pub scoring: Scoring,
    /// Whether the last epoch's test accuracy is measured once more with every image seen in six ways:
    /// [`Evaluation::crops_averaged`](super::Evaluation::crops_averaged). No, by default: it takes as long as four more tests.
    #[serde(default)]
    pub multi_crop: bool,
    /// What convolutions and linear layers multiply in. A model that is read back from its run computes in f32.
    #[serde(default)]
    pub precision: Precision,
    /// Published weights that the encoder starts from: VGG-Face's, or a ResNet-18's, see
    /// [`Encoder::with_start`](crate::model::Encoder::with_start). `None`: from scratch.
    pub start: Option<PathBuf>,
    /// The seed of everything random.
    pub seed: Seed,
    /// Seconds from one progress line to the next; a training that takes less prints one line, its result.
    pub report_seconds: f64,
    /// Whether every epoch ends with a line.
    #[serde(default)]
    pub verbose: bool,
    /// At most how many test images, evenly spaced, an epoch is measured on, for the curves; `None`, the default: all. What is
    /// reported, the last epoch and the selected one, is measured on all at the end of the training.
    #[serde(default)]
    pub test_images_per_epoch: Option<usize>,
    /// The most bytes that the losses of single samples may take, 4 for each sample, head and epoch; a training that would
    /// take more keeps none. 1 GiB by default.
    #[serde(default = "sample_loss_bytes")]
    pub sample_loss_bytes: u64,
}

fn beta1() -> f64 {
    0.9
}

fn beta2() -> f64 {
    0.999
}

fn sample_loss_bytes() -> u64 {
    1 << 30
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            epochs: 30,
            batch_size: 128,
            learning_rate: 1e-4,
            optimiser: Optimiser::Adam,
            schedule: Schedule::Constant,
            average: Average::None,
            method_learning_rate: None,
            clip_norm: None,
            beta1: beta1(),
            beta2: beta2(),
            head_weights: vec![],
            label_smoothing: 0.0,
            mixup: 0.0,
            fidelity: Fidelity::Corrected,
            scoring: Scoring::AllHeads,
            multi_crop: false,
            precision: Precision::Float32,
            start: None,
            seed: Seed(0),
            report_seconds: 60.0,
            verbose: false,
            test_images_per_epoch: None,
            sample_loss_bytes: sample_loss_bytes(),
        }
    }
}

impl TrainConfig {
    /// The same without what only changes reports: two trainings alike in this learn the same.
    pub(crate) fn without_reports(&self) -> Self {
        Self { report_seconds: 0.0, verbose: false, test_images_per_epoch: None, multi_crop: false, ..self.clone() }
    }

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
        self.optimiser.validate()?;
        self.schedule.validate()?;
        self.average.validate()?;
        for (name, value) in [("method_learning_rate", self.method_learning_rate), ("clip_norm", self.clip_norm)] {
            if let Some(value) = value {
                check(value > 0.0 && value.is_finite(), name, value.to_string(), "> 0")?;
            }
        }
        for (name, beta) in [("beta1", self.beta1), ("beta2", self.beta2)] {
            check((0.0..1.0).contains(&beta), name, beta.to_string(), "in [0, 1)")?;
        }
        let epsilon = self.label_smoothing;
        check((0.0..1.0).contains(&epsilon), "label_smoothing", epsilon.to_string(), "in [0, 1)")?;
        // Shares drawn for an α far outside are not numbers any more.
        let mixed = self.mixup == 0.0 || (1e-3..=1e3).contains(&self.mixup);
        check(mixed, "mixup", self.mixup.to_string(), "0, or 0.001 to 1000")?;
        // A year: longer pauses do not fit into the system's clock everywhere.
        let pause = self.report_seconds;
        check((0.0..=3.2e7).contains(&pause), "report_seconds", pause.to_string(), "0 to 3.2e7")?;
        if let Some(count) = self.test_images_per_epoch {
            check(count > 0, "test_images_per_epoch", count.to_string(), "at least 1")?;
        }
        let weights = &self.head_weights;
        let fit = (weights.is_empty() || weights.len() == heads)
            && weights.iter().all(|weight| weight.is_finite() && *weight >= 0.0);
        let expected = format!("empty or {heads} numbers >= 0");
        check(fit, "head_weights", format!("{:?}", self.head_weights), &expected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_that_no_clock_holds_is_refused() {
        for report_seconds in [-1.0, f64::NAN, f64::INFINITY, 1e300] {
            let error = TrainConfig { report_seconds, ..TrainConfig::default() }.validate(1).unwrap_err().to_string();
            assert!(error.starts_with("report_seconds must be 0 to 3.2e7"), "{error}");
        }
        let weights = TrainConfig { head_weights: vec![1.0, -1.0], ..TrainConfig::default() };
        assert!(weights.validate(2).is_err() && weights.validate(1).is_err());
    }

    #[test]
    fn smoothing_mixing_and_clipping_have_their_ranges_and_may_be_missing() {
        for label_smoothing in [-0.1, 1.0, f64::NAN] {
            let config = TrainConfig { label_smoothing, ..TrainConfig::default() };
            assert!(config.validate(1).unwrap_err().to_string().starts_with("label_smoothing must be in [0, 1)"));
        }
        for mixup in [-1.0, 1e-4, f64::INFINITY, f64::NAN] {
            let config = TrainConfig { mixup, ..TrainConfig::default() };
            assert!(config.validate(1).unwrap_err().to_string().starts_with("mixup must be 0, or 0.001 to 1000"));
        }
        for clip_norm in [0.0, -1.0, f64::INFINITY, f64::NAN] {
            let config = TrainConfig { clip_norm: Some(clip_norm), ..TrainConfig::default() };
            assert!(config.validate(1).unwrap_err().to_string().starts_with("clip_norm must be > 0, got"));
        }
        let mut stored = serde_json::to_value(TrainConfig::default()).unwrap();
        for name in ["label_smoothing", "mixup", "clip_norm", "multi_crop"] {
            stored.as_object_mut().unwrap().remove(name).unwrap();
        }
        assert_eq!(serde_json::from_value::<TrainConfig>(stored).unwrap(), TrainConfig::default());
    }

    #[test]
    fn settings_from_before_there_was_a_precision_are_read() {
        let now = TrainConfig { precision: Precision::BFloat16, ..TrainConfig::default() };
        let mut stored = serde_json::to_value(&now).unwrap();
        assert_eq!(serde_json::from_value::<TrainConfig>(stored.clone()).unwrap(), now);
        assert_eq!(stored.as_object_mut().unwrap().remove("precision").unwrap(), "bf16");
        assert_eq!(serde_json::from_value::<TrainConfig>(stored).unwrap(), TrainConfig::default());
    }
}
