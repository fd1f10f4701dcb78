//! The step that a method trains by.

use super::{
    adversarial::AdversarialStep,
    config::TrainConfig,
    learner::Learner,
    methods::{FittedMethod, Method},
    supervised::{Batch, StepLosses, SupervisedStep},
};
use crate::{Result, model::ModelConfig};
use burn::{
    store::RecordError,
    tensor::{Bytes, Device},
};

/// What a method trains by.
pub(super) enum Step {
    Supervised(Box<SupervisedStep>),
    /// The epoch, from 0, with which adversarial steps begin.
    Adversarial(Box<AdversarialStep>, usize),
}

impl Step {
    /// Fresh networks for `method`, fitted as `fitted`, on `device`.
    ///
    /// # Errors
    /// Those of [`SupervisedStep::new`].
    pub fn new(
        model: &ModelConfig,
        config: &TrainConfig,
        method: &Method,
        fitted: Box<dyn FittedMethod>,
        device: &Device,
    ) -> Result<Self> {
        match method.adversarial() {
            None => Ok(Self::Supervised(Box::new(SupervisedStep::new(model, config, fitted, device)?))),
            Some(settings) => {
                let step = AdversarialStep::new(model, config, settings, fitted, device)?;
                Ok(Self::Adversarial(Box::new(step), settings.gan_start_epoch))
            }
        }
    }

    fn supervised(&self) -> &SupervisedStep {
        match self {
            Self::Supervised(step) => step,
            Self::Adversarial(step, _) => &step.supervised,
        }
    }

    pub fn method(&self) -> &dyn FittedMethod {
        &*self.supervised().method
    }

    pub fn method_mut(&mut self) -> &mut dyn FittedMethod {
        match self {
            Self::Supervised(step) => &mut *step.method,
            Self::Adversarial(step, _) => &mut *step.supervised.method,
        }
    }

    pub fn learner(&self) -> &Learner {
        self.supervised().learner()
    }

    /// Whether this epoch, from 0, has adversarial steps.
    pub fn is_adversarial(&self, epoch: usize) -> bool {
        matches!(self, Self::Adversarial(_, start) if epoch >= *start)
    }

    /// See [`AdversarialStep::begin_epoch`].
    pub fn begin_epoch(&mut self, epoch: usize, steps: usize) {
        if let Self::Adversarial(step, _) = self {
            step.begin_epoch(epoch, steps);
        }
    }

    pub fn step(&mut self, batch: &Batch, adversarial: bool) -> Result<StepLosses> {
        match self {
            Self::Supervised(step) => step.step(batch),
            Self::Adversarial(step, _) => step.step(batch, adversarial),
        }
    }

    /// See [`SupervisedStep::records`].
    pub fn records(&self) -> Result<Vec<(&'static str, Bytes)>, RecordError> {
        match self {
            Self::Supervised(step) => step.records(),
            Self::Adversarial(step, _) => step.records(),
        }
    }

    /// See [`SupervisedStep::restore`].
    pub fn restore(&mut self, read: &dyn Fn(&str) -> Result<Bytes, RecordError>) -> Result<(), RecordError> {
        match self {
            Self::Supervised(step) => step.restore(read),
            Self::Adversarial(step, _) => step.restore(read),
        }
    }
}
