//! Test images seen more than once: in the mirror, and shifted by a pixel.

use super::{evaluation::predict_changed, learner::Learner};
use crate::{
    Result,
    images::{Augmentation, Images},
    labels::LabelHead,
};
use burn::tensor::Device;

/// What a learner makes of images, as [`predict`](super::predict) gives it.
type Outputs = Vec<Vec<f32>>;

/// A way to see an image: it is shifted, and then in the mirror or not.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    mirror: bool,
    /// By how many pixels it moves to the right and down; what it leaves is filled with its reflection at the border.
    shift: isize,
}

/// The mirror image.
pub(super) const MIRROR: View = View { mirror: true, shift: 0 };

/// The image and its mirror image shifted to either side.
pub(super) const SHIFTED: [View; 4] = [
    View { mirror: false, shift: 1 },
    View { mirror: true, shift: 1 },
    View { mirror: false, shift: -1 },
    View { mirror: true, shift: -1 },
];

impl View {
    /// [`predict`](super::predict) of the images as they are seen so.
    ///
    /// # Errors
    /// As there.
    pub fn predict(
        self,
        learner: &Learner,
        heads: &[LabelHead],
        images: &Images,
        augmentation: &Augmentation,
        device: &Device,
    ) -> Result<Outputs> {
        let side = images.side();
        predict_changed(learner, heads, images, augmentation, device, |pixels| self.apply(pixels, side))
    }

    /// Changes an image `[3, side, side]`.
    fn apply(self, pixels: &mut [f32], side: usize) {
        if self.shift != 0 {
            for plane in pixels.chunks_exact_mut(side * side) {
                let before = plane.to_vec();
                for (y, line) in plane.chunks_exact_mut(side).enumerate() {
                    let from = &before[self.source(y, side) * side..][..side];
                    for (x, pixel) in line.iter_mut().enumerate() {
                        *pixel = from[self.source(x, side)];
                    }
                }
            }
        }
        if self.mirror {
            pixels.chunks_exact_mut(side).for_each(<[f32]>::reverse);
        }
    }

    /// The place in a line of the image that is seen at `place`: beyond the border pixel comes the one before it.
    fn source(self, place: usize, side: usize) -> usize {
        let (at, last) = (place as isize - self.shift, side as isize - 1);
        (last - (last - at.abs()).abs()).clamp(0, last) as usize
    }
}

/// The mean of what `predict` makes of the images in each of `views`.
///
/// # Errors
/// Those of `predict`.
pub(super) fn mean_over(views: &[View], predict: impl Fn(View) -> Result<Outputs>) -> Result<Outputs> {
    let mut all = vec![];
    for &view in views {
        all.push(predict(view)?);
    }
    Ok(mean(&all))
}

/// The mean of outputs of the same heads for the same images.
pub(super) fn mean(all: &[Outputs]) -> Outputs {
    let mut sums = all[0].clone();
    for outputs in &all[1..] {
        for (sums, values) in sums.iter_mut().zip(outputs) {
            sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        }
    }
    sums.iter_mut().flatten().for_each(|sum| *sum /= all.len() as f32);
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        datasets::generated::generated_faces,
        model::ModelConfig,
        train::{Experiment, TrainConfig, evaluate, methods::MajorityVote, predict, train},
    };

    /// The plane 0 1 2 over 3 4 5 over 6 7 8 as it is seen.
    fn seen(mirror: bool, shift: isize) -> Vec<i32> {
        let mut pixels: Vec<f32> = (0..27).map(|pixel| pixel as f32).collect();
        View { mirror, shift }.apply(&mut pixels, 3);
        for (first, third) in pixels[..9].iter().zip(&pixels[18..]) {
            assert_eq!(first + 18.0, *third, "all planes are changed alike");
        }
        pixels[..9].iter().map(|pixel| *pixel as i32).collect()
    }

    #[test]
    fn views_by_hand() {
        assert_eq!(seen(false, 0), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
        assert_eq!(seen(true, 0), [2, 1, 0, 5, 4, 3, 8, 7, 6]);
        // A line a b c is b a b when it has moved right, and b c b when it has moved left.
        assert_eq!(seen(false, 1), [4, 3, 4, 1, 0, 1, 4, 3, 4]);
        assert_eq!(seen(false, -1), [4, 5, 4, 7, 8, 7, 4, 5, 4]);
        let line: Vec<usize> = (0..4).map(|place| View { mirror: false, shift: 1 }.source(place, 4)).collect();
        assert_eq!(line, [1, 0, 1, 2]);
        assert_eq!(View { mirror: true, shift: 1 }.source(0, 1), 0, "one pixel is all that there is");
    }

    #[test]
    fn a_mirrored_shift_is_shifted_first() {
        let mut line: Vec<f32> = (0..48).map(|pixel| (pixel % 4) as f32).collect();
        View { mirror: true, shift: 1 }.apply(&mut line, 4);
        assert_eq!(line[..4], [2.0, 1.0, 0.0, 1.0]);
    }

    /// Training ends with scores that are averaged by hand here, of images that are bytes and shifted by hand.
    #[test]
    fn the_averages_are_those_of_predictions_for_shifted_images() {
        let faces = |count, seed| generated_faces(count, 32, Seed(seed)).unwrap();
        let model = ModelConfig { base_width: 8, hidden: 16, latent: 4, ..ModelConfig::default() };
        let test = faces(60, 3);
        let experiment = Experiment::new("views", faces(40, 1), faces(20, 2), test.clone(), model).unwrap();
        let config = TrainConfig { epochs: 1, batch_size: 20, multi_crop: true, ..TrainConfig::default() };
        let (method, device) = (MajorityVote {}.into(), Device::flex());
        let training = train(&experiment, &method, &config, &device).unwrap();
        let learner = training.learner.clone();
        let mut scores = vec![vec![0.0; 60 * 7], vec![0.0; 60 * 2]];
        let mut mirror_scores = scores.clone();
        for (shift, weight) in [(0isize, 0.5f32), (1, 0.25), (-1, 0.25)] {
            for mirror in [false, true] {
                let images = by_bytes(&test.images, shift, mirror);
                let outputs = predict(&learner, &training.heads, &images, &Augmentation::None, &device).unwrap();
                for (head, output) in outputs.iter().enumerate() {
                    for (place, value) in output.iter().enumerate() {
                        scores[head][place] += weight / 2.0 * value;
                        mirror_scores[head][place] += if shift == 0 { value / 2.0 } else { 0.0 };
                    }
                }
            }
        }
        let view = |view: View| view.predict(&learner, &training.heads, &test.images, &Augmentation::None, &device);
        let centre = mean_over(&[View { mirror: false, shift: 0 }, MIRROR], view).unwrap();
        let six = mean(&[centre.clone(), mean_over(&SHIFTED, view).unwrap()]);
        for (found, expected) in [(&centre, &mirror_scores), (&six, &scores)] {
            for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
                assert!((found - expected).abs() < 1e-5, "{found} instead of {expected}");
            }
        }
        let accuracy =
            |outputs: &Outputs| Some(evaluate(outputs, &training.heads, &test, config.scoring).unwrap().accuracy());
        assert_eq!(training.last.mirror_averaged, accuracy(&centre));
        assert_eq!(training.last.crops_averaged, accuracy(&six));
        assert_eq!(training.last.metric("Accuracy, six views averaged").unwrap().value, accuracy(&six));
        let off = TrainConfig { multi_crop: false, ..config };
        let off = train(&experiment, &method, &off, &device).unwrap().last;
        assert_eq!((off.crops_averaged, off.mirror_averaged), (None, training.last.mirror_averaged));
    }

    /// The images shifted by a pixel and mirrored, byte by byte.
    fn by_bytes(images: &Images, shift: isize, mirror: bool) -> Images {
        let side = images.side() as isize;
        let mut bytes = vec![];
        for row in 0..images.len() {
            let image = images.get(row).unwrap();
            for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
                let x = if mirror { side - 1 - x } else { x };
                let reflected = |place: isize| match place - shift {
                    -1 => 1,
                    at if at == side => side - 2,
                    at => at,
                };
                let from = (reflected(y) * side + reflected(x)) as usize;
                bytes.extend(&image[3 * from..3 * from + 3]);
            }
        }
        Images::new(images.side(), bytes).unwrap()
    }
}
