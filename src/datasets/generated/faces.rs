//! The embedded dataset: drawn faces, three noisy annotators, noisy valence and arousal.

use super::annotators;
use crate::{
    Result, Seed,
    datasets::Dataset,
    faces::draw::{EMOTIONS, Faces, FacesConfig},
    labels::{
        LabelHead, LabelTable, TransitionMatrix,
        noise::{Annotator, ValueNoise, annotate, annotate_values},
    },
};

/// Standard deviation of the annotators' noise on valence and arousal.
const AFFECT_NOISE: f32 = 0.25;

/// Drawn faces with the labels of the three annotators, noisy valence and arousal, and the truth.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for a side that no face can be drawn at.
pub fn generated_faces(count: usize, side: usize, seed: Seed) -> Result<Dataset> {
    let drawn = Faces::draw(&FacesConfig { count, side, seed, ..FacesConfig::default() })?;
    let mut simulated = vec![];
    for (name, matrix) in annotators() {
        simulated.push(Annotator::new(&name, TransitionMatrix::new(&EMOTIONS, matrix.concat())?));
    }
    let names = (0..count).map(|index| format!("face_{index:05}")).collect();
    let labels: LabelTable = annotate(names, &drawn.emotion, &EMOTIONS, &simulated, seed)?;
    let affect = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
    let noise = ValueNoise { spread: AFFECT_NOISE, ..ValueNoise::default() };
    let labels = annotate_values(&labels, affect, &drawn.valence_arousal.concat(), &noise, seed)?;
    Dataset::new(drawn.images, labels)
}
