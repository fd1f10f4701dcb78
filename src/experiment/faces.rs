//! The embedded experiment: procedural faces, three noisy annotators, noisy valence and arousal.

use super::{Experiment, Scale, split};
use crate::{
    Result, Seed,
    data::{
        Augmentation, Dataset, FaceAugmentation,
        faces::{self, Faces, FacesConfig},
    },
    labels::{EMOTIONS, LabelHead, LabelTable, noise},
    model::ModelConfig,
    train::TrainConfig,
};

/// Standard deviation of the annotators' noise on valence and arousal.
const AFFECT_NOISE: f32 = 0.25;

impl Experiment {
    /// Procedural faces of 32 x 32 with emotions by three annotators, each with a confusion matrix of its own
    /// ([`faces::annotators`]), and valence and arousal with Gaussian noise. Nothing is read from disk.
    ///
    /// # Errors
    /// None in practice: all of it is generated.
    pub fn faces(scale: Scale, seed: Seed) -> Result<Self> {
        let count = scale.pick(400, 3_000, 20_000);
        let side = scale.pick(32, 32, 64);
        let noisy = annotated(&drawn(count, side, "train", seed)?, seed)?;
        let test = drawn(scale.pick(200, 1_000, 4_000), side, "test", seed)?;
        let (train, held_out) = split(&noisy, count, seed)?;
        let model = ModelConfig { side, base_width: scale.pick(8, 8, 64), hidden: scale.pick(64, 128, 500), ..ModelConfig::faces() };
        let training = TrainConfig {
            epochs: scale.pick(2, 12, 40),
            batch_size: scale.pick(32, 64, 128),
            learning_rate: scale.pick(1e-3, 1e-3, 1e-4),
            lambda_gan: 1.0,
            game_from_epoch: scale.pick(1, 4, 6),
            seed,
            ..TrainConfig::default()
        };
        Ok(Self {
            name: "Generated faces".into(),
            note: Some("generated data".into()),
            train,
            held_out,
            test: test_set(&test)?,
            model,
            training,
            augmentation: Augmentation::Face(FaceAugmentation::default()),
        })
    }
}
