//! 2x2 pooling with stride 2; at an odd border the window is cut.

use super::{
    scratch::zeros,
    simd::{Lanes, vectorised},
    tape::{Kernel, has_kernels, run_unary, shape, tensor, values},
};
use burn::{
    backend::flex::FlexTensor,
    tensor::{
        Tensor,
        module::{avg_pool2d, max_pool2d},
        ops::{AvgPoolOptions, MaxPoolOptions},
    },
};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// The largest of every window, `[batch, height, width, channels]` to half the sides, rounded up.
pub fn max_pool(x: Tensor<4>) -> Tensor<4> {
    if has_kernels(x.device()) {
        return run_unary(MaxPool, x);
    }
    let options = MaxPoolOptions::new([2, 2]).with_ceil_mode(true);
    max_pool2d(x.permute([0, 3, 1, 2]), options).permute([0, 2, 3, 1])
}

/// The mean of every window, `[batch, height, width, channels]` to half the sides; these are to be even.
pub fn average_pool(x: Tensor<4>) -> Tensor<4> {
    if has_kernels(x.device()) {
        return run_unary(AveragePool, x);
    }
    avg_pool2d(x.permute([0, 3, 1, 2]), AvgPoolOptions::new([2, 2])).permute([0, 2, 3, 1])
}

/// A window of the input: its pixels' places, and where the output pixel lies.
fn windows(height: usize, width: usize, line: usize) -> impl Iterator<Item = (usize, impl Iterator<Item = usize>)> {
    let (lines, columns) = (height.div_ceil(2), width.div_ceil(2));
    let (image, y) = (line / lines, line % lines * 2);
    (0..columns).map(move |column| {
        let x = column * 2;
        let pixels = (y..(y + 2).min(height))
            .flat_map(move |y| (x..(x + 2).min(width)).map(move |x| (image * height + y) * width + x));
        (column, pixels)
    })
}

#[derive(Debug)]
struct MaxPool;

impl Kernel<1> for MaxPool {
    fn forward(&self, [x]: [&FlexTensor; 1]) -> FlexTensor {
        let [batch, height, width, channels] = shape(x);
        let (lines, columns) = (height.div_ceil(2), width.div_ceil(2));
        let mut y = zeros(batch * lines * columns * channels);
        let x = values(x);
        y.par_chunks_exact_mut(columns * channels).enumerate().for_each(|(line, into)| {
            vectorised(MaxLine { x, height, width, channels, line, into });
        });
        tensor(y, [batch, lines, columns, channels])
    }

    fn backward(
        &self,
        [x]: [&FlexTensor; 1],
        output: &FlexTensor,
        gradient: FlexTensor,
        _: [bool; 1],
    ) -> [Option<FlexTensor>; 1] {
        let [batch, height, width, channels] = shape(x);
        let [_, lines, columns, _] = shape(output);
        let (x, y, gradient) = (values(x), values(output), values(&gradient));
        let mut into = zeros(batch * height * width * channels);
        // Tasks are images: with an odd height, lines of windows have different lengths.
        into.par_chunks_exact_mut(height * width * channels).enumerate().for_each(|(image, into)| {
            let pixels = lines * columns * channels;
            vectorised(MaxGradient {
                x: &x[image * into.len()..][..into.len()],
                y: &y[image * pixels..][..pixels],
                gradient: &gradient[image * pixels..][..pixels],
                height,
                width,
                channels,
                into,
            });
        });
        [Some(tensor(into, [batch, height, width, channels]))]
    }
}

struct MaxLine<'a> {
    x: &'a [f32],
    height: usize,
    width: usize,
    channels: usize,
    line: usize,
    into: &'a mut [f32],
}

impl WithSimd for MaxLine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, height, width, channels, line, into } = self;
        for (column, pixels) in windows(height, width, line) {
            let into = &mut into[column * channels..][..channels];
            for (index, pixel) in pixels.enumerate() {
                let source = &x[pixel * channels..][..channels];
                for (into, source) in into.chunks_mut(Lanes::<S>::COUNT).zip(source.chunks(Lanes::<S>::COUNT)) {
                    let value = Lanes::load(simd, source);
                    let largest = if index == 0 { value } else { Lanes::load(simd, into).max(value) };
                    largest.store(into);
                }
            }
        }
    }
}

/// The gradient goes to the first pixel of a window that has its largest value.
struct MaxGradient<'a> {
    x: &'a [f32],
    y: &'a [f32],
    gradient: &'a [f32],
    height: usize,
    width: usize,
    channels: usize,
    into: &'a mut [f32],
}

impl WithSimd for MaxGradient<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, y, gradient, height, width, channels, into } = self;
        for line in 0..height.div_ceil(2) {
            for (column, pixels) in windows(height, width, line) {
                let window = (line * width.div_ceil(2) + column) * channels;
                let (largest, gradient) = (&y[window..][..channels], &gradient[window..][..channels]);
                let mut given = [0; 4];
                let mut count = 0;
                for pixel in pixels {
                    given[count] = pixel * channels;
                    count += 1;
                }
                for channel in (0..channels).step_by(Lanes::<S>::COUNT) {
                    let end = (channel + Lanes::<S>::COUNT).min(channels);
                    let at = |list: &[f32]| Lanes::load(simd, &list[channel..end]);
                    let (largest, zero) = (at(largest), Lanes::zero(simd));
                    let mut rest = at(gradient);
                    for &start in &given[..count] {
                        let value = at(&x[start..]);
                        rest.where_equal(value, largest, zero).store(&mut into[start + channel..start + end]);
                        rest = zero.where_equal(value, largest, rest);
                    }
                }
            }
        }
    }
}

#[derive(Debug)]
struct AveragePool;

impl Kernel<1> for AveragePool {
    fn forward(&self, [x]: [&FlexTensor; 1]) -> FlexTensor {
        let [batch, height, width, channels] = shape(x);
        let (lines, columns) = (height / 2, width / 2);
        let mut y = zeros(batch * lines * columns * channels);
        let x = values(x);
        y.par_chunks_exact_mut(columns * channels).enumerate().for_each(|(line, into)| {
            vectorised(AverageLine { x, width, channels, line, into });
        });
        tensor(y, [batch, lines, columns, channels])
    }

    fn backward(
        &self,
        [x]: [&FlexTensor; 1],
        _: &FlexTensor,
        gradient: FlexTensor,
        _: [bool; 1],
    ) -> [Option<FlexTensor>; 1] {
        let [batch, height, width, channels] = shape(x);
        let gradient = values(&gradient);
        let mut into = zeros(batch * height * width * channels);
        into.par_chunks_exact_mut(width * channels).enumerate().for_each(|(line, into)| {
            let (image, y) = (line / height, line % height);
            let start = (image * (height / 2) + y / 2) * (width / 2) * channels;
            vectorised(SpreadLine { gradient: &gradient[start..][..width / 2 * channels], channels, into });
        });
        [Some(tensor(into, [batch, height, width, channels]))]
    }
}

struct AverageLine<'a> {
    x: &'a [f32],
    width: usize,
    channels: usize,
    line: usize,
    into: &'a mut [f32],
}

impl WithSimd for AverageLine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { x, width, channels, line, into } = self;
        // Heights are even, so lines of windows follow each other across images.
        let (upper, lower) = x[2 * line * width * channels..][..2 * width * channels].split_at(width * channels);
        for (column, into) in into.chunks_exact_mut(channels).enumerate() {
            let window = 2 * column * channels;
            for channel in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (channel + Lanes::<S>::COUNT).min(channels);
                let at =
                    |line: &[f32], pixel: usize| Lanes::load(simd, &line[window + pixel * channels..][channel..end]);
                let sum = at(upper, 0) + at(upper, 1) + at(lower, 0) + at(lower, 1);
                (sum * 0.25).store(&mut into[channel..end]);
            }
        }
    }
}

struct SpreadLine<'a> {
    gradient: &'a [f32],
    channels: usize,
    into: &'a mut [f32],
}

impl WithSimd for SpreadLine<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (into, gradient) in
            self.into.chunks_exact_mut(2 * self.channels).zip(self.gradient.chunks_exact(self.channels))
        {
            for pixel in into.chunks_exact_mut(self.channels) {
                for (into, gradient) in pixel.chunks_mut(Lanes::<S>::COUNT).zip(gradient.chunks(Lanes::<S>::COUNT)) {
                    (Lanes::load(simd, gradient) * 0.25).store(into);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference::{Compare, rng};

    /// Weight and bias have no part in it; they are there because the comparison wants gradients for them.
    fn compare(x: [usize; 4], pool: impl Fn(Tensor<4>) -> Tensor<4>, reference: impl Fn(Tensor<4>) -> Tensor<4>) {
        let with =
            |pooled: Tensor<4>, weight: Tensor<1>, bias: Tensor<1>| pooled + (weight + bias).reshape([1, 1, 1, 1]);
        Compare { x, weight: [1], bias: 1, bound: 1e-6 }.run(
            &mut rng(x.iter().sum::<usize>() as u64),
            |x, weight, bias| with(pool(x), weight, bias),
            |x, weight, bias| with(reference(x), weight, bias),
        );
    }

    #[test]
    fn the_largest_of_a_window_agrees_with_burns_operation_odd_borders_included() {
        for x in [[2, 4, 6, 3], [1, 5, 3, 20], [3, 1, 1, 16], [2, 1, 4, 33]] {
            compare(x, max_pool, |x| {
                let options = MaxPoolOptions::new([2, 2]).with_ceil_mode(true);
                max_pool2d(x.permute([0, 3, 1, 2]), options).permute([0, 2, 3, 1])
            });
        }
    }

    #[test]
    fn the_mean_of_a_window_agrees_with_burns_operation() {
        for x in [[2, 4, 6, 3], [1, 2, 2, 20], [3, 6, 2, 16]] {
            compare(x, average_pool, |x| {
                avg_pool2d(x.permute([0, 3, 1, 2]), AvgPoolOptions::new([2, 2])).permute([0, 2, 3, 1])
            });
        }
    }
}
