//! One step of the adversarial method: encoder and decoder against the discriminators (paper, section 3.3).

mod augment;
mod labels;
#[cfg(test)]
mod tests;
mod triples;

pub use labels::{AdversarialContext, AdversarialLabels};

use super::{
    adam::Adam,
    clipping::clipped,
    config::TrainConfig,
    learner::Learner,
    losses,
    methods::{EncoderScores, FittedMethod, JointDistribution},
    optimiser::Optimiser,
    supervised::{Batch, Forward, StepLosses, SupervisedStep},
    targets::BatchTarget,
};
use crate::{
    Error, Result,
    kernels::{on_kernel_threads, updates_together},
    model::{Discriminators, Initialiser, ModelConfig},
};
use augment::Changes;
use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device, Gradients, Tensor},
};
use triples::{Triple, Triples};

/// The names of [`AdversarialStep::records`] besides those of the supervised step.
const DISCRIMINATORS: &str = "discriminators";
const DISCRIMINATOR_MOMENTS: &str = "discriminator_moments";
const DECODER_MOMENTS: &str = "decoder_moments";

/// A learner with a decoder, and the discriminators that it is trained against. Encoder, decoder and discriminators have an
/// optimiser each: the encoder's is the training's, the others' is Adam.
pub struct AdversarialStep {
    pub(super) supervised: SupervisedStep,
    settings: JointDistribution,
    /// Always there, but handed over while they are updated: what nobody else holds is updated in place.
    discriminators: Option<Discriminators>,
    discriminator_optimiser: ModuleOptimizer,
    decoder_optimiser: ModuleOptimizer,
}

impl AdversarialStep {
    /// Fresh networks on `device`.
    ///
    /// # Errors
    /// Those of [`SupervisedStep::new`].
    pub fn new(
        model: &ModelConfig,
        config: &TrainConfig,
        settings: &JointDistribution,
        method: Box<dyn FittedMethod>,
        device: &Device,
    ) -> Result<Self> {
        let supervised = SupervisedStep::build(model, config, method, true, device)?;
        let mut rng = config.seed.stream("discriminators", 0);
        let mut init = Initialiser::new(&mut rng, device).with_precision(config.precision)?;
        let discriminators = Discriminators::new(model, supervised.method.discriminated_heads(), &mut init);
        Ok(Self {
            supervised,
            settings: settings.clone(),
            discriminators: Some(discriminators),
            discriminator_optimiser: adam(settings, config),
            decoder_optimiser: adam(settings, config),
        })
    }

    /// The encoder, the decoder and what goes with them.
    pub fn learner(&self) -> &Learner {
        self.supervised.learner()
    }

    /// The discriminators.
    pub fn discriminators(&self) -> &Discriminators {
        self.discriminators.as_ref().expect("handed over only within an update")
    }

    /// Replaces all weights, keeping the optimisers' moments.
    pub fn set_networks(&mut self, learner: Learner, discriminators: Discriminators) {
        self.supervised.set_learner(learner);
        self.discriminators = Some(discriminators);
    }

    /// One step; before the adversarial steps begin, and between them, of the encoder alone. The same ε, dropout masks and drawn image serve all
    /// updates.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels that no discriminator can be given, or a batch of one with a continuous head.
    pub fn step(&mut self, batch: &Batch, adversarial: bool) -> Result<StepLosses> {
        if !adversarial || !batch.step.index.is_multiple_of(self.settings.every) {
            return self.supervised.step(batch);
        }
        on_kernel_threads(&batch.images.device(), || {
            let mut forward = self.supervised.forward(batch)?;
            // Gone before the update: what nobody else holds is updated in place.
            let (discriminator_loss, adversarial_loss) = {
                let triples = self.triples(batch, &forward)?;
                (self.update_discriminators(&triples)?, self.adversarial_loss(&triples))
            };
            let epochs = batch.step.after().progress() * self.supervised.config.epochs as f64;
            forward.task = forward.task + adversarial_loss.clone() * self.settings.lambda_after(epochs);
            let mut gradients = forward.task.backward();
            self.update_decoder(&mut gradients);
            self.supervised.update(gradients, batch.step);
            Ok(forward.losses(Some((discriminator_loss, adversarial_loss.detach()))))
        })
    }

    /// As [`SupervisedStep::records`].
    pub(super) fn records(&self) -> Result<Vec<(&'static str, Bytes)>, RecordError> {
        let mut records = self.supervised.records()?;
        records.push((DISCRIMINATORS, self.discriminators().clone().into_record().into_bytes()?));
        records.push((DISCRIMINATOR_MOMENTS, self.discriminator_optimiser.into_bytes()?));
        records.push((DECODER_MOMENTS, self.decoder_optimiser.into_bytes()?));
        Ok(records)
    }

    /// As [`SupervisedStep::restore`].
    pub(super) fn restore(&mut self, read: &dyn Fn(&str) -> Result<Bytes, RecordError>) -> Result<(), RecordError> {
        self.supervised.restore(read)?;
        let record = ModuleRecord::from_bytes(read(DISCRIMINATORS)?)?;
        self.discriminators = Some(self.discriminators().clone().try_load_record(record)?);
        let fresh = || adam(&self.settings, &self.supervised.config);
        self.discriminator_optimiser = fresh().from_bytes(read(DISCRIMINATOR_MOMENTS)?)?;
        self.decoder_optimiser = fresh().from_bytes(read(DECODER_MOMENTS)?)?;
        Ok(())
    }

    /// Encodes and draws once, for all updates of the step.
    fn triples(&self, batch: &Batch, forward: &Forward) -> Result<Triples> {
        let SupervisedStep { method, config, .. } = &self.supervised;
        let learner = self.learner();
        let mut rng = config.seed.stream("adversarial step", batch.step.index as u64);
        let parameters: Vec<Tensor<2>> = learner.method.iter().map(|parameter| parameter.val()).collect();
        let encoded_labels = self.settings.encoded_labels.under(config.fidelity);
        let mut context = AdversarialContext { parameters: &parameters, encoded_labels, rng: &mut rng };
        let mut of = |targets: &[BatchTarget]| {
            method.adversarial_labels(&forward.outputs, targets, &mut context).ok_or_else(not_adversarial)
        };
        let mut labels = of(&batch.targets)?;
        if let Some(mixed) = &batch.mixed {
            labels = labels.mixed_with(of(&mixed.targets)?, mixed.share);
        }
        let decoder = learner.decoder.as_ref().ok_or_else(not_adversarial)?;
        let mut images = [batch.images.clone(), decoder.forward(batch.latents.clone(), &labels.decoder)];
        if self.settings.augment {
            let [count, _, side, _] = batch.images.dims();
            let changes = Changes::draw(count, side, &mut rng, &batch.images.device());
            images = images.map(|images| changes.apply(images));
        }
        let [given, drawn] = images;
        Ok(Triples {
            encoded: Triple { images: given, latent: forward.latent.clone(), labels: labels.encoded },
            drawn: Triple { images: drawn, latent: batch.latents.clone(), labels: labels.drawn },
        })
    }

    /// Updates the discriminators on the detached triples and returns their last loss.
    fn update_discriminators(&mut self, triples: &Triples) -> Result<Tensor<1>> {
        let (encoded, drawn) = (triples.encoded.detach(), triples.drawn.detach());
        let both = encoded.followed_by(&drawn);
        let batch = encoded.latent.dims()[0];
        let rate = self.settings.discriminator_learning_rate.unwrap_or(self.default_rate());
        let mut last = None;
        for _ in 0..self.settings.discriminator_updates {
            let discriminators = self.discriminators.take().ok_or_else(not_adversarial)?;
            let scores = self.scores(&discriminators, &both, 2);
            let loss = losses::hinge(scores.clone().narrow(0, 0, batch), scores.narrow(0, batch, batch));
            let gradients = GradientsParams::from_grads(loss.backward(), &discriminators);
            let gradients = clipped(gradients, &discriminators, self.supervised.config.clip_norm);
            let optimiser = &mut self.discriminator_optimiser;
            self.discriminators = Some(updates_together(|| optimiser.step(rate, discriminators, gradients)));
            last = Some(loss.detach());
        }
        Ok(last.unwrap_or_else(|| Tensor::zeros([1], &encoded.images.device())))
    }

    /// mean S_enc - mean S_dec, with the discriminators frozen; their spectral norms go on iterating.
    fn adversarial_loss(&self, triples: &Triples) -> Tensor<1> {
        let frozen = self.discriminators().clone().no_grad();
        // Apart: the image of the encoded triple is given, so that nothing is to be undone for it.
        let encoded = self.scores(&frozen, &triples.encoded, 1);
        let encoded = match self.settings.encoder_scores {
            EncoderScores::All => encoded,
            EncoderScores::LabelsAndJoint => without_latent_gradient(encoded),
        };
        encoded.mean() - self.scores(&frozen, &triples.drawn, 1).mean()
    }

    /// Moves the decoder by its share of `gradients`, which are gone from there then.
    fn update_decoder(&mut self, gradients: &mut Gradients) {
        let rate = self.settings.generator_learning_rate.unwrap_or(self.default_rate());
        let clip_norm = self.supervised.config.clip_norm;
        let place = self.supervised.decoder_mut();
        if let Some(decoder) = place.take() {
            let gradients = clipped(GradientsParams::from_module(gradients, &decoder), &decoder, clip_norm);
            let optimiser = &mut self.decoder_optimiser;
            *place = Some(updates_together(|| optimiser.step(rate, decoder, gradients)));
        }
    }

    /// The rate of decoder and discriminators, which Adam moves, unless the settings have another: the encoder's if it is Adam's too.
    fn default_rate(&self) -> f64 {
        const PUBLISHED: f64 = 1e-4;
        let config = &self.supervised.config;
        if config.optimiser == Optimiser::Adam { config.learning_rate } else { PUBLISHED }
    }

    fn scores(&self, discriminators: &Discriminators, triple: &Triple, parts: usize) -> Tensor<2> {
        let Triple { images, latent, labels } = triple;
        let scores = discriminators.scores_of_parts(images.clone(), latent.clone(), labels, parts);
        match self.settings.score_weights.as_slice() {
            [] => scores,
            weights => {
                let device = scores.device();
                let weights: Vec<f32> = weights.iter().map(|&weight| weight as f32).collect();
                scores * Tensor::<1>::from_data(weights.as_slice(), &device).unsqueeze()
            }
        }
    }
}

/// Scores `[batch, heads + 3]` of which those of image and latent alone, the first two, are constants.
fn without_latent_gradient(scores: Tensor<2>) -> Tensor<2> {
    let others = scores.dims()[1] - 2;
    Tensor::cat(vec![scores.clone().narrow(1, 0, 2).detach(), scores.narrow(1, 2, others)], 1)
}

/// The optimiser of decoder and discriminators.
fn adam(settings: &JointDistribution, config: &TrainConfig) -> ModuleOptimizer {
    ModuleOptimizer::from(Adam { beta_1: settings.beta1.unwrap_or(config.beta1), ..Adam::of(config) })
}

fn not_adversarial() -> Error {
    Error::parameter("the method", "one whose labels no discriminator can be given", "the joint distribution")
}
