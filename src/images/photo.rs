//! Photos from and to files.

use super::jpeg;
use crate::{Error, Result, files};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, RgbImage};
use libjpeg_turbo_rs::{PixelFormat, Subsampling, compress};
use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The endings of images' names.
const EXTENSIONS: [&str; 9] = ["jpg", "jpeg", "jpe", "jfif", "png", "bmp", "gif", "tif", "tiff"];

/// The most pixels that an image may have: 100 million take 300 MB. `NOISYFER_MEGAPIXELS` sets another number of millions.
fn most_pixels() -> u64 {
    static MOST: LazyLock<u64> = LazyLock::new(|| {
        let set = std::env::var("NOISYFER_MEGAPIXELS").ok().and_then(|text| text.trim().parse::<u64>().ok());
        set.unwrap_or(100).saturating_mul(1_000_000)
    });
    *MOST
}

/// What OpenCV's `imwrite` uses by default.
const QUALITY: u8 = 95;

/// Reads a photo (JPEG, PNG, BMP, GIF or TIFF, by its content, whatever its name), upright as its EXIF orientation says.
/// Grey becomes RGB, transparency is dropped.
///
/// # Errors
/// [`Error::Io`]; [`Error::Image`] for what cannot be decoded; [`Error::Format`] for a JPEG that is cut off, which decoders
/// would fill up with grey, and for more than 100 million pixels, or as many millions as the environment variable
/// `NOISYFER_MEGAPIXELS` says.
pub fn read_photo(path: impl AsRef<Path>) -> Result<RgbImage> {
    Ok(read_upper(path, u32::MAX)?.0)
}

/// The images of a folder, by the endings of their names, in the order of the names.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read.
pub fn images_in(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
    let folder = folder.as_ref();
    let entries = fs::read_dir(folder).map_err(|source| Error::io(folder, source))?;
    let mut pictures: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| is_image(path)).collect();
    pictures.sort();
    Ok(pictures)
}

/// Whether a file is called as images are, and does not hide as the companions do that Macs leave: `._a.jpg`.
pub(crate) fn is_image(path: &Path) -> bool {
    if path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.')) {
        return false;
    }
    let extension = path.extension().map(|extension| extension.to_string_lossy().to_lowercase());
    extension.is_some_and(|extension| EXTENSIONS.contains(&&*extension)) && path.is_file()
}

/// As [`read_photo`], but at least the first `rows` rows, and how wide and high the whole photo is: the codes of a JPEG,
/// which take longest, are then read no further.
///
/// # Errors
/// As [`read_photo`].
pub(crate) fn read_upper(path: impl AsRef<Path>, rows: u32) -> Result<(RgbImage, (u32, u32))> {
    let path = path.as_ref();
    decode_upper(path, files::read(path)?, rows)
}

pub(super) fn decode_upper(path: &Path, mut bytes: Vec<u8>, rows: u32) -> Result<(RgbImage, (u32, u32))> {
    let format = image::guess_format(&bytes).map_err(|source| Error::Image { path: path.to_path_buf(), source })?;
    let mut left_out = 0;
    if format == ImageFormat::Jpeg {
        if !jpeg::ends(&bytes) {
            let found = format!("a JPEG of {} bytes without its end", bytes.len());
            return Err(Error::format(path.display(), found, "a whole file; copy or download it again"));
        }
        left_out = jpeg::shorten(&mut bytes, rows);
    }
    let bad = |source| Error::Image { path: path.to_path_buf(), source };
    let mut decoder = ImageReader::with_format(Cursor::new(&bytes), format).into_decoder().map_err(bad)?;
    let (width, height) = decoder.dimensions();
    // Before any memory is taken: a few bytes may claim any size.
    if u64::from(width) * u64::from(height + left_out) > most_pixels() {
        let found = format!("an image of {width} x {} pixels, which is too large", height + left_out);
        let most = most_pixels() / 1_000_000;
        let expected = format!("at most {most} million; the environment variable NOISYFER_MEGAPIXELS allows more");
        return Err(Error::format(path.display(), found, expected));
    }
    let orientation = decoder.orientation().map_err(bad)?;
    let mut photo = DynamicImage::from_decoder(decoder).map_err(bad)?;
    photo.apply_orientation(orientation);
    let photo = photo.into_rgb8();
    let size = (photo.width(), photo.height() + left_out);
    Ok((photo, size))
}

/// The image as a JPEG file's bytes: quality 95, colours at half the resolution. They are the bytes that OpenCV's `imwrite`
/// makes of the same pixels, for the encoder does what libjpeg-turbo does.
///
/// # Errors
/// [`Error::Parameter`] for an image without pixels or wider or higher than 65,535.
pub fn encode_jpeg(picture: &RgbImage) -> Result<Vec<u8>> {
    let (width, height) = picture.dimensions();
    let size = [width, height].map(|length| length as usize);
    let encoded = compress(picture.as_raw(), size[0], size[1], PixelFormat::Rgb, QUALITY, Subsampling::S420);
    encoded.map_err(|error| {
        let found = format!("{width} x {height} ({error})");
        Error::parameter("the size of the image", found, "1 x 1 to 65535 x 65535")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{ImageEncoder, Rgb, codecs::jpeg::JpegEncoder};
    use sha2::{Digest, Sha256};

    fn decode(path: &Path, bytes: Vec<u8>) -> Result<RgbImage> {
        Ok(decode_upper(path, bytes, u32::MAX)?.0)
    }

    fn picture() -> RgbImage {
        RgbImage::from_fn(40, 24, |x, y| Rgb([5 * x as u8, 9 * y as u8, 60]))
    }

    #[test]
    fn what_is_written_reads_back() {
        let read = decode(Path::new("a.jpg"), encode_jpeg(&picture()).unwrap()).unwrap();
        assert_eq!(read.dimensions(), (40, 24));
        let error = read.as_raw().iter().zip(picture().as_raw()).map(|(&a, &b)| u32::from(a.abs_diff(b))).sum::<u32>();
        assert!(error < 3 * read.as_raw().len() as u32, "{error}");
        assert!(encode_jpeg(&RgbImage::new(0, 3)).unwrap_err().to_string().contains("0 x 3"));
    }

    #[test]
    fn the_bytes_are_those_of_opencv() {
        /// Of what `cv2.imwrite("a.jpg", image)` of OpenCV 5.0.0 writes.
        const SHA256: &str = "723cd92aeb701a633296f8f71527eea2321ed6b2676a01895e4c91ccbcb6afc9";
        let found = Sha256::digest(encode_jpeg(&picture()).unwrap());
        assert_eq!(crate::text::hexadecimal(&found), SHA256);
    }

    #[test]
    fn content_counts_not_the_name() {
        let mut png = Vec::new();
        picture().write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        assert_eq!(decode(Path::new("a.JPG"), png).unwrap(), picture());
    }

    #[test]
    fn damaged_files_are_refused() {
        let whole = encode_jpeg(&picture()).unwrap();
        let message = |bytes: &[u8]| decode(Path::new("a.jpg"), bytes.to_vec()).unwrap_err().to_string();
        assert!(message(&whole[..whole.len() - 2]).contains("without its end"));
        assert!(message(&whole[..whole.len() / 2]).starts_with("a.jpg: found a JPEG of"));
        assert!(message(b"no image").starts_with("a.jpg: "));
        assert!(message(b"").starts_with("a.jpg: "));
        assert!(read_photo("none.jpg").unwrap_err().to_string().contains("none.jpg"));
    }

    #[test]
    fn an_image_that_only_claims_to_be_large_is_refused_by_its_size() {
        let gif = include_bytes!("../../tests/cases/70-picture-of-65000/p.gif");
        let said = decode(Path::new("p.gif"), gif.to_vec()).unwrap_err().to_string();
        assert!(said.starts_with("p.gif: found an image of 65000 x 65000 pixels, which is too large"), "{said}");
        let jpeg = include_bytes!("../../tests/cases/71-slow-progressive/p.jpg");
        let said = decode(Path::new("p.jpg"), jpeg.to_vec()).unwrap_err().to_string();
        assert!(said.contains("30000 x 30000 pixels, which is too large"), "{said}");
    }

    #[test]
    fn a_camera_on_its_side_gives_an_upright_photo() {
        // EXIF with one entry: tag 0x0112 (orientation), a short, 6 = turn clockwise by a right angle.
        let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        let mut jpeg = Vec::new();
        let mut encoder = JpegEncoder::new(&mut jpeg);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.write_image(picture().as_raw(), 40, 24, image::ExtendedColorType::Rgb8).unwrap();
        let upright = decode(Path::new("a.jpg"), jpeg).unwrap();
        assert_eq!(upright.dimensions(), (24, 40));
        assert!(
            upright.get_pixel(23, 20)[1] < 20 && upright.get_pixel(0, 20)[1] > 190,
            "the upper edge is now at the right"
        );
    }
}
