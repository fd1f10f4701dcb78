//! A photo and the face aligned from it.

use super::{
    Figure,
    canvas::{Anchor, Canvas, Type},
    layout::{Heading, TICK, TITLE},
    photo::{PhotoView, marks},
};
use crate::{
    Result,
    data::align::{Aligner, FacePoints, apply},
};
use image::RgbImage;

const MARGIN: f64 = 12.0;
const GAP: f64 = 16.0;
/// The larger side of the view of the photo, and both sides of the aligned face.
const PHOTO: f64 = 420.0;
const FACE: f64 = 256.0;

/// Draws a photo with the landmarks of a face, its eye line and what is cut out, and beside it the aligned face with the
/// same landmarks where the matrix takes them. What is cut out beyond the photo is black in the face and grey here.
///
/// # Errors
/// Those of [`Aligner::align`]: eyes at one point or outside the photo.
pub fn alignment(title: &str, photo: &RgbImage, points: &FacePoints, aligner: &Aligner) -> Result<Figure> {
    let (face, matrix) = (aligner.align(photo, &points.eyes())?, aligner.matrix(&points.eyes())?);
    let view = PhotoView::new(photo, Some((points, aligner)), PHOTO)?;
    let (across, down) = view.size;
    let width = 2.0 * MARGIN + across + GAP + FACE;
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let upper = MARGIN + heading.height() + 4.0;
    let mut canvas = Canvas::new(width, upper + down.max(FACE) + 20.0 + MARGIN);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    view.draw(&mut canvas, (MARGIN, upper))?;
    marks(&mut canvas, points, |point| Some(view.place(point, (MARGIN, upper))));

    let right = MARGIN + across + GAP;
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
    canvas.text((MARGIN + across / 2.0, upper + down + 14.0), &said, caption);
    Ok(canvas.finish(title))
}
