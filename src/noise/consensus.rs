//! What an estimator found: the true classes, with what is not known of them, and the annotators.

use super::{TransitionMatrix, em};
use crate::{
    Error, Result,
    labels::{Annotations, Response, Responses},
    metrics::first_largest,
    table::{Cell, Table},
};
use std::{collections::HashMap, sync::Arc};

/// The true classes of items and the quality of annotators, as an [`Estimator`](super::Estimator) found them.
#[derive(Clone, Debug)]
pub struct Consensus {
    /// The estimator: `Dawid-Skene`.
    pub estimator: &'static str,
    /// The classes, in the order of the codes.
    pub classes: Arc<[String]>,
    /// The names of the items.
    pub items: Arc<[String]>,
    /// The names of the annotators.
    pub annotators: Arc<[String]>,
    /// The probability of each class, item by item: `[items, classes]`. An item's sum to 1, or are all 0 where nothing is known:
    /// nobody labelled it.
    pub posterior: Vec<f64>,
    /// The share of each class among the items, as the estimator assumes or finds it: `[classes]`, sums to 1.
    pub prior: Vec<f64>,
    /// P(given | true) of each annotator, where the estimator has such a matrix; otherwise empty.
    pub transitions: Vec<TransitionMatrix>,
    /// The accuracy of each annotator, in [0, 1]: the mean over their labels of the posterior of the class given. `None` without a
    /// label.
    pub accuracies: Vec<Option<f64>>,
    /// How many labels each annotator gave.
    pub labels_by: Vec<usize>,
    /// How many labels each item has.
    pub labels_of: Vec<usize>,
    /// What the estimator knows of annotators beyond that, such as GLAD's ability: one number an annotator.
    pub annotator_parameters: Vec<Parameter>,
    /// What the estimator knows of items beyond that, such as GLAD's difficulty: one number an item.
    pub item_parameters: Vec<Parameter>,
    /// The log-likelihood of all labels under the model, in nats, after every iteration; of GLAD and MACE, which start from
    /// parameters, also before the first; empty for votes. Estimators that have priors on their parameters say what is added.
    pub log_likelihood: Vec<f64>,
    pub(super) rule: Rule,
}

/// A number of each annotator or item.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// What it is: `ability`.
    pub name: &'static str,
    /// In the order of the names.
    pub values: Vec<f64>,
}

/// How labels of the same annotators make a posterior.
#[derive(Clone, Debug)]
pub(super) enum Rule {
    /// All for the class with most labels.
    Majority,
    /// The share of the annotators' weights, `[annotators]`.
    Shares(Vec<f64>),
    /// The product of what each label says.
    Product { log_prior: Vec<f64>, log_weights: em::Cube },
}

impl Rule {
    pub fn posterior(&self, responses: &Responses, classes: usize) -> Vec<f64> {
        match self {
            Self::Shares(weights) => em::shares(responses, |annotator| weights[annotator], classes),
            Self::Majority => {
                let mut posterior = em::shares(responses, |_| 1.0, classes);
                posterior.chunks_exact_mut(classes).for_each(keep_largest);
                posterior
            }
            Self::Product { log_prior, log_weights } => {
                let mut posterior = vec![0.0; responses.items() * classes];
                em::e_step(responses, |_| log_prior.as_slice(), log_weights, &mut posterior);
                posterior
            }
        }
    }
}

/// All for the largest share; equals divide it between them.
fn keep_largest(shares: &mut [f64]) {
    let largest = shares.iter().copied().fold(0.0, f64::max);
    if largest > 0.0 {
        shares.iter_mut().for_each(|share| *share = f64::from(u8::from(*share == largest)));
        em::normalise(shares);
    }
}

impl Consensus {
    /// A result without matrices, parameters and history.
    pub(super) fn new(estimator: &'static str, annotations: &Annotations, rule: Rule, posterior: Vec<f64>) -> Self {
        let (responses, classes) = (annotations.responses(), annotations.classes().len());
        let (accuracies, labels_by) = accuracies(annotations, &posterior);
        Self {
            estimator,
            classes: annotations.classes().into(),
            items: annotations.items().clone(),
            annotators: annotations.annotators().clone(),
            prior: em::mean_of_items(&posterior, classes),
            posterior,
            transitions: vec![],
            accuracies,
            labels_by,
            labels_of: (0..responses.items()).map(|item| responses.of(item).1.len()).collect(),
            annotator_parameters: vec![],
            item_parameters: vec![],
            log_likelihood: vec![],
            rule,
        }
    }

    /// The probabilities of an item's classes, `[classes]`.
    ///
    /// # Panics
    /// For an item that is not there.
    pub fn shares(&self, item: usize) -> &[f64] {
        let classes = self.classes.len();
        &self.posterior[item * classes..(item + 1) * classes]
    }

    /// The most probable class of each item, `[items]`; the first of equals, `None` where nothing is known.
    pub fn most_probable(&self) -> Vec<Option<u8>> {
        most_probable(&self.posterior, self.classes.len())
    }

    /// The probability of the most probable class of each item, `[items]`, in [1 / classes, 1]; 0 where nothing is known.
    pub fn confidence(&self) -> Vec<f64> {
        let rows = self.posterior.chunks_exact(self.classes.len());
        rows.map(|shares| shares.iter().copied().fold(0.0, f64::max)).collect()
    }

    /// The entropy of each item's posterior in nats, `[items]`, in [0, ln classes]; 0 is certain. `None` where nothing is known.
    pub fn entropy(&self) -> Vec<Option<f64>> {
        let rows = self.posterior.chunks_exact(self.classes.len());
        rows.map(|shares| shares.iter().any(|share| *share > 0.0).then(|| entropy(shares))).collect()
    }

    /// The posterior of other labels by the same annotators, who are not fitted again: `[items, classes]`, zeros for an item
    /// without a label. For the labels that were fitted it is [`posterior`](Self::posterior) again, but for what an estimator
    /// learned of single items (gold ones, GLAD's difficulty).
    ///
    /// # Errors
    /// [`Error::Format`] for other classes, [`Error::Parameter`] for an annotator who gave labels and was not fitted.
    pub fn posterior_of(&self, annotations: &Annotations) -> Result<Vec<f64>> {
        if annotations.classes() != &*self.classes {
            let expected = format!("{}, as fitted", self.classes.join(", "));
            return Err(Error::format("the classes of annotations", annotations.classes().join(", "), expected));
        }
        let places: HashMap<&str, usize> = self.annotators.iter().map(String::as_str).zip(0..).collect();
        let mut place_of = vec![];
        for name in annotations.annotators().iter() {
            place_of.push(places.get(name.as_str()).copied());
        }
        let responses = annotations.responses();
        if let Some(unknown) = responses.iter().find(|response| place_of[response.annotator as usize].is_none()) {
            let name = &annotations.annotators()[unknown.annotator as usize];
            let expected = format!("one of the {} that {} was fitted to", self.annotators.len(), self.estimator);
            return Err(Error::parameter("an annotator", format!("{name:?}"), expected));
        }
        let mapped = responses.iter().map(|response| {
            let annotator = place_of[response.annotator as usize].unwrap_or_default() as u32;
            Response { annotator, ..response }
        });
        let responses = Responses::group(responses.items(), mapped);
        Ok(self.rule.posterior(&responses, self.classes.len()))
    }

    /// A row per item: name, label, confidence, entropy, number of labels, and the estimator's own parameters.
    pub fn item_table(&self) -> Table {
        let mut columns = vec!["name", "label", "confidence", "entropy / nat", "labels"];
        columns.extend(self.item_parameters.iter().map(|parameter| parameter.name));
        let mut table = Table::new(&format!("Consensus by {}", self.estimator), &columns);
        let (labels, confidence, entropy) = (self.most_probable(), self.confidence(), self.entropy());
        for (item, name) in self.items.iter().enumerate() {
            let label = labels[item].map_or(Cell::Missing, |label| self.classes[usize::from(label)].as_str().into());
            let known = labels[item].map(|_| confidence[item]);
            let mut row = vec![name.as_str().into(), label, known.into(), entropy[item].into()];
            row.push(self.labels_of[item].into());
            row.extend(self.item_parameters.iter().map(|parameter| parameter.values[item].into()));
            table.rows.push(row);
        }
        table
    }

    /// A row per annotator: name, number of labels, accuracy, and the estimator's own parameters.
    pub fn annotator_table(&self) -> Table {
        let mut columns = vec!["annotator", "labels", "accuracy / %"];
        columns.extend(self.annotator_parameters.iter().map(|parameter| parameter.name));
        let mut table = Table::new(&format!("Annotators by {}", self.estimator), &columns);
        for (annotator, name) in self.annotators.iter().enumerate() {
            let accuracy = self.accuracies[annotator].map(|accuracy| 100.0 * accuracy);
            let mut row = vec![name.as_str().into(), self.labels_by[annotator].into(), accuracy.into()];
            row.extend(self.annotator_parameters.iter().map(|parameter| parameter.values[annotator].into()));
            table.rows.push(row);
        }
        table
    }
}

/// The most probable class of each row of a posterior `[items, classes]`; `None` for a row of zeros.
pub(crate) fn most_probable(posterior: &[f64], classes: usize) -> Vec<Option<u8>> {
    let mut chosen = vec![];
    for shares in posterior.chunks_exact(classes) {
        let best = first_largest(shares);
        chosen.push((shares[best] > 0.0).then_some(best as u8));
    }
    chosen
}

fn entropy(shares: &[f64]) -> f64 {
    // The sum of nothing is -0.
    0.0 - shares.iter().filter(|share| **share > 0.0).map(|share| share * share.ln()).sum::<f64>()
}

/// The mean posterior of the classes that each annotator gave, and how many labels those are.
fn accuracies(annotations: &Annotations, posterior: &[f64]) -> (Vec<Option<f64>>, Vec<usize>) {
    let classes = annotations.classes().len();
    let (right, labels) = em::agreement(annotations, posterior);
    let (mut accuracies, mut counts) = (vec![], vec![]);
    for (right, labels) in right.chunks_exact(classes).zip(labels.chunks_exact(classes)) {
        let (right, labels): (f64, f64) = (right.iter().sum(), labels.iter().sum());
        accuracies.push((labels > 0.0).then(|| right / labels));
        counts.push(labels as usize);
    }
    (accuracies, counts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, close};
    use crate::noise::{DawidSkene, Estimator, MajorityVote, SoftVote};

    #[test]
    fn labels_confidence_and_entropy_by_hand() {
        // Item 0: x twice, y once; item 1: a tie; item 2: nobody.
        let labels = annotations(3, 3, 2, &[(0, 0, 0), (0, 1, 0), (0, 2, 1), (1, 0, 0), (1, 1, 1)]);
        let soft = SoftVote.fit(&labels).unwrap();
        close(&soft.posterior, &[2.0 / 3.0, 1.0 / 3.0, 0.5, 0.5, 0.0, 0.0], 1e-12);
        assert_eq!(soft.most_probable(), [Some(0), Some(0), None]);
        close(&soft.confidence(), &[2.0 / 3.0, 0.5, 0.0], 1e-12);
        let entropy = soft.entropy();
        close(&[entropy[0].unwrap(), entropy[1].unwrap()], &[3f64.ln() - 2f64.ln() * 2.0 / 3.0, 2f64.ln()], 1e-12);
        assert_eq!((entropy[2], soft.labels_of.clone(), soft.labels_by.clone()), (None, vec![3, 2, 0], vec![2, 2, 1]));
        // Annotator 0: 2/3 and 1/2.
        close(&[soft.accuracies[0].unwrap()], &[7.0 / 12.0], 1e-12);
        let majority = MajorityVote.fit(&labels).unwrap();
        assert_eq!(majority.posterior, [1.0, 0.0, 0.5, 0.5, 0.0, 0.0]);
        assert_eq!(majority.entropy()[0], Some(0.0));
        let table = soft.item_table();
        assert_eq!(table.columns, ["name", "label", "confidence", "entropy / nat", "labels"]);
        assert_eq!(table.rows[2], ["i2".into(), Cell::Missing, Cell::Missing, Cell::Missing, 0usize.into()]);
        assert_eq!(soft.annotator_table().rows[2][..2], ["a2".into(), 1usize.into()]);
    }

    #[test]
    fn other_labels_are_seen_by_name() {
        let rows = [(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1), (2, 0, 0), (2, 1, 1), (3, 0, 0), (3, 1, 0)];
        let labels = annotations(4, 2, 2, &rows);
        let fitted = DawidSkene::default().fit(&labels).unwrap();
        close(&fitted.posterior_of(&labels).unwrap(), &fitted.posterior, 1e-12);
        // The same annotators in another order, one item.
        let names = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
        let of = |annotators: &[&str]| {
            let rows = [Response { item: 0, annotator: 1, label: 0 }, Response { item: 0, annotator: 0, label: 1 }];
            Annotations::new(&["c0", "c1"], names(&["new"]), names(annotators), &rows).unwrap()
        };
        close(&fitted.posterior_of(&of(&["a1", "a0"])).unwrap(), fitted.shares(2), 1e-12);
        let unknown = fitted.posterior_of(&of(&["a1", "eve"])).unwrap_err().to_string();
        assert_eq!(unknown, "an annotator must be one of the 2 that Dawid-Skene was fitted to, got \"eve\"");
        let classes = annotations(1, 2, 3, &[(0, 0, 2)]);
        assert!(fitted.posterior_of(&classes).unwrap_err().to_string().contains("expected c0, c1, as fitted"));
    }
}
