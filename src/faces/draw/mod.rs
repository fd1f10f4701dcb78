//! Faces drawn by the crate: labelled data that needs no download and whose truth is known.

mod canvas;
mod expression;
mod identity;
mod paint;
mod parameters;
mod shape;

pub use parameters::{FaceParameters, Pose};

pub use crate::labels::codes::EMOTIONS;

use crate::{Error, Result, Seed, images::Images};
use image::RgbImage;
use rayon::prelude::*;
use resvg::tiny_skia::Pixmap;
use serde::{Deserialize, Serialize};

/// What faces to draw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FacesConfig {
    /// How many.
    pub count: usize,
    /// Width and height in pixels, 16..=4096.
    pub side: usize,
    /// The seed. Face i depends on it and on i alone: neither on `count` nor on the number of threads.
    pub seed: Seed,
    /// The least and the greatest intensity of the emotions, within [0, 1]. The fainter, the harder to tell apart.
    pub intensity: [f32; 2],
}

impl Default for FacesConfig {
    fn default() -> Self {
        Self { count: 1000, side: 32, seed: Seed(0), intensity: [0.45, 1.0] }
    }
}

/// Drawn faces and the truth about them. All lists are in the order of the images.
///
/// ```
/// use noisyfer::faces::draw::{EMOTIONS, Faces, FacesConfig};
/// let faces = Faces::draw(&FacesConfig { count: 4, side: 48, ..Default::default() })?;
/// assert_eq!((faces.images.len(), faces.images.side()), (4, 48));
/// println!("the first is {}", EMOTIONS[usize::from(faces.emotion[0])]);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Faces {
    /// The images.
    pub images: Images,
    /// The emotion of each face: an index into [`EMOTIONS`].
    pub emotion: Vec<u8>,
    /// Valence and arousal of each face, in [-1, 1]; negative = unpleasant, sleepy.
    pub valence_arousal: Vec<[f32; 2]>,
    /// 68 landmarks of each face, `[x, y]` in pixels from the top left corner of the image, iBUG order.
    pub landmarks: Vec<[[f32; 2]; 68]>,
    /// The five points of each face, `[x, y]` in pixels: eyes, tip of the nose, corners of the mouth; left as seen first.
    pub five_points: Vec<[[f32; 2]; 5]>,
}

/// One drawn face.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// The image.
    pub image: RgbImage,
    /// 68 landmarks, `[x, y]` in pixels from the top left corner of the image, iBUG order.
    pub landmarks: [[f32; 2]; 68],
    /// Both eyes, tip of the nose, corners of the mouth, `[x, y]` in pixels; left as seen first.
    pub five_points: [[f32; 2]; 5],
}

impl Faces {
    /// Draws faces, on all threads.
    ///
    /// # Errors
    /// [`Error::Parameter`] when a value of `config` is out of its range.
    pub fn draw(config: &FacesConfig) -> Result<Self> {
        let [low, high] = config.intensity;
        if !(0.0 <= low && low <= high && high <= 1.0) {
            return Err(Error::parameter("intensity", format!("{low}..={high}"), "within 0..=1, the least first"));
        }
        let draw = |index| {
            let parameters = FaceParameters::sample(config.seed, index, config.intensity);
            parameters.draw(config.side).map(|face| (parameters, face))
        };
        let drawn: Vec<_> = (0..config.count).into_par_iter().map(draw).collect::<Result<_>>()?;
        let mut pixels = Vec::with_capacity(config.count * config.side * config.side * 3);
        drawn.iter().for_each(|(_, face)| pixels.extend_from_slice(face.image.as_raw()));
        Ok(Self {
            images: Images::new(config.side, pixels)?,
            emotion: drawn.iter().map(|(parameters, _)| parameters.emotion).collect(),
            valence_arousal: drawn.iter().map(|(parameters, _)| [parameters.valence, parameters.arousal]).collect(),
            landmarks: drawn.iter().map(|(_, face)| face.landmarks).collect(),
            five_points: drawn.iter().map(|(_, face)| face.five_points).collect(),
        })
    }
}

impl FaceParameters {
    /// Draws this face into an image of `side` x `side` pixels; with a small `pose.scale`, somewhere in a large one.
    ///
    /// ```
    /// use noisyfer::faces::draw::{FaceParameters, Pose};
    /// let pose = Pose { centre: [0.3, 0.4], scale: 0.1, roll: 15.0, ..Default::default() };
    /// let photo = FaceParameters { identity: 7, emotion: 1, pose, ..Default::default() }.draw(256)?;
    /// assert_eq!(photo.image.dimensions(), (256, 256));
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Parameter`] when a value is out of its range, or `side` outside 16..=4096.
    pub fn draw(&self, side: usize) -> Result<Face> {
        self.validate()?;
        let bad_side = || Error::parameter("side", side, "in 16..=4096");
        let size = u32::try_from(side).ok().filter(|size| (16..=4096).contains(size)).ok_or_else(bad_side)?;
        let (pixels, landmarks) = paint::draw(self, Pixmap::new(size, size).ok_or_else(bad_side)?);
        let picture = RgbImage::from_raw(size, size, pixels).ok_or_else(bad_side)?;
        Ok(Face { image: picture, landmarks, five_points: five_points(&landmarks) })
    }
}

fn five_points(landmarks: &[[f32; 2]; 68]) -> [[f32; 2]; 5] {
    let mean =
        |eye: &[[f32; 2]]| [0, 1].map(|axis| eye.iter().map(|point| point[axis]).sum::<f32>() / eye.len() as f32);
    [mean(&landmarks[36..42]), mean(&landmarks[42..48]), landmarks[30], landmarks[48], landmarks[54]]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw(count: usize, side: usize, seed: u64) -> Faces {
        Faces::draw(&FacesConfig { count, side, seed: Seed(seed), ..Default::default() }).unwrap()
    }

    #[test]
    fn a_face_depends_on_seed_and_index_alone() {
        let all = draw(40, 32, 5);
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(|| draw(40, 32, 5));
        assert_eq!(all, alone);
        assert_eq!(draw(10, 32, 5).images, all.images.select(&(0..10).collect::<Vec<_>>()).unwrap());
        assert_ne!(draw(40, 32, 6).images, all.images);
    }

    #[test]
    fn every_emotion_occurs_and_affect_follows_it() {
        let faces = draw(1400, 16, 0);
        let mean = |emotion: u8, axis: usize| {
            let of: Vec<_> = (0..1400).filter(|&row| faces.emotion[row] == emotion).collect();
            assert!((140..260).contains(&of.len()), "{emotion}: {}", of.len());
            of.iter().map(|&row| faces.valence_arousal[row][axis]).sum::<f32>() / of.len() as f32
        };
        assert!(mean(1, 0) > 0.4 && mean(2, 0) < -0.3 && mean(0, 0).abs() < 0.1);
        assert!(mean(3, 1) > 0.4 && mean(2, 1) < -0.2 && mean(0, 1).abs() < 0.1);
    }

    #[test]
    fn landmarks_lie_where_the_pose_puts_them() {
        let pose = Pose { centre: [0.25, 0.5], scale: 0.1, roll: 90.0, ..Default::default() };
        let face = FaceParameters { pose, ..Default::default() }.draw(200).unwrap();
        let [left, right, nose, ..] = face.five_points;
        // Tilted clockwise by a right angle, the left eye is above the right one and the nose to the left of both.
        assert!((left[0] - 50.0).abs() < 2.0 && (right[0] - 50.0).abs() < 2.0, "{left:?} {right:?}");
        assert!((right[1] - left[1] - 20.0).abs() < 1.0 && nose[0] < 45.0);
        let scale = |side| FaceParameters::default().draw(side).unwrap().landmarks;
        assert!(scale(64).iter().zip(scale(128)).all(|(a, b)| (2.0 * a[0] - b[0]).abs() < 1e-3));
        assert!(scale(64).iter().flatten().all(|&value| (0.0..64.0).contains(&value)));
    }

    #[test]
    fn landmarks_lie_on_what_is_painted() {
        let pose = Pose { centre: [0.7, 0.3], scale: 0.15, yaw: 10.0, roll: -20.0, ..Default::default() };
        for identity in 0..20 {
            let face =
                FaceParameters { identity, emotion: 3, intensity: 1.0, arousal: 0.8, pose, ..Default::default() };
            let Face { image: picture, landmarks: points, .. } = face.draw(256).unwrap();
            let brightness =
                |[x, y]: [f32; 2]| picture.get_pixel(x as u32, y as u32).0.iter().map(|&v| u32::from(v)).sum::<u32>();
            let low_in_the_mouth = [0, 1].map(|axis| 0.35 * points[62][axis] + 0.65 * points[66][axis]);
            assert!(
                brightness(low_in_the_mouth) < brightness(points[30]),
                "{identity}: an open mouth, the tip of the nose"
            );
        }
    }

    #[test]
    fn values_out_of_range_are_refused() {
        let message = FaceParameters { emotion: 7, ..Default::default() }.draw(32).unwrap_err().to_string();
        assert_eq!(message, "emotion must be in 0..=6, got 7");
        assert!(FaceParameters { valence: f32::NAN, ..Default::default() }.draw(32).is_err());
        assert!(FaceParameters::default().draw(8).is_err());
        assert!(Faces::draw(&FacesConfig { intensity: [0.9, 0.1], ..Default::default() }).is_err());
    }
}
