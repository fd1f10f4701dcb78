//! Cross entropy on the true labels.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
};
use serde::{Deserialize, Serialize};

/// Cross entropy on the true classes of the training images: what no method on noisy labels should be expected to pass. An epoch
/// is selected by the truth of the validation images too, or by their first annotator's labels where it is not known. Values are
/// trained on as they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrueLabels {}

impl LearningMethod for TrueLabels {
    const NAME: &'static str = "true-labels";
    const SUMMARY: &'static str = "cross entropy on the true labels, where they are known: the ceiling";

    fn title(&self) -> String {
        "CE on true labels (ceiling)".into()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        // The truth is told in the first annotator's classes.
        let kind = annotators(labels)?.remove(0).kind;
        if labels.truth().is_none() {
            return Err(Error::format("the training labels", "no truth", "the true class of every image"));
        }
        let head = LabelHead { name: "truth".into(), kind };
        Ok(Box::new(FromLabels::new(labels, vec![head], Source::Truth)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Targets;

    #[test]
    fn the_truth_is_the_target_and_must_be_known() {
        let table = LabelTable::from_names(["x", "y"].map(String::from).to_vec()).unwrap();
        let noisy = table.with_head(LabelHead::categorical("anna", &["a", "b"]), &[0, 0]).unwrap();
        let labels = noisy.with_truth(&[0, 1]).unwrap();
        let fitted = TrueLabels {}.fit(&labels, Seed(0)).unwrap();
        assert_eq!(fitted.targets(&labels).unwrap(), [Targets::Classes(vec![Some(0), Some(1)])]);
        assert_eq!(fitted.targets(&noisy).unwrap(), [Targets::Classes(vec![Some(0), Some(0)])]);
        let error = TrueLabels {}.fit(&noisy, Seed(0)).err().unwrap().to_string();
        assert_eq!(error, "the training labels: found no truth, expected the true class of every image");
    }
}
