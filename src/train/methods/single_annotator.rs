//! Cross entropy on the labels of one annotator.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators};
use crate::{Error, Result, Seed, labels::LabelTable};
use serde::{Deserialize, Serialize};

/// Cross entropy on the labels of one annotator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleAnnotator {
    /// The annotator's name; empty, the default: the first one.
    pub annotator: String,
}

impl LearningMethod for SingleAnnotator {
    const NAME: &'static str = "single";
    const SUMMARY: &'static str = "cross entropy on one annotator's labels: `single:NAME`, or the first annotator's";

    fn title(&self) -> String {
        format!("CE on {}", if self.annotator.is_empty() { "first annotator" } else { &self.annotator })
    }

    fn argument(&self) -> Option<String> {
        Some(self.annotator.clone()).filter(|annotator| !annotator.is_empty())
    }

    fn with_argument(argument: &str) -> Result<Self> {
        Ok(Self { annotator: argument.into() })
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let annotators = annotators(labels)?;
        let found = annotators.iter().find(|head| self.annotator.is_empty() || head.name == self.annotator);
        let head = found.cloned().ok_or_else(|| {
            let names: Vec<&str> = annotators.iter().map(|head| head.name.as_str()).collect();
            Error::parameter("the annotator", format!("{:?}", self.annotator), format!("one of {}", names.join(", ")))
        })?;
        Ok(Box::new(FromLabels::new(labels, vec![head], Source::Own)))
    }
}
