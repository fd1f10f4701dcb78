//! Outputs of all epochs, and their margins.

use super::{data_map::DataMap, suspicion::Suspicion};
use crate::{
    Error, Result, labels::CLASS_COUNTS, metrics::first_largest, noise::predictions::are_probabilities, table::Better,
};

/// What outputs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outputs {
    /// Any numbers, before softmax.
    Logits,
    /// Numbers >= 0 that sum to 1 over the classes, within 0.001.
    Probabilities,
}

/// The outputs for every sample in every epoch, with the labels of one annotator. For another annotator's labels it is made again of
/// the same outputs.
#[derive(Clone, Debug)]
pub struct OutputHistory<'a> {
    labels: &'a [Option<u8>],
    outputs: &'a [f32],
    classes: usize,
    kind: Outputs,
}

impl<'a> OutputHistory<'a> {
    /// `labels`: `[samples]`, `None` where there is none. `outputs`: `[epochs, samples, classes]`, row by row; a sample that was not met in an
    /// epoch is NaN in all classes.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes or outputs that make no whole epochs; [`Error::Format`], with epoch (from
    /// 1) and sample, for outputs that are not finite or no probabilities, and for a code that is no class.
    pub fn new(labels: &'a [Option<u8>], outputs: &'a [f32], classes: usize, kind: Outputs) -> Result<Self> {
        if !CLASS_COUNTS.contains(&classes) {
            return Err(Error::parameter("the number of classes", classes, "2 to 255"));
        }
        let size = labels.len() * classes;
        if size == 0 || outputs.is_empty() || !outputs.len().is_multiple_of(size) {
            let expected = format!("epochs of {} samples and {classes} classes, at least one", labels.len());
            return Err(Error::parameter("outputs", format!("{} numbers", outputs.len()), expected));
        }
        if let Some(sample) = labels.iter().position(|label| label.is_some_and(|code| usize::from(code) >= classes)) {
            let found = format!("code {}", labels[sample].unwrap_or_default());
            return Err(Error::format(format!("labels, sample {sample}"), found, format!("a code below {classes}")));
        }
        for (place, row) in outputs.chunks_exact(classes).enumerate() {
            let expected = match kind {
                _ if row.iter().all(|output| output.is_nan()) => continue,
                Outputs::Logits if row.iter().all(|output| output.is_finite()) => continue,
                Outputs::Probabilities if are_probabilities(row) => continue,
                Outputs::Logits => "finite numbers, or NaN in all classes",
                Outputs::Probabilities => "numbers >= 0 of sum 1, or NaN in all classes",
            };
            let (epoch, sample) = (place / labels.len() + 1, place % labels.len());
            return Err(Error::format(
                format!("outputs, epoch {epoch}, sample {sample}"),
                format!("{row:?}"),
                expected,
            ));
        }
        Ok(Self { labels, outputs, classes, kind })
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.labels.len()
    }

    /// How many epochs there are.
    pub fn epochs(&self) -> usize {
        self.outputs.len() / (self.labels.len() * self.classes)
    }

    /// The area under the margin of each sample, `[samples]`: the mean over epochs of its label's output minus the largest other (Pleiss et al.,
    /// NeurIPS 2020, who take logits). Low = bad; `None` where there is no label or no epoch met the sample.
    pub fn area_under_margin(&self) -> Vec<Option<f64>> {
        let (mut sums, mut met) = (vec![0.0; self.samples()], vec![0.0; self.samples()]);
        self.for_each(|sample, label, row| {
            let mut other = f32::NEG_INFINITY;
            for (class, &output) in row.iter().enumerate() {
                if class != label {
                    other = other.max(output);
                }
            }
            sums[sample] += f64::from(row[label]) - f64::from(other);
            met[sample] += 1.0;
        });
        sums.into_iter().zip(met).map(|(sum, met)| (met > 0.0).then(|| sum / met)).collect()
    }

    /// Confidence, variability, correctness and forgetting of each sample.
    pub fn data_map(&self) -> DataMap {
        let mut gathered = DataMap::gather(self.samples());
        self.for_each(|sample, label, row| {
            let probability = match self.kind {
                Outputs::Probabilities => row[label].into(),
                Outputs::Logits => softmax_of(row, label),
            };
            gathered.add(sample, probability, first_largest(row) == label);
        });
        gathered.finish()
    }

    /// The area under the margin and all of the data map, as suspicions.
    pub fn suspicions(&self) -> Vec<Suspicion> {
        let margin = Suspicion::of_numbers("area under the margin", &self.area_under_margin(), Better::Higher);
        let mut suspicions = vec![margin];
        suspicions.extend(self.data_map().suspicions());
        suspicions
    }

    /// Shows `visit` sample, label and outputs, epoch by epoch, of what has a label and was met.
    fn for_each(&self, mut visit: impl FnMut(usize, usize, &[f32])) {
        for (place, row) in self.outputs.chunks_exact(self.classes).enumerate() {
            let sample = place % self.labels.len();
            if let Some(label) = self.labels[sample].filter(|_| !row[0].is_nan()) {
                visit(sample, label.into(), row);
            }
        }
    }
}

fn softmax_of(logits: &[f32], class: usize) -> f64 {
    let largest = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
    let sum: f64 = logits.iter().map(|&logit| (f64::from(logit) - largest).exp()).sum();
    (f64::from(logits[class]) - largest).exp() / sum
}
