//! Kernels: transformed, and their gradients transformed back.

#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over small arrays are unrolled, chains of iterators are not"
)]

use super::{
    Geometry,
    tiles::plane,
    transforms::{Both, Line, Transform},
};
use crate::kernels::{
    gemm::Matrix,
    scratch::Scratch,
    simd::{LANES, Lanes, Vectorised, vectorised},
};
use rayon::prelude::*;
use std::marker::PhantomData;

/// A kernel `[channels_out, channels_in, 3, 3]`, as it is or for the gradient of the input.
#[derive(Clone, Copy)]
pub enum Direction {
    Forward,
    /// Flipped in both directions, with the channels' roles exchanged.
    Backward,
}

/// A kernel in its transform: for every tap a matrix from the channels that go in to those that come out.
pub struct TransformedKernel {
    /// `[channels that go in, taps, channels that come out]`
    values: Scratch,
    rows: usize,
    columns: usize,
    taps: usize,
}

impl TransformedKernel {
    /// `geometry` is that of the convolution to run: backward its input channels are the kernel's outputs.
    pub fn new<T: Transform<M, N>, const M: usize, const N: usize>(
        weight: &[f32],
        geometry: Geometry,
        direction: Direction,
    ) -> Self {
        let Geometry { channels_in: rows, channels_out: columns, .. } = geometry;
        let (row_step, column_step) = match direction {
            Direction::Forward => (9, rows * 9),
            Direction::Backward => (columns * 9, 9),
        };
        let line = N * N * plane(1, columns);
        let mut values = Scratch::take(rows * line);
        values.par_chunks_exact_mut(line).with_min_len(LANES).enumerate().for_each(|(row, into)| {
            vectorised(ReadKernels {
                line: PhantomData::<T::Kernel>,
                weight: &weight[row * row_step..],
                step: column_step,
                flipped: matches!(direction, Direction::Backward),
                columns,
                into,
            });
        });
        Self { values, rows, columns, taps: N * N }
    }

    pub fn tap(&self, tap: usize) -> Matrix<'_> {
        let step = plane(1, self.columns);
        Matrix::strided(&self.values[tap * step..], [self.rows, self.columns], [self.taps * step, 1])
    }
}

/// Transforms the kernels of one row.
struct ReadKernels<'a, L, const N: usize> {
    line: PhantomData<L>,
    weight: &'a [f32],
    /// From one column's kernel to the next one's.
    step: usize,
    flipped: bool,
    columns: usize,
    /// `[taps, columns]`
    into: &'a mut [f32],
}

impl<L: Line<3, N>, const N: usize> Vectorised for ReadKernels<'_, L, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let plane = plane(1, self.columns);
        let mut both = Both::<L, 3, N>::new();
        let mut gathered = [[0.0; LANES]; 9];
        for column in (0..self.columns).step_by(LANES) {
            let count = LANES.min(self.columns - column);
            for lane in 0..count {
                let kernel = &self.weight[(column + lane) * self.step..][..9];
                for tap in 0..9 {
                    gathered[if self.flipped { 8 - tap } else { tap }][lane] = kernel[tap];
                }
            }
            for (lanes, values) in both.patch.as_flattened_mut().iter_mut().zip(&gathered) {
                *lanes = Lanes::load(values);
            }
            both.apply();
            for (tap, lanes) in both.result.as_flattened().iter().enumerate() {
                let start = tap * plane + column;
                lanes.store(&mut self.into[start..start + count]);
            }
        }
    }
}

/// The kernels of one output channel, transformed back.
pub struct WriteKernels<'a, L, const N: usize> {
    pub line: PhantomData<L>,
    /// `[taps, channels_out, channels_in]`
    pub taps: &'a [f32],
    pub geometry: Geometry,
    pub output: usize,
    pub kernels: &'a mut [f32],
}

impl<L: Line<N, 3>, const N: usize> Vectorised for WriteKernels<'_, L, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Geometry { channels_in, channels_out, .. } = self.geometry;
        let plane = plane(channels_out, channels_in);
        let mut both = Both::<L, N, 3>::new();
        let mut values = [[0.0; LANES]; 9];
        for channel in (0..channels_in).step_by(LANES) {
            for (tap, lanes) in both.patch.as_flattened_mut().iter_mut().enumerate() {
                let start = tap * plane + self.output * channels_in;
                *lanes = Lanes::load(&self.taps[start + channel..start + channels_in]);
            }
            both.apply();
            for (lanes, values) in both.result.as_flattened().iter().zip(&mut values) {
                lanes.store(values);
            }
            for lane in 0..LANES.min(channels_in - channel) {
                for tap in 0..9 {
                    self.kernels[(channel + lane) * 9 + tap] = values[tap][lane];
                }
            }
        }
    }
}
