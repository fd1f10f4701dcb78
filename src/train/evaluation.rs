//! Measuring an encoder against the truth and against the labels it was trained on.

use super::{learner::Learner, method::Supervision};
use crate::{
    Error, Result,
    datasets::Dataset,
    images::{Augmentation, Images},
    labels::{LabelHead, LabelTable},
    metrics::{ConfusionMatrix, ContinuousScores, Metric, share_equal},
    table::Better,
};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Images per forward pass in evaluation.
const BATCH: usize = 256;

/// How well an encoder says the truth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The head that is compared: the first categorical one.
    pub head: String,
    /// Truth against prediction.
    pub confusion: ConfusionMatrix,
    /// The predicted class of each image; empty for evaluations that were stored before it was kept.
    #[serde(default, with = "super::class_list")]
    pub predicted: Vec<u8>,
    /// The scores of each dimension of the continuous heads whose true values are known.
    pub continuous: Vec<(String, ContinuousScores)>,
    /// How well it says the labels that the images were given, where they have such for this head.
    pub given: Option<GivenScores>,
}

/// Agreement with labels that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenScores {
    /// The share of predictions that equal the given label, in [0, 1].
    pub agreement: f64,
    /// The share of given labels that are true, in [0, 1].
    pub right: f64,
    /// The scores of each continuous dimension against the given values.
    pub continuous: Vec<(String, ContinuousScores)>,
}

impl Evaluation {
    /// The share of right predictions, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        self.confusion.accuracy()
    }

    /// Everything measured: on classes, the recall of each, on every continuous dimension; then the same with the given labels.
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics = self.confusion.metrics();
        for (class, recall) in self.confusion.classes().iter().zip(self.confusion.recall()) {
            metrics.push(Metric::new(format!("Recall of {class}"), recall, Better::Higher));
        }
        metrics.extend(of_dimensions(&self.continuous, ""));
        if let Some(given) = &self.given {
            metrics.extend(of_dimensions(&given.continuous, ", given labels"));
            metrics.push(Metric::new("Agreement with given labels", given.agreement, Better::Higher));
            metrics.push(Metric::new("Given labels that are right", given.right, Better::Higher));
        }
        metrics
    }

    /// The one of [`metrics`](Self::metrics) called `name`.
    ///
    /// # Errors
    /// [`Error::Parameter`] with all names, when none is called so.
    pub fn metric(&self, name: &str) -> Result<Metric> {
        Metric::find(&self.metrics(), name)
    }

    /// The concordance correlation of the dimension called `name`, in [-1, 1].
    pub fn ccc(&self, name: &str) -> Option<f64> {
        self.continuous.iter().find(|(dimension, _)| dimension == name).and_then(|(_, scores)| scores.ccc())
    }
}

/// The metrics of each dimension, with its name and `suffix` in theirs.
fn of_dimensions(scores: &[(String, ContinuousScores)], suffix: &str) -> Vec<Metric> {
    let mut metrics = vec![];
    for (dimension, scores) in scores {
        for metric in scores.metrics() {
            metrics.push(Metric { name: format!("{} {dimension}{suffix}", metric.name), ..metric });
        }
    }
    metrics
}

/// What the encoder says of each image: for each head row-major `[images, width]`, logits or values.
///
/// `learner` is a validation snapshot (`valid()`), `device` its plain device; `augmentation` is the training's, for its
/// channel order.
///
/// # Errors
/// [`Error::Device`] when the device failed; no other for images of the learner's side.
pub fn predict(
    learner: &Learner,
    heads: &[LabelHead],
    images: &Images,
    augmentation: &Augmentation,
    device: &Device,
) -> Result<Vec<Vec<f32>>> {
    let side = images.side();
    let mut outputs = vec![vec![]; heads.len()];
    for start in (0..images.len()).step_by(BATCH) {
        let count = BATCH.min(images.len() - start);
        let mut pixels = vec![0.0; count * 3 * side * side];
        let plain = |(index, out): (usize, &mut [f32])| {
            images.get(start + index).map_or(Ok(()), |picture| augmentation.plain(picture, side, out))
        };
        pixels.par_chunks_mut(3 * side * side).enumerate().try_for_each(plain)?;
        let batch = Tensor::from_data(TensorData::new(pixels, [count, 3, side, side]), device);
        let widths = heads.iter().map(LabelHead::width).collect();
        let labels = learner.encoder.labels(batch).split_with_sizes(widths, 1);
        for (output, label) in outputs.iter_mut().zip(labels) {
            output.extend(label.try_into_data().map_err(Error::computation)?.iter::<f32>());
        }
    }
    Ok(outputs)
}

/// The most probable class of each row of `[rows, classes]`; the first of equals.
pub fn most_probable(logits: &[f32], classes: usize) -> Vec<u8> {
    let best =
        |row: &[f32]| (1..row.len()).fold(0, |best, class| if row[class] > row[best] { class } else { best }) as u8;
    logits.chunks_exact(classes).map(best).collect()
}

/// Compares `outputs` of [`predict`] with the truth of `dataset`, and with its given labels where they have the same heads.
///
/// # Errors
/// [`Error::Format`] when the dataset knows no true classes.
pub fn evaluate(outputs: &[Vec<f32>], heads: &[LabelHead], dataset: &Dataset) -> Result<Evaluation> {
    let labels = &dataset.labels;
    let (first, head, classes) = first_categorical(heads)?;
    let no_truth = || Error::format("test set", "no true classes", "a label table with truth");
    let truth = labels.truth().ok_or_else(no_truth)?;
    let predicted = most_probable(&outputs[first], classes.len());
    let given = labels.head(&head.name).is_ok_and(|own| own.kind == head.kind).then(|| labels.codes(&head.name));
    let given = given.transpose()?.map(|codes| {
        let continuous = continuous_scores(outputs, heads, |head| labels.values(head).ok())?;
        Ok::<_, Error>(GivenScores {
            agreement: share_equal(predicted.iter().zip(&codes)),
            right: share_equal(truth.iter().zip(&codes)),
            continuous,
        })
    });
    Ok(Evaluation {
        head: head.name.clone(),
        confusion: ConfusionMatrix::new(classes, &truth, &predicted)?,
        continuous: continuous_scores(outputs, heads, |head| labels.truth_values(head))?,
        given: given.transpose()?,
        predicted,
    })
}

/// The scores of every dimension for whose head there are values, `[rows, dimensions]`.
fn continuous_scores(
    outputs: &[Vec<f32>],
    heads: &[LabelHead],
    values: impl Fn(&str) -> Option<Vec<f32>>,
) -> Result<Vec<(String, ContinuousScores)>> {
    let mut scores = vec![];
    for (head, output) in heads.iter().zip(outputs).filter(|(head, _)| head.classes().is_none()) {
        let Some(values) = values(&head.name) else { continue };
        for (index, dimension) in head.columns().into_iter().enumerate() {
            let column = |values: &[f32]| values.iter().skip(index).step_by(head.width()).copied().collect::<Vec<_>>();
            scores.push((dimension.to_string(), ContinuousScores::new(&column(output), &column(&values))?));
        }
    }
    Ok(scores)
}

/// The share of predictions of the first categorical head that are true, in [0, 1]; `None` where the truth is unknown.
pub(super) fn accuracy(outputs: &[Vec<f32>], heads: &[LabelHead], labels: &LabelTable) -> Option<f64> {
    let (first, _, classes) = first_categorical(heads).ok()?;
    Some(share_equal(most_probable(&outputs[first], classes.len()).into_iter().zip(labels.truth()?)))
}

/// The mean agreement of the predictions with the noisy labels, over the categorical heads, in [0, 1]: what can be
/// measured without a truth, and so what an epoch may be selected by.
pub fn noisy_agreement(outputs: &[Vec<f32>], supervision: &Supervision) -> f64 {
    let heads = supervision.heads.iter().zip(&supervision.targets).zip(outputs);
    let agreements = heads.filter_map(|((head, targets), output)| {
        let classes = head.classes()?.len();
        let predicted = most_probable(output, classes);
        let agree = |(row, &class): (usize, &u8)| targets.agreement(row, class.into(), classes);
        Some(predicted.iter().enumerate().map(agree).sum::<f64>() / predicted.len().max(1) as f64)
    });
    let agreements: Vec<f64> = agreements.collect();
    agreements.iter().sum::<f64>() / agreements.len().max(1) as f64
}

fn first_categorical(heads: &[LabelHead]) -> Result<(usize, &LabelHead, &[String])> {
    let categorical = heads.iter().enumerate().find_map(|(index, head)| Some((index, head, head.classes()?)));
    categorical.ok_or_else(|| Error::parameter("the heads", "continuous ones only", "at least one categorical head"))
}
