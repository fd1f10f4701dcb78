//! 3x3 convolutions, stride 1, padding 1, as one matrix product: every pixel's neighbourhood is a row.

use super::{
    gemm::{Into, Matrix, multiply},
    rows::{Finish, swap_inner},
    scratch::{Scratch, zeros},
    winograd::Geometry,
};
use rayon::prelude::*;

/// A kernel `[channels_out, channels_in, 3, 3]` as `[channels_out, 9, channels_in]`.
pub fn turned(weight: &[f32], channels_in: usize) -> Scratch {
    swap_inner(weight, channels_in, 9)
}

/// The kernel whose convolution with an output's gradient is the input's: `[channels_in, 9, channels_out]`, flipped.
pub fn flipped(weight: &[f32], channels_in: usize, channels_out: usize) -> Scratch {
    let mut kernel = Scratch::take(weight.len());
    for (input, taps) in kernel.chunks_exact_mut(9 * channels_out).enumerate() {
        for (tap, outputs) in taps.chunks_exact_mut(channels_out).enumerate() {
            for (output, value) in outputs.iter_mut().enumerate() {
                *value = weight[(output * channels_in + input) * 9 + 8 - tap];
            }
        }
    }
    kernel
}

/// The convolution of `x` with a kernel `[channels_out, 9, channels_in]`.
pub fn convolve(x: &[f32], kernel: &[f32], geometry: Geometry, finish: Finish) -> Vec<f32> {
    let Geometry { batch, height, width, channels_in, channels_out } = geometry;
    let rows = batch * height * width;
    let block = rows_per_block(geometry);
    let kernel = Matrix::new(kernel, channels_out, 9 * channels_in).transposed();
    let mut y = zeros(rows * channels_out);
    let parts = y.par_chunks_mut(block * channels_out).zip(x.par_chunks(block * channels_in));
    parts.for_each(|(y, x)| {
        let patches = patches(x, geometry);
        multiply(Matrix::new(&patches, x.len() / channels_in, 9 * channels_in), kernel, y, Into::Replace);
    });
    finish.apply_to_rows(&mut y);
    y
}

/// The gradient of the kernel, `[channels_out, channels_in, 3, 3]`.
pub fn kernel_gradient(x: &[f32], gradient: &[f32], geometry: Geometry, into: &mut [f32]) {
    let Geometry { channels_in, channels_out, .. } = geometry;
    let block = rows_per_block(geometry);
    let parts: Vec<Scratch> = x
        .par_chunks(block * channels_in)
        .zip(gradient.par_chunks(block * channels_out))
        .map(|(x, gradient)| {
            let rows = x.len() / channels_in;
            let patches = patches(x, geometry);
            let mut sums = Scratch::take(into.len());
            let gradient = Matrix::new(gradient, rows, channels_out).transposed();
            multiply(gradient, Matrix::new(&patches, rows, 9 * channels_in), &mut sums, Into::Replace);
            sums
        })
        .collect();
    // In order, so that the sum does not depend on the threads.
    let kernels = into.par_chunks_exact_mut(9 * channels_in).enumerate();
    kernels.for_each(|(output, kernel)| {
        kernel.fill(0.0);
        for part in &parts {
            let taps = &part[output * 9 * channels_in..][..9 * channels_in];
            for (tap, inputs) in taps.chunks_exact(channels_in).enumerate() {
                for (input, value) in inputs.iter().enumerate() {
                    kernel[input * 9 + tap] += value;
                }
            }
        }
    });
}

/// Whole images, enough for a good product, few enough that their patches stay in the cache.
fn rows_per_block(geometry: Geometry) -> usize {
    const ROWS: usize = 512;
    let pixels = geometry.height * geometry.width;
    ROWS.div_ceil(pixels) * pixels
}

/// For every pixel of some whole images its neighbourhood, `[9, channels]`, zeros outside the image.
fn patches(x: &[f32], geometry: Geometry) -> Scratch {
    let Geometry { height, width, .. } = geometry;
    let channels = geometry.channels_in;
    let mut patches = Scratch::take(9 * x.len());
    for (pixel, patch) in patches.chunks_exact_mut(9 * channels).enumerate() {
        let (line, column) = (pixel / width, pixel % width);
        for (dy, three) in patch.chunks_exact_mut(3 * channels).enumerate() {
            if line % height + dy == 0 || line % height + dy > height {
                three.fill(0.0);
                continue;
            }
            // Three pixels of a line are neighbours in memory, too.
            let (first, last) = (column.saturating_sub(1), (column + 2).min(width));
            let start = (line + dy - 1) * width;
            let skipped = (first + 1 - column) * channels;
            let (left, rest) = three.split_at_mut(skipped);
            let (middle, right) = rest.split_at_mut((last - first) * channels);
            left.fill(0.0);
            middle.copy_from_slice(&x[(start + first) * channels..(start + last) * channels]);
            right.fill(0.0);
        }
    }
    patches
}
