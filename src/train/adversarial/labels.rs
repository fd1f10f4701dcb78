//! The labels that go with the images of an adversarial step.

use crate::{
    labels::{HeadKind, LabelHead},
    train::{methods::EncodedLabels, targets::BatchTarget},
};
use burn::tensor::{Tensor, activation::softmax};
use rand_chacha::ChaCha8Rng;

/// The labels of an adversarial step, `[batch, width]` a head.
pub struct AdversarialLabels {
    /// What the decoder draws from, one a head of the encoder.
    pub decoder: Vec<Tensor<2>>,
    /// What the discriminators are given with the drawn images, one a head of
    /// [`discriminated_heads`](crate::train::methods::FittedMethod::discriminated_heads).
    pub drawn: Vec<Tensor<2>>,
    /// What they are given with the encoded images, as many; the encoder is trained through it.
    pub encoded: Vec<Tensor<2>>,
}

/// What the labels may depend on besides the encoder's outputs and the batch.
pub struct AdversarialContext<'a> {
    /// The tensors of [`parameters`](crate::train::methods::FittedMethod::parameters) as they are now.
    pub parameters: &'a [Tensor<2>],
    /// What stands for the classes of an encoded image where they are the encoder's own.
    pub encoded_labels: EncodedLabels,
    /// Whatever the method draws; it follows from the training's seed, the epoch and the step.
    pub rng: &'a mut ChaCha8Rng,
}

impl AdversarialLabels {
    /// These and others of the same outputs, for images that were mixed so: `share` of these and the rest of the others.
    pub(in crate::train) fn mixed_with(self, other: Self, share: f64) -> Self {
        let mix = |own: Vec<Tensor<2>>, other: Vec<Tensor<2>>| {
            let pairs = own.into_iter().zip(other);
            pairs.map(|(own, other)| own * share + other * (1.0 - share)).collect()
        };
        Self { decoder: mix(self.decoder, other.decoder), drawn: mix(self.drawn, other.drawn), encoded: self.encoded }
    }

    /// The paper's: with the drawn images the labels that were given, with the encoded ones those that the encoder predicts.
    /// `None` for labels that are not a head's own.
    pub fn given_and_predicted(
        heads: &[LabelHead],
        outputs: &[Tensor<2>],
        targets: &[BatchTarget],
        encoded_labels: EncodedLabels,
    ) -> Option<Self> {
        let (mut given, mut predicted) = (vec![], vec![]);
        for ((head, output), target) in heads.iter().zip(outputs).zip(targets) {
            given.push(target.given(head.width())?);
            predicted.push(match (&head.kind, encoded_labels) {
                (HeadKind::Categorical { .. }, EncodedLabels::Probabilities) => softmax(output.clone(), 1),
                _ => output.clone(),
            });
        }
        Some(Self { decoder: given.clone(), drawn: given, encoded: predicted })
    }
}
