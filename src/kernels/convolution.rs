//! 3x3 convolutions, stride 1, padding 1.

use super::{
    gemm::{Into, Matrix, multiply_on_all_threads, multiply_strided},
    generic, linear,
    rows::{AddScaled, Finish, ThroughNorms, swap_inner, unfinish},
    scratch::Scratch,
    simd::vectorised,
    spectral::{Norm, NormValues},
    tape::{Kernel, has_kernels, run_ternary, shape, tensor, values},
    winograd::{Direction, Four, Geometry, Transform, Two, convolve, kernel_gradient, transform_kernel},
};
use burn::{backend::flex::FlexTensor, tensor::Tensor};
use rayon::prelude::*;

/// `x` `[batch, height, width, channels_in]` convolved with `weight` `[channels_out, channels_in, 3, 3]` over σ, plus `bias`,
/// and perhaps ReLU: `[batch, height, width, channels_out]`. With several norms each is for an equal part of the batch.
pub fn convolution(x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>, norms: &[Norm], relu: bool) -> Tensor<4> {
    if has_kernels(x.device()) {
        let norms = norms.iter().map(NormValues::from).collect();
        return run_ternary(Convolution { norms, relu }, x, weight, bias);
    }
    linear::finish(generic::convolution(x, weight), bias, norms, relu)
}

#[derive(Debug)]
struct Convolution {
    norms: Vec<NormValues>,
    relu: bool,
}

/// The ways to compute it.
enum Algorithm {
    /// A picture of one pixel meets only the kernel's centre.
    Centre,
    /// Patches as rows of a matrix: for so few channels that a transform does not pay.
    Patches,
    WinogradTwo,
    WinogradFour,
}

impl Algorithm {
    fn of(geometry: Geometry) -> Self {
        let Geometry { batch, height, width, channels_in, channels_out } = geometry;
        let products = batch * height * width * channels_in * channels_out * 9;
        if height * width == 1 {
            Self::Centre
        } else if products < WORTH_A_TRANSFORM || channels_in.min(channels_out) < 32 {
            Self::Patches
        } else if batch * height.div_ceil(4) * width.div_ceil(4) < 128 {
            // On few tiles the larger transform of the kernel costs more than it saves.
            Self::WinogradTwo
        } else {
            Self::WinogradFour
        }
    }
}

/// Multiplications from which on Winograd's transforms pay. Below, the plain sums are as fast, and as exact as sums can be:
/// transforms mix the gradients of a kernel's nine weights, so that a small one gets the rounding of a large one.
const WORTH_A_TRANSFORM: usize = 200_000_000;

fn geometry(x: &FlexTensor, weight: &FlexTensor) -> Geometry {
    let [batch, height, width, channels_in] = shape(x);
    let [channels_out, ..] = shape::<4>(weight);
    Geometry { batch, height, width, channels_in, channels_out }
}

impl Kernel<3> for Convolution {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let geometry = geometry(x, weight);
        let Geometry { batch, height, width, channels_in, channels_out } = geometry;
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let finish = Finish { scales: &scales, bias: values(bias), relu: self.relu };
        let (x, weight) = (values(x), values(weight));
        let y = match Algorithm::of(geometry) {
            Algorithm::Centre => {
                let mut y = vec![0.0; batch * channels_out];
                let centre = Matrix::strided(&weight[4..], [channels_in, channels_out], [9, channels_in * 9]);
                multiply_on_all_threads(Matrix::new(x, batch, channels_in), centre, &mut y, Into::Replace);
                finish.apply_to_rows(&mut y);
                y
            }
            Algorithm::Patches => {
                let patches = patches(x, geometry);
                let rows = batch * height * width;
                let mut y = vec![0.0; rows * channels_out];
                let kernels = swap_inner(weight, channels_in, 9);
                let kernels = Matrix::new(&kernels, channels_out, 9 * channels_in).transposed();
                multiply_on_all_threads(Matrix::new(&patches, rows, 9 * channels_in), kernels, &mut y, Into::Replace);
                finish.apply_to_rows(&mut y);
                y
            }
            Algorithm::WinogradTwo => winograd::<Two, 2, 4>(x, weight, geometry, Direction::Forward, finish),
            Algorithm::WinogradFour => winograd::<Four, 4, 6>(x, weight, geometry, Direction::Forward, finish),
        };
        tensor(y, [batch, height, width, channels_out])
    }

    fn backward(
        &self,
        [x, weight, bias]: [&FlexTensor; 3],
        output: &FlexTensor,
        mut gradient: FlexTensor,
        [x_wanted, weight_wanted, bias_wanted]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let geometry = geometry(x, weight);
        let scales: Vec<f32> = self.norms.iter().map(|norm| 1.0 / norm.sigma).collect();
        let finish = Finish { scales: &scales, bias: values(bias), relu: self.relu };
        let unfinished = unfinish(finish, values(output), gradient.storage_mut());
        let gradient = values(&gradient);
        let of_weight = weight_wanted.then(|| {
            let through_norms = ThroughNorms { norms: &self.norms, dots: &unfinished.dots };
            let mut sums = vec![0.0; values(weight).len()];
            weight_gradient(values(x), gradient, geometry, through_norms, &mut sums);
            tensor(sums, shape::<4>(weight))
        });
        let of_x = x_wanted.then(|| tensor(input_gradient(gradient, values(weight), geometry), shape::<4>(x)));
        let of_bias = bias_wanted.then(|| tensor(unfinished.bias, [geometry.channels_out]));
        [of_x, of_weight, of_bias]
    }
}

fn winograd<T: Transform<M, N>, const M: usize, const N: usize>(
    x: &[f32],
    weight: &[f32],
    geometry: Geometry,
    direction: Direction,
    finish: Finish,
) -> Vec<f32> {
    let kernel = transform_kernel::<T, M, N>(weight, geometry, direction);
    convolve::<T, M, N>(x, &kernel, geometry, finish)
}

fn weight_gradient(x: &[f32], gradient: &[f32], geometry: Geometry, through_norms: ThroughNorms, into: &mut [f32]) {
    let Geometry { batch, height, width, channels_in, channels_out } = geometry;
    match Algorithm::of(geometry) {
        Algorithm::Centre => {
            let gradient = Matrix::new(gradient, batch, channels_out).transposed();
            let x = Matrix::new(x, batch, channels_in);
            multiply_strided(gradient, x, &mut into[4..], [channels_in * 9, 9], Into::Replace);
            through_norms.add_to_all(into);
        }
        Algorithm::Patches => {
            let rows = batch * height * width;
            let patches = patches(x, geometry);
            let gradient = Matrix::new(gradient, rows, channels_out).transposed();
            let mut kernels = Scratch::take(into.len());
            multiply_on_all_threads(
                gradient,
                Matrix::new(&patches, rows, 9 * channels_in),
                &mut kernels,
                Into::Replace,
            );
            into.copy_from_slice(&swap_inner(&kernels, 9, channels_in));
            through_norms.add_to_all(into);
        }
        Algorithm::WinogradTwo => kernel_gradient::<Two, 2, 4>(x, gradient, geometry, through_norms, into),
        Algorithm::WinogradFour => kernel_gradient::<Four, 4, 6>(x, gradient, geometry, through_norms, into),
    }
}

/// The convolution of the gradient with the flipped kernel.
fn input_gradient(gradient: &[f32], weight: &[f32], geometry: Geometry) -> Vec<f32> {
    let Geometry { batch, height, width, channels_in, channels_out } = geometry;
    let zeros = vec![0.0; channels_in];
    let finish = Finish { scales: &[], bias: &zeros, relu: false };
    let backward = Geometry { channels_in: channels_out, channels_out: channels_in, ..geometry };
    match Algorithm::of(geometry) {
        Algorithm::Centre => {
            let mut x = vec![0.0; batch * channels_in];
            let centre = Matrix::strided(&weight[4..], [channels_out, channels_in], [channels_in * 9, 9]);
            multiply_on_all_threads(Matrix::new(gradient, batch, channels_out), centre, &mut x, Into::Replace);
            x
        }
        Algorithm::Patches => {
            let rows = batch * height * width;
            let mut patches = Scratch::take(rows * channels_in * 9);
            let kernels = swap_inner(weight, channels_in, 9);
            let kernels = Matrix::new(&kernels, channels_out, 9 * channels_in);
            let gradient = Matrix::new(gradient, rows, channels_out);
            multiply_on_all_threads(gradient, kernels, &mut patches, Into::Replace);
            sum_patches(&patches, geometry)
        }
        Algorithm::WinogradTwo => winograd::<Two, 2, 4>(gradient, weight, backward, Direction::Backward, finish),
        Algorithm::WinogradFour => winograd::<Four, 4, 6>(gradient, weight, backward, Direction::Backward, finish),
    }
}

/// For every pixel its neighbourhood, `[9, channels_in]`, zeros outside the picture.
fn patches(x: &[f32], geometry: Geometry) -> Scratch {
    let Geometry { batch, height, width, channels_in, .. } = geometry;
    let length = 9 * channels_in;
    let mut patches = Scratch::take(batch * height * width * length);
    patches.par_chunks_exact_mut(width * length).enumerate().for_each(|(line, patches)| {
        let (image, y) = (line / height, line % height);
        for (column, patch) in patches.chunks_exact_mut(length).enumerate() {
            for (tap, pixel) in patch.chunks_exact_mut(channels_in).enumerate() {
                match neighbour(geometry, y, column, tap) {
                    Some(at) => pixel.copy_from_slice(&x[(image * height * width + at) * channels_in..][..channels_in]),
                    None => pixel.fill(0.0),
                }
            }
        }
    });
    patches
}

/// The transpose of [`patches`]: every pixel gets the sum of its places in its neighbours' patches.
fn sum_patches(patches: &[f32], geometry: Geometry) -> Vec<f32> {
    let Geometry { batch, height, width, channels_in, .. } = geometry;
    let length = 9 * channels_in;
    let mut x = vec![0.0; batch * height * width * channels_in];
    x.par_chunks_exact_mut(width * channels_in).enumerate().for_each(|(line, pixels)| {
        let (image, y) = (line / height, line % height);
        for (column, pixel) in pixels.chunks_exact_mut(channels_in).enumerate() {
            for tap in 0..9 {
                // What lies at `tap` of this pixel has this pixel at the opposite tap.
                if let Some(at) = neighbour(geometry, y, column, tap) {
                    let start = (image * height * width + at) * length + (8 - tap) * channels_in;
                    let other = &patches[start..][..channels_in];
                    vectorised(AddScaled { factor: 1.0, other, values: &mut *pixel });
                }
            }
        }
    });
    x
}

/// The pixel at one of the nine taps around another, unless it is outside the picture.
fn neighbour(geometry: Geometry, y: usize, x: usize, tap: usize) -> Option<usize> {
    let (y, x) = ((y + tap / 3).wrapping_sub(1), (x + tap % 3).wrapping_sub(1));
    (y < geometry.height && x < geometry.width).then_some(y * geometry.width + x)
}
