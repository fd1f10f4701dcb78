//! Valence and arousal in the plane.

use super::{
    axis::Axis,
    canvas::{Anchor, Canvas, FAINT, GREY, INK, Stroke, Type},
    figure::Figure,
    fonts,
    frame::Frame,
    layout::{Heading, LABEL, Legend, Sample, TICK, TITLE},
    palette,
};
use crate::{Error, Result};

const SIDE: f64 = 300.0;
const MARGIN: f64 = 12.0;
const GAP: f64 = 34.0;
/// Dots are drawn in this many passes over the classes, so that no class lies on top of all others.
const PASSES: usize = 16;

/// The points of one panel: a set of valence/arousal labels, true, noisy or predicted.
#[derive(Clone, Debug, PartialEq)]
pub struct AffectPoints {
    /// The text above the panel.
    pub name: String,
    /// Valence of each face, in [-1, 1], negative = unpleasant.
    pub valence: Vec<f32>,
    /// Arousal of each face, in [-1, 1], negative = calm.
    pub arousal: Vec<f32>,
    /// The class of each face, as an index into the figure's classes; empty to draw all in one colour.
    pub codes: Vec<u8>,
}

impl AffectPoints {
    /// Points with a class each.
    pub fn new(name: &str, valence: &[f32], arousal: &[f32], codes: &[u8]) -> Self {
        Self { name: name.into(), valence: valence.to_vec(), arousal: arousal.to_vec(), codes: codes.to_vec() }
    }

    fn check(&self, classes: usize) -> Result<()> {
        let points = self.valence.len();
        let error = |what: &str, found: usize, expected: String| {
            Error::parameter(format!("the {what} of {:?}", self.name), found, expected)
        };
        if self.arousal.len() != points {
            return Err(error("number of arousals", self.arousal.len(), format!("{points}, as many as valences")));
        }
        if !self.codes.is_empty() && self.codes.len() != points {
            return Err(error("number of codes", self.codes.len(), format!("{points}, as many as points, or none")));
        }
        match self.codes.iter().find(|&&code| usize::from(code) >= classes) {
            Some(&code) => Err(error("codes", code.into(), format!("below {classes}, the number of classes"))),
            None => Ok(()),
        }
    }

    /// Class and place of every finite point.
    fn finite(&self) -> impl Iterator<Item = (usize, (f64, f64))> {
        let places = self.valence.iter().zip(&self.arousal).map(|(&v, &a)| (f64::from(v), f64::from(a)));
        let class = |index: usize| self.codes.get(index).copied().unwrap_or(0).into();
        places.enumerate().filter(|(_, (v, a))| v.is_finite() && a.is_finite()).map(move |(i, place)| (class(i), place))
    }
}

/// Draws faces in the valence/arousal plane, coloured by class, with each class's mean as a large dot; several
/// panels, such as the truth and noisy labels, stand side by side on equal axes.
///
/// # Errors
/// [`Error::Parameter`] for columns of different lengths or a code that is no class; [`Error::Figure`] when no
/// point is finite.
pub fn circumplex(title: &str, classes: &[String], panels: &[AffectPoints]) -> Result<Figure> {
    panels.iter().try_for_each(|panel| panel.check(classes.len()))?;
    let furthest = panels.iter().flat_map(AffectPoints::finite).map(|(_, (v, a))| v.abs().max(a.abs()));
    let furthest =
        furthest.reduce(f64::max).ok_or_else(|| Error::Figure(format!("{title}: there is no finite point")))?;
    let reach = if furthest <= 1.0 { 1.05 } else { 1.05 * furthest };
    let axis = Axis::between(-reach, reach, 5);

    let left = MARGIN + LABEL.size + 46.0;
    let width = left + (SIDE + GAP) * panels.len() as f64 - GAP + MARGIN + 6.0;
    let heading = Heading::new(title, width - left - MARGIN, TITLE);
    let classed = panels.iter().any(|panel| !panel.codes.is_empty());
    let names = if classed { classes } else { &[] };
    let legend = Legend::new(names.iter().map(String::as_str), width - left - MARGIN, Sample::Dot);
    let legend_top = MARGIN + heading.height() + 6.0;
    let top = legend_top + legend.height() + 24.0;

    let mut canvas = Canvas::new(width, top + SIDE + 46.0);
    heading.draw(&mut canvas, (left, MARGIN));
    legend.draw(&mut canvas, (left, legend_top));
    for (index, panel) in panels.iter().enumerate() {
        let left = left + (SIDE + GAP) * index as f64;
        let frame = Frame { left, right: left + SIDE, top, bottom: top + SIDE };
        let name = fonts::fit(&panel.name, SIDE, LABEL.size, true);
        canvas.text((left, top - 8.0), &name, Type { bold: true, ..LABEL });
        draw_plane(&mut canvas, &frame, &axis, index == 0);
        draw_points(&mut canvas, &frame, &axis, panel, classes.len());
    }
    Ok(canvas.finish(title))
}

/// The square, its axes through the neutral point, and the unit circle; numbers and name of the arousal on the leftmost one.
pub(super) fn draw_plane(canvas: &mut Canvas, frame: &Frame, axis: &Axis, leftmost: bool) {
    let point = |v, a| frame.point(axis, axis, (v, a));
    let thin = Stroke::solid(FAINT, 1.0);
    canvas.line(point(axis.low, 0.0), point(axis.high, 0.0), thin);
    canvas.line(point(0.0, axis.low), point(0.0, axis.high), thin);
    canvas.circle(point(0.0, 0.0), point(1.0, 0.0).0 - point(0.0, 0.0).0, "none", Stroke::solid(GREY, 0.9));
    let corners =
        [(frame.left, frame.top), (frame.right, frame.top), (frame.right, frame.bottom), (frame.left, frame.bottom)];
    for (from, to) in corners.into_iter().zip(corners.into_iter().cycle().skip(1)) {
        canvas.line(from, to, Stroke::solid(INK, 0.9));
    }
    for &tick in &axis.ticks {
        let (x, y) = point(tick, tick);
        let text = axis.label(tick);
        canvas.line((x, frame.bottom), (x, frame.bottom + 4.0), Stroke::solid(INK, 0.9));
        canvas.text((x, frame.bottom + 17.0), &text, Type { anchor: Anchor::Middle, ..TICK });
        canvas.line((frame.left - 4.0, y), (frame.left, y), Stroke::solid(INK, 0.9));
        if leftmost {
            canvas.text_centred((frame.left - 7.0, y), &text, Type { anchor: Anchor::End, ..TICK });
        }
    }
    let middle = ((frame.left + frame.right) / 2.0, (frame.top + frame.bottom) / 2.0);
    let centred = Type { anchor: Anchor::Middle, ..LABEL };
    canvas.text((middle.0, frame.bottom + 36.0), "valence", centred);
    if leftmost {
        canvas.text((frame.left - 44.0, middle.1), "arousal", Type { turn: -90.0, ..centred });
    }
}

fn draw_points(canvas: &mut Canvas, frame: &Frame, axis: &Axis, panel: &AffectPoints, classes: usize) {
    let points: Vec<_> = panel.finite().map(|(class, place)| (class, frame.point(axis, axis, place))).collect();
    let (radius, opacity) = match points.len() {
        ..=300 => (3.0, 0.75),
        301..=3000 => (2.0, 0.6),
        _ => (1.4, 0.4),
    };
    for pass in 0..PASSES {
        for class in 0..classes.max(1) {
            let of_pass = points.iter().skip(pass).step_by(PASSES);
            let centres: Vec<_> = of_pass.filter(|(c, _)| *c == class).map(|(_, place)| *place).collect();
            if !centres.is_empty() {
                canvas.dots(&centres, radius, palette::class(class), opacity);
            }
        }
    }
    if panel.codes.is_empty() {
        return;
    }
    for class in 0..classes {
        let members: Vec<_> = points.iter().filter(|(c, _)| *c == class).map(|(_, place)| place).collect();
        if !members.is_empty() {
            let count = members.len() as f64;
            let mean = members.iter().fold((0.0, 0.0), |(x, y), place| (x + place.0 / count, y + place.1 / count));
            canvas.circle(mean, 6.5, palette::class(class), Stroke::solid("#ffffff", 1.8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_points_are_left_out_or_refused() {
        let classes = ["happy".to_string()];
        let panel =
            |v: &[f32], a: &[f32], codes: &[u8]| circumplex("t", &classes, &[AffectPoints::new("p", v, a, codes)]);
        let figure = panel(&[0.5, f32::NAN], &[0.5, 0.0], &[0, 0]).unwrap();
        assert_eq!(figure.svg().matches("h.01").count(), 2, "one point and one in the legend");
        // Beyond the unit circle the axes reach further; without classes there is no legend.
        let far = panel(&[3.0], &[0.0], &[]).unwrap();
        assert!(far.svg().contains(">2<") && far.svg().matches("h.01").count() == 1, "{}", far.svg());
        assert!(panel(&[f32::INFINITY], &[0.0], &[]).is_err());
        assert!(panel(&[0.0], &[], &[]).is_err());
        assert!(panel(&[0.0], &[0.0], &[1]).unwrap_err().to_string().contains("below 1"));
        assert!(circumplex("t", &classes, &[]).is_err());
    }
}
