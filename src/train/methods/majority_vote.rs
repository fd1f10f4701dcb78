//! Cross entropy on the majority vote.

use super::{FittedMethod, FromLabels, LearningMethod, Source, pooled};
use crate::{Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// Cross entropy on the majority vote of the annotators; ties go to the first of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MajorityVote {}

impl LearningMethod for MajorityVote {
    const NAME: &'static str = "majority-vote";
    const SUMMARY: &'static str = "cross entropy on the majority vote of the annotators";

    fn title(&self) -> String {
        "CE on majority vote".into()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        Ok(Box::new(FromLabels::new(labels, vec![pooled(labels)?], Source::MajorityVote)))
    }
}
