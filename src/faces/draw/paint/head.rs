//! The head without its features, and what is below and behind it.

use super::Painter;
use crate::faces::draw::{
    canvas::{View, blob, lens},
    expression::Unit::*,
    identity::{HairStyle, Identity, WHITE, mix, shade},
    shape::{Flat, JAW},
};

impl Painter {
    /// Hair behind the head, neck, shoulders, ears.
    pub(super) fn body(&mut self) {
        let Identity { skin, hair, shirt, face_width: w, chin, style, .. } = self.who;
        let behind = |view: &View, points: &[Flat]| -> Vec<Flat> {
            points.iter().map(|&[x, y]| view.at([x, y, -0.35])).collect()
        };
        if style == HairStyle::Long {
            let half = [[0.0, -1.42], [0.75 * w, -1.2], [1.22 * w, -0.4], [1.32 * w, 0.8], [1.25 * w, 2.0], [0.6, 2.2]];
            let path = blob(&behind(&self.view, &symmetric(&half)));
            self.canvas.fill(&path, shade(hair, 0.7), 1.0);
        }
        if style == HairStyle::Curly {
            self.curls(1.3, -0.35, 0.8);
        }
        let neck = [[0.55, 0.8], [0.56, chin], [0.75, chin + 0.5], [0.75, chin + 1.5]];
        let path = blob(&behind(&self.view, &symmetric(&neck)));
        self.canvas.fill(&path, shade(skin, 0.68), 1.0);
        let shoulders = [[0.45, chin + 0.38], [1.4, chin + 0.6], [2.15, chin + 1.2], [2.3, chin + 2.5]];
        // Apart from the shoulders, as a smooth curve would swing out before a piece so long.
        let torso = [[2.3, chin + 2.4], [2.3, 60.0]];
        for outline in [&shoulders[..], &torso] {
            let other: Vec<_> = outline.iter().map(|&[x, y]| [-x, y]).collect();
            self.canvas.fill(&lens(&behind(&self.view, outline), &behind(&self.view, &other)), shirt, 1.0);
        }
        if style != HairStyle::Shaved {
            // Under the skin, so that no background shows between a turned face and its hair.
            let scalp = self.map(&symmetric(&[
                [0.0, -1.3],
                [0.75 * w, -1.1],
                [1.01 * w, -0.5],
                [1.01 * w, -0.15],
                [0.85 * w, 0.1],
            ]));
            self.canvas.fill(&blob(&scalp), hair, 1.0);
        }
        for side in [-1.0, 1.0] {
            let ear = [[0.96, -0.05], [1.1, -0.14], [1.16, 0.05], [1.09, 0.4], [0.98, 0.52]];
            let path = blob(&behind(&self.view, &ear.map(|[x, y]| [side * x * w, y])));
            self.canvas.fill(&path, shade(skin, 0.85), 1.0);
        }
    }

    /// The skin, with light from one side, and what gives it depth.
    pub(super) fn head(&mut self) {
        let Identity { skin, face_width: w, hair, beard, age, .. } = self.who;
        let mut outline: Vec<_> = self.pixels[JAW].to_vec();
        let skull = (1..8).map(|index| {
            let (sin, cos) = (std::f32::consts::PI * index as f32 / 8.0).sin_cos();
            [w * cos * (1.0 - 0.1 * sin), -1.28 * sin]
        });
        outline.extend(skull.map(|point| self.at(point)));
        let face = blob(&outline);
        self.canvas.fill(&face, skin, 1.0);
        self.canvas.clip(&face);
        let towards = self.light.signum();
        let ends = [[towards * w, -0.6], [-towards * w, 0.6]].map(|point| self.at(point));
        let hard = self.contrast;
        self.canvas.blend(&face, ends, [(WHITE, 0.25 * hard), (shade(skin, 0.25), 0.9 * hard)]);
        let shadow = shade(skin, 0.45);
        for side in [-1.0, 1.0] {
            self.spot([0.5 * side, -0.08], [0.46, 0.34], shadow, 0.30);
            self.spot([1.05 * side, 0.7], [0.42, 1.1], shadow, 0.30);
            let cheek = mix(skin, [0.85, 0.25, 0.22], 0.5);
            let lifted = 0.10 * self.units[CheekRaiser];
            self.spot([0.62 * side, 0.55 - lifted], [0.36, 0.30], cheek, 0.35 + 0.25 * self.units[CheekRaiser]);
            self.spot(
                [0.58 * side, 0.42 - lifted],
                [0.24, 0.16],
                mix(skin, WHITE, 0.5),
                0.25 + 0.3 * self.units[CheekRaiser],
            );
            self.spot([0.46 * side, 0.20], [0.26, 0.12], shadow, 0.15 + 0.35 * age);
        }
        self.spot([0.0, -0.6], [0.7, 0.4], mix(skin, WHITE, 0.5), 0.25);
        self.spot([0.0, 1.36], [0.35, 0.10], shadow, 0.45);
        if beard > 0.0 {
            let lower: Vec<_> = self.shape[2..15].iter().map(|&[x, y]| self.at([1.05 * x, y + 0.1])).collect();
            let upper = self.map(&[
                [-0.95, 0.55],
                [-0.6, 0.82],
                [-0.3, 0.85],
                [0.0, 0.80],
                [0.3, 0.85],
                [0.6, 0.82],
                [0.95, 0.55],
            ]);
            self.canvas.fill(&lens(&upper, &lower), shade(hair, 0.9), beard);
        }
        self.canvas.unclip();
    }
}

/// The right half of an outline from top to bottom, and its mirror image back up.
fn symmetric(half: &[Flat]) -> Vec<Flat> {
    half.iter().copied().chain(half.iter().rev().map(|&[x, y]| [-x, y])).collect()
}
