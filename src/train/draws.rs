//! The random numbers of a step.

use super::{config::TrainConfig, mixup::Mixing};
use crate::{
    Seed,
    model::{EncoderDraws, ModelConfig},
    seed::standard_normals,
};
use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rand_distr::Beta;

/// What is drawn for the steps of an epoch; it follows from the seed, the epoch and the step alone.
#[derive(Clone, Debug)]
pub(super) struct DrawPlan {
    /// Dimensions of the latent.
    latent: usize,
    /// Widths of the layers whose units are dropped, and the probability of it.
    dropout_widths: Vec<usize>,
    dropout: f64,
    /// What λ of mixup is drawn from.
    shares: Option<Beta<f64>>,
    seed: Seed,
    epoch: usize,
}

/// The draws for one batch, row-major in host memory.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draws {
    batch: usize,
    /// The encoder's ε, `[batch, latent]`.
    epsilon: Vec<f32>,
    /// The latents that the decoder is given, `[batch, latent]`.
    latents: Vec<f32>,
    /// Dropout masks, `[batch, width]` each: 0, or 1 / (1 - p).
    masks: Vec<Vec<f32>>,
    /// How the images are mixed, if they are.
    pub mixing: Option<Mixing>,
}

impl DrawPlan {
    /// Of settings that have been checked.
    pub fn new(model: &ModelConfig, config: &TrainConfig, epoch: usize) -> Self {
        Self {
            latent: model.latent,
            dropout_widths: model.dropout_widths(),
            dropout: model.dropout,
            // There is none for an α of 0.
            shares: Beta::new(config.mixup, config.mixup).ok(),
            seed: config.seed,
            epoch,
        }
    }

    /// The draws of `step` for a batch of that many images.
    pub fn draw(&self, step: usize, batch: usize) -> Draws {
        let index = ((self.epoch as u64) << 32) | step as u64;
        let mut rng = self.seed.stream("noise", index);
        let epsilon = standard_normals(batch * self.latent, &mut rng);
        let latents = standard_normals(batch * self.latent, &mut rng);
        let mut masks = vec![];
        for width in &self.dropout_widths {
            masks.push(self.mask(batch * width, &mut rng));
        }
        let mixing = self.shares.map(|shares| Mixing::draw(shares, batch, &mut self.seed.stream("mixup", index)));
        Draws { batch, epsilon, latents, masks, mixing }
    }

    fn mask(&self, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
        let kept = (1.0 / (1.0 - self.dropout)) as f32;
        (0..count).map(|_| if rng.random_bool(self.dropout) { 0.0 } else { kept }).collect()
    }
}

impl Draws {
    /// The encoder's draws, and the latents `[batch, latent]` that the decoder is given, on `device`.
    pub fn upload(self, device: &Device) -> (EncoderDraws, Tensor<2>) {
        let table = |values: Vec<f32>| {
            let width = values.len() / self.batch;
            Tensor::<2>::from_data(TensorData::new(values, [self.batch, width]), device)
        };
        let dropout = self.masks.into_iter().map(&table).collect();
        (EncoderDraws { epsilon: table(self.epsilon), dropout }, table(self.latents))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_follow_from_seed_epoch_and_step() {
        let model = ModelConfig { latent: 3, hidden: 8, dropout: 0.5, ..ModelConfig::default() };
        let config = |seed| TrainConfig { seed: Seed(seed), ..TrainConfig::default() };
        let plan = |seed, epoch| DrawPlan::new(&model, &config(seed), epoch);
        let first = plan(1, 0).draw(0, 4);
        assert_eq!(first, plan(1, 0).draw(0, 4));
        for other in [plan(2, 0).draw(0, 4), plan(1, 1).draw(0, 4), plan(1, 0).draw(1, 4)] {
            assert_ne!(first, other);
        }
        assert_eq!((first.epsilon.len(), first.latents.len()), (12, 12));
        assert_eq!(first.masks.iter().map(Vec::len).collect::<Vec<_>>(), [32, 32]);
        assert!(first.masks.concat().iter().all(|&value| value == 0.0 || value == 2.0));
        let without = ModelConfig { dropout: 0.0, ..model.clone() };
        assert!(DrawPlan::new(&without, &config(1), 0).draw(0, 4).masks.is_empty());
    }

    #[test]
    fn mixing_follows_from_the_seed_and_shifts_no_other_draw() {
        let model = ModelConfig { latent: 3, ..ModelConfig::default() };
        let plan = |mixup| DrawPlan::new(&model, &TrainConfig { mixup, ..TrainConfig::default() }, 0);
        let (without, with) = (plan(0.0).draw(0, 8), plan(0.4).draw(0, 8));
        assert_eq!((without.mixing, without.epsilon), (None, with.epsilon.clone()));
        assert_eq!(with, plan(0.4).draw(0, 8));
        let mut mixing = with.mixing.unwrap();
        assert_ne!(Some(&mixing), plan(0.4).draw(1, 8).mixing.as_ref());
        mixing.order.sort_unstable();
        assert_eq!(mixing.order, (0..8).collect::<Vec<_>>());
        // Beta(1, 1) is uniform: the larger of λ and 1 - λ is 3/4 in the mean.
        let shares: Vec<f64> = (0..400).map(|step| plan(1.0).draw(step, 2).mixing.unwrap().share).collect();
        assert!(shares.iter().all(|share| (0.5..=1.0).contains(share)));
        assert!((shares.iter().sum::<f64>() / 400.0 - 0.75).abs() < 0.03);
    }
}
