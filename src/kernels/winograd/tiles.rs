//! Images in tiles: patches read and transformed, products transformed back and written.

use super::{
    Geometry,
    transforms::{Both, Line},
};
use crate::kernels::{
    rows::Finish,
    simd::{Lanes, MOST_LANES},
};
use pulp::{Simd, WithSimd};
use std::marker::PhantomData;

/// Numbers of one tap in a transformed block. A power of two would put all taps of a tile into one set of the cache.
pub fn plane(tiles: usize, channels: usize) -> usize {
    (tiles * channels).next_multiple_of(MOST_LANES) + MOST_LANES
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

impl<L: Line<SIZE, N>, const M: usize, const SIZE: usize, const N: usize> WithSimd for ReadTiles<'_, L, M, SIZE, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { tiling, rows, values, channels, border, into, .. } = self;
        let Geometry { height, width, .. } = tiling.geometry;
        let plane = plane(tiling.tiles(rows), channels);
        let mut both = Both::<S, L, SIZE, N>::new(simd);
        for row in 0..rows.count {
            let (image, top, _) = tiling.place(rows.first + row);
            for tile in 0..tiling.across {
                let position = (row * tiling.across + tile) * channels;
                for channel in (0..channels).step_by(Lanes::<S>::COUNT) {
                    both.apply(
                        |dy, dx| {
                            // Above and left of the image these wrap to huge numbers.
                            let y = (top + dy).wrapping_sub(border);
                            let x = (tile * M + dx).wrapping_sub(border);
                            if y >= height || x >= width {
                                return Lanes::zero(simd);
                            }
                            let start = ((image * height + y) * width + x) * channels;
                            Lanes::load(simd, &values[start + channel..start + channels])
                        },
                        |dy, dx, value| {
                            let start = (dy * N + dx) * plane + position;
                            value.store(&mut into[start + channel..start + channels]);
                        },
                    );
                }
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

impl<L: Line<N, M>, const M: usize, const N: usize> WithSimd for WriteTiles<'_, L, M, N> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { tiling, rows, products, finish, into, .. } = self;
        let Geometry { batch, width, channels_out: channels, .. } = tiling.geometry;
        let plane = plane(tiling.tiles(rows), channels);
        let mut both = Both::<S, L, N, M>::new(simd);
        let mut lines = 0; // already written
        for row in 0..rows.count {
            let (image, top, bottom) = tiling.place(rows.first + row);
            let scale = finish.scale(image, batch);
            for tile in 0..tiling.across {
                let position = (row * tiling.across + tile) * channels;
                for channel in (0..channels).step_by(Lanes::<S>::COUNT) {
                    both.apply(
                        |dy, dx| {
                            let start = (dy * N + dx) * plane + position;
                            Lanes::load(simd, &products[start + channel..start + channels])
                        },
                        |dy, dx, value| {
                            if dy < bottom - top && dx < width - tile * M {
                                let start = ((lines + dy) * width + tile * M + dx) * channels;
                                let into = &mut into[start + channel..start + channels];
                                finish.apply(simd, value, scale, channel).store(into);
                            }
                        },
                    );
                }
            }
            lines += bottom - top;
        }
    }
}
