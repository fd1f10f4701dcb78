//! The embedded experiment: procedural faces, three noisy annotators, noisy valence and arousal.

use super::{Recipe, Scale, sizes::FACES};
use crate::{
    Result, Seed,
    datasets::{generated::generated_faces, split},
    images::{Augmentation, FaceAugmentation},
    train::Experiment,
};

impl Experiment {
    /// Procedural faces of 32 x 32 with emotions by three annotators, each with a confusion matrix of its own
    /// ([`annotators`](crate::datasets::generated::annotators)), and valence and arousal with Gaussian noise. Nothing is read from disk.
    ///
    /// # Errors
    /// None in practice: all of it is generated.
    pub fn faces(scale: Scale, seed: Seed) -> Result<Self> {
        let sizes = scale.of(&FACES);
        let (count, side) = (sizes.images, sizes.side);
        // One drawing for both: a face depends on the seed and its place only.
        let all = generated_faces(count + sizes.test_images, side, seed)?;
        let rows: Vec<usize> = (0..all.len()).collect();
        let (noisy, test) = (all.select(&rows[..count])?, all.select(&rows[count..])?);
        let (train, validation) = split(&noisy, count, seed)?;
        Ok(Self {
            note: Some("generated data".into()),
            training: sizes.training(seed),
            joint_distribution: sizes.joint_distribution(),
            augmentation: Augmentation::Face(FaceAugmentation::at_side(side)),
            recipe: Recipe::Faces { scale, seed }.value(),
            ..Self::new("Generated faces", train, validation, test, sizes.model())?
        })
    }
}
