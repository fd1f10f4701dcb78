//! Matrices as heat maps with their numbers.

use super::{
    Width,
    canvas::{Anchor, Canvas, FAINT, GREY, Stroke, Type},
    figure::Figure,
    fonts,
    heat_scale::{HeatScale, colour, draw_scale, reach, smallest_numbered, written},
    layout::{LABEL, SMALL, TICK},
    palette,
    sheet::{MARGIN, Top, inner},
};
use crate::{Error, Result};
use image::{Rgb, RgbImage};

const GAP: f64 = 18.0;
const SCALE_HEIGHT: f64 = 38.0;
/// Cells are not larger than this.
const LARGEST: f64 = 44.0;
/// The smallest cell beside which a name can stand.
const NAMED: f64 = 11.5;
/// The smallest cell below which a name can stand at a slant.
const SLANTED: f64 = 16.0;

/// A map of more cells is drawn as one image.
const MOST_CELLS: usize = 4000;
const MISSING: &str = "#eeeeee";

/// One matrix of a figure.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// The text above it.
    pub name: String,
    /// `[rows, columns]`, row by row; `None` where there is no number.
    pub cells: Vec<Option<f64>>,
}

/// Draws matrices as heat maps with their numbers, in rows of as many as leave room for numbers. All have the same rows and
/// columns; `axes` says what these are. Where cells are too small for numbers, colours are explained below; where they are too small
/// for names, these are left out; a map of more than 4,000 cells is one image in the figure.
///
/// # Errors
/// [`Error::Figure`] without a map, a row or a column; [`Error::Parameter`] for another number of cells.
pub fn heat_maps(
    title: &str,
    maps: &[HeatMap],
    [rows, columns]: [&[String]; 2],
    axes: [&str; 2],
    scale: HeatScale,
    width: Width,
) -> Result<Figure> {
    if maps.is_empty() || rows.is_empty() || columns.is_empty() {
        return Err(Error::Figure(format!("{title}: there is no cell to draw")));
    }
    let count = rows.len() * columns.len();
    for map in maps {
        if map.cells.len() != count {
            let what = format!("the number of cells of {:?}", map.name);
            return Err(Error::parameter(what, map.cells.len(), format!("{count}, rows by columns")));
        }
    }
    let reach = reach(maps.iter().flat_map(|map| map.cells.iter().flatten()), scale);
    let style = Style::of(maps.len(), [rows, columns], scale, width);
    let remark = if scale == HeatScale::Difference { "percentage points" } else { "" };
    let top = Top::new(title, remark, None, width);
    let name_lines: Vec<_> =
        maps.iter().map(|map| fonts::wrap(&map.name, style.size.0.max(90.0), LABEL.size, true, 2)).collect();
    let above = 14.0 * name_lines.iter().map(Vec::len).max().unwrap_or(0) as f64 + 4.0;
    let pitch = (style.size.0 + GAP, above + style.size.1 + style.below + LABEL.size + 10.0);
    let below = top.bottom() + pitch.1 * maps.len().div_ceil(style.per_row) as f64;
    let explained = !style.numbered;

    let mut canvas = Canvas::new(width.pixels(), below + if explained { SCALE_HEIGHT } else { 4.0 });
    top.draw(&mut canvas);
    for (index, (map, lines)) in maps.iter().zip(&name_lines).enumerate() {
        let (column, row) = (index % style.per_row, index / style.per_row);
        let corner = (style.left + pitch.0 * column as f64, top.bottom() + pitch.1 * row as f64 + above);
        for (line, text) in lines.iter().enumerate() {
            let baseline = corner.1 - 7.0 - 14.0 * (lines.len() - 1 - line) as f64;
            canvas.text((corner.0, baseline), text, Type { bold: true, ..LABEL });
        }
        style.draw_cells(&mut canvas, map, columns.len(), corner, (scale, reach))?;
        style.draw_names(&mut canvas, rows, columns, corner, column == 0);
        style.draw_axes(&mut canvas, axes, corner, column == 0);
    }
    if explained {
        draw_scale(&mut canvas, (style.left, below), style.size.0.max(130.0), scale, reach);
    }
    Ok(canvas.finish(title))
}

#[derive(Clone, Copy, PartialEq)]
enum Names {
    Flat,
    Slanted,
    Upright,
    LeftOut,
}

struct Style {
    cell: f64,
    /// Width and height of a map.
    size: (f64, f64),
    per_row: usize,
    numbered: bool,
    /// The left edge of the first map.
    left: f64,
    /// The room for names left of and below a map.
    beside: f64,
    below: f64,
    name_limit: f64,
    names: Names,
}

impl Style {
    fn of(maps: usize, [rows, columns]: [&[String]; 2], scale: HeatScale, width: Width) -> Self {
        let name_limit = 0.26 * inner(width).min(420.0);
        let widest = |names: &[String]| {
            let widths = names.iter().map(|name| fonts::width(name, TICK.size, false).min(name_limit));
            widths.fold(0.0, f64::max)
        };
        let across = columns.len() as f64;
        let axis = LABEL.size + 8.0;
        let cell_of = |per_row: usize, beside: f64| {
            let room = inner(width) - axis - beside - 8.0 - GAP * (per_row - 1) as f64;
            (room / per_row as f64 / across).min(LARGEST)
        };
        let beside = widest(rows) + 10.0;
        let smallest = smallest_numbered(scale);
        let per_row = (1..=maps).rev().find(|&per_row| cell_of(per_row, beside) >= smallest).unwrap_or(1);
        let mut cell = cell_of(per_row, beside);
        let named = cell >= NAMED;
        let beside = if named { beside } else { 6.0 };
        cell = cell_of(per_row, beside);
        let below = widest(columns);
        let names = match cell {
            _ if !named => Names::LeftOut,
            _ if below <= cell - 4.0 => Names::Flat,
            SLANTED.. => Names::Slanted,
            _ => Names::Upright,
        };
        let below = match names {
            Names::Flat => 18.0,
            Names::Slanted => 0.71 * below + 18.0,
            Names::Upright => below + 14.0,
            Names::LeftOut => 6.0,
        };
        let size = (cell * across, cell * rows.len() as f64);
        let used = axis + beside + size.0 * per_row as f64 + GAP * (per_row - 1) as f64;
        let left = MARGIN + (inner(width) - used) / 2.0 + axis + beside;
        Self { cell, size, per_row, numbered: cell >= smallest, left, beside, below, name_limit, names }
    }

    fn draw_cells(
        &self,
        canvas: &mut Canvas,
        map: &HeatMap,
        columns: usize,
        (left, top): (f64, f64),
        (scale, reach): (HeatScale, f64),
    ) -> Result<()> {
        if map.cells.len() > MOST_CELLS {
            canvas.picture((left, top), self.size, &raster(map, columns, (scale, reach)))?;
        } else {
            self.draw_each_cell(canvas, map, columns, (left, top), (scale, reach));
        }
        let (right, bottom) = (left + self.size.0, top + self.size.1);
        if self.cell >= 8.0 {
            for line in 1..columns {
                let at = left + self.cell * line as f64;
                canvas.line((at, top), (at, bottom), Stroke::solid(FAINT, 0.6));
            }
            for line in 1..map.cells.len() / columns {
                let at = top + self.cell * line as f64;
                canvas.line((left, at), (right, at), Stroke::solid(FAINT, 0.6));
            }
        }
        for (from, to) in [((left, top), (right, top)), ((left, bottom), (right, bottom))] {
            canvas.line(from, to, Stroke::solid(GREY, 0.8));
        }
        for (from, to) in [((left, top), (left, bottom)), ((right, top), (right, bottom))] {
            canvas.line(from, to, Stroke::solid(GREY, 0.8));
        }
        Ok(())
    }

    fn draw_each_cell(
        &self,
        canvas: &mut Canvas,
        map: &HeatMap,
        columns: usize,
        (left, top): (f64, f64),
        (scale, reach): (HeatScale, f64),
    ) {
        for (index, cell) in map.cells.iter().enumerate() {
            let corner = (left + self.cell * (index % columns) as f64, top + self.cell * (index / columns) as f64);
            let Some(value) = cell.filter(|value| value.is_finite()) else {
                canvas.rectangle(corner, (self.cell, self.cell), MISSING);
                continue;
            };
            // A hair wider than the cell, or viewers show seams.
            canvas.rectangle(corner, (self.cell + 0.3, self.cell + 0.3), &colour(value / reach, scale));
            if self.numbered {
                let faint = value == 0.0 && scale == HeatScale::Share;
                let colour = if faint { GREY } else { palette::on_share((value / reach).abs()) };
                let set = if self.cell >= 28.0 { TICK } else { SMALL };
                let centre = (corner.0 + self.cell / 2.0, corner.1 + self.cell / 2.0);
                canvas.text_centred(centre, &written(value, scale), Type { anchor: Anchor::Middle, colour, ..set });
            }
        }
    }

    fn draw_names(&self, canvas: &mut Canvas, rows: &[String], columns: &[String], corner: (f64, f64), first: bool) {
        if self.names == Names::LeftOut {
            return;
        }
        let (left, bottom) = (corner.0, corner.1 + self.size.1);
        let fit = |name: &String| fonts::fit(name, self.name_limit, TICK.size, false);
        for (row, name) in rows.iter().enumerate().filter(|_| first) {
            let middle = corner.1 + self.cell * (row as f64 + 0.5);
            canvas.text_centred((left - 6.0, middle), &fit(name), Type { anchor: Anchor::End, ..TICK });
        }
        for (column, name) in columns.iter().enumerate() {
            let middle = left + self.cell * (column as f64 + 0.5);
            let (at, turn, anchor) = match self.names {
                Names::Flat => ((middle, bottom + 14.0), 0.0, Anchor::Middle),
                Names::Slanted => ((middle + 4.0, bottom + 11.0), -45.0, Anchor::End),
                _ => ((middle + 3.9, bottom + 6.0), -90.0, Anchor::End),
            };
            canvas.text(at, &fit(name), Type { anchor, turn, ..TICK });
        }
    }

    fn draw_axes(&self, canvas: &mut Canvas, [rows, columns]: [&str; 2], corner: (f64, f64), first: bool) {
        let centred = Type { anchor: Anchor::Middle, ..LABEL };
        let (middle, bottom) = (corner.0 + self.size.0 / 2.0, corner.1 + self.size.1);
        let columns = fonts::fit(columns, self.size.0 + 8.0, LABEL.size, false);
        canvas.text((middle, bottom + self.below + LABEL.size - 2.0), &columns, centred);
        if first {
            let rows = fonts::fit(rows, self.size.1 + 16.0, LABEL.size, false);
            let at = (corner.0 - self.beside - 5.0, corner.1 + self.size.1 / 2.0);
            canvas.text(at, &rows, Type { turn: -90.0, ..centred });
        }
    }
}

/// The cells as squares of pixels, so that no viewer blurs them into each other.
fn raster(map: &HeatMap, columns: usize, (scale, reach): (HeatScale, f64)) -> RgbImage {
    let rows = map.cells.len() / columns;
    let side = 1200_usize.div_ceil(columns.max(rows));
    RgbImage::from_fn((columns * side) as u32, (rows * side) as u32, |x, y| {
        let cell = map.cells[y as usize / side * columns + x as usize / side];
        let shown = cell.filter(|value| value.is_finite());
        let colour = shown.map_or(MISSING.into(), |value| colour(value / reach, scale));
        let channel = |at: usize| u8::from_str_radix(&colour[at..at + 2], 16).unwrap_or_default();
        Rgb([channel(1), channel(3), channel(5)])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|index| format!("class {index}")).collect()
    }

    #[test]
    fn numbers_stand_where_cells_hold_them() {
        let map = HeatMap { name: "anna".into(), cells: vec![Some(0.25), Some(0.75), None, Some(0.0)] };
        let two = names(2);
        let draw =
            |scale| heat_maps("", std::slice::from_ref(&map), [&two, &two], ["r", "c"], scale, Width::SingleColumn);
        let shares = draw(HeatScale::Share).unwrap();
        assert!(shares.svg().contains(">25<") && shares.svg().contains(">75<") && shares.svg().contains("#eeeeee"));
        let differences = draw(HeatScale::Difference).unwrap();
        // The largest difference, 0.75, rounds up to 0.8.
        assert!(differences.svg().contains(">+75<") && differences.svg().contains(&palette::signed(0.75 / 0.8)));
        let coefficients = draw(HeatScale::Coefficient).unwrap();
        assert!(coefficients.svg().contains(">.25<") && coefficients.svg().contains(">.00<"));
        let many = names(40);
        let large = HeatMap { name: String::new(), cells: vec![Some(0.5); 1600] };
        let large = heat_maps("", &[large], [&many, &many], ["r", "c"], HeatScale::Coefficient, Width::SingleColumn);
        let large = large.unwrap();
        assert!(!large.svg().contains(">.50<") && large.svg().contains(">−1.0<"), "colours are explained instead");
    }

    #[test]
    fn a_large_map_is_one_image() {
        let many = names(200);
        let cells = (0..40_000).map(|cell| Some(f64::from(cell % 200) / 199.0)).collect();
        let maps = [HeatMap { name: String::new(), cells }];
        let draw = |names: &[String], maps: &[HeatMap]| {
            heat_maps("", maps, [names; 2], ["r", "c"], HeatScale::Share, Width::SingleColumn).unwrap()
        };
        let figure = draw(&many, &maps);
        assert!(figure.svg().matches("<image ").count() == 1 && figure.svg().len() < 100_000, "{}", figure.svg().len());
        let image = raster(&maps[0], 200, (HeatScale::Share, 1.0));
        assert_eq!((image.dimensions(), image.get_pixel(1199, 600).0), ((1200, 1200), [8, 48, 107]));
    }

    #[test]
    fn wrong_numbers_are_refused() {
        let (two, map) = (names(2), HeatMap { name: "a".into(), cells: vec![None; 3] });
        let draw =
            |maps: &[HeatMap]| heat_maps("t", maps, [&two, &two], ["r", "c"], HeatScale::Share, Width::default());
        let error = draw(&[map]).unwrap_err().to_string();
        assert!(error.contains("must be 4, rows by columns, got 3"), "{error}");
        assert!(draw(&[]).is_err());
    }
}
