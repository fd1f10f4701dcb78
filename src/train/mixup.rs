//! Mixup: images and losses mixed in pairs (Zhang et al., ICLR 2018).

use super::targets::BatchTarget;
use burn::tensor::{Tensor, TensorData};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Beta, Distribution};

/// How the images of a batch are mixed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mixing {
    /// λ, the share of an image itself.
    pub share: f64,
    /// The place in the batch of the image that is mixed into each, `[batch]`.
    pub order: Vec<usize>,
}

impl Mixing {
    /// Draws λ and the pairs. λ and 1 - λ are equally likely, and so is every order: the larger one is taken, such that what is
    /// gathered of an image is of what it mostly is.
    pub fn draw(shares: Beta<f64>, batch: usize, rng: &mut ChaCha8Rng) -> Self {
        let share = shares.sample(rng);
        let mut order: Vec<usize> = (0..batch).collect();
        order.shuffle(rng);
        Self { share: share.max(1.0 - share), order }
    }

    /// λ of each image and 1 - λ of its partner, `[batch, 3, side, side]`.
    pub fn images(&self, images: Tensor<4>) -> Tensor<4> {
        let places: Vec<i32> = self.order.iter().map(|&place| place as i32).collect();
        let places = Tensor::from_data(TensorData::new(places, [self.order.len()]), &images.device());
        images.clone() * self.share + images.select(0, places) * (1.0 - self.share)
    }
}

/// What was mixed into a batch.
#[derive(Clone, Debug)]
pub struct Mixed {
    /// λ, the share of the batch's own images in [0.5, 1]; that of the others is the rest.
    pub share: f64,
    /// The rows of the training set that were mixed in, `[batch]`.
    pub rows: Vec<usize>,
    /// Their labels, one entry a head.
    pub targets: Vec<BatchTarget>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Fidelity,
        model::Precision,
        train::{
            AdversarialLabels, Batch, ClassLabels,
            losses::LossContext,
            methods::{EncodedLabels, own_labels},
            small_step::{batch, heads, losses, small_step},
        },
    };
    use burn::tensor::Device;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    /// The batch with each image mixed into the one before it.
    fn mixed(share: f64) -> Batch {
        let mut batch = batch();
        let mixing = Mixing { share, order: vec![1, 2, 3, 0] };
        let classes = Tensor::from_data([1, 2, 1, 0], &batch.images.device());
        let BatchTarget::Values { values, .. } = &batch.targets[1] else { panic!("the second head has values") };
        let values = Tensor::cat(vec![values.clone().narrow(0, 1, 3), values.clone().narrow(0, 0, 1)], 0);
        let targets = vec![
            BatchTarget::Classes(ClassLabels { classes, known: None }),
            BatchTarget::Values { values, known: None },
        ];
        batch.images = mixing.images(batch.images);
        batch.mixed = Some(Mixed { share, rows: vec![1, 2, 3, 0], targets });
        batch
    }

    #[test]
    fn a_share_of_one_changes_nothing() {
        let plain = losses(&mut small_step(Precision::Float32, Fidelity::Corrected), &batch());
        assert_eq!(losses(&mut small_step(Precision::Float32, Fidelity::Corrected), &mixed(1.0)), plain);
        assert_ne!(losses(&mut small_step(Precision::Float32, Fidelity::Corrected), &mixed(0.75)), plain);
    }

    #[test]
    fn images_losses_and_given_labels_are_mixed_by_their_shares() {
        let (plain, batch) = (batch(), mixed(0.75));
        let (before, after) = (numbers(plain.images), numbers(batch.images.clone()));
        let size = before.len() / 4;
        assert!((after[0] - (0.75 * before[0] + 0.25 * before[size])).abs() < 1e-6);
        assert!((after[3 * size] - (0.75 * before[3 * size] + 0.25 * before[0])).abs() < 1e-6);
        let labels = |targets: &[BatchTarget]| {
            let outputs = [Tensor::zeros([4, 3], &Device::flex()), Tensor::zeros([4, 2], &Device::flex())];
            AdversarialLabels::given_and_predicted(&heads(), &outputs, targets, EncodedLabels::Probabilities).unwrap()
        };
        let given = labels(&batch.targets).mixed_with(labels(&batch.mixed.as_ref().unwrap().targets), 0.75);
        assert_eq!(numbers(given.drawn[0].clone())[..6], [0.75, 0.25, 0.0, 0.0, 0.75, 0.25]);
        // 1/2 1/4 1/4, then thirds; the first image is of class 0, and class 1 is mixed into it.
        let logits = Tensor::<2>::from_data([[2f32.ln(), 0.0, 0.0], [0.0; 3], [0.0; 3], [0.0; 3]], &Device::flex());
        let (method, context) = (own_labels(&heads()), LossContext::default());
        let loss = batch.loss(&*method, 0, logits, &context).unwrap();
        let expected = (0.75 * 2f32.ln() + 0.25 * 4f32.ln() + 3.0 * 3f32.ln()) / 4.0;
        assert!((numbers(loss.mean)[0] - expected).abs() < 1e-6);
        assert!((numbers(loss.samples)[0] - 2f32.ln()).abs() < 1e-6, "of its own label");
    }
}
