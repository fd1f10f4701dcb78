//! Data: datasets on disk and generated ones, pictures, augmentation, batches.

mod images;

pub use images::Images;
