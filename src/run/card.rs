//! What has to be known to build a trained model again.

use crate::{
    images::Augmentation,
    labels::LabelHead,
    model::ModelConfig,
    train::{Experiment, Training},
};
use serde::{Deserialize, Serialize};

/// The file of a run that says how its networks are built.
pub(crate) const CONFIG: &str = "config.json";

/// The file of a run that holds its weights.
pub(crate) const WEIGHTS: &str = "weights.safetensors";

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
}

impl ModelCard {
    /// The card of a training's model.
    pub fn new(experiment: &Experiment, training: &Training) -> Self {
        Self {
            name: format!("{} on {}", training.method, experiment.name),
            note: training.note.clone(),
            model: experiment.model.clone(),
            heads: training.heads.clone(),
            augmentation: experiment.augmentation.clone(),
        }
    }
}
