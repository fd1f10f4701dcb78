//! Who a face belongs to: what stays the same from one expression to the next.

use super::parameters::normal;
use crate::Seed;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Red, green and blue in [0, 1].
pub(super) type Colour = [f32; 3];

pub(super) const DARK: Colour = [0.07, 0.04, 0.04];
pub(super) const WHITE: Colour = [1.0; 3];

/// From light to dark.
const SKINS: [Colour; 7] = [
    [0.98, 0.85, 0.76],
    [0.94, 0.78, 0.66],
    [0.87, 0.68, 0.53],
    [0.78, 0.57, 0.41],
    [0.66, 0.45, 0.31],
    [0.52, 0.34, 0.23],
    [0.41, 0.26, 0.18],
];
/// From black over brown, red and blond to grey.
const HAIRS: [Colour; 7] = [
    [0.08, 0.07, 0.07],
    [0.16, 0.10, 0.07],
    [0.30, 0.18, 0.10],
    [0.48, 0.29, 0.14],
    [0.62, 0.27, 0.12],
    [0.82, 0.66, 0.38],
    [0.72, 0.71, 0.70],
];
const IRISES: [Colour; 5] =
    [[0.20, 0.11, 0.06], [0.33, 0.19, 0.09], [0.26, 0.42, 0.58], [0.33, 0.45, 0.28], [0.45, 0.50, 0.54]];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HairStyle {
    Shaved,
    Short,
    SideParted,
    Fringe,
    Long,
    Curly,
}

/// The constant features. Lengths in distances of the eyes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity {
    pub skin: Colour,
    pub hair: Colour,
    pub iris: Colour,
    pub lips: Colour,
    pub style: HairStyle,
    /// Half the width at the height of the eyes.
    pub face_width: f32,
    /// From the eyes to the chin.
    pub chin: f32,
    /// How much narrower the jaw is, as a share.
    pub taper: f32,
    /// The exponent of the jaw's outline: 1 = round, less = square.
    pub roundness: f32,
    pub eye_width: f32,
    pub eye_height: f32,
    /// How much higher the outer corner is.
    pub eye_slant: f32,
    pub brow_height: f32,
    pub brow_arch: f32,
    /// How much lower the inner end is.
    pub brow_slant: f32,
    pub brow_thickness: f32,
    pub nose_width: f32,
    pub nose_length: f32,
    /// Height of the mouth's line, and half its width.
    pub mouth_height: f32,
    pub mouth_width: f32,
    /// How much the corners hang at rest.
    pub mouth_hang: f32,
    pub upper_lip: f32,
    pub lower_lip: f32,
    /// 0 = smooth, 1 = deeply lined.
    pub age: f32,
    /// How dark a beard is, 0 = none.
    pub beard: f32,
    /// Thickness of a pair of glasses' frame; 0 = none.
    pub glasses: f32,
    pub shirt: Colour,
}

impl Identity {
    pub(super) fn new(seed: u64) -> Self {
        let rng = &mut Seed(seed).stream("face identity", 0);
        let tone = 6.0 * rng.random::<f32>().powf(1.3);
        let skin = along(&SKINS, tone);
        let hair = match rng.random::<f32>() {
            share if tone > 3.0 => along(&HAIRS, 1.5 * share),
            share => along(&HAIRS, 6.0 * share),
        };
        let style = match rng.random_range(0..12) {
            0 => HairStyle::Shaved,
            1..4 => HairStyle::Short,
            4..6 => HairStyle::SideParted,
            6..8 => HairStyle::Fringe,
            8..11 => HairStyle::Long,
            _ => HairStyle::Curly,
        };
        let redness = rng.random_range(0.25..0.75);
        let bearded = style != HairStyle::Long && rng.random::<f32>() < 0.2;
        let framed = rng.random::<f32>() < 0.1;
        let iris = IRISES[if tone > 3.0 { rng.random_range(0..2) } else { rng.random_range(0..5) }];
        let shirt = random_colour(rng);
        let age = rng.random::<f32>().powi(2);
        let beard = if bearded { rng.random_range(0.25..0.7) } else { 0.0 };
        let glasses = if framed { rng.random_range(0.03..0.06) } else { 0.0 };
        let mut around = |mean: f32, spread: f32| mean + spread * normal(rng);
        Self {
            skin,
            hair,
            iris,
            lips: mix(mix(skin, [0.74, 0.24, 0.26], redness), [0.3, 0.1, 0.1], 0.04 * tone),
            style,
            face_width: around(1.06, 0.045),
            chin: around(1.56, 0.05),
            taper: around(0.17, 0.04),
            roundness: around(0.88, 0.05),
            eye_width: around(0.25, 0.015),
            eye_height: around(0.135, 0.013),
            eye_slant: around(0.02, 0.02),
            brow_height: around(0.35, 0.025),
            brow_arch: around(0.05, 0.018),
            brow_slant: around(0.0, 0.02),
            brow_thickness: around(0.085, 0.018),
            nose_width: around(0.24, 0.025),
            nose_length: around(0.66, 0.03),
            mouth_height: around(1.06, 0.03),
            mouth_width: around(0.40, 0.03),
            mouth_hang: around(-0.012, 0.012),
            upper_lip: around(0.075, 0.015),
            lower_lip: around(0.105, 0.02),
            age,
            beard,
            glasses,
            shirt,
        }
    }
}

pub(super) fn random_colour(rng: &mut ChaCha8Rng) -> Colour {
    let lightness = rng.random_range(0.1..0.85);
    std::array::from_fn(|_| (lightness + 0.12 * normal(rng)).clamp(0.0, 1.0))
}

pub(super) fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    std::array::from_fn(|channel| a[channel] + (b[channel] - a[channel]) * share)
}

pub(super) fn shade(colour: Colour, factor: f32) -> Colour {
    colour.map(|value| (value * factor).min(1.0))
}

fn along(colours: &[Colour], position: f32) -> Colour {
    let first = (position as usize).min(colours.len() - 2);
    mix(colours[first], colours[first + 1], position - first as f32)
}
