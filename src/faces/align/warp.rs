//! Sampling a photo through a matrix.

use super::matrix::{Matrix, corners, reach};
use crate::{
    images::inverse,
    kernels::{Lanes, vectorised},
};
use image::RgbImage;
use pulp::{Simd, WithSimd};

/// The weights of the four pixels around a point that lies t of the way from the second to the third: coefficients of
/// 1, t, t² and t³ for each. OpenCV's bicubic kernel, a = -0.75.
const KERNEL: [[f32; 4]; 4] =
    [[0.0, 1.0, 0.0, 0.0], [A, 0.0, -A, 0.0], [-2.0 * A, -(A + 3.0), 2.0 * A + 3.0, A], [A, A + 2.0, -(A + 2.0), -A]];
const A: f32 = -0.75;

/// How many black pixels around the photo a kernel can touch.
const BORDER: i64 = 3;

/// The photo through `matrix`, `side` x `side` pixels: what OpenCV 5's `warpAffine` gives with `INTER_CUBIC`, to the
/// rounding of single precision. (OpenCV 4 rounds positions to 1/32 pixel; its images are 56 dB away from these.)
pub(super) fn bicubic(photo: &RgbImage, matrix: Matrix, side: usize) -> RgbImage {
    let mut out = RgbImage::new(side as u32, side as u32);
    vectorised(Bicubic { photo, back: inverse(matrix), out: &mut out });
    out
}

/// The work of [`bicubic`].
struct Bicubic<'a> {
    photo: &'a RgbImage,
    back: Matrix,
    out: &'a mut RgbImage,
}

impl WithSimd for Bicubic<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let side = self.out.width() as usize;
        let region = Region::seen(self.photo, self.back, side);
        if region.width < 4 || region.height < 4 {
            return;
        }
        let mut blocks = vec![Block::default(); side.div_ceil(AT_ONCE)];
        let mut sums = vec![[[0.0; 4]; AT_ONCE]; blocks.len()];
        let mut bytes = vec![[0; 4]; blocks.len() * AT_ONCE];
        let axes = [(self.back[0], region.left), (self.back[1], region.top)].map(|(row, first)| Axis::new(row, first));
        for (y, out) in self.out.chunks_exact_mut(3 * side).enumerate() {
            for (number, block) in blocks.iter_mut().enumerate() {
                let start = axes.each_ref().map(|axis| axis.at(number * AT_ONCE, y));
                region.place(&axes, start, block);
            }
            for (block, sums) in blocks.iter().zip(&mut sums) {
                region.sum(simd, block, sums);
            }
            for (new, &sum) in bytes.as_flattened_mut().iter_mut().zip(sums.as_flattened().as_flattened()) {
                *new = byte(sum);
            }
            for (to, &[red, green, blue, _]) in out.as_chunks_mut().0.iter_mut().zip(&bytes) {
                *to = [red, green, blue];
            }
        }
    }
}

/// The part of a photo that is seen through a matrix, and the black around the photo as far as kernels touch it.
struct Region {
    /// Where its upper left pixel lies in the photo.
    left: i64,
    top: i64,
    width: i64,
    height: i64,
    /// R G B and a fourth byte, so that four pixels are one vector.
    pixels: Vec<u8>,
}

impl Region {
    #[inline(always)]
    fn seen(photo: &RgbImage, back: Matrix, side: usize) -> Self {
        let (size, corners) = ([photo.width(), photo.height()].map(i64::from), corners(back, side));
        let [(left, right), (top, bottom)] = [0, 1].map(|axis| {
            let [low, high] = reach(&corners, axis);
            let within = |at: i64| at.clamp(-BORDER, size[axis] + BORDER);
            (within(low.floor() as i64 - 2), within(high.ceil() as i64 + 4))
        });
        let (width, height) = (right - left, bottom - top);
        let mut pixels = vec![0; (width * height * 4) as usize];
        let (first, last) = (left.max(0), right.min(size[0]));
        for y in top.max(0)..bottom.min(size[1]) {
            let from = &photo.as_raw()[((y * size[0] + first) * 3) as usize..];
            let to = &mut pixels[(((y - top) * width + first - left) * 4) as usize..];
            let count = (last - first).max(0) as usize;
            for (to, from) in to.as_chunks_mut().0.iter_mut().zip(from.as_chunks().0).take(count) {
                let &[red, green, blue] = from;
                *to = [red, green, blue, 0];
            }
        }
        Self { left, top, width, height, pixels }
    }

    /// Where the pixels of a block lie that starts at these coordinates, and what they weigh: nothing beside the region,
    /// where all is black.
    #[inline(always)]
    fn place(&self, axes: &[Axis; 2], start: [i64; 2], block: &mut Block) {
        let [last_left, last_top] = [self.width, self.height].map(|length| (length - 4) as u32);
        for x in 0..AT_ONCE {
            let [(left, right_share), (top, below_share)] = [axes[0].after(start[0], x), axes[1].after(start[1], x)];
            let is_within = left as u32 <= last_left && top as u32 <= last_top; // a negative one becomes huge
            (block.left[x], block.top[x]) = if is_within { (left, top) } else { (0, 0) };
            let seen = if is_within { 1.0 } else { 0.0 };
            for tap in 0..4 {
                block.across[tap][x] = weight(tap, right_share) * seen;
                block.down[tap][x] = weight(tap, below_share);
            }
        }
    }

    /// R G B and a fourth number of every pixel of a block that has been placed.
    #[inline(always)]
    fn sum<S: Simd>(&self, simd: S, block: &Block, sums: &mut [[f32; 4]; AT_ONCE]) {
        let (width, stride) = (self.width as usize, self.width as usize * 4);
        let Block { left, top, across: [a, b, c, d], down } = block;
        for x in 0..AT_ONCE {
            let start = (top[x] as u32 as usize * width + left[x] as u32 as usize) * 4;
            let pixels = &self.pixels[start..][..3 * stride + 16];
            let mut columns = [0.0; 16];
            for part in (0..16).step_by(Lanes::<S>::COUNT) {
                let line = |line: usize| Lanes::from_bytes(simd, &pixels[line * stride + part..]) * down[line][x];
                (line(0) + line(1) + line(2) + line(3)).store(&mut columns[part..]);
            }
            for channel in 0..4 {
                let column = |column: usize| columns[4 * column + channel];
                sums[x][channel] = (a[x] * column(0) + c[x] * column(2)) + (b[x] * column(1) + d[x] * column(3));
            }
        }
    }
}

/// How many pixels of a row are made at once.
const AT_ONCE: usize = 8;

/// Of neighbouring pixels of a row, the 4 x 4 pixels that each is made of. In arrays of one length, because that is what
/// compilers make vectors of, and one pass over the row for every step, because the processor waits when it reads what it
/// has just written in other pieces.
#[derive(Clone, Copy, Default)]
struct Block {
    /// Where in the region the 4 x 4 pixels start.
    left: [i32; AT_ONCE],
    top: [i32; AT_ONCE],
    /// The weights of their columns, from the left, and of their lines, from the top.
    across: [[f32; AT_ONCE]; 4],
    down: [[f32; AT_ONCE]; 4],
}

/// 1 pixel: positions are whole numbers of 2⁻³² pixels.
const ONE: f64 = (1u64 << 32) as f64;

/// One coordinate of the photo along a row of the aligned image.
struct Axis {
    /// From pixel to pixel, from row to row, and where the first row starts, in the region.
    step: i64,
    slope: i64,
    start: i64,
    /// The steps to the pixels of a block, in two parts: whole pixels and 2⁻³² pixels.
    whole: [i32; AT_ONCE],
    part: [u32; AT_ONCE],
}

impl Axis {
    #[inline(always)]
    fn new(row: [f64; 3], first: i64) -> Self {
        let [step, slope, start] = row.map(|value| (value * ONE).round() as i64);
        let (mut whole, mut part) = ([0; AT_ONCE], [0; AT_ONCE]);
        for x in 0..AT_ONCE {
            (whole[x], part[x]) = split(step * x as i64);
        }
        Self { step, slope, start: start - ((first + 1) << 32), whole, part }
    }

    /// The coordinate of the pixel to the upper left of a new pixel's place.
    #[inline(always)]
    fn at(&self, x: usize, y: usize) -> i64 {
        self.step * x as i64 + self.slope * y as i64 + self.start
    }

    /// The whole pixels and the rest of a coordinate, `x` pixels of a block further than `start`.
    #[inline(always)]
    fn after(&self, start: i64, x: usize) -> (i32, f32) {
        let (whole, part) = split(start);
        let sum = self.part[x].wrapping_add(part);
        let carry = i32::from(sum < part);
        (whole.wrapping_add(self.whole[x]).wrapping_add(carry), (sum >> 8) as i32 as f32 / (1 << 24) as f32)
    }
}

#[inline(always)]
fn split(coordinate: i64) -> (i32, u32) {
    ((coordinate >> 32) as i32, coordinate as u32)
}

/// The nearest whole number within a byte: 1.5 · 2²³ more, and it stands in the last bits. A cast is slow, for it asks
/// after every case.
#[inline(always)]
fn byte(value: f32) -> u8 {
    (value.clamp(0.0, 255.0) + 12_582_912.0).to_bits() as u8
}

/// The weight of a tap, 0 to 3, for a point that lies `share` of the way from tap 1 to tap 2.
#[inline(always)]
fn weight(tap: usize, share: f32) -> f32 {
    ((KERNEL[3][tap] * share + KERNEL[2][tap]) * share + KERNEL[1][tap]) * share + KERNEL[0][tap]
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// A photo whose red value is ten times its column.
    fn ramp() -> RgbImage {
        RgbImage::from_fn(12, 9, |x, _| Rgb([10 * x as u8, 0, 200]))
    }

    #[test]
    fn whole_shifts_are_exact_and_black_comes_from_outside() {
        let out = bicubic(&ramp(), [[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]], 16);
        assert_eq!(out.get_pixel(2, 0).0, [0, 0, 200]);
        assert_eq!(out.get_pixel(7, 5).0, [50, 0, 200]);
        assert_eq!(out.get_pixel(13, 7).0, [110, 0, 200]);
        assert!([(1, 0), (14, 0), (5, 8), (15, 15)].iter().all(|&(x, y)| out.get_pixel(x, y).0 == [0; 3]));
    }

    #[test]
    fn half_a_pixel_by_hand() {
        // At half way the weights are A/8 = -0.09375 outside and 0.59375 inside.
        assert_eq!([0, 1, 2, 3].map(|tap| weight(tap, 0.5)), [-0.09375, 0.59375, 0.59375, -0.09375]);
        let out = bicubic(&ramp(), [[1.0, 0.0, -0.5], [0.0, 1.0, 0.0]], 8);
        assert_eq!(out.get_pixel(4, 4).0, [45, 0, 200]);
        // The outermost taps of the first pixel: black, 0, 10, 20.
        assert_eq!(out.get_pixel(0, 4).0[0], 4, "0.59375 * 10 - 0.09375 * 20");
        assert_eq!(out.get_pixel(0, 4).0[2], 219, "200 * 1.09375: it overshoots beside the border");
    }

    #[test]
    fn every_instruction_set_gives_the_same() {
        let photo = RgbImage::from_fn(90, 70, |x, y| Rgb([(x * y) as u8, (7 * x + y) as u8, (x ^ y) as u8]));
        for side in [16, 31] {
            let back = inverse([[0.4, 0.13, -7.3], [-0.13, 0.4, -5.9]]);
            let [mut common, mut best] = [(); 2].map(|()| RgbImage::new(side, side));
            Bicubic { photo: &photo, back, out: &mut common }.with_simd(pulp::Scalar256b);
            vectorised(Bicubic { photo: &photo, back, out: &mut best });
            assert_eq!(common, best);
        }
    }
}
