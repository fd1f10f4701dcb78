//! Experiments: data, labels and settings put together.

mod affectnet;
mod cifar10;
mod faces;
mod folders;
mod raf;
mod scale;
mod sizes;

pub use folders::{Annotations, FaceOptions};
pub use scale::Scale;
