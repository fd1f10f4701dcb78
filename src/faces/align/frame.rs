//! Which pixels of a turned photo landmarks count.

use image::metadata::Orientation;

/// Which pixels landmarks count, of a photo that its EXIF orientation turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PhotoFrame {
    /// Those in which the face stands upright, where it does in one only; else those of the upright photo.
    #[default]
    Either,
    /// Those of the upright photo, as OpenCV reads it.
    Upright,
    /// Those in the order of the file, as Pillow, dlib and most detectors in Python read it.
    Stored,
}

/// Where a stored pixel comes to lie in the upright photo.
pub(super) fn upright([x, y]: [f64; 2], (width, height): (u32, u32), orientation: Orientation) -> [f64; 2] {
    let [across, down] = [width, height].map(|length| f64::from(length) - 1.0);
    match orientation {
        Orientation::NoTransforms => [x, y],
        Orientation::Rotate90 => [across - y, x],
        Orientation::Rotate180 => [across - x, down - y],
        Orientation::Rotate270 => [y, down - x],
        Orientation::FlipHorizontal => [across - x, y],
        Orientation::FlipVertical => [x, down - y],
        Orientation::Rotate90FlipH => [y, x],
        Orientation::Rotate270FlipH => [across - y, down - x],
    }
}
