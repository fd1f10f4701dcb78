//! Mirrored and shifted images for the discriminators (Zhao et al., "Differentiable Augmentation for Data-Efficient GAN
//! Training", NeurIPS 2020).

use burn::tensor::{Device, Tensor, TensorData};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// An image is shifted by up to the side over this, as there.
const SHIFT: usize = 8;

/// How an image is changed: mirrored first, then shifted; what comes in is black.
#[derive(Clone, Copy, Debug)]
struct Change {
    mirrored: bool,
    /// Pixels to the right.
    right: i64,
    /// Pixels down.
    down: i64,
}

/// A change for each image of a batch. Rows and columns only move, so that matrices of 0 and 1 do it, and the gradient of
/// the drawn images comes with them.
pub(super) struct Changes {
    /// Which row of the image each row of the result is, `[batch, 1, side, side]`.
    rows: Tensor<4>,
    /// Which column of the image, by column of the result: the transpose, `[batch, 1, side, side]`.
    columns: Tensor<4>,
}

impl Changes {
    /// Random changes of `[batch, _, side, side]`. Order of the draws, image by image: mirror, right, down.
    pub fn draw(batch: usize, side: usize, rng: &mut ChaCha8Rng, device: &Device) -> Self {
        let most = (side / SHIFT) as i64;
        let mut changes = vec![];
        for _ in 0..batch {
            let mirrored = rng.random_bool(0.5);
            let (right, down) = (rng.random_range(-most..=most), rng.random_range(-most..=most));
            changes.push(Change { mirrored, right, down });
        }
        Self::new(&changes, side, device)
    }

    fn new(changes: &[Change], side: usize, device: &Device) -> Self {
        let area = side * side;
        let mut rows = vec![0.0; changes.len() * area];
        let mut columns = rows.clone();
        for (image, &Change { mirrored, right, down }) in changes.iter().enumerate() {
            for at in 0..side {
                if let Some(from) = source(at, down, side) {
                    rows[image * area + at * side + from] = 1.0;
                }
                if let Some(from) = source(at, right, side) {
                    let from = if mirrored { side - 1 - from } else { from };
                    columns[image * area + from * side + at] = 1.0;
                }
            }
        }
        let shape = [changes.len(), 1, side, side];
        let matrices = |values: Vec<f32>| Tensor::from_data(TensorData::new(values, shape), device);
        Self { rows: matrices(rows), columns: matrices(columns) }
    }

    /// `images` `[batch, channels, side, side]` in [-1, 1], changed.
    pub fn apply(&self, images: Tensor<4>) -> Tensor<4> {
        // Above black, so that what comes in with zeros is black.
        self.rows.clone().matmul(images + 1.0).matmul(self.columns.clone()) - 1.0
    }
}

/// Where what is `at` after a shift came from; `None` from outside.
fn source(at: usize, shift: i64, side: usize) -> Option<usize> {
    usize::try_from(at as i64 - shift).ok().filter(|&from| from < side)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    /// 0 1 over 2 3, of which black is -1, in two channels.
    fn images(device: &Device) -> Tensor<4> {
        Tensor::from_data([[[[0f32, 1.0], [2.0, 3.0]], [[0.0, 1.0], [2.0, 3.0]]]], device)
    }

    fn changed(mirrored: bool, right: i64, down: i64) -> Vec<i32> {
        let device = Device::flex();
        let changes = Changes::new(&[Change { mirrored, right, down }], 2, &device);
        let values: Vec<f32> = changes.apply(images(&device)).into_data().iter::<f32>().collect();
        assert_eq!(values[..4], values[4..], "channels alike");
        values[..4].iter().map(|value| value.round() as i32).collect()
    }

    #[test]
    fn changes_by_hand() {
        assert_eq!(changed(false, 0, 0), [0, 1, 2, 3]);
        assert_eq!(changed(true, 0, 0), [1, 0, 3, 2]);
        assert_eq!(changed(false, 1, 0), [-1, 0, -1, 2]);
        assert_eq!(changed(false, 0, -1), [2, 3, -1, -1]);
        assert_eq!(changed(true, 1, 0), [-1, 1, -1, 3], "mirrored first");
        assert_eq!(changed(false, 2, 0), [-1; 4]);
    }

    #[test]
    fn the_gradient_goes_back_to_where_a_pixel_came_from() {
        let device = Device::flex().autodiff();
        let images = images(&device).require_grad();
        let changes = Changes::new(&[Change { mirrored: false, right: 1, down: 0 }], 2, &device);
        let gradients = changes.apply(images.clone()).sum().backward();
        let gradient: Vec<f32> = images.grad(&gradients).unwrap().into_data().iter::<f32>().collect();
        assert_eq!(gradient[..4], [1.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn draws_follow_from_the_stream() {
        let device = Device::flex();
        let columns = |seed| {
            let changes = Changes::draw(3, 16, &mut Seed(seed).stream("test", 0), &device);
            changes.columns.into_data().iter::<f32>().collect::<Vec<_>>()
        };
        assert_eq!(columns(0), columns(0));
        assert_ne!(columns(0), columns(1));
    }
}
