//! Facial emotion recognition from noisy, multi-task annotations (Zhang, Huang, Paudel, Van Gool, WACV 2021).
//!
//! An image with several noisy annotations, discrete emotions and valence/arousal, goes from a file to a figure through
//!
//! * [`labels`]: heads, tables of annotators, noise, votes;
//! * [`data`]: datasets on disk and generated ones, augmentation, batches;
//! * [`model`]: encoder, decoder, discriminators, weights;
//! * [`train`]: the game between them, its baselines, evaluation;
//! * [`experiment`]: all of it put together, and methods compared;
//! * [`predict`]: a trained model used;
//! * [`metrics`], [`plot`], [`notebook`]: scores, figures, and how results show themselves in a cell.
//!
//! ```
//! use noisyfer::prelude::*;
//!
//! let experiment = Experiment::faces(Scale::Smoke, Seed(0))?;
//! let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
//! let training = train(&experiment, &Method::MajorityVote, &config, &device("cpu")?)?;
//! assert!(training.last.accuracy() > 0.0);
//! # Ok::<(), Error>(())
//! ```
#![deny(missing_docs)]

pub mod data;
pub mod device;
mod error;
pub mod experiment;
mod fidelity;
pub mod files;
mod kernels;
pub mod labels;
pub mod metrics;
pub mod model;
pub mod notebook;
pub mod plot;
pub mod predict;
pub mod prelude;
mod seed;
pub mod train;

pub use error::{Error, Result};
pub use fidelity::Fidelity;
pub use seed::Seed;

pub use burn;
pub use image;
pub use plotters;
pub use polars;
