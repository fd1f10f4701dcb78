//! One epoch: steps, and what is measured at its end.

use super::Trainer;
use crate::{
    Error, Result,
    images::{EpochPlan, HostBatch, Images},
    interrupt::Interrupt,
    train::{
        average::StepNumber,
        draws::{DrawPlan, Draws},
        evaluation,
        methods::TrainingPass,
        mixup::Mixed,
        progress::{Meter, Progress},
        sample_losses::Gatherer,
        supervised::Batch,
        training::EpochRecord,
    },
};
use burn::tensor::{Tensor, TensorData};

impl Trainer<'_> {
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
        if self.reports_epochs || self.pace.is_due() {
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
