//! Everything that a training needs besides its method.

use super::TrainConfig;
use crate::{Result, datasets::Dataset, images::Augmentation, model::ModelConfig};

/// Everything that a training needs besides its method.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The name for figures and files.
    pub name: String,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// Noisy training images.
    pub train: Dataset,
    /// Noisy validation images, to select an epoch by.
    pub validation: Dataset,
    /// Test images with their true labels.
    pub test: Dataset,
    /// The sizes of the networks.
    pub model: ModelConfig,
    /// The settings that suit this data and scale.
    pub training: TrainConfig,
    /// How training images are changed before they are shown.
    pub augmentation: Augmentation,
}

impl Experiment {
    /// The same experiment with some of its heads to learn from, such as the emotions without valence and arousal.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for an unknown head.
    pub fn with_heads(&self, names: &[&str]) -> Result<Self> {
        let select = |dataset: &Dataset| Dataset::new(dataset.images.clone(), dataset.labels.select_heads(names)?);
        Ok(Self { train: select(&self.train)?, validation: select(&self.validation)?, ..self.clone() })
    }
}
