//! A training on disk.

mod card;
mod save;

pub use card::ModelCard;
pub(crate) use card::{CONFIG, WEIGHTS};
pub use save::save_run;
