//! The embedded experiment: procedural faces, three noisy annotators, noisy valence and arousal.

use super::scale::Scale;
use crate::{
    Result, Seed,
    datasets::{generated::generated_faces, split},
    images::{Augmentation, FaceAugmentation},
    model::ModelConfig,
    train::{Experiment, TrainConfig},
};

impl Experiment {
    /// Procedural faces of 32 x 32 with emotions by three annotators, each with a confusion matrix of its own
    /// ([`annotators`](crate::datasets::generated::annotators)), and valence and arousal with Gaussian noise. Nothing is read from disk.
    ///
    /// # Errors
    /// None in practice: all of it is generated.
    pub fn faces(scale: Scale, seed: Seed) -> Result<Self> {
        let count = scale.pick(400, 2_000, 20_000);
        let side = scale.pick(32, 32, 64);
        let test_count = scale.pick(200, 600, 4_000);
        // One drawing for both: a face depends on the seed and its place only.
        let all = generated_faces(count + test_count, side, seed)?;
        let rows: Vec<usize> = (0..count + test_count).collect();
        let (noisy, test) = (all.select(&rows[..count])?, all.select(&rows[count..])?);
        let (train, validation) = split(&noisy, count, seed)?;
        let model = ModelConfig { side, ..model(scale) };
        let training = TrainConfig { gan_start_epoch: scale.pick(1, 13, 6), ..training(scale, seed) };
        Ok(Self {
            name: "Generated faces".into(),
            note: Some("generated data".into()),
            train,
            validation,
            test,
            model,
            training,
            augmentation: Augmentation::Face(FaceAugmentation::at_side(side)),
        })
    }
}

/// The networks' sizes in every experiment on faces.
pub(super) fn model(scale: Scale) -> ModelConfig {
    ModelConfig {
        base_width: scale.pick(8, 8, 64),
        hidden: scale.pick(64, 512, 500),
        // Short trainings of narrow networks never leave the start under the paper's 0.5.
        dropout: scale.pick(0.1, 0.1, 0.5),
        ..ModelConfig::faces()
    }
}

/// The settings of every experiment on faces, with RAF-DB's weight of the game.
pub(super) fn training(scale: Scale, seed: Seed) -> TrainConfig {
    TrainConfig {
        epochs: scale.pick(2, 16, 40),
        batch_size: scale.pick(32, 32, 128),
        learning_rate: scale.pick(1e-3, 1e-3, 1e-4),
        lambda_gan: 1.0,
        seed,
        ..TrainConfig::default()
    }
}
