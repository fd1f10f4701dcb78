//! How far annotators agree, with intervals.
//!
//! Labels of several annotators for the same items are [`CategoricalRatings`] or, for numbers such as valence,
//! [`ContinuousRatings`]; both are made from slices or from a [`LabelTable`](crate::labels::LabelTable) and checked once.
//! Every coefficient is a method of them. Two functions take any coefficient: [`Ratings::interval`] gives it a bootstrap
//! interval, [`Ratings::pairwise`] a table of every two annotators.
//!
//! | labels | two annotators | any number | missing labels |
//! |---|---|---|---|
//! | classes | Cohen's kappa | Fleiss' kappa, Krippendorff's alpha (nominal) | alpha; kappa over items with two |
//! | ordered classes | Cohen's kappa, linear or quadratic weights | Krippendorff's alpha (ordinal) | alpha |
//! | numbers | CCC, PCC, Bland-Altman | ICC(2,1), ICC(2,k), Krippendorff's alpha (interval) | alpha; others over complete items |
//!
//! [`contradictions`] is about one annotator: numbers that do not fit the class.
//!
//! ```
//! use noisyfer::{metrics::BootstrapOptions, noise::agreement::{CategoricalRatings, Level, Ratings}};
//! let labels = [[0, 1, 1, 0, 1, 0], [0, 1, 1, 0, 0, 0], [0, 1, 0, 0, 1, 0]].map(|codes| codes.map(Some));
//! let ratings = CategoricalRatings::new(&["anna", "ben", "carl"], &["happy", "sad"], &labels)?;
//! let alpha = ratings.interval(|ratings| ratings.krippendorff_alpha(Level::Nominal), &BootstrapOptions::default())?;
//! assert!(alpha.low < alpha.value && alpha.value < alpha.high);
//! # Ok::<(), noisyfer::Error>(())
//! ```

mod affect;
mod alpha;
mod annotators;
mod bland_altman;
mod categorical;
mod cluster;
mod continuous;
#[cfg(test)]
mod continuous_tests;
mod contradiction;
#[cfg(test)]
mod contradiction_tests;
mod crowd;
mod gaussian;
mod icc;
mod kappa;
mod pairwise;
mod ratings;
mod summary;
#[cfg(test)]
mod tests;
mod views;

pub use affect::{AffectLabels, AffectPlanes, ClassInPlane, Move, PlaneOfAnnotator};
pub use alpha::Level;
pub use annotators::{AnnotatorProfile, AnnotatorProfiles};
pub use bland_altman::BlandAltman;
pub use categorical::{CategoricalRatings, Contingency};
pub use continuous::ContinuousRatings;
pub use contradiction::{Contradiction, Contradictions, contradictions};
pub(super) use crowd::crowd_agreement;
pub use kappa::KappaWeights;
pub use pairwise::Pairwise;
pub use ratings::Ratings;
pub(super) use summary::NOMINAL_ALPHA;
