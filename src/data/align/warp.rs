//! Sampling a photo through a matrix.

use super::aligner::{Matrix, apply};
use crate::{data::augment::inverse, kernels::vectorised};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
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
/// rounding of single precision. (OpenCV 4 rounds positions to 1/32 pixel; its pictures are 56 dB away from these.)
pub(super) fn bicubic(photo: &RgbImage, matrix: Matrix, side: usize) -> RgbImage {
    let back = inverse(matrix);
    let region = Region::seen(photo, back, side);
    let mut out = vec![[0; 4]; side * side];
    if region.width >= 4 && region.height >= 4 {
        vectorised(Bicubic { region: &region, back, side, out: &mut out });
    }
    let colours = out.iter().flat_map(|&[red, green, blue, _]| [red, green, blue]).collect();
    RgbImage::from_raw(side as u32, side as u32, colours).unwrap_or_default()
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
            for (to, from) in to.chunks_exact_mut(4).zip(from.chunks_exact(3)).take(count) {
                to[..3].copy_from_slice(from);
            }
        }
        Self { left, top, width, height, pixels }
    }
}

/// The work of [`bicubic`], a row at a time.
struct Bicubic<'a> {
    region: &'a Region,
    back: Matrix,
    side: usize,
    out: &'a mut [[u8; 4]],
}

/// A row of new pixels in the making: of each, the 4 x 4 pixels that it is made of. In arrays, and one pass over the row for
/// every step, because that is what compilers make vectors of.
struct Row {
    /// Where in [`Region::pixels`] the 4 x 4 pixels start.
    start: Vec<usize>,
    /// The weights of their columns, from the left, and of their lines, from the top.
    across: [Vec<f32>; 4],
    down: [Vec<f32>; 4],
    /// Their sums, those of the first and third column apart from those of the second and fourth.
    sums: Vec<[f32; 8]>,
}

impl WithSimd for Bicubic<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        let Self { region, back, side, out } = self;
        let back = back.map(|row| row.map(|value| (value * ONE).round() as i64));
        let weights = || std::array::from_fn(|_| vec![0.0; side]);
        let mut row = Row { start: vec![0; side], across: weights(), down: weights(), sums: vec![[0.0; 8]; side] };
        for (y, out) in out.chunks_exact_mut(side).enumerate() {
            region.place(back.map(|[a, b, c]| [a, b * y as i64 + c]), &mut row);
            region.sum(&mut row);
            for (out, sums) in out.iter_mut().zip(&row.sums) {
                for channel in 0..4 {
                    out[channel] = byte(sums[channel] + sums[4 + channel]);
                }
            }
        }
    }
}

/// 1 pixel: positions are whole numbers of 2⁻³² pixels.
const ONE: f64 = (1u64 << 32) as f64;

impl Region {
    /// Where the pixels of a row lie, at `[step, start]` for each axis, and what they weigh: nothing beside the region,
    /// where all is black.
    #[inline(always)]
    fn place(&self, [across, down]: [[i64; 2]; 2], row: &mut Row) {
        let [width, height] = [self.width, self.height].map(|length| length as i32);
        let [u0, v0] = [(across[1], self.left), (down[1], self.top)].map(|(start, first)| start - ((first + 1) << 32));
        for x in 0..row.start.len() {
            let (u, v) = (across[0] * x as i64 + u0, down[0] * x as i64 + v0);
            let (first, upper) = ((u >> 32) as i32, (v >> 32) as i32);
            let is_within = first >= 0 && upper >= 0 && first <= width - 4 && upper <= height - 4;
            let start = i64::from(upper) * i64::from(width) + i64::from(first);
            row.start[x] = if is_within { start as usize * 4 } else { 0 };
            let [right, below] = [u, v].map(|at| (at as u32 >> 8) as i32 as f32 / (1 << 24) as f32);
            let seen = if is_within { 1.0 } else { 0.0 };
            for tap in 0..4 {
                row.across[tap][x] = weight(tap, right) * seen;
                row.down[tap][x] = weight(tap, below);
            }
        }
    }

    /// The sums of a row that has been placed.
    #[inline(always)]
    fn sum(&self, row: &mut Row) {
        let stride = self.width as usize * 4;
        let Row { start, across: [a, b, c, d], down, sums } = row;
        let down = down.each_ref().map(Vec::as_slice);
        for (x, (sums, &start)) in sums.iter_mut().zip(&*start).enumerate() {
            let pixels = &self.pixels[start..][..3 * stride + 16];
            let mut columns = [0.0; 16];
            for (line, weights) in down.iter().enumerate() {
                let line: &[u8; 16] = pixels[line * stride..].first_chunk().unwrap_or(&[0; 16]);
                for at in 0..16 {
                    columns[at] += weights[x] * f32::from(line[at]);
                }
            }
            let (left, right) = ([a[x], b[x]], [c[x], d[x]]);
            for at in 0..8 {
                sums[at] = left[at / 4] * columns[at] + right[at / 4] * columns[8 + at];
            }
        }
    }
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

/// Where the corners of the aligned picture lie in the photo.
fn corners(back: Matrix, side: usize) -> [[f64; 2]; 4] {
    let end = side as f64 - 1.0;
    [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]].map(|corner| apply(back, corner))
}

/// The least and the greatest coordinate of points.
fn reach(points: &[[f64; 2]], axis: usize) -> [f64; 2] {
    let values = points.iter().map(|point| point[axis]);
    [values.clone().fold(f64::MAX, f64::min), values.fold(f64::MIN, f64::max)]
}

/// The part of the photo that `matrix` shows, at the scale at which it shows it, and the matrix for that smaller picture.
pub(super) fn shrink(photo: &RgbImage, matrix: Matrix, side: usize) -> (RgbImage, Matrix) {
    const MARGIN: f64 = 4.0;
    let (scale, corners) = (matrix[0][0].hypot(matrix[0][1]), corners(inverse(matrix), side));
    // Per axis: the first pixel of the part, its length, and its length when shrunk.
    let [(x, width, new_width), (y, height, new_height)] =
        [(0, photo.width()), (1, photo.height())].map(|(axis, all)| {
            let [low, high] = reach(&corners, axis);
            let first = (low - MARGIN / scale).floor().clamp(0.0, f64::from(all) - 1.0);
            let last = (high + MARGIN / scale).ceil().clamp(first + 1.0, f64::from(all));
            (first, last - first, ((last - first) * scale).ceil())
        });
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    let mut small = Image::new(new_width as u32, new_height as u32, PixelType::U8x3);
    let resized = ImageRef::new(photo.width(), photo.height(), photo.as_raw(), PixelType::U8x3)
        .is_ok_and(|photo| Resizer::new().resize(&photo, &mut small, &options.crop(x, y, width, height)).is_ok());
    let small = RgbImage::from_raw(new_width as u32, new_height as u32, small.into_vec());
    let Some(small) = small.filter(|_| resized) else { return (photo.clone(), matrix) };
    // Pixel X of the small picture has its centre at (X + 0.5) / (new_width / width) - 0.5 + x of the photo.
    let [[a, b, c], [d, e, f]] = matrix;
    let (zoom_x, zoom_y) = (width / new_width, height / new_height);
    let (from_x, from_y) = (0.5 * zoom_x - 0.5 + x, 0.5 * zoom_y - 0.5 + y);
    (
        small,
        [[a * zoom_x, b * zoom_y, a * from_x + b * from_y + c], [d * zoom_x, e * zoom_y, d * from_x + e * from_y + f]],
    )
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
    fn shrinking_leaves_everything_in_its_place() {
        let photo = RgbImage::from_fn(400, 300, |x, y| Rgb([(x / 2) as u8, (y / 2) as u8, 7]));
        let matrix = [[0.3, 0.1, -20.0], [-0.1, 0.3, 15.0]];
        let (small, moved) = shrink(&photo, matrix, 64);
        assert!(small.width() < 140 && small.height() < 110, "{:?}", small.dimensions());
        let (direct, filtered) = (bicubic(&photo, matrix, 64), bicubic(&small, moved, 64));
        for (x, y) in [(20, 20), (32, 40), (10, 50), (50, 25)] {
            let (a, b) = (direct.get_pixel(x, y), filtered.get_pixel(x, y));
            assert!(a.0.iter().zip(b.0).all(|(&a, b)| a.abs_diff(b) <= 1), "{x} {y}: {a:?} {b:?}");
        }
    }
}
