//! The embedded experiment: procedural faces, three noisy annotators, noisy valence and arousal.

use super::{Experiment, Scale, split};
use crate::{
    Result, Seed,
    data::{
        Augmentation, Dataset, FaceAugmentation,
        faces::{self, EMOTIONS, Faces, FacesConfig},
    },
    labels::{
        LabelHead, LabelTable,
        noise::{Annotator, TransitionMatrix, annotate, annotate_values},
    },
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
        let count = scale.pick(400, 2_000, 20_000);
        let side = scale.pick(32, 32, 64);
        let test_count = scale.pick(200, 600, 4_000);
        // One drawing for both: a face depends on the seed and its place only.
        let all = annotated(count + test_count, side, seed)?;
        let rows: Vec<usize> = (0..count + test_count).collect();
        let (noisy, test) = (all.select(&rows[..count])?, all.select(&rows[count..])?);
        let (train, held_out) = split(&noisy, count, seed)?;
        let model = ModelConfig { side, ..model(scale) };
        let training = TrainConfig { game_from_epoch: scale.pick(1, 13, 6), ..training(scale, seed) };
        Ok(Self {
            name: "Generated faces".into(),
            note: Some("generated data".into()),
            train,
            held_out,
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

/// Drawn faces with the labels of the three annotators, noisy valence and arousal, and the truth.
fn annotated(count: usize, side: usize, seed: Seed) -> Result<Dataset> {
    let drawn = Faces::draw(&FacesConfig { count, side, seed, ..FacesConfig::default() })?;
    let annotator = |(name, matrix): (String, Vec<Vec<f64>>)| Ok(Annotator::new(&name, TransitionMatrix::new(matrix)?));
    let annotators = faces::annotators().into_iter().map(annotator).collect::<Result<Vec<_>>>()?;
    let names = (0..count).map(|index| format!("face_{index:05}")).collect();
    let labels: LabelTable = annotate(names, &drawn.emotion, &EMOTIONS, &annotators, seed)?;
    let affect = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
    let labels = annotate_values(&labels, affect, &drawn.valence_arousal.concat(), AFFECT_NOISE, seed)?;
    Dataset::new(drawn.images, labels)
}
