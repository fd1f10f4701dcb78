//! A latent truth behind all annotators.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators, pooled};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    model::WeightTensor,
    train::{
        losses::{HeadLoss, LossContext, latent_truth},
        targets::{BatchTarget, Targets, sum_of_annotators},
    },
};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// A latent truth seen through one learned transition matrix per annotator (LTNet, Zeng et al., ECCV 2018; its release has a
/// second softmax over what is a probability already, which is not repeated here).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatentTruth {
    /// How sure each matrix starts that a label is right: the logit of its diagonal over the rest. 4 makes 86 % with 10 classes.
    pub diagonal: f32,
}

impl Default for LatentTruth {
    fn default() -> Self {
        Self { diagonal: 4.0 }
    }
}

impl LearningMethod for LatentTruth {
    const NAME: &'static str = "latent-truth";
    const SUMMARY: &'static str = "a latent truth seen through a learned transition matrix per annotator (LTNet)";

    fn title(&self) -> String {
        "Latent truth (LTNet)".into()
    }

    fn check(&self) -> Result<()> {
        let good = self.diagonal.is_finite();
        good.then_some(()).ok_or_else(|| Error::parameter("diagonal", self.diagonal, "a finite number"))
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let heads = FromLabels::new(labels, vec![pooled(labels)?], Source::EveryAnnotator);
        Ok(Box::new(Fitted { heads, annotators: annotators(labels)?.len(), diagonal: self.diagonal }))
    }
}

struct Fitted {
    heads: FromLabels,
    annotators: usize,
    diagonal: f32,
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    /// The logits of each annotator's transition matrix, `[classes, classes]`; row = latent truth.
    fn parameters(&self) -> Vec<WeightTensor> {
        let classes = self.heads()[0].width();
        let mut values = vec![0.0; classes * classes];
        for class in 0..classes {
            values[class * (classes + 1)] = self.diagonal;
        }
        vec![WeightTensor { shape: vec![classes, classes], values }; self.annotators]
    }

    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let BatchTarget::Annotators(lists) = target else { return target.loss(output, context) };
        let losses = lists
            .iter()
            .zip(context.parameters)
            .map(|(labels, transition)| latent_truth(output.clone(), transition.clone(), labels.classes.clone()));
        Ok(sum_of_annotators(lists, losses, &output))
    }
}
