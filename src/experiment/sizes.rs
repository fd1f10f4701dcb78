//! The sizes of every experiment at every scale, in one place.

use super::Scale;
use crate::{
    Seed,
    model::ModelConfig,
    train::{TrainConfig, methods::JointDistribution},
};

/// What a scale sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// At most this many images for training and validation together, and for the test.
    pub images: usize,
    pub test_images: usize,
    /// Width and height of the networks' images, in pixels.
    pub side: usize,
    base_width: usize,
    hidden: usize,
    /// The paper's is 0.5, under which short trainings of narrow networks never leave the start.
    dropout: f64,
    epochs: usize,
    batch_size: usize,
    learning_rate: f64,
    lambda_gan: f64,
    /// The first epoch with adversarial steps, from 0.
    gan_start_epoch: usize,
}

const ALL: usize = usize::MAX;

/// Generated faces.
pub(super) const FACES: [Sizes; 3] = [
    Sizes {
        images: 400,
        test_images: 200,
        side: 32,
        base_width: 8,
        hidden: 64,
        dropout: 0.1,
        epochs: 2,
        batch_size: 32,
        learning_rate: 1e-3,
        lambda_gan: 1.0,
        gan_start_epoch: 1,
    },
    Sizes {
        images: 2_000,
        test_images: 600,
        side: 32,
        base_width: 8,
        hidden: 512,
        dropout: 0.1,
        epochs: 16,
        batch_size: 32,
        learning_rate: 1e-3,
        lambda_gan: 1.0,
        gan_start_epoch: 13,
    },
    Sizes {
        images: 20_000,
        test_images: 4_000,
        side: 64,
        base_width: 64,
        hidden: 500,
        dropout: 0.5,
        epochs: 40,
        batch_size: 128,
        learning_rate: 1e-4,
        lambda_gan: 1.0,
        gan_start_epoch: 6,
    },
];

/// CIFAR-10.
pub(super) const CIFAR10: [Sizes; 3] = [
    Sizes { images: 600, test_images: 300, lambda_gan: 0.8, ..FACES[0] },
    Sizes {
        images: 6_000,
        test_images: 2_000,
        epochs: 10,
        batch_size: 64,
        lambda_gan: 0.8,
        gan_start_epoch: 7,
        ..FACES[1]
    },
    Sizes {
        images: ALL,
        test_images: ALL,
        side: 32,
        hidden: 512,
        epochs: 100,
        lambda_gan: 0.8,
        gan_start_epoch: 1,
        ..FACES[2]
    },
];

/// RAF-DB.
pub(super) const RAF: [Sizes; 3] = [
    Sizes { images: 200, test_images: 100, ..FACES[0] },
    Sizes { side: 64, ..FACES[1] },
    Sizes { images: ALL, test_images: ALL, ..FACES[2] },
];

/// AffectNet.
pub(super) const AFFECTNET: [Sizes; 3] = [
    Sizes { lambda_gan: 0.4, gan_start_epoch: 0, ..RAF[0] },
    Sizes { lambda_gan: 0.4, ..RAF[1] },
    Sizes { lambda_gan: 0.4, gan_start_epoch: 0, ..RAF[2] },
];

/// How many images a generated copy of RAF-DB or AffectNet has when it stands in for one that is missing.
pub(super) const GENERATED: [usize; 3] = [300, 2_500, 12_000];

impl Scale {
    /// The entry of a table for this scale.
    pub(super) fn of<T: Copy>(self, table: &[T; 3]) -> T {
        table[self as usize]
    }
}

impl Sizes {
    pub fn model(&self) -> ModelConfig {
        let Self { side, base_width, hidden, dropout, .. } = *self;
        ModelConfig { side, base_width, hidden, dropout, ..ModelConfig::default() }
    }

    pub fn training(&self, seed: Seed) -> TrainConfig {
        let Self { epochs, batch_size, learning_rate, .. } = *self;
        TrainConfig { epochs, batch_size, learning_rate, seed, ..TrainConfig::default() }
    }

    pub fn joint_distribution(&self) -> JointDistribution {
        let Self { lambda_gan, gan_start_epoch, .. } = *self;
        JointDistribution { lambda_gan, gan_start_epoch, ..JointDistribution::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_has_its_entry_and_the_papers_numbers_are_the_papers() {
        assert_eq!([Scale::Smoke, Scale::Laptop, Scale::Paper].map(|scale| scale.of(&GENERATED)), GENERATED);
        let paper = Scale::Paper.of(&AFFECTNET);
        assert_eq!((paper.side, paper.hidden, paper.batch_size, paper.epochs), (64, 500, 128, 40));
        assert_eq!(paper.joint_distribution().lambda_gan, 0.4);
        assert_eq!(Scale::Paper.of(&CIFAR10).model(), ModelConfig::default());
        assert_eq!(Scale::Paper.of(&RAF).joint_distribution().gan_start_epoch, 6);
    }
}
