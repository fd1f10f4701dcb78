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
use crate::{Error, Result};

const BLOCK: f64 = 10.0;
/// Between blocks, and the share of the height that gaps take at the most.
const GAP: f64 = 5.0;
const GAPS: f64 = 0.3;
/// Between the baselines of two names.
const LINE: f64 = 13.0;

/// Draws how often each class of the left source became each class of the right one: a block per class, as high as it is frequent, and
/// a band for every pair, in the colour of its left class; those that change stand out. `counts`: `[left, right]`, row by row;
/// `sources` are the names of both.
///
/// # Errors
/// [`Error::Parameter`] for another number of counts; [`Error::Figure`] when all are 0.
pub fn flow(title: &str, classes: &[String], counts: &[u64], sources: [&str; 2], width: Width) -> Result<Figure> {
    let classes_count = classes.len();
    if counts.len() != classes_count * classes_count {
        let expected = format!("{} for {classes_count} classes", classes_count * classes_count);
        return Err(Error::parameter("the number of counts", counts.len(), expected));
    }
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return Err(Error::Figure(format!("{title}: there is no label to draw")));
    }
    let share = |count: u64| count as f64 / total as f64;
    let (mut from, mut to) = (vec![0.0; classes_count], vec![0.0; classes_count]);
    let mut kept = 0.0;
    for (index, &count) in counts.iter().enumerate() {
        from[index / classes_count] += share(count);
        to[index % classes_count] += share(count);
        kept += if index / classes_count == index % classes_count { share(count) } else { 0.0 };
    }
    let remark = format!("{:.1} % of {} labels change", 100.0 * (1.0 - kept), crate::text::grouped(total));
    let top = Top::new(title, &remark, None, width);
    let limit = 0.3 * inner(width).min(400.0);
    let texts = [&from, &to].map(|shares| names(classes, shares, limit));
    let beside = texts
        .each_ref()
        .map(|texts| texts.iter().map(|text| fonts::width(text, TICK.size, false)).fold(0.0, f64::max) + 7.0);
    let height = (LINE * 1.6 * classes_count as f64).clamp(150.0, 420.0);
    let upper = top.bottom() + 24.0;
    let [left, right] = [MARGIN + beside[0], width.pixels() - MARGIN - beside[1] - BLOCK];
    let gap = GAP.min(GAPS * height / classes_count as f64);
    let scale = height - gap * (classes_count - 1) as f64;
    let tops = [&from, &to].map(|shares| stacked(shares, scale, gap, upper));

    // Names may need more room than thin blocks have.
    let places = [0, 1].map(|side| {
        let shares = if side == 0 { &from } else { &to };
        spread(
            &(0..classes_count).map(|class| tops[side][class] + scale * shares[class] / 2.0).collect::<Vec<_>>(),
            upper,
        )
    });
    let lowest = places.iter().flatten().fold(upper + height, |low, &place| low.max(place + LINE / 2.0));
    let mut canvas = Canvas::new(width.pixels(), lowest + MARGIN);
    top.draw(&mut canvas);
    let mut ends = tops.clone();
    for row in 0..classes_count {
        for column in 0..classes_count {
            let thick = scale * share(counts[row * classes_count + column]);
            if thick == 0.0 {
                continue;
            }
            let (a, b) = (ends[0][row], ends[1][column]);
            let opacity = if row == column { 0.22 } else { 0.62 };
            let colour = palette::class(row);
            canvas.ribbon((left + BLOCK, a, a + thick), (right, b, b + thick), colour, opacity);
            ends[0][row] += thick;
            ends[1][column] += thick;
        }
    }
    for (side, x) in [left, right].into_iter().enumerate() {
        let shares = if side == 0 { &from } else { &to };
        let (anchor, at) = if side == 0 { (Anchor::End, x - 5.0) } else { (Anchor::Start, x + BLOCK + 5.0) };
        for class in 0..classes_count {
            let block = (BLOCK, (scale * shares[class]).max(0.5));
            canvas.rectangle((x, tops[side][class]), block, palette::class(class));
            canvas.text_centred((at, places[side][class]), &texts[side][class], Type { anchor, ..TICK });
        }
        let source = fonts::fit(sources[side], inner(width) / 2.0 - 8.0, LABEL.size, true);
        let (anchor, at) = if side == 0 { (Anchor::Start, MARGIN) } else { (Anchor::End, width.pixels() - MARGIN) };
        canvas.text((at, upper - 11.0), &source, Type { bold: true, anchor, ..LABEL });
    }
    Ok(canvas.finish(title))
}

/// Class and percentage, in one line of at most `limit` pixels.
fn names(classes: &[String], shares: &[f64], limit: f64) -> Vec<String> {
    let mut names = vec![];
    for (class, share) in classes.iter().zip(shares) {
        let percent = if *share < 0.005 { " <1 %".into() } else { format!(" {:.0} %", 100.0 * share) };
        let room = limit - fonts::width(&percent, TICK.size, false);
        names.push(fonts::fit(class, room, TICK.size, false) + &percent);
    }
    names
}

/// The upper edges of blocks below each other.
fn stacked(shares: &[f64], scale: f64, gap: f64, upper: f64) -> Vec<f64> {
    let (mut tops, mut at) = (vec![], upper);
    for share in shares {
        tops.push(at);
        at += scale * share + gap;
    }
    tops
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
        assert!(flow("t", &classes, &[0; 4], ["a", "b"], Width::default()).is_err());
        assert!(flow("t", &classes, &[0; 3], ["a", "b"], Width::default()).is_err());
    }
}
