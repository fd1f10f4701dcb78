//! Images of another size.

use crate::{Error, Fidelity, Result, images::Images};
use fast_image_resize::{
    FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};
use image::RgbImage;
use rayon::prelude::*;

/// The images at `side` x `side` pixels, such as aligned faces (256) at the network's side (64).
///
/// Pixel centres lie at +0.5. `Corrected` averages over the area that a new pixel covers (a triangle filter, as wide as
/// the reduction asks for); `Published` mixes the two nearest pixels each way, however far the reduction goes.
///
/// # Errors
/// [`Error::Parameter`] when `side` is 0 or above 16,384.
pub fn resize(pictures: &Images, side: usize, fidelity: Fidelity) -> Result<Images> {
    check_side(side)?;
    if side == pictures.side() {
        return Ok(pictures.clone());
    }
    let filter = match fidelity {
        Fidelity::Corrected => ResizeAlg::Convolution(FilterType::Bilinear),
        Fidelity::Published => ResizeAlg::Interpolation(FilterType::Bilinear),
    };
    let options = ResizeOptions::new().resize_alg(filter);
    let mut pixels = vec![0; pictures.len() * side * side * 3];
    pixels.par_chunks_exact_mut(side * side * 3).enumerate().try_for_each(|(row, out)| {
        pictures
            .get(row)
            .map_or(Ok(()), |picture| resize_one(picture, [pictures.side() as u32; 2], out, side, &options))
    })?;
    Images::new(side, pixels)
}

/// A photo of any size as one image of `side` x `side` pixels: its shorter edge is scaled to `side`, and the middle of the
/// longer one is kept. The filter is that of [`resize`], as corrected.
///
/// # Errors
/// [`Error::Parameter`] when `side` is 0 or above 16,384; [`Error::Format`] for a photo without pixels.
pub fn fit(photo: &RgbImage, side: usize) -> Result<Images> {
    check_side(side)?;
    if photo.is_empty() {
        return Err(Error::format("a photo", "no pixels", "at least 1 x 1"));
    }
    let filter = ResizeAlg::Convolution(FilterType::Bilinear);
    let options = ResizeOptions::new().resize_alg(filter).fit_into_destination(Some((0.5, 0.5)));
    let mut pixels = vec![0; side * side * 3];
    resize_one(photo.as_raw(), [photo.width(), photo.height()], &mut pixels, side, &options)?;
    Images::new(side, pixels)
}

fn resize_one(
    picture: &[u8],
    [width, height]: [u32; 2],
    out: &mut [u8],
    to: usize,
    options: &ResizeOptions,
) -> Result<()> {
    let failed = |error: &dyn std::fmt::Display| Error::format("resizing images", error, "pixels for every image");
    let picture = ImageRef::new(width, height, picture, PixelType::U8x3).map_err(|error| failed(&error))?;
    let mut out = Image::from_slice_u8(to as u32, to as u32, out, PixelType::U8x3).map_err(|error| failed(&error))?;
    Resizer::new().resize(&picture, &mut out, options).map_err(|error| failed(&error))
}

/// [`Error::Parameter`] for a side that no image is brought to.
pub(crate) fn check_side(side: usize) -> Result<()> {
    match side {
        1..=16_384 => Ok(()),
        _ => Err(Error::parameter("side", side, "in 1..=16384")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One 8 x 8 image, black but for one pixel.
    fn dot(x: usize, y: usize) -> Images {
        let mut pixels = vec![0; 8 * 8 * 3];
        pixels[(y * 8 + x) * 3..][..3].fill(240);
        Images::new(8, pixels).unwrap()
    }

    #[test]
    fn a_quarter_of_the_side() {
        // New pixel 0 has its centre at 4 * 0.5 - 0.5 = 1.5: without anti-aliasing the mean of pixels 1 and 2 each way.
        let published = |x, y| resize(&dot(x, y), 2, Fidelity::Published).unwrap().get(0).unwrap()[0];
        assert_eq!([published(1, 1), published(2, 1), published(0, 1), published(3, 3)], [60, 60, 0, 0]);
        // The area filter sees every pixel of the quarter.
        let corrected = |x, y| resize(&dot(x, y), 2, Fidelity::Corrected).unwrap().get(0).unwrap()[0];
        assert!((0..4).all(|x| (0..4).all(|y| corrected(x, y) > 0)));
        assert!(corrected(1, 1) < 30);
    }

    #[test]
    fn a_photo_keeps_its_middle() {
        // Columns of 0, 60, 120 and 180: the middle square has 60 and 120.
        let wide = RgbImage::from_fn(4, 2, |x, _| image::Rgb([60 * x as u8; 3]));
        assert_eq!(fit(&wide, 2).unwrap().get(0).unwrap(), [60, 60, 60, 120, 120, 120, 60, 60, 60, 120, 120, 120]);
        let high = RgbImage::from_fn(2, 6, |_, y| image::Rgb([40 * y as u8; 3]));
        assert_eq!(fit(&high, 1).unwrap().get(0).unwrap(), [100; 3], "rows of 80 and 120");
        assert!(fit(&RgbImage::new(0, 3), 2).is_err() && fit(&wide, 0).is_err());
    }

    #[test]
    fn grey_stays_grey_and_bad_sides_are_refused() {
        let grey = Images::new(10, vec![77; 2 * 300]).unwrap();
        for (side, fidelity) in [(3, Fidelity::Corrected), (17, Fidelity::Corrected), (4, Fidelity::Published)] {
            let small = resize(&grey, side, fidelity).unwrap();
            assert_eq!((small.len(), small.side()), (2, side));
            assert!(small.get(1).unwrap().iter().all(|&value| value == 77));
        }
        assert!(resize(&grey, 0, Fidelity::Corrected).is_err());
    }
}
