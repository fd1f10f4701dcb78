//! Where the 68 landmarks of a face are: identity moved by action units, in the face's own coordinates.
//!
//! Unit: the distance of the eyes. Origin: the point between them. x to the right as seen, y down, z towards the viewer.

use super::{expression::ActionUnits, identity::Identity};
use crate::faces::draw::expression::Unit::*;

/// A point of the flattened face, `[x, y]`; its depth follows from the head's surface.
pub(super) type Flat = [f32; 2];

/// Index ranges of the parts within the 68 landmarks.
pub(super) const JAW: std::ops::Range<usize> = 0..17;
pub(super) const BROWS: [std::ops::Range<usize>; 2] = [17..22, 22..27];
pub(super) const EYES: [std::ops::Range<usize>; 2] = [36..42, 42..48];
pub(super) const OUTER_LIPS: std::ops::Range<usize> = 48..60;
pub(super) const INNER_LIPS: std::ops::Range<usize> = 60..68;

/// The landmarks in iBUG-68 order. `left` and `right` are the action units of the two halves as seen; what lies in the
/// middle follows the left ones.
pub(super) fn landmarks(who: &Identity, left: &ActionUnits, right: &ActionUnits) -> [Flat; 68] {
    let mirrored = |[x, y]: Flat| [-x, y];
    let [outer, up_out, up_in, inner, low_in, low_out] = eye(who, right).map(mirrored);
    let in_order = jaw(who, left)
        .chain(brow(who, left))
        .chain(brow(who, right).into_iter().rev().map(mirrored))
        .chain(nose(who, left))
        .chain(eye(who, left))
        .chain([inner, up_in, up_out, outer, low_out, low_in])
        .chain(mouth(who, left, right));
    let mut points = [[0.0; 2]; 68];
    points.iter_mut().zip(in_order).for_each(|(slot, point)| *slot = point);
    points
}

/// How far the mouth is open and the chin is down.
fn drop_of_jaw(units: &ActionUnits) -> f32 {
    0.40 * units[JawDrop]
}

fn jaw(who: &Identity, units: &ActionUnits) -> impl Iterator<Item = Flat> {
    let (who, length) = (*who, who.chin + 0.55 * drop_of_jaw(units) - 0.03 * units[ChinRaiser]);
    JAW.map(move |index| {
        let (sin, cos) = (std::f32::consts::PI * index as f32 / 16.0).sin_cos();
        let down = sin.abs().powf(who.roundness);
        let width = who.face_width * (1.0 - who.taper * down * down);
        [-width * cos.signum() * cos.abs().powf(who.roundness), length * down]
    })
}

/// From the temple to the nose, for the half at negative x.
fn brow(who: &Identity, units: &ActionUnits) -> [Flat; 5] {
    std::array::from_fn(|index| {
        let inwards = index as f32 / 4.0;
        let rest =
            -who.brow_height - who.brow_arch * 4.0 * inwards * (1.0 - inwards) + who.brow_slant * (inwards - 0.5);
        let raised =
            0.19 * units[InnerBrowRaiser] * inwards.powf(1.5) + 0.17 * units[OuterBrowRaiser] * (1.0 - 0.6 * inwards);
        let lowered = units[BrowLowerer] * (0.02 + 0.17 * inwards.powf(1.3)) + 0.08 * units[NoseWrinkler] * inwards;
        let knit = 0.10 * units[BrowLowerer] * inwards;
        [-0.87 + 0.69 * inwards + knit, rest - raised + lowered]
    })
}

/// Outer corner, the two upper points, inner corner, the two lower points from within, for the half at negative x.
fn eye(who: &Identity, units: &ActionUnits) -> [Flat; 6] {
    let closing =
        0.40 * units[LidTightener] + 0.25 * units[CheekRaiser] + 0.25 * units[NoseWrinkler] + 0.70 * units[LidDroop];
    let up = (who.eye_height * (1.0 + 0.75 * units[UpperLidRaiser] - closing)).max(0.012);
    let lifted = 0.45 * units[LidTightener] + 0.85 * units[CheekRaiser] + 0.35 * units[NoseWrinkler];
    let low = (0.65 * who.eye_height * (1.0 + 0.25 * units[UpperLidRaiser] - lifted)).max(-0.02);
    // Knit brows press the inner lid down; a raised inner brow pulls it up and lets the outer one hang.
    let pull = 0.05 * (units[InnerBrowRaiser] - units[OuterBrowRaiser]).max(0.0) - 0.045 * units[BrowLowerer];
    let half = 0.40 * who.eye_width;
    [
        [-0.5 - who.eye_width, -who.eye_slant + pull.max(0.0)],
        [-0.5 - half, (-up - who.eye_slant + 0.7 * pull).min(low - 0.02)],
        [-0.5 + half, (-up - 0.7 * pull).min(low - 0.02)],
        [-0.5 + who.eye_width, 0.02],
        [-0.5 + half, low],
        [-0.5 - half, low],
    ]
}

fn nose(who: &Identity, units: &ActionUnits) -> impl Iterator<Item = Flat> {
    let lift = 0.06 * units[NoseWrinkler] + 0.02 * units[UpperLipRaiser];
    let (tip, width) =
        (who.nose_length - lift, who.nose_width * (1.0 + 0.15 * units[NoseWrinkler] + 0.06 * units[LipCornerPuller]));
    let bridge = (0..4).map(move |index| [0.0, 0.02 + (tip - 0.08) * index as f32 / 3.0]);
    let base =
        (-2..=2).map(move |index| [width * index as f32 / 2.0, tip + 0.06 - 0.02 * (index as f32).abs() - 0.6 * lift]);
    bridge.chain(base)
}

fn mouth(who: &Identity, left: &ActionUnits, right: &ActionUnits) -> [Flat; 20] {
    let units = left;
    let drop = drop_of_jaw(units);
    let pressed = 1.0 - 0.6 * units[LipPressor];
    let part = 0.05 * units[LipsPart];
    let raised = 0.09 * units[UpperLipRaiser] + 0.05 * units[NoseWrinkler] + 0.06 * units[ChinRaiser];
    let middle = who.mouth_height - raised + 0.05 * units[LipCornerPuller];
    let upper = middle - part;
    let lower = (middle + 1.6 * part + drop + 0.11 * units[LowerLipDepressor] - 0.02 * units[LipPressor]).max(upper);
    let corner = |units: &ActionUnits| {
        let stretch = 0.26 * units[LipCornerPuller] + 0.28 * units[LipStretcher];
        let narrow = 0.12 * units[LipPressor] + 0.22 * units[JawDrop] + 0.10 * units[ChinRaiser];
        let down = 0.16 * units[LipCornerDepressor] + 0.05 * units[LipStretcher] - 0.20 * units[LipCornerPuller];
        [who.mouth_width * (1.0 + stretch - narrow), who.mouth_height + who.mouth_hang + down + 0.35 * drop]
    };
    let ([left_width, left_corner], [right_width, right_corner]) = (corner(left), corner(right));
    // A point of the lip whose middle is at `height`, at `along` in -1..=1 from corner to corner.
    let lip = |along: f32, height: f32| {
        let (width, corner) = if along < 0.0 { (left_width, left_corner) } else { (right_width, right_corner) };
        [along * width, corner + (height - corner) * (1.0 - along.abs().powf(1.8))]
    };
    let thin = 1.0 - 0.3 * units[LipCornerPuller] - 0.25 * units[LipStretcher];
    let (thick_up, thick_low) =
        (who.upper_lip * pressed * thin, who.lower_lip * pressed * thin * (1.0 + 0.2 * units[ChinRaiser]));
    let above = |along, share: f32| offset(lip(along, upper), -share * thick_up);
    let below = |along, share: f32| offset(lip(along, lower), share * thick_low);
    [
        lip(-1.0, middle),
        above(-0.62, 0.75),
        above(-0.22, 1.1),
        above(0.0, 0.95),
        above(0.22, 1.1),
        above(0.62, 0.75),
        lip(1.0, middle),
        below(0.62, 0.75),
        below(0.28, 1.05),
        below(0.0, 1.1),
        below(-0.28, 1.05),
        below(-0.62, 0.75),
        lip(-0.93, middle),
        lip(-0.45, upper),
        lip(0.0, upper),
        lip(0.45, upper),
        lip(0.93, middle),
        lip(0.45, lower),
        lip(0.0, lower),
        lip(-0.45, lower),
    ]
}

fn offset([x, y]: Flat, down: f32) -> Flat {
    [x, y + down]
}
