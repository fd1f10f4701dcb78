//! Label noise seen by a model: from given labels and out-of-sample probabilities, such as those of cross validation. A model
//! that was trained on an item has learned its wrong label too.
//!
//! [`LabelledPredictions`] pairs both, and checks them once. From it come the [`ConfidentJoint`] of true and given classes, what
//! noise that means ([`NoiseEstimate`]), the quality of every label ([`Quality`]) and which of them to doubt ([`Filter`]).
//! [`crowd_consensus`] is about several annotators and a model; [`Residuals`] about numbers.
//!
//! Axes: rows are true classes, columns given ones, everywhere but in a [`TruthMatrix`](super::TruthMatrix), and every matrix prints
//! them. cleanlab has its joint the other way round.
//!
//! ```
//! use noisyfer::noise::predictions::{Filter, LabelledPredictions, Quality};
//! let labels = [0, 0, 0, 1, 1, 1].map(Some);
//! let probabilities = [0.9f32, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.3, 0.7];
//! let classes = ["happy", "sad"].map(String::from);
//! let predictions = LabelledPredictions::new(&labels, &probabilities, &classes)?;
//! assert_eq!(predictions.ranked_issues(Filter::PruneByNoiseRate, Quality::SelfConfidence), [2]);
//! # Ok::<(), noisyfer::Error>(())
//! ```
//!
//! Formulas: Northcutt, Jiang and Chuang, JAIR 70, 2021 (confident learning); Kuan and Mueller, ICML workshop 2022 (label quality);
//! Goh, Tkachenko and Mueller, 2022 (CROWDLAB). Results are those of cleanlab 2.9 but where a function says otherwise.

mod confident;
mod crowd;
mod file;
mod filter;
mod input;
mod noise;
#[cfg(test)]
mod peers;
mod quality;
mod residuals;
mod rounding;
#[cfg(test)]
mod tests;
mod views;
mod votes;

pub use confident::ConfidentJoint;
pub use crowd::{CrowdConsensus, crowd_consensus};
pub use file::read_probabilities;
pub use filter::{Filter, Issue};
pub(super) use input::are_probabilities;
pub use input::{LabelledPredictions, Probability};
pub use noise::NoiseEstimate;
pub use quality::Quality;
pub use residuals::Residuals;
