//! The sizes of every experiment at every scale, in one place.

use super::Scale;
use crate::{
    Seed,
    images::{Border, CropAugmentation},
    model::{Architecture, ModelConfig},
    train::{
        Average, Optimiser, Schedule, TrainConfig,
        methods::{EncodedLabels, JointDistribution},
    },
};

/// What a scale sets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sizes {
    /// At most this many images for training and validation together, and for the test.
    pub images: usize,
    pub test_images: usize,
    /// Width and height of the networks' images, in pixels.
    pub side: usize,
    network: Network,
    epochs: usize,
    batch_size: usize,
    lambda_gan: f64,
    /// The first epoch with adversarial steps, from 0.
    gan_start_epoch: usize,
}

/// An encoder with what trains it.
#[derive(Clone, Copy, Debug)]
enum Network {
    /// [`Architecture::Fast`] with these widths, trained as airbench trains it: over one cycle, with weights that look ahead.
    Fast {
        widths: [usize; 3],
        /// The learning rate for 1024 images a step; it is in proportion to them. 1.5 at airbench.
        rate: f64,
        norm_bias_factor: f64,
    },
    /// The paper's: VGG-16 and Adam at a constant rate of 1e-4.
    Published { hidden: usize },
}

const ALL: usize = usize::MAX;

/// For natural images, as airbench has it but for the filters' rate.
const fn fast(widths: [usize; 3]) -> Network {
    Network::Fast { widths, rate: 1.5, norm_bias_factor: 64.0 }
}

/// For faces: hundreds of steps, not thousands.
const fn fast_on_faces(widths: [usize; 3]) -> Network {
    Network::Fast { widths, rate: 3.0, norm_bias_factor: 16.0 }
}

/// Generated faces.
pub(super) const FACES: [Sizes; 4] = [
    Sizes {
        images: 400,
        test_images: 200,
        side: 32,
        network: fast_on_faces([16, 32, 32]),
        epochs: 2,
        batch_size: 32,
        lambda_gan: 1.0,
        gan_start_epoch: 1,
    },
    Sizes {
        images: 2_000,
        test_images: 1_000,
        side: 32,
        network: fast_on_faces([24, 48, 48]),
        epochs: 20,
        batch_size: 120,
        lambda_gan: 1.0,
        gan_start_epoch: 8,
    },
    Sizes {
        images: 20_000,
        test_images: 4_000,
        side: 32,
        network: fast_on_faces([64, 128, 128]),
        epochs: 20,
        batch_size: 256,
        lambda_gan: 1.0,
        gan_start_epoch: 14,
    },
    Sizes {
        images: 20_000,
        test_images: 4_000,
        side: 64,
        network: Network::Published { hidden: 500 },
        epochs: 40,
        batch_size: 128,
        lambda_gan: 1.0,
        gan_start_epoch: 6,
    },
];

/// CIFAR-10.
pub(super) const CIFAR10: [Sizes; 4] = [
    Sizes { images: 600, test_images: 300, network: fast([16, 32, 32]), lambda_gan: 0.8, ..FACES[0] },
    Sizes {
        images: 22_000,
        test_images: ALL,
        side: 32,
        network: fast([32, 64, 64]),
        epochs: 10,
        batch_size: 413,
        lambda_gan: 0.8,
        gan_start_epoch: 5,
    },
    Sizes {
        images: ALL,
        test_images: ALL,
        side: 32,
        network: fast([64, 256, 256]),
        epochs: 14,
        batch_size: 500,
        lambda_gan: 0.8,
        gan_start_epoch: 9,
    },
    Sizes {
        images: ALL,
        test_images: ALL,
        side: 32,
        network: Network::Published { hidden: 512 },
        epochs: 100,
        lambda_gan: 0.8,
        gan_start_epoch: 1,
        ..FACES[3]
    },
];

/// RAF-DB.
pub(super) const RAF: [Sizes; 4] = [
    Sizes { images: 200, test_images: 100, ..FACES[0] },
    Sizes { side: 64, ..FACES[1] },
    Sizes { images: ALL, test_images: ALL, side: 64, ..FACES[2] },
    Sizes { images: ALL, test_images: ALL, ..FACES[3] },
];

/// AffectNet.
pub(super) const AFFECTNET: [Sizes; 4] = [
    Sizes { lambda_gan: 0.4, gan_start_epoch: 0, ..RAF[0] },
    Sizes { lambda_gan: 0.4, ..RAF[1] },
    Sizes { lambda_gan: 0.4, ..RAF[2] },
    Sizes { lambda_gan: 0.4, gan_start_epoch: 0, ..RAF[3] },
];

/// How many images a generated copy of RAF-DB or AffectNet has when it stands in for one that is missing.
pub(super) const GENERATED: [usize; 4] = [300, 2_500, 12_000, 12_000];

impl Scale {
    /// The entry of a table for this scale.
    pub(super) fn of<T: Copy>(self, table: &[T; 4]) -> T {
        table[self as usize]
    }
}

impl Sizes {
    pub fn model(&self) -> ModelConfig {
        let model = ModelConfig { side: self.side, ..ModelConfig::default() };
        match self.network {
            Network::Fast { widths, .. } => {
                // At a width of their own, or the adversaries would take nearly all of the time.
                let adversarial_width = Some(8);
                ModelConfig { encoder: Architecture::Fast, widths, adversarial_width, dropout: 0.0, ..model }
            }
            Network::Published { hidden } => ModelConfig { hidden, ..model },
        }
    }

    pub fn training(&self, seed: Seed) -> TrainConfig {
        let Self { epochs, batch_size, .. } = *self;
        let training = TrainConfig { epochs, batch_size, seed, ..TrainConfig::default() };
        match self.network {
            Network::Fast { rate, norm_bias_factor, .. } => TrainConfig {
                learning_rate: rate * batch_size as f64 / 1024.0,
                // Airbench's, but for the filters' rate, half of its own: there are more steps.
                optimiser: Optimiser::Muon {
                    filter_rate: 0.12,
                    filter_momentum: 0.6,
                    momentum: 0.85,
                    weight_decay: 1.33e-3,
                    norm_bias_factor,
                },
                label_smoothing: 0.2,
                schedule: Schedule::OneCycle { start: 0.2, warm_up: 0.23, end: 0.07 },
                average: Average::Lookahead { every: 5, decay: 0.95 },
                method_learning_rate: Some(1e-2),
                test_images_per_epoch: Some(2_000),
                ..training
            },
            Network::Published { .. } => training,
        }
    }

    pub fn joint_distribution(&self) -> JointDistribution {
        let Self { lambda_gan, gan_start_epoch, .. } = *self;
        let published = JointDistribution { lambda_gan, gan_start_epoch, ..JointDistribution::default() };
        match self.network {
            // Hundreds of steps, not tens of thousands: higher rates, and gradients that are not averaged over long.
            Network::Fast { .. } => JointDistribution {
                ramp_epochs: 1,
                discriminator_updates: 1,
                every: 3,
                discriminator_learning_rate: Some(1e-3),
                generator_learning_rate: Some(1e-3),
                beta1: Some(0.5),
                ..published
            },
            Network::Published { .. } => published,
        }
    }

    /// [`Self::joint_distribution`] for labels that one machine gave all of: the discriminators are given logits, which helps there,
    /// with small networks (docs/results.md).
    pub fn joint_distribution_of_a_machine(&self) -> JointDistribution {
        let settings = self.joint_distribution();
        match self.network {
            Network::Fast { .. } => JointDistribution { encoded_labels: EncodedLabels::Logits, ..settings },
            Network::Published { .. } => settings,
        }
    }

    /// How natural images are varied.
    pub fn crop(&self) -> CropAugmentation {
        match self.network {
            Network::Fast { .. } => {
                CropAugmentation { padding: 2, border: Border::Reflected, ..CropAugmentation::default() }
            }
            Network::Published { .. } => CropAugmentation::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scale_has_its_entry_and_the_papers_numbers_are_the_papers() {
        let scales = [Scale::Smoke, Scale::Laptop, Scale::Workstation, Scale::Paper];
        assert_eq!(scales.map(|scale| scale.of(&GENERATED)), GENERATED);
        let paper = Scale::Paper.of(&AFFECTNET);
        assert_eq!((paper.side, paper.model().hidden, paper.batch_size, paper.epochs), (64, 500, 128, 40));
        assert_eq!(paper.training(Seed(0)).learning_rate, 1e-4);
        assert_eq!(paper.joint_distribution().lambda_gan, 0.4);
        assert_eq!(Scale::Paper.of(&CIFAR10).model(), ModelConfig::default());
        assert_eq!(Scale::Paper.of(&RAF).joint_distribution().gan_start_epoch, 6);
    }

    #[test]
    fn discriminators_are_given_logits_of_a_machine_below_the_papers_scale() {
        let of_a_machine = |scale: Scale| scale.of(&RAF).joint_distribution_of_a_machine().encoded_labels;
        for scale in [Scale::Smoke, Scale::Laptop, Scale::Workstation] {
            assert_eq!(of_a_machine(scale), EncodedLabels::Logits);
            assert_eq!(scale.of(&RAF).joint_distribution().encoded_labels, EncodedLabels::Probabilities);
        }
        assert_eq!(of_a_machine(Scale::Paper), EncodedLabels::Probabilities);
    }

    #[test]
    fn the_rate_of_fast_networks_is_in_proportion_to_the_batch() {
        let sizes = Sizes { batch_size: 512, ..Scale::Laptop.of(&CIFAR10) };
        assert_eq!(sizes.training(Seed(0)).learning_rate, 0.75);
    }
}
