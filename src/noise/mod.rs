//! The label-noise laboratory: which labels, and which annotators, are wrong, and how.

pub mod agreement;
pub mod dynamics;
pub mod predictions;
