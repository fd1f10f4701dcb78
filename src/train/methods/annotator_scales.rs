//! The values behind those that several annotators give.

use super::{FittedMethod, FromLabels, LearningMethod, Source, pooled};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    metrics::mean_and_deviation,
    model::WeightTensor,
    train::{
        losses::{HeadLoss, LossContext, gaussian},
        targets::{BatchTarget, Targets, sum_of_annotators},
    },
};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// The least s that counts, as a share of the deviation of the values: without one, the loss of labels that the network has learned
/// by heart has no bound.
const LEAST: f32 = 0.01;

/// Values of one latent truth, each annotator with a scale, an offset and a spread of their own: with μ the network's output, and for
/// every dimension, annotator r says v_r = a_r μ + b_r + N(0, s_r²), so that
///
/// L = Σ_r (v_r - a_r μ - b_r)² / (2 s_r²) + ln s_r.
///
/// The spreads are Raykar et al.'s (JMLR 2010), scales and offsets those of the crowd layer for regression (Rodrigues and Pereira,
/// AAAI 2018). Any μ could be stretched and moved with all a_r and b_r, so the mean of a_r is 1 and that of b_r 0: the truth is told
/// as the annotators tell it on average. They are learned at [`TrainConfig::method_learning_rate`](crate::train::TrainConfig), for which
/// 1e-2 is a good value, and begin with a = 1, b = 0 and the deviation σ of all given values for s.
///
/// The gradient of L is taken 1 / Σ (σ / s_r)² times, a sum over annotators and dimensions in which s counts as a constant: it is as
/// long as that of the mean squared error of standardised values, halved, however many and however exact the annotators are, so that
/// the same learning rates do. The minimum stays.
///
/// It is for labels with [a head per annotator](LabelHead::by), such as `anna:affect` and `ben:affect`, in whose place it has one,
/// `affect`. Classes are learned from the majority vote, and values that one annotator alone gives as under every method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotatorScales {}

impl LearningMethod for AnnotatorScales {
    const NAME: &'static str = "annotator-scales";
    const SUMMARY: &'static str =
        "values with a scale, an offset and a spread per annotator, where several give them; classes by majority vote";

    fn title(&self) -> String {
        "Annotator scales".into()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let groups = by_what_is_given(labels)?;
        if groups.iter().all(|group| group.len() < 2) {
            let found = match groups.is_empty() {
                true => "none".into(),
                false => format!("one for each of {}", names(groups.iter().flatten()).join(", ")),
            };
            let expected = "at least 2 for the same values, in columns such as anna:valence and ben:valence; other methods \
                            learn from one";
            return Err(Error::parameter("the annotators of continuous heads", found, expected));
        }
        let mut heads = vec![(pooled(labels)?, Source::MajorityVote)];
        let mut shared = vec![None];
        for group in groups {
            match group.as_slice() {
                [alone] => {
                    heads.push((alone.clone(), Source::Own));
                    shared.push(None);
                }
                several => {
                    heads.push((several[0].shared(), Source::ValuesOf(names(several.iter()))));
                    shared.push(Some(Shared::new(labels, several)?));
                }
            }
        }
        Ok(Box::new(Fitted { heads: FromLabels::of(heads), shared }))
    }
}

/// The continuous heads, those together that give the same.
fn by_what_is_given(labels: &LabelTable) -> Result<Vec<Vec<LabelHead>>> {
    let mut groups: Vec<Vec<LabelHead>> = vec![];
    for head in labels.heads().iter().filter(|head| head.classes().is_none()) {
        let shared = head.shared();
        match groups.iter_mut().find(|group| group[0].shared().name == shared.name) {
            None => groups.push(vec![head.clone()]),
            Some(group) if group[0].shared().kind == shared.kind => group.push(head.clone()),
            Some(group) => {
                let found = format!("{} and {} with different dimensions or ranges", group[0].name, head.name);
                return Err(Error::parameter("the annotators of values", found, "annotators with the same ones"));
            }
        }
    }
    Ok(groups)
}

fn names<'a>(heads: impl Iterator<Item = &'a LabelHead>) -> Vec<String> {
    heads.map(|head| head.name.clone()).collect()
}

/// What is known of a head that several annotators give.
struct Shared {
    annotators: usize,
    /// The standard deviation of all given values, a dimension each.
    deviations: Vec<f32>,
}

impl Shared {
    fn new(labels: &LabelTable, heads: &[LabelHead]) -> Result<Self> {
        let width = heads[0].width();
        let mut given = vec![vec![]; width];
        for head in heads {
            for (place, value) in labels.values_or_nan(&head.name)?.into_iter().enumerate() {
                if value.is_finite() {
                    given[place % width].push(f64::from(value));
                }
            }
        }
        // Values that do not vary have nothing to be learned; a deviation of 0 would have no logarithm.
        let deviations =
            given.iter().map(|values| (mean_and_deviation(values).1.unwrap_or_default() as f32).max(1e-3)).collect();
        Ok(Self { annotators: heads.len(), deviations })
    }

    /// a = 1, b = 0 and ln s, `[annotators, dimensions]` each, one below the other.
    fn start(&self) -> WeightTensor {
        let (rows, width) = (self.annotators, self.deviations.len());
        let mut values = [vec![1.0; rows * width], vec![0.0; rows * width]].concat();
        for _ in 0..rows {
            values.extend(self.deviations.iter().map(|deviation| deviation.ln()));
        }
        WeightTensor { shape: vec![3 * rows, width], values }
    }
}

struct Fitted {
    heads: FromLabels,
    /// For each head, what is known of its annotators where they are several.
    shared: Vec<Option<Shared>>,
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    /// As [`Shared::start`] for every head that annotators share.
    fn parameters(&self) -> Vec<WeightTensor> {
        self.shared.iter().flatten().map(Shared::start).collect()
    }

    fn loss(&self, head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let (BatchTarget::AnnotatorValues(lists), Some(shared)) = (target, &self.shared[head]) else {
            return target.loss(output, context);
        };
        let place = self.shared[..head].iter().flatten().count();
        let scales = Scales::of(&context.parameters[place], shared);
        let losses = lists.iter().enumerate().map(|(annotator, given)| {
            let of = |all: &Tensor<2>| all.clone().narrow(0, annotator, 1); // [1, dimensions]
            let expected = output.clone() * of(&scales.scale) + of(&scales.offset);
            (gaussian(given.values.clone(), expected, of(&scales.log_spread)), given.known.as_ref())
        });
        let loss = sum_of_annotators(losses, &output);
        let constant = loss.mean.clone().detach();
        Ok(HeadLoss { mean: (loss.mean - constant.clone()) * scales.weight + constant, ..loss })
    }
}

/// How annotators give values, `[annotators, dimensions]` each.
struct Scales {
    /// a, of mean 1 in every dimension.
    scale: Tensor<2>,
    /// b, of mean 0.
    offset: Tensor<2>,
    /// ln s.
    log_spread: Tensor<2>,
    /// 1 / Σ (σ / s_r)², detached, `[1]`.
    weight: Tensor<1>,
}

impl Scales {
    /// Of what is learned, in the form of [`Shared::start`].
    fn of(learned: &Tensor<2>, Shared { annotators, deviations }: &Shared) -> Self {
        let part = |index: usize| learned.clone().narrow(0, index * annotators, *annotators);
        let (scale, offset) = (part(0), part(1));
        let variance = Tensor::<1>::from_data(deviations.as_slice(), &learned.device()).square().unsqueeze::<2>();
        let squares = (part(2) * 2.0).exp() + variance.clone() * LEAST.powi(2);
        let exactness = (variance / squares.clone().detach()).sum();
        Self {
            scale: scale.clone() - scale.mean_dim(0) + 1.0,
            offset: offset.clone() - offset.mean_dim(0),
            log_spread: squares.log() / 2.0,
            weight: exactness.recip(),
        }
    }
}

#[cfg(test)]
mod tests;
