//! Hair and glasses.

use super::Painter;
use crate::faces::draw::{
    canvas::{blob, curve, ellipse, lens},
    identity::{DARK, HairStyle, Identity, WHITE, mix, shade},
    shape::Flat,
};
use resvg::tiny_skia::Path;

impl Painter {
    pub(super) fn front_hair(&mut self) {
        let Identity { hair, face_width: w, style, .. } = self.who;
        let (bulk, low) = match style {
            HairStyle::Shaved => (1.0, -0.28),
            HairStyle::Long => (1.18, 0.9),
            _ => (1.12, 0.0),
        };
        let front: Vec<_> = hairline(style).iter().map(|&[x, y]| self.at([x * w, y])).collect();
        let top = (0..=8).map(|index| {
            let (sin, cos) = (std::f32::consts::PI * index as f32 / 8.0).sin_cos();
            self.view.at([-bulk * w * cos, low * (1.0 - sin) - 1.34 * bulk * sin, 0.0])
        });
        let cap = lens(&top.collect::<Vec<_>>(), &front);
        let alpha = if style == HairStyle::Shaved { 0.55 } else { 1.0 };
        self.canvas.fill(&cap, hair, alpha);
        if style == HairStyle::Curly {
            self.curls(1.02, 0.05, 1.0);
        }
        let (from, to) = (self.at([0.0, -1.35]), self.at([0.0, -0.5]));
        self.canvas.blend(&cap, [from, to], [(mix(hair, WHITE, 0.5), 0.22 * alpha), (shade(hair, 0.5), 0.30 * alpha)]);
    }

    /// A wreath of curls around the top of the head.
    pub(super) fn curls(&mut self, radius: f32, depth: f32, brightness: f32) {
        for index in 0..13 {
            let (sin, cos) = (std::f32::consts::PI * (index as f32 / 12.0 * 1.1 - 0.05)).sin_cos();
            let centre = self.view.at([-radius * self.who.face_width * cos, -1.1 * radius * sin - 0.1, depth]);
            let size = (0.24 + 0.05 * ((index * 7 % 5) as f32 / 4.0)) * self.view.scale;
            self.canvas.fill(&ellipse(centre, [size; 2]), shade(self.who.hair, brightness), 1.0);
        }
    }

    pub(super) fn glasses(&mut self) {
        let frame = self.who.glasses;
        if frame == 0.0 {
            return;
        }
        let round = |side: f32| -> Vec<Flat> {
            [[-0.34, -0.18], [0.0, -0.23], [0.34, -0.18], [0.36, 0.1], [0.2, 0.29], [-0.2, 0.29], [-0.36, 0.1]]
                .iter()
                .map(|&[x, y]| self.view.on(0.12, [0.52 * side + x, y]))
                .collect()
        };
        let paths: [Option<Path>; 2] = [blob(&round(-1.0)), blob(&round(1.0))];
        let bridge = curve(&[[-0.17, -0.02], [0.0, -0.07], [0.17, -0.02]].map(|point| self.view.on(0.2, point)));
        let width = frame * self.view.scale;
        for lens in &paths {
            self.canvas.fill(lens, WHITE, 0.07);
            self.canvas.stroke(lens, width, DARK, 0.9);
        }
        self.canvas.stroke(&bridge, width, DARK, 0.9);
        self.line(&[[-0.88, -0.06], [-1.05, -0.04]], frame, DARK, 0.9);
        self.line(&[[0.88, -0.06], [1.05, -0.04]], frame, DARK, 0.9);
    }
}

/// The hairline from temple to temple.
fn hairline(style: HairStyle) -> &'static [Flat] {
    match style {
        HairStyle::Shaved => {
            &[[-0.99, -0.28], [-0.82, -0.72], [-0.4, -0.92], [0.0, -0.95], [0.4, -0.92], [0.82, -0.72], [0.99, -0.28]]
        }
        HairStyle::Short => {
            &[[-1.02, -0.08], [-0.88, -0.58], [-0.45, -0.80], [0.0, -0.82], [0.45, -0.80], [0.88, -0.58], [1.02, -0.08]]
        }
        HairStyle::SideParted => {
            &[[-1.03, -0.05], [-0.92, -0.45], [-0.55, -0.62], [0.0, -0.72], [0.45, -0.95], [0.85, -0.60], [1.02, -0.05]]
        }
        HairStyle::Fringe => {
            &[[-1.03, 0.05], [-0.86, -0.44], [-0.45, -0.56], [0.0, -0.60], [0.45, -0.56], [0.86, -0.44], [1.03, 0.05]]
        }
        HairStyle::Long => {
            &[[-1.08, 0.9], [-0.96, 0.1], [-0.72, -0.55], [0.0, -0.92], [0.72, -0.55], [0.96, 0.1], [1.08, 0.9]]
        }
        HairStyle::Curly => {
            &[[-1.04, -0.02], [-0.88, -0.50], [-0.45, -0.72], [0.0, -0.78], [0.45, -0.72], [0.88, -0.50], [1.04, -0.02]]
        }
    }
}
