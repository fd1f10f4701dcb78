//! The augmentation of CIFAR-10: a random crop of the padded image, and a random mirror.

use super::{BLACK, check_range, to_unit};
use crate::Result;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// What lies beyond the border of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// Black, as published.
    #[default]
    Black,
    /// The image in the mirror that the border is: the pixel next to the border pixel comes first.
    Reflected,
}

/// Pads the image, cuts a random window of the old size out of it, and mirrors it at random.
///
/// Order of the draws: left edge of the window, top edge, mirror.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CropAugmentation {
    /// The padding on every side, in pixels, up to 10,000. 4 in the paper, for 32 x 32 images.
    pub padding: usize,
    /// What the padding is made of.
    #[serde(default)]
    pub border: Border,
    /// The probability of a mirrored image (left and right exchanged), in [0, 1]. 0.5 in the paper.
    pub mirror: f64,
}

impl Default for CropAugmentation {
    fn default() -> Self {
        Self { padding: 4, border: Border::Black, mirror: 0.5 }
    }
}

impl CropAugmentation {
    pub(super) fn validate(&self) -> Result<()> {
        check_range("padding", self.padding as f64, 0.0, 1e4)?;
        check_range("mirror", self.mirror, 0.0, 1.0)
    }

    pub(super) fn apply(&self, picture: &[u8], side: usize, rng: &mut ChaCha8Rng, out: &mut [f32]) {
        let left = rng.random_range(0..=2 * self.padding);
        let top = rng.random_range(0..=2 * self.padding);
        let mirror = rng.random::<f64>() < self.mirror;
        self.cut(picture, side, [left, top], mirror, out);
    }

    /// The pixel of a line of the image that is at this place of the padded line; `None`: black.
    fn source(&self, place: usize, side: usize) -> Option<usize> {
        match place.checked_sub(self.padding) {
            Some(at) if at < side => Some(at),
            _ if self.border == Border::Black => None,
            // Small images are reflected as far as they reach.
            None => Some((self.padding - place).min(side - 1)),
            Some(at) => Some((2 * (side - 1)).saturating_sub(at)),
        }
    }

    /// Cuts the window whose top left corner is at `[left, top]` of the padded image.
    fn cut(&self, picture: &[u8], side: usize, [left, top]: [usize; 2], mirror: bool, out: &mut [f32]) {
        let source = |window: usize, edge: usize| self.source(window + edge, side);
        out.fill(BLACK);
        for (channel, plane) in out.chunks_exact_mut(side * side).enumerate() {
            for (y, row) in plane.chunks_exact_mut(side).enumerate() {
                let Some(from) = source(y, top) else { continue };
                for (x, out) in row.iter_mut().enumerate() {
                    if let Some(x) = source(if mirror { side - 1 - x } else { x }, left) {
                        *out = to_unit(picture[(from * side + x) * 3 + channel]);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    /// A 2 x 2 image, red alone: after normalising 0, 1 over 2, 3 in units of 0.4 above -1.
    fn picture() -> Vec<u8> {
        [0, 51, 102, 153].into_iter().flat_map(|red| [red, 0, 0]).collect()
    }

    fn red(left: usize, top: usize, mirror: bool) -> Vec<i32> {
        let mut out = vec![9.0; 12];
        CropAugmentation { padding: 1, border: Border::Black, mirror: 0.0 }.cut(
            &picture(),
            2,
            [left, top],
            mirror,
            &mut out,
        );
        assert!(out[4..].iter().all(|&value| value == -1.0));
        out[..4].iter().map(|value| ((value + 1.0) / 0.4).round() as i32).collect()
    }

    #[test]
    fn windows_by_hand() {
        assert_eq!(red(1, 1, false), [0, 1, 2, 3]);
        assert_eq!(red(1, 1, true), [1, 0, 3, 2]);
        assert_eq!(red(2, 1, false), [1, 0, 3, 0], "shifted left, black at the right");
        assert_eq!(red(0, 0, false), [0, 0, 0, 0], "shifted down and right: only the black corner pixel is left");
        assert_eq!(red(2, 2, true), [0, 3, 0, 0], "cut first, then mirrored");
    }

    #[test]
    fn beyond_a_reflecting_border_lies_the_image_itself() {
        let reflected = CropAugmentation { padding: 2, border: Border::Reflected, mirror: 0.0 };
        // Padded a line of 0 1 2 3 is 2 1 0 1 2 3 2 1.
        let line: Vec<usize> = (0..8).map(|place| reflected.source(place, 4).unwrap()).collect();
        assert_eq!(line, [2, 1, 0, 1, 2, 3, 2, 1]);
        assert!((0..5).all(|place| reflected.source(place, 1).unwrap() < 1), "one pixel is all that there is");
    }

    #[test]
    fn every_window_comes_up() {
        let mut rng = Seed(0).stream("crop", 0);
        let mut seen = std::collections::HashSet::new();
        let mut out = vec![0.0; 12];
        for _ in 0..2000 {
            CropAugmentation { padding: 1, border: Border::Black, mirror: 0.5 }.apply(
                &picture(),
                2,
                &mut rng,
                &mut out,
            );
            seen.insert(out.iter().map(|value| value.to_bits()).collect::<Vec<_>>());
        }
        // 3 x 3 windows, mirrored or not; the windows that show at most the black pixel look alike.
        let mut expected = std::collections::HashSet::new();
        for (left, top, mirror) in (0..3).flat_map(|l| (0..3).flat_map(move |t| [(l, t, false), (l, t, true)])) {
            expected.insert(red(left, top, mirror));
        }
        assert_eq!(seen.len(), expected.len());
    }
}
