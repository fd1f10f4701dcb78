//! 3x3 convolutions, stride 1, padding 1, with fewer multiplications (Winograd; Lavin and Gray 2016).
//!
//! An output tile of M x M needs an input patch of N x N, N = M + 2. Input patch, kernel and output tile are transformed;
//! in between, every one of the N² positions ("taps") is a matrix product over the channels of all tiles. M = 2 takes
//! 4 multiplications an output instead of 9 and is as exact as the sum itself; M = 4 takes 2.25 and loses about two bits.

#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over small arrays are unrolled, chains of iterators are not"
)]

use super::{
    gemm::{Into, Matrix, multiply},
    rows::{Finish, ThroughNorms},
    scratch::Scratch,
    simd::{LANES, Lanes, Vectorised, vectorised},
};
use rayon::prelude::*;
use std::marker::PhantomData;

/// Sizes of a convolution over `[batch, height, width, channels]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    pub batch: usize,
    pub height: usize,
    pub width: usize,
    pub channels_in: usize,
    pub channels_out: usize,
}

/// A kernel `[channels_out, channels_in, 3, 3]`, as it is or for the gradient of the input.
#[derive(Clone, Copy)]
pub enum Direction {
    Forward,
    /// Flipped in both directions, with the channels' roles exchanged.
    Backward,
}

/// One transform of one dimension. A type and not a function value, so that it is inlined for the instruction set.
pub trait Line<const A: usize, const B: usize> {
    fn apply(values: &[Lanes; A]) -> [Lanes; B];
}

macro_rules! line {
    ($name:ident($($value:ident),+) -> $length:literal $body:block) => {
        pub struct $name;
        impl Line<{ [$(stringify!($value)),+].len() }, $length> for $name {
            #[inline(always)]
            fn apply(&[$($value),+]: &[Lanes; [$(stringify!($value)),+].len()]) -> [Lanes; $length] $body
        }
    };
}

/// The transforms of one tile size.
pub trait Transform<const M: usize, const N: usize> {
    /// Bᵀ d
    type Input: Line<N, N>;
    /// G g
    type Kernel: Line<3, N>;
    /// Aᵀ m
    type Output: Line<N, M>;
    /// A y, the transpose of [`Self::Output`]
    type OutputGradient: Line<M, N>;
    /// Gᵀ u, the transpose of [`Self::Kernel`]
    type KernelGradient: Line<N, 3>;
}

/// F(2x2, 3x3): the points 0, 1, -1 and infinity.
pub struct Two;

impl Transform<2, 4> for Two {
    type Input = TwoInput;
    type Kernel = TwoKernel;
    type Output = TwoOutput;
    type OutputGradient = TwoOutputGradient;
    type KernelGradient = TwoKernelGradient;
}

line!(TwoInput(a, b, c, d) -> 4 { [a - c, b + c, c - b, b - d] });
line!(TwoKernel(a, b, c) -> 4 {
    let (outer, inner) = ((a + c) * 0.5, b * 0.5);
    [a, outer + inner, outer - inner, c]
});
line!(TwoOutput(a, b, c, d) -> 2 { [a + b + c, b - c - d] });
line!(TwoOutputGradient(a, b) -> 4 { [a, a + b, a - b, Lanes::ZERO - b] });
line!(TwoKernelGradient(a, b, c, d) -> 3 {
    let sum = (b + c) * 0.5;
    [a + sum, (b - c) * 0.5, sum + d]
});

/// F(4x4, 3x3): the points 0, 1, -1, 2, -2 and infinity.
pub struct Four;

impl Transform<4, 6> for Four {
    type Input = FourInput;
    type Kernel = FourKernel;
    type Output = FourOutput;
    type OutputGradient = FourOutputGradient;
    type KernelGradient = FourKernelGradient;
}

line!(FourInput(a, b, c, d, e, f) -> 6 {
    let (near, cross) = (e - c * 4.0, d - b * 4.0);
    let (far, wide) = (e - c, (d - b) * 2.0);
    [a * 4.0 - c * 5.0 + e, near + cross, near - cross, far + wide, far - wide, b * 4.0 - d * 5.0 + f]
});
line!(FourKernel(a, b, c) -> 6 {
    let (outer, inner) = ((a + c) * (-1.0 / 6.0), b * (1.0 / 6.0));
    let (wide, middle) = (a * (1.0 / 24.0) + c * (1.0 / 6.0), b * (1.0 / 12.0));
    [a * 0.25, outer - inner, outer + inner, wide + middle, wide - middle, c]
});
line!(FourOutput(a, b, c, d, e, f) -> 4 {
    let (near, far) = (b + c, d + e);
    let (cross, wide) = (b - c, d - e);
    [a + near + far, cross + wide * 2.0, near + far * 4.0, cross + wide * 8.0 + f]
});
line!(FourOutputGradient(a, b, c, d) -> 6 {
    let (even, odd) = (a + c, b + d);
    let (far, wide) = (a + c * 4.0, b * 2.0 + d * 8.0);
    [a, even + odd, even - odd, far + wide, far - wide, d]
});
line!(FourKernelGradient(a, b, c, d, e, f) -> 3 {
    let (near, far) = (b + c, d + e);
    [
        a * 0.25 - near * (1.0 / 6.0) + far * (1.0 / 24.0),
        (c - b) * (1.0 / 6.0) + (d - e) * (1.0 / 12.0),
        (far - near) * (1.0 / 6.0) + f,
    ]
});

/// A transform of rows and then of columns. It is kept from one tile to the next: clearing it would take as long as using it.
struct Both<L, const A: usize, const B: usize> {
    line: PhantomData<L>,
    patch: [[Lanes; A]; A],
    /// `[transformed column, row]`
    across: [[Lanes; A]; B],
    result: [[Lanes; B]; B],
}

impl<L: Line<A, B>, const A: usize, const B: usize> Both<L, A, B> {
    #[inline(always)]
    fn new() -> Self {
        let zero = Lanes::ZERO;
        Self { line: PhantomData, patch: [[zero; A]; A], across: [[zero; A]; B], result: [[zero; B]; B] }
    }

    /// Transforms the patch into the result.
    #[inline(always)]
    fn apply(&mut self) {
        for row in 0..A {
            let values = L::apply(&self.patch[row]);
            for column in 0..B {
                self.across[column][row] = values[column];
            }
        }
        for column in 0..B {
            let values = L::apply(&self.across[column]);
            for row in 0..B {
                self.result[row][column] = values[row];
            }
        }
    }
}

/// Numbers of one tap in a transformed block. A power of two would put all taps of a tile into one set of the cache.
fn plane(tiles: usize, channels: usize) -> usize {
    (tiles * channels).next_multiple_of(LANES) + LANES
}

/// Consecutive rows of tiles, of all images one after the other.
#[derive(Clone, Copy)]
struct Rows {
    first: usize,
    count: usize,
}

/// How a geometry is cut into tiles and blocks of tiles.
#[derive(Clone, Copy)]
struct Tiling<const M: usize> {
    geometry: Geometry,
    down: usize,
    across: usize,
}

impl<const M: usize> Tiling<M> {
    fn new(geometry: Geometry) -> Self {
        Self { geometry, down: geometry.height.div_ceil(M), across: geometry.width.div_ceil(M) }
    }

    fn tiles(&self, rows: Rows) -> usize {
        rows.count * self.across
    }

    /// Blocks of rows whose transforms, `channels` wide in all, stay within the cache; but no less than makes a good product.
    fn blocks(&self, taps: usize, channels: usize) -> Vec<Rows> {
        const NUMBERS: usize = 1 << 18;
        const TILES: usize = 64;
        let tiles = (NUMBERS / (taps * channels)).max(TILES);
        let count = tiles.div_ceil(self.across);
        let rows = self.geometry.batch * self.down;
        (0..rows).step_by(count).map(|first| Rows { first, count: count.min(rows - first) }).collect()
    }

    /// The image, top and bottom of a row of tiles.
    fn place(&self, row: usize) -> (usize, usize, usize) {
        let top = row % self.down * M;
        (row / self.down, top, (top + M).min(self.geometry.height))
    }

    /// `values` over the whole geometry, cut at the blocks.
    fn split<'a>(&self, blocks: &[Rows], mut values: &'a mut [f32], channels: usize) -> Vec<(Rows, &'a mut [f32])> {
        let line = self.geometry.width * channels;
        let lines = |row| {
            let (_, top, bottom) = self.place(row);
            bottom - top
        };
        let mut parts = vec![];
        for &rows in blocks {
            let length: usize = (rows.first..rows.first + rows.count).map(lines).sum::<usize>() * line;
            let (part, rest) = values.split_at_mut(length);
            parts.push((rows, part));
            values = rest;
        }
        parts
    }
}

/// `[N² taps, rows, columns]` of a kernel, rows the channels that go in and columns those that come out.
pub fn transform_kernel<T: Transform<M, N>, const M: usize, const N: usize>(
    weight: &[f32],
    geometry: Geometry,
    direction: Direction,
) -> Scratch {
    // The geometry is the one of the convolution to run: backward its input channels are the kernel's outputs.
    let Geometry { channels_in: rows, channels_out: columns, .. } = geometry;
    let (row_step, column_step) = match direction {
        Direction::Forward => (9, rows * 9),
        Direction::Backward => (columns * 9, 9),
    };
    let plane = plane(rows, columns);
    let mut taps = Scratch::take(N * N * plane);
    let into = Shared(taps.as_mut_ptr(), taps.len());
    (0..rows).into_par_iter().with_min_len(LANES).for_each(|row| {
        vectorised(ReadKernels {
            line: PhantomData::<T::Kernel>,
            weight: &weight[row * row_step..],
            step: column_step,
            flipped: matches!(direction, Direction::Backward),
            columns,
            // SAFETY: every row is written by one task.
            write: |tap, column, lanes: Lanes| {
                let count = LANES.min(columns - column);
                lanes.store(unsafe { into.part(tap * plane + row * columns + column, count) });
            },
        });
    });
    taps
}

/// Transforms the kernels of one row.
struct ReadKernels<'a, L, F, const N: usize> {
    line: PhantomData<L>,
    weight: &'a [f32],
    /// From one column's kernel to the next one's.
    step: usize,
    flipped: bool,
    columns: usize,
    /// Gets a tap, the first column and the columns' values.
    write: F,
}

impl<L: Line<3, N>, F: Fn(usize, usize, Lanes), const N: usize> Vectorised for ReadKernels<'_, L, F, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut both = Both::<L, 3, N>::new();
        let mut gathered = [[0.0; LANES]; 9];
        for column in (0..self.columns).step_by(LANES) {
            for lane in 0..LANES.min(self.columns - column) {
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
                (self.write)(tap, column, *lanes);
            }
        }
    }
}

/// A slice that several threads write to in different places.
struct Shared(*mut f32, usize);

// SAFETY: `part` asks its callers for disjoint places.
unsafe impl Sync for Shared {}

impl Shared {
    /// # Safety
    /// No other part that is in use may overlap.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    unsafe fn part(&self, start: usize, length: usize) -> &mut [f32] {
        assert!(start + length <= self.1);
        unsafe { std::slice::from_raw_parts_mut(self.0.add(start), length) }
    }
}

/// Transforms a patch of `SIZE` x `SIZE` at every tile of `rows`, that begins `border` before the tile; zeros outside the image.
struct ReadTiles<'a, L, const M: usize, const SIZE: usize, const N: usize> {
    line: PhantomData<L>,
    tiling: &'a Tiling<M>,
    rows: Rows,
    values: &'a [f32],
    channels: usize,
    border: usize,
    /// `[taps, plane]`
    into: &'a mut [f32],
}

impl<L: Line<SIZE, N>, const M: usize, const SIZE: usize, const N: usize> Vectorised for ReadTiles<'_, L, M, SIZE, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tiling, rows, channels, .. } = self;
        let plane = plane(tiling.tiles(rows), channels);
        let mut both = Both::<L, SIZE, N>::new();
        for row in 0..rows.count {
            let (image, top, _) = tiling.place(rows.first + row);
            for tile in 0..tiling.across {
                let position = (row * tiling.across + tile) * channels;
                for channel in (0..channels).step_by(LANES) {
                    self.read(image, top, tile * M, channel, &mut both.patch);
                    both.apply();
                    let count = LANES.min(channels - channel);
                    for (tap, lanes) in both.result.as_flattened().iter().enumerate() {
                        let start = tap * plane + position + channel;
                        lanes.store(&mut self.into[start..start + count]);
                    }
                }
            }
        }
    }
}

impl<L, const M: usize, const SIZE: usize, const N: usize> ReadTiles<'_, L, M, SIZE, N> {
    #[inline(always)]
    fn read(&self, image: usize, top: usize, left: usize, channel: usize, patch: &mut [[Lanes; SIZE]; SIZE]) {
        let Geometry { height, width, .. } = self.tiling.geometry;
        for dy in 0..SIZE {
            for dx in 0..SIZE {
                // Above and left of the image these wrap to huge numbers.
                let (y, x) = ((top + dy).wrapping_sub(self.border), (left + dx).wrapping_sub(self.border));
                patch[dy][dx] = if y < height && x < width {
                    let start = ((image * height + y) * width + x) * self.channels;
                    Lanes::load(&self.values[start + channel..start + self.channels])
                } else {
                    Lanes::ZERO
                };
            }
        }
    }
}

/// The convolution of `x` with a transformed kernel.
pub fn convolve<T: Transform<M, N>, const M: usize, const N: usize>(
    x: &[f32],
    kernel: &[f32],
    geometry: Geometry,
    finish: Finish,
) -> Vec<f32> {
    let Geometry { batch, height, width, channels_in, channels_out } = geometry;
    let tiling = Tiling::<M>::new(geometry);
    let blocks = tiling.blocks(N * N, channels_in + channels_out);
    let mut y = vec![0.0; batch * height * width * channels_out];
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
            let right = Matrix::new(&kernel[tap * plane(channels_in, channels_out)..], channels_in, channels_out);
            multiply(left, right, product, Into::Replace);
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

/// Transforms the products of every tile of `rows` back, into the lines of the images.
struct WriteTiles<'a, L, const M: usize, const N: usize> {
    line: PhantomData<L>,
    tiling: &'a Tiling<M>,
    rows: Rows,
    /// `[taps, plane]`
    products: &'a [f32],
    finish: Finish<'a>,
    into: &'a mut [f32],
}

impl<L: Line<N, M>, const M: usize, const N: usize> Vectorised for WriteTiles<'_, L, M, N> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { tiling, rows, products, finish, into, .. } = self;
        let Geometry { batch, width, channels_out: channels, .. } = tiling.geometry;
        let plane = plane(tiling.tiles(rows), channels);
        let mut both = Both::<L, N, M>::new();
        let mut lines = 0; // already written
        for row in 0..rows.count {
            let (image, top, bottom) = tiling.place(rows.first + row);
            let scale = finish.scale(image, batch);
            for tile in 0..tiling.across {
                let position = (row * tiling.across + tile) * channels;
                for channel in (0..channels).step_by(LANES) {
                    for (tap, lanes) in both.patch.as_flattened_mut().iter_mut().enumerate() {
                        let start = tap * plane + position;
                        *lanes = Lanes::load(&products[start + channel..start + channels]);
                    }
                    both.apply();
                    let count = LANES.min(channels - channel);
                    for dy in 0..M.min(bottom - top) {
                        for dx in 0..M.min(width - tile * M) {
                            let start = ((lines + dy) * width + tile * M + dx) * channels + channel;
                            finish.apply(both.result[dy][dx], scale, channel).store(&mut into[start..start + count]);
                        }
                    }
                }
            }
            lines += bottom - top;
        }
    }
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

/// The kernels of one output channel, transformed back.
struct WriteKernels<'a, L, const N: usize> {
    line: PhantomData<L>,
    /// `[taps, channels_out, channels_in]`
    taps: &'a [f32],
    geometry: Geometry,
    output: usize,
    kernels: &'a mut [f32],
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
