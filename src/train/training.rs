//! The result of a training.

use super::{config::TrainConfig, evaluation::Evaluation, learner::Learner};
use crate::labels::LabelHead;
use serde::{Deserialize, Serialize};

/// One epoch of a training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochRecord {
    /// The epoch, from 0.
    pub epoch: usize,
    /// Whether the game was on.
    pub plays: bool,
    /// The mean training loss of each head; with a game also `discriminators` and `game`.
    pub losses: Vec<(String, f64)>,
    /// Agreement with the noisy labels of the validation images, in [0, 1].
    #[serde(alias = "held_out_agreement")]
    pub validation_agreement: f64,
    /// Accuracy on the same images, in [0, 1], where their truth is known. Only looked at: a training on noisy labels
    /// could not know it.
    #[serde(alias = "held_out_accuracy")]
    pub validation_accuracy: Option<f64>,
    /// Accuracy on the test images, in [0, 1]. Only looked at: it selects nothing.
    pub test_accuracy: f64,
    /// Concordance correlation on the test images for each continuous dimension whose truth is known, in [-1, 1]; none
    /// where a side is constant.
    pub test_ccc: Vec<(String, Option<f64>)>,
    /// Training images per second.
    #[serde(skip)]
    pub images_per_second: f64,
}

/// What a training gave.
#[derive(Clone, Debug)]
pub struct Training {
    /// The method's name.
    pub method: String,
    /// Its settings, with the seed.
    pub config: TrainConfig,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// The encoder's heads.
    pub heads: Vec<LabelHead>,
    /// Epoch by epoch.
    pub history: Vec<EpochRecord>,
    /// The test result of the last epoch: the one to report.
    pub last: Evaluation,
    /// The test result of the epoch that agrees best with the noisy labels of the validation images.
    pub selected: Evaluation,
    /// That epoch, from 0.
    pub selected_epoch: usize,
    /// Whether it was interrupted before its last epoch.
    pub interrupted: bool,
    /// The encoder after the last epoch, and what goes with it.
    pub learner: Learner,
    /// The encoder of the selected epoch, and what goes with it.
    pub selected_learner: Learner,
}

impl Training {
    /// The best test accuracy of any epoch, and that epoch: chosen by the test set, so it flatters. Never report it alone.
    pub fn best_on_test(&self) -> (usize, f64) {
        let better = |best: (usize, f64), record: &EpochRecord| {
            if record.test_accuracy > best.1 { (record.epoch, record.test_accuracy) } else { best }
        };
        self.history.iter().fold((0, 0.0), better)
    }
}
