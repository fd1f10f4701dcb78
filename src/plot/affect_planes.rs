//! Valence and arousal of several annotators: density, classes, and where labels move to.

use super::{
    Width,
    canvas::{Canvas, GREY, INK, Stroke},
    density::draw_density,
    figure::Figure,
    layout::{Legend, Sample},
    palette,
    sheet::{Panel, Plot, Range, Shape, Sheet, Top, inner},
};
use crate::{Error, Result};
use std::f64::consts::TAU;

/// An ellipse with this many deviations as its half axes holds half of a normal distribution: √(2 ln 2).
const HALF: f64 = 1.177_410_022_515_474_7;

/// The valence and arousal labels of one annotator, in [-1, 1].
#[derive(Clone, Debug, PartialEq)]
pub struct AffectPlane {
    /// The text above the panel.
    pub name: String,
    /// Valence and arousal of each item.
    pub points: Vec<(f64, f64)>,
    /// One a class, in their order; `None` for a class with too few items.
    pub ellipses: Vec<Option<AffectEllipse>>,
    /// From where to where labels are moved: the mean of a reference in a part of the plane, and the mean that the annotator gave.
    pub arrows: Vec<[(f64, f64); 2]>,
}

/// Mean and covariance of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AffectEllipse {
    /// Mean valence and arousal.
    pub mean: [f64; 2],
    /// The variance of valence, the covariance, the variance of arousal.
    pub covariance: [f64; 3],
}

/// Draws a panel per annotator: shades for the smallest regions that hold 30, 60 and 90 % of the labels, for each class an ellipse that
/// would hold half of it if it were normal, with a dot at its mean, and arrows. `remark` says what the arrows are.
///
/// # Errors
/// [`Error::Figure`] when no panel has a finite point.
pub fn affect_planes(
    title: &str,
    remark: &str,
    classes: &[String],
    panels: &[AffectPlane],
    width: Width,
) -> Result<Figure> {
    if !panels.iter().flat_map(|panel| &panel.points).any(|point| point.0.is_finite() && point.1.is_finite()) {
        return Err(Error::Figure(format!("{title}: there is no finite point")));
    }
    let legend = Legend::new(classes.iter().map(String::as_str), inner(width), Sample::Dot);
    let top = Top::new(title, remark, Some(legend), width);
    let mut boxes = vec![];
    for panel in panels {
        let range = |name| Range::new(name, -1.05, 1.05);
        boxes.push(Panel { name: &panel.name, x: range("valence"), y: range("arousal") });
    }
    let mut sheet = Sheet::new(&top, &boxes, Shape { aspect: 1.0, widest: 300.0 }, width);
    let Sheet { canvas, plots } = &mut sheet;
    for (panel, plot) in panels.iter().zip(plots) {
        draw_density(canvas, plot, &panel.points);
        draw_circle(canvas, plot);
        for (class, ellipse) in panel.ellipses.iter().enumerate() {
            if let Some(ellipse) = ellipse {
                draw_ellipse(canvas, plot, ellipse, palette::class(class));
            }
        }
        for [from, to] in &panel.arrows {
            canvas.arrow(plot.point(*from), plot.point(*to), INK);
        }
        for (class, ellipse) in panel.ellipses.iter().enumerate() {
            if let Some(AffectEllipse { mean, .. }) = ellipse {
                canvas.circle(
                    plot.point((mean[0], mean[1])),
                    4.2,
                    palette::class(class),
                    Stroke::solid("#ffffff", 1.2),
                );
            }
        }
    }
    Ok(sheet.finish(title))
}

/// The axes through the neutral point, and the unit circle.
fn draw_circle(canvas: &mut Canvas, plot: &Plot) {
    for [from, to] in [[(-1.05, 0.0), (1.05, 0.0)], [(0.0, -1.05), (0.0, 1.05)]] {
        canvas.line(plot.point(from), plot.point(to), Stroke::solid("#c8c8c8", 0.8));
    }
    let radius = plot.point((1.0, 0.0)).0 - plot.point((0.0, 0.0)).0;
    canvas.circle(plot.point((0.0, 0.0)), radius, "none", Stroke::solid(GREY, 0.8));
}

fn draw_ellipse(canvas: &mut Canvas, plot: &Plot, ellipse: &AffectEllipse, colour: &str) {
    const STEPS: usize = 48;
    let mut points = vec![];
    for step in 0..=STEPS {
        let (sine, cosine) = (TAU * step as f64 / STEPS as f64).sin_cos();
        let [x, y] = outline(ellipse, cosine, sine);
        // What lies beyond the panel would be drawn over its numbers.
        points.push(plot.point((x.clamp(-1.05, 1.05), y.clamp(-1.05, 1.05))));
    }
    canvas.polyline(&points, Stroke::solid(colour, 1.5));
}

/// The point of the outline in the direction (cosine, sine) before the covariance's root L, lower left triangular, is applied.
fn outline(ellipse: &AffectEllipse, cosine: f64, sine: f64) -> [f64; 2] {
    let [across, both, up] = ellipse.covariance;
    let first = across.max(0.0).sqrt();
    let below = if first > 0.0 { both / first } else { 0.0 };
    let second = (up - below * below).max(0.0).sqrt();
    [ellipse.mean[0] + HALF * first * cosine, ellipse.mean[1] + HALF * (below * cosine + second * sine)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ellipse_has_the_covariance() {
        let ellipse = AffectEllipse { mean: [0.5, 0.0], covariance: [0.04, 0.04, 0.05] };
        let [x, y] = outline(&ellipse, 1.0, 0.0);
        assert!((x - 0.5 - 0.2 * HALF).abs() < 1e-12 && (y - 0.2 * HALF).abs() < 1e-12);
        // What is left of the variance of arousal: 0.05 - 0.04 = 0.1².
        assert!((outline(&ellipse, 0.0, 1.0)[1] - 0.1 * HALF).abs() < 1e-12);
        assert!((HALF * HALF - 2.0 * 2.0_f64.ln()).abs() < 1e-12);
    }

    #[test]
    fn what_is_missing_is_left_out() {
        let plane = AffectPlane {
            name: "anna".into(),
            points: vec![(0.1, 0.2), (f64::NAN, 0.0)],
            ellipses: vec![None, Some(AffectEllipse { mean: [0.0; 2], covariance: [0.1, 0.0, 0.1] })],
            arrows: vec![],
        };
        let classes = ["happy", "sad"].map(String::from);
        let draw = |planes: &[AffectPlane]| affect_planes("t", "", &classes, planes, Width::SingleColumn);
        let figure = draw(std::slice::from_ref(&plane)).unwrap();
        assert_eq!(figure.svg().matches("<polyline").count(), 1, "one ellipse");
        assert!(draw(&[AffectPlane { points: vec![], ..plane }]).is_err());
    }
}
