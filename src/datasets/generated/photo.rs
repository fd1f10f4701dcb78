//! Photos with one face somewhere in them.

use crate::{
    Result, Seed,
    faces::draw::{FaceParameters, Pose},
};
use image::{RgbImage, imageops};
use rand::RngExt;

/// A photo of a face that is neither centred nor upright, and the truth about it.
pub(crate) struct Photo {
    pub picture: RgbImage,
    /// 68 landmarks, `[x, y]` in pixels, pixel centres whole.
    pub landmarks: [[f32; 2]; 68],
    /// Both eyes, tip of the nose, corners of the mouth.
    pub five_points: [[f32; 2]; 5],
    /// An index into [`EMOTIONS`](crate::faces::draw::EMOTIONS).
    pub emotion: u8,
    pub valence: f32,
    pub arousal: f32,
}

impl Photo {
    /// Photo number `index` of the dataset `name`: 180 to 420 pixels wide and high, eyes 9 to 20 % of that apart, tilted by
    /// up to 30 degrees, the whole head in the image.
    pub fn draw(seed: Seed, name: &str, index: usize) -> Result<Self> {
        let mut rng = seed.stream(name, index as u64);
        let [width, height] = [(); 2].map(|()| rng.random_range(180..=420u32));
        let (side, short) = (width.max(height) as f32, width.min(height) as f32);
        let distance = short * rng.random_range(0.09..0.2);
        // From the point between the eyes the head reaches 1.6 eye distances to each side, up, and 2.2 down.
        let mut place = |length: u32, before: f32, after: f32| {
            rng.random_range(before * distance..length as f32 - after * distance) / side
        };
        let centre = [place(width, 1.6, 1.6), place(height, 1.6, 2.2)];
        let pose = Pose {
            centre,
            scale: distance / side,
            yaw: rng.random_range(-15.0..15.0),
            pitch: rng.random_range(-8.0..8.0),
            roll: rng.random_range(-30.0..30.0),
        };
        let face = FaceParameters { pose, ..FaceParameters::sample(seed, index, [0.45, 1.0]) };
        let drawn = face.draw(side as usize)?;
        // The drawing's origin is the corner of the first pixel; datasets count from its centre.
        let whole = |point: [f32; 2]| point.map(|value| value - 0.5);
        Ok(Self {
            picture: imageops::crop_imm(&drawn.image, 0, 0, width, height).to_image(),
            landmarks: drawn.landmarks.map(whole),
            five_points: drawn.five_points.map(whole),
            emotion: face.emotion,
            valence: face.valence,
            arousal: face.arousal,
        })
    }

    /// The first and the last pixel of the landmarks' box, within the image: `[x0, y0, x1, y1]`.
    pub fn face_box(&self) -> [u32; 4] {
        let reach = |axis: usize, start: f32, limit: fn(f32, f32) -> f32| {
            self.landmarks.iter().map(|point| point[axis]).fold(start, limit)
        };
        let last = [self.picture.width() - 1, self.picture.height() - 1];
        let low = [0, 1].map(|axis| reach(axis, f32::MAX, f32::min).max(0.0) as u32);
        let high = [0, 1].map(|axis| (reach(axis, 0.0, f32::max).ceil() as u32).min(last[axis]));
        [low[0], low[1], high[0], high[1]]
    }
}
