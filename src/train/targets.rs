//! What an encoder head is trained to predict.

use super::losses::{self, HeadLoss, LossContext};
use crate::{Result, labels::LabelHead};
use burn::tensor::{Device, IndexingUpdateOp, Int, Tensor, TensorData};

/// The training labels of one head for all rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// One class a row; `None` where the annotator did not label it.
    Classes(Vec<Option<u8>>),
    /// A distribution over the classes a row, row-major `[rows, classes]`; all 0 where nobody labelled it.
    Distribution(Vec<f32>),
    /// One number per dimension a row, row-major `[rows, dimensions]`; all NaN where there are none.
    Values(Vec<f32>),
    /// The label that each annotator gives a latent truth: one list of classes per annotator.
    Annotators(Vec<Vec<Option<u8>>>),
    /// The numbers that each annotator gives: a list per annotator, as of [`Values`](Self::Values).
    AnnotatorValues(Vec<Vec<f32>>),
}

impl Targets {
    /// Whether there is any label for `row`; `width` is the head's.
    pub fn has(&self, row: usize, width: usize) -> bool {
        let are_there = |values: &Vec<f32>| are_there(values, row, width);
        match self {
            Self::Classes(codes) => codes[row].is_some(),
            Self::Distribution(values) => values[row * width..(row + 1) * width].iter().any(|share| *share > 0.0),
            Self::Values(values) => are_there(values),
            Self::Annotators(lists) => lists.iter().any(|codes| codes[row].is_some()),
            Self::AnnotatorValues(lists) => lists.iter().any(are_there),
        }
    }

    /// The targets of `rows`, on `device`; `head` gives the width.
    pub fn batch(&self, head: &LabelHead, rows: &[usize], device: &Device) -> BatchTarget {
        let width = head.width();
        let table = |values: &[f32]| {
            let mut chosen = Vec::with_capacity(rows.len() * width);
            for &row in rows {
                chosen.extend(
                    values[row * width..(row + 1) * width]
                        .iter()
                        .map(|value| if value.is_nan() { 0.0 } else { *value }),
                );
            }
            Tensor::<2>::from_data(TensorData::new(chosen, [rows.len(), width]), device)
        };
        let known: Vec<bool> = rows.iter().map(|&row| self.has(row, width)).collect();
        match self {
            Self::Classes(codes) => BatchTarget::Classes(ClassLabels::new(codes, rows, device)),
            Self::Distribution(values) => {
                BatchTarget::Distribution { shares: table(values), known: mask(&known, device) }
            }
            Self::Values(values) => BatchTarget::Values { values: table(values), known: chosen_rows(&known, device) },
            Self::Annotators(lists) => {
                BatchTarget::Annotators(lists.iter().map(|codes| ClassLabels::new(codes, rows, device)).collect())
            }
            Self::AnnotatorValues(lists) => {
                let given = |values: &Vec<f32>| {
                    let known: Vec<bool> = rows.iter().map(|&row| are_there(values, row, width)).collect();
                    GivenValues { values: table(values), known: mask(&known, device) }
                };
                BatchTarget::AnnotatorValues(lists.iter().map(given).collect())
            }
        }
    }

    /// How likely a label drawn for `row` is `class`: 0 or 1 for a hard label, a share for soft ones or several annotators;
    /// `None` without a label.
    pub fn agreement(&self, row: usize, class: usize, classes: usize) -> Option<f64> {
        let is = |code: u8| f64::from(usize::from(code) == class);
        match self {
            _ if !self.has(row, classes) => None,
            Self::Classes(codes) => codes[row].map(is),
            Self::Distribution(values) => Some(f64::from(values[row * classes + class])),
            Self::Annotators(lists) => {
                let given: Vec<u8> = lists.iter().filter_map(|codes| codes[row]).collect();
                Some(given.iter().map(|&code| is(code)).sum::<f64>() / given.len() as f64)
            }
            Self::Values(_) | Self::AnnotatorValues(_) => None,
        }
    }
}

/// Whether there are numbers for `row` in `[rows, width]`.
fn are_there(values: &[f32], row: usize, width: usize) -> bool {
    values[row * width..(row + 1) * width].iter().all(|value| value.is_finite())
}

/// 1 where a label is known and 0 elsewhere, `[batch]`; `None` where all are.
fn mask(known: &[bool], device: &Device) -> Option<Tensor<1>> {
    let mask: Vec<f32> = known.iter().map(|&known| f32::from(u8::from(known))).collect();
    known.contains(&false).then(|| Tensor::from_data(TensorData::new(mask, [known.len()]), device))
}

/// The places at which a label is known; `None` where all are.
fn chosen_rows(known: &[bool], device: &Device) -> Option<Tensor<1, Int>> {
    let places: Vec<i32> = (0..).zip(known).filter_map(|(place, &known)| known.then_some(place)).collect();
    let count = places.len();
    known.contains(&false).then(|| Tensor::from_data(TensorData::new(places, [count]), device))
}

/// The labels of one annotator for a batch.
#[derive(Clone, Debug)]
pub struct ClassLabels {
    /// `[batch]`; class 0 where there is no label.
    pub classes: Tensor<1, Int>,
    /// `[batch]`: 1 where there is a label and 0 elsewhere; `None`: there is one everywhere.
    pub known: Option<Tensor<1>>,
}

impl ClassLabels {
    fn new(codes: &[Option<u8>], rows: &[usize], device: &Device) -> Self {
        let classes: Vec<i32> = rows.iter().map(|&row| i32::from(codes[row].unwrap_or_default())).collect();
        let known: Vec<bool> = rows.iter().map(|&row| codes[row].is_some()).collect();
        let classes = Tensor::from_data(TensorData::new(classes, [rows.len()]), device);
        Self { classes, known: mask(&known, device) }
    }
}

/// The numbers of one annotator for a batch.
#[derive(Clone, Debug)]
pub struct GivenValues {
    /// `[batch, dimensions]`; 0 where there are none.
    pub values: Tensor<2>,
    /// As [`ClassLabels::known`].
    pub known: Option<Tensor<1>>,
}

/// The training labels of one head for a batch.
#[derive(Clone, Debug)]
pub enum BatchTarget {
    /// A class a sample.
    Classes(ClassLabels),
    /// A distribution a sample.
    Distribution {
        /// `[batch, classes]`
        shares: Tensor<2>,
        /// As [`ClassLabels::known`].
        known: Option<Tensor<1>>,
    },
    /// Numbers a sample.
    Values {
        /// `[batch, dimensions]`; 0 where there are none.
        values: Tensor<2>,
        /// The samples that have them; `None`: all.
        known: Option<Tensor<1, Int>>,
    },
    /// The labels of each annotator.
    Annotators(Vec<ClassLabels>),
    /// The numbers of each annotator.
    AnnotatorValues(Vec<GivenValues>),
}

impl BatchTarget {
    /// The task loss of a head's output `[batch, width]`: cross entropy, with the context's label smoothing, or 1 - CCC for values.
    /// Of fewer than two samples with values in a larger batch there is no concordance, and the loss is 0. Several annotators'
    /// cross entropies are summed, and so are their [Gaussian losses](losses::gaussian) with a deviation of 1.
    ///
    /// # Errors
    /// Those of [`losses::concordance`].
    pub fn loss(&self, output: Tensor<2>, context: &LossContext) -> Result<HeadLoss> {
        let (fidelity, epsilon) = (context.fidelity, context.label_smoothing);
        let of_classes = |labels: &ClassLabels| {
            let samples = losses::cross_entropy(output.clone(), labels.classes.clone());
            losses::smoothed(samples, output.clone(), epsilon)
        };
        Ok(match self {
            Self::Classes(labels) => HeadLoss::of_samples(of_classes(labels), labels.known.as_ref()),
            Self::Distribution { shares, known } => {
                let samples = losses::soft_cross_entropy(output.clone(), shares.clone());
                HeadLoss::of_samples(losses::smoothed(samples, output, epsilon), known.as_ref())
            }
            Self::Values { values, known } => {
                let samples = (output.clone() - values.clone()).square().mean_dim(1).squeeze_dim(1).detach();
                let mean = match known {
                    None => losses::concordance(output, values.clone(), fidelity)?,
                    Some(rows) if rows.dims()[0] < 2 => output.sum() * 0.0,
                    Some(rows) => {
                        let [output, values] = [output, values.clone()].map(|all| all.select(0, rows.clone()));
                        losses::concordance(output, values, fidelity)?
                    }
                };
                HeadLoss { mean, samples }
            }
            Self::Annotators(lists) => {
                let losses = lists.iter().map(|labels| (of_classes(labels), labels.known.as_ref()));
                sum_of_annotators(losses, &output)
            }
            Self::AnnotatorValues(lists) => {
                let even = Tensor::zeros([1, output.dims()[1]], &output.device());
                let loss = |given: &GivenValues| losses::gaussian(given.values.clone(), output.clone(), even.clone());
                sum_of_annotators(lists.iter().map(|given| (loss(given), given.known.as_ref())), &output)
            }
        })
    }

    /// The labels as the discriminators are given them, `[batch, width]`: one-hot, distribution or values. For a sample without
    /// a label it is the mean over those of the batch that have one: all that is known of it. A latent truth has none.
    pub fn given(&self, width: usize) -> Option<Tensor<2>> {
        match self {
            Self::Classes(labels) => Some(with_means(one_hot(labels.classes.clone(), width), labels.known.as_ref())),
            Self::Distribution { shares, known } => Some(with_means(shares.clone(), known.as_ref())),
            Self::Values { values, known: None } => Some(values.clone()),
            Self::Values { values, known: Some(rows) } => {
                let [batch, _] = values.dims();
                let ones = Tensor::ones([rows.dims()[0]], &values.device());
                let known =
                    Tensor::<1>::zeros([batch], &values.device()).scatter(0, rows.clone(), ones, IndexingUpdateOp::Add);
                Some(with_means(values.clone(), Some(&known)))
            }
            Self::Annotators(_) | Self::AnnotatorValues(_) => None,
        }
    }
}

/// Classes `[batch]` as unit vectors `[batch, width]`. Not burn's `one_hot`, which reads the classes back from the device to
/// check them.
pub(super) fn one_hot(classes: Tensor<1, Int>, width: usize) -> Tensor<2> {
    let every = Tensor::<1, Int>::arange(0..width as i64, &classes.device());
    classes.unsqueeze_dim::<2>(1).equal(every.unsqueeze_dim(0)).float()
}

/// The losses of several annotators over one head, summed for each sample over those who labelled it. The mean is over the samples that
/// anyone labelled, so that a label counts the same whoever gave it. Each annotator's come as `[batch]`, with what
/// [`ClassLabels::known`] says of them.
pub(super) fn sum_of_annotators<'a>(
    losses: impl Iterator<Item = (Tensor<1>, Option<&'a Tensor<1>>)>,
    output: &Tensor<2>,
) -> HeadLoss {
    let losses: Vec<_> = losses.collect();
    let labelled = known_to_any(losses.iter().map(|(_, known)| *known)).map(|any| any.sum().clamp_min(1.0));
    let (mut means, mut samples) = (vec![], Tensor::zeros([output.dims()[0]], &output.device()));
    for (each, known) in losses {
        let each = known.map_or(each.clone(), |known| each * known.clone());
        means.push(match &labelled {
            None => each.clone().mean(),
            Some(labelled) => each.clone().sum() / labelled.clone(),
        });
        samples = samples + each.detach();
    }
    HeadLoss { mean: Tensor::cat(means, 0).sum(), samples }
}

/// 1 for the samples that anyone labelled, `[batch]`; `None`: someone labelled all.
fn known_to_any<'a>(annotators: impl Iterator<Item = Option<&'a Tensor<1>>>) -> Option<Tensor<1>> {
    let mut any = None::<Tensor<1>>;
    for known in annotators {
        let known = known?.clone();
        any = Some(any.map_or(known.clone(), |any| any.max_pair(known)));
    }
    any
}

/// `given` `[batch, width]` with the mean of its known rows in place of the others.
fn with_means(given: Tensor<2>, known: Option<&Tensor<1>>) -> Tensor<2> {
    let Some(known) = known else { return given };
    let known = known.clone().unsqueeze_dim::<2>(1); // [batch, 1]
    let given = given * known.clone();
    let mean = given.clone().sum_dim(0) / known.clone().sum_dim(0).clamp_min(1.0); // [1, width]
    given + (-known + 1.0) * mean
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn missing_labels_have_no_loss_and_are_given_as_the_mean() {
        let device = Device::flex();
        let head = LabelHead::categorical("e", &["a", "b"]);
        let targets = Targets::Classes(vec![Some(0), None, Some(1), Some(1)]);
        let rows = [0, 1, 2];
        assert_eq!(rows.map(|row| targets.has(row, 2)), [true, false, true]);
        let batch = targets.batch(&head, &rows, &device);
        // -ln 1/2, then whatever, then -ln 3/4.
        let logits = Tensor::<2>::from_data([[0.0, 0.0], [9.0, -9.0], [0.0, 3f32.ln()]], &device);
        let loss = batch.loss(logits, &LossContext::default()).unwrap();
        let expected = (2f32.ln() + (4f32 / 3.0).ln()) / 2.0;
        assert!((numbers(loss.mean)[0] - expected).abs() < 1e-6);
        assert!((numbers(loss.samples)[2] - (4f32 / 3.0).ln()).abs() < 1e-6);
        assert_eq!(numbers(batch.given(2).unwrap()), [1.0, 0.0, 0.5, 0.5, 0.0, 1.0]);
        assert_eq!(targets.agreement(0, 0, 2), Some(1.0));
        assert_eq!(targets.agreement(1, 0, 2), None);
    }

    #[test]
    fn classes_and_distributions_are_smoothed() {
        let device = Device::flex();
        let head = LabelHead::categorical("e", &["a", "b"]);
        let context = LossContext { label_smoothing: 0.2, ..LossContext::default() };
        let logits = || Tensor::<2>::from_data([[0.0, 3f32.ln()]], &device); // 1/4 3/4
        let targets = [Targets::Classes(vec![Some(1)]), Targets::Distribution(vec![0.0, 1.0])];
        for batch in targets.map(|targets| targets.batch(&head, &[0], &device)) {
            let loss = batch.loss(logits(), &context).unwrap();
            let expected = 0.9 * (4f32 / 3.0).ln() + 0.1 * 4f32.ln();
            assert!((numbers(loss.mean)[0] - expected).abs() < 1e-6);
        }
    }

    #[test]
    fn values_are_compared_where_there_are_some() {
        let device = Device::flex();
        let head = LabelHead::continuous("va", &["v"], -1.0, 1.0);
        let targets = Targets::Values(vec![0.5, f32::NAN, -0.5]);
        let batch = targets.batch(&head, &[0, 1, 2], &device);
        let output = Tensor::<2>::from_data([[0.5], [0.9], [-0.5]], &device);
        let loss = batch.loss(output, &LossContext::default()).unwrap();
        assert!(numbers(loss.mean)[0].abs() < 1e-6, "those that are there agree");
        assert_eq!(numbers(batch.given(1).unwrap()), [0.5, 0.0, -0.5]);
        let alone = targets.batch(&head, &[0, 1], &device);
        let output = Tensor::<2>::from_data([[0.1], [0.9]], &device);
        assert_eq!(numbers(alone.loss(output, &LossContext::default()).unwrap().mean), [0.0]);
    }

    #[test]
    fn a_label_counts_the_same_whoever_gave_it() {
        let device = Device::flex();
        let tensor = |values: [f32; 4]| Tensor::<1>::from_data(values, &device);
        let output = Tensor::<2>::zeros([4, 2], &device);
        let busy = (tensor([1.0; 4]), None);
        let rarely = tensor([0.0, 0.0, 0.0, 1.0]);
        let loss = sum_of_annotators([busy, (tensor([7.0, 7.0, 7.0, 5.0]), Some(&rarely))].into_iter(), &output);
        assert_eq!((numbers(loss.mean), numbers(loss.samples)), (vec![9.0 / 4.0], vec![1.0, 1.0, 1.0, 6.0]));
        // Of the first two images nobody knows anything.
        let once = tensor([0.0, 0.0, 1.0, 1.0]);
        let both = [(tensor([1.0; 4]), Some(&once)), (tensor([7.0, 7.0, 7.0, 5.0]), Some(&rarely))];
        assert_eq!(numbers(sum_of_annotators(both.into_iter(), &output).mean), [7.0 / 2.0]);
    }

    #[test]
    fn annotators_agree_by_their_share() {
        let targets = Targets::Annotators(vec![vec![Some(0), None], vec![Some(1), None], vec![None, None]]);
        assert_eq!(targets.agreement(0, 1, 2), Some(0.5));
        assert!(targets.has(0, 2) && !targets.has(1, 2));
        assert!(!Targets::Distribution(vec![0.0, 0.0, 1.0, 0.0]).has(0, 2));
    }
}
