//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

pub mod augment;
pub mod faces;
mod images;

pub use augment::{Augmentation, CropAugmentation, FaceAugmentation};
pub use faces::{Faces, FacesConfig};
pub use images::Images;
