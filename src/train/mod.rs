//! Training: losses, the game, the baselines, measuring, runs.

mod adam;
mod checkpoint;
mod class_list;
mod config;
mod evaluation;
mod experiment;
mod experiment_views;
mod game;
mod history;
mod learner;
pub mod losses;
mod method;
#[cfg(test)]
mod precision_tests;
mod progress;
#[cfg(test)]
mod small_game;
mod targets;
mod trainer;
mod training;
mod views;

pub use checkpoint::checkpointed_epoch;
pub use config::TrainConfig;
pub use evaluation::{Evaluation, GivenScores, evaluate, most_probable, noisy_agreement, predict};
pub use experiment::Experiment;
pub use game::{Batch, Game, StepLosses};
pub use learner::Learner;
pub use method::{Method, Supervision};
pub use progress::Progress;
pub use targets::{BatchTarget, Targets};
pub use trainer::{Trainer, train, train_resumable, train_with};
pub use training::{EpochRecord, Training};
