//! Flows between two sets of classes.

use super::{
    Width,
    canvas::{Anchor, Canvas, Type},
    figure::Figure,
    fonts,
    layout::{LABEL, TICK},
    palette,
    sheet::{MARGIN, Top, inner},
};
use crate::{Error, Result, text::grouped};

const BLOCK: f64 = 10.0;
/// Between blocks.
const GAP: f64 = 5.0;
const LEAST_HEIGHT: f64 = 150.0;
/// Between the baselines of two names.
const LINE: f64 = 13.0;

/// Draws how often each class of the left source became each class of the right one: a block per class that occurs, as high as it is
/// frequent, and a band for every pair, in the colour of its left class; those that change stand out. `counts`: `[left, right]`, row by
/// row; `sources` are the names of both.
///
/// # Errors
/// [`Error::Parameter`] for another number of counts; [`Error::Figure`] when all are 0.
pub fn flow(title: &str, classes: &[String], counts: &[u64], sources: [&str; 2], width: Width) -> Result<Figure> {
    let count = classes.len();
    if counts.len() != count * count {
        let expected = format!("{} for {count} classes", count * count);
        return Err(Error::parameter("the number of counts", counts.len(), expected));
    }
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return Err(Error::Figure(format!("{title}: there is no label to draw")));
    }
    let (mut from, mut to, mut kept) = (vec![0; count], vec![0; count], 0);
    for (index, &number) in counts.iter().enumerate() {
        let (row, column) = (index / count, index % count);
        from[row] += number;
        to[column] += number;
        kept += if row == column { number } else { 0 };
    }
    let change = 100.0 * (total - kept) as f64 / total as f64;
    let top = Top::new(title, &format!("{change:.1} % of {} labels change", grouped(total)), None, width);
    let upper = top.bottom() + 24.0;
    let occurring = [&from, &to].map(|numbers| numbers.iter().filter(|&&number| number > 0).count());
    let most = occurring[0].max(occurring[1]) as f64;
    let height = (1.5 * LINE * most).max(LEAST_HEIGHT);
    let scale = (height - GAP * (most - 1.0)) / total as f64;
    let limit = 0.3 * inner(width).min(400.0);
    let sides = [from, to].map(|numbers| Side::new(classes, &numbers, scale, upper, limit));

    let lowest = sides.iter().map(Side::lowest).fold(upper + height, f64::max);
    let mut canvas = Canvas::new(width.pixels(), lowest + MARGIN);
    top.draw(&mut canvas);
    let (left, right) = (MARGIN + sides[0].width, width.pixels() - MARGIN - sides[1].width - BLOCK);
    draw_bands(&mut canvas, counts, scale, &sides, (left + BLOCK, right));
    sides[0].draw(&mut canvas, left, (left - 5.0, Anchor::End));
    sides[1].draw(&mut canvas, right, (right + BLOCK + 5.0, Anchor::Start));
    let names = sources.map(|source| fonts::fit(source, inner(width) / 2.0 - 8.0, LABEL.size, true));
    let bold = Type { bold: true, ..LABEL };
    canvas.text((MARGIN, upper - 11.0), &names[0], bold);
    canvas.text((width.pixels() - MARGIN, upper - 11.0), &names[1], Type { anchor: Anchor::End, ..bold });
    Ok(canvas.finish(title))
}

/// The classes of one source that occur, from the top down.
struct Side {
    blocks: Vec<Block>,
    /// The room for the names beside the blocks.
    width: f64,
}

struct Block {
    class: usize,
    top: f64,
    height: f64,
    /// Class and percentage.
    name: String,
    /// The height of the middle of the name.
    name_at: f64,
}

impl Side {
    fn new(classes: &[String], numbers: &[u64], scale: f64, upper: f64, limit: f64) -> Self {
        let total: u64 = numbers.iter().sum();
        let (mut blocks, mut wanted, mut top, mut width) = (vec![], vec![], upper, 0.0);
        for (class, &number) in numbers.iter().enumerate().filter(|(_, number)| **number > 0) {
            let percent = 100.0 * number as f64 / total as f64;
            let percent = if percent < 0.5 { " <1 %".into() } else { format!(" {percent:.0} %") };
            let room = limit - fonts::width(&percent, TICK.size, false);
            let name = fonts::fit(&classes[class], room, TICK.size, false) + &percent;
            width = f64::max(width, fonts::width(&name, TICK.size, false) + 7.0);
            let height = scale * number as f64;
            wanted.push(top + height / 2.0);
            blocks.push(Block { class, top, height, name, name_at: 0.0 });
            top += height + GAP;
        }
        // Names may need more room than thin blocks have.
        for (block, place) in blocks.iter_mut().zip(spread(&wanted, upper)) {
            block.name_at = place;
        }
        Self { blocks, width }
    }

    /// Where the lowest name ends.
    fn lowest(&self) -> f64 {
        self.blocks.last().map_or(0.0, |block| block.name_at + LINE / 2.0)
    }

    fn draw(&self, canvas: &mut Canvas, x: f64, (names_at, anchor): (f64, Anchor)) {
        for block in &self.blocks {
            canvas.rectangle((x, block.top), (BLOCK, block.height.max(0.5)), palette::class(block.class));
            canvas.text_centred((names_at, block.name_at), &block.name, Type { anchor, ..TICK });
        }
    }
}

/// The bands of all pairs, from the lower ends of those before on both sides.
fn draw_bands(canvas: &mut Canvas, counts: &[u64], scale: f64, sides: &[Side; 2], (left, right): (f64, f64)) {
    let classes = counts.len().isqrt();
    let mut ends: Vec<f64> = sides[1].blocks.iter().map(|block| block.top).collect();
    for from in &sides[0].blocks {
        let mut start = from.top;
        for (to, end) in sides[1].blocks.iter().zip(&mut ends) {
            let thick = scale * counts[from.class * classes + to.class] as f64;
            if thick > 0.0 {
                let opacity = if from.class == to.class { 0.22 } else { 0.62 };
                let colour = palette::class(from.class);
                canvas.ribbon((left, start, start + thick), (right, *end, *end + thick), colour, opacity);
                start += thick;
                *end += thick;
            }
        }
    }
}

/// The heights of names, in order, as near to `wanted` as their distance allows: groups of names that would overlap move apart about
/// their middle, but not above `upper`.
fn spread(wanted: &[f64], upper: f64) -> Vec<f64> {
    // Each group: first place, sum of wanted places less their offsets, number.
    let mut groups: Vec<(f64, f64, usize)> = vec![];
    for &place in wanted {
        groups.push((place.max(upper), place, 1));
        while let [.., before, last] = groups[..] {
            if before.0 + LINE * before.2 as f64 <= last.0 {
                break;
            }
            groups.truncate(groups.len() - 2);
            let sum = before.1 + last.1 - LINE * (before.2 * last.2) as f64;
            let count = before.2 + last.2;
            groups.push(((sum / count as f64).max(upper), sum, count));
        }
    }
    let mut places = vec![];
    for (first, _, count) in groups {
        places.extend((0..count).map(|index| first + LINE * index as f64));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_distance_and_their_middle() {
        assert_eq!(spread(&[100.0, 200.0], 0.0), [100.0, 200.0]);
        assert_eq!(spread(&[100.0, 101.0, 102.0], 0.0), [88.0, 101.0, 114.0]);
        assert_eq!(spread(&[1.0, 2.0], 0.0), [0.0, 13.0], "not above the upper edge");
    }

    #[test]
    fn a_band_is_as_thick_as_its_pair_is_frequent() {
        let classes = ["happy", "sad"].map(String::from);
        // 150 px, 5 of them between the blocks: 145 px for 10 labels.
        let figure = flow("t", &classes, &[4, 2, 0, 4], ["anna", "ben"], Width::SingleColumn).unwrap();
        assert_eq!(figure.svg().matches("fill-opacity=\"0.62\"").count(), 1);
        assert_eq!(figure.svg().matches("fill-opacity=\"0.22\"").count(), 2);
        assert!(figure.svg().contains(r#"width="10" height="87""#), "6 of 10 labels are happy");
        assert!(figure.svg().contains("20.0 % of 10 labels change") && figure.svg().contains(">sad 60 %<"));
        let one_way = flow("t", &classes, &[0, 3, 0, 0], ["anna", "ben"], Width::SingleColumn).unwrap();
        assert!(!one_way.svg().contains(">sad 0 %<") && one_way.svg().matches("%<").count() == 2, "what occurs");
        assert!(flow("t", &classes, &[0; 4], ["a", "b"], Width::default()).is_err());
        assert!(flow("t", &classes, &[0; 3], ["a", "b"], Width::default()).is_err());
    }
}
