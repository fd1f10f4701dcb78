//! Label noise seen in training: what a network learns late, forgets or never learns is often labelled wrong.
//!
//! A [`LossHistory`] has the loss of every sample in every epoch, an [`OutputHistory`] the logits or probabilities. What they say becomes
//! a [`Suspicion`], ranks in [0, 1] with low = bad whatever the measure; so does any other number per sample, such as the quality of
//! predictions or a posterior. [`compare_detectors`] says which of them find the wrong labels, where the truth is known.
//!
//! Numbers of the last epoch are of little use, since by then a network has learned wrong labels by heart; every measure here is of
//! all epochs.
//!
//! ```
//! use noisyfer::noise::dynamics::{OutputHistory, Outputs};
//! // Two epochs of three samples; the label of the last is never believed.
//! let labels = [Some(0), Some(1), Some(1)];
//! let outputs = [0.6, 0.4, 0.5, 0.5, 0.8, 0.2, 0.9, 0.1, 0.2, 0.8, 0.9, 0.1];
//! let history = OutputHistory::new(&labels, &outputs, 2, Outputs::Probabilities)?;
//! let map = history.data_map();
//! assert_eq!(map.correctness, [Some(1.0), Some(0.5), Some(0.0)]);
//! assert_eq!(map.suspicions()[0].ranks(), [Some(1.0), Some(0.5), Some(0.0)]);
//! # Ok::<(), noisyfer::Error>(())
//! ```

mod data_map;
mod detector_curves;
mod detectors;
mod histogram;
mod losses;
mod mixture;
mod outputs;
mod suspicion;
#[cfg(test)]
mod tests;
mod views;

pub use data_map::DataMap;
pub use detector_curves::{DetectorCurve, DetectorCurves, detector_curves};
pub use detectors::{DetectorComparison, DetectorScores, compare_detectors, wrong_labels};
pub use histogram::{LossBin, LossHistogram};
pub use losses::LossHistory;
pub use mixture::{Components, MixtureFit, fit_mixture};
pub use outputs::{OutputHistory, Outputs};
pub use suspicion::Suspicion;
