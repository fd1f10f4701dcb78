//! What figures of a named width share: what stands above the panels, and panels of one size in rows.

use super::{
    Width,
    axis::Axis,
    canvas::{Canvas, Type},
    figure::Figure,
    fonts,
    frame::{Frame, tick_width},
    layout::{Heading, LABEL, Legend, SMALL, TITLE},
};
use crate::text::grouped;

pub(super) const MARGIN: f64 = 10.0;
const BOLD_LABEL: Type<'static> = Type { bold: true, ..LABEL };
/// Between two panels, where the last number of the left one reaches out.
const GAP: f64 = 18.0;
/// A panel is not narrower than this where another row of them helps.
const LEAST_WIDTH: f64 = 130.0;
/// The name of a panel, and the numbers and the name of its horizontal axis.
const ABOVE: f64 = 22.0;
const BELOW: f64 = 46.0;

/// Title, remark and legend.
pub(super) struct Top {
    title: Heading,
    remark: Heading,
    legend: Option<Legend>,
}

impl Top {
    pub fn new(title: &str, remark: &str, legend: Option<Legend>, width: Width) -> Self {
        let room = inner(width);
        Self { title: Heading::new(title, room, TITLE), remark: Heading::new(remark, room, SMALL), legend }
    }

    /// Where they end.
    pub fn bottom(&self) -> f64 {
        let legend = self.legend.as_ref().map_or(0.0, |legend| legend.height() + 2.0);
        MARGIN + self.title.height() + self.remark.height() + legend + 4.0
    }

    pub fn draw(&self, canvas: &mut Canvas) {
        self.title.draw(canvas, (MARGIN, MARGIN));
        self.remark.draw(canvas, (MARGIN, MARGIN + self.title.height()));
        if let Some(legend) = &self.legend {
            legend.draw(canvas, (MARGIN, MARGIN + self.title.height() + self.remark.height() + 2.0));
        }
    }
}

/// The width between the margins.
pub(super) fn inner(width: Width) -> f64 {
    width.pixels() - 2.0 * MARGIN
}

/// An axis to be: its name and its range.
#[derive(Clone, Copy)]
pub(super) struct Range<'a> {
    pub name: &'a str,
    pub low: f64,
    pub high: f64,
    /// Whether only whole numbers make sense.
    pub whole: bool,
}

impl<'a> Range<'a> {
    pub fn new(name: &'a str, low: f64, high: f64) -> Self {
        Self { name, low, high, whole: false }
    }
}

/// A panel to be.
pub(super) struct Panel<'a> {
    pub name: &'a str,
    pub x: Range<'a>,
    pub y: Range<'a>,
}

/// A panel on the sheet.
pub(super) struct Plot {
    pub frame: Frame,
    pub x: Axis,
    pub y: Axis,
}

impl Plot {
    /// The point of a pair of values.
    pub fn point(&self, value: (f64, f64)) -> (f64, f64) {
        self.frame.point(&self.x, &self.y, value)
    }
}

/// A canvas with empty panels, whose axes are drawn.
pub(super) struct Sheet {
    pub canvas: Canvas,
    pub plots: Vec<Plot>,
}

/// The proportions of panels.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    /// Height by width.
    pub aspect: f64,
    /// The largest width in pixels.
    pub widest: f64,
}

impl Sheet {
    /// Puts as many panels into a row as are not too narrow for it.
    pub fn new(top: &Top, panels: &[Panel], shape: Shape, width: Width) -> Self {
        // How many ticks there will be depends on the height, and that on the room for their numbers.
        let mut numbers: f64 = 0.0;
        for panel in panels {
            numbers = (2..=6).map(|ticks| tick_width(&vertical(panel, ticks))).fold(numbers, f64::max);
        }
        let left = LABEL.size + numbers + 12.0;
        let room = inner(width) - 6.0;
        let widths = |columns: usize| (room - GAP * (columns - 1) as f64) / columns as f64 - left;
        let columns = (1..=panels.len().max(1)).rev().find(|&columns| widths(columns) >= LEAST_WIDTH).unwrap_or(1);
        let plot_width = widths(columns).min(shape.widest);
        let plot_height = shape.aspect * plot_width;
        let named = panels.iter().any(|panel| !panel.name.is_empty());
        let above = if named { ABOVE } else { 10.0 };
        let pitch = (left + plot_width + GAP, above + plot_height + BELOW);
        let indent = MARGIN + (room - pitch.0 * columns as f64 + GAP) / 2.0;

        let rows = panels.len().div_ceil(columns) as f64;
        let mut canvas = Canvas::new(width.pixels(), top.bottom() + pitch.1 * rows + 2.0);
        top.draw(&mut canvas);
        let mut plots = vec![];
        for (index, panel) in panels.iter().enumerate() {
            let corner =
                (indent + pitch.0 * (index % columns) as f64, top.bottom() + pitch.1 * (index / columns) as f64);
            let (left, top) = (corner.0 + left, corner.1 + above);
            let frame = Frame { left, right: left + plot_width, top, bottom: top + plot_height };
            let x = Axis::along(panel.x.low, panel.x.high, plot_width, panel.x.whole);
            let y = vertical(panel, (plot_height / 30.0).clamp(2.0, 6.0) as usize);
            canvas.text((left, top - 8.0), &fonts::fit(panel.name, plot_width, LABEL.size, true), BOLD_LABEL);
            frame.draw_vertical(&mut canvas, &y, panel.y.name);
            frame.draw_horizontal(&mut canvas, &x, panel.x.name, false);
            plots.push(Plot { frame, x, y });
        }
        Self { canvas, plots }
    }

    pub fn finish(self, title: &str) -> Figure {
        self.canvas.finish(title)
    }
}

fn vertical(panel: &Panel, ticks: usize) -> Axis {
    let axis = Axis::between(panel.y.low, panel.y.high, ticks);
    if panel.y.whole { axis.whole() } else { axis }
}

/// The step that leaves at most `most` of `count` points, when every step-th is drawn.
pub(super) fn step(count: usize, most: usize) -> usize {
    count.div_ceil(most).max(1)
}

/// Says how many of `count` are drawn, if every `step`-th is.
pub(super) fn drawn_of(count: usize, step: usize, what: &str) -> String {
    let all = grouped(count as u64);
    let drawn = grouped(count.div_ceil(step) as u64);
    if step == 1 { format!("{all} {what}") } else { format!("{drawn} of {all} {what} drawn") }
}
