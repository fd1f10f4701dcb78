//! A latent truth behind all annotators.

use super::{
    FittedMethod, LearningMethod,
    crowd_confusion::{Regulariser, SeenThroughMatrices, check_diagonal},
};
use crate::{Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// A latent truth seen through one learned transition matrix per annotator (LTNet, Zeng et al., ECCV 2018; its release has a
/// second softmax over what is a probability already, which is not repeated here). [`CrowdConfusion`](super::CrowdConfusion) is the
/// same with a regulariser.
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
        check_diagonal(self.diagonal)
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        Ok(Box::new(SeenThroughMatrices::new(labels, self.diagonal, Regulariser::None, 0.0)?))
    }
}
