//! 3x3 convolutions, stride 1, padding 1, with fewer multiplications (Winograd; Lavin and Gray 2016).
//!
//! An output tile of M x M needs an input patch of N x N, N = M + 2. Input patch, kernel and output tile are transformed;
//! in between, every one of the N² positions ("taps") is a matrix product over the channels of all tiles. M = 2 takes
//! 4 multiplications an output instead of 9 and is as exact as the sum itself; M = 4 takes 2.25 and loses about two bits.

mod kernels;
mod tiles;
mod transforms;

use super::{
    gemm::{Into, Matrix, multiply},
    rows::{Finish, ThroughNorms},
    scratch::{Scratch, zeros},
    simd::vectorised,
};
use kernels::WriteKernels;
pub use kernels::{Direction, TransformedKernel};
use rayon::prelude::*;
use std::marker::PhantomData;
use tiles::{ReadTiles, Tiling, WriteTiles, plane};
pub use transforms::{Four, Transform, Two};

/// Sizes of a convolution over `[batch, height, width, channels]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    pub batch: usize,
    pub height: usize,
    pub width: usize,
    pub channels_in: usize,
    pub channels_out: usize,
}

/// The convolution of `x` with a transformed kernel.
pub fn convolve<T: Transform<M, N>, const M: usize, const N: usize>(
    x: &[f32],
    kernel: &TransformedKernel,
    geometry: Geometry,
    finish: Finish,
) -> Vec<f32> {
    let Geometry { batch, height, width, channels_in, channels_out } = geometry;
    let tiling = Tiling::<M>::new(geometry);
    let blocks = tiling.blocks(N * N, channels_in + channels_out);
    let mut y = zeros(batch * height * width * channels_out);
    tiling.split(&blocks, &mut y, channels_out).into_par_iter().for_each(|(rows, part)| {
        let tiles = tiling.tiles(rows);
        let (plane_in, plane_out) = (plane(tiles, channels_in), plane(tiles, channels_out));
        let mut transformed = Scratch::take(N * N * plane_in);
        vectorised(ReadTiles::<T::Input, M, N, N> {
            line: PhantomData,
            tiling: &tiling,
            rows,
            values: x,
            channels: channels_in,
            border: 1,
            into: &mut transformed,
        });
        let mut products = Scratch::take(N * N * plane_out);
        products.par_chunks_exact_mut(plane_out).enumerate().for_each(|(tap, product)| {
            let left = Matrix::new(&transformed[tap * plane_in..], tiles, channels_in);
            multiply(left, kernel.tap(tap), product, Into::Replace);
        });
        vectorised(WriteTiles {
            line: PhantomData::<T::Output>,
            tiling: &tiling,
            rows,
            products: &products,
            finish,
            into: part,
        });
    });
    y
}

/// The gradient of the kernel, `[channels_out, channels_in, 3, 3]`.
pub fn kernel_gradient<T: Transform<M, N>, const M: usize, const N: usize>(
    x: &[f32],
    gradient: &[f32],
    geometry: Geometry,
    through_norms: ThroughNorms,
    into: &mut [f32],
) {
    let Geometry { channels_in, channels_out, .. } = geometry;
    let tiling = Tiling::<M>::new(geometry);
    let blocks = tiling.blocks(N * N, channels_in + channels_out);
    let kernels = plane(channels_out, channels_in);
    let mut taps = Scratch::take(N * N * kernels); // [taps, channels_out, channels_in]
    for (index, group) in blocks.chunks(rayon::current_num_threads()).enumerate() {
        let transformed: Vec<_> = group
            .par_iter()
            .map(|&rows| {
                let tiles = tiling.tiles(rows);
                let mut inputs = Scratch::take(N * N * plane(tiles, channels_in));
                let mut outputs = Scratch::take(N * N * plane(tiles, channels_out));
                vectorised(ReadTiles::<T::Input, M, N, N> {
                    line: PhantomData,
                    tiling: &tiling,
                    rows,
                    values: x,
                    channels: channels_in,
                    border: 1,
                    into: &mut inputs,
                });
                vectorised(ReadTiles::<T::OutputGradient, M, M, N> {
                    line: PhantomData,
                    tiling: &tiling,
                    rows,
                    values: gradient,
                    channels: channels_out,
                    border: 0,
                    into: &mut outputs,
                });
                (tiles, inputs, outputs)
            })
            .collect();
        taps.par_chunks_exact_mut(kernels).enumerate().for_each(|(tap, sum)| {
            for (block, (tiles, inputs, outputs)) in transformed.iter().enumerate() {
                let left = Matrix::new(&outputs[tap * plane(*tiles, channels_out)..], *tiles, channels_out);
                let right = Matrix::new(&inputs[tap * plane(*tiles, channels_in)..], *tiles, channels_in);
                let mode = if index + block == 0 { Into::Replace } else { Into::Add };
                multiply(left.transposed(), right, sum, mode);
            }
        });
    }
    into.par_chunks_exact_mut(channels_in * 9).enumerate().for_each(|(output, kernels)| {
        vectorised(WriteKernels {
            line: PhantomData::<T::KernelGradient>,
            taps: &taps,
            geometry,
            output,
            kernels: &mut *kernels,
        });
        through_norms.add_to(output, kernels);
    });
}
