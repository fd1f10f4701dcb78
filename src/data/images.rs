//! Square RGB pictures of one size, in memory.

use crate::{Error, Result};
use image::RgbImage;
use std::sync::Arc;

/// Square RGB pictures of one size as bytes, `[count, side, side, 3]` (row by row from the top left, R G B). Cheap to clone.
#[derive(Clone, PartialEq)]
pub struct Images {
    side: usize,
    pixels: Arc<Vec<u8>>,
}

impl Images {
    /// Takes the bytes of all pictures, one after another.
    ///
    /// # Errors
    /// [`Error::Format`] when the length is no multiple of `side * side * 3`.
    pub fn new(side: usize, pixels: Vec<u8>) -> Result<Self> {
        if side == 0 || !pixels.len().is_multiple_of(side * side * 3) {
            return Err(Error::format(
                "pictures",
                format!("{} bytes", pixels.len()),
                format!("a multiple of {side} x {side} x 3"),
            ));
        }
        Ok(Self { side, pixels: Arc::new(pixels) })
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.pixels.len() / self.stride()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// Width and height of every picture, in pixels.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The bytes of picture `index`: `[side, side, 3]`. `None` past the end.
    pub fn get(&self, index: usize) -> Option<&[u8]> {
        self.pixels.get(index * self.stride()..(index + 1) * self.stride())
    }

    /// Picture `index` for the `image` crate. `None` past the end.
    pub fn rgb(&self, index: usize) -> Option<RgbImage> {
        RgbImage::from_raw(self.side as u32, self.side as u32, self.get(index)?.to_vec())
    }

    /// The pictures at `rows`, in that order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        let mut pixels = Vec::with_capacity(rows.len() * self.stride());
        for &row in rows {
            let picture = self.get(row).ok_or_else(|| Error::parameter("row", row, format!("below {}", self.len())))?;
            pixels.extend_from_slice(picture);
        }
        Self::new(self.side, pixels)
    }

    fn stride(&self) -> usize {
        self.side * self.side * 3
    }
}

impl std::fmt::Debug for Images {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Images({} pictures of {} x {})", self.len(), self.side, self.side)
    }
}
