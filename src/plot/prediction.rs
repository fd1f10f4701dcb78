//! A face and what a model says of it.

use super::{
    axis::Axis,
    canvas::{Anchor, Canvas, Stroke, Type},
    circumplex::draw_plane,
    figure::Figure,
    fonts,
    frame::Frame,
    layout::{Heading, LABEL, TICK, TITLE},
    palette,
    photo::PhotoView,
};
use crate::Result;
use image::RgbImage;

const MARGIN: f64 = 12.0;
const GAP: f64 = 22.0;
/// The larger side of the view of the image.
const PHOTO: f64 = 300.0;
/// The height of a class's bar with the gap below it, and the length of a bar of 100 %.
const PITCH: f64 = 24.0;
const BAR: f64 = 130.0;
/// The side of the plane of valence and arousal, and the room left of it for its numbers.
const PLANE: f64 = 200.0;
const NUMBERS: f64 = 56.0;
/// The side of the face that was cut out of a photo, below the bars.
const FACE: f64 = 110.0;
/// The height of the band along the image that the label is written on.
const BAND: f64 = 26.0;

/// What a model says of one face.
#[derive(Clone, Debug, PartialEq)]
pub struct Prediction {
    /// Every class with its probability in [0, 1], in the order of the codes.
    pub probabilities: Vec<(String, f32)>,
    /// Valence and arousal, each in [-1, 1].
    pub affect: Option<[f32; 2]>,
}

impl Prediction {
    /// The most probable class with its probability: `happy 93 %`.
    pub fn class(&self) -> String {
        let best = self.best().map(|best| &self.probabilities[best]);
        best.map_or("no class".into(), |(name, probability)| format!("{name} {:.0} %", 100.0 * probability))
    }

    /// The class, then valence and arousal: `happy 93 %, V +0.62, A −0.10`.
    pub fn label(&self) -> String {
        let affect = self.affect.map(|[valence, arousal]| format!("V {valence:+.2}, A {arousal:+.2}"));
        let affect = affect.map(|affect| affect.replace('-', "−"));
        [self.class()].into_iter().chain(affect).collect::<Vec<_>>().join(", ")
    }

    /// The first of equals, as everywhere.
    fn best(&self) -> Option<usize> {
        (0..self.probabilities.len()).rev().max_by(|&a, &b| self.probabilities[a].1.total_cmp(&self.probabilities[b].1))
    }
}

/// Draws an image with [`Prediction::label`] written along it, the probabilities of all classes, and the face's place in the plane of
/// valence and arousal where it has one. Of a face in a photo, `crop` holds what was cut out and its corners in the photo: they are marked there, and it is shown.
///
/// # Errors
/// [`Error::Figure`](crate::Error::Figure) when it cannot be drawn.
pub fn prediction(
    title: &str,
    picture: &RgbImage,
    crop: Option<(&RgbImage, [[f64; 2]; 4])>,
    prediction: &Prediction,
) -> Result<Figure> {
    let view = PhotoView::new(picture, crop.map(|(_, corners)| corners), PHOTO);
    let names =
        prediction.probabilities.iter().map(|(name, _)| fonts::width(name, TICK.size, false)).fold(0.0, f64::max);
    let bars_left = MARGIN + view.size.0 + GAP;
    let bars_right = bars_left + names + 8.0 + BAR + 44.0;
    let plane = prediction.affect.map(|affect| (bars_right + NUMBERS, affect));
    let width = plane.map_or(bars_right, |(left, _)| left + PLANE) + MARGIN;
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let top = MARGIN + heading.height() + 6.0;
    let bars = PITCH * prediction.probabilities.len() as f64;
    let face = crop.map(|(face, _)| face);
    let middle = bars + face.as_ref().map_or(0.0, |_| FACE + 12.0);
    let below = plane.map_or(0.0, |_| PLANE + 42.0);

    let mut canvas = Canvas::new(width, top + (view.size.1 + BAND).max(middle).max(below) + MARGIN);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    view.draw(&mut canvas, (MARGIN, top))?;
    let bottom = top + view.size.1;
    canvas.rectangle((MARGIN, bottom), (view.size.0, BAND), "#222222");
    let label = fonts::fit(&prediction.label(), view.size.0 - 12.0, LABEL.size, true);
    let white = Type { bold: true, colour: "#ffffff", ..LABEL };
    canvas.text_centred((MARGIN + 6.0, bottom + BAND / 2.0), &label, white);
    draw_probabilities(&mut canvas, (bars_left + names + 8.0, top), prediction);
    if let Some(face) = face {
        canvas.picture((bars_left + names + 8.0, top + bars + 12.0), (FACE, FACE), face)?;
    }
    if let Some((left, affect)) = plane {
        draw_affect(&mut canvas, Frame { left, right: left + PLANE, top, bottom: top + PLANE }, affect, prediction);
    }
    Ok(canvas.finish(title))
}

/// A bar for every class; `at` is where bars begin, right of the names.
fn draw_probabilities(canvas: &mut Canvas, at: (f64, f64), prediction: &Prediction) {
    for (class, (name, probability)) in prediction.probabilities.iter().enumerate() {
        let middle = at.1 + PITCH * (class as f64 + 0.5);
        let bold = prediction.best() == Some(class);
        canvas.text_centred((at.0 - 8.0, middle), name, Type { anchor: Anchor::End, bold, ..TICK });
        let length = BAR * f64::from(*probability);
        canvas.rectangle((at.0, middle - 8.0), (length.max(0.5), 16.0), palette::class(class));
        let percent = format!("{:.1} %", 100.0 * probability);
        canvas.text_centred((at.0 + length + 5.0, middle), &percent, Type { bold, ..TICK });
    }
}

fn draw_affect(canvas: &mut Canvas, frame: Frame, affect: [f32; 2], prediction: &Prediction) {
    let axis = Axis::between(-1.05, 1.05, 4);
    draw_plane(canvas, &frame, &axis, true);
    let [valence, arousal] = affect.map(f64::from);
    let place = frame.point(&axis, &axis, (valence, arousal));
    let colour = palette::class(prediction.best().unwrap_or_default());
    canvas.line(frame.point(&axis, &axis, (0.0, 0.0)), place, Stroke::solid(colour, 1.6));
    canvas.circle(place, 6.5, colour, Stroke::solid("#ffffff", 1.8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_class_and_affect() {
        let probabilities = vec![("sad".to_string(), 0.071), ("happy".to_string(), 0.929)];
        let said = Prediction { probabilities, affect: Some([0.625, -0.1]) };
        assert_eq!(said.label(), "happy 93 %, V +0.62, A −0.10");
        let figure = prediction("a.jpg", &RgbImage::new(8, 8), None, &said).unwrap();
        assert!(figure.svg().contains("92.9 %") && figure.svg().contains("valence"));
        let empty = prediction("a.jpg", &RgbImage::new(0, 900), None, &said).unwrap_err().to_string();
        assert!(empty.starts_with("figure: "), "{empty}");
        let tied = vec![("a".to_string(), 0.5), ("b".to_string(), 0.5)];
        assert_eq!(Prediction { probabilities: tied, affect: None }.label(), "a 50 %");
        let without = prediction("a.jpg", &RgbImage::new(8, 8), None, &Prediction { affect: None, ..said }).unwrap();
        assert!(!without.svg().contains("valence") && without.size().0 < figure.size().0);
    }
}
