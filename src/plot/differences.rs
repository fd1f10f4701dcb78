//! Bland and Altman's picture: differences of two annotators against their means.

use super::{
    Width,
    canvas::{Anchor, Canvas, INK, Stroke, Type},
    figure::Figure,
    fonts,
    layout::SMALL,
    palette,
    sheet::{Panel, Plot, Range, Shape, Sheet, Top, drawn_of, step},
};
use crate::{Error, Result};

/// Of more points every n-th is drawn.
const MOST_POINTS: usize = 4000;

/// Draws `points`, mean and difference each, with lines at the bias and at the limits of agreement. Of more than 4,000 points every n-th
/// is drawn, and the figure says so.
///
/// # Errors
/// [`Error::Figure`] without a finite point.
pub fn differences(
    title: &str,
    points: &[[f64; 2]],
    bias: f64,
    limits: [f64; 2],
    axes: [&str; 2],
    width: Width,
) -> Result<Figure> {
    let finite: Vec<_> = points.iter().filter(|point| point.iter().all(|value| value.is_finite())).collect();
    if finite.is_empty() {
        return Err(Error::Figure(format!("{title}: there is no finite point")));
    }
    let every = step(finite.len(), MOST_POINTS);
    let remark = drawn_of(finite.len(), every, "items");
    let [(left, right), (low, high)] = [0, 1].map(|axis| {
        let ends = if axis == 1 { [bias, limits[0], limits[1]] } else { [finite[0][0]; 3] };
        let values = finite.iter().map(|point| point[axis]).chain(ends);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
        let pad = (0.1 * (high - low)).max(1e-3);
        (low - pad, high + pad)
    });
    let top = Top::new(title, &remark, None, width);
    let panel = Panel { name: "", x: Range::new(axes[0], left, right), y: Range::new(axes[1], low, high) };
    let mut sheet = Sheet::new(&top, &[panel], Shape { aspect: 0.62, widest: 460.0 }, width);
    let Sheet { canvas, plots } = &mut sheet;
    let plot = &plots[0];
    let places: Vec<_> = finite.iter().step_by(every).map(|point| plot.point((point[0], point[1]))).collect();
    let (radius, opacity) = if places.len() > 500 { (1.5, 0.35) } else { (2.4, 0.6) };
    // Dots of one path do not add up where they lie on each other.
    for some in places.chunks(100) {
        canvas.dots(some, radius, palette::class(0), opacity);
    }
    let dashed = Stroke { colour: palette::class(1), width: 1.4, dashes: "6 3" };
    let zero = plot.point((left, 0.0)).1;
    if low < 0.0 && high > 0.0 {
        canvas.line((plot.frame.left, zero), (plot.frame.right, zero), Stroke::solid("#999999", 0.8));
    }
    // Each name where no other line comes near: the limits' beyond them, the bias' at the other end.
    draw_line(canvas, plot, (limits[1], "upper limit"), dashed, (Anchor::End, -4.0));
    draw_line(canvas, plot, (bias, "bias"), Stroke { dashes: "", ..dashed }, (Anchor::Start, -4.0));
    draw_line(canvas, plot, (limits[0], "lower limit"), dashed, (Anchor::End, 11.0));
    Ok(sheet.finish(title))
}

/// A line across with its name at one end, its baseline `shift` below the line; on white, for points may lie there.
fn draw_line(
    canvas: &mut Canvas,
    plot: &Plot,
    (value, name): (f64, &str),
    stroke: Stroke,
    (anchor, shift): (Anchor, f64),
) {
    let (left, right) = (plot.frame.left, plot.frame.right);
    let y = plot.point((plot.x.low, value)).1;
    canvas.line((left, y), (right, y), stroke);
    let text = format!("{name} {value:+.2}").replace('-', "−");
    let wide = fonts::width(&text, SMALL.size, false);
    let start = if anchor == Anchor::End { right - wide - 3.0 } else { left + 4.0 };
    canvas.rectangle((start - 2.0, y + shift - 9.0), (wide + 4.0, 11.5), "#ffffff");
    canvas.text((start, y + shift), &text, Type { colour: INK, ..SMALL });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_points_are_thinned_and_the_figure_says_so() {
        let points: Vec<[f64; 2]> = (0..9000).map(|index| [f64::from(index) / 9000.0, 0.1]).collect();
        let figure = differences("t", &points, 0.1, [-0.3, 0.5], ["mean", "a − b"], Width::SingleColumn).unwrap();
        assert!(figure.svg().contains("3,000 of 9,000 items drawn"));
        assert_eq!(figure.svg().matches("h.01").count(), 3000);
        for text in [">bias +0.10<", ">lower limit −0.30<", ">upper limit +0.50<"] {
            assert!(figure.svg().contains(text), "{text}");
        }
        assert!(differences("t", &[[f64::NAN, 0.0]], 0.0, [0.0; 2], ["m", "d"], Width::default()).is_err());
    }
}
