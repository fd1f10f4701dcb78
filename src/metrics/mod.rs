//! Measures of agreement: confusion matrix, accuracy and F1; CCC, PCC, RMSE and SAGR.

mod confusion;

pub use confusion::ConfusionMatrix;
