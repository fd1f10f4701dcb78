//! Numbers with their intervals, one below the other.

use super::{
    Width,
    axis::Axis,
    canvas::{Anchor, Canvas, FAINT, Stroke, Type},
    figure::Figure,
    fonts,
    frame::Frame,
    layout::{LABEL, SMALL, TICK},
    palette,
    sheet::{MARGIN, Top, inner},
};
use crate::{Result, metrics::Interval, text::grouped};

/// The pitch of rows with names, and the height that many rows share.
const PITCH: f64 = 16.0;
const MANY_HEIGHT: f64 = 480.0;
/// More rows than this have no names.
const MOST_NAMES: usize = 60;

/// A number with its interval and what it was counted from.
#[derive(Clone, Debug, PartialEq)]
pub struct IntervalRow {
    /// The text left of it.
    pub name: String,
    /// The number and the ends of its interval.
    pub interval: Interval,
    /// How many labels it was counted from.
    pub count: usize,
}

/// Draws the rows with their intervals and counts, from the top down. More than 60 rows stand closer, without names and counts: then
/// `many` says what they are.
///
/// # Errors
/// [`crate::Error::Figure`] when no number is finite.
pub fn intervals(
    title: &str,
    remark: &str,
    axis: &str,
    many: &str,
    rows: &[IntervalRow],
    width: Width,
) -> Result<Figure> {
    let named = rows.len() <= MOST_NAMES;
    let ends = rows.iter().flat_map(|row| [row.interval.value, row.interval.low, row.interval.high]);
    let range = Axis::covering(axis, ends, 0.03, 6)?;
    let (limit, counts): (f64, Vec<String>) =
        (0.34 * inner(width), rows.iter().map(|row| format!("n = {}", grouped(row.count as u64))).collect());
    let names: Vec<_> = rows.iter().map(|row| fonts::fit(&row.name, limit, TICK.size, false)).collect();
    let widest = |texts: &[String], size| texts.iter().map(|text| fonts::width(text, size, false)).fold(0.0, f64::max);
    let (beside, after) = if named {
        (widest(&names, TICK.size) + 7.0, widest(&counts, SMALL.size) + 8.0)
    } else {
        (LABEL.size + 8.0, 14.0)
    };
    let pitch = if named { PITCH } else { MANY_HEIGHT / rows.len() as f64 };

    let top = Top::new(title, remark, None, width);
    let (left, right, upper) = (MARGIN + beside, width.pixels() - MARGIN - after, top.bottom() + 4.0);
    let frame = Frame { left, right, top: upper, bottom: upper + pitch * rows.len() as f64 + 4.0 };
    let x = Axis::along(range.low, range.high, right - left, false);
    let mut canvas = Canvas::new(width.pixels(), frame.bottom + 46.0);
    top.draw(&mut canvas);
    frame.draw_horizontal(&mut canvas, &x, axis, true);
    canvas.line((left, upper), (left, frame.bottom), Stroke::solid("#999999", 0.8));
    for (index, row) in rows.iter().enumerate() {
        let y = upper + 2.0 + pitch * (index as f64 + 0.5);
        let place = |value: f64| x.place(value, left, right);
        if named {
            canvas.line((left, y), (right, y), Stroke::solid(FAINT, 0.5));
            canvas.text_centred((left - 6.0, y), &names[index], Type { anchor: Anchor::End, ..TICK });
            canvas.text_centred((width.pixels() - MARGIN, y), &counts[index], Type { anchor: Anchor::End, ..SMALL });
        }
        let Interval { value, low, high, .. } = row.interval;
        let thick = if named { 2.2 } else { (0.6 * pitch).min(1.6) };
        if low.is_finite() && high.is_finite() {
            canvas.line((place(low), y), (place(high), y), Stroke::solid("#8ab8d6", thick));
        }
        if value.is_finite() {
            canvas.dots(&[(place(value), y)], if named { 3.2 } else { 1.6 }, palette::class(0), 1.0);
        }
    }
    if !named {
        let many = fonts::fit(many, frame.bottom - upper, LABEL.size, false);
        let at = (left - 6.0, (upper + frame.bottom) / 2.0);
        canvas.text(at, &many, Type { anchor: Anchor::Middle, turn: -90.0, ..LABEL });
    }
    Ok(canvas.finish(title))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_rows_have_no_names() {
        let rows = |count: usize| -> Vec<IntervalRow> {
            let interval = Interval { value: 0.5, low: 0.25, high: 0.75, undefined: 0 };
            (0..count).map(|index| IntervalRow { name: format!("worker {index}"), interval, count: 1200 }).collect()
        };
        let draw = |count| intervals("t", "", "accuracy", "annotators", &rows(count), Width::SingleColumn);
        let few = draw(3).unwrap();
        assert!(few.svg().contains(">worker 2<") && few.svg().contains(">n = 1,200<"));
        assert_eq!(few.svg().matches("#8ab8d6").count(), 3);
        let many = draw(500).unwrap();
        assert!(!many.svg().contains("worker 2<") && many.svg().contains(">annotators<") && many.size().1 < 600);
        assert!(draw(0).is_err());
    }
}
