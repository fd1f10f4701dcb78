//! Measuring an encoder against the truth and against the labels it was trained on.

use super::{learner::Learner, scoring::Scoring, targets::Targets};
use crate::{
    Error, Result,
    datasets::Dataset,
    images::{Augmentation, Images},
    labels::{LabelHead, LabelTable},
    metrics::{ConfusionMatrix, ContinuousScores, Metric, both_known, share_equal},
    table::Better,
};
use burn::tensor::{Device, Tensor, TensorData};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Images per forward pass in evaluation.
const BATCH: usize = 256;

/// How well an encoder predicts the truth; where none is known, the labels that the images were given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The head that is compared, or those whose mean is.
    pub head: String,
    /// What it is compared with.
    #[serde(default)]
    pub against: Reference,
    /// The reference (rows) against the prediction (columns).
    pub confusion: ConfusionMatrix,
    /// The predicted class of each image; empty for evaluations that were stored before it was kept.
    #[serde(default, with = "super::class_list")]
    pub predicted: Vec<u8>,
    /// The scores of each dimension of the continuous heads whose true values are known.
    pub continuous: Vec<(String, ContinuousScores)>,
    /// How well it predicts the labels and values that the images were given, where they were given any.
    pub given: Option<GivenScores>,
    /// The same share as [`accuracy`](Self::accuracy) when an image's scores are the mean of its own and its mirror image's: what a
    /// second look is worth. Measured once, at the end of a training.
    #[serde(default)]
    pub mirror_averaged: Option<f64>,
    /// The same share when an image's scores are the mean of six views of it: half of it that of the image and its mirror image,
    /// a quarter each that of the two as seen one pixel further down and right, and up and left, with a reflecting border
    /// (airbench's test-time augmentation; Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", 2024). Measured once, at
    /// the end of a training with [`TrainConfig::multi_crop`](super::TrainConfig::multi_crop).
    #[serde(default)]
    pub crops_averaged: Option<f64>,
}

/// What predictions are compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reference {
    /// The true labels.
    #[default]
    Truth,
    /// The majority vote of the labels that the images were given, because no truth is known: agreement with labels that may be
    /// wrong, not accuracy.
    GivenLabels,
}

impl Reference {
    /// What the share of predictions that equal it is called in tables and figures.
    pub fn share(self) -> &'static str {
        match self {
            Self::Truth => "Accuracy",
            Self::GivenLabels => "Agreement with given labels",
        }
    }

    /// What the rows of a confusion matrix are.
    pub(super) fn rows(self) -> &'static str {
        match self {
            Self::Truth => "true class",
            Self::GivenLabels => "majority label",
        }
    }
}

/// Agreement with labels that may be wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GivenScores {
    /// The share of predictions that equal the given label, in [0, 1]: that of the head's own annotator, or for a head that stands
    /// for all annotators their majority. `None` without such labels.
    pub agreement: Option<f64>,
    /// The share of given labels that are true, in [0, 1]; without a truth, that equal the majority.
    pub right: Option<f64>,
    /// The scores of each continuous dimension against the given values.
    pub continuous: Vec<(String, ContinuousScores)>,
}

impl Evaluation {
    /// The share of predictions that equal the reference, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        self.confusion.accuracy()
    }

    /// Everything measured: on classes, the recall of each, on every continuous dimension; then the same with the given labels.
    /// Without a truth `Accuracy` is called `Agreement with given labels`.
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics = self.confusion.metrics();
        let accuracy = metrics.iter_mut().find(|metric| metric.name == Reference::Truth.share());
        accuracy.into_iter().for_each(|metric| metric.name = self.against.share().into());
        for (class, recall) in self.confusion.classes().iter().zip(self.confusion.recall()) {
            metrics.push(Metric::new(format!("Recall of {class}"), recall, Better::Higher));
        }
        for (averaged, over) in [(self.mirror_averaged, "mirror"), (self.crops_averaged, "six views")] {
            if let Some(share) = averaged {
                let name = format!("{}, {over} averaged", self.against.share());
                metrics.push(Metric::new(name, share, Better::Higher));
            }
        }
        metrics.extend(of_dimensions(&self.continuous, ""));
        if let Some(given) = &self.given {
            metrics.extend(of_dimensions(&given.continuous, ", given labels"));
            if self.against == Reference::Truth && given.agreement.is_some() {
                metrics.push(Metric::new(Reference::GivenLabels.share(), given.agreement, Better::Higher));
                metrics.push(Metric::new("Given labels that are right", given.right, Better::Higher));
            }
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

/// The encoder's output for each image: for each head row-major `[images, width]`, logits or values.
///
/// `learner` is a validation snapshot (`valid()`), `device` its plain device; `augmentation` is the training's, for its
/// channel order.
///
/// # Errors
/// [`Error::Parameter`] for images of another side than the learner's; [`Error::Device`] when the device failed.
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
pub(super) fn predict_changed(
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
    Ok(outputs)
}

/// The most probable class of each row of `[rows, classes]`; the first of equals.
pub fn most_probable(logits: &[f32], classes: usize) -> Vec<u8> {
    let mut predicted = vec![];
    for row in logits.chunks_exact(classes.max(1)) {
        let mut best = 0;
        for (class, value) in row.iter().enumerate() {
            if *value > row[best] {
                best = class;
            }
        }
        predicted.push(best as u8);
    }
    predicted
}

/// Compares `outputs` of [`predict`] with the truth of `dataset`, or without one with the majority of its given labels; and with
/// the given labels and values where there are such.
///
/// # Errors
/// [`Error::Format`] when the dataset has neither truth nor labels of the heads' classes.
pub fn evaluate(outputs: &[Vec<f32>], heads: &[LabelHead], dataset: &Dataset, scoring: Scoring) -> Result<Evaluation> {
    let labels = &dataset.labels;
    let scored = scoring.class_scores(heads, outputs)?;
    let predicted = most_probable(&scored.scores, scored.classes.len());
    let predictions = some(&predicted);
    let (against, reference) = reference(labels)?;
    let codes = given_labels(labels, &scored.heads)?;
    let share = |classes: &[Option<u8>]| Some(share_equal(both_known(classes, codes.as_ref()?)));
    let given = GivenScores {
        agreement: share(&predictions),
        right: share(&reference),
        continuous: continuous_scores(outputs, heads, |head| given_values(labels, &head.name))?,
    };
    let (known, compared): (Vec<u8>, Vec<u8>) = both_known(&reference, &predictions).unzip();
    Ok(Evaluation {
        head: scored.name,
        against,
        confusion: ConfusionMatrix::new(&scored.classes, &known, &compared)?,
        continuous: continuous_scores(outputs, heads, |head| labels.true_values(head))?,
        given: Some(given).filter(|given| given.agreement.is_some() || !given.continuous.is_empty()),
        predicted,
        mirror_averaged: None,
        crops_averaged: None,
    })
}

/// The given values of a continuous head, unless they are the true ones: those have their scores already.
fn given_values(labels: &LabelTable, head: &str) -> Option<Vec<f32>> {
    let values = labels.values_or_nan(head).ok()?;
    let same = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
    let truth = labels.truth_values(head);
    truth.is_none_or(|truth| !truth.iter().zip(&values).all(same)).then_some(values)
}

/// The given labels that are held against predictions by `heads`, which share their classes: those of the first head that is an
/// annotator's own, or for a head that stands for all annotators of these classes their majority; `None` without any.
fn given_labels(labels: &LabelTable, heads: &[&LabelHead]) -> Result<Option<Vec<Option<u8>>>> {
    let annotators = labels.annotators();
    let codes = if let Some(own) = heads.iter().find(|head| annotators.contains(head)) {
        labels.labels(&own.name)?
    } else {
        let of_these = |head: &&LabelHead| heads.first().is_some_and(|pooled| pooled.kind == head.kind);
        let names: Vec<&str> = annotators.iter().filter(of_these).map(|head| head.name.as_str()).collect();
        if names.is_empty() {
            return Ok(None);
        }
        labels.select_heads(&names)?.majority_vote(&Default::default())?
    };
    // The true ones have their scores already.
    let is_true = labels.truth().is_some_and(|truth| some(&truth) == codes);
    Ok(Some(codes).filter(|codes| codes.iter().any(Option::is_some) && !is_true))
}

/// What predictions for `labels` are compared with, a class a row where there is one.
///
/// # Errors
/// [`Error::Format`] for labels with neither a truth nor annotators of the same classes.
pub fn reference(labels: &LabelTable) -> Result<(Reference, Vec<Option<u8>>)> {
    match labels.truth() {
        Some(truth) => Ok((Reference::Truth, some(&truth))),
        None => {
            let expected = "a label table with truth, or with annotators of the same classes";
            let vote = labels.majority_vote(&Default::default());
            Ok((
                Reference::GivenLabels,
                vote.map_err(|error| Error::format("test set without truth", error, expected))?,
            ))
        }
    }
}

/// The scores of every dimension for whose head there are values, `[rows, dimensions]`; rows with NaN are left out.
fn continuous_scores(
    outputs: &[Vec<f32>],
    heads: &[LabelHead],
    values: impl Fn(&LabelHead) -> Option<Vec<f32>>,
) -> Result<Vec<(String, ContinuousScores)>> {
    let mut scores = vec![];
    for (head, output) in heads.iter().zip(outputs).filter(|(head, _)| head.classes().is_none()) {
        let Some(values) = values(head) else { continue };
        for (index, dimension) in head.columns().into_iter().enumerate() {
            let (mut predicted, mut known) = (vec![], vec![]);
            for (output, value) in output.chunks_exact(head.width()).zip(values.chunks_exact(head.width())) {
                if value[index].is_finite() {
                    predicted.push(output[index]);
                    known.push(value[index]);
                }
            }
            if !known.is_empty() {
                scores.push((dimension.to_string(), ContinuousScores::new(&predicted, &known)?));
            }
        }
    }
    Ok(scores)
}

/// The share of predictions that are true, in [0, 1]; `None` where the truth is unknown.
pub(super) fn accuracy(
    outputs: &[Vec<f32>],
    heads: &[LabelHead],
    labels: &LabelTable,
    scoring: Scoring,
) -> Option<f64> {
    let scored = scoring.class_scores(heads, outputs).ok()?;
    let predicted = most_probable(&scored.scores, scored.classes.len());
    Some(share_equal(predicted.into_iter().zip(labels.truth()?)))
}

fn some(codes: &[u8]) -> Vec<Option<u8>> {
    codes.iter().copied().map(Some).collect()
}

/// The mean agreement of the predictions with noisy labels, over the categorical heads and the rows that have labels, in [0, 1]:
/// what can be measured without a truth, and so what an epoch may be selected by.
pub fn noisy_agreement(outputs: &[Vec<f32>], heads: &[LabelHead], targets: &[Targets]) -> f64 {
    let mut agreements = vec![];
    for ((head, targets), output) in heads.iter().zip(targets).zip(outputs) {
        let Some(classes) = head.classes().map(<[String]>::len) else { continue };
        let (mut sum, mut count) = (0.0, 0usize);
        for (row, class) in most_probable(output, classes).into_iter().enumerate() {
            if let Some(agreement) = targets.agreement(row, class.into(), classes) {
                sum += agreement;
                count += 1;
            }
        }
        agreements.push(sum / count.max(1) as f64);
    }
    agreements.iter().sum::<f64>() / agreements.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        labels::LabelTable,
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
    fn missing_labels_are_neither_agreed_with_nor_counted() {
        let head = LabelHead::categorical("anna", &["a", "b"]);
        let names = ["x", "y", "z"].map(String::from).to_vec();
        let labels =
            LabelTable::from_names(names).unwrap().with_labels(head.clone(), &[Some(0), None, Some(1)]).unwrap();
        let targets = [Targets::Classes(labels.labels("anna").unwrap())];
        // Predicted are a, b, a: of the two that have a label one agrees.
        let outputs = [vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0]];
        assert_eq!(noisy_agreement(&outputs, std::slice::from_ref(&head), &targets), 0.5);
        let dataset = Dataset::new(Images::new(1, vec![0; 9]).unwrap(), labels).unwrap();
        let evaluation = evaluate(&outputs, std::slice::from_ref(&head), &dataset, Scoring::AllHeads).unwrap();
        assert_eq!((evaluation.against, evaluation.confusion.total()), (Reference::GivenLabels, 2));
        assert_eq!((evaluation.accuracy(), evaluation.given.unwrap().agreement), (0.5, Some(0.5)));
    }

    #[test]
    fn every_head_is_held_against_the_given_labels_and_values() {
        let head = |name: &str| LabelHead::categorical(name, &["a", "b"]);
        let affect = LabelHead::continuous("affect", &["v"], -1.0, 1.0);
        let labels = LabelTable::from_names(["x", "y", "z"].map(String::from).to_vec()).unwrap();
        let labels = labels.with_head(head("anna"), &[0, 1, 1]).unwrap().with_head(head("ben"), &[1, 1, 0]).unwrap();
        let labels = labels.with_head(head("carl"), &[1, 1, 1]).unwrap().with_truth(&[0, 1, 0]).unwrap();
        let labels = labels.with_values(affect.clone(), &[0.5, 0.0, -0.5]).unwrap();
        let (classes, values) = (vec![1.0, 0.0, 0.0, 1.0, 0.0, 1.0], vec![0.5, 0.0, -0.5]); // a b b
        let given = |names: &[&str], labels: &LabelTable| {
            let heads: Vec<LabelHead> = names.iter().map(|name| head(name)).chain([affect.clone()]).collect();
            let outputs: Vec<Vec<f32>> = names.iter().map(|_| classes.clone()).chain([values.clone()]).collect();
            let dataset = Dataset::new(Images::new(1, vec![0; 9]).unwrap(), labels.clone()).unwrap();
            let evaluation = evaluate(&outputs, &heads, &dataset, Scoring::AllHeads).unwrap();
            let metrics = evaluation.metrics();
            assert_eq!(Metric::find(&metrics, "CCC v, given labels").unwrap().value, Some(1.0), "{names:?}");
            evaluation.given.unwrap()
        };
        let (all, two_thirds, third) = (Some(1.0), Some(2.0 / 3.0), Some(1.0 / 3.0));
        // Anna says a b b, and the majority b b b; the truth is a b a.
        for (names, agreement, right) in [
            (&["anna"][..], all, two_thirds),
            (&["anna", "ben", "carl"], all, two_thirds),
            (&["truth"], two_thirds, third),
        ] {
            let given = given(names, &labels);
            assert_eq!((given.agreement, given.right), (agreement, right), "{names:?}");
        }
        // Values alone are compared too.
        let silent = ["anna", "ben", "carl"]
            .iter()
            .fold(labels, |labels, name| labels.with_labels(head(name), &[None; 3]).unwrap());
        assert_eq!(given(&["truth"], &silent).agreement, None);
    }
}
