//! Cross entropy on the votes as a distribution.

use super::{FittedMethod, FromLabels, LearningMethod, Source, pooled};
use crate::{Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// Cross entropy on the annotators' votes as a distribution over the classes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoftVote {}

impl LearningMethod for SoftVote {
    const NAME: &'static str = "soft-vote";
    const SUMMARY: &'static str = "cross entropy on the annotators' votes as a distribution";

    fn title(&self) -> String {
        "CE on soft vote".into()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        Ok(Box::new(FromLabels::new(labels, vec![pooled(labels)?], Source::SoftVote)))
    }
}
