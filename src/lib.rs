//! Facial emotion recognition from noisy, multi-task annotations (Zhang, Huang, Paudel, Van Gool, WACV 2021).
//!
//! Notebooks and programs begin with `use noisyfer::prelude::*;` ([`prelude`]).
//!
//! | to | see |
//! |---|---|
//! | read images and labels | [`Dataset`](datasets::Dataset), [`LabelTable`](labels::LabelTable), [`Recipe`](experiment::Recipe) |
//! | find wrong labels, judge annotators | [`NoiseReport`](noise::NoiseReport), [`LabelledPredictions`](noise::predictions::LabelledPredictions) |
//! | train | [`Experiment`](train::Experiment), [`Method`](train::Method), [`TrainConfig`](train::TrainConfig), [`train()`](train::train()) |
//! | compare | [`compare`](comparison::compare()), [`Comparison`](comparison::Comparison), [`Sweep`](comparison::Sweep) |
//! | keep and read back | [`save_run`](run::save_run), [`Run`](run::Run) |
//! | use a trained model | [`TrainedModel`](predict::TrainedModel), [`FaceImage`](predict::FaceImage) |
//! | draw, write tables | [`Figure`](plot::Figure), [`Table`](table::Table) |
//! | look at it in a notebook | [`Show`](notebook::Show), [`browse`](notebook::browse), [`slider`](notebook::slider()) |
//!
//! The way from a file to a figure; each module uses only what stands above it:
//!
//! * [`formats`]: bytes to values: CSV, npy, pickle;
//! * [`table`], [`metrics`], [`plot`]: tables, scores, figures;
//! * [`labels`]: heads, tables of annotators, noise, votes;
//! * [`images`]: square images, augmentation, batches;
//! * [`faces`]: photos to aligned faces, and drawn ones;
//! * [`datasets`]: what is known of each dataset: its lists, folders and generated copy;
//! * [`noise`]: what is wrong with labels: consensus and agreement of annotators, noise from predictions and from training;
//! * [`model`]: encoder, decoder, discriminators, weights;
//! * [`train`]: experiments, methods, the adversarial step, evaluation;
//! * [`experiment`]: the paper's experiments as recipes;
//! * [`run`]: a training on disk; [`comparison`]: several of them against each other;
//! * [`check`]: a device held against the processor;
//! * [`predict`]: a trained model used;
//! * [`notebook`]: how results show themselves in a cell, images to browse, figures behind a slider.
//!
//! ```
//! use noisyfer::prelude::*;
//!
//! let experiment = Experiment::faces(Scale::Smoke, Seed(0))?;
//! let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
//! let training = train(&experiment, &"majority-vote".parse()?, &config, &device("cpu")?)?;
//! assert_eq!(training.last.confusion.total(), experiment.test.len() as u64);
//! # Ok::<(), Error>(())
//! ```
#![deny(missing_docs)]
// `print!` panics where nobody reads; `progress::tell` does not.
#![cfg_attr(not(test), deny(clippy::print_stdout))]

pub mod check;
pub mod comparison;
pub mod datasets;
pub mod device;
mod error;
pub mod experiment;
pub mod faces;
mod fidelity;
pub mod files;
pub mod formats;
pub mod images;
pub mod interrupt;
mod kernels;
pub mod labels;
pub mod metrics;
pub mod model;
pub mod noise;
pub mod notebook;
pub mod plot;
pub mod predict;
pub mod prelude;
pub mod progress;
pub mod run;
mod seed;
pub mod table;
#[cfg(test)]
mod test_data;
mod text;
pub mod train;

pub use error::{Error, Result};
pub use fidelity::Fidelity;
pub use seed::Seed;

pub use burn;
pub use image;
pub use plotters;
pub use polars;
