//! The label-noise laboratory: what labels of several annotators say of the truth, and of the annotators.
//!
//! An [`Estimator`] is fitted to [`Annotations`](crate::labels::Annotations) and gives a [`Consensus`].

mod consensus;
mod dawid_skene;
pub(crate) mod em;
mod estimator;
mod glad;
mod mace;
mod matrix;
#[cfg(test)]
mod peers;
#[cfg(test)]
pub(crate) mod planted;
#[cfg(test)]
mod properties;
mod special;
mod votes;

pub(crate) use consensus::most_probable;
pub use consensus::{Consensus, Parameter};
pub use dawid_skene::{AnnotatorErrors, DawidSkene};
pub use estimator::{ESTIMATORS, Estimator, estimator};
pub use glad::Glad;
pub use mace::{Mace, MaceInference};
pub use matrix::{TransitionMatrix, TruthMatrix};
pub use votes::{MajorityVote, SoftVote, WeightedVote};
