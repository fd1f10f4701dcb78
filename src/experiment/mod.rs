//! Experiments: data, labels and settings put together.

mod affectnet;
mod cifar10;
mod faces;
mod folders;
mod raf;
mod recipe;
mod scale;
mod sizes;

pub use folders::{Annotations, FaceOptions};
pub use recipe::Recipe;
pub use scale::Scale;
