//! A photo and the face aligned from it.

use super::{
    canvas::{Anchor, Canvas, Type},
    figure::Figure,
    layout::{Heading, TICK, TITLE},
    photo::{FaceMarks, PhotoView, draw_marks},
};
use crate::Result;
use image::RgbImage;

const MARGIN: f64 = 12.0;
const GAP: f64 = 16.0;
/// The larger side of the view of the photo, and both sides of the aligned face.
const PHOTO: f64 = 420.0;
const FACE: f64 = 256.0;

/// A photo with a face marked in it, and the face cut out of it.
pub struct AlignedFace<'a> {
    /// The photo.
    pub photo: &'a RgbImage,
    /// The face in the photo.
    pub marks: FaceMarks,
    /// The corners of what is cut out, in pixels of the photo; beyond the photo it is black in the face and grey here.
    pub crop: [[f64; 2]; 4],
    /// What is cut out, a square.
    pub face: &'a RgbImage,
    /// The face's features in it.
    pub face_marks: FaceMarks,
}

/// Draws a photo with the landmarks of a face, its eye line and what is cut out, and beside it the aligned face with the
/// same landmarks.
///
/// # Errors
/// [`Error::Figure`](crate::Error::Figure) when it cannot be drawn.
pub fn alignment(title: &str, aligned: &AlignedFace) -> Result<Figure> {
    let AlignedFace { photo, marks, crop, face, face_marks } = aligned;
    let view = PhotoView::new(photo, Some(*crop), PHOTO);
    let (across, down) = view.size;
    let width = 2.0 * MARGIN + across + GAP + FACE;
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let upper = MARGIN + heading.height() + 4.0;
    let mut canvas = Canvas::new(width, upper + down.max(FACE) + 20.0 + MARGIN);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    view.draw(&mut canvas, (MARGIN, upper))?;
    draw_marks(&mut canvas, marks, |point| Some(view.place(point, (MARGIN, upper))));

    let right = MARGIN + across + GAP;
    let side = face.width();
    let step = FACE / f64::from(side);
    let in_face = |point: [f64; 2]| {
        let place = point.map(|value| (value + 0.5) * step);
        place.iter().all(|value| (0.0..=FACE).contains(value)).then_some((right + place[0], upper + place[1]))
    };
    canvas.picture((right, upper), (FACE, FACE), face)?;
    draw_marks(&mut canvas, face_marks, in_face);
    let caption = Type { anchor: Anchor::Middle, ..TICK };
    let size = format!("{side} × {side} pixels");
    canvas.text((right + FACE / 2.0, upper + FACE + 14.0), &size, caption);
    let size = format!("{} × {} pixels", photo.width(), photo.height());
    canvas.text((MARGIN + across / 2.0, upper + down + 14.0), &size, caption);
    Ok(canvas.finish(title))
}
