//! What the decoder has learned to draw.

use super::trained::TrainedModel;
use crate::seed::standard_normals;
use crate::{
    Error, Result, Seed,
    images::Images,
    labels::{HeadKind, LabelHead},
};
use burn::tensor::{Tensor, TensorData};

/// What an image is drawn from, besides z0. Values other than valence and arousal are 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Condition {
    /// The class, an index into those of the model's heads with classes.
    pub class: u8,
    /// Valence and arousal in [-1, 1], for models that have them.
    pub affect: [f32; 2],
}

impl TrainedModel {
    /// Draws an image for each condition, all from the one z0 of `seed`: images of the model's side.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a model that was trained without adversarial steps, and so has no decoder, for a class that a head
    /// does not have, or values outside their range; [`Error::Device`] when the device failed.
    pub fn draw(&self, conditions: &[Condition], seed: Seed) -> Result<Images> {
        let missing = || {
            Error::parameter(
                "the model",
                format!("{}, which has no decoder", self.card.name),
                "one trained with adversarial steps, as by the joint distribution",
            )
        };
        let decoder = self.learner.decoder.as_ref().ok_or_else(missing)?;
        if conditions.is_empty() {
            return Images::new(self.card.model.side, vec![]);
        }
        let (count, noise) = (conditions.len(), self.card.model.latent);
        let mut rng = seed.stream("drawn faces", 0);
        let code = standard_normals(noise, &mut rng);
        let table = |values: Vec<f32>, width: usize| {
            Tensor::<2>::from_data(TensorData::new(values, [count, width]), &self.device)
        };
        let labels = self.card.heads.iter().map(|head| Ok(table(given(head, conditions)?, head.width())));
        let drawn = decoder.forward(table(code.repeat(count), noise), &labels.collect::<Result<Vec<_>>>()?);
        let numbers: Vec<f32> = drawn.try_into_data().map_err(Error::computation)?.iter::<f32>().collect();
        let side = self.card.model.side;
        let pictures = numbers.chunks_exact(3 * side * side).flat_map(|picture| self.card.augmentation.image(picture));
        Images::new(side, pictures.collect())
    }
}

/// The labels of one head for all conditions as the decoder was trained on them: one-hot, or values.
fn given(head: &LabelHead, conditions: &[Condition]) -> Result<Vec<f32>> {
    let width = head.width();
    let mut values = vec![0.0; conditions.len() * width];
    for (row, condition) in values.chunks_exact_mut(width).zip(conditions) {
        match &head.kind {
            HeadKind::Categorical { .. } => {
                let bad = || {
                    Error::parameter("class", condition.class, format!("below {width}, the classes of {}", head.name))
                };
                *row.get_mut(usize::from(condition.class)).ok_or_else(bad)? = 1.0;
            }
            HeadKind::Continuous { low, high, .. } if head.is_affect() => {
                if !condition.affect.iter().all(|value| (*low..=*high).contains(value)) {
                    let [valence, arousal] = condition.affect;
                    let found = format!("{valence} and {arousal}");
                    return Err(Error::parameter("valence and arousal", found, format!("in [{low}, {high}]")));
                }
                row.copy_from_slice(&condition.affect);
            }
            HeadKind::Continuous { .. } => {}
        }
    }
    Ok(values)
}
