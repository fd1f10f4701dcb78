//! A photo and the face aligned from it.

use super::{
    Figure,
    canvas::{Anchor, Canvas, Stroke, Type},
    layout::{Heading, TICK, TITLE},
};
use crate::{
    Result,
    data::align::{Aligner, FacePoints, apply},
};
use image::{RgbImage, imageops};

const MARGIN: f64 = 12.0;
const GAP: f64 = 16.0;
/// The larger side of the view of the photo, and both sides of the aligned face.
const PHOTO: f64 = 420.0;
const FACE: f64 = 256.0;
const LANDMARK: &str = "#00e5ff";
const EYES: &str = "#ffd400";
const CROP: &str = "#ff5a1f";

/// Draws a photo with the landmarks of a face, its eye line and what is cut out, and beside it the aligned face with the
/// same landmarks where the matrix takes them. What is cut out beyond the photo is black in the face and grey here.
///
/// # Errors
/// Those of [`Aligner::align`]: eyes at one point or outside the photo.
pub fn alignment(title: &str, photo: &RgbImage, points: &FacePoints, aligner: &Aligner) -> Result<Figure> {
    let eyes = points.eyes();
    let (face, matrix, corners) = (aligner.align(photo, &eyes)?, aligner.matrix(&eyes)?, aligner.crop_box(&eyes)?);
    let (width, height) = (f64::from(photo.width()), f64::from(photo.height()));
    // The view shows the photo and all that is cut out; pixel (x, y) has its upper left corner at (x - 0.5, y - 0.5).
    let reach = |axis: usize, edge: f64, limit: fn(f64, f64) -> f64| {
        corners.iter().map(|corner| corner[axis]).fold(edge, limit)
    };
    let [left, top] = [0, 1].map(|axis| reach(axis, -0.5, f64::min));
    let (across, down) = (reach(0, width - 0.5, f64::max) - left, reach(1, height - 0.5, f64::max) - top);
    let zoom = PHOTO / across.max(down);
    let figure_width = 2.0 * MARGIN + across * zoom + GAP + FACE;
    let heading = Heading::new(title, figure_width - 2.0 * MARGIN, TITLE);
    let upper = MARGIN + heading.height() + 4.0;
    let mut canvas = Canvas::new(figure_width, upper + (down * zoom).max(FACE) + 20.0 + MARGIN);
    heading.draw(&mut canvas, (MARGIN, MARGIN));

    let in_photo = |[x, y]: [f64; 2]| (MARGIN + (x - left) * zoom, upper + (y - top) * zoom);
    canvas.rectangle((MARGIN, upper), (across * zoom, down * zoom), "#dddddd");
    let shown = shown(photo, 2.0 * zoom);
    canvas.picture(in_photo([-0.5, -0.5]), (width * zoom, height * zoom), &shown)?;
    let outline: Vec<_> = corners.iter().chain(&corners[..1]).map(|&corner| in_photo(corner)).collect();
    canvas.polyline(&outline, Stroke::solid(CROP, 1.8));
    marks(&mut canvas, points, |point| Some(in_photo(point)));

    let right = MARGIN + across * zoom + GAP;
    let step = FACE / aligner.side as f64;
    let in_face = |point| {
        let place = apply(matrix, point).map(|value| (value + 0.5) * step);
        place.iter().all(|value| (0.0..=FACE).contains(value)).then_some((right + place[0], upper + place[1]))
    };
    canvas.picture((right, upper), (FACE, FACE), &face)?;
    marks(&mut canvas, points, in_face);
    let caption = Type { anchor: Anchor::Middle, ..TICK };
    let said = format!("{0} × {0} pixels", aligner.side);
    canvas.text((right + FACE / 2.0, upper + FACE + 14.0), &said, caption);
    let said = format!("{} × {} pixels", photo.width(), photo.height());
    canvas.text((MARGIN + across * zoom / 2.0, upper + down * zoom + 14.0), &said, caption);
    Ok(canvas.finish(title))
}

/// Landmarks and eye line, as far as they have a place.
fn marks(canvas: &mut Canvas, points: &FacePoints, place: impl Fn([f64; 2]) -> Option<(f64, f64)>) {
    let landmarks: Vec<_> = points.points().iter().filter_map(|point| place(point.map(f64::from))).collect();
    canvas.dots(&landmarks, 1.2, LANDMARK, 0.9);
    let eyes: Vec<_> = [points.eyes().left, points.eyes().right].into_iter().filter_map(place).collect();
    canvas.polyline(&eyes, Stroke::solid(EYES, 1.2));
    eyes.iter().for_each(|&eye| canvas.circle(eye, 3.0, "none", Stroke::solid(EYES, 1.2)));
}

/// The photo with no more pixels than the figure shows.
fn shown(photo: &RgbImage, zoom: f64) -> RgbImage {
    if zoom >= 1.0 {
        return photo.clone();
    }
    let [width, height] = [photo.width(), photo.height()].map(|length| (f64::from(length) * zoom).ceil() as u32);
    imageops::thumbnail(photo, width, height)
}
