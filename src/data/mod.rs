//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

pub mod augment;
mod images;

pub use augment::{Augmentation, CropAugmentation, FaceAugmentation};
pub use images::Images;
