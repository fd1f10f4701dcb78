//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

pub mod cifar10;
mod images;
pub mod pickle;

pub use images::Images;
