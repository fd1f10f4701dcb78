//! A head per annotator.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators};
use crate::{Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// A head per annotator, cross entropies summed: the joint distribution's task loss without its adversarial step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MultiTask {}

impl LearningMethod for MultiTask {
    const NAME: &'static str = "multi-task";
    const SUMMARY: &'static str = "a head per annotator, cross entropies summed";

    fn title(&self) -> String {
        "Multi-task CE".into()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        Ok(Box::new(FromLabels::new(labels, annotators(labels)?, Source::Own)))
    }
}
