//! Measures of agreement: confusion matrix, accuracy and F1; CCC, PCC, RMSE and SAGR; means and shares.

mod confusion;
mod continuous;
mod statistics;

pub use confusion::ConfusionMatrix;
pub use continuous::{ContinuousScores, ccc, pcc, rmse, sagr};
pub use statistics::{mean_and_deviation, share_equal};
