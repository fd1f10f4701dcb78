//! Dawid and Skene's EM: true classes and annotators' errors from labels alone.

use super::{
    Consensus, Estimator, TransitionMatrix,
    consensus::Rule,
    em::{self, Cube},
};
use crate::{Error, Result, labels::Annotations};
use std::{collections::BTreeMap, sync::Arc};

/// The true classes and the annotators' errors that explain each other best (Dawid and Skene, Applied Statistics 28, 1979): with
/// K classes, z_ir the label of annotator r for item i and q_i(k) the probability that item i is of class k,
///
/// * T_r[k, j] = (c + Σ_i q_i(k) [z_ir = j]) / Σ_j of the same, with c the prior count, and π_k the mean of q_i(k) over the items
///   with a label;
/// * q_i(k) ∝ π_k Π_r T_r[k, z_ir], over the annotators who labelled item i.
///
/// It starts at the soft vote. Nothing is drawn at random. The posterior is that of the last matrices.
///
/// Assumes that annotators err independently of each other and of the item, given its class. An iteration takes 2 K additions a
/// label, and the matrices K² numbers an annotator.
///
/// ```
/// use noisyfer::labels::{Annotations, LabelHead, LabelTable};
/// use noisyfer::noise::{DawidSkene, Estimator};
/// let (names, classes) = ((0..6).map(|row| row.to_string()).collect(), ["happy", "sad"]);
/// let labels = LabelTable::from_names(names)?
///     .with_head(LabelHead::categorical("anna", &classes), &[0, 0, 0, 1, 1, 1])?
///     .with_head(LabelHead::categorical("ben", &classes), &[0, 0, 0, 1, 1, 0])?
///     .with_head(LabelHead::categorical("carl", &classes), &[1, 1, 1, 0, 0, 0])?;
/// let consensus = DawidSkene::default().fit(&Annotations::of_table(&labels)?)?;
/// // Carl calls everything by the other name, so in the last row he is one who says "sad".
/// assert_eq!(consensus.most_probable(), [0, 0, 0, 1, 1, 1].map(Some));
/// assert!(consensus.transitions[2].probability(0, 1) > 0.9);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct DawidSkene {
    /// What an annotator's errors may be.
    pub errors: AnnotatorErrors,
    /// How often matrices and posterior are estimated from each other at most: 100 by default.
    pub iterations: usize,
    /// It ends when the log-likelihood rises by less than this a label, in nats: 1e-5 by default. 0: never before the last iteration.
    pub tolerance: f64,
    /// What is added to every count of a transition matrix, > 0, such that no label is impossible; 0.01 by default.
    pub prior_count: f64,
    /// The true classes of items where they are known, by the names of both. Their posterior stays 1 there.
    pub gold: BTreeMap<String, String>,
}

/// What an annotator's errors may be in [`DawidSkene`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnnotatorErrors {
    /// Any matrix P(given | true).
    #[default]
    Matrix,
    /// One accuracy for all classes, and all wrong classes alike: one number an annotator, for few labels each.
    OneCoin,
}

impl Default for DawidSkene {
    fn default() -> Self {
        Self {
            errors: AnnotatorErrors::Matrix,
            iterations: 100,
            tolerance: 1e-5,
            prior_count: 0.01,
            gold: BTreeMap::new(),
        }
    }
}

impl Estimator for DawidSkene {
    fn name(&self) -> &'static str {
        match self.errors {
            AnnotatorErrors::Matrix => "Dawid-Skene",
            AnnotatorErrors::OneCoin => "one-coin Dawid-Skene",
        }
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        self.check()?;
        let gold = self.gold_codes(annotations)?;
        let (responses, classes) = (annotations.responses(), annotations.classes().len());
        let annotators = annotations.annotators().len();
        let mut posterior = em::shares(responses, |_| 1.0, classes);
        fix(&mut posterior, &gold, classes);
        let (mut matrices, mut prior, mut history) = (vec![], vec![], vec![]);
        let mut log_weights = Cube::new(0, classes, 0.0);
        for _ in 0..self.iterations {
            matrices = self.matrices(em::m_step(responses, &posterior, annotators, classes), annotators);
            prior = em::mean_of_items(&posterior, classes);
            log_weights = Cube::logarithms(matrices.iter().map(Vec::as_slice), classes);
            let log_prior = logarithms(&prior);
            let of_all = em::e_step(responses, |_| log_prior.as_slice(), &log_weights, &mut posterior);
            history.push(of_all + fix(&mut posterior, &gold, classes));
            if self.has_settled(&history, responses.len()) {
                break;
            }
        }
        let names: Arc<[String]> = annotations.classes().into();
        let rule = Rule::Product { log_prior: logarithms(&prior), log_weights };
        let matrices = matrices.into_iter().map(|cells| TransitionMatrix::of_cells(names.clone(), cells));
        let consensus = Consensus::new(self.name(), annotations, rule, posterior);
        Ok(Consensus { prior, transitions: matrices.collect(), log_likelihood: history, ..consensus })
    }
}

impl DawidSkene {
    fn check(&self) -> Result<()> {
        if self.iterations == 0 {
            return Err(Error::parameter("iterations", 0, "at least 1"));
        }
        if !(self.tolerance >= 0.0 && self.tolerance.is_finite()) {
            return Err(Error::parameter("tolerance", self.tolerance, ">= 0"));
        }
        let prior = self.prior_count;
        let good = prior > 0.0 && prior.is_finite();
        good.then_some(()).ok_or_else(|| Error::parameter("prior_count", prior, "> 0"))
    }

    /// The places of the gold items and their classes.
    fn gold_codes(&self, annotations: &Annotations) -> Result<Vec<(usize, u8)>> {
        let mut gold = vec![];
        for (item, name) in annotations.items().iter().enumerate() {
            let Some(class) = self.gold.get(name) else { continue };
            let code = annotations.classes().iter().position(|other| other == class).ok_or_else(|| {
                let expected = format!("one of {}", annotations.classes().join(", "));
                Error::parameter(format!("the true class of {name:?}"), format!("{class:?}"), expected)
            })?;
            gold.push((item, code as u8));
        }
        if gold.len() < self.gold.len() {
            let names: std::collections::HashSet<&String> = annotations.items().iter().collect();
            let unknown = self.gold.keys().find(|name| !names.contains(name));
            let expected = "the name of an item with annotations, each item once";
            return Err(Error::parameter("a gold item", format!("{:?}", unknown.map_or("", |name| name)), expected));
        }
        Ok(gold)
    }

    /// P(given | true) of each annotator, `[true, given]`, from counts.
    fn matrices(&self, counts: Cube, annotators: usize) -> Vec<Vec<f64>> {
        let mut matrices = vec![];
        for annotator in 0..annotators {
            let counted = counts.matrix(annotator);
            matrices.push(match self.errors {
                AnnotatorErrors::Matrix => em::rates(counted, self.prior_count, counts.classes),
                AnnotatorErrors::OneCoin => one_coin(&counted, self.prior_count, counts.classes),
            });
        }
        matrices
    }

    fn has_settled(&self, history: &[f64], labels: usize) -> bool {
        let [.., before, now] = history else { return false };
        self.tolerance > 0.0 && now - before < self.tolerance * labels as f64
    }
}

/// The matrix of one accuracy, from the counts of all classes together.
pub(super) fn one_coin(counts: &[f64], prior_count: f64, classes: usize) -> Vec<f64> {
    let with_prior = || counts.iter().map(|count| count + prior_count);
    let accuracy = with_prior().step_by(classes + 1).sum::<f64>() / with_prior().sum::<f64>();
    let mut matrix = vec![(1.0 - accuracy) / (classes - 1) as f64; classes * classes];
    matrix.iter_mut().step_by(classes + 1).for_each(|cell| *cell = accuracy);
    matrix
}

/// Puts gold items' posteriors where they belong. Returns what that changes in the log-likelihood: of a gold item it is that of
/// labels and true class together.
fn fix(posterior: &mut [f64], gold: &[(usize, u8)], classes: usize) -> f64 {
    let mut change = 0.0;
    for &(item, class) in gold {
        let shares = &mut posterior[item * classes..(item + 1) * classes];
        let share = shares[usize::from(class)];
        if shares.iter().any(|share| *share > 0.0) {
            change += share.ln();
        }
        shares.fill(0.0);
        shares[usize::from(class)] = 1.0;
    }
    change
}

fn logarithms(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|share| share.ln()).collect()
}

#[cfg(test)]
mod tests;
