//! Telling how a training goes, in whole lines.

use super::{config::TrainConfig, losses::HeadLoss, supervised::StepLosses};
use crate::{Error, Result, labels::LabelHead};
use burn::tensor::{Tensor, Transaction};
use std::{
    fmt,
    time::{Duration, Instant},
};

/// A report: where the training is, how the losses stand, how fast it goes.
#[derive(Clone, Debug)]
pub struct Progress {
    /// The method's name.
    pub method: String,
    /// The epoch, from 0, and how many there are.
    pub epoch: (usize, usize),
    /// Steps done in the epoch, and how many it has.
    pub step: (usize, usize),
    /// The mean loss of each head over the epoch so far; with adversarial steps also `discriminators` and `adversarial`.
    pub losses: Vec<(String, f64)>,
    /// Agreement with the noisy labels of the validation images, in [0, 1]; at the end of an epoch.
    pub validation: Option<f64>,
    /// Training images per second over the epoch so far.
    pub images_per_second: f64,
    /// What is left at this pace.
    pub left: Duration,
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} · epoch {}/{}", self.method, self.epoch.0 + 1, self.epoch.1)?;
        if self.validation.is_none() {
            write!(f, " · step {}/{}", self.step.0, self.step.1)?;
        }
        for (name, loss) in &self.losses {
            write!(f, " · {name} {loss:.3}")?;
        }
        if let Some(agreement) = self.validation {
            write!(f, " · validation agreement {:.1} %", 100.0 * agreement)?;
        }
        let left = self.left.as_secs();
        write!(f, " · {:.0} images/s · {}:{:02} left", self.images_per_second, left / 60, left % 60)
    }
}

/// Gathers the losses of an epoch; reading them waits for the device, so that is done only when a report is due.
pub(super) struct Meter {
    method: String,
    epoch: (usize, usize),
    steps: usize,
    names: Vec<String>,
    /// Of every loss its sum, and of how many steps: not all steps are adversarial.
    sums: Vec<(f64, usize)>,
    /// Of each step one small tensor: what else it made need not stay on the device.
    pending: Vec<Tensor<1>>,
    done: usize,
    images: usize,
    started: Instant,
}

impl Meter {
    pub fn new(method: String, epoch: usize, config: &TrainConfig, steps: usize, heads: &[LabelHead]) -> Self {
        Self {
            method,
            epoch: (epoch, config.epochs),
            steps,
            names: heads.iter().map(|head| head.name.clone()).collect(),
            sums: vec![],
            pending: vec![],
            done: 0,
            images: 0,
            started: Instant::now(),
        }
    }

    pub fn add(&mut self, images: usize, losses: StepLosses) {
        let mut all: Vec<Tensor<1>> = losses.heads.into_iter().map(|loss: HeadLoss| loss.mean).collect();
        if let Some((discriminators, adversarial)) = losses.adversarial {
            all.extend([discriminators, adversarial]);
        }
        self.pending.push(Tensor::cat(all, 0));
        self.done += 1;
        self.images += images;
    }

    /// Whether the epoch has steps left.
    pub fn is_under_way(&self) -> bool {
        self.done < self.steps
    }

    /// Adds the losses of the steps since the last report, in one transfer.
    fn add_pending(&mut self) -> Result<()> {
        let mut transaction = Transaction::default();
        for losses in self.pending.drain(..) {
            transaction = transaction.register(losses);
        }
        for losses in transaction.try_execute().map_err(Error::computation)? {
            self.sums.resize(self.sums.len().max(losses.num_elements()), (0.0, 0));
            for ((sum, steps), loss) in self.sums.iter_mut().zip(losses.iter::<f64>()) {
                *sum += loss;
                *steps += 1;
            }
        }
        Ok(())
    }

    /// The report as of now.
    ///
    /// # Errors
    /// [`Error::Format`] when a loss is NaN, [`Error::Device`] when the device failed.
    pub fn read(&mut self) -> Result<Progress> {
        self.add_pending()?;
        let names = self.names.iter().cloned().chain(["discriminators".into(), "adversarial".into()]);
        let losses: Vec<(String, f64)> = names.zip(self.sums.iter().map(|(sum, steps)| sum / *steps as f64)).collect();
        if let Some((name, loss)) = losses.iter().find(|(_, loss)| !loss.is_finite()) {
            let place =
                format!("{}, epoch {}, by step {}: the loss of {name}", self.method, self.epoch.0 + 1, self.done);
            return Err(Error::format(
                place,
                loss,
                "a finite number; a smaller learning_rate, or lambda_gan of the joint distribution, may help",
            ));
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let steps_left = (self.epoch.1 - self.epoch.0 - 1) * self.steps + self.steps.saturating_sub(self.done);
        Ok(Progress {
            method: self.method.clone(),
            epoch: self.epoch,
            step: (self.done, self.steps),
            losses,
            validation: None,
            images_per_second: self.images as f64 / seconds.max(1e-9),
            left: Duration::from_secs_f64(seconds / self.done.max(1) as f64 * steps_left as f64),
        })
    }
}
