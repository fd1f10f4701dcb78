//! Square RGB images of one size, in memory or in a file; how they are varied, and brought together in batches.

mod augment;
mod batches;
mod decode;
mod jpeg;
mod photo;
mod store;

pub(crate) use augment::inverse;
pub use augment::{Augmentation, Border, CropAugmentation, FaceAugmentation, FaceWarp, fit, normalise, resize};
pub use batches::{Batches, EpochPlan, HostBatch};
pub use decode::read_images;
pub(crate) use decode::{read_each, read_image};
pub(crate) use photo::folders_in;
pub(crate) use photo::{PhotoFile, is_image};
pub use photo::{encode_jpeg, images_in, read_photo};
pub use store::ImageBudget;

use crate::{Error, Result};
use image::RgbImage;
use std::sync::Arc;
use store::Pixels;

/// Square RGB images of one size as bytes, `[count, side, side, 3]` (row by row from the top left, R G B). Cheap to clone.
///
/// They lie in memory, or in a file where [`read_images`] found them too many for it.
#[derive(Clone)]
pub struct Images {
    side: usize,
    pixels: Arc<Pixels>,
    /// Which images of `pixels` these are, in their order; `None`: all.
    rows: Option<Arc<[usize]>>,
}

impl Images {
    /// Takes the bytes of all images, one after another.
    ///
    /// # Errors
    /// [`Error::Format`] when the length is no multiple of `side * side * 3`.
    pub fn new(side: usize, pixels: Vec<u8>) -> Result<Self> {
        Self::stored(side, Pixels::InMemory(pixels))
    }

    /// [`Images::new`] with bytes that may lie in a file.
    fn stored(side: usize, pixels: Pixels) -> Result<Self> {
        let stride = side.checked_mul(side).and_then(|area| area.checked_mul(3)).unwrap_or_default();
        if stride == 0 || !pixels.len().is_multiple_of(stride) {
            return Err(Error::format(
                "images",
                format!("{} bytes", pixels.len()),
                format!("a multiple of {side} x {side} x 3"),
            ));
        }
        Ok(Self { side, pixels: Arc::new(pixels), rows: None })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.rows.as_ref().map_or(self.pixels.len() / self.stride(), |rows| rows.len())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Width and height of every image, in pixels.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The bytes of image `index`: `[side, side, 3]`. `None` past the end.
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        if index >= self.len() {
            return None;
        }
        let row = self.rows.as_ref().map_or(index, |rows| rows[index]);
        self.pixels.get(row * self.stride()..(row + 1) * self.stride())
    }

    /// Image `index` for the `image` crate. `None` past the end.
    pub fn rgb(&self, index: usize) -> Option<RgbImage> {
        RgbImage::from_raw(self.side as u32, self.side as u32, self.get(index)?.to_vec())
    }

    /// The images at `rows`, in that order. Copies none of them.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        let place = |&row: &usize| {
            let known = (row < self.len()).then(|| self.rows.as_ref().map_or(row, |rows| rows[row]));
            known.ok_or_else(|| Error::parameter("row", row, format!("below {}", self.len())))
        };
        let rows = rows.iter().map(place).collect::<Result<_>>()?;
        Ok(Self { rows: Some(rows), ..self.clone() })
    }

    fn stride(&self) -> usize {
        self.side * self.side * 3
    }
}

/// The same images in the same order, wherever they lie.
impl PartialEq for Images {
    fn eq(&self, other: &Self) -> bool {
        let same = |index| self.get(index) == other.get(index);
        self.side == other.side && self.len() == other.len() && (0..self.len()).all(same)
    }
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Images({} images of {} x {})", self.len(), self.side, self.side)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_of_a_selection() {
        let images = Images::new(1, (0..12).collect()).unwrap();
        let some = images.select(&[3, 1, 1]).unwrap();
        assert_eq!((some.len(), some.get(0), some.get(1)), (3, Some(&[9, 10, 11][..]), Some(&[3, 4, 5][..])));
        let fewer = some.select(&[2, 0]).unwrap();
        assert_eq!(fewer, Images::new(1, vec![3, 4, 5, 9, 10, 11]).unwrap());
        assert!(fewer.get(2).is_none() && fewer != images);
        assert_eq!(fewer.select(&[2]).unwrap_err().to_string(), "row must be below 2, got 2");
        assert!(images.select(&[]).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_image_has_no_pixels() {
        let images = Images::new(1, vec![0; 6]).unwrap();
        for past_the_end in [2, usize::MAX] {
            assert!(images.get(past_the_end).is_none() && images.rgb(past_the_end).is_none());
            assert!(images.select(&[past_the_end]).is_err());
        }
        // 2^32 squared is 2^64, which a usize does not hold.
        for side in [0, 1 << 32, usize::MAX] {
            assert!(Images::new(side, vec![]).unwrap_err().to_string().starts_with("images: found 0 bytes"), "{side}");
        }
    }
}
