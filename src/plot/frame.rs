//! The frame that data is drawn into, with the ticks of its axes.

use super::{
    axis::Axis,
    canvas::{Anchor, Canvas, FAINT, INK, Stroke, Type},
    fonts,
    layout::{LABEL, TICK},
};

/// The rectangle that data is drawn into.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

impl Frame {
    /// The point of a pair of values.
    pub fn point(&self, x: &Axis, y: &Axis, value: (f64, f64)) -> (f64, f64) {
        (x.place(value.0, self.left, self.right), y.place(value.1, self.bottom, self.top))
    }

    /// Horizontal grid lines and the numbers of the vertical axis.
    pub fn draw_vertical(&self, canvas: &mut Canvas, axis: &Axis, title: &str) {
        for &tick in &axis.ticks {
            let y = axis.place(tick, self.bottom, self.top);
            canvas.line((self.left, y), (self.right, y), Stroke::solid(FAINT, 0.8));
            canvas.text_centred((self.left - 6.0, y), &axis.label(tick), Type { anchor: Anchor::End, ..TICK });
        }
        canvas.line((self.left, self.top), (self.left, self.bottom), Stroke::solid(INK, 1.0));
        let x = self.left - tick_width(axis) - 12.0;
        let title = fonts::fit(title, self.bottom - self.top, LABEL.size, false);
        let set = Type { anchor: Anchor::Middle, turn: -90.0, ..LABEL };
        canvas.text((x, (self.top + self.bottom) / 2.0), &title, set);
    }

    /// The numbers of the horizontal axis and, where asked, vertical grid lines.
    pub fn draw_horizontal(&self, canvas: &mut Canvas, axis: &Axis, title: &str, grid: bool) {
        for &tick in &axis.ticks {
            let x = axis.place(tick, self.left, self.right);
            if grid {
                canvas.line((x, self.top), (x, self.bottom), Stroke::solid(FAINT, 0.8));
            }
            canvas.line((x, self.bottom), (x, self.bottom + 4.0), Stroke::solid(INK, 1.0));
            canvas.text((x, self.bottom + 17.0), &axis.label(tick), Type { anchor: Anchor::Middle, ..TICK });
        }
        canvas.line((self.left, self.bottom), (self.right, self.bottom), Stroke::solid(INK, 1.0));
        let title = fonts::fit(title, self.right - self.left, LABEL.size, false);
        let middle = (self.left + self.right) / 2.0;
        canvas.text((middle, self.bottom + 36.0), &title, Type { anchor: Anchor::Middle, ..LABEL });
    }
}

/// The room that a vertical axis's numbers take.
pub(super) fn tick_width(axis: &Axis) -> f64 {
    axis.ticks.iter().map(|&tick| fonts::width(&axis.label(tick), TICK.size, false)).fold(0.0, f64::max)
}
