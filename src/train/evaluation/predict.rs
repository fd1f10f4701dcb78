//! What an encoder makes of images.

use crate::{
    Error, Result,
    images::{Augmentation, Images},
    labels::LabelHead,
    metrics::first_largest,
    train::learner::Learner,
};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;

/// Images per forward pass in evaluation.
const BATCH: usize = 256;

/// The encoder's output for each image: for each head row-major `[images, width]`, logits or values.
///
/// `learner` is a validation snapshot (`valid()`), `device` its plain device; `augmentation` is the training's, for its
/// channel order.
///
/// # Errors
/// [`Error::Parameter`] for images of another side than the learner's; [`Error::Device`] when the device failed; [`Error::Format`]
/// for an output that is no finite number.
pub fn predict(
    learner: &Learner,
    heads: &[LabelHead],
    images: &Images,
    augmentation: &Augmentation,
    device: &Device,
) -> Result<Vec<Vec<f32>>> {
    predict_changed(learner, heads, images, augmentation, device, |_| ())
}

/// [`predict`] of images `[3, side, side]` that `change` has changed.
///
/// # Errors
/// Those of [`predict`].
pub(in crate::train) fn predict_changed(
    learner: &Learner,
    heads: &[LabelHead],
    images: &Images,
    augmentation: &Augmentation,
    device: &Device,
    change: impl Fn(&mut [f32]) + Sync,
) -> Result<Vec<Vec<f32>>> {
    let (side, own) = (images.side(), learner.encoder.side());
    if side != own {
        return Err(Error::parameter("the side of the images", side, format!("{own}, the model's")));
    }
    let mut outputs = vec![vec![]; heads.len()];
    for start in (0..images.len()).step_by(BATCH) {
        let count = BATCH.min(images.len() - start);
        let mut pixels = vec![0.0; count * 3 * side * side];
        let plain = |(index, out): (usize, &mut [f32])| {
            images.get(start + index).map_or(Ok(()), |picture| augmentation.plain(picture, side, out))?;
            change(out);
            Ok(())
        };
        pixels.par_chunks_mut(3 * side * side).enumerate().try_for_each(plain)?;
        let batch = Tensor::from_data(TensorData::new(pixels, [count, 3, side, side]), device);
        let widths = heads.iter().map(LabelHead::width).collect();
        let labels = learner.encoder.labels(batch).split_with_sizes(widths, 1);
        for (output, label) in outputs.iter_mut().zip(labels) {
            output.extend(label.try_into_data().map_err(Error::computation)?.iter::<f32>());
        }
    }
    check_finite(&outputs, heads)?;
    Ok(outputs)
}

/// Weights that are finite may still be too large for what they give to be.
fn check_finite(outputs: &[Vec<f32>], heads: &[LabelHead]) -> Result<()> {
    for (output, head) in outputs.iter().zip(heads) {
        if let Some(place) = output.iter().position(|value| !value.is_finite()) {
            let found = format!("{} for {}, image {}", output[place], head.name, place / head.width());
            let expected = "finite numbers. Weights as large are those of a training that diverged (lower learning_rate, or set \
                            clip_norm), or of a damaged file";
            return Err(Error::format("the network's outputs", found, expected));
        }
    }
    Ok(())
}

/// The most probable class of each row of `[rows, classes]`; the first of equals.
pub fn most_probable(logits: &[f32], classes: usize) -> Vec<u8> {
    let mut predicted = vec![];
    for row in logits.chunks_exact(classes.max(1)) {
        predicted.push(first_largest(row) as u8);
    }
    predicted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        model::{Initialiser, ModelConfig},
    };

    #[test]
    fn images_of_another_side_are_told() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let model = ModelConfig { base_width: 8, hidden: 8, ..ModelConfig::default() };
        let heads = [LabelHead::categorical("anna", &["a", "b"])];
        let learner = Learner::new(&model, &heads, false, vec![], &mut Initialiser::new(&mut rng, &device));
        let images = Images::new(64, vec![0; 64 * 64 * 3]).unwrap();
        let error = predict(&learner, &heads, &images, &Augmentation::None, &device).unwrap_err().to_string();
        assert_eq!(error, "the side of the images must be 32, the model's, got 64");
    }

    #[test]
    fn outputs_that_are_no_numbers_are_told() {
        let heads = [LabelHead::categorical("anna", &["a", "b"])];
        check_finite(&[vec![0.0, 1.0, -1e38, 3e38]], &heads).unwrap();
        for bad in [f32::NAN, f32::INFINITY] {
            let error = check_finite(&[vec![0.0, 1.0, 2.0, bad]], &heads).unwrap_err().to_string();
            assert!(error.starts_with(&format!("the network's outputs: found {bad} for anna, image 1")), "{error}");
        }
    }
}
