//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

pub mod align;
mod augment;
mod batches;
pub mod cifar10;
mod dataset;
mod decode;
pub mod faces;
mod images;
pub mod npy;
pub mod pickle;
mod store;
pub mod synth;

pub use augment::{Augmentation, CropAugmentation, FaceAugmentation, FaceWarp, normalise, resize};
pub use batches::{Batches, EpochPlan, HostBatch};
pub use dataset::Dataset;
pub(crate) use decode::read_picture;
pub use decode::read_pictures;
pub use images::Images;
pub use store::PictureBudget;
