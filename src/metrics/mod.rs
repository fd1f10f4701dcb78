//! Measures of agreement: confusion matrix, accuracy and F1; CCC, PCC, RMSE and SAGR.

mod confusion;
mod continuous;

pub use confusion::ConfusionMatrix;
pub use continuous::{ContinuousScores, ccc, pcc, rmse, sagr};
