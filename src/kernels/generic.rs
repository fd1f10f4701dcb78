//! Convolutions in burn's operations, for the devices that have no kernels here.
//!
//! Their gradients are to be matrix products. For the weight of a transposed convolution burn knows only a convolution by a kernel as
//! large as the image; therefore it is here a product and sums of slices from the start.

#[cfg(feature = "cuda")]
use super::cuda;
use super::precision::Precision;
use burn::tensor::{
    Tensor,
    module::conv2d,
    ops::{ConvOptions, PadMode},
};

/// A matrix product.
pub fn product(left: Tensor<2>, right: Tensor<2>, precision: Precision) -> Tensor<2> {
    precision.sums(precision.operand(left).matmul(precision.operand(right)))
}

/// 3x3, stride 1, padding 1: `x` `[batch, height, width, channels_in]` through `weight` `[channels_out, channels_in, 3, 3]`.
pub fn convolution(x: Tensor<4>, weight: Tensor<4>, precision: Precision) -> Tensor<4> {
    general_convolution(x, weight, 1, 1, precision)
}

/// With any square kernel `[channels_out, channels_in, kernel, kernel]`, stride and padding.
pub fn general_convolution(
    x: Tensor<4>,
    weight: Tensor<4>,
    stride: usize,
    padding: usize,
    precision: Precision,
) -> Tensor<4> {
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&x.device()) {
        let bias = Tensor::zeros([weight.dims()[0]], &x.device());
        let product = cuda::Product::Convolution(cuda::Window { stride, padding });
        return cuda::layer(cuda::Layer { product, norms: vec![], relu: false, precision }, x, weight, bias);
    }
    let (x, weight) = (precision.operand(x), precision.operand(weight));
    let options = ConvOptions::new([stride; 2], [padding; 2], [1, 1], 1);
    precision.sums(conv2d(x.permute([0, 3, 1, 2]), weight, None, options)).permute([0, 2, 3, 1])
}

/// Transposed, 4x4, stride 2, padding 1: `x` `[batch, height, width, channels_in]` through `weight`
/// `[channels_in, channels_out, 4, 4]`.
pub fn transposed_convolution(x: Tensor<4>, weight: Tensor<4>, precision: Precision) -> Tensor<4> {
    let [batch, height, width, channels_in] = x.dims();
    let [_, channels_out, ..] = weight.dims();
    let taps_first = weight.permute([0, 2, 3, 1]).reshape([channels_in, 16 * channels_out]);
    let columns = product(x.reshape([batch * height * width, channels_in]), taps_first, precision);
    let columns = columns.reshape([batch, height, width, 4, 4, channels_out]);
    // [batch, height + 1, width + 1, 2, 2, channels_out]
    let sums = add_overlaps(add_overlaps(columns, 1, 3), 2, 4);
    let [lines, pixels] = [2 * (height + 1), 2 * (width + 1)];
    let picture: Tensor<4> = sums.permute([0, 1, 3, 2, 4, 5]).reshape([batch, lines, pixels, channels_out]);
    // The padding is what is cut off.
    picture.slice([0..batch, 1..lines - 1, 1..pixels - 1])
}

/// Along one side, input pixel i reaches the output pixels 2i to 2i + 3: the upper two of its four taps meet the lower two
/// of pixel i + 1. So n pixels with 4 taps become n + 1 with 2.
fn add_overlaps(columns: Tensor<6>, pixels: usize, taps: usize) -> Tensor<6> {
    let padded = |start: usize, before: usize| {
        let mut padding = [(0, 0); 6];
        padding[pixels] = (before, 1 - before);
        columns.clone().narrow(taps, start, 2).pad(padding, PadMode::Constant(0.0))
    };
    padded(0, 0) + padded(2, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, Distribution, module::conv_transpose2d, ops::ConvTransposeOptions};

    /// The largest difference between two implementations' values and gradients, relative to the largest number.
    fn difference(
        [x, weight]: [[usize; 4]; 2],
        one: impl Fn(Tensor<4>, Tensor<4>) -> Tensor<4>,
        other: impl Fn(Tensor<4>, Tensor<4>) -> Tensor<4>,
    ) -> f32 {
        let device = Device::flex().autodiff();
        let random = |shape| Tensor::<4>::random(shape, Distribution::Normal(0.0, 1.0), &device).require_grad();
        let (x, weight) = (random(x), random(weight));
        let numbers = |function: &dyn Fn(Tensor<4>, Tensor<4>) -> Tensor<4>| {
            let y = function(x.clone(), weight.clone());
            // Not linear in y: every output pixel has another gradient.
            let gradients = y.clone().square().sum().backward();
            let all = [y.inner(), x.grad(&gradients).unwrap(), weight.grad(&gradients).unwrap()];
            all.map(|tensor| tensor.into_data().iter::<f32>().collect::<Vec<_>>())
        };
        let worst = |(one, other): (Vec<f32>, Vec<f32>)| {
            assert_eq!(one.len(), other.len());
            let largest = other.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
            one.iter().zip(&other).fold(0.0f32, |worst, (a, b)| worst.max((a - b).abs())) / largest
        };
        numbers(&one).into_iter().zip(numbers(&other)).map(worst).fold(0.0, f32::max)
    }

    #[test]
    fn transposed_convolutions_are_burns() {
        let burns = |x: Tensor<4>, weight: Tensor<4>| {
            let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
            conv_transpose2d(x.permute([0, 3, 1, 2]), weight, None, options).permute([0, 2, 3, 1])
        };
        for [batch, height, width, channels_in, channels_out] in
            [[1, 1, 1, 1, 1], [3, 1, 1, 5, 7], [2, 4, 4, 8, 3], [2, 3, 5, 4, 6], [1, 7, 2, 3, 16]]
        {
            let shapes = [[batch, height, width, channels_in], [channels_in, channels_out, 4, 4]];
            let ours = |x, weight| transposed_convolution(x, weight, Precision::Float32);
            let difference = difference(shapes, ours, burns);
            assert!(difference < 1e-5, "{shapes:?}: {difference}");
        }
    }

    /// A convolution by its definition: the sum over the nine taps of shifted images times matrices.
    fn by_taps(x: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
        let [batch, height, width, channels_in] = x.dims();
        let [channels_out, ..] = weight.dims();
        let padded = x.pad([(0, 0), (1, 1), (1, 1), (0, 0)], PadMode::Constant(0.0));
        let taps = (0..9).map(|tap| {
            let (row, column) = (tap / 3, tap % 3);
            let shifted = padded.clone().slice([0..batch, row..row + height, column..column + width]);
            let matrix = weight.clone().slice([0..channels_out, 0..channels_in, row..row + 1, column..column + 1]);
            let matrix: Tensor<2> = matrix.reshape([channels_out, channels_in]).transpose();
            shifted.reshape([batch * height * width, channels_in]).matmul(matrix)
        });
        let sums = taps.reduce(|sum, tap| sum + tap).unwrap();
        sums.reshape([batch, height, width, channels_out])
    }

    #[test]
    fn convolutions_are_sums_over_taps() {
        for [batch, height, width, channels_in, channels_out] in
            [[1, 1, 1, 1, 1], [3, 1, 1, 5, 7], [2, 4, 4, 8, 3], [2, 3, 5, 4, 6]]
        {
            let shapes = [[batch, height, width, channels_in], [channels_out, channels_in, 3, 3]];
            let burns = |x, weight| convolution(x, weight, Precision::Float32);
            let difference = difference(shapes, burns, by_taps);
            assert!(difference < 1e-5, "{shapes:?}: {difference}");
        }
    }

    #[test]
    fn in_bf16_values_and_gradients_are_off_by_its_rounding() {
        let shapes = [[2, 6, 5, 16], [8, 16, 3, 3]];
        let off = |function: fn(Tensor<4>, Tensor<4>, Precision) -> Tensor<4>, shapes| {
            let [exact, rounded] = [Precision::Float32, Precision::BFloat16].map(|p| move |x, w| function(x, w, p));
            difference(shapes, rounded, exact)
        };
        for difference in [off(convolution, shapes), off(transposed_convolution, [shapes[0], [16, 8, 4, 4]])] {
            assert!((1e-3..1e-2).contains(&difference), "{difference}");
        }
    }
}
