//! Trainings: epochs of steps, each measured at its end.

use super::{
    average::StepNumber,
    config::TrainConfig,
    draws::{DrawPlan, Draws},
    evaluation::{self, Evaluation},
    experiment::Experiment,
    learner::Learner,
    methods::{Method, TrainingPass},
    mixup::Mixed,
    progress::{Meter, Progress},
    sample_losses::{Gatherer, SampleLosses},
    scoring::Scoring,
    step::Step,
    supervised::Batch,
    targets::Targets,
    test_views::{MIRROR, SHIFTED, View, mean, mean_over},
    training::{EpochRecord, Training},
};
use crate::{
    Error, Result,
    datasets::Dataset,
    files::{self, Lock},
    images::{EpochPlan, HostBatch, Images},
    interrupt::Interrupt,
    labels::LabelHead,
    progress::{self, Pace},
};
use burn::tensor::{Device, Tensor, TensorData};
use std::{
    cell::OnceCell,
    path::Path,
    time::{Duration, Instant},
};

/// Trains `method` on `experiment` and prints a line, its result; before it one for every [`TrainConfig::report_seconds`] that it
/// takes, and with [`TrainConfig::verbose`] one an epoch. An interrupt (the notebook's stop button, Ctrl-C) ends it after its step,
/// with the result so far.
///
/// # Errors
/// [`Error::Parameter`] or [`Error::Format`] for settings or labels that don't fit the method, and when a loss becomes NaN.
pub fn train(experiment: &Experiment, method: &Method, config: &TrainConfig, device: &Device) -> Result<Training> {
    let start = Instant::now();
    let training = train_with(experiment, method, config, device, &mut |progress| progress::tell(progress))?;
    tell_result(&training, start);
    Ok(training)
}

fn tell_result(training: &Training, start: Instant) {
    progress::tell(format_args!("{}; {:.0} s", training.summary(), start.elapsed().as_secs_f64()));
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
/// that was under way is trained again. `epochs` and `report_seconds` may differ from before: a method that waits for a
/// share of the epochs counts by the new number.
///
/// # Errors
/// Those of [`train`]; [`Error::Io`]; [`Error::Busy`] while another process trains there; [`Error::Format`] for a checkpoint that is
/// damaged or of another training.
pub fn train_resumable(
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    device: &Device,
    folder: impl AsRef<Path>,
) -> Result<Training> {
    // An interrupt counts from here on.
    let _interrupt = Interrupt::watch();
    Trainer::new(experiment, method, config, device)?.go_on(folder.as_ref())
}

/// A training under way: its networks, its place, and what it has seen.
pub struct Trainer<'a> {
    pub(super) experiment: &'a Experiment,
    pub(super) method: &'a Method,
    pub(super) config: &'a TrainConfig,
    device: Device,
    pub(super) step: Step,
    /// The images that have a label under the method, and which rows of the training set they are.
    images: Images,
    rows: Vec<usize>,
    /// The test images that every epoch is measured on.
    epoch_test: Dataset,
    /// For every row of the training set.
    targets: Vec<Targets>,
    validation: Vec<Targets>,
    pub(super) history: Vec<EpochRecord>,
    /// The epoch, from 0, and its learner.
    pub(super) selected: Option<(usize, Learner)>,
    pub(super) sample_losses: Option<SampleLosses>,
    /// The datasets' fingerprints: they take every pixel, and no training changes them, so they are taken once.
    pub(super) fingerprints: OnceCell<[String; 3]>,
    interrupted: bool,
    pace: Pace,
}

impl<'a> Trainer<'a> {
    /// Fits the method to the training labels and makes the networks on `device`.
    ///
    /// # Errors
    /// Those of [`train`] for settings and labels.
    pub fn new(
        experiment: &'a Experiment,
        method: &'a Method,
        config: &'a TrainConfig,
        device: &Device,
    ) -> Result<Self> {
        experiment.validate()?;
        method.check()?;
        let labels = &experiment.train.labels;
        let fitted = method.fit(labels, config.seed)?;
        let (targets, validation) = (fitted.targets(labels)?, fitted.targets(&experiment.validation.labels)?);
        let heads = fitted.heads().to_vec();
        let rows = labelled(&heads, &targets, labels.len());
        if rows.len() < labels.len() {
            let without = labels.len() - rows.len();
            let title = method.title();
            progress::tell(format_args!(
                "{title}: {without} of {} training images have no label and are left out",
                labels.len()
            ));
        }
        if config.epochs == 0 || rows.len() < 2 {
            let found = format!("{} epochs over {} labelled images", config.epochs, rows.len());
            return Err(Error::parameter("a training", found, "at least 1 epoch over at least 2 images"));
        }
        let mut step = Step::new(&experiment.model, config, method, fitted, device)?;
        if experiment.model.encoder.is_prepared() {
            step.prepare(&plain_images(experiment)?);
        }
        let bytes = 4 * (labels.len() * heads.len() * config.epochs) as u64;
        Ok(Self {
            images: experiment.train.images.select(&rows)?,
            sample_losses: (bytes <= config.sample_loss_bytes).then(|| SampleLosses::new(&heads, labels.len())),
            device: device.clone(),
            epoch_test: evenly_spaced(&experiment.test, config.test_images_per_epoch)?,
            history: vec![],
            selected: None,
            fingerprints: OnceCell::new(),
            interrupted: false,
            pace: Pace::new(Duration::from_secs_f64(config.report_seconds)),
            experiment,
            method,
            config,
            step,
            rows,
            targets,
            validation,
        })
    }

    /// As [`train_resumable`], by this trainer, which has not trained yet.
    pub(crate) fn go_on(mut self, folder: &Path) -> Result<Training> {
        let (interrupt, start) = (Interrupt::watch(), Instant::now());
        let _lock = Lock::take(folder)?;
        // Of a checkpoint and the one before it: weights, those of the selected epoch, and two moments, in four bytes each.
        let weights = self.step.learner().weights().count() as u64;
        files::check_space(folder, 2 * 4 * 4 * weights, "checkpoints")?;
        if self.restore(folder)? {
            progress::tell(format_args!("going on after epoch {} of {}", self.epoch(), folder.display()));
        }
        while self.epoch() < self.config.epochs && !self.interrupted() {
            self.run_epoch(&interrupt, &mut |progress| progress::tell(progress))?;
            if !self.interrupted() {
                self.save(folder)?;
            }
        }
        let training = self.finish()?;
        tell_result(&training, start);
        Ok(training)
    }

    /// How many epochs are done.
    pub fn epoch(&self) -> usize {
        self.history.len()
    }

    /// Whether an interrupt has ended the last epoch early.
    pub fn interrupted(&self) -> bool {
        self.interrupted
    }

    /// The encoder's heads.
    pub(super) fn heads(&self) -> &[LabelHead] {
        self.step.method().heads()
    }

    fn scoring(&self) -> Scoring {
        self.config.scoring.under(self.config.fidelity)
    }

    /// Trains one epoch, then measures the encoder on the validation images and on test images.
    ///
    /// # Errors
    /// [`Error::Format`] naming epoch, step and loss when a loss becomes NaN.
    pub fn run_epoch(&mut self, interrupt: &Interrupt, report: &mut dyn FnMut(&Progress)) -> Result<()> {
        let epoch = self.epoch();
        let adversarial = self.step.is_adversarial(epoch);
        let plan = self.plan(epoch);
        let steps = plan.order().len();
        let title = self.method.title_under(self.config.fidelity);
        let mut meter = Meter::new(title, epoch, self.config, steps, self.heads());
        let mut losses = Gatherer::new();
        let mut outputs: Vec<Gatherer> = self.heads().iter().map(|_| Gatherer::new()).collect();
        let draws = DrawPlan::new(&self.experiment.model, self.config, epoch);
        for (index, host) in plan.batches(move |step, batch| draws.draw(step, batch)).enumerate() {
            let step = StepNumber { index: epoch * steps + index, total: self.config.epochs * steps };
            let batch = self.upload(host?, step);
            let step = self.step.step(&batch, adversarial)?;
            if self.sample_losses.is_some() {
                losses.add_losses(batch.rows.clone(), &step.heads);
            }
            if self.step.method().needs_outputs() {
                for (gatherer, output) in outputs.iter_mut().zip(&step.outputs) {
                    gatherer.add_outputs(batch.rows.clone(), output);
                }
            }
            meter.add(batch.rows.len(), step);
            if meter.is_under_way() && self.pace.is_due() {
                report(&meter.read()?);
            }
            if interrupt.requested() {
                self.interrupted = true;
                break;
            }
        }
        let mut progress = meter.read()?;
        self.end_epoch(epoch, losses, outputs)?;
        self.check_finite(epoch)?;
        let record = self.measure(epoch, adversarial, &progress)?;
        progress.validation = Some(record.validation_agreement);
        if self.config.verbose || self.pace.is_due() {
            report(&progress);
        }
        self.history.push(record);
        Ok(())
    }

    /// An activation may hide what is no number, and the loss then looks as ever: so the weights are looked at themselves.
    fn check_finite(&self, epoch: usize) -> Result<()> {
        let weights = self.step.learner().weights();
        let bad = weights.not_finite();
        let Some((first, _)) = bad.first() else { return Ok(()) };
        let count: usize = bad.iter().map(|(_, count)| count).sum();
        let place = format!("{}, epoch {}", self.method.title(), epoch + 1);
        let found = format!("{count} of {} weights that are no finite numbers, the first in {first}", weights.count());
        let expected = format!(
            "a training that does not diverge: lower learning_rate ({}), or set clip_norm; nothing of this epoch was kept",
            self.config.learning_rate
        );
        Err(Error::format(place, found, expected))
    }

    /// Reads what was gathered, and lets the method know of it.
    fn end_epoch(&mut self, epoch: usize, losses: Gatherer, gathered: Vec<Gatherer>) -> Result<()> {
        let (heads, samples) = (self.heads().to_vec(), self.experiment.train.len());
        if let Some(kept) = &mut self.sample_losses {
            kept.push(losses.losses(&heads, &self.targets, samples)?);
        }
        let mut outputs = vec![];
        if self.step.method().needs_outputs() {
            for (gatherer, head) in gathered.into_iter().zip(&heads) {
                outputs.push(gatherer.outputs(samples, head.width())?);
            }
        }
        let epochs = self.config.epochs;
        self.step.method_mut().end_of_epoch(&TrainingPass { epoch, epochs, outputs: &outputs })
    }

    /// The result: the last epoch's, the selected one's, and the history.
    ///
    /// # Errors
    /// [`Error::Parameter`] before the first epoch.
    pub fn finish(mut self) -> Result<Training> {
        let none = || Error::parameter("the number of epochs done", 0, "at least 1");
        let (selected_epoch, selected_learner) = self.selected.take().ok_or_else(none)?;
        let learner = self.step.evaluated();
        let (mut last, outputs) = self.test(&learner)?;
        let is_last = selected_epoch + 1 == self.epoch();
        let selected = if is_last { last.clone() } else { self.test(&selected_learner)?.0 };
        self.measure_views(&learner, outputs, &mut last)?;
        for (epoch, test) in [(self.epoch() - 1, &last), (selected_epoch, &selected)] {
            if let Some(record) = self.history.get_mut(epoch) {
                record.set_test(test);
            }
        }
        let heads = self.heads().to_vec();
        let experiment = self.experiment;
        Ok(Training {
            experiment: experiment.name.clone(),
            recipe: experiment.recipe.clone(),
            note: experiment.note.clone(),
            method: self.method.clone(),
            config: self.config.clone(),
            model: experiment.model.clone(),
            augmentation: experiment.augmentation.clone(),
            heads,
            history: self.history,
            last,
            selected,
            selected_epoch: selected_epoch + 1,
            interrupted: self.interrupted,
            sample_losses: self.sample_losses,
            learner,
            selected_learner,
        })
    }

    /// What `learner` makes of all test images: how good that is, and its outputs.
    fn test(&self, learner: &Learner) -> Result<(Evaluation, Vec<Vec<f32>>)> {
        let (heads, test, augmentation) = (self.heads(), &self.experiment.test, &self.experiment.augmentation);
        let outputs = evaluation::predict(learner, heads, &test.images, augmentation, &self.device)?;
        Ok((evaluation::evaluate(&outputs, heads, test, self.scoring())?, outputs))
    }

    /// The test accuracy when every image, of which `outputs` are what `learner` makes, is also seen in the mirror, and, where that is
    /// asked for, shifted.
    fn measure_views(&self, learner: &Learner, outputs: Vec<Vec<f32>>, last: &mut Evaluation) -> Result<()> {
        let (heads, test, augmentation) = (self.heads(), &self.experiment.test, &self.experiment.augmentation);
        let predict = |view: View| view.predict(learner, heads, &test.images, augmentation, &self.device);
        let accuracy = |outputs: &[Vec<f32>]| -> Result<f64> {
            Ok(evaluation::evaluate(outputs, heads, test, self.scoring())?.accuracy())
        };
        let centre = mean(&[outputs, predict(MIRROR)?]);
        last.mirror_averaged = Some(accuracy(&centre)?);
        if self.config.multi_crop {
            last.crops_averaged = Some(accuracy(&mean(&[centre, mean_over(&SHIFTED, predict)?]))?);
        }
        Ok(())
    }

    fn plan(&self, epoch: usize) -> EpochPlan {
        EpochPlan {
            images: self.images.clone(),
            augmentation: self.experiment.augmentation.clone(),
            batch_size: self.config.batch_size,
            seed: self.config.seed,
            epoch,
        }
    }

    fn upload(&self, host: HostBatch<Draws>, step: StepNumber) -> Batch {
        let device = self.device.clone().autodiff();
        let (count, side) = (host.rows.len(), self.experiment.model.side);
        let rows: Vec<usize> = host.rows.iter().map(|&row| self.rows[row]).collect();
        let targets = |rows: &[usize]| {
            let heads = self.heads().iter().zip(&self.targets);
            heads.map(|(head, targets)| targets.batch(head, rows, &device)).collect()
        };
        let mut images = Tensor::from_data(TensorData::new(host.pixels, [count, 3, side, side]), &device);
        let mixed = host.draws.mixing.as_ref().map(|mixing| {
            images = mixing.images(images.clone());
            let rows: Vec<usize> = mixing.order.iter().map(|&place| rows[place]).collect();
            Mixed { share: mixing.share, targets: targets(&rows), rows }
        });
        let (encoder_draws, latents) = host.draws.upload(&device);
        Batch { step, targets: targets(&rows), rows, images, encoder_draws, latents, mixed }
    }

    fn measure(&mut self, epoch: usize, adversarial: bool, progress: &Progress) -> Result<EpochRecord> {
        let learner = self.step.evaluated();
        let (heads, scoring, experiment) = (self.heads(), self.scoring(), self.experiment);
        let predict =
            |images: &Images| evaluation::predict(&learner, heads, images, &experiment.augmentation, &self.device);
        let validation = predict(&experiment.validation.images)?;
        let agreement = evaluation::noisy_agreement(&validation, heads, &self.validation);
        let test = &self.epoch_test;
        let test = evaluation::evaluate(&predict(&test.images)?, heads, test, scoring)?;
        let mut record = EpochRecord {
            epoch: epoch + 1,
            adversarial,
            losses: progress.losses.clone(),
            validation_agreement: agreement,
            validation_accuracy: evaluation::accuracy(&validation, heads, &experiment.validation.labels, scoring),
            test_accuracy: 0.0,
            test_ccc: vec![],
            images_per_second: progress.images_per_second,
        };
        record.set_test(&test);
        if self.history.iter().all(|earlier| earlier.validation_agreement < agreement) {
            self.selected = Some((epoch, learner));
        }
        Ok(record)
    }
}

/// Training images as the encoder sees them, `[count, 3, side, side]`, for what it takes from them before it is trained: so many
/// as are enough for that.
fn plain_images(experiment: &Experiment) -> Result<Vec<f32>> {
    const NUMBERS: usize = 5_000 * 3 * 32 * 32;
    let (images, side) = (&experiment.train.images, experiment.model.side);
    let numbers = 3 * side * side;
    let count = images.len().min(NUMBERS / numbers);
    let mut plain = vec![0.0; count * numbers];
    for (row, into) in plain.chunks_exact_mut(numbers).enumerate() {
        if let Some(image) = images.get(row) {
            experiment.augmentation.plain(image, side, into)?;
        }
    }
    Ok(plain)
}

/// At most `count` of the images, evenly spaced; `None`: all.
fn evenly_spaced(dataset: &Dataset, count: Option<usize>) -> Result<Dataset> {
    let all = dataset.len();
    let count = count.map_or(all, |count| count.min(all));
    let rows: Vec<usize> = (0..count).map(|index| index * all / count).collect();
    dataset.select(&rows)
}

/// The rows for which any head has a label.
fn labelled(heads: &[LabelHead], targets: &[Targets], rows: usize) -> Vec<usize> {
    let has = |row: &usize| heads.iter().zip(targets).any(|(head, targets)| targets.has(*row, head.width()));
    (0..rows).filter(has).collect()
}
