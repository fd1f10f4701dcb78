//! Using a trained model: what it says of images, and what its decoder draws.

mod drawing;
mod face;
mod faces;
mod labelling;
mod out_of_sample;
mod parts;
mod predictions;
mod trained;
mod views;

pub use drawing::Condition;
pub use face::FaceImage;
pub use faces::PredictedFaces;
pub use labelling::{Labelling, PROBABILITIES};
pub use out_of_sample::{OutOfSample, out_of_sample};
pub use predictions::Predictions;
pub use trained::TrainedModel;
