//! Training: experiments, methods, losses, steps, measuring.

mod adam;
mod adversarial;
mod average;
mod calibration;
mod class_list;
mod clipping;
mod config;
mod draws;
mod evaluation;
mod experiment;
mod experiment_views;
mod history;
mod learner;
pub mod losses;
#[cfg(test)]
pub(crate) mod made_up;
mod memorisation;
pub mod methods;
mod mixup;
mod muon;
mod optimiser;
#[cfg(test)]
mod precision_tests;
mod progress;
mod report;
mod sample_losses;
mod schedule;
mod scoring;
#[cfg(test)]
mod small_step;
mod step;
mod supervised;
mod targets;
mod test_views;
mod trainer;
mod training;
mod views;
mod views_live;

pub use adversarial::{AdversarialContext, AdversarialLabels, AdversarialStep};
pub use average::{Average, StepNumber};
pub use calibration::Calibration;
pub use config::TrainConfig;
pub use evaluation::{
    Confidence, Evaluation, GivenScores, Reference, evaluate, most_probable, noisy_agreement, predict, reference,
};
pub use experiment::Experiment;
pub use learner::Learner;
pub use methods::{METHODS, Method};
pub use mixup::Mixed;
pub use optimiser::Optimiser;
pub use progress::Progress;
pub use sample_losses::SampleLosses;
pub use schedule::Schedule;
pub use scoring::{ClassScores, Scoring};
pub use supervised::{Batch, StepLosses, SupervisedStep};
pub use targets::{BatchTarget, ClassLabels, GivenValues, Targets};
pub use trainer::{Trainer, checkpointed_epoch, train, train_locked, train_resumable};
pub use training::{EpochRecord, Training};
