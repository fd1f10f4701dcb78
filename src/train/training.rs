//! The result of a training.

use super::{
    calibration::Calibration, config::TrainConfig, evaluation::Evaluation, learner::Learner, methods::Method,
    sample_losses::SampleLosses,
};
use crate::{Seed, images::Augmentation, labels::LabelHead, model::ModelConfig};
use serde::{Deserialize, Serialize};

/// One epoch of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// The epoch, from 1.
    pub epoch: usize,
    /// Whether there were adversarial steps.
    #[serde(alias = "plays")]
    pub adversarial: bool,
    /// The mean training loss of each head; with adversarial steps also `discriminators` and `adversarial`.
    pub losses: Vec<(String, f64)>,
    /// Agreement with the noisy labels of the validation images, in [0, 1].
    #[serde(alias = "held_out_agreement")]
    pub validation_agreement: f64,
    /// Accuracy on the same images, in [0, 1], where their truth is known. Only looked at: a training on noisy labels
    /// could not know it.
    #[serde(alias = "held_out_accuracy")]
    pub validation_accuracy: Option<f64>,
    /// Accuracy on the test images, in [0, 1]; without a truth, agreement with their given labels. Only looked at: it selects nothing.
    /// On [`TrainConfig::test_images_per_epoch`] of them, but for the last and the selected epoch of a finished training: on all.
    pub test_accuracy: f64,
    /// Concordance correlation on the test images for each continuous dimension whose truth is known, in [-1, 1]; none
    /// where a side is constant.
    pub test_ccc: Vec<(String, Option<f64>)>,
    /// Training images per second.
    #[serde(skip)]
    pub images_per_second: f64,
}

impl EpochRecord {
    /// Takes what was measured on test images.
    pub(super) fn set_test(&mut self, test: &Evaluation) {
        self.test_accuracy = test.accuracy();
        self.test_ccc = test.continuous.iter().map(|(name, scores)| (name.clone(), scores.ccc())).collect();
    }
}

/// What a training gave, and what it came from.
#[derive(Clone, Debug)]
pub struct Training {
    /// The experiment's name.
    pub experiment: String,
    /// What the experiment was made from, for repeating it: see [`Experiment::recipe`](super::Experiment::recipe).
    pub recipe: Option<serde_json::Value>,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// The method, with its settings.
    pub method: Method,
    /// The settings of the training, its seed among them.
    pub config: TrainConfig,
    /// The sizes of the networks.
    pub model: ModelConfig,
    /// How images are varied, and prepared for evaluation.
    pub augmentation: Augmentation,
    /// The encoder's heads.
    pub heads: Vec<LabelHead>,
    /// Epoch by epoch.
    pub history: Vec<EpochRecord>,
    /// The test result of the last epoch: the one to report.
    pub last: Evaluation,
    /// The test result of the epoch that agrees best with the noisy labels of the validation images.
    pub selected: Evaluation,
    /// That epoch, from 1.
    pub selected_epoch: usize,
    /// Whether it was interrupted before its last epoch.
    pub interrupted: bool,
    /// The loss of every training image in every epoch, unless they were more than
    /// [`TrainConfig::sample_loss_bytes`] allows.
    pub sample_losses: Option<SampleLosses>,
    /// What makes the encoder of the last epoch as sure as it is right.
    pub calibration: Calibration,
    /// The encoder after the last epoch, and what goes with it.
    pub learner: Learner,
    /// The encoder of the selected epoch, and what goes with it.
    pub selected_learner: Learner,
}

impl Training {
    /// The method's name for tables and figures; a training as published says so.
    pub fn title(&self) -> String {
        self.method.title_under(self.config.fidelity)
    }

    /// The seed of everything random in it.
    pub fn seed(&self) -> Seed {
        self.config.seed
    }

    /// Whether adversarial steps were made.
    pub fn is_adversarial(&self) -> bool {
        self.history.iter().any(|record| record.adversarial)
    }

    /// The best test accuracy of any epoch, and that epoch, from 1: chosen by the test set, so it flatters. Never report it alone.
    pub fn best_on_test(&self) -> (usize, f64) {
        let better = |best: (usize, f64), record: &EpochRecord| {
            if record.test_accuracy > best.1 { (record.epoch, record.test_accuracy) } else { best }
        };
        self.history.iter().fold((1, 0.0), better)
    }
}
