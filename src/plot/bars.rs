//! Bars that compare methods.

use super::{
    axis::Axis,
    canvas::{Anchor, Canvas, INK, Stroke, Type},
    figure::Figure,
    fonts,
    frame::Frame,
    layout::{Heading, Legend, SMALL, Sample, TICK, TITLE, block},
    palette,
};
use crate::{Error, Result};

const WIDTH: f64 = 540.0;
const MARGIN: f64 = 12.0;
const NAME_LIMIT: f64 = 190.0;

/// One value per group, for example the accuracy of each method on one test set.
#[derive(Clone, Debug, PartialEq)]
pub struct BarSeries {
    /// The name in the legend; an empty one is left out.
    pub name: String,
    /// One value per group; one that is not finite is written "no value".
    pub values: Vec<f64>,
    /// Half the length of each error bar, such as the standard deviation over seeds; as many as values.
    pub errors: Option<Vec<f64>>,
}

impl BarSeries {
    /// Bars without error bars.
    pub fn new(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.into(), values, errors: None }
    }

    /// The same bars with error bars of ± `half_lengths`.
    pub fn with_errors(self, half_lengths: Vec<f64>) -> Self {
        Self { errors: Some(half_lengths), ..self }
    }

    fn check(&self, groups: usize) -> Result<()> {
        let errors = self.errors.as_ref().map_or(groups, Vec::len);
        for (what, found) in [("values", self.values.len()), ("errors", errors)] {
            if found != groups {
                let name = format!("the number of {what} of {:?}", self.name);
                return Err(Error::parameter(name, found, format!("{groups}, one per group")));
            }
        }
        Ok(())
    }

    /// Value and half length of group `index`; the value is `None` where it is not finite.
    fn bar(&self, index: usize) -> (Option<f64>, f64) {
        let error = self.errors.as_ref().map_or(0.0, |errors| errors[index]);
        (Some(self.values[index]).filter(|value| value.is_finite()), if error.is_finite() { error.abs() } else { 0.0 })
    }
}

/// Draws horizontal bars, so that names of methods can be read: one group per name, one bar in it per series,
/// from zero, each with its value. A `reference` (name, value), such as chance, is a line across.
///
/// # Errors
/// [`Error::Parameter`] when a series has not one value (and one error) per group; [`Error::Figure`] when no value
/// is finite.
pub fn bars(
    title: &str,
    value_label: &str,
    groups: &[String],
    series: &[BarSeries],
    reference: Option<(&str, f64)>,
) -> Result<Figure> {
    series.iter().try_for_each(|one| one.check(groups.len()))?;
    let reference = reference.filter(|(_, value)| value.is_finite());
    let drawn: Vec<_> = series.iter().flat_map(|one| (0..groups.len()).map(|group| one.bar(group))).collect();
    let ends = drawn.iter().flat_map(|&(value, error)| value.map_or([f64::NAN; 2], |v| [v - error, v + error]));
    // The reference and zero belong to the axis, but they alone would be a figure without a bar.
    Axis::covering(value_label, ends.clone(), 0.0, 6)?;
    let axis = Axis::covering(value_label, ends.chain(reference.map(|(_, value)| value)).chain([0.0]), 0.0, 6)?;

    let names: Vec<_> = groups.iter().map(|name| fonts::wrap(name, NAME_LIMIT, TICK.size, false, 2)).collect();
    let widest = names.iter().flatten().map(|line| fonts::width(line, TICK.size, false)).fold(0.0, f64::max);
    let thickness = (26.0 / series.len() as f64).clamp(12.0, 20.0);
    let pitch = (thickness * series.len() as f64 + 10.0).max(30.0);
    let decimals = decimals(&drawn);
    let left = MARGIN + widest + 8.0;
    let right = WIDTH - MARGIN - 46.0;
    let heading = Heading::new(title, WIDTH - 2.0 * MARGIN, TITLE);
    let legend = Legend::new(series.iter().map(|one| one.name.as_str()), right - left, Sample::Block);
    let legend_top = MARGIN + heading.height() + 6.0;
    let top = legend_top + legend.height() + if reference.is_some() { 18.0 } else { 4.0 };
    let frame = Frame { left, right, top, bottom: top + pitch * groups.len() as f64 + 4.0 };

    let mut canvas = Canvas::new(WIDTH, frame.bottom + 46.0);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    legend.draw(&mut canvas, (left, legend_top));
    frame.draw_horizontal(&mut canvas, &axis, value_label, true);
    if let Some((name, value)) = reference {
        draw_reference(&mut canvas, &frame, &axis, name, value);
    }
    for (group, lines) in names.iter().enumerate() {
        let middle = top + 2.0 + pitch * (group as f64 + 0.5);
        block(&mut canvas, (left - 8.0, middle), lines, Type { anchor: Anchor::End, ..TICK });
        for (index, one) in series.iter().enumerate() {
            let y = middle + thickness * (index as f64 - series.len() as f64 / 2.0);
            draw_bar(
                &mut canvas,
                &frame,
                &axis,
                (y, thickness - 2.0),
                one.bar(group),
                (palette::class(index), decimals),
            );
        }
    }
    let zero = axis.place(0.0, left, right);
    canvas.line((zero, top), (zero, frame.bottom), Stroke::solid(INK, 1.0));
    Ok(canvas.finish(title))
}

/// As many decimals for all values as show three digits of the largest.
fn decimals(bars: &[(Option<f64>, f64)]) -> usize {
    let largest = bars.iter().filter_map(|bar| bar.0).map(f64::abs).fold(0.0, f64::max);
    if largest >= 100.0 || largest == 0.0 { 0 } else { (2.0 - largest.log10().floor()).clamp(0.0, 6.0) as usize }
}

fn draw_bar(
    canvas: &mut Canvas,
    frame: &Frame,
    axis: &Axis,
    (top, height): (f64, f64),
    (value, error): (Option<f64>, f64),
    (colour, decimals): (&str, usize),
) {
    let x = |value: f64| axis.place(value, frame.left, frame.right);
    let middle = top + height / 2.0;
    let Some(value) = value else {
        canvas.text_centred((x(0.0) + 5.0, middle), "no value", SMALL);
        return;
    };
    canvas.rectangle((x(value.min(0.0)), top), ((x(value) - x(0.0)).abs(), height), colour);
    let mut end = x(value.max(0.0));
    if error > 0.0 {
        let (low, high, line) = (x(value - error), x(value + error), Stroke::solid(INK, 1.1));
        canvas.line((low, middle), (high, middle), line);
        for at in [low, high] {
            canvas.line((at, middle - 3.5), (at, middle + 3.5), line);
        }
        end = end.max(high);
    }
    let text = format!("{value:.decimals$}").replace('-', "−");
    // On white, for the line of the reference may pass here.
    canvas.rectangle((end + 3.0, middle - 6.0), (fonts::width(&text, SMALL.size, false) + 4.0, 12.0), "#ffffff");
    canvas.text_centred((end + 5.0, middle), &text, Type { colour: INK, ..SMALL });
}

fn draw_reference(canvas: &mut Canvas, frame: &Frame, axis: &Axis, name: &str, value: f64) {
    let x = axis.place(value, frame.left, frame.right);
    canvas.line((x, frame.top - 4.0), (x, frame.bottom), Stroke { colour: INK, width: 1.2, dashes: "4 3" });
    let anchor = if x < (frame.left + frame.right) / 2.0 { Anchor::Start } else { Anchor::End };
    let name = fonts::fit(name, (frame.right - frame.left) / 2.0 + 40.0, SMALL.size, false);
    canvas.text((x, frame.top - 7.0), &name, Type { anchor, ..SMALL });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_values_are_told_or_refused() {
        let groups = ["a".to_string(), "b".to_string()];
        let draw =
            |values: &[f64]| bars("t", "CCC", &groups, &[BarSeries::new("s", values.to_vec())], Some(("chance", 0.1)));
        let figure = draw(&[f64::NAN, -0.25]).unwrap();
        assert!(figure.svg().contains("no value") && figure.svg().contains("−0.250"));
        // Two bars without length, each with its number.
        assert_eq!(draw(&[0.0, 0.0]).unwrap().svg().matches(r#"width="0" height="18""#).count(), 2);
        assert!(draw(&[f64::NAN, f64::INFINITY]).is_err());
        assert!(draw(&[1.0]).unwrap_err().to_string().contains("must be 2, one per group, got 1"));
        let uneven = BarSeries::new("s", vec![1.0, 2.0]).with_errors(vec![1.0]);
        assert!(bars("t", "y", &groups, &[uneven], None).is_err());
        assert!(bars("t", "y", &[], &[], None).is_err());
    }
}
