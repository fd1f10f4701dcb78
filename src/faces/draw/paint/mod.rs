//! Painting one face, from the background to the grain of the camera.

mod features;
mod hair;
mod head;

use super::{
    canvas::{Canvas, View, curve, lens},
    expression::ActionUnits,
    identity::{Colour, Identity, random_colour},
    parameters::{FaceParameters, normal},
    shape::{Flat, landmarks},
};
use crate::Seed;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use resvg::tiny_skia::{Path, Pixmap};

/// A painter at work on one face.
struct Painter {
    canvas: Canvas,
    view: View,
    who: Identity,
    units: ActionUnits,
    /// The landmarks, in face coordinates and in pixels.
    shape: [Flat; 68],
    pixels: [Flat; 68],
    /// Where the light comes from, -1 = left to 1 = right, and how hard it is.
    light: f32,
    contrast: f32,
    gaze: Flat,
}

/// Paints `face` and returns the R G B bytes and the landmarks in pixels.
pub(super) fn draw(face: &FaceParameters, pixmap: Pixmap) -> (Vec<u8>, [Flat; 68]) {
    let rng = &mut Seed(face.scene).stream("face scene", face.identity);
    let units = ActionUnits::of(face, rng);
    let lopsided = 0.07 * normal(rng);
    let who = Identity::new(face.identity);
    let shape = landmarks(&who, &units.scaled(1.0 + lopsided), &units.scaled(1.0 - lopsided));
    let view = View::new(&face.pose, pixmap.width() as f32);
    let pixels = std::array::from_fn(|index| view.on(height_above_face(index), shape[index]));
    let mut painter = Painter {
        canvas: Canvas::new(pixmap),
        view,
        who,
        units,
        shape,
        pixels,
        light: rng.random_range(-1.0..1.0),
        contrast: rng.random_range(0.1..0.45),
        gaze: [0.03 * normal(rng), 0.015 * normal(rng)],
    };
    painter.background(rng);
    painter.body();
    painter.head();
    painter.eyes();
    painter.nose();
    painter.mouth();
    painter.wrinkles();
    painter.brows();
    painter.glasses();
    painter.front_hair();
    (develop(&painter.canvas.pixmap, rng), pixels)
}

/// How far landmark `index` stands out from the egg of the head: the nose does, the eyes lie a little deeper.
fn height_above_face(index: usize) -> f32 {
    match index {
        27 => 0.02,
        28 => 0.10,
        29 => 0.18,
        30 => 0.27,
        31 | 35 => 0.06,
        32 | 34 => 0.12,
        33 => 0.16,
        36..48 => -0.05,
        _ => 0.0,
    }
}

impl Painter {
    fn at(&self, point: Flat) -> Flat {
        self.view.on(0.0, point)
    }

    fn map(&self, points: &[Flat]) -> Vec<Flat> {
        points.iter().map(|&point| self.at(point)).collect()
    }

    /// A soft spot on the face, in face coordinates.
    fn spot(&mut self, centre: Flat, radii: Flat, colour: Colour, alpha: f32) {
        let scale = self.view.scale;
        self.canvas.glow(self.at(centre), radii.map(|radius| radius * scale), colour, alpha);
    }

    /// A line on the face, `width` in distances of the eyes.
    fn line(&mut self, points: &[Flat], width: f32, colour: Colour, alpha: f32) {
        if alpha > 0.02 {
            let path = curve(&self.map(points));
            self.canvas.stroke(&path, width * self.view.scale, colour, alpha);
        }
    }

    fn background(&mut self, rng: &mut ChaCha8Rng) {
        let side = self.canvas.pixmap.width() as f32;
        let everything = square(side);
        let ends = [[side * rng.random::<f32>(), 0.0], [side * rng.random::<f32>(), side]];
        let colours = [random_colour(rng), random_colour(rng)];
        self.canvas.blend(&everything, ends, colours.map(|colour| (colour, 1.0)));
        for _ in 0..rng.random_range(0..4) {
            let centre = [side * rng.random::<f32>(), side * rng.random::<f32>()];
            let radii = [side * rng.random_range(0.1..0.5), side * rng.random_range(0.1..0.5)];
            self.canvas.glow(centre, radii, random_colour(rng), 0.7);
        }
    }
}

/// Exposure, colour cast and grain; the pixmap is opaque everywhere.
fn develop(pixmap: &Pixmap, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let exposure = 1.0 + 0.10 * normal(rng);
    let cast: Colour = std::array::from_fn(|_| exposure * (1.0 + 0.025 * normal(rng)));
    let grain = 255.0 * 0.018 * rng.random::<f32>();
    let mut bytes = Vec::with_capacity(pixmap.pixels().len() * 3);
    for pixel in pixmap.pixels() {
        let colour = [pixel.red(), pixel.green(), pixel.blue()];
        bytes.extend(
            colour.iter().zip(cast).map(|(&value, gain)| (f32::from(value) * gain + grain * normal(rng)).round() as u8),
        );
    }
    bytes
}

fn square(side: f32) -> Option<Path> {
    let corners = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]];
    lens(&corners[..2], &[corners[3], corners[2]])
}
