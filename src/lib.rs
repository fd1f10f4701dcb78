//! Facial emotion recognition from noisy, multi-task annotations.
#![deny(missing_docs)]

pub mod data;
mod error;
mod fidelity;
pub mod files;
pub mod labels;
pub mod metrics;
pub mod notebook;
pub mod plot;
mod seed;

pub use error::{Error, Result};
pub use fidelity::Fidelity;
pub use seed::Seed;

pub use burn;
pub use image;
pub use plotters;
pub use polars;
