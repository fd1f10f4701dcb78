//! Pictures of another size.

use crate::{Error, Fidelity, Result, data::Images};
use rayon::prelude::*;

/// The pictures at `side` x `side` pixels, such as aligned faces (256) at the network's side (64).
///
/// Pixel centres lie at +0.5. `Corrected` averages over the area that a new pixel covers (a triangle filter, as wide as
/// the reduction asks for); `Published` mixes the two nearest pixels each way, however far the reduction goes.
///
/// # Errors
/// [`Error::Parameter`] when `side` is 0 or above 16,384.
pub fn resize(pictures: &Images, side: usize, fidelity: Fidelity) -> Result<Images> {
    if !(1..=1 << 14).contains(&side) {
        return Err(Error::parameter("side", side, "in 1..=16384"));
    }
    if side == pictures.side() {
        return Ok(pictures.clone());
    }
    let filter = triangle(pictures.side(), side, fidelity);
    let mut pixels = vec![0; pictures.len() * side * side * 3];
    pixels.par_chunks_exact_mut(side * side * 3).enumerate().for_each(|(row, out)| {
        if let Some(picture) = pictures.get(row) {
            filter_both_ways(picture, pictures.side(), &filter, out);
        }
    });
    Images::new(side, pixels)
}

/// The old pixels that make up one new pixel: the first one, and their weights, which sum to 1.
type Taps = (usize, Vec<f32>);

fn triangle(from: usize, to: usize, fidelity: Fidelity) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let reach = match fidelity {
        Fidelity::Corrected => scale.max(1.0),
        Fidelity::Published => 1.0,
    };
    let taps = |new: usize| {
        let centre = (new as f64 + 0.5) * scale - 0.5;
        let last = from as f64 - 1.0;
        let first = (centre - reach).floor().clamp(0.0, last) as usize;
        let end = (centre + reach).ceil().clamp(0.0, last) as usize;
        let weights: Vec<_> = (first..=end).map(|old| (1.0 - (old as f64 - centre).abs() / reach).max(0.0)).collect();
        let sum: f64 = weights.iter().sum();
        (first, weights.iter().map(|weight| (weight / sum) as f32).collect())
    };
    (0..to).map(taps).collect()
}

fn filter_both_ways(picture: &[u8], from: usize, filter: &[Taps], out: &mut [u8]) {
    let to = filter.len();
    let mut narrow = vec![[0.0; 3]; from * to]; // [from, to, 3]
    for (row, narrow) in picture.chunks_exact(from * 3).zip(narrow.chunks_exact_mut(to)) {
        for (new, (first, weights)) in narrow.iter_mut().zip(filter) {
            for (old, weight) in row[first * 3..].chunks_exact(3).zip(weights) {
                (0..3).for_each(|channel| new[channel] += weight * f32::from(old[channel]));
            }
        }
    }
    for ((first, weights), row) in filter.iter().zip(out.chunks_exact_mut(to * 3)) {
        for (x, out) in row.chunks_exact_mut(3).enumerate() {
            let column = narrow[first * to + x..].iter().step_by(to).zip(weights);
            let sum = column.fold([0.0; 3], |sum: [f32; 3], (old, weight)| {
                std::array::from_fn(|channel| sum[channel] + weight * old[channel])
            });
            out.copy_from_slice(&sum.map(|value| (value + 0.5) as u8));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One 8 x 8 picture, black but for one pixel.
    fn dot(x: usize, y: usize) -> Images {
        let mut pixels = vec![0; 8 * 8 * 3];
        pixels[(y * 8 + x) * 3..][..3].fill(240);
        Images::new(8, pixels).unwrap()
    }

    #[test]
    fn a_quarter_of_the_side() {
        // New pixel 0 has its centre at 4 * 0.5 - 0.5 = 1.5: without anti-aliasing the mean of pixels 1 and 2 each way.
        let published = |x, y| resize(&dot(x, y), 2, Fidelity::Published).unwrap().get(0).unwrap()[0];
        assert_eq!([published(1, 1), published(2, 1), published(0, 1), published(3, 3)], [60, 60, 0, 0]);
        // The area filter sees every pixel of the quarter.
        let corrected = |x, y| resize(&dot(x, y), 2, Fidelity::Corrected).unwrap().get(0).unwrap()[0];
        assert!((0..4).all(|x| (0..4).all(|y| corrected(x, y) > 0)));
        assert!(corrected(1, 1) < 30);
    }

    #[test]
    fn grey_stays_grey_and_bad_sides_are_refused() {
        let grey = Images::new(10, vec![77; 2 * 300]).unwrap();
        for (side, fidelity) in [(3, Fidelity::Corrected), (17, Fidelity::Corrected), (4, Fidelity::Published)] {
            let small = resize(&grey, side, fidelity).unwrap();
            assert_eq!((small.len(), small.side()), (2, side));
            assert!(small.get(1).unwrap().iter().all(|&value| value == 77));
        }
        assert!(resize(&grey, 0, Fidelity::Corrected).is_err());
    }
}
