//! Transposed 4x4 convolutions, stride 2, padding 1: they double the side.
//!
//! A pixel of the input, times the weight as a matrix, gives its contributions to the 4 x 4 output pixels around it
//! ("columns"); every output pixel is the sum of the four that reach it.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    gemm::{Into, Matrix, multiply_on_all_threads},
    generic, linear,
    precision::Precision,
    rows::{AddScaled, Finish, swap_inner, swap_inner_into, unfinish},
    scratch::{Scratch, zeros},
    simd::{Lanes, vectorised},
    spectral::{Norm, NormValues},
    tape::{Kernel, has_kernels, run_ternary, shape, tensor, values},
};
use burn::{backend::flex::FlexTensor, tensor::Tensor};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// `x` `[batch, height, width, channels_in]` through `weight` `[channels_in, channels_out, 4, 4]` over σ, plus `bias`:
/// `[batch, 2 height, 2 width, channels_out]`.
pub fn transposed_convolution(
    x: Tensor<4>,
    weight: Tensor<4>,
    bias: Tensor<1>,
    norm: &Norm,
    precision: Precision,
) -> Tensor<4> {
    if has_kernels(x.device()) {
        return run_ternary(TransposedConvolution { norm: norm.into() }, x, weight, bias);
    }
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&x.device()) {
        let norms = vec![norm.clone()];
        let layer = cuda::Layer { product: cuda::Product::Transposed, norms, relu: false, precision };
        return cuda::layer(layer, x, weight, bias);
    }
    linear::finish(generic::transposed_convolution(x, weight, precision), bias, std::slice::from_ref(norm), false)
}

#[derive(Debug)]
struct TransposedConvolution {
    norm: NormValues,
}

/// Of the input.
#[derive(Clone, Copy)]
struct Sizes {
    batch: usize,
    height: usize,
    width: usize,
    channels_in: usize,
    channels_out: usize,
}

impl Sizes {
    fn of(x: &FlexTensor, weight: &FlexTensor) -> Self {
        let [batch, height, width, channels_in] = shape(x);
        let [_, channels_out, ..] = shape::<4>(weight);
        Self { batch, height, width, channels_in, channels_out }
    }

    fn rows(self) -> usize {
        self.batch * self.height * self.width
    }

    fn columns(self) -> usize {
        16 * self.channels_out
    }
}

impl Kernel<3> for TransposedConvolution {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let sizes = Sizes::of(x, weight);
        let taps_first = swap_inner(values(weight), sizes.channels_out, 16);
        let mut columns = Scratch::take(sizes.rows() * sizes.columns());
        multiply_on_all_threads(
            Matrix::new(values(x), sizes.rows(), sizes.channels_in),
            Matrix::new(&taps_first, sizes.channels_in, sizes.columns()),
            &mut columns,
            Into::Replace,
        );
        let Sizes { batch, height, width, channels_out, .. } = sizes;
        let mut y = zeros(sizes.rows() * 4 * channels_out);
        let scale = [1.0 / self.norm.sigma];
        let finish = Finish { scales: &scale, bias: values(bias), relu: false };
        y.par_chunks_exact_mut(2 * width * channels_out).enumerate().for_each(|(line, into)| {
            vectorised(SumColumns { sizes, columns: &columns, line, finish, into });
        });
        tensor(y, [batch, 2 * height, 2 * width, channels_out])
    }

    fn backward(
        &self,
        [x, weight, bias]: [&FlexTensor; 3],
        output: &FlexTensor,
        mut gradient: FlexTensor,
        [x_wanted, weight_wanted, bias_wanted]: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let sizes = Sizes::of(x, weight);
        let Sizes { channels_in, channels_out, .. } = sizes;
        let scale = [1.0 / self.norm.sigma];
        let finish = Finish { scales: &scale, bias: values(bias), relu: false };
        let unfinished = unfinish(finish, values(output), gradient.storage_mut());
        let columns = columns(values(&gradient), sizes);
        let columns = Matrix::new(&columns, sizes.rows(), sizes.columns());
        let of_weight = weight_wanted.then(|| {
            let mut taps_first = Scratch::take(channels_in * sizes.columns());
            let x = Matrix::new(values(x), sizes.rows(), channels_in).transposed();
            multiply_on_all_threads(x, columns, &mut taps_first, Into::Replace);
            let mut sums = zeros(taps_first.len());
            swap_inner_into(&taps_first, 16, channels_out, &mut sums);
            let factor = -unfinished.dots[0] / self.norm.sigma;
            let NormValues { u, v, .. } = &self.norm;
            sums.par_chunks_exact_mut(channels_out * 16).zip(v.par_chunks_exact(16)).for_each(|(sums, v)| {
                for (values, u) in sums.chunks_exact_mut(16).zip(u) {
                    vectorised(AddScaled { factor: factor * u, other: v, values });
                }
            });
            tensor(sums, shape::<4>(weight))
        });
        let of_x = x_wanted.then(|| {
            let taps_first = swap_inner(values(weight), channels_out, 16);
            let mut sums = zeros(sizes.rows() * channels_in);
            let right = Matrix::new(&taps_first, channels_in, sizes.columns()).transposed();
            multiply_on_all_threads(columns, right, &mut sums, Into::Replace);
            tensor(sums, shape::<4>(x))
        });
        [of_x, of_weight, bias_wanted.then(|| tensor(unfinished.bias, [channels_out]))]
    }
}

/// For each pixel of the input, the gradient at the 16 output pixels around it: `[rows, 16, channels_out]`.
fn columns(gradient: &[f32], sizes: Sizes) -> Scratch {
    let Sizes { height, width, channels_out, .. } = sizes;
    let mut columns = Scratch::take(sizes.rows() * sizes.columns());
    columns.par_chunks_exact_mut(width * sizes.columns()).enumerate().for_each(|(line, columns)| {
        let (image, row) = (line / height, line % height);
        for (column, taps) in columns.chunks_exact_mut(sizes.columns()).enumerate() {
            for (tap, into) in taps.chunks_exact_mut(channels_out).enumerate() {
                // Above and left of the image these wrap to huge numbers.
                let y = (2 * row + tap / 4).wrapping_sub(1);
                let x = (2 * column + tap % 4).wrapping_sub(1);
                if y < 2 * height && x < 2 * width {
                    let start = ((image * 2 * height + y) * 2 * width + x) * channels_out;
                    into.copy_from_slice(&gradient[start..start + channels_out]);
                } else {
                    into.fill(0.0);
                }
            }
        }
    });
    columns
}

/// Sums the columns that reach the pixels of one output line.
struct SumColumns<'a> {
    sizes: Sizes,
    columns: &'a [f32],
    line: usize,
    finish: Finish<'a>,
    into: &'a mut [f32],
}

impl WithSimd for SumColumns<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Sizes { height, width, channels_out: channels, .. } = self.sizes;
        let (image, y) = (self.line / (2 * height), self.line % (2 * height));
        let scale = self.finish.scale(0, 1);
        for (x, pixel) in self.into.chunks_exact_mut(channels).enumerate() {
            for channel in (0..channels).step_by(Lanes::<S>::COUNT) {
                let mut sum = Lanes::zero(simd);
                // Output pixel 2i - 1 + tap is reached from i: by two taps a dimension, of the parity that y + 1 has.
                for tap_y in [(y + 1) % 2, (y + 1) % 2 + 2] {
                    let row = (y + 1).wrapping_sub(tap_y) / 2;
                    if y + 1 < tap_y || row >= height {
                        continue;
                    }
                    for tap_x in [(x + 1) % 2, (x + 1) % 2 + 2] {
                        let column = (x + 1).wrapping_sub(tap_x) / 2;
                        if x + 1 < tap_x || column >= width {
                            continue;
                        }
                        let place = (image * height + row) * width + column;
                        let start = (place * 16 + tap_y * 4 + tap_x) * channels;
                        sum = sum + Lanes::load(simd, &self.columns[start + channel..start + channels]);
                    }
                }
                let end = (channel + Lanes::<S>::COUNT).min(channels);
                self.finish.apply(simd, sum, scale, channel).store(&mut pixel[channel..end]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::{
        reference::{Compare, rng},
        spectral::{MatrixLayout, differentiable, norm},
    };
    use crate::seed::standard_normals;

    use burn::tensor::{module::conv_transpose2d, ops::ConvTransposeOptions};

    #[test]
    fn the_layer_agrees_with_burns_operations_norms_included() {
        for (index, [side, channels_in, channels_out]) in [[1, 6, 5], [3, 4, 17], [2, 20, 3]].into_iter().enumerate() {
            let layout = MatrixLayout { outer: channels_in, rows: channels_out, inner: 16 };
            let mut rng = rng(index as u64);
            let [u, v] = [channels_out, channels_in * 16].map(|length| {
                Tensor::<1>::from_data(standard_normals(length, &mut rng).as_slice(), &Default::default())
            });
            let weight = [channels_in, channels_out, 4, 4];
            Compare { x: [3, side, side + 1, channels_in], weight, bias: channels_out, bound: 2e-5 }.run(
                &mut rng,
                |x, weight, bias| {
                    let norm = norm(weight.clone(), layout, u.clone(), v.clone());
                    transposed_convolution(x, weight, bias, &norm, Precision::Float32)
                },
                |x, weight, bias| {
                    let matrix = weight.clone().swap_dims(0, 1).reshape([channels_out, channels_in * 16]);
                    let norm = differentiable(matrix, u.clone(), v.clone());
                    let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
                    let sums = conv_transpose2d(x.permute([0, 3, 1, 2]), weight, None, options);
                    super::super::linear::finish(sums.permute([0, 2, 3, 1]), bias, std::slice::from_ref(&norm), false)
                },
            );
        }
    }
}
