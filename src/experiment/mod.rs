//! Experiments: data, labels and settings put together, and methods compared on them.

mod affectnet;
mod cifar10;
mod comparison;
mod faces;
mod folders;
mod output;
mod raf;
mod scale;
mod verdict;
mod views;

use crate::{
    Result, Seed,
    data::{Augmentation, Dataset},
    model::ModelConfig,
    train::TrainConfig,
};
use rand::seq::SliceRandom;

pub use comparison::{Comparison, compare, compare_seeds};
pub use folders::{Annotations, FaceOptions};
pub use output::save_run;
pub use scale::Scale;

/// The share of the training images that is held out, with noisy labels, to select an epoch by.
const HELD_OUT: f64 = 0.1;

/// Everything that a training needs besides its method.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The name for figures and files.
    pub name: String,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// Noisy training images.
    pub train: Dataset,
    /// Noisy held-out images, to select an epoch by.
    pub held_out: Dataset,
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
        Ok(Self { train: select(&self.train)?, held_out: select(&self.held_out)?, ..self.clone() })
    }
}

/// Splits noisy training images, in a random order by `seed`, into `count` for training and the held-out ones.
fn split(noisy: &Dataset, count: usize, seed: Seed) -> Result<(Dataset, Dataset)> {
    let mut rows: Vec<usize> = (0..noisy.len()).collect();
    rows.shuffle(&mut seed.stream("split", 0));
    let count = count.min(noisy.len());
    let held_out = ((count as f64 * HELD_OUT) as usize).max(1);
    Ok((noisy.select(&rows[held_out..count])?, noisy.select(&rows[..held_out])?))
}
