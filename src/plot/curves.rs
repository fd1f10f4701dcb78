//! Curves over training: losses, accuracies.

use super::{
    Width,
    axis::Axis,
    canvas::{Anchor, Canvas, GREY, Stroke, Type},
    figure::Figure,
    fonts,
    frame::{Frame, tick_width},
    layout::{Heading, LABEL, Legend, SMALL, Sample, TITLE},
    palette,
};
use crate::{Error, Result};

/// Width and height of the plot where no width is asked for.
const SIZE: (f64, f64) = (540.0, 260.0);
const MARGIN: f64 = 12.0;
const MARKER_LINE: f64 = 15.0;

/// One curve, for example a method's accuracy by epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// The name in the legend; an empty one is left out.
    pub name: String,
    /// The points (x, y) in drawing order; a y that is not finite leaves a gap.
    pub points: Vec<(f64, f64)>,
    /// The lower and the upper end of a band about each point; as many as points.
    pub band: Option<Vec<[f64; 2]>>,
}

impl Series {
    /// A curve without a band.
    pub fn new(name: &str, points: Vec<(f64, f64)>) -> Self {
        Self { name: name.into(), points, band: None }
    }

    /// A curve over epochs 0, 1, 2, …
    pub fn by_epoch(name: &str, values: &[f64]) -> Self {
        Self::new(name, values.iter().enumerate().map(|(epoch, &value)| (epoch as f64, value)).collect())
    }

    /// The same curve with a band of ± `half_heights`, such as the standard deviation over seeds.
    pub fn with_band(self, half_heights: Vec<f64>) -> Self {
        let mut ends = vec![];
        for (index, half) in half_heights.into_iter().enumerate() {
            let (y, half) = (self.points.get(index).map_or(f64::NAN, |point| point.1), half.abs());
            ends.push([y - half, y + half]);
        }
        self.with_interval(ends)
    }

    /// The same curve with a band between these ends, such as those of an interval.
    pub fn with_interval(self, ends: Vec<[f64; 2]>) -> Self {
        Self { band: Some(ends), ..self }
    }

    /// Every finite point with the ends of its band; a gap starts a new run.
    fn runs(&self) -> Result<Vec<Run>> {
        if let Some(band) = self.band.as_ref().filter(|band| band.len() != self.points.len()) {
            let name = format!("the length of the band of {:?}", self.name);
            return Err(Error::parameter(name, band.len(), self.points.len()));
        }
        let ends = |index: usize| {
            self.band.as_ref().map(|band| band[index]).filter(|ends| ends.iter().all(|end| end.is_finite()))
        };
        let mut runs = vec![Vec::new()];
        for (index, &(x, y)) in self.points.iter().enumerate() {
            if x.is_finite() && y.is_finite() {
                runs.last_mut().expect("starts with one").push((x, y, ends(index).unwrap_or([y; 2])));
            } else {
                runs.push(Vec::new());
            }
        }
        runs.retain(|run: &Run| !run.is_empty());
        Ok(runs)
    }
}

/// Points without a gap: x, y and the ends of the band.
type Run = Vec<(f64, f64, [f64; 2])>;

/// A vertical line with a name, for example where adversarial steps start.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    /// The text above the line.
    pub name: String,
    /// Where it stands on the horizontal axis.
    pub x: f64,
}

impl Marker {
    /// A line at `x`.
    pub fn new(name: &str, x: f64) -> Self {
        Self { name: name.into(), x }
    }
}

/// Draws curves with their bands and markers; write the unit into the label: `"accuracy / %"`.
///
/// # Errors
/// [`Error::Figure`] when no point is finite or the range is too wide; [`Error::Parameter`] when a band has not as
/// many values as its curve has points.
pub fn curves(title: &str, x_label: &str, y_label: &str, series: &[Series], markers: &[Marker]) -> Result<Figure> {
    draw(SIZE, title, [x_label, y_label], series, markers)
}

/// As [`curves`], at a width for print.
///
/// # Errors
/// Those of [`curves`].
pub fn curves_at(
    width: Width,
    title: &str,
    [x_label, y_label]: [&str; 2],
    series: &[Series],
    markers: &[Marker],
) -> Result<Figure> {
    let height = if width == Width::SingleColumn { 170.0 } else { SIZE.1 };
    draw((width.pixels(), height), title, [x_label, y_label], series, markers)
}

fn draw(
    (width, height): (f64, f64),
    title: &str,
    [x_label, y_label]: [&str; 2],
    series: &[Series],
    markers: &[Marker],
) -> Result<Figure> {
    let runs = series.iter().map(Series::runs).collect::<Result<Vec<_>>>()?;
    let points = || runs.iter().flatten().flatten();
    let ends = points().flat_map(|&(_, y, [low, high])| [y, low, high]);
    let y = Axis::covering("vertical axis", ends, 0.04, if height < 200.0 { 4 } else { 6 })?;

    let left = MARGIN + LABEL.size + 8.0 + tick_width(&y) + 6.0;
    let right = width - MARGIN - 6.0;
    let x = horizontal(points().map(|&(x, ..)| x).collect(), markers, right - left)?;
    let heading = Heading::new(title, right - left, TITLE);
    let legend = Legend::new(series.iter().map(|one| one.name.as_str()), right - left, Sample::Line);
    let top = MARGIN + heading.height() + 6.0 + legend.height() + MARKER_LINE * markers.len() as f64 + 4.0;
    let frame = Frame { left, right, top, bottom: top + height };

    let mut canvas = Canvas::new(width, frame.bottom + 46.0);
    heading.draw(&mut canvas, (left, MARGIN));
    legend.draw(&mut canvas, (left, MARGIN + heading.height() + 6.0));
    frame.draw_vertical(&mut canvas, &y, y_label);
    frame.draw_horizontal(&mut canvas, &x, x_label, false);
    for (row, marker) in markers.iter().filter(|marker| marker.x.is_finite()).enumerate() {
        draw_marker(&mut canvas, &frame, &x, marker, MARKER_LINE * (row as f64 + 0.5) + 2.0);
    }
    // All bands lie below all lines.
    for (index, run) in indexed(&runs).filter(|(index, _)| series[*index].band.is_some()) {
        let above = run.iter().map(|&(at, _, [_, high])| frame.point(&x, &y, (at, high)));
        let below = run.iter().rev().map(|&(at, _, [low, _])| frame.point(&x, &y, (at, low)));
        canvas.polygon(&above.chain(below).collect::<Vec<_>>(), palette::class(index), 0.16);
    }
    for (index, run) in indexed(&runs) {
        let points: Vec<_> = run.iter().map(|&(at, value, _)| frame.point(&x, &y, (at, value))).collect();
        draw_line(&mut canvas, &points, index);
    }
    Ok(canvas.finish(title))
}

/// Every run with its series' index.
fn indexed(runs: &[Vec<Run>]) -> impl Iterator<Item = (usize, &Run)> {
    runs.iter().enumerate().flat_map(|(index, runs)| runs.iter().map(move |run| (index, run)))
}

fn draw_line(canvas: &mut Canvas, points: &[(f64, f64)], index: usize) {
    let stroke = Stroke { colour: palette::class(index), width: 1.8, dashes: palette::dashes(index) };
    match points {
        [only] => canvas.dots(&[*only], 3.0, stroke.colour, 1.0),
        _ => canvas.polyline(points, stroke),
    }
}

/// Whole-number ticks where the x of every point is whole, as epochs and steps are.
fn horizontal(mut values: Vec<f64>, markers: &[Marker], length: f64) -> Result<Axis> {
    let are_whole = values.iter().all(|x| x.fract() == 0.0);
    if !values.is_empty() {
        values.extend(markers.iter().map(|marker| marker.x).filter(|x| x.is_finite()));
    }
    let range = Axis::covering("horizontal axis", values.into_iter(), 0.015, 8)?;
    Ok(Axis::along(range.low, range.high, length, are_whole))
}

fn draw_marker(canvas: &mut Canvas, frame: &Frame, axis: &Axis, marker: &Marker, above: f64) {
    let x = axis.place(marker.x, frame.left, frame.right);
    canvas.line((x, frame.top - above), (x, frame.bottom), Stroke { colour: GREY, width: 1.0, dashes: "4 3" });
    let in_left_half = x < (frame.left + frame.right) / 2.0;
    let (at, anchor) = if in_left_half { (x + 5.0, Anchor::Start) } else { (x - 5.0, Anchor::End) };
    let room = if in_left_half { frame.right - at } else { at - frame.left };
    let name = fonts::fit(&marker.name, room, SMALL.size, false);
    canvas.text_centred((at, frame.top - above), &name, Type { anchor, ..SMALL });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_split_a_curve() {
        let series = Series::by_epoch("a", &[1.0, 2.0, f64::NAN, 4.0]).with_band(vec![0.5, f64::NAN, 0.0, -1.0]);
        assert_eq!(
            series.runs().unwrap(),
            [vec![(0.0, 1.0, [0.5, 1.5]), (1.0, 2.0, [2.0; 2])], vec![(3.0, 4.0, [3.0, 5.0])]]
        );
        let figure = curves("t", "epoch", "loss", &[series, Series::new("b", vec![])], &[]).unwrap();
        assert_eq!(figure.svg().matches("<polyline").count(), 1);
        assert!(figure.svg().contains(">b<"));
    }

    #[test]
    fn epochs_have_whole_ticks_beside_a_marker_between_two_of_them() {
        let series = Series::new("a", (1..=20).map(|epoch| (f64::from(epoch), 1.0)).collect());
        let figure = curves("t", "epoch", "loss", &[series], &[Marker::new("here", 8.5)]).unwrap();
        assert!(figure.svg().contains(">10<") && !figure.svg().contains(">2.5<"), "{}", figure.svg());
    }

    #[test]
    fn hopeless_input_is_an_error() {
        assert!(curves("t", "x", "y", &[], &[Marker::new("m", 1.0)]).is_err());
        assert!(curves("t", "x", "y", &[Series::by_epoch("a", &[f64::NAN])], &[]).is_err());
        let uneven = Series::by_epoch("a", &[1.0]).with_band(vec![]);
        assert!(curves("t", "x", "y", &[uneven], &[]).unwrap_err().to_string().contains("\"a\" must be 1, got 0"));
        let one = curves(&"very long ".repeat(50), "x", "y", &[Series::by_epoch("a", &[5.0])], &[]).unwrap();
        assert_eq!(one.svg().matches("h.01").count(), 1, "a single point is a dot");
        assert!(one.svg().contains('…'), "a title that is too long is cut");
        let png = image::load_from_memory(&one.png().unwrap()).unwrap();
        assert_eq!((png.width(), png.height()), (2 * one.size().0, 2 * one.size().1));
    }
}
