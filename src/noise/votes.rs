//! Votes: every label counts, whatever the annotators' habits.

use super::{
    Consensus, Estimator, Parameter,
    consensus::{Rule, most_probable},
};
use crate::{Result, labels::Annotations};

/// The class that most annotators gave. All of the posterior is on it; equals divide it between them.
///
/// Assumes that annotators are equally good and err independently of each other. Takes one pass over the labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MajorityVote;

/// The share of each class among an item's labels.
///
/// Assumes that annotators are equally good, and keeps their disagreement; that share is no probability that a class is the true
/// one. Takes one pass over the labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SoftVote;

/// Wawa, worker agreement with aggregate, as crowd-kit defines it: the share of each class among an item's labels, weighted by how
/// often each annotator agrees with the majority (of equals, with the first class).
///
/// Assumes that most annotators are right most of the time: it learns from the majority and repeats its mistakes. Takes three
/// passes over the labels.
///
/// ```
/// use noisyfer::labels::{LabelHead, LabelTable, Annotations};
/// use noisyfer::noise::{Estimator, WeightedVote};
/// let classes = ["happy", "sad"];
/// let labels = LabelTable::from_names(["1", "2", "3"].map(String::from).to_vec())?
///     .with_head(LabelHead::categorical("anna", &classes), &[0, 1, 1])?
///     .with_head(LabelHead::categorical("ben", &classes), &[0, 1, 0])?
///     .with_head(LabelHead::categorical("carl", &classes), &[1, 1, 0])?;
/// let consensus = WeightedVote.fit(&Annotations::of_table(&labels)?)?;
/// // Anna agrees with the majority in two of three items, Ben in all, Carl in two.
/// assert_eq!(consensus.annotator_parameters[0].values, [2.0 / 3.0, 1.0, 2.0 / 3.0]);
/// assert!((consensus.shares(0)[0] - 5.0 / 7.0).abs() < 1e-12);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WeightedVote;

impl Estimator for MajorityVote {
    fn name(&self) -> &'static str {
        "majority vote"
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        Ok(voted(self.name(), annotations, Rule::Majority))
    }
}

impl Estimator for SoftVote {
    fn name(&self) -> &'static str {
        "soft vote"
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        let weights = vec![1.0; annotations.annotators().len()];
        Ok(voted(self.name(), annotations, Rule::Shares(weights)))
    }
}

impl Estimator for WeightedVote {
    fn name(&self) -> &'static str {
        "weighted vote"
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        let (classes, count) = (annotations.classes().len(), annotations.annotators().len());
        let majority = most_probable(&Rule::Majority.posterior(annotations.responses(), classes), classes);
        let (mut agreed, mut labels) = (vec![0.0; count], vec![0.0; count]);
        for response in annotations.responses().iter() {
            let agrees = majority[response.item as usize] == Some(response.label);
            agreed[response.annotator as usize] += f64::from(u8::from(agrees));
            labels[response.annotator as usize] += 1.0;
        }
        let weights: Vec<f64> =
            agreed.iter().zip(&labels).map(|(agreed, labels)| agreed / f64::max(*labels, 1.0)).collect();
        let consensus = voted(self.name(), annotations, Rule::Shares(weights.clone()));
        let weight = Parameter { name: "agreement with the majority", values: weights };
        Ok(Consensus { annotator_parameters: vec![weight], ..consensus })
    }
}

fn voted(name: &'static str, annotations: &Annotations, rule: Rule) -> Consensus {
    let posterior = rule.posterior(annotations.responses(), annotations.classes().len());
    Consensus::new(name, annotations, rule, posterior)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, close};

    #[test]
    fn weights_by_hand() {
        // The majority is 0, 0, 1; annotator 2 agrees once in three, annotator 3 never.
        let rows = [
            (0, 0, 0),
            (0, 1, 0),
            (0, 2, 1),
            (1, 0, 0),
            (1, 1, 0),
            (1, 2, 1),
            (2, 0, 1),
            (2, 1, 1),
            (2, 2, 1),
            (2, 3, 0),
        ];
        let labels = annotations(4, 4, 2, &rows);
        let consensus = WeightedVote.fit(&labels).unwrap();
        close(&consensus.annotator_parameters[0].values, &[1.0, 1.0, 1.0 / 3.0, 0.0], 1e-12);
        close(&consensus.posterior, &[6.0 / 7.0, 1.0 / 7.0, 6.0 / 7.0, 1.0 / 7.0, 0.0, 1.0, 0.0, 0.0], 1e-12);
        // A label by whom nobody agrees with weighs nothing.
        let alone = annotations(1, 4, 2, &[(0, 3, 0)]);
        assert_eq!(consensus.posterior_of(&alone).unwrap(), [0.0, 0.0]);
    }
}
