//! One step of the adversarial method: encoder and decoder against the discriminators (paper, section 3.3).

use super::{
    adam::Adam,
    config::TrainConfig,
    learner::Learner,
    losses,
    methods::{FittedMethod, JointDistribution},
    supervised::{Batch, Forward, StepLosses, SupervisedStep},
};
use crate::{
    Error, Fidelity, Result,
    kernels::on_kernel_threads,
    labels::HeadKind,
    model::{Discriminators, Initialiser, ModelConfig},
};
use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device, Tensor, activation::softmax},
};

/// The names of [`AdversarialStep::records`] besides those of the supervised step.
const DISCRIMINATORS: &str = "discriminators";
const DISCRIMINATOR_MOMENTS: &str = "discriminator_moments";

/// A learner with a decoder, and the discriminators that it is trained against, each with its optimiser.
pub struct AdversarialStep {
    pub(super) supervised: SupervisedStep,
    settings: JointDistribution,
    /// Always there, but handed over while they are updated: what nobody else holds is updated in place.
    discriminators: Option<Discriminators>,
    optimiser: ModuleOptimizer,
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
        let discriminators = Some(Discriminators::new(model, supervised.method.heads(), &mut init));
        Ok(Self { supervised, settings: settings.clone(), discriminators, optimiser: Adam::init(config) })
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

    /// One step; before the adversarial steps begin, of the encoder alone. The same ε, dropout masks and drawn image serve all
    /// updates.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels that no discriminator can be given, or a batch of one with a continuous head.
    pub fn step(&mut self, batch: &Batch, adversarial: bool) -> Result<StepLosses> {
        if !adversarial {
            return self.supervised.step(batch);
        }
        on_kernel_threads(&batch.images.device(), || {
            let mut forward = self.supervised.forward(batch)?;
            // Gone before the update: what nobody else holds is updated in place.
            let (discriminator_loss, adversarial_loss) = {
                let triples = self.triples(batch, &forward)?;
                (self.update_discriminators(&triples)?, self.adversarial_loss(&triples))
            };
            forward.task = forward.task + adversarial_loss.clone() * self.settings.lambda_gan;
            self.supervised.update(forward.task.clone());
            Ok(forward.losses(Some((discriminator_loss, adversarial_loss.detach()))))
        })
    }

    /// As [`SupervisedStep::records`].
    pub(super) fn records(&self) -> Result<Vec<(&'static str, Bytes)>, RecordError> {
        let mut records = self.supervised.records()?;
        records.push((DISCRIMINATORS, self.discriminators().clone().into_record().into_bytes()?));
        records.push((DISCRIMINATOR_MOMENTS, self.optimiser.into_bytes()?));
        Ok(records)
    }

    /// As [`SupervisedStep::restore`].
    pub(super) fn restore(&mut self, read: &dyn Fn(&str) -> Result<Bytes, RecordError>) -> Result<(), RecordError> {
        self.supervised.restore(read)?;
        let record = ModuleRecord::from_bytes(read(DISCRIMINATORS)?)?;
        self.discriminators = Some(self.discriminators().clone().try_load_record(record)?);
        self.optimiser = Adam::init(&self.supervised.config).from_bytes(read(DISCRIMINATOR_MOMENTS)?)?;
        Ok(())
    }

    /// Encodes and draws once, for all updates of the step.
    fn triples(&self, batch: &Batch, forward: &Forward) -> Result<Triples> {
        let heads = self.supervised.method.heads();
        let decoder = self.learner().decoder.as_ref().ok_or_else(not_adversarial)?;
        let mut given = vec![];
        for (index, head) in heads.iter().enumerate() {
            given.push(batch.given(index, head.width()).ok_or_else(not_adversarial)?);
        }
        let drawn = decoder.forward(batch.latents.clone(), &given);
        // Raw logits tell "encoded" from "given" at a glance; the published code hands them over all the same.
        let mut predicted = vec![];
        for (output, head) in forward.outputs.iter().zip(heads) {
            predicted.push(match (&head.kind, self.supervised.config.fidelity) {
                (HeadKind::Categorical { .. }, Fidelity::Corrected) => softmax(output.clone(), 1),
                _ => output.clone(),
            });
        }
        Ok(Triples {
            encoded: Triple { images: batch.images.clone(), latent: forward.latent.clone(), labels: predicted },
            drawn: Triple { images: drawn, latent: batch.latents.clone(), labels: given },
        })
    }

    /// Updates the discriminators on the detached triples and returns their last loss.
    fn update_discriminators(&mut self, triples: &Triples) -> Result<Tensor<1>> {
        let (encoded, drawn) = (triples.encoded.detach(), triples.drawn.detach());
        let both = encoded.followed_by(&drawn);
        let batch = encoded.latent.dims()[0];
        let mut last = None;
        for _ in 0..self.settings.discriminator_updates {
            let discriminators = self.discriminators.take().ok_or_else(not_adversarial)?;
            let scores = self.scores(&discriminators, &both, 2);
            let loss = losses::hinge(scores.clone().narrow(0, 0, batch), scores.narrow(0, batch, batch));
            let gradients = GradientsParams::from_grads(loss.backward(), &discriminators);
            let updated = self.optimiser.step(self.supervised.config.learning_rate, discriminators, gradients);
            self.discriminators = Some(updated);
            last = Some(loss.detach());
        }
        Ok(last.unwrap_or_else(|| Tensor::zeros([1], &encoded.images.device())))
    }

    /// mean S_enc - mean S_dec, with the discriminators frozen; their spectral norms go on iterating.
    fn adversarial_loss(&self, triples: &Triples) -> Tensor<1> {
        let frozen = self.discriminators().clone().no_grad();
        // Apart: the image of the encoded triple is given, so that nothing is to be undone for it.
        self.scores(&frozen, &triples.encoded, 1).mean() - self.scores(&frozen, &triples.drawn, 1).mean()
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

/// What the discriminators must tell apart.
struct Triples {
    encoded: Triple,
    drawn: Triple,
}

/// Image, latent and labels.
struct Triple {
    images: Tensor<4>,
    latent: Tensor<2>,
    labels: Vec<Tensor<2>>,
}

impl Triple {
    /// Both along the batch.
    fn followed_by(&self, other: &Self) -> Self {
        let labels = self.labels.iter().zip(&other.labels);
        Self {
            images: Tensor::cat(vec![self.images.clone(), other.images.clone()], 0),
            latent: Tensor::cat(vec![self.latent.clone(), other.latent.clone()], 0),
            labels: labels.map(|(one, other)| Tensor::cat(vec![one.clone(), other.clone()], 0)).collect(),
        }
    }

    fn detach(&self) -> Self {
        Self {
            images: self.images.clone().detach(),
            latent: self.latent.clone().detach(),
            labels: self.labels.iter().map(|label| label.clone().detach()).collect(),
        }
    }
}

fn not_adversarial() -> Error {
    Error::parameter("the method", "one whose labels no discriminator can be given", "the joint distribution")
}
