//! Parts that several figures share: type, the title block, the legend.

use super::{
    canvas::{Anchor, Canvas, GREY, INK, Stroke, Type},
    fonts, palette,
};

pub(super) const TITLE: Type<'static> = points(10.0, true, INK);
pub(super) const LABEL: Type<'static> = points(8.5, false, INK);
pub(super) const TICK: Type<'static> = points(8.0, false, INK);
pub(super) const SMALL: Type<'static> = points(7.5, false, GREY);

/// Type of so many points, 72 to the inch, where figures have 96 pixels.
const fn points(points: f64, bold: bool, colour: &'static str) -> Type<'static> {
    Type { size: points * 96.0 / 72.0, bold, colour, anchor: Anchor::Start, turn: 0.0 }
}

const LEGEND_LINE: f64 = 18.0;
const SAMPLE: f64 = 22.0;

/// Lines of a title or subtitle, measured before the sheet's size is known.
pub(super) struct Heading {
    lines: Vec<String>,
    set: Type<'static>,
}

impl Heading {
    pub fn new(text: &str, width: f64, set: Type<'static>) -> Self {
        Self { lines: fonts::wrap(text, width, set.size, set.bold, 3), set }
    }

    pub fn height(&self) -> f64 {
        self.lines.len() as f64 * self.set.size * 1.35
    }

    pub fn draw(&self, canvas: &mut Canvas, corner: (f64, f64)) {
        for (row, line) in self.lines.iter().enumerate() {
            canvas.text((corner.0, corner.1 + self.set.size * (1.0 + 1.35 * row as f64)), line, self.set);
        }
    }
}

/// Lines of text, centred as a block on the height `at.1`.
pub(super) fn block(canvas: &mut Canvas, at: (f64, f64), lines: &[String], set: Type) {
    let pitch = 1.2 * set.size;
    for (row, line) in lines.iter().enumerate() {
        canvas.text_centred((at.0, at.1 + pitch * (row as f64 - (lines.len() as f64 - 1.0) / 2.0)), line, set);
    }
}

/// What stands before a name in a legend.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Sample {
    Line,
    Dot,
    Block,
}

/// Names with their colours in rows, above the plot, where no data can be.
pub(super) struct Legend {
    entries: Vec<Entry>,
    rows: usize,
    sample: Sample,
}

struct Entry {
    /// One line, or several where the name is wider than all of the legend.
    name: Vec<String>,
    colour: &'static str,
    dashes: &'static str,
    left: f64,
    row: usize,
}

impl Legend {
    /// Lays the names of classes or series out in rows of at most `width` pixels; empty names are left out.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>, width: f64, sample: Sample) -> Self {
        let styled = names.enumerate().map(|(index, name)| (name, palette::class(index), palette::dashes(index)));
        Self::styled(styled, width, sample)
    }

    /// The same for names with a colour and dashes each.
    pub fn styled<'a>(
        names: impl Iterator<Item = (&'a str, &'static str, &'static str)>,
        width: f64,
        sample: Sample,
    ) -> Self {
        let lead = if sample == Sample::Line { SAMPLE + 6.0 } else { 16.0 };
        let (mut left, mut row, mut entries) = (0.0, 0, Vec::new());
        for (name, colour, dashes) in names.filter(|(name, ..)| !name.is_empty()) {
            let name = fonts::wrap(name, width - lead, TICK.size, false, 3);
            let widest = name.iter().map(|line| fonts::width(line, TICK.size, false)).fold(0.0, f64::max);
            let (wide, more_lines) = (lead + widest, name.len() - 1);
            if left > 0.0 && left + wide > width {
                (left, row) = (0.0, row + 1);
            }
            entries.push(Entry { name, colour, dashes, left, row });
            (left, row) = (left + wide + 18.0, row + more_lines);
        }
        let rows = if entries.is_empty() { 0 } else { row + 1 };
        Self { entries, rows, sample }
    }

    pub fn height(&self) -> f64 {
        self.rows as f64 * LEGEND_LINE
    }

    pub fn draw(&self, canvas: &mut Canvas, corner: (f64, f64)) {
        for entry in &self.entries {
            let (x, y) = (corner.0 + entry.left, corner.1 + LEGEND_LINE * (entry.row as f64 + 0.5));
            let colour = entry.colour;
            let lead = match self.sample {
                Sample::Line => {
                    canvas.line((x, y), (x + SAMPLE, y), Stroke { colour, width: 2.2, dashes: entry.dashes });
                    SAMPLE + 6.0
                }
                Sample::Dot => {
                    canvas.dots(&[(x + 5.0, y)], 4.5, colour, 1.0);
                    16.0
                }
                Sample::Block => {
                    canvas.rectangle((x, y - 5.5), (11.0, 11.0), colour);
                    16.0
                }
            };
            for (line, text) in entry.name.iter().enumerate() {
                canvas.text_centred((x + lead, y + LEGEND_LINE * line as f64), text, TICK);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_wider_than_its_legend_takes_several_lines_and_a_row_for_each() {
        let width = fonts::width("by the fitted model", TICK.size, false) + SAMPLE + 7.0;
        let names = ["a", "by the fitted model wrongly specified", "b"];
        let legend = Legend::new(names.into_iter(), width, Sample::Line);
        let lines: Vec<_> = legend.entries.iter().map(|entry| (entry.row, entry.name.join("|"))).collect();
        let expected = [(0, "a"), (1, "by the fitted model|wrongly specified"), (3, "b")];
        assert_eq!(lines, expected.map(|(row, name)| (row, name.to_string())));
        assert_eq!(legend.height(), 4.0 * LEGEND_LINE);
    }
}
