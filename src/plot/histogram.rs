//! Histograms with densities over them.

use super::{
    Width,
    canvas::Stroke,
    figure::Figure,
    layout::{Legend, Sample},
    palette,
    sheet::{Panel, Range, Shape, Sheet, Top, inner},
};
use crate::{Error, Result};

/// A density over a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Density {
    /// The name in the legend.
    pub name: String,
    /// Points (x, density), in order.
    pub points: Vec<(f64, f64)>,
}

/// Draws a histogram of `heights` between `edges`, one more, with densities over it on the same scale.
///
/// # Errors
/// [`Error::Parameter`] for another number of edges; [`Error::Figure`] when no height is above 0.
pub fn histogram(
    title: &str,
    remark: &str,
    axes: [&str; 2],
    edges: &[f64],
    heights: &[f64],
    densities: &[Density],
    width: Width,
) -> Result<Figure> {
    if edges.len() != heights.len() + 1 {
        return Err(Error::parameter("the number of edges", edges.len(), heights.len() + 1));
    }
    let highest = heights.iter().copied().fold(0.0, f64::max);
    if !(highest > 0.0 && highest.is_finite()) {
        return Err(Error::Figure(format!("{title}: there is nothing to count")));
    }
    let names =
        densities.iter().enumerate().map(|(index, one)| (one.name.as_str(), palette::class(index), dashes(index)));
    let top = Top::new(title, remark, Some(Legend::styled(names, inner(width), Sample::Line)), width);
    let x = Range::new(axes[0], edges[0], edges[edges.len() - 1]);
    // Narrow densities may rise far above the bars.
    let drawn = densities.iter().flat_map(|density| &density.points).map(|point| point.1).filter(|y| y.is_finite());
    let peak = drawn.fold(highest, f64::max).min(1.6 * highest);
    let panel = Panel { name: "", x, y: Range::new(axes[1], 0.0, 1.06 * peak) };
    let mut sheet = Sheet::new(&top, &[panel], Shape { aspect: 0.6, widest: 460.0 }, width);
    let Sheet { canvas, plots } = &mut sheet;
    let plot = &plots[0];
    let mut blocks = vec![];
    for (sides, &height) in edges.windows(2).zip(heights) {
        let (corner, end) = (plot.point((sides[0], height)), plot.point((sides[1], 0.0)));
        if height > 0.0 {
            blocks.push([corner.0, corner.1, (end.0 - corner.0 - 0.5).max(0.3), end.1 - corner.1]);
        }
    }
    canvas.blocks(&blocks, "#cccccc");
    for (index, density) in densities.iter().enumerate() {
        let highest = plot.y.high;
        let points: Vec<_> = density.points.iter().map(|&(x, y)| plot.point((x, y.min(highest)))).collect();
        canvas.polyline(&points, Stroke { colour: palette::class(index), width: 1.8, dashes: dashes(index) });
    }
    Ok(sheet.finish(title))
}

/// Told apart without colours too.
fn dashes(index: usize) -> &'static str {
    ["", "7 3"][index % 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_the_height_of_their_numbers() {
        let density = Density { name: "clean".into(), points: vec![(0.0, 1.0), (2.0, 1.0)] };
        let draw = |heights: &[f64]| {
            histogram(
                "t",
                "",
                ["loss", "density"],
                &[0.0, 1.0, 2.0],
                heights,
                std::slice::from_ref(&density),
                Width::SingleColumn,
            )
        };
        let figure = draw(&[2.0, 0.0]).unwrap();
        let bars = figure.svg().split("fill=\"#cccccc\"").next().unwrap().rsplit("<path").next().unwrap();
        assert_eq!(bars.matches('z').count(), 1, "a bar of no height is not drawn");
        assert!(figure.svg().contains(">clean<"));
        assert!(draw(&[0.0, 0.0]).is_err() && draw(&[1.0]).is_err());
    }
}
