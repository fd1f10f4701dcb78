//! Trainings: epochs of steps, each measured at its end.

mod checkpoint;
mod epoch;
mod finish;

pub use checkpoint::checkpointed_epoch;

use super::{
    config::TrainConfig,
    evaluation::check_classes,
    experiment::Experiment,
    learner::Learner,
    methods::Method,
    progress::Progress,
    report::Report,
    sample_losses::SampleLosses,
    scoring::Scoring,
    step::Step,
    targets::Targets,
    training::{EpochRecord, Training},
};
use crate::{
    Error, Result,
    datasets::Dataset,
    files::{self, Lock},
    images::Images,
    interrupt::Interrupt,
    labels::LabelHead,
    progress::{self, Pace},
};
use burn::tensor::Device;
use std::{cell::OnceCell, path::Path, time::Duration};

/// How often a training that is shown in place is reported.
const LIVE: Duration = Duration::from_secs(1);

/// Trains `method` on `experiment` and prints a line, its result; before it one for every [`TrainConfig::report_seconds`] that it
/// takes, and with [`TrainConfig::verbose`] one an epoch. In a notebook whose outputs can be replaced, one line with a bar and a
/// curve of the losses stand for all of them. An interrupt (the notebook's stop button, Ctrl-C) ends it after its step, with the
/// result so far.
///
/// # Errors
/// [`Error::Parameter`] or [`Error::Format`] for settings or labels that don't fit the method, and when a loss becomes NaN.
pub fn train(experiment: &Experiment, method: &Method, config: &TrainConfig, device: &Device) -> Result<Training> {
    let interrupt = Interrupt::watch();
    let mut report = Report::new();
    let mut trainer = Trainer::new(experiment, method, config, device)?;
    trainer.pace_for(&report);
    let training = trainer.run(&interrupt, &mut |progress| report.show(progress))?;
    report.end(&training);
    Ok(training)
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
    let trainer = Trainer::new(experiment, method, config, device)?;
    trainer.go_on(&Lock::take(&folder)?)
}

/// [`train_resumable`] in the folder of a lock that was taken before, such as before the data were read.
///
/// # Errors
/// Those of [`train_resumable`].
pub fn train_locked(
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    device: &Device,
    lock: &Lock,
) -> Result<Training> {
    let _interrupt = Interrupt::watch();
    Trainer::new(experiment, method, config, device)?.go_on(lock)
}

/// A training under way: its networks, its place, and what it has seen.
pub struct Trainer<'a> {
    experiment: &'a Experiment,
    method: &'a Method,
    config: &'a TrainConfig,
    device: Device,
    step: Step,
    /// The images that the method trains on, and which rows of the training set they are.
    images: Images,
    rows: Vec<usize>,
    /// The test images that every epoch is measured on.
    epoch_test: Dataset,
    /// For every row of the training set.
    targets: Vec<Targets>,
    validation: Vec<Targets>,
    history: Vec<EpochRecord>,
    /// The epoch, from 0, and its learner.
    selected: Option<(usize, Learner)>,
    sample_losses: Option<SampleLosses>,
    /// The datasets' fingerprints: they take every pixel, and no training changes them, so they are taken once.
    fingerprints: OnceCell<[String; 3]>,
    interrupted: bool,
    pace: Pace,
    /// Whether every epoch ends with a report.
    reports_epochs: bool,
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
        check_classes(&heads, &experiment.test.labels)?;
        let mut rows = labelled(&heads, &targets, labels.len());
        if fitted.trains_on_unlabelled() && !rows.is_empty() {
            rows = (0..labels.len()).collect();
        }
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
        if let Some(settings) = method.adversarial().filter(|settings| settings.gan_start_epoch >= config.epochs) {
            let (title, start) = (method.title(), settings.gan_start_epoch + 1);
            progress::tell(format_args!(
                "{title}: no adversarial steps, which begin in epoch {start} (gan_start_epoch) of {}",
                config.epochs
            ));
        }
        // A GPU's memory is kept by sizes, and another training's are others.
        device.memory_cleanup();
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
            reports_epochs: config.verbose,
            experiment,
            method,
            config,
            step,
            rows,
            targets,
            validation,
        })
    }

    fn pace_for(&mut self, report: &Report) {
        if report.is_live() {
            (self.pace, self.reports_epochs) = (Pace::new(LIVE), true);
        }
    }

    fn run(mut self, interrupt: &Interrupt, report: &mut dyn FnMut(&Progress)) -> Result<Training> {
        while self.epoch() < self.config.epochs && !self.interrupted() {
            self.run_epoch(interrupt, report)?;
        }
        self.finish()
    }

    /// As [`train_locked`], by this trainer, which has not trained yet.
    pub(crate) fn go_on(mut self, lock: &Lock) -> Result<Training> {
        let (folder, interrupt, mut report) = (lock.folder(), Interrupt::watch(), Report::new());
        self.pace_for(&report);
        // Of a checkpoint and the one before it: weights, those of the selected epoch, and two moments, in four bytes each.
        let weights = self.step.learner().weights().count() as u64;
        files::check_space(folder, 2 * 4 * 4 * weights, "checkpoints")?;
        if self.restore(folder)? {
            progress::tell(format_args!("going on after epoch {} of {}", self.epoch(), folder.display()));
        }
        while self.epoch() < self.config.epochs && !self.interrupted() {
            self.run_epoch(&interrupt, &mut |progress| report.show(progress))?;
            if !self.interrupted() {
                self.save(folder)?;
            }
        }
        let training = self.finish()?;
        report.end(&training);
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
    fn heads(&self) -> &[LabelHead] {
        self.step.method().heads()
    }

    fn scoring(&self) -> Scoring {
        self.config.scoring.under(self.config.fidelity)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, experiment::Scale};

    #[test]
    fn images_without_labels_are_left_to_the_methods_that_learn_from_them() {
        let mut experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
        let all = experiment.train.len();
        let mut labels = experiment.train.labels.select_heads(&["careful", "reserved", "hasty"]).unwrap();
        for head in labels.annotators() {
            let mut given = labels.labels(&head.name).unwrap();
            given[3] = None;
            labels = labels.with_labels(head, &given).unwrap();
        }
        experiment.train = Dataset::new(experiment.train.images.clone(), labels).unwrap();
        let rows = |name: &str| {
            let method = name.parse().unwrap();
            Trainer::new(&experiment, &method, &experiment.training, &Device::flex()).unwrap().rows.len()
        };
        assert_eq!((rows("majority-vote"), rows("posterior-em")), (all - 1, all));
    }
}
