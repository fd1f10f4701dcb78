//! Eyes, nose, mouth, brows, wrinkles: what shows an expression.

use super::Painter;
use crate::faces::draw::{
    canvas::{curve, ellipse, lens},
    expression::{ActionUnits, Unit::*},
    identity::{DARK, Identity, WHITE, mix, shade},
    shape::{BROWS, EYES, Flat, INNER_LIPS, OUTER_LIPS},
};

impl Painter {
    pub(super) fn eyes(&mut self) {
        for part in EYES {
            let [a, b, c, d, e, f] = std::array::from_fn(|index| self.pixels[part.start + index]);
            let flat: [Flat; 6] = std::array::from_fn(|index| self.shape[part.start + index]);
            let opening = lens(&[a, b, c, d], &[a, f, e, d]);
            self.lid(&flat);
            self.canvas.fill(&opening, [0.96, 0.95, 0.93], 1.0);
            self.canvas.clip(&opening);
            let side = flat[1][0].signum();
            let middle = self.view.on(-0.05, [0.5 * side + self.gaze[0], self.gaze[1] - 0.02]);
            let scale = self.view.scale;
            let disc = |radius: f32| ellipse(middle, [radius * scale; 2]);
            self.canvas.fill(&disc(0.135), shade(self.who.iris, 0.55), 1.0);
            self.canvas.fill(&disc(0.115), self.who.iris, 1.0);
            self.canvas.fill(&disc(0.06), DARK, 1.0);
            let shine = [middle[0] + 0.045 * scale * self.light.signum(), middle[1] - 0.045 * scale];
            self.canvas.fill(&ellipse(shine, [0.028 * scale; 2]), WHITE, 0.9);
            self.canvas.stroke(&curve(&[a, b, c, d]), 0.09 * scale, DARK, 0.35);
            self.canvas.unclip();
            self.canvas.stroke(&curve(&[a, b, c, d]), 0.05 * scale, DARK, 0.95);
            self.canvas.stroke(&curve(&[a, f, e, d]), 0.022 * scale, shade(self.who.skin, 0.4), 0.75);
        }
    }

    /// The upper lid and its crease.
    fn lid(&mut self, eye: &[Flat; 6]) {
        let crease = [eye[0], eye[1], eye[2], eye[3]];
        let above = [0.0, 0.09, 0.09, 0.02]
            .map(|up| up * (1.0 + 0.6 * self.units[LidDroop] - 0.4 * self.units[UpperLidRaiser]));
        let raised: [Flat; 4] = std::array::from_fn(|index| [crease[index][0], crease[index][1] - above[index]]);
        let path = lens(&self.map(&raised), &self.map(&crease));
        self.canvas.fill(&path, shade(self.who.skin, 0.78), 0.9);
        self.line(&raised, 0.022, shade(self.who.skin, 0.42), 0.65);
    }

    pub(super) fn nose(&mut self) {
        let skin = self.who.skin;
        let scale = self.view.scale;
        let p = self.pixels;
        let dark = if self.light > 0.0 { -1.0 } else { 1.0 };
        let wing = if dark < 0.0 { p[31] } else { p[35] };
        let inner = self.at([dark * 0.13, -0.05]);
        let flank = curve(&[inner, mid(p[29], wing, 0.35), mid(p[30], wing, 0.9), wing]);
        self.canvas.stroke(&flank, 0.05 * scale, shade(skin, 0.55), 0.35);
        self.canvas.glow(p[30], [0.15 * scale, 0.13 * scale], mix(skin, WHITE, 0.6), 0.45);
        self.canvas.glow(mid(p[27], p[30], 0.5), [0.06 * scale, 0.3 * scale], mix(skin, WHITE, 0.6), 0.35);
        let below = self.at([0.0, self.who.nose_length + 0.12]);
        self.canvas.glow(below, [0.30 * scale, 0.10 * scale], shade(skin, 0.4), 0.40);
        let base = curve(&[p[31], p[32], p[33], p[34], p[35]]);
        self.canvas.stroke(&base, 0.03 * scale, shade(skin, 0.45), 0.55);
        for nostril in [mid(p[31], p[32], 0.65), mid(p[35], p[34], 0.65)] {
            self.canvas.fill(&ellipse(nostril, [0.055 * scale, 0.032 * scale]), shade(skin, 0.25), 0.85);
        }
    }

    pub(super) fn mouth(&mut self) {
        let lips = self.who.lips;
        let scale = self.view.scale;
        let outer: [Flat; 12] = std::array::from_fn(|index| self.pixels[OUTER_LIPS.start + index]);
        let inner: [Flat; 8] = std::array::from_fn(|index| self.pixels[INNER_LIPS.start + index]);
        let upper_line = [outer[0], inner[0], inner[1], inner[2], inner[3], inner[4], outer[6]];
        let lower_line = [outer[0], inner[0], inner[7], inner[6], inner[5], inner[4], outer[6]];
        let opening = lens(&upper_line, &lower_line);
        self.canvas.fill(&opening, [0.20, 0.05, 0.06], 1.0);
        self.canvas.clip(&opening);
        self.inside_of_mouth(&inner);
        self.canvas.unclip();
        self.canvas.fill(&lens(&outer[..7], &upper_line), shade(lips, 0.86), 1.0);
        let low = [outer[0], outer[11], outer[10], outer[9], outer[8], outer[7], outer[6]];
        self.canvas.fill(&lens(&lower_line, &low), lips, 1.0);
        self.canvas.glow(mid(inner[6], outer[9], 0.5), [0.17 * scale, 0.04 * scale], WHITE, 0.30);
        let line = 0.035 * scale;
        self.canvas.stroke(&curve(&upper_line), line, shade(lips, 0.32), 0.9);
        self.canvas.stroke(&curve(&lower_line), 0.6 * line, shade(lips, 0.4), 0.6);
        self.canvas.stroke(&curve(&low), 0.025 * scale, shade(self.who.skin, 0.5), 0.35);
    }

    /// Tongue and teeth, confined to the opening.
    fn inside_of_mouth(&mut self, inner: &[Flat; 8]) {
        let scale = self.view.scale;
        let [.., lower, _] = *inner;
        self.canvas.glow([lower[0], lower[1] + 0.06 * scale], [0.3 * scale, 0.2 * scale], [0.72, 0.26, 0.28], 0.9);
        let bared =
            |units: &ActionUnits| units[LipCornerPuller].max(units[UpperLipRaiser]).max(0.8 * units[LipStretcher]);
        let down = 0.04 + 0.14 * bared(&self.units).min(1.0);
        let teeth = |points: &[Flat], by: f32| points.iter().map(|&[x, y]| [x, y + by * scale]).collect::<Vec<_>>();
        let upper = &inner[..5];
        self.canvas.fill(&lens(&teeth(upper, -0.05), &teeth(upper, down)), [0.95, 0.93, 0.88], 1.0);
        let bared_below = self.units[LowerLipDepressor];
        if bared_below > 0.3 {
            let lower = [inner[0], inner[7], inner[6], inner[5], inner[4]];
            self.canvas.fill(&lens(&teeth(&lower, -0.11 * bared_below), &teeth(&lower, 0.05)), [0.90, 0.88, 0.83], 1.0);
        }
    }

    pub(super) fn wrinkles(&mut self) {
        let Identity { skin, age, nose_width, nose_length, .. } = self.who;
        let units = self.units;
        let fold = shade(skin, 0.45);
        let [left, right] = [48, 54].map(|corner| self.shape[corner]);
        for ([x, y], side) in [(left, -1.0), (right, 1.0)] {
            let deep = 0.30 * age - 0.05
                + 0.55 * units[LipCornerPuller]
                + 0.75 * units[NoseWrinkler].max(0.8 * units[UpperLipRaiser]);
            let wing = [side * (nose_width + 0.06), nose_length - 0.02 - 0.06 * units[NoseWrinkler]];
            let bulge = [side * (0.09 + 0.5 * (wing[0].abs() + x.abs())), 0.5 * (wing[1] + y) - 0.05];
            self.line(&[wing, bulge, [x + 0.10 * side, y - 0.01]], 0.035, fold, deep.min(0.8));
            self.line(&[[x, y - 0.03], [x + 0.03 * side, y], [x, y + 0.04]], 0.03, fold, 0.5);
            let knit = units[BrowLowerer] - 0.3;
            self.line(&[[0.085 * side, -0.44], [0.07 * side, -0.30], [0.10 * side, -0.2]], 0.03, fold, knit.min(0.75));
            let bridge = units[NoseWrinkler] - 0.2;
            self.line(&[[0.04 * side, 0.02], [0.14 * side, 0.08]], 0.03, fold, bridge.min(0.7));
            self.line(&[[0.05 * side, 0.14], [0.16 * side, 0.22]], 0.03, fold, bridge.min(0.7));
            let squeezed = units[CheekRaiser].max(units[LidTightener]);
            self.line(
                &[[0.26 * side, 0.16], [0.48 * side, 0.21], [0.72 * side, 0.14]],
                0.025,
                fold,
                0.2 * age + 0.5 * squeezed,
            );
            let crow = 0.4 * age + units[CheekRaiser] - 0.4;
            for rise in [-0.09, 0.0, 0.08] {
                self.line(&[[0.82 * side, 0.02 + 0.3 * rise], [0.93 * side, 0.02 + rise]], 0.02, fold, crow.min(0.6));
            }
        }
        let furrowed = 0.25 * age + 0.6 * units[InnerBrowRaiser].min(1.0) - 0.1;
        for (height, half) in [(-0.66, 0.45), (-0.79, 0.38)] {
            let half = if units[OuterBrowRaiser] > 0.5 { 1.4 * half } else { half };
            self.line(&[[-half, height + 0.03], [0.0, height], [half, height + 0.03]], 0.025, fold, furrowed);
        }
        self.line(&[[-0.16, 1.33], [0.0, 1.29], [0.16, 1.33]], 0.04, fold, 0.6 * units[ChinRaiser]);
    }

    pub(super) fn brows(&mut self) {
        let colour = mix(shade(self.who.hair, 0.6), DARK, 0.35);
        for (part, inwards) in BROWS.into_iter().zip([true, false]) {
            let points = &self.shape[part];
            let edge = |sign: f32| -> Vec<Flat> {
                let offset = |(index, &[x, y]): (usize, &Flat)| {
                    let along = if inwards { index } else { 4 - index } as f32 / 4.0;
                    [x, y + sign * 0.5 * self.who.brow_thickness * (0.35 + 0.9 * along.sqrt())]
                };
                points.iter().enumerate().map(offset).collect()
            };
            let path = lens(&self.map(&edge(-1.0)), &self.map(&edge(1.0)));
            self.canvas.fill(&path, colour, 0.92);
        }
    }
}

fn mid(a: Flat, b: Flat, share: f32) -> Flat {
    [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]
}
