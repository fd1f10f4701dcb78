//! One face out of a photo's file: the one way for whole datasets and for single faces.

use super::{
    aligner::Aligner,
    eyes::Eyes,
    geometry::settle,
    listed::{Failure, because},
    points::FacePoints,
};
use crate::images::PhotoFile;
use image::RgbImage;
use std::path::Path;

/// A face that has been turned upright and cut out.
pub(crate) struct AlignedFace {
    pub image: RgbImage,
    /// The eyes that it was aligned by.
    pub eyes: Eyes,
    /// What was put right, or is to be looked at, in few words.
    pub notes: Vec<&'static str>,
}

impl Aligner {
    /// The aligned face of the photo in a file; `place` is where its landmarks stand.
    ///
    /// # Errors
    /// Why it cannot be aligned.
    pub(crate) fn align_file(&self, photo: &Path, place: &str, points: &FacePoints) -> Result<AlignedFace, Failure> {
        let photo = PhotoFile::open(photo).map_err(because("image cannot be read"))?;
        let size = photo.size;
        let settled = settle(place, points, size, photo.orientation)?;
        let rows = self.rows(&settled.eyes).map_err(because("eyes at one point"))?;
        let upper = photo.upper(rows).map_err(because("image cannot be read"))?;
        let image = self.align_upper(&upper, size, &settled.eyes).map_err(because("eyes outside the photo"))?;
        Ok(AlignedFace { image, eyes: settled.eyes, notes: settled.notes })
    }
}
