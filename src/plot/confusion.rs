//! Confusion matrices as heat maps of rates.

use super::{
    canvas::{Anchor, Canvas, FAINT, GREY, Stroke, Type},
    figure::Figure,
    fonts,
    layout::{Heading, LABEL, SMALL, TICK, TITLE},
    palette,
};
use crate::{Error, Result, metrics::ConfusionMatrix, text::grouped};
use std::borrow::Borrow;

const MARGIN: f64 = 12.0;
const NAME_LIMIT: f64 = 110.0;
const GAP: f64 = 22.0;
const PANELS_PER_ROW: usize = 4;
/// Names smaller than this are left out.
const LEAST_SIZE: f64 = 6.0;
const BOLD_LABEL: Type<'static> = Type { bold: true, ..LABEL };
const TOTAL: Type<'static> = Type { size: 9.5, anchor: Anchor::End, ..SMALL };

/// Draws a confusion matrix as the share of each row's class in each column, in percent; `axes` says what the rows and the
/// columns are: `["true class", "predicted class"]`.
///
/// # Errors
/// [`Error::Figure`] for a matrix without classes.
pub fn confusion(matrix: &ConfusionMatrix, title: &str, axes: [&str; 2]) -> Result<Figure> {
    draw(title, &[("", matrix)], axes)
}

/// Draws the confusion matrices of several annotators side by side; each panel is (name, matrix). `rows` says what
/// their rows are, such as `"true class"`; their columns are given labels.
///
/// # Errors
/// [`Error::Figure`] without a matrix or for a matrix without classes.
pub fn confusions<N: AsRef<str>, M: Borrow<ConfusionMatrix>>(
    title: &str,
    panels: &[(N, M)],
    rows: &str,
) -> Result<Figure> {
    let panels: Vec<_> = panels.iter().map(|(name, matrix)| (name.as_ref(), matrix.borrow())).collect();
    draw(title, &panels, [rows, "given label"])
}

/// What every panel of a figure has in common.
struct Style {
    cell: f64,
    number_size: f64,
    /// Decimals of the percentages; `None` where cells are too small for numbers.
    decimals: Option<usize>,
    /// The room for class names left of a panel.
    names: f64,
    /// The room for class names below a panel.
    below: f64,
    slanted: bool,
    /// Whether row names say how many items the row has.
    totals: bool,
    /// Whether all panels have the classes of the first, so that only the left ones need row names.
    shared: bool,
}

impl Style {
    fn of(panels: &[(&str, &ConfusionMatrix)]) -> Self {
        let classes = panels.iter().map(|(_, matrix)| matrix.classes().len()).max().unwrap_or(1) as f64;
        let room = if panels.len() == 1 { 430.0 } else { 265.0 };
        let cell = (room / classes).clamp(3.0, 60.0);
        let (decimals, number_size) = match cell {
            40.0.. => (Some(1), 11.5),
            25.0.. => (Some(0), 11.0),
            19.0.. => (Some(0), 9.0),
            _ => (None, 0.0),
        };
        let name_size = TICK.size.min(cell * 0.9);
        let all_names = panels.iter().flat_map(|(_, matrix)| matrix.classes());
        let widest = all_names.map(|name| fonts::width(name, name_size, false)).fold(0.0, f64::max).min(NAME_LIMIT);
        let totals = panels.len() == 1 && cell >= 36.0;
        let total_width = if totals { fonts::width(&total_of(panels[0].1, 0), TOTAL.size, false) } else { 0.0 };
        let slanted = widest > cell - 6.0;
        let below = if slanted { widest * 0.72 + 14.0 } else { 18.0 };
        let shared = panels.iter().all(|(_, matrix)| matrix.classes() == panels[0].1.classes());
        let names = widest.max(total_width + 4.0) + 8.0;
        Self { cell, number_size, decimals, names, below, slanted, totals, shared }
    }

    fn side(&self, matrix: &ConfusionMatrix) -> f64 {
        self.cell * matrix.classes().len() as f64
    }
}

fn draw(title: &str, panels: &[(&str, &ConfusionMatrix)], [rows_are, columns_are]: [&str; 2]) -> Result<Figure> {
    if panels.is_empty() || panels.iter().any(|(_, matrix)| matrix.classes().is_empty()) {
        return Err(Error::Figure(format!("{title}: there is no class to draw")));
    }
    let style = Style::of(panels);
    let columns = panels.len().min(PANELS_PER_ROW);
    let side = panels.iter().map(|(_, matrix)| style.side(matrix)).fold(0.0, f64::max);
    let first_left = MARGIN + LABEL.size + 8.0 + style.names;
    let pitch = side + GAP + if style.shared { 0.0 } else { style.names };
    let width = (first_left + pitch * (columns - 1) as f64 + side + MARGIN).max(300.0);
    let heading = Heading::new(title, width - 2.0 * MARGIN, TITLE);
    let names: Vec<_> = panels.iter().map(|(name, _)| Heading::new(name, side, BOLD_LABEL)).collect();
    let name_height = names.iter().map(Heading::height).fold(0.0, f64::max);
    let above = name_height + SMALL.size + 9.0;
    let row_height = above + side + style.below + LABEL.size + 12.0;
    let rows = panels.len().div_ceil(columns);
    let top = MARGIN + heading.height() + 4.0;
    let scale = if style.decimals.is_none() { 34.0 } else { 0.0 };

    let mut canvas = Canvas::new(width, top + row_height * rows as f64 + scale + 6.0);
    heading.draw(&mut canvas, (MARGIN, MARGIN));
    for (index, ((_, matrix), name)) in panels.iter().zip(&names).enumerate() {
        let (row, column) = (index / columns, index % columns);
        let corner = (first_left + pitch * column as f64, top + row_height * row as f64 + above);
        name.draw(&mut canvas, (corner.0, corner.1 - above));
        let agreement = format!("{:.1} % of {} agree", 100.0 * matrix.accuracy(), grouped(matrix.total()));
        canvas.text((corner.0, corner.1 - 7.0), &agreement, SMALL);
        draw_cells(&mut canvas, matrix, &style, corner);
        let rows_are = (column == 0 || !style.shared).then_some(rows_are);
        draw_names(&mut canvas, matrix, &style, corner, rows_are);
        let below = (corner.0 + style.side(matrix) / 2.0, corner.1 + style.side(matrix) + style.below + LABEL.size);
        canvas.text(below, columns_are, Type { anchor: Anchor::Middle, ..LABEL });
    }
    if scale > 0.0 {
        draw_scale(&mut canvas, (first_left, top + row_height * rows as f64), side.max(120.0));
    }
    Ok(canvas.finish(title))
}

fn draw_cells(canvas: &mut Canvas, matrix: &ConfusionMatrix, style: &Style, (left, top): (f64, f64)) {
    let (cell, side) = (style.cell, style.side(matrix));
    let classes = matrix.classes();
    for truth in 0..classes.len() {
        for given in 0..classes.len() {
            let (Some(count), Some(rate)) = (matrix.count(truth, given), matrix.rate(truth, given)) else { continue };
            let corner = (left + cell * given as f64, top + cell * truth as f64);
            // A hair wider than the cell, or viewers show seams.
            canvas.rectangle(corner, (cell + 0.3, cell + 0.3), &palette::share(rate));
            if let Some(decimals) = style.decimals {
                let centre = (corner.0 + cell / 2.0, corner.1 + cell / 2.0);
                let exactly_none = count == 0;
                let text = if exactly_none { "0".into() } else { format!("{:.decimals$}", 100.0 * rate) };
                let colour = if exactly_none { "#aaaaaa" } else { palette::on_share(rate) };
                let set = Type { size: style.number_size, anchor: Anchor::Middle, colour, ..TICK };
                canvas.text_centred(centre, &text, set);
            }
        }
    }
    for line in 0..=classes.len() {
        let at = cell * line as f64;
        let colour = if line == 0 || line == classes.len() { GREY } else { FAINT };
        let stroke = Stroke::solid(colour, if cell < 8.0 && colour == FAINT { 0.0 } else { 0.7 });
        canvas.line((left, top + at), (left + side, top + at), stroke);
        canvas.line((left + at, top), (left + at, top + side), stroke);
    }
}

/// The names of the classes; those of the rows only where it is said what these are.
fn draw_names(
    canvas: &mut Canvas,
    matrix: &ConfusionMatrix,
    style: &Style,
    (left, top): (f64, f64),
    rows_are: Option<&str>,
) {
    let classes = matrix.classes();
    let side = style.side(matrix);
    let set = Type { size: TICK.size.min(style.cell * 0.9), ..TICK };
    for (index, name) in classes.iter().enumerate().filter(|_| set.size >= LEAST_SIZE) {
        let name = fonts::fit(name, NAME_LIMIT, set.size, false);
        let middle = style.cell * (index as f64 + 0.5);
        if rows_are.is_some() {
            let lift = if style.totals { 6.0 } else { 0.0 };
            canvas.text_centred((left - 7.0, top + middle - lift), &name, Type { anchor: Anchor::End, ..set });
        }
        if rows_are.is_some() && style.totals {
            canvas.text_centred((left - 7.0, top + middle + 8.0), &total_of(matrix, index), TOTAL);
        }
        let (anchor, turn) = if style.slanted { (Anchor::End, -45.0) } else { (Anchor::Middle, 0.0) };
        let drop = if style.slanted { 10.0 } else { 14.0 };
        let shift = if style.slanted { 4.0 } else { 0.0 };
        canvas.text((left + middle + shift, top + side + drop), &name, Type { anchor, turn, ..set });
    }
    if let Some(rows) = rows_are {
        let beside = (left - style.names - 7.0, top + side / 2.0);
        let text = fonts::fit(&format!("{rows}, % of row"), side + 40.0, LABEL.size, false);
        canvas.text(beside, &text, Type { anchor: Anchor::Middle, turn: -90.0, ..LABEL });
    }
}

/// How many items a row has.
fn total_of(matrix: &ConfusionMatrix, truth: usize) -> String {
    format!("n = {}", grouped(matrix.total_of(truth).unwrap_or_default()))
}

/// The colours' meaning, where the cells are too small to say it.
fn draw_scale(canvas: &mut Canvas, (left, top): (f64, f64), width: f64) {
    const STEPS: usize = 50;
    let step = width / STEPS as f64;
    for index in 0..STEPS {
        let colour = palette::share((index as f64 + 0.5) / STEPS as f64);
        canvas.rectangle((left + step * index as f64, top + 4.0), (step + 0.3, 8.0), &colour);
    }
    for (share, anchor) in [(0.0, Anchor::Start), (0.5, Anchor::Middle), (1.0, Anchor::End)] {
        canvas.text((left + width * share, top + 24.0), &format!("{:.0} %", 100.0 * share), Type { anchor, ..SMALL });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(k: usize) -> ConfusionMatrix {
        let classes: Vec<_> = (0..k).map(|c| format!("class <{c}>")).collect();
        let truth: Vec<u8> = (0..=255).filter(|&code| usize::from(code) < k).collect();
        ConfusionMatrix::new(&classes, &truth, &truth).unwrap()
    }

    #[test]
    fn any_number_of_classes_is_drawn() {
        for k in [1, 2, 10, 60, 256] {
            let named =
                confusion(&matrix(k), "t", ["true class", "given label"]).unwrap().svg().contains("class &lt;0&gt;");
            assert_eq!(named, k < 100, "{k} classes");
        }
        assert!(confusion(&matrix(0), "t", ["true class", "given label"]).is_err());
        assert_eq!(
            confusion(&matrix(2), "t", ["true class", "given label"]).unwrap().svg().matches(">100.0<").count(),
            2
        );
    }

    #[test]
    fn panels_may_differ_in_classes() {
        let (seven, eight) = (matrix(7), matrix(8));
        let panels = [("a", &seven), ("b", &eight), ("c", &seven), ("d", &seven), ("e", &seven)];
        let figure = confusions("t", &panels, "true class").unwrap();
        for (name, matrix) in panels {
            assert!(figure.svg().contains(&format!(">{name}<")), "{name}");
            assert!(figure.svg().contains(&format!(">100.0 % of {} agree<", matrix.total())));
        }
        assert!(figure.svg().contains(">true class, % of row<"));
        assert_eq!(figure.svg().matches(">100<").count(), 4 * 7 + 8, "the diagonals");
        assert!(confusions("t", &[(String::from("owned"), seven)], "true class").unwrap().svg().contains(">owned<"));
        assert!(confusions::<&str, ConfusionMatrix>("t", &[], "true class").is_err());
    }
}
