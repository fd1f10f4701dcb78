//! What is to be said of each item.

use crate::{
    Result,
    labels::Annotations,
    noise::{
        Consensus, most_probable,
        predictions::{Filter, LabelledPredictions, crowd_consensus},
    },
};
use std::cmp::Ordering;

/// A consensus that is less sure is to be looked at.
const SURE: f64 = 0.75;

/// What is to be said of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// The place of the item.
    pub item: usize,
    /// The class that labels, and the model where there is one, speak for; `None` where nothing is known.
    pub suggested: Option<u8>,
    /// The mean probability of the labels given, in [0, 1]; low = bad. `None` without a label.
    pub quality: Option<f64>,
    /// Whether the item is to be looked at.
    pub is_issue: bool,
    /// Why, in words; empty where there is nothing to say.
    pub why: String,
}

impl Sample {
    /// Issues first, then by quality; items without a label last.
    pub(super) fn worst_first(&self, other: &Self) -> Ordering {
        let quality = |sample: &Self| sample.quality.unwrap_or(f64::INFINITY);
        let issues = other.is_issue.cmp(&self.is_issue);
        issues.then(quality(self).total_cmp(&quality(other))).then(self.item.cmp(&other.item))
    }
}

/// What a model says of the labels.
pub(super) struct Model<'a> {
    probabilities: &'a [f64],
    /// Of the model and all annotators together, `[items, classes]`, where items have several labels.
    posterior: Option<Vec<f64>>,
    /// Whose vote the model doubts, `[items]`.
    doubted: Vec<bool>,
}

impl<'a> Model<'a> {
    /// `vote`: the class that most annotators gave, `[items]`.
    pub fn of(annotations: &Annotations, probabilities: &'a [f64], vote: &[Option<u8>]) -> Result<Self> {
        let classes = annotations.classes();
        let doubted = LabelledPredictions::new(vote, probabilities, classes)?.issues(Filter::PruneByNoiseRate);
        let responses = annotations.responses();
        let several = (0..responses.items()).any(|item| responses.of(item).1.len() > 1);
        let together = || crowd_consensus(annotations.annotators(), &annotations.columns(), probabilities, classes);
        let posterior = if several { Some(together()?.posterior) } else { None };
        Ok(Self { probabilities, posterior, doubted })
    }
}

/// The samples of all items, in their order.
pub(super) fn judged(annotations: &Annotations, consensus: &Consensus, model: Option<&Model>) -> Vec<Sample> {
    let classes = annotations.classes();
    let posterior = match model {
        None => &consensus.posterior,
        Some(model) => model.posterior.as_deref().unwrap_or(model.probabilities),
    };
    // Of single labels a model says which to doubt; that it is unsure of the others is no news.
    let by_model_alone = model.is_some_and(|model| model.posterior.is_none());
    let mut samples = vec![];
    for (item, mut suggested) in most_probable(posterior, classes.len()).into_iter().enumerate() {
        let shares = &posterior[item * classes.len()..(item + 1) * classes.len()];
        let given = annotations.responses().of(item).1;
        let doubted = model.is_some_and(|model| model.doubted[item]);
        let mut why = vec![];
        if by_model_alone && !doubted {
            suggested = given.first().copied().or(suggested);
        }
        if let Some(suggested) = suggested.filter(|_| !given.is_empty()) {
            let (most, share) = (most_given(given, classes.len()), shares[usize::from(suggested)]);
            if !most.contains(&suggested) {
                let count = given.iter().filter(|label| **label == most[0]).count();
                let [most, suggested] = [most[0], suggested].map(|class| &classes[usize::from(class)]);
                why.push(format!("{count} of {} say {most}, {suggested} is more probable", given.len()));
            } else if doubted {
                why.push(format!("the model doubts {}", classes[usize::from(most[0])]));
            }
            if share < SURE && !by_model_alone {
                why.push(format!("only {:.0} % sure", 100.0 * share));
            }
        }
        let quality = given.iter().map(|label| shares[usize::from(*label)]).sum::<f64>() / given.len() as f64;
        samples.push(Sample {
            item,
            suggested,
            quality: (!given.is_empty()).then_some(quality),
            is_issue: !why.is_empty(),
            why: why.join("; "),
        });
    }
    samples
}

/// The classes given most often.
fn most_given(given: &[u8], classes: usize) -> Vec<u8> {
    let mut counts = vec![0; classes];
    given.iter().for_each(|label| counts[usize::from(*label)] += 1);
    let most = counts.iter().copied().max().unwrap_or_default();
    (0..classes).filter(|class| counts[*class] == most).map(|class| class as u8).collect()
}
