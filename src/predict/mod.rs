//! Using a trained model: what it says of pictures, and what its decoder draws.

mod labelling;
mod predictions;
mod trained;

pub use labelling::{Labelling, PROBABILITIES};
pub use predictions::Predictions;
pub(crate) use trained::{CONFIG, WEIGHTS};
pub use trained::{ModelCard, TrainedModel};
