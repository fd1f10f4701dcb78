//! Cross entropy on the posterior of Dawid and Skene.

use super::{FittedMethod, FromLabels, LearningMethod, Source, pooled};
use crate::{
    Error, Result, Seed,
    labels::{Annotations, LabelTable},
    noise::{self, Estimator},
};
use serde::{Deserialize, Serialize};

/// Cross entropy on the posterior over the true class that Dawid and Skene's EM gives to the annotators' labels alone, see
/// [`noise::DawidSkene`]. Validation labels are seen through the matrices and the prior that were fitted
/// to the training labels. Where each image has a single label it is that label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DawidSkene {
    /// Whether only the most probable class is trained on, and not the posterior itself, the default.
    pub hard: bool,
    /// Iterations of EM: 10 by default.
    pub iterations: usize,
}

impl Default for DawidSkene {
    fn default() -> Self {
        Self { hard: false, iterations: 10 }
    }
}

impl LearningMethod for DawidSkene {
    const NAME: &'static str = "dawid-skene";
    const SUMMARY: &'static str =
        "cross entropy on Dawid and Skene's posterior, or `dawid-skene:hard` on its most probable class";

    fn title(&self) -> String {
        if self.hard { "CE on Dawid-Skene (hard)" } else { "CE on Dawid-Skene" }.into()
    }

    fn argument(&self) -> Option<String> {
        self.hard.then(|| "hard".into())
    }

    fn with_argument(argument: &str) -> Result<Self> {
        match argument {
            "hard" | "soft" => Ok(Self { hard: argument == "hard", ..Self::default() }),
            _ => Err(Error::parameter("dawid-skene", format!("{argument:?}"), "soft or hard")),
        }
    }

    fn check(&self) -> Result<()> {
        if self.iterations == 0 {
            return Err(Error::parameter("iterations", 0, "at least 1"));
        }
        Ok(())
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let head = pooled(labels)?;
        let fit = Box::new(consensus(labels, self.iterations)?);
        Ok(Box::new(FromLabels::new(labels, vec![head], Source::Posterior { fit, hard: self.hard })))
    }
}

/// Dawid and Skene's EM on the labels of all annotators, with as many iterations.
pub(super) fn consensus(labels: &LabelTable, iterations: usize) -> Result<noise::Consensus> {
    let estimator = noise::DawidSkene { iterations, tolerance: 0.0, ..noise::DawidSkene::default() };
    estimator.fit(&Annotations::of_table(labels)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        labels::planted::planted,
        train::{Method, Targets},
    };

    #[test]
    fn targets_are_the_posterior_or_its_most_probable_class() {
        let labels = planted(500);
        let fit = consensus(&labels, 10).unwrap();
        let targets = |text: &str, labels: &LabelTable| {
            let method: Method = text.parse().unwrap();
            let fitted = method.fit(&planted(500), Seed(0)).unwrap();
            assert_eq!(fitted.heads()[0].name, "truth");
            fitted.targets(labels).unwrap().remove(0)
        };
        let soft = fit.posterior.iter().map(|share| *share as f32).collect();
        assert_eq!(targets("dawid-skene", &labels), Targets::Distribution(soft));
        assert_eq!(targets("dawid-skene:hard", &labels), Targets::Classes(fit.most_probable()));
        // Other labels are not fitted again: a row of its own has the posterior that it has among others.
        let Targets::Distribution(alone) = targets("dawid-skene", &labels.select_rows(&[7]).unwrap()) else { panic!() };
        assert_eq!(alone, fit.posterior[21..24].iter().map(|share| *share as f32).collect::<Vec<_>>());
    }

    #[test]
    fn the_argument_is_hard_or_soft() {
        let method: Method = "dawid-skene:hard".parse().unwrap();
        assert_eq!(
            (method.to_string(), method.title()),
            ("dawid-skene:hard".into(), "CE on Dawid-Skene (hard)".into())
        );
        assert_eq!("dawid-skene:soft".parse::<Method>().unwrap().to_string(), "dawid-skene");
        let error = "dawid-skene:firm".parse::<Method>().unwrap_err().to_string();
        assert_eq!(error, "dawid-skene must be soft or hard, got \"firm\"");
    }
}
