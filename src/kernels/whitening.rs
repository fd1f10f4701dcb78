//! Whitening of an image's patches, with the GELU that follows it: the frozen first layer of a fast network.

use super::{
    activation::Activation,
    gemm::{Into, Matrix, multiply},
    generic::general_convolution,
    precision::Precision,
    scratch::{Scratch, zeros},
    simd::{Lanes, vectorised},
    tape::{from_primitive, has_kernels, primitive, tensor, values},
};
use burn::tensor::{Tensor, ops::PadMode};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// Square filters over patches of an image, twice as wide as the steps between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whitening {
    /// Pixels from one patch to the next. A patch has twice as many on each side.
    pub stride: usize,
}

impl Whitening {
    /// Width and height of a patch, in pixels.
    pub fn kernel(self) -> usize {
        2 * self.stride
    }

    /// Pixels of padding before and after the image, so that its side becomes side / stride.
    fn padding(self) -> (usize, usize) {
        let before = self.stride.div_ceil(2);
        (before, self.stride - before)
    }
}

/// `gelu(filters * (images - mean))`: images `[batch, 3, side, side]`, the mean colour `[3]`, filters `[count, 3, kernel, kernel]`
/// to `[batch, side / stride, side / stride, count]`. Beyond the border lies the mean colour. No gradient goes through it.
pub fn whitened(images: Tensor<4>, mean: Tensor<1>, filters: Tensor<4>, shape: Whitening) -> Tensor<4> {
    let [batch, _, side, _] = images.dims();
    let [count, ..] = filters.dims();
    let out = side / shape.stride;
    if !has_kernels(images.device()) {
        let padding = [(0, 0), (0, 0), shape.padding(), shape.padding()];
        let centred = (images - mean.reshape([1, 3, 1, 1])).pad(padding, PadMode::Constant(0.0));
        let sums = general_convolution(centred.permute([0, 2, 3, 1]), filters, shape.stride, 0, Precision::Exact);
        return Activation::Gelu.generic(sums).detach();
    }
    let autodiff = images.is_autodiff();
    let (images, mean, filters) = (primitive(images), primitive(mean), primitive(filters));
    let patch = 3 * shape.kernel() * shape.kernel();
    let filters = Matrix::new(values(&filters), count, patch).transposed();
    let mut y = zeros(batch * out * out * count);
    y.par_chunks_exact_mut(out * out * count).zip(values(&images).par_chunks_exact(3 * side * side)).for_each(
        |(into, image)| {
            let patches = patches(image, side, values(&mean), shape);
            multiply(Matrix::new(&patches, patch, out * out).transposed(), filters, into, Into::Replace);
            vectorised(Activate { values: into });
        },
    );
    let y = from_primitive::<4>(tensor(y, [batch, out, out, count]));
    if autodiff { y.autodiff() } else { y }
}

/// Every patch of an image without the mean colour as a column: `[3, kernel, kernel, places]`.
fn patches(image: &[f32], side: usize, mean: &[f32], shape: Whitening) -> Scratch {
    let (kernel, stride, out) = (shape.kernel(), shape.stride, side / shape.stride);
    let width = side + stride;
    let padded = padded(image, side, mean, shape);
    let mut patches = Scratch::take(3 * kernel * kernel * out * out);
    for (row, places) in patches.chunks_exact_mut(out * out).enumerate() {
        let (channel, y, x) = (row / (kernel * kernel), row / kernel % kernel, row % kernel);
        for (line, into) in places.chunks_exact_mut(out).enumerate() {
            let from = &padded[(channel * width + line * stride + y) * width + x..];
            for (value, from) in into.iter_mut().zip(from.iter().step_by(stride)) {
                *value = *from;
            }
        }
    }
    patches
}

/// The image without the mean colour, with zeros around it: `[3, side + stride, side + stride]`.
fn padded(image: &[f32], side: usize, mean: &[f32], shape: Whitening) -> Scratch {
    let (width, (before, _)) = (side + shape.stride, shape.padding());
    let mut padded = Scratch::take(3 * width * width);
    padded.fill(0.0);
    for (line, from) in image.chunks_exact(side).enumerate() {
        let (channel, y) = (line / side, line % side);
        let into = &mut padded[(channel * width + y + before) * width + before..][..side];
        for (value, from) in into.iter_mut().zip(from) {
            *value = from - mean[channel];
        }
    }
    padded
}

/// The covariance of all patches of `images` `[count, 3, side, side]` about the mean colour, row-major `[patch, patch]` with
/// `patch` = 3 kernel².
pub fn patch_covariance(images: &[f32], side: usize, mean: &[f32], shape: Whitening) -> Vec<f64> {
    let (patch, places) = (3 * shape.kernel() * shape.kernel(), (side / shape.stride).pow(2));
    let parts: Vec<Vec<f32>> = images
        .par_chunks_exact(3 * side * side)
        .map(|image| {
            let patches = patches(image, side, mean, shape);
            let columns = Matrix::new(&patches, patch, places);
            let mut products = vec![0.0; patch * patch];
            multiply(columns, columns.transposed(), &mut products, Into::Replace);
            products
        })
        .collect();
    // In order, so that the sum does not depend on the threads.
    let mut covariance = vec![0.0; patch * patch];
    for part in &parts {
        covariance.iter_mut().zip(part).for_each(|(sum, value)| *sum += f64::from(*value));
    }
    let count = (parts.len() * places).max(1) as f64;
    covariance.iter_mut().for_each(|sum| *sum /= count);
    covariance
}

struct Activate<'a> {
    values: &'a mut [f32],
}

impl WithSimd for Activate<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for values in self.values.chunks_mut(Lanes::<S>::COUNT) {
            Activation::Gelu.apply(simd, Lanes::load(simd, values)).store(values);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::{reference::rng, tape::without_kernels};
    use crate::seed::standard_normals;
    use burn::tensor::{Device, TensorData};

    #[test]
    fn it_agrees_with_burns_operations() {
        let device = Device::flex();
        for (stride, side) in [(1, 32), (2, 64), (4, 128)] {
            let shape = Whitening { stride };
            let kernel = shape.kernel();
            let mut rng = rng(stride as u64);
            let mut random = |shape: [usize; 4]| {
                let values = standard_normals(shape.iter().product(), &mut rng);
                Tensor::<4>::from_data(TensorData::new(values, shape), &device)
            };
            let (images, filters) = (random([2, 3, side, side]), random([5, 3, kernel, kernel]));
            let mean = Tensor::<1>::from_data([0.5f32, -0.25, 0.0], &device);
            let run = || whitened(images.clone(), mean.clone(), filters.clone(), shape);
            let (found, expected) = (run(), without_kernels(run));
            assert_eq!((found.dims(), expected.dims()), ([2, 32, 32, 5], [2, 32, 32, 5]));
            let difference: f32 = (found - expected).abs().max().into_scalar();
            assert!(difference < 1e-4, "{difference} at stride {stride}");
        }
    }

    #[test]
    fn a_patch_by_hand() {
        // One channel counts: the filter takes the pixel to the left above and half of the pixel itself.
        let mut image = vec![0.0; 12];
        image[..4].copy_from_slice(&[1.0, 2.0, 3.0, 4.0]);
        let device = Device::flex();
        let images = Tensor::<4>::from_data(TensorData::new(image, [1, 3, 2, 2]), &device);
        let mut filter = vec![0.0; 12];
        (filter[0], filter[3]) = (100.0, 50.0);
        let filters = Tensor::<4>::from_data(TensorData::new(filter, [1, 3, 2, 2]), &device);
        let y = whitened(images, Tensor::zeros([3], &device), filters, Whitening { stride: 1 });
        // Far from zero GELU leaves numbers as they are.
        assert_eq!(y.into_data().iter::<f32>().collect::<Vec<_>>(), [50.0, 100.0, 150.0, 300.0]);
    }
}
