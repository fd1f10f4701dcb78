//! What a face is drawn from.

use crate::{Error, Result, Seed};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// Valence and arousal of each emotion in full (its place on the circumplex), in the order of
/// [`EMOTIONS`](crate::faces::draw::EMOTIONS).
pub(super) const EMOTION_AFFECT: [[f32; 2]; 7] =
    [[0.0, 0.0], [0.85, 0.35], [-0.7, -0.45], [0.2, 0.8], [-0.6, 0.7], [-0.7, 0.3], [-0.55, 0.65]];

/// Standard deviation of valence and arousal around the emotion's own.
const AFFECT_SPREAD: f32 = 0.17;

/// Everything that one face is drawn from. The defaults are a neutral face looking into the camera.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FaceParameters {
    /// Who it is: seeds the shape of the face, skin, hair, brows, glasses and so on.
    pub identity: u64,
    /// The occasion: seeds light, background, gaze, and how this person shows the emotion this time.
    pub scene: u64,
    /// The emotion, 0..=6: an index into [`EMOTIONS`](crate::faces::draw::EMOTIONS).
    pub emotion: u8,
    /// How strongly the emotion shows, in [0, 1]. A neutral face ignores it.
    pub intensity: f32,
    /// Valence in [-1, 1], negative = unpleasant. What goes beyond the emotion's own valence lifts or lowers the
    /// corners of the mouth.
    pub valence: f32,
    /// Arousal in [-1, 1], negative = sleepy. What goes beyond the emotion's own arousal opens eyes and mouth.
    pub arousal: f32,
    /// Where the head is and how it is turned.
    pub pose: Pose,
}

/// Where the head is in the image and how it is turned.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pose {
    /// The point between the eyes as shares of the image's side, from the top left.
    pub centre: [f32; 2],
    /// The distance of the eyes when seen from the front, as a share of the image's side. The head is about 2.3 times
    /// as wide and 3.2 times as high.
    pub scale: f32,
    /// Turn of the head in degrees, positive = towards the right of the image; legible within -35..=35.
    pub yaw: f32,
    /// Nod in degrees, positive = downwards; legible within -25..=25.
    pub pitch: f32,
    /// Tilt in degrees, positive = clockwise as seen.
    pub roll: f32,
}

impl Default for Pose {
    fn default() -> Self {
        Self { centre: [0.5, 0.37], scale: 0.36, yaw: 0.0, pitch: 0.0, roll: 0.0 }
    }
}

impl Default for FaceParameters {
    fn default() -> Self {
        Self { identity: 0, scene: 0, emotion: 0, intensity: 0.8, valence: 0.0, arousal: 0.0, pose: Pose::default() }
    }
}

impl FaceParameters {
    /// Face number `index` of the set that belongs to `seed`: every emotion equally likely, a person of its own,
    /// intensity in `low..=high`, and the face roughly aligned.
    pub fn sample(seed: Seed, index: usize, [low, high]: [f32; 2]) -> Self {
        let mut rng = seed.stream("faces", index as u64);
        let (identity, scene) = (rng.random(), rng.random());
        let emotion = rng.random_range(0..7);
        let intensity = low + (high - low) * rng.random::<f32>();
        let [valence, arousal] = EMOTION_AFFECT[usize::from(emotion)]
            .map(|full| (full * intensity + AFFECT_SPREAD * normal(&mut rng)).clamp(-1.0, 1.0));
        let pose = Pose::jittered(&mut rng);
        Self { identity, scene, emotion, intensity, valence, arousal, pose }
    }

    pub(super) fn validate(&self) -> Result<()> {
        let pose = &self.pose;
        let ranges = [
            ("emotion", f32::from(self.emotion), [0.0, 6.0]),
            ("intensity", self.intensity, [0.0, 1.0]),
            ("valence", self.valence, [-1.0, 1.0]),
            ("arousal", self.arousal, [-1.0, 1.0]),
            ("pose.centre", pose.centre[0], [-1.0, 2.0]),
            ("pose.centre", pose.centre[1], [-1.0, 2.0]),
            ("pose.scale", pose.scale, [0.001, 2.0]),
            ("pose.yaw", pose.yaw, [-90.0, 90.0]),
            ("pose.pitch", pose.pitch, [-90.0, 90.0]),
            ("pose.roll", pose.roll, [-360.0, 360.0]),
        ];
        match ranges.into_iter().find(|(_, value, [low, high])| !(low..=high).contains(&value)) {
            Some((name, value, [low, high])) => Err(Error::parameter(name, value, format!("in {low}..={high}"))),
            None => Ok(()),
        }
    }
}

impl Pose {
    fn jittered(rng: &mut ChaCha8Rng) -> Self {
        let Self { centre: [x, y], scale, .. } = Self::default();
        Self {
            centre: [x + 0.02 * normal(rng), y + 0.02 * normal(rng)],
            scale: scale * (1.0 + 0.05 * normal(rng)),
            yaw: 8.0 * normal(rng),
            pitch: 4.0 * normal(rng),
            roll: 4.0 * normal(rng),
        }
    }
}

/// A number around 0 with standard deviation 1, within ±3: three uniform ones summed, so the same on every machine.
pub(super) fn normal(rng: &mut ChaCha8Rng) -> f32 {
    2.0 * ((0..3).map(|_| rng.random::<f32>()).sum::<f32>() - 1.5)
}
