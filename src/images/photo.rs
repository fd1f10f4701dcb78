//! Photos from and to files.

use super::jpeg::{self, Codes, codes_of, look};
use crate::{Error, Result, files, formats::is_image_ending, progress};
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, RgbImage, metadata::Orientation};
use libjpeg_turbo_rs::{PixelFormat, Subsampling, compress};
use std::{
    fs,
    io::Cursor,
    path::{Path, PathBuf},
    sync::LazyLock,
};

/// The most pixels that an image may have: 100 million take 300 MB. `NOISYFER_MEGAPIXELS` sets another number of millions.
fn most_pixels() -> u64 {
    static MOST: LazyLock<u64> = LazyLock::new(|| {
        let set = std::env::var("NOISYFER_MEGAPIXELS").ok().and_then(|text| text.trim().parse::<u64>().ok());
        set.unwrap_or(100).saturating_mul(1_000_000)
    });
    *MOST
}

/// The mark at the end of a JPEG.
const JPEG_END: [u8; 2] = [0xff, 0xd9];

const WITHOUT_END: &str = "without its end";

/// What OpenCV's `imwrite` uses by default.
const QUALITY: u8 = 95;

/// Reads a photo (JPEG, PNG, WebP, BMP, GIF or TIFF, by its content, whatever its name), upright as its EXIF orientation says.
/// Grey becomes RGB, transparency is dropped.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] for another kind of file, for what cannot be decoded, for a JPEG that is cut
/// off or lacks a part, which decoders would fill up with grey (one that lacks nothing but the mark of its end is read), and for more than 100 million pixels, or as many millions as the environment variable
/// `NOISYFER_MEGAPIXELS` says.
pub fn read_photo(path: impl AsRef<Path>) -> Result<RgbImage> {
    PhotoFile::open(path)?.upper(u32::MAX)
}

/// The images of a folder, by the endings of their names, in the order of the names. Hidden files are none; other files are told in
/// one line.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read.
pub fn images_in(folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
    let folder = folder.as_ref();
    let entries = fs::read_dir(folder).map_err(|source| Error::io(folder, source))?;
    let (mut pictures, mut others) = (vec![], vec![]);
    for entry in entries {
        let path = entry.map_err(|source| Error::io(folder, source))?.path();
        if is_image(&path) {
            pictures.push(path);
        } else if path.is_file() && !is_hidden(&path) {
            others.push(path);
        }
    }
    pictures.sort();
    if let (false, Some(first)) = (pictures.is_empty(), others.iter().min()) {
        let (count, name) = (others.len(), first.file_name().unwrap_or_default().display());
        let folder = folder.display();
        progress::tell(format_args!(
            "{folder}: {count} files that are not named as images are passed over, such as {name}"
        ));
    }
    Ok(pictures)
}

/// The folders in a folder that do not hide, in the order of their names. Links to folders, which may lead in a circle, are not
/// followed; they are told in one line.
///
/// # Errors
/// [`Error::Io`] when the folder cannot be read.
pub(crate) fn folders_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let (mut folders, mut links) = (vec![], vec![]);
    let io = |source| Error::io(folder, source);
    for entry in fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if is_hidden(&path) || !path.is_dir() {
            continue;
        }
        if path.is_symlink() { links.push(path) } else { folders.push(path) }
    }
    folders.sort();
    if let Some(told) = not_followed(folder, &links) {
        progress::tell(told);
    }
    Ok(folders)
}

/// What is said of links to folders in a folder.
fn not_followed(folder: &Path, links: &[PathBuf]) -> Option<String> {
    let name = links.iter().min()?.file_name()?.display();
    let (folder, count) = (folder.display(), links.len());
    let links = if count == 1 { "link to a folder is" } else { "links to folders are" };
    Some(format!(
        "{folder}: {count} {links} not followed, such as {name}; copy what they lead to there, or name it instead"
    ))
}

/// Whether a file is called as images are, and does not hide as the companions do that Macs leave: `._a.jpg`.
pub(crate) fn is_image(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    !is_hidden(path) && is_image_ending(&ending) && path.is_file()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'))
}

/// A photo of which only the header has been decoded.
pub(crate) struct PhotoFile {
    path: PathBuf,
    bytes: Vec<u8>,
    format: ImageFormat,
    /// How the stored pixels must be turned to stand upright.
    pub orientation: Orientation,
    /// Width and height in pixels, upright.
    pub size: (u32, u32),
}

impl PhotoFile {
    /// # Errors
    /// As [`read_photo`], but for pixels that cannot be decoded.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::of_bytes(path, files::read(path)?)
    }

    pub(super) fn of_bytes(path: &Path, mut bytes: Vec<u8>) -> Result<Self> {
        let format = image::guess_format(&bytes).map_err(|_| unknown(path, &bytes))?;
        let is_jpeg = format == ImageFormat::Jpeg;
        let broken = |what: &str| damaged(path, format, bytes.len(), what);
        let has_end = || bytes.windows(2).any(|two| two == JPEG_END);
        let bad = |source| match is_jpeg && !has_end() {
            true => broken(WITHOUT_END),
            false => undecodable(path, format, bytes.len(), &source),
        };
        let mut decoder = ImageReader::with_format(Cursor::new(&bytes), format).into_decoder().map_err(bad)?;
        let (width, height) = decoder.dimensions();
        // Before any memory is taken: a few bytes may claim any size.
        if u64::from(width) * u64::from(height) > most_pixels() {
            let found = format!("an image of {width} x {height} pixels, which is too large");
            let most = most_pixels() / 1_000_000;
            let expected = format!("at most {most} million; the environment variable NOISYFER_MEGAPIXELS allows more");
            return Err(Error::format(path.display(), found, expected));
        }
        let orientation = decoder.orientation().map_err(bad)?;
        drop(decoder);
        match if is_jpeg { look(&bytes) } else { Codes::Whole } {
            Codes::Whole => {}
            Codes::WithoutMark => bytes = [codes_of(&bytes), &JPEG_END].concat(),
            Codes::CutOff => return Err(broken(WITHOUT_END)),
            Codes::Gap => return Err(broken("with a part missing or damaged")),
        }
        let size = if lies_on_its_side(orientation) { (height, width) } else { (width, height) };
        Ok(Self { path: path.into(), bytes, format, orientation, size })
    }

    /// At least the first `rows` rows, upright: the codes of a JPEG that need not be turned, which take longest, are then read no
    /// further.
    ///
    /// # Errors
    /// [`Error::Format`] for what cannot be decoded.
    pub fn upper(mut self, rows: u32) -> Result<RgbImage> {
        if self.format == ImageFormat::Jpeg && self.orientation == Orientation::NoTransforms {
            jpeg::shorten(&mut self.bytes, rows);
        }
        let bad = |source| undecodable(&self.path, self.format, self.bytes.len(), &source);
        let reader = ImageReader::with_format(Cursor::new(&self.bytes), self.format);
        let mut photo = DynamicImage::from_decoder(reader.into_decoder().map_err(bad)?).map_err(bad)?;
        photo.apply_orientation(self.orientation);
        Ok(photo.into_rgb8())
    }
}

/// Whether upright the width is the height of the stored pixels.
fn lies_on_its_side(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// What the decoder refuses, in words that say what to do: its own are of checksums and buffers.
fn undecodable(path: &Path, format: ImageFormat, bytes: usize, error: &ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => {
            let found = format!("a {} of a kind that is not read", name(format));
            Error::format(
                path.display(),
                found,
                "a JPEG, PNG, WebP, BMP, GIF or TIFF of 8 or 16 bits a colour; convert it to JPEG or PNG",
            )
        }
        ImageError::Limits(_) => {
            let found = format!("a {} that takes too much memory", name(format));
            Error::format(path.display(), found, "a smaller one; convert it to JPEG or PNG")
        }
        _ => damaged(path, format, bytes, "that is cut off or damaged"),
    }
}

fn damaged(path: &Path, format: ImageFormat, bytes: usize, what: &str) -> Error {
    let found = format!("a {} of {bytes} bytes {what}", name(format));
    Error::format(path.display(), found, "a whole file; copy or download it again")
}

/// What people call a kind of image.
fn name(format: ImageFormat) -> &'static str {
    match format {
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::Png => "PNG",
        ImageFormat::WebP => "WebP picture",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Gif => "GIF",
        ImageFormat::Tiff => "TIFF",
        _ => "picture",
    }
}

/// What is no image that is read, with a name for what many cameras write.
fn unknown(path: &Path, bytes: &[u8]) -> Error {
    let found = match bytes {
        [] => "an empty file",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', ..] => "a HEIC picture, a kind that is not read",
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', ..] => "an AVIF picture, a kind that is not read",
        _ => "no picture of a kind that is read",
    };
    Error::format(path.display(), found, "a JPEG, PNG, WebP, BMP, GIF or TIFF; convert it to JPEG or PNG")
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
        PhotoFile::of_bytes(path, bytes)?.upper(u32::MAX)
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
    #[cfg(unix)]
    fn links_to_folders_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("b")).unwrap();
        for link in ["c", "a", ".hidden"] {
            std::os::unix::fs::symlink(path("b"), path(link)).unwrap();
        }
        std::os::unix::fs::symlink(path("nowhere"), path("broken")).unwrap();
        assert_eq!(folders_in(folder.path()).unwrap(), [path("b")]);
        let told = not_followed(Path::new("x"), &[path("c"), path("a")]).unwrap();
        assert_eq!(
            told,
            "x: 2 links to folders are not followed, such as a; copy what they lead to there, or name it instead"
        );
        assert_eq!(not_followed(Path::new("x"), &[]), None);
    }

    #[test]
    fn content_counts_not_the_name() {
        for format in [ImageFormat::Png, ImageFormat::WebP] {
            let mut bytes = Vec::new();
            picture().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            assert_eq!(decode(Path::new("a.JPG"), bytes).unwrap(), picture(), "{format:?}");
        }
    }

    #[test]
    fn damaged_files_are_refused() {
        let whole = encode_jpeg(&picture()).unwrap();
        let message = |bytes: &[u8]| decode(Path::new("a.jpg"), bytes.to_vec()).unwrap_err().to_string();
        let unmarked = decode(Path::new("a.jpg"), whole[..whole.len() - 2].to_vec()).unwrap();
        assert_eq!(unmarked, decode(Path::new("a.jpg"), whole.clone()).unwrap(), "nothing but the mark is missing");
        for end in 3..whole.len() - 4 {
            assert!(message(&whole[..end]).contains("without its end"), "{end} of {}", whole.len());
            let zeros = [&whole[..end], &vec![0; whole.len() - end]].concat();
            assert!(message(&zeros).contains("without its end"), "{end} of {}, then zeros", whole.len());
        }
        assert!(message(&whole[..whole.len() / 2]).starts_with("a.jpg: found a JPEG of"));
        assert!(message(b"no image").starts_with("a.jpg: "));
        assert!(message(b"").starts_with("a.jpg: found an empty file, expected a JPEG, PNG, WebP"));
        assert!(message(b"\0\0\0\x18ftypheic").contains("a HEIC picture"));
        assert!(read_photo("none.jpg").unwrap_err().to_string().contains("none.jpg"));
    }

    #[test]
    fn a_jpeg_with_a_part_missing_is_refused_also_with_its_end() {
        let whole = include_bytes!("../../tests/cases/72-middle-missing/p.jpg");
        let said = decode(Path::new("p.jpg"), whole.to_vec()).unwrap_err().to_string();
        assert!(
            said.starts_with("p.jpg: found a JPEG of 6563 bytes with a part missing or damaged, expected"),
            "{said}"
        );
    }

    #[test]
    fn what_a_decoder_refuses_is_told_in_words() {
        let written = |format| {
            let mut bytes = Vec::new();
            picture().write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            bytes
        };
        let message = |bytes: Vec<u8>| decode(Path::new("p"), bytes).unwrap_err().to_string();
        for (format, name) in [
            (ImageFormat::Png, "PNG"),
            (ImageFormat::Bmp, "BMP"),
            (ImageFormat::Gif, "GIF"),
            (ImageFormat::Tiff, "TIFF"),
            (ImageFormat::WebP, "WebP picture"),
        ] {
            let mut bytes = written(format);
            bytes.truncate(bytes.len() / 2);
            let (said, found) = (message(bytes.clone()), format!("a {name} of {} bytes that is cut off", bytes.len()));
            let expected = format!("p: found {found} or damaged, expected a whole file; copy or download it again");
            assert_eq!(said, expected);
        }
        let mut png = written(ImageFormat::Png);
        // A bit of the first chunk, whose checksum no longer fits.
        png[20] ^= 1;
        assert!(message(png).starts_with("p: found a PNG of"));
        // Tag 258, bits a sample: 64.
        let mut tiff = written(ImageFormat::Tiff);
        let tag = tiff.windows(4).rposition(|bytes| bytes == [2, 1, 3, 0]).unwrap();
        let place = u32::from_le_bytes(tiff[tag + 8..tag + 12].try_into().unwrap()) as usize;
        tiff[place] = 12;
        let said = message(tiff);
        let expected = "p: found a TIFF of a kind that is not read, expected a JPEG, PNG,";
        assert!(said.starts_with(expected), "{said}");
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
