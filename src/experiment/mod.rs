//! Experiments: data, labels and settings put together.

mod affectnet;
mod cifar10;
mod cifar10n;
mod faces;
mod ferplus;
mod folders;
mod own;
mod raf;
mod recipe;
mod scale;
mod sizes;
mod variation;

pub use ferplus::FerPlusOptions;
pub use folders::{Annotations, FaceOptions};
pub use own::OwnOptions;
pub use recipe::Recipe;
pub use scale::Scale;
pub use variation::{Variation, Varied};
