//! Pictures in tiles: patches read and transformed, products transformed back and written.

#![expect(
    clippy::needless_range_loop,
    reason = "counted loops over small arrays are unrolled, chains of iterators are not"
)]

use super::{
    Geometry,
    transforms::{Both, Line},
};
use crate::kernels::{
    rows::Finish,
    simd::{LANES, Lanes, Vectorised},
};
use std::marker::PhantomData;

/// Numbers of one tap in a transformed block. A power of two would put all taps of a tile into one set of the cache.
pub fn plane(tiles: usize, channels: usize) -> usize {
    (tiles * channels).next_multiple_of(LANES) + LANES
}

/// Consecutive rows of tiles, of all images one after the other.
#[derive(Clone, Copy)]
pub struct Rows {
    first: usize,
    count: usize,
}

/// How a geometry is cut into tiles and blocks of tiles.
#[derive(Clone, Copy)]
pub struct Tiling<const M: usize> {
    geometry: Geometry,
    down: usize,
    across: usize,
}

impl<const M: usize> Tiling<M> {
    pub fn new(geometry: Geometry) -> Self {
        Self { geometry, down: geometry.height.div_ceil(M), across: geometry.width.div_ceil(M) }
    }

    pub fn tiles(&self, rows: Rows) -> usize {
        rows.count * self.across
    }

    /// Blocks of rows whose transforms, `channels` wide in all, stay within the cache; but no less than makes a good product.
    pub fn blocks(&self, taps: usize, channels: usize) -> Vec<Rows> {
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
    pub fn split<'a>(&self, blocks: &[Rows], mut values: &'a mut [f32], channels: usize) -> Vec<(Rows, &'a mut [f32])> {
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

/// Transforms a patch of `SIZE` x `SIZE` at every tile of `rows`, that begins `border` before the tile; zeros outside the image.
pub struct ReadTiles<'a, L, const M: usize, const SIZE: usize, const N: usize> {
    pub line: PhantomData<L>,
    pub tiling: &'a Tiling<M>,
    pub rows: Rows,
    pub values: &'a [f32],
    pub channels: usize,
    pub border: usize,
    /// `[taps, plane]`
    pub into: &'a mut [f32],
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

/// Transforms the products of every tile of `rows` back, into the lines of the images.
pub struct WriteTiles<'a, L, const M: usize, const N: usize> {
    pub line: PhantomData<L>,
    pub tiling: &'a Tiling<M>,
    pub rows: Rows,
    /// `[taps, plane]`
    pub products: &'a [f32],
    pub finish: Finish<'a>,
    pub into: &'a mut [f32],
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
