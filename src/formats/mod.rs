//! File formats: bytes to values. They know of no dataset.

mod name;
pub mod npy;
pub mod pickle;

pub use name::{NAME_EXPECTED, fault_of_name};
