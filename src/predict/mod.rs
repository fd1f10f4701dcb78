//! Using a trained model: what it says of pictures, and what its decoder draws.

mod predictions;
mod trained;

pub use predictions::Predictions;
pub(crate) use trained::{CONFIG, WEIGHTS};
pub use trained::{ModelCard, TrainedModel};
