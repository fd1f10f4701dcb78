//! Making a photo smaller before it is sampled.

use super::matrix::{Matrix, corners, reach, scale};
use crate::images::inverse;
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::RgbImage;

/// How many pixels of the smaller image are made beyond what is shown.
const MARGIN: f64 = 4.0;

/// The part of the photo that `matrix` shows, at the scale at which it shows it, and the matrix for that smaller image.
pub(super) fn shrink(photo: &RgbImage, matrix: Matrix, side: usize) -> (RgbImage, Matrix) {
    let (scale, corners) = (scale(matrix), corners(inverse(matrix), side));
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
    // Pixel X of the small image has its centre at (X + 0.5) / (new_width / width) - 0.5 + x of the photo.
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
    use crate::faces::align::warp::bicubic;
    use image::Rgb;

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
