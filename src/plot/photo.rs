//! A photo with a face marked in it, as a part of a figure.

use super::canvas::{Canvas, Stroke};
use crate::Result;
use image::{RgbImage, imageops};

/// Where the features of a face lie, `[x, y]` in pixels of the image that it is drawn over.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaceMarks {
    /// The landmarks.
    pub landmarks: Vec<[f64; 2]>,
    /// The centres of both eyes, left and right as seen.
    pub eyes: [[f64; 2]; 2],
}

const LANDMARK: &str = "#00e5ff";
const EYES: &str = "#ffd400";
const CROP: &str = "#ff5a1f";

/// A photo together with all that is cut out of it, which may reach beyond its edges.
pub(super) struct PhotoView<'a> {
    photo: &'a RgbImage,
    /// The corners of what is cut out.
    crop: Option<[[f64; 2]; 4]>,
    /// The upper left corner, in pixels of the photo.
    corner: [f64; 2],
    /// Pixels of the figure for one of the photo.
    zoom: f64,
    /// Width and height in the figure.
    pub size: (f64, f64),
}

impl<'a> PhotoView<'a> {
    /// A view whose larger side is `side` pixels of the figure; `crop` has the corners of what is cut out.
    pub fn new(photo: &'a RgbImage, crop: Option<[[f64; 2]; 4]>, side: f64) -> Self {
        let corners = || crop.iter().flatten();
        let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
        // Pixel (x, y) has its upper left corner at (x - 0.5, y - 0.5).
        let reach =
            |axis: usize, edge: f64, limit: fn(f64, f64) -> f64| corners().map(|corner| corner[axis]).fold(edge, limit);
        let corner = [0, 1].map(|axis| reach(axis, -0.5, f64::min));
        let (across, down) =
            (reach(0, width - 0.5, f64::max) - corner[0], reach(1, height - 0.5, f64::max) - corner[1]);
        let zoom = side / across.max(down);
        Self { photo, crop, corner, zoom, size: (across * zoom, down * zoom) }
    }

    /// Draws it with its upper left corner at `at`: the photo, grey beyond it, and the outline of what is cut out.
    pub fn draw(&self, canvas: &mut Canvas, at: (f64, f64)) -> Result<()> {
        let (width, height) = (f64::from(self.photo.width()), f64::from(self.photo.height()));
        canvas.rectangle(at, self.size, "#dddddd");
        let place = self.place([-0.5, -0.5], at);
        canvas.picture(place, (width * self.zoom, height * self.zoom), &shown(self.photo, 2.0 * self.zoom))?;
        if let Some(corners) = &self.crop {
            let outline: Vec<_> = corners.iter().chain(&corners[..1]).map(|&corner| self.place(corner, at)).collect();
            canvas.polyline(&outline, Stroke::solid(CROP, 1.8));
        }
        Ok(())
    }

    /// Where a point of the photo comes to lie when the view is drawn at `at`.
    pub fn place(&self, [x, y]: [f64; 2], at: (f64, f64)) -> (f64, f64) {
        (at.0 + (x - self.corner[0]) * self.zoom, at.1 + (y - self.corner[1]) * self.zoom)
    }
}

/// Landmarks and eye line, as far as they have a place.
pub(super) fn draw_marks(canvas: &mut Canvas, marks: &FaceMarks, place: impl Fn([f64; 2]) -> Option<(f64, f64)>) {
    let landmarks: Vec<_> = marks.landmarks.iter().filter_map(|&point| place(point)).collect();
    canvas.dots(&landmarks, 1.2, LANDMARK, 0.9);
    let eyes: Vec<_> = marks.eyes.into_iter().filter_map(place).collect();
    canvas.polyline(&eyes, Stroke::solid(EYES, 1.2));
    eyes.iter().for_each(|&eye| canvas.circle(eye, 3.0, "none", Stroke::solid(EYES, 1.2)));
}

/// The photo with no more pixels than the figure shows.
fn shown(photo: &RgbImage, zoom: f64) -> RgbImage {
    if zoom >= 1.0 || photo.is_empty() {
        return photo.clone();
    }
    let [width, height] = [photo.width(), photo.height()].map(|length| (f64::from(length) * zoom).ceil() as u32);
    imageops::thumbnail(photo, width, height)
}
