//! Measuring an encoder against the truth and against the labels it was trained on.

mod confidence;
mod measure;
mod predict;

pub use confidence::Confidence;
pub(super) use measure::{accuracy, check_classes};
pub use measure::{evaluate, noisy_agreement, reference};
pub(super) use predict::predict_changed;
pub use predict::{most_probable, predict};

use crate::{
    Result,
    metrics::{ConfusionMatrix, ContinuousScores, Metric},
    table::Better,
};
use serde::{Deserialize, Serialize};

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
    #[serde(default, with = "crate::train::class_list")]
    pub predicted: Vec<u8>,
    /// The class that each image's is compared with, where every image has one; otherwise, and for evaluations that were stored before
    /// it was kept, empty.
    #[serde(default, with = "crate::train::class_list")]
    pub reference: Vec<u8>,
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
    /// the end of a training with [`TrainConfig::multi_crop`](crate::train::TrainConfig::multi_crop).
    #[serde(default)]
    pub crops_averaged: Option<f64>,
    /// Whether it is as sure as it is right, on the images with a reference. Measured once, at the end of a training.
    #[serde(default)]
    pub confidence: Option<Confidence>,
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
        if let Some([as_trained, calibrated]) = self.calibration_errors() {
            metrics.push(Metric::new("Calibration error", calibrated, Better::Lower));
            metrics.push(Metric::new("Calibration error, as trained", as_trained, Better::Lower));
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
    /// [`Error::Parameter`](crate::Error::Parameter) with all names, when none is called so.
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
