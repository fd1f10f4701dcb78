//! What has to be known to build a trained model again.

use crate::{
    images::Augmentation,
    labels::LabelHead,
    model::ModelConfig,
    train::{Calibration, Scoring, Training},
};
use serde::{Deserialize, Serialize};

/// What has to be known to build a trained model again: part of a run's `config.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelCard {
    /// What was trained, on what: for figures.
    pub name: String,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// The sizes of the networks.
    pub model: ModelConfig,
    /// The encoder's heads.
    pub heads: Vec<LabelHead>,
    /// For the channel order and the way images are brought to the network's side.
    pub augmentation: Augmentation,
    /// Which heads predict the truth.
    #[serde(default)]
    pub scoring: Scoring,
    /// What makes probabilities as sure as they are right; a run of an earlier version has none.
    #[serde(default)]
    pub calibration: Calibration,
}

impl ModelCard {
    /// The card of a training's model.
    pub fn of(training: &Training) -> Self {
        Self {
            name: format!("{} on {}", training.title(), training.experiment),
            note: training.note.clone(),
            model: training.model.clone(),
            heads: training.heads.clone(),
            augmentation: training.augmentation.clone(),
            scoring: training.config.scoring.under(training.config.fidelity),
            calibration: training.calibration.clone(),
        }
    }
}
