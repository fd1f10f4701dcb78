//! One step of a learner on its task losses.

use super::{
    average::{StepNumber, WeightAverage},
    clipping::clipped,
    config::TrainConfig,
    learner::Learner,
    losses::{HeadLoss, LossContext},
    methods::FittedMethod,
    mixup::Mixed,
    optimiser::Optimiser,
    targets::BatchTarget,
};
use crate::{
    Result,
    kernels::{on_kernel_threads, updates_together},
    labels::LabelHead,
    model::{Decoder, EncoderDraws, Initialiser, ModelConfig},
};
use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device, Gradients, Tensor},
};

/// The names of [`SupervisedStep::records`].
/// The record of the weights.
pub(super) const LEARNER: &str = "learner";
const LEARNER_MOMENTS: &str = "learner_moments";
const AVERAGE: &str = "average";

/// Everything that a step needs, on the device.
#[derive(Clone, Debug)]
pub struct Batch {
    /// Which step of the training it is for.
    pub step: StepNumber,
    /// The rows of the training set, `[batch]`, in host memory.
    pub rows: Vec<usize>,
    /// `[batch, 3, side, side]` in [-1, 1].
    pub images: Tensor<4>,
    /// The labels, one entry a head.
    pub targets: Vec<BatchTarget>,
    /// ε and dropout masks of the encoder.
    pub encoder_draws: EncoderDraws,
    /// z0 of the images that the decoder draws, `[batch, latent]`.
    pub latents: Tensor<2>,
    /// What was mixed into the images.
    pub mixed: Option<Mixed>,
}

impl Batch {
    /// The loss of head `head`; of a mixed batch λ times that for its own labels, and 1 - λ times that for those that were mixed in.
    /// The losses of single samples are those for their own labels.
    pub(super) fn loss(
        &self,
        method: &dyn FittedMethod,
        head: usize,
        output: Tensor<2>,
        context: &LossContext,
    ) -> Result<HeadLoss> {
        let Some(mixed) = &self.mixed else { return method.loss(head, output, &self.targets[head], context) };
        let own = method.loss(head, output.clone(), &self.targets[head], context)?;
        let context = LossContext { rows: &mixed.rows, mixed_in: true, ..*context };
        let other = method.loss(head, output, &mixed.targets[head], &context)?;
        Ok(HeadLoss { mean: own.mean * mixed.share + other.mean * (1.0 - mixed.share), ..own })
    }
}

/// The losses of a step, still on the device: reading them waits for it.
#[derive(Clone, Debug)]
pub struct StepLosses {
    /// The unweighted task loss of each head, with that of each sample.
    pub heads: Vec<HeadLoss>,
    /// What each head made of the batch, `[batch, width]`.
    pub outputs: Vec<Tensor<2>>,
    /// What encoder and decoder minimise.
    pub total: Tensor<1>,
    /// The discriminators' loss in their last update of the step, and the adversarial part of the total, unweighted.
    pub adversarial: Option<(Tensor<1>, Tensor<1>)>,
}

/// A learner, its optimiser, and the losses of the method that it learns by.
pub struct SupervisedStep {
    pub(super) method: Box<dyn FittedMethod>,
    pub(super) config: TrainConfig,
    /// Always there, but handed over while it is updated: what nobody else holds is updated in place.
    learner: Option<Learner>,
    optimiser: ModuleOptimizer,
    average: WeightAverage,
}

/// What a learner makes of a batch.
pub(super) struct Forward {
    /// Labels by head, `[batch, width]` each.
    pub outputs: Vec<Tensor<2>>,
    /// `[batch, latent]`
    pub latent: Tensor<2>,
    pub losses: Vec<HeadLoss>,
    /// The weighted sum of the losses, `[1]`.
    pub task: Tensor<1>,
}

impl SupervisedStep {
    /// A fresh learner on `device`.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for bad sizes, settings or heads; those of
    /// [`Encoder::with_start`](crate::model::Encoder::with_start).
    pub fn new(
        model: &ModelConfig,
        config: &TrainConfig,
        method: Box<dyn FittedMethod>,
        device: &Device,
    ) -> Result<Self> {
        Self::build(model, config, method, false, device)
    }

    pub(super) fn build(
        model: &ModelConfig,
        config: &TrainConfig,
        method: Box<dyn FittedMethod>,
        with_decoder: bool,
        device: &Device,
    ) -> Result<Self> {
        model.validate(method.heads())?;
        config.validate(method.heads().len())?;
        let mut rng = config.seed.stream("learner", 0);
        let mut init =
            Initialiser::new(&mut rng, device).with_precision(config.precision)?.with_fidelity(config.fidelity);
        let mut learner = Learner::new(model, method.heads(), with_decoder, method.parameters(), &mut init);
        if let Some(path) = &config.start {
            learner.encoder = learner.encoder.with_start(path)?;
        }
        let (optimiser, average) = (Optimiser::init(config), WeightAverage::new(config.average));
        Ok(Self { method, config: config.clone(), learner: Some(learner), optimiser, average })
    }

    /// The encoder and what goes with it.
    pub fn learner(&self) -> &Learner {
        self.learner.as_ref().expect("handed over only within an update")
    }

    /// Replaces the learner's weights, keeping the optimiser's moments.
    pub fn set_learner(&mut self, learner: Learner) {
        self.learner = Some(learner);
    }

    /// One step.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for a batch of one with a continuous head.
    pub fn step(&mut self, batch: &Batch) -> Result<StepLosses> {
        on_kernel_threads(&batch.images.device(), || {
            let forward = self.forward(batch)?;
            self.update(forward.task.backward(), batch.step);
            Ok(forward.losses(None))
        })
    }

    /// Runs the encoder, and takes the losses of its heads.
    pub(super) fn forward(&self, batch: &Batch) -> Result<Forward> {
        let encoding = self.learner().encoder.forward(batch.images.clone(), &batch.encoder_draws);
        let outputs = split(self.method.heads(), encoding.labels);
        let parameters: Vec<Tensor<2>> = self.learner().method.iter().map(|parameter| parameter.val()).collect();
        let context = LossContext {
            rows: &batch.rows,
            parameters: &parameters,
            fidelity: self.config.fidelity,
            label_smoothing: self.config.label_smoothing,
            mixed_in: false,
        };
        let (mut losses, mut weighted) = (vec![], vec![]);
        for (head, output) in outputs.iter().enumerate() {
            let loss = batch.loss(&*self.method, head, output.clone(), &context)?;
            let weight = self.config.head_weights.get(head).copied().unwrap_or(1.0);
            weighted.push(loss.mean.clone() * weight);
            losses.push(loss);
        }
        Ok(Forward { outputs, latent: encoding.latent, losses, task: Tensor::cat(weighted, 0).sum() })
    }

    /// The decoder's place in the learner: adversarial steps move it by an optimiser of their own.
    pub(super) fn decoder_mut(&mut self) -> &mut Option<Decoder> {
        &mut self.learner.as_mut().expect("handed over only within an update").decoder
    }

    /// Moves what `gradients` holds one for down that gradient.
    pub(super) fn update(&mut self, gradients: Gradients, step: StepNumber) {
        let gradients = GradientsParams::from_grads(gradients, self.learner());
        let gradients = clipped(gradients, self.learner(), self.config.clip_norm);
        let rate = self.config.learning_rate * self.config.schedule.factor(step.progress());
        let (optimiser, average) = (&mut self.optimiser, &mut self.average);
        self.learner = self.learner.take().map(|learner| {
            let learner = average.begin(learner);
            average.after(step, updates_together(|| optimiser.step(rate, learner, gradients)))
        });
    }

    /// The learner as it is to be evaluated: the average over the steps, where that is asked for.
    pub(super) fn evaluated(&self) -> Learner {
        self.average.evaluated(self.learner().valid())
    }

    /// Lets the encoder take what it needs from training images `[count, 3, side, side]`, before the first step.
    pub(super) fn prepare(&mut self, images: &[f32]) {
        self.learner =
            self.learner.take().map(|learner| Learner { encoder: learner.encoder.prepared(images), ..learner });
    }

    /// All that the next step depends on, each part with its name: the learner, and the optimiser's moments, which know their
    /// parameters by the identities that the learner's record keeps.
    pub(super) fn records(&self) -> Result<Vec<(&'static str, Bytes)>, RecordError> {
        Ok(vec![
            (LEARNER, self.learner().clone().into_record().into_bytes()?),
            (LEARNER_MOMENTS, self.optimiser.into_bytes()?),
            (AVERAGE, self.average.record()?),
        ])
    }

    /// Takes over what [`records`](Self::records) gave; `read` is asked for each by its name.
    pub(super) fn restore(&mut self, read: &dyn Fn(&str) -> Result<Bytes, RecordError>) -> Result<(), RecordError> {
        let record = ModuleRecord::from_bytes(read(LEARNER)?)?;
        self.learner = Some(self.learner().clone().try_load_record(record)?);
        self.optimiser = Optimiser::init(&self.config).from_bytes(read(LEARNER_MOMENTS)?)?;
        let learner = self.learner.as_ref().expect("handed over only within an update");
        self.average.restore(&read(AVERAGE)?, learner)
    }
}

impl Forward {
    /// What is reported of the step, with nothing tracked any more.
    pub fn losses(self, adversarial: Option<(Tensor<1>, Tensor<1>)>) -> StepLosses {
        let heads = self.losses.into_iter().map(|loss| HeadLoss { mean: loss.mean.detach(), samples: loss.samples });
        StepLosses {
            heads: heads.collect(),
            outputs: self.outputs.into_iter().map(Tensor::detach).collect(),
            total: self.task.detach(),
            adversarial,
        }
    }
}

/// The encoder's output `[batch, all]` by head.
pub(super) fn split(heads: &[LabelHead], labels: Tensor<2>) -> Vec<Tensor<2>> {
    let widths = heads.iter().map(LabelHead::width).collect();
    labels.split_with_sizes(widths, 1)
}
