//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

mod augment;
mod batches;
pub mod cifar10;
mod dataset;
mod decode;
pub mod faces;
mod images;
pub mod npy;
pub mod pickle;

pub use augment::{Augmentation, CropAugmentation, FaceAugmentation, FaceWarp, normalise, resize};
pub use batches::{Batches, EpochPlan, HostBatch};
pub use dataset::Dataset;
pub use decode::read_pictures;
pub use images::Images;
