//! The label-noise laboratory: what labels of several annotators say of the truth, and of the annotators.
//!
//! An [`Estimator`] is fitted to [`Annotations`](crate::labels::Annotations) and gives a [`Consensus`]; [`Quality`] holds the
//! annotators against it, [`copiers`] against each other; [`resampled_accuracy`] and [`modelled_accuracy`] say how
//! many annotators an item needs.
//!
//! A [`NoiseReport`] has all of it together.
//!
//! How far annotators agree is in [`agreement`]; which labels a model doubts in [`predictions`], and which ones training does in
//! [`dynamics`].
//!
//! What can be drawn has a method that draws it at a [`Width`](crate::plot::Width), and one that gives its data as a table.

pub mod agreement;
mod comparison;
mod consensus;
mod copiers;
mod dawid_skene;
pub mod dynamics;
pub(crate) mod em;
mod estimator;
mod glad;
mod intervals;
mod mace;
#[cfg(test)]
mod peers;
mod planning;
pub mod predictions;
#[cfg(test)]
mod properties;
mod quality;
mod report;
mod special;
mod views;
#[cfg(test)]
mod views_tests;
mod votes;

pub use crate::labels::{TransitionMatrix, TruthMatrix};
pub use comparison::{EstimatorScores, compare_estimators, estimator_table};
pub(crate) use consensus::most_probable;
pub use consensus::{Consensus, Parameter};
pub use copiers::{CopierPair, Copiers, copiers};
pub use dawid_skene::{AnnotatorErrors, DawidSkene};
pub use estimator::{ESTIMATORS, Estimator, estimator};
pub use glad::Glad;
pub use mace::{Mace, MaceInference};
pub use planning::{Planning, PlanningCurve, PlanningPoint, modelled_accuracy, resampled_accuracy};
pub use quality::{Quality, QualityOptions};
pub use report::{NoiseReport, ReportOptions, Sample};
pub use votes::{MajorityVote, SoftVote, WeightedVote};
