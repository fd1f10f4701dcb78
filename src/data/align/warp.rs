//! Sampling a photo through a matrix.

use super::aligner::{Matrix, apply};
use crate::data::augment::inverse;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::RgbImage;

/// The parameter of OpenCV's bicubic kernel.
const A: f32 = -0.75;

/// The photo through `matrix`, `side` x `side` pixels: what OpenCV 5's `warpAffine` gives with `INTER_CUBIC`, to the
/// rounding of single precision. (OpenCV 4 rounds positions to 1/32 pixel, which costs it about 56 dB.)
pub(super) fn bicubic(photo: &RgbImage, matrix: Matrix, side: usize) -> RgbImage {
    let back = inverse(matrix);
    let (width, height) = (photo.width() as i64, photo.height() as i64);
    let mut out = vec![0; side * side * 3];
    for (y, row) in out.chunks_exact_mut(side * 3).enumerate() {
        for (x, out) in row.chunks_exact_mut(3).enumerate() {
            let [u, v] = apply(back, [x as f64, y as f64]);
            let (left, top) = (floor(u) - 1, floor(v) - 1);
            if left <= -4 || top <= -4 || left >= width || top >= height {
                continue;
            }
            let weights = [(u, left), (v, top)].map(|(at, first)| kernel((at - (first + 1) as f64) as f32));
            let inside = left >= 0 && top >= 0 && left + 4 <= width && top + 4 <= height;
            let sample = if inside { sample_inside } else { sample_at_border };
            out.copy_from_slice(&sample(photo, left, top, weights));
        }
    }
    RgbImage::from_raw(side as u32, side as u32, out).unwrap_or_default()
}

/// The part of the photo that `matrix` shows, at the scale at which it shows it, and the matrix for that smaller picture.
pub(super) fn shrink(photo: &RgbImage, matrix: Matrix, side: usize) -> (RgbImage, Matrix) {
    const MARGIN: f64 = 4.0;
    let (back, scale, end) = (inverse(matrix), matrix[0][0].hypot(matrix[0][1]), side as f64);
    let corners = [[0.0, 0.0], [end, 0.0], [0.0, end], [end, end]].map(|corner| apply(back, corner));
    // Per axis: the first pixel of the part, its length, and its length when shrunk.
    let [(x, width, new_width), (y, height, new_height)] =
        [(0, photo.width()), (1, photo.height())].map(|(axis, all)| {
            let reach =
                |limit: fn(f64, f64) -> f64, start| corners.iter().map(|corner| corner[axis]).fold(start, limit);
            let first = (reach(f64::min, f64::MAX) - MARGIN / scale).floor().clamp(0.0, f64::from(all) - 1.0);
            let last = (reach(f64::max, f64::MIN) + MARGIN / scale).ceil().clamp(first + 1.0, f64::from(all));
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

/// The largest whole number that is not above `value`; `f64::floor` is a function call on the processors built for.
fn floor(value: f64) -> i64 {
    let whole = value as i64;
    whole - i64::from(value < whole as f64)
}

/// The weights of the four pixels around a point that lies `share` of the way from the second to the third.
fn kernel(share: f32) -> [f32; 4] {
    let near = |x: f32| ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let far = |x: f32| ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A;
    [far(1.0 + share), near(share), near(1.0 - share), far(2.0 - share)]
}

fn sample_inside(photo: &RgbImage, left: i64, top: i64, [across, down]: [[f32; 4]; 2]) -> [u8; 3] {
    let stride = photo.width() as usize * 3;
    let first = top as usize * stride + left as usize * 3;
    let mut columns = [0.0; 12];
    for (row, weight) in down.into_iter().enumerate() {
        let taps = &photo.as_raw()[first + row * stride..][..12];
        for (sum, &tap) in columns.iter_mut().zip(taps) {
            *sum += weight * f32::from(tap);
        }
    }
    across_columns(&columns, across)
}

/// As [`sample_inside`], where some of the sixteen pixels lie outside and are black.
fn sample_at_border(photo: &RgbImage, left: i64, top: i64, [across, down]: [[f32; 4]; 2]) -> [u8; 3] {
    let mut columns = [0.0; 12];
    for (y, weight) in (top..).zip(down) {
        for (x, column) in (left..).zip(columns.chunks_exact_mut(3)) {
            let pixel =
                u32::try_from(x).ok().zip(u32::try_from(y).ok()).and_then(|(x, y)| photo.get_pixel_checked(x, y));
            for (sum, &tap) in column.iter_mut().zip(pixel.map_or(&[0; 3], |pixel| &pixel.0)) {
                *sum += weight * f32::from(tap);
            }
        }
    }
    across_columns(&columns, across)
}

fn across_columns(columns: &[f32; 12], weights: [f32; 4]) -> [u8; 3] {
    std::array::from_fn(|channel| {
        let sum: f32 = (0..4).map(|column| weights[column] * columns[3 * column + channel]).sum();
        (sum + 0.5) as u8 // saturates at 0 and 255
    })
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
        assert_eq!(kernel(0.5), [-0.09375, 0.59375, 0.59375, -0.09375]);
        let out = bicubic(&ramp(), [[1.0, 0.0, -0.5], [0.0, 1.0, 0.0]], 8);
        assert_eq!(out.get_pixel(4, 4).0, [45, 0, 200]);
        // The outermost taps of the first pixel: black, 0, 10, 20.
        assert_eq!(out.get_pixel(0, 4).0[0], (0.59375 * 10.0 - 0.09375 * 20.0 + 0.5) as u8);
        assert_eq!(out.get_pixel(0, 4).0[2], (200.0 * 1.09375 + 0.5) as u8, "overshoots beside the border");
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
