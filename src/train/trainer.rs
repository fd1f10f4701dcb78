//! Training an experiment by a method, epoch by epoch.

use super::{
    Experiment,
    config::TrainConfig,
    evaluation::{self, Evaluation},
    game::{Batch, Game},
    learner::Learner,
    method::{Method, Supervision},
    progress::{Meter, Progress},
    training::{EpochRecord, Training},
};
use crate::{
    Error, Result,
    images::{EpochPlan, HostBatch, Images},
    interrupt::Interrupt,
    model::EncoderDraws,
    progress,
};
use burn::{
    module::Module,
    tensor::{Device, Tensor, TensorData},
};
use std::path::Path;

/// Trains `method` on `experiment` and prints a line per report. An interrupt (the notebook's stop button, Ctrl-C) ends
/// it after its step, with the result so far.
///
/// # Errors
/// [`Error::Parameter`] or [`Error::Format`] for settings or labels that don't fit the method, and when a loss is no
/// number any more.
pub fn train(experiment: &Experiment, method: &Method, config: &TrainConfig, device: &Device) -> Result<Training> {
    train_with(experiment, method, config, device, &mut |progress: &Progress| progress::tell(progress))
}

/// [`train`], with the reports handed to `report` instead of printed.
///
/// # Errors
/// Those of [`train`].
pub fn train_with(
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    device: &Device,
    report: &mut dyn FnMut(&Progress),
) -> Result<Training> {
    let interrupt = Interrupt::watch();
    let mut trainer = Trainer::new(experiment, method, config, device)?;
    while trainer.epoch() < config.epochs && !trainer.interrupted() {
        trainer.run_epoch(&interrupt, report)?;
    }
    trainer.finish()
}

/// [`train`] that can be stopped, or killed, and go on: it keeps a checkpoint in `folder` after every epoch, and where
/// `folder` holds one it goes on from there. The result is bit for bit that of a training in one go on the processor; an epoch
/// that was under way is trained again. `epochs` and `report_seconds` may differ from before.
///
/// # Errors
/// Those of [`train`]; [`Error::Io`]; [`Error::Format`] for a checkpoint that is damaged or of another training.
pub fn train_resumable(
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    device: &Device,
    folder: impl AsRef<Path>,
) -> Result<Training> {
    let (interrupt, folder) = (Interrupt::watch(), folder.as_ref());
    let mut trainer = Trainer::new(experiment, method, config, device)?;
    if trainer.restore(folder)? {
        progress::tell(format_args!("going on after epoch {} of {}", trainer.epoch(), folder.display()));
    }
    while trainer.epoch() < config.epochs && !trainer.interrupted() {
        trainer.run_epoch(&interrupt, &mut |progress: &Progress| progress::tell(progress))?;
        if !trainer.interrupted() {
            trainer.save(folder)?;
        }
    }
    trainer.finish()
}

/// A training under way: its players, its place, and what it has seen.
pub struct Trainer<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) method: &'a Method,
    name: String,
    pub(super) config: &'a TrainConfig,
    device: Device,
    pub(super) supervision: Supervision,
    validation: Supervision,
    pub(super) game: Game,
    pub(super) history: Vec<EpochRecord>,
    pub(super) evaluations: Vec<Evaluation>,
    pub(super) selected: Option<(usize, Learner)>,
    interrupted: bool,
}

impl<'a> Trainer<'a> {
    /// Sets up the players on `device`.
    ///
    /// # Errors
    /// Those of [`train`] for settings and labels.
    pub fn new(
        experiment: &'a Experiment,
        method: &'a Method,
        config: &'a TrainConfig,
        device: &Device,
    ) -> Result<Self> {
        if config.epochs == 0 || experiment.train.len() < 2 {
            let found = format!("{} epochs over {} images", config.epochs, experiment.train.len());
            return Err(Error::parameter("a training", found, "at least 1 epoch over at least 2 images"));
        }
        let labels = &experiment.train.labels;
        let supervision = method.supervise(labels)?;
        let (plays, transitions) = (method.plays(), method.transitions(labels));
        Ok(Self {
            game: Game::new(&experiment.model, config, &supervision.heads, plays, transitions, device)?,
            validation: method.supervise(&experiment.validation.labels)?,
            device: device.clone(),
            name: method.name_under(config.fidelity),
            history: vec![],
            evaluations: vec![],
            selected: None,
            interrupted: false,
            experiment,
            method,
            config,
            supervision,
        })
    }

    /// How many epochs are done.
    pub fn epoch(&self) -> usize {
        self.history.len()
    }

    /// Whether an interrupt has ended the last epoch early.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// Trains one epoch, then measures the encoder on the validation and on the test images.
    ///
    /// # Errors
    /// [`Error::Format`] naming epoch, step and loss when a loss becomes NaN.
    pub fn run_epoch(&mut self, interrupt: &Interrupt, report: &mut dyn FnMut(&Progress)) -> Result<()> {
        let epoch = self.epoch();
        let plays = self.method.plays() && epoch >= self.config.gan_start_epoch;
        let plan = self.plan(epoch);
        let steps = plan.images.len().div_ceil(self.config.batch_size);
        let mut meter = Meter::new(self.name.clone(), epoch, self.config, steps, &self.supervision.heads);
        for host in plan.batches() {
            let host = host?;
            let images = host.rows.len();
            let batch = self.upload(host);
            let losses = self.game.step(&batch, plays)?;
            meter.add(images, losses);
            if meter.is_due() {
                report(&meter.read()?);
            }
            if interrupt.requested() {
                self.interrupted = true;
                break;
            }
        }
        let mut progress = meter.read()?;
        let record = self.measure(epoch, plays, &progress)?;
        progress.validation = Some(record.validation_agreement);
        report(&progress);
        self.history.push(record);
        Ok(())
    }

    /// The result: the last epoch's, the selected one's, and the history.
    ///
    /// # Errors
    /// [`Error::Parameter`] before the first epoch.
    pub fn finish(self) -> Result<Training> {
        let none = || Error::parameter("the number of epochs done", 0, "at least 1");
        let last = self.evaluations.last().cloned().ok_or_else(none)?;
        let (selected_epoch, selected_learner) = self.selected.ok_or_else(none)?;
        Ok(Training {
            method: self.name,
            config: self.config.clone(),
            note: self.experiment.note.clone(),
            heads: self.supervision.heads,
            history: self.history,
            last,
            selected: self.evaluations[selected_epoch].clone(),
            selected_epoch,
            interrupted: self.interrupted,
            learner: self.game.learner().valid(),
            selected_learner,
        })
    }

    fn plan(&self, epoch: usize) -> EpochPlan {
        let model = &self.experiment.model;
        EpochPlan {
            images: self.experiment.train.images.clone(),
            augmentation: self.experiment.augmentation.clone(),
            batch_size: self.config.batch_size,
            noise: model.noise,
            hidden: model.hidden,
            dropout: model.dropout,
            seed: self.config.seed,
            epoch,
        }
    }

    fn upload(&self, host: HostBatch) -> Batch {
        let device = self.device.clone().autodiff();
        let (count, side) = (host.rows.len(), self.experiment.model.side);
        let table = |values: Vec<f32>| {
            let width = values.len() / count;
            Tensor::<2>::from_data(TensorData::new(values, [count, width]), &device)
        };
        let heads = self.supervision.heads.iter().zip(&self.supervision.targets);
        Batch {
            images: Tensor::from_data(TensorData::new(host.pixels, [count, 3, side, side]), &device),
            targets: heads.map(|(head, targets)| targets.batch(head, &host.rows, &device)).collect(),
            encoder_noise: EncoderDraws {
                epsilon: table(host.encoder_noise),
                dropout: host.dropout.into_iter().map(&table).collect(),
            },
            decoder_noise: table(host.decoder_noise),
        }
    }

    fn measure(&mut self, epoch: usize, plays: bool, progress: &Progress) -> Result<EpochRecord> {
        let learner = self.game.learner().valid();
        let heads = &self.supervision.heads;
        let predict =
            |images: &Images| evaluation::predict(&learner, heads, images, &self.experiment.augmentation, &self.device);
        let validation = predict(&self.experiment.validation.images)?;
        let agreement = evaluation::noisy_agreement(&validation, &self.validation);
        let outputs = predict(&self.experiment.test.images)?;
        let test = evaluation::evaluate(&outputs, heads, &self.experiment.test)?;
        if self.history.iter().all(|record| record.validation_agreement < agreement) {
            self.selected = Some((epoch, learner));
        }
        let record = EpochRecord {
            epoch,
            plays,
            losses: progress.losses.clone(),
            validation_agreement: agreement,
            validation_accuracy: evaluation::accuracy(&validation, heads, &self.experiment.validation.labels),
            test_accuracy: test.accuracy(),
            test_ccc: test.continuous.iter().map(|(name, scores)| (name.clone(), scores.ccc())).collect(),
            images_per_second: progress.images_per_second,
        };
        self.evaluations.push(test);
        Ok(record)
    }
}
