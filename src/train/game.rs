//! One training step: the encoder and decoder against the discriminators, or the encoder alone.

use super::{adam::Adam, config::TrainConfig, learner::Learner, losses, targets::BatchTarget};
use crate::{
    Error, Fidelity, Result,
    kernels::on_kernel_threads,
    labels::{HeadKind, LabelHead},
    model::{Discriminators, EncoderDraws, Initialiser, ModelConfig},
};
use burn::{
    module::Module,
    optim::{GradientsParams, ModuleOptimizer},
    store::{ModuleRecord, RecordError},
    tensor::{Bytes, Device, Tensor, activation::softmax},
};
use rand_chacha::ChaCha8Rng;

/// The names of [`Game::records`].
const LEARNER: &str = "learner";
const LEARNER_MOMENTS: &str = "learner_moments";
const DISCRIMINATORS: &str = "discriminators";
const DISCRIMINATOR_MOMENTS: &str = "discriminator_moments";

/// Everything that a step needs, on the device.
#[derive(Clone, Debug)]
pub struct Batch {
    /// `[batch, 3, side, side]` in [-1, 1].
    pub images: Tensor<4>,
    /// The labels, one entry a head.
    pub targets: Vec<BatchTarget>,
    /// ε and dropout masks of the encoder.
    pub encoder_noise: EncoderDraws,
    /// z0 of the images that the decoder draws, `[batch, noise]`.
    pub decoder_noise: Tensor<2>,
}

/// The losses of a step, still on the device: reading them waits for it.
#[derive(Clone, Debug)]
pub struct StepLosses {
    /// The unweighted task loss of each head.
    pub heads: Vec<Tensor<1>>,
    /// What the encoder and decoder minimise.
    pub total: Tensor<1>,
    /// The discriminators' loss in their last update of the step, and the game's part of the total, unweighted.
    pub game: Option<(Tensor<1>, Tensor<1>)>,
}

/// The players and their optimisers.
pub struct Game {
    heads: Vec<LabelHead>,
    config: TrainConfig,
    /// Always there, but handed over while it is updated: what nobody else holds is updated in place.
    learner: Option<Learner>,
    discriminators: Option<Discriminators>,
    learner_optimiser: ModuleOptimizer,
    discriminator_optimiser: ModuleOptimizer,
}

impl Game {
    /// Fresh players on `device`. `plays`: with decoder and discriminators; `annotators` transition matrices for a latent truth.
    ///
    /// # Errors
    /// [`Error::Parameter`] for bad sizes, settings or heads; those of [`Encoder::with_vgg_face`](crate::model::Encoder).
    pub fn new(
        model: &ModelConfig,
        config: &TrainConfig,
        heads: &[LabelHead],
        plays: bool,
        annotators: usize,
        device: &Device,
    ) -> Result<Self> {
        model.validate(heads)?;
        config.validate(heads.len())?;
        let stream = |name: &str| -> ChaCha8Rng { config.seed.stream(name, 0) };
        let mut rng = stream("learner");
        let mut init = Initialiser::new(&mut rng, device).with_precision(config.precision)?;
        let mut learner = Learner::new(model, heads, plays, annotators, &mut init);
        if let Some(path) = &config.start {
            learner.encoder = learner.encoder.with_vgg_face(path)?;
        }
        let mut rng = stream("discriminators");
        let mut init = Initialiser::new(&mut rng, device).with_precision(config.precision)?;
        let discriminators = plays.then(|| Discriminators::new(model, heads, &mut init));
        Ok(Self {
            heads: heads.to_vec(),
            config: config.clone(),
            learner: Some(learner),
            discriminators,
            learner_optimiser: Adam::init(),
            discriminator_optimiser: Adam::init(),
        })
    }

    /// The encoder and what goes with it.
    pub fn learner(&self) -> &Learner {
        self.learner.as_ref().expect("handed over only within an update")
    }

    /// The discriminators, when there is a game.
    pub fn discriminators(&self) -> Option<&Discriminators> {
        self.discriminators.as_ref()
    }

    /// Replaces the players' weights, keeping the optimisers' moments.
    pub fn set_players(&mut self, learner: Learner, discriminators: Option<Discriminators>) {
        (self.learner, self.discriminators) = (Some(learner), discriminators);
    }

    /// All that the next step depends on, each part with its name: the players, and the optimisers' moments, which know
    /// their parameters by the identities that the players' records keep.
    pub(super) fn records(&self) -> Result<Vec<(&'static str, Bytes)>, RecordError> {
        let mut records = vec![
            (LEARNER, self.learner().clone().into_record().into_bytes()?),
            (LEARNER_MOMENTS, self.learner_optimiser.into_bytes()?),
        ];
        if let Some(discriminators) = &self.discriminators {
            records.push((DISCRIMINATORS, discriminators.clone().into_record().into_bytes()?));
            records.push((DISCRIMINATOR_MOMENTS, self.discriminator_optimiser.into_bytes()?));
        }
        Ok(records)
    }

    /// Takes over what [`records`](Self::records) gave; `read` is asked for each by its name.
    pub(super) fn restore(&mut self, read: impl Fn(&str) -> Result<Bytes, RecordError>) -> Result<(), RecordError> {
        let record = |name| ModuleRecord::from_bytes(read(name)?);
        self.learner = Some(self.learner().clone().try_load_record(record(LEARNER)?)?);
        self.learner_optimiser = Adam::init().from_bytes(read(LEARNER_MOMENTS)?)?;
        if let Some(discriminators) = self.discriminators.take() {
            self.discriminators = Some(discriminators.try_load_record(record(DISCRIMINATORS)?)?);
            self.discriminator_optimiser = Adam::init().from_bytes(read(DISCRIMINATOR_MOMENTS)?)?;
        }
        Ok(())
    }

    /// One step (paper, section 3.3). The same ε, dropout masks and drawn image serve all updates.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a game without discriminators or over a latent truth, or a batch of one with a
    /// continuous head.
    pub fn step(&mut self, batch: &Batch, adversarial: bool) -> Result<StepLosses> {
        on_kernel_threads(&batch.images.device(), || self.play(batch, adversarial))
    }

    fn play(&mut self, batch: &Batch, adversarial: bool) -> Result<StepLosses> {
        let encoding = self.learner().encoder.forward(batch.images.clone(), &batch.encoder_noise);
        let outputs = self.split(encoding.labels);
        let (head_losses, mut total) = self.task_loss(&outputs, &batch.targets)?;
        let mut game = None;
        if adversarial {
            let round = self.round(batch, encoding.noise, &outputs)?;
            let discriminator_loss = self.update_discriminators(&round)?;
            let adversarial_loss = self.adversarial_loss(&round)?;
            total = total + adversarial_loss.clone() * self.config.lambda_gan;
            game = Some((discriminator_loss, adversarial_loss.detach()));
        }
        let gradients = GradientsParams::from_grads(total.backward(), self.learner());
        let optimiser = &mut self.learner_optimiser;
        self.learner = self.learner.take().map(|learner| optimiser.step(self.config.learning_rate, learner, gradients));
        let heads = head_losses.into_iter().map(Tensor::detach).collect();
        Ok(StepLosses { heads, total: total.detach(), game })
    }

    /// The encoder's output `[batch, all]` by head.
    pub fn split(&self, labels: Tensor<2>) -> Vec<Tensor<2>> {
        let widths = self.heads.iter().map(LabelHead::width).collect();
        labels.split_with_sizes(widths, 1)
    }

    fn task_loss(&self, outputs: &[Tensor<2>], targets: &[BatchTarget]) -> Result<(Vec<Tensor<1>>, Tensor<1>)> {
        let transitions: Vec<_> = self.learner().transitions.iter().map(|transition| transition.val()).collect();
        let losses = outputs
            .iter()
            .zip(targets)
            .map(|(output, target)| target.loss(output.clone(), &transitions, self.config.fidelity))
            .collect::<Result<Vec<_>>>()?;
        let weight = |head: usize| self.config.head_weights.get(head).copied().unwrap_or(1.0);
        let weighted = losses.iter().enumerate().map(|(head, loss)| loss.clone() * weight(head));
        Ok((losses.clone(), Tensor::cat(weighted.collect(), 0).sum()))
    }

    /// Encodes and draws once, for all updates of the step.
    fn round(&self, batch: &Batch, noise: Tensor<2>, outputs: &[Tensor<2>]) -> Result<Round> {
        let decoder = self.learner().decoder.as_ref().ok_or_else(no_game)?;
        let given = batch.targets.iter().zip(&self.heads).map(|(target, head)| target.given(head.width()));
        let given: Vec<_> = given.collect::<Option<_>>().ok_or_else(no_game)?;
        let drawn = decoder.forward(batch.decoder_noise.clone(), &given);
        // Raw logits tell "encoded" from "given" at a glance; the published game hands them over all the same.
        let predicted =
            outputs.iter().zip(&self.heads).map(|(output, head)| match (&head.kind, self.config.fidelity) {
                (HeadKind::Categorical { .. }, Fidelity::Corrected) => softmax(output.clone(), 1),
                _ => output.clone(),
            });
        Ok(Round {
            encoded: Triple { images: batch.images.clone(), noise, labels: predicted.collect() },
            drawn: Triple { images: drawn, noise: batch.decoder_noise.clone(), labels: given },
        })
    }

    /// Updates the discriminators on the detached round and returns their last loss.
    fn update_discriminators(&mut self, round: &Round) -> Result<Tensor<1>> {
        let (encoded, drawn) = (round.encoded.detach(), round.drawn.detach());
        let both = encoded.followed_by(&drawn);
        let batch = encoded.noise.dims()[0];
        let mut last = None;
        for _ in 0..self.config.discriminator_updates {
            let discriminators = self.discriminators.take().ok_or_else(no_game)?;
            let scores = self.scores(&discriminators, &both, 2);
            let loss = losses::hinge(scores.clone().narrow(0, 0, batch), scores.narrow(0, batch, batch));
            let gradients = GradientsParams::from_grads(loss.backward(), &discriminators);
            let updated = self.discriminator_optimiser.step(self.config.learning_rate, discriminators, gradients);
            self.discriminators = Some(updated);
            last = Some(loss.detach());
        }
        Ok(last.unwrap_or_else(|| Tensor::zeros([1], &encoded.images.device())))
    }

    /// mean S_enc - mean S_dec, with the discriminators frozen; their spectral norms go on iterating.
    fn adversarial_loss(&self, round: &Round) -> Result<Tensor<1>> {
        let frozen = self.discriminators.clone().ok_or_else(no_game)?.no_grad();
        // Apart: the image of the encoded triple is given, so that nothing is to be undone for it.
        Ok(self.scores(&frozen, &round.encoded, 1).mean() - self.scores(&frozen, &round.drawn, 1).mean())
    }

    fn scores(&self, discriminators: &Discriminators, triple: &Triple, parts: usize) -> Tensor<2> {
        let Triple { images, noise, labels } = triple;
        let scores = discriminators.scores_of_parts(images.clone(), noise.clone(), labels, parts);
        match self.config.score_weights.as_slice() {
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
struct Round {
    encoded: Triple,
    drawn: Triple,
}

/// Image, latent and labels.
struct Triple {
    images: Tensor<4>,
    noise: Tensor<2>,
    labels: Vec<Tensor<2>>,
}

impl Triple {
    /// Both along the batch.
    fn followed_by(&self, other: &Self) -> Self {
        let labels = self.labels.iter().zip(&other.labels);
        Self {
            images: Tensor::cat(vec![self.images.clone(), other.images.clone()], 0),
            noise: Tensor::cat(vec![self.noise.clone(), other.noise.clone()], 0),
            labels: labels.map(|(one, other)| Tensor::cat(vec![one.clone(), other.clone()], 0)).collect(),
        }
    }

    fn detach(&self) -> Self {
        Self {
            images: self.images.clone().detach(),
            noise: self.noise.clone().detach(),
            labels: self.labels.iter().map(|label| label.clone().detach()).collect(),
        }
    }
}

fn no_game() -> Error {
    Error::parameter("the method", "one without decoder and discriminators", "the joint distribution for a game")
}
