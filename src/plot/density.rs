//! How dense points lie in a panel, as shades.

use super::{canvas::Canvas, palette, sheet::Plot};

/// Cells along either side of a panel.
const CELLS: usize = 120;
/// The shares of all points that the shades hold, the faintest first.
const SHARES: [f64; 3] = [0.9, 0.6, 0.3];
const SHADES: [f64; 3] = [0.09, 0.19, 0.31];

/// Shades the smallest regions that hold 90, 60 and 30 % of the points, smoothed by a normal kernel of Scott's width.
pub(super) fn draw_density(canvas: &mut Canvas, plot: &Plot, points: &[(f64, f64)]) {
    let cells = smoothed(plot, points);
    let mut sorted = cells.clone();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let total: f64 = sorted.iter().sum();
    if total <= 0.0 {
        return;
    }
    let step =
        ((plot.frame.right - plot.frame.left) / CELLS as f64, (plot.frame.bottom - plot.frame.top) / CELLS as f64);
    for (share, shade) in SHARES.into_iter().zip(SHADES) {
        let threshold = threshold(&sorted, share * total);
        let mut blocks = vec![];
        for (row, line) in cells.chunks_exact(CELLS).enumerate() {
            // Neighbours in a row are one rectangle, a hair higher than the row, or viewers show seams.
            let mut start = 0;
            for run in line.chunk_by(|a, b| (*a >= threshold) == (*b >= threshold)) {
                if run[0] >= threshold {
                    let (x, y) = (plot.frame.left + step.0 * start as f64, plot.frame.top + step.1 * row as f64);
                    blocks.push([x, y, step.0 * run.len() as f64, step.1 + 0.2]);
                }
                start += run.len();
            }
        }
        canvas.blocks(&blocks, &palette::share(shade));
    }
}

/// The density of the last cell that is needed to hold `wanted`; the cells are sorted, the densest first.
fn threshold(sorted: &[f64], wanted: f64) -> f64 {
    let mut held = 0.0;
    for &cell in sorted {
        held += cell;
        if held >= wanted {
            return cell;
        }
    }
    sorted.last().copied().unwrap_or(0.0)
}

/// The density in each cell, row by row from the top.
fn smoothed(plot: &Plot, points: &[(f64, f64)]) -> Vec<f64> {
    let mut cells = vec![0.0; CELLS * CELLS];
    let cell = |place: f64| ((place * CELLS as f64) as usize).min(CELLS - 1);
    let (mut sums, mut squares, mut count) = ([0.0; 2], [0.0; 2], 0.0);
    for &(x, y) in points {
        let place = [plot.x.place(x, 0.0, 1.0), plot.y.place(y, 1.0, 0.0)];
        if place.iter().any(|place| !(0.0..=1.0).contains(place)) {
            continue;
        }
        cells[cell(place[1]) * CELLS + cell(place[0])] += 1.0;
        count += 1.0;
        for axis in 0..2 {
            sums[axis] += place[axis];
            squares[axis] += place[axis] * place[axis];
        }
    }
    // Scott's rule for two dimensions: deviation · n^(-1/6); at least a cell.
    let width = |axis: usize| {
        let mean: f64 = sums[axis] / f64::max(count, 1.0);
        let variance = (squares[axis] / f64::max(count, 1.0) - mean * mean).max(0.0);
        (variance.sqrt() * f64::max(count, 1.0).powf(-1.0 / 6.0) * CELLS as f64).max(1.0)
    };
    let across = blurred(&cells, &kernel(width(0)), |row, column| row * CELLS + column);
    blurred(&across, &kernel(width(1)), |column, row| row * CELLS + column)
}

/// A normal density at 0, 1, 2, … cells from its middle.
fn kernel(deviation: f64) -> Vec<f64> {
    (0..=(3.0 * deviation) as usize).map(|distance| (-0.5 * (distance as f64 / deviation).powi(2)).exp()).collect()
}

/// Smoothed along the second argument of `index`.
fn blurred(cells: &[f64], kernel: &[f64], index: impl Fn(usize, usize) -> usize) -> Vec<f64> {
    let mut blurred = vec![0.0; cells.len()];
    for line in 0..CELLS {
        for place in 0..CELLS {
            let value = cells[index(line, place)];
            if value == 0.0 {
                continue;
            }
            for other in (place + 1).saturating_sub(kernel.len())..(place + kernel.len()).min(CELLS) {
                blurred[index(line, other)] += value * kernel[place.abs_diff(other)];
            }
        }
    }
    blurred
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_the_smallest_that_hold_their_share() {
        let sorted = [4.0, 3.0, 2.0, 1.0];
        assert_eq!([threshold(&sorted, 3.0), threshold(&sorted, 6.0), threshold(&sorted, 9.5)], [4.0, 3.0, 1.0]);
    }

    #[test]
    fn a_blur_is_even_on_both_sides() {
        let mut cells = vec![0.0; CELLS * CELLS];
        cells[5 * CELLS + 10] = 2.0;
        let blurred = blurred(&cells, &[1.0, 0.5], |row, column| row * CELLS + column);
        assert_eq!(blurred[5 * CELLS + 8..5 * CELLS + 13], [0.0, 1.0, 2.0, 1.0, 0.0]);
        assert_eq!(blurred.iter().sum::<f64>(), 4.0);
    }
}
