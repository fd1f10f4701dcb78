//! What a JPEG says of itself before it is decoded.

mod bits;
mod codes;
mod passes;

pub(super) use bits::Codes;
pub(super) use codes::{codes_of, look};

/// Writes into the header that the image is only as high as `rows` rows need, and returns how many are left out: 0 for a
/// JPEG that has its colours or its details in several passes over the image.
pub(super) fn shorten(jpeg: &mut [u8], rows: u32) -> u32 {
    /// Colours are often at half the resolution, and blended with those of the row below, which is in the next 16 rows.
    const MORE: u32 = 8;
    let needed = rows.saturating_add(MORE).checked_next_multiple_of(16).and_then(|rows| u16::try_from(rows).ok());
    let (Some(needed), Some(at)) = (needed, height_at(jpeg)) else { return 0 };
    let height = u16::from_be_bytes([jpeg[at], jpeg[at + 1]]);
    let shorter = height.min(needed);
    jpeg[at..at + 2].copy_from_slice(&shorter.to_be_bytes());
    u32::from(height - shorter)
}

/// Where the height stands of a JPEG that has all in one pass, and so can be shortened.
fn height_at(jpeg: &[u8]) -> Option<usize> {
    let (mut at, mut frame) = (2, None);
    loop {
        let &[0xff, code, high, low] = jpeg.get(at..)?.first_chunk()? else { return None };
        let content = jpeg.get(at + 4..at + 2 + usize::from(u16::from_be_bytes([high, low])))?;
        match code {
            // The start of a frame that has one pass for each of its colours or for all: bits, height, width, colours.
            0xc0 | 0xc1 => frame = Some((at + 5, *content.get(5)?)),
            // The start of a pass, with how many of the colours.
            0xda => return frame.and_then(|(height, colours)| (content.first() == Some(&colours)).then_some(height)),
            // What has no length, and what fills up: not expected here.
            0..=1 | 0xd0..=0xd9 | 0xff => return None,
            _ => {}
        }
        at += 4 + content.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Result, images::photo::PhotoFile};
    use image::RgbImage;
    use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};
    use std::{path::Path, sync::LazyLock};

    const SIZE: (u32, u32) = (70, 110);

    /// The upper rows and the size of the whole.
    fn decode_upper(path: &Path, bytes: Vec<u8>, rows: u32) -> Result<(RgbImage, (u32, u32))> {
        let photo = PhotoFile::of_bytes(path, bytes)?;
        let size = photo.size;
        Ok((photo.upper(rows)?, size))
    }

    static PICTURE: LazyLock<RgbImage> = LazyLock::new(|| {
        RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| image::Rgb([(3 * x) as u8, (2 * y) as u8, (x * y / 9) as u8]))
    });

    fn encoded<'a>(set: impl FnOnce(Encoder<'a>) -> Encoder<'a>) -> Vec<u8> {
        let [width, height] = [SIZE.0, SIZE.1].map(|length| length as usize);
        set(Encoder::new(PICTURE.as_raw(), width, height, PixelFormat::Rgb).quality(90)).encode().unwrap()
    }

    /// Not progressive, and yet in a pass per colour: so jpeg-encoder writes what has Huffman codes of its own.
    fn colour_by_colour() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.set_optimized_huffman_tables(true);
        encoder.encode(PICTURE.as_raw(), SIZE.0 as u16, SIZE.1 as u16, jpeg_encoder::ColorType::Rgb).unwrap();
        bytes
    }

    /// Checks the rows that were asked for and the size, and returns how many rows there are.
    fn check(bytes: &[u8], rows: u32) -> u32 {
        let [(whole, _), (upper, size)] =
            [u32::MAX, rows].map(|rows| decode_upper(Path::new("a.jpg"), bytes.to_vec(), rows).unwrap());
        assert_eq!(size, whole.dimensions());
        let count = (rows.min(whole.height()) * whole.width() * 3) as usize;
        assert!(upper.as_raw()[..count] == whole.as_raw()[..count]);
        upper.height()
    }

    #[test]
    fn the_upper_rows_are_those_of_the_whole() {
        use Subsampling::*;
        for sampling in [S444, S422, S420, S440, S411, S441, S410, S24] {
            for interval in [0, 3] {
                let bytes = encoded(|encoder| encoder.subsampling(sampling).restart_blocks(interval));
                for (rows, expected) in [(0, 16), (8, 16), (9, 32), (40, 48), (70, 80), (102, 110), (5000, 110)] {
                    assert!([expected, SIZE.1].contains(&check(&bytes, rows)), "{sampling:?} {rows}");
                }
            }
        }
        assert_eq!(check(&encoded(|encoder| encoder.subsampling(S420)), 20), 32);
    }

    #[test]
    fn several_passes_and_turned_photos_are_left_whole() {
        assert_eq!(check(&encoded(|encoder| encoder.progressive(true)), 20), SIZE.1);
        assert_eq!(check(&colour_by_colour(), 20), SIZE.1);
        // EXIF with one entry: tag 0x0112 (orientation), a short: 1 as it is, 3 = turn by half a circle.
        for (orientation, rows) in [(1, 32), (3, SIZE.1)] {
            let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0".to_vec();
            exif[18] = orientation;
            let bytes = encoded(|encoder| encoder.exif_data(&exif));
            assert_eq!(check(&bytes, 20), rows);
        }
    }

    #[test]
    fn a_header_that_is_cut_off_is_left_alone() {
        let whole = encoded(|encoder| encoder);
        let data = whole.windows(2).position(|bytes| bytes == [0xff, 0xda]).unwrap();
        for length in 0..data {
            assert_eq!(shorten(&mut whole[..length].to_vec(), 20), 0);
        }
        assert_eq!(shorten(&mut whole.clone(), 20), SIZE.1 - 32);
    }

    #[test]
    fn what_follows_the_end_is_not_the_images() {
        let picture = RgbImage::from_fn(SIZE.0, SIZE.1, |x, y| image::Rgb([3 * x as u8, 2 * y as u8, 9]));
        let whole = crate::images::encode_jpeg(&picture).unwrap();
        for film in [&b"a film with \xff\xda and more"[..], b"\n", b"\xff", b"\xff\xd8\xff\xda\0"] {
            let read = decode_upper(Path::new("a.jpg"), [&whole, film].concat(), u32::MAX).unwrap().0;
            assert_eq!(read, decode_upper(Path::new("a.jpg"), whole.clone(), u32::MAX).unwrap().0, "{film:?}");
        }
    }
}
