//! From an emotion to the muscles of the face, after the Facial Action Coding System.

use super::parameters::{EMOTION_AFFECT, FaceParameters, normal};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use std::ops::{Index, IndexMut};

/// The facial action units that the drawing knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    InnerBrowRaiser,
    OuterBrowRaiser,
    BrowLowerer,
    UpperLidRaiser,
    CheekRaiser,
    LidTightener,
    NoseWrinkler,
    UpperLipRaiser,
    LipCornerPuller,
    LipCornerDepressor,
    LowerLipDepressor,
    ChinRaiser,
    LipStretcher,
    LipPressor,
    LipsPart,
    JawDrop,
    LidDroop,
}

use Unit::*;

const UNITS: usize = LidDroop as usize + 1;

/// How strongly each action unit is contracted: 0 at rest, 1 in full.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct ActionUnits([f32; UNITS]);

impl Index<Unit> for ActionUnits {
    type Output = f32;
    fn index(&self, unit: Unit) -> &f32 {
        &self.0[unit as usize]
    }
}

impl IndexMut<Unit> for ActionUnits {
    fn index_mut(&mut self, unit: Unit) -> &mut f32 {
        &mut self.0[unit as usize]
    }
}

impl ActionUnits {
    /// The expression of `face`; what differs between two people who feel the same comes from `rng`.
    pub(super) fn of(face: &FaceParameters, rng: &mut ChaCha8Rng) -> Self {
        let mut units = Self::default();
        units.add(face.emotion, face.intensity, rng);
        // Feelings are rarely pure: a third of the faces carry some of a second emotion.
        let (mixed, other, share) = (rng.random::<f32>() < 0.33, rng.random_range(0..7), rng.random::<f32>());
        if mixed {
            units.add(other, 0.4 * share, rng);
        }
        for value in &mut units.0 {
            *value += 0.05 * normal(rng).abs();
        }
        let [valence, arousal] = EMOTION_AFFECT[usize::from(face.emotion)];
        units.shift(face.valence - face.intensity * valence, face.arousal - face.intensity * arousal);
        units.0.iter_mut().for_each(|value| *value = value.clamp(0.0, 1.2));
        units
    }

    /// The same expression, `factor` times as strong.
    pub(super) fn scaled(self, factor: f32) -> Self {
        Self(self.0.map(|value| value * factor))
    }

    fn add(&mut self, emotion: u8, intensity: f32, rng: &mut ChaCha8Rng) {
        let open = rng.random::<f32>() < 0.5;
        for &(unit, strength) in prototype(emotion, open) {
            self[unit] += intensity * strength * rng.random_range(0.7..1.15);
        }
    }

    /// Makes the face more pleasant by `valence` and more aroused by `arousal` than its emotion alone.
    fn shift(&mut self, valence: f32, arousal: f32) {
        self[LipCornerPuller] += 0.9 * valence.max(0.0);
        self[CheekRaiser] += 0.4 * valence.max(0.0);
        self[LipCornerDepressor] -= 0.9 * valence;
        self[BrowLowerer] -= 0.4 * valence;
        self[UpperLidRaiser] += 0.9 * arousal;
        self[LidDroop] -= 0.8 * arousal;
        self[OuterBrowRaiser] += 0.3 * arousal;
        self[LipsPart] += 0.6 * arousal;
        self[JawDrop] += 0.4 * arousal;
    }
}

/// The action units of a full-blown `emotion`, with the mouth `open` or not where people do either.
fn prototype(emotion: u8, open: bool) -> &'static [(Unit, f32)] {
    match (emotion, open) {
        (1, true) => {
            &[(CheekRaiser, 0.9), (LipCornerPuller, 1.0), (LipsPart, 0.9), (JawDrop, 0.25), (UpperLipRaiser, 0.25)]
        }
        (1, false) => &[(CheekRaiser, 0.8), (LipCornerPuller, 1.0)],
        (2, _) => &[
            (InnerBrowRaiser, 1.0),
            (BrowLowerer, 0.35),
            (LipCornerDepressor, 1.0),
            (ChinRaiser, 0.5),
            (LidDroop, 0.45),
        ],
        (3, _) => {
            &[(InnerBrowRaiser, 0.95), (OuterBrowRaiser, 1.0), (UpperLidRaiser, 0.8), (LipsPart, 0.6), (JawDrop, 0.95)]
        }
        (4, _) => &[
            (InnerBrowRaiser, 1.0),
            (OuterBrowRaiser, 0.25),
            (BrowLowerer, 0.4),
            (UpperLidRaiser, 1.0),
            (LidTightener, 0.2),
            (LipStretcher, 1.0),
            (LipsPart, 0.7),
            (LowerLipDepressor, 0.7),
            (JawDrop, 0.15),
        ],
        (5, true) => &[
            (NoseWrinkler, 1.0),
            (UpperLipRaiser, 1.0),
            (BrowLowerer, 0.55),
            (LidTightener, 0.7),
            (CheekRaiser, 0.3),
            (LowerLipDepressor, 0.5),
            (LipsPart, 0.5),
            (LipCornerDepressor, 0.5),
        ],
        (5, false) => &[
            (NoseWrinkler, 1.0),
            (UpperLipRaiser, 0.8),
            (BrowLowerer, 0.55),
            (LidTightener, 0.7),
            (CheekRaiser, 0.3),
            (LipCornerDepressor, 0.6),
            (ChinRaiser, 0.5),
        ],
        (6, true) => &[
            (BrowLowerer, 1.0),
            (UpperLidRaiser, 0.5),
            (LidTightener, 0.4),
            (UpperLipRaiser, 0.4),
            (LowerLipDepressor, 0.8),
            (LipsPart, 0.9),
            (LipCornerDepressor, 0.35),
            (JawDrop, 0.15),
        ],
        (6, false) => &[
            (BrowLowerer, 1.0),
            (UpperLidRaiser, 0.5),
            (LidTightener, 0.5),
            (LipPressor, 1.0),
            (LipCornerDepressor, 0.4),
        ],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    fn units(emotion: u8, valence: f32, arousal: f32) -> ActionUnits {
        let face = FaceParameters { emotion, intensity: 1.0, valence, arousal, ..Default::default() };
        ActionUnits::of(&face, &mut Seed(3).stream("expression", 0))
    }

    #[test]
    fn emotions_move_their_muscles() {
        assert!(units(1, 0.8, 0.3)[LipCornerPuller] > 0.6);
        assert!(units(2, -0.7, -0.4)[InnerBrowRaiser] > 0.6);
        assert!(units(3, 0.2, 0.8)[JawDrop] > 0.6);
        assert!(units(6, -0.5, 0.7)[BrowLowerer] > 0.6);
        assert!(units(0, 0.0, 0.0).0.iter().all(|&value| value < 0.6));
    }

    #[test]
    fn valence_and_arousal_show_on_a_neutral_face() {
        assert!(units(0, 0.5, 0.0)[LipCornerPuller] > units(0, 0.0, 0.0)[LipCornerPuller] + 0.3);
        assert!(units(0, -0.5, 0.0)[LipCornerDepressor] > units(0, 0.0, 0.0)[LipCornerDepressor] + 0.3);
        assert!(units(0, 0.0, 0.5)[UpperLidRaiser] > units(0, 0.0, 0.0)[UpperLidRaiser] + 0.3);
        assert!(units(0, 0.0, -0.5)[LidDroop] > units(0, 0.0, 0.0)[LidDroop] + 0.3);
    }
}
