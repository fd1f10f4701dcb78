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
    simd::{Lanes, MOST_LANES, vectorised},
};
use pulp::{Simd, WithSimd};
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
        values.par_chunks_mut(ROWS * line).enumerate().for_each(|(block, into)| {
            vectorised(ReadKernels {
                line: PhantomData::<T::Kernel>,
                weight: &weight[block * ROWS * row_step..],
                row_step,
                column_step,
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

/// Rows of kernels to a task: a line of the cache that holds a part of one row's kernels holds a part of the next ones' too.
const ROWS: usize = 16;

/// Transforms the kernels of some rows.
struct ReadKernels<'a, L, const N: usize> {
    line: PhantomData<L>,
    weight: &'a [f32],
    /// From one row's kernels to the next one's, and from one column's.
    row_step: usize,
    column_step: usize,
    flipped: bool,
    columns: usize,
    /// `[rows, taps, columns]`
    into: &'a mut [f32],
}

impl<L: Line<3, N>, const N: usize> WithSimd for ReadKernels<'_, L, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let plane = plane(1, self.columns);
        let rows = self.into.len() / (N * N * plane);
        let mut both = Both::<S, L, 3, N>::new(simd);
        let mut gathered = [[[0.0; MOST_LANES]; 9]; ROWS];
        for column in (0..self.columns).step_by(Lanes::<S>::COUNT) {
            let count = Lanes::<S>::COUNT.min(self.columns - column);
            for lane in 0..count {
                for row in 0..rows {
                    let kernel = &self.weight[row * self.row_step + (column + lane) * self.column_step..][..9];
                    for tap in 0..9 {
                        gathered[row][if self.flipped { 8 - tap } else { tap }][lane] = kernel[tap];
                    }
                }
            }
            for row in 0..rows {
                both.apply(
                    |y, x| Lanes::load(simd, &gathered[row][y * 3 + x]),
                    |dy, dx, value| {
                        let start = (row * N * N + dy * N + dx) * plane + column;
                        value.store(&mut self.into[start..start + count]);
                    },
                );
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

impl<L: Line<N, 3>, const N: usize> WithSimd for WriteKernels<'_, L, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Geometry { channels_in, channels_out, .. } = self.geometry;
        let plane = plane(channels_out, channels_in);
        let mut both = Both::<S, L, N, 3>::new(simd);
        let mut values = [[0.0; MOST_LANES]; 9];
        for channel in (0..channels_in).step_by(Lanes::<S>::COUNT) {
            both.apply(
                |row, column| {
                    let start = (row * N + column) * plane + self.output * channels_in;
                    Lanes::load(simd, &self.taps[start + channel..start + channels_in])
                },
                |row, column, value| value.store(&mut values[row * 3 + column]),
            );
            for lane in 0..Lanes::<S>::COUNT.min(channels_in - channel) {
                for tap in 0..9 {
                    self.kernels[(channel + lane) * 9 + tap] = values[tap][lane];
                }
            }
        }
    }
}
