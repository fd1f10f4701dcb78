//! Measures of agreement: confusion matrix, accuracy and F1; CCC, PCC, RMSE and SAGR; means and shares; and
//! whether two models differ; bootstrap intervals.

mod bootstrap;
mod confusion;
mod continuous;
mod line;
mod metric;
mod paired;
mod reliability;
mod statistics;

pub(crate) use bootstrap::quantile;
pub use bootstrap::{BootstrapOptions, Interval, bootstrap, bootstrap_all};
pub use confusion::ConfusionMatrix;
pub use continuous::{ContinuousScores, ccc, pcc, rmse, sagr};
pub(crate) use line::Line;
pub use metric::Metric;
pub use paired::{McNemar, PairedDifference, half_interval};
pub use reliability::{Reliability, ReliabilityBin};
pub(crate) use statistics::{both_known, first_largest};
pub use statistics::{mean_and_deviation, share_equal};
