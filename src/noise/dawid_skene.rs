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
fn one_coin(counts: &[f64], prior_count: f64, classes: usize) -> Vec<f64> {
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
mod tests {
    use super::*;
    use crate::noise::{
        MajorityVote,
        planted::{annotations, close, coin, crowd, share_right},
    };

    #[test]
    fn the_first_iteration_by_hand() {
        let labels = annotations(3, 2, 2, &[(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1)]);
        let fit = DawidSkene { iterations: 1, ..DawidSkene::default() }.fit(&labels).unwrap();
        // The soft vote is 1 0, then 1/2 1/2; nobody labelled the third item.
        close(&fit.prior, &[0.75, 0.25], 1e-12);
        close(fit.transitions[0].cells(), &[1.51 / 1.52, 0.01 / 1.52, 0.51 / 0.52, 0.01 / 0.52], 1e-12);
        close(fit.transitions[1].cells(), &[1.01 / 1.52, 0.51 / 1.52, 0.01 / 0.52, 0.51 / 0.52], 1e-12);
        let first = [0.75 * 1.51 * 1.01 / 1.52f64.powi(2), 0.25 * 0.51 * 0.01 / 0.52f64.powi(2)];
        let second = [0.75 * 1.51 * 0.51 / 1.52f64.powi(2), 0.25 * 0.51 * 0.51 / 0.52f64.powi(2)];
        let (sum, other) = (first[0] + first[1], second[0] + second[1]);
        let expected = [first[0] / sum, first[1] / sum, second[0] / other, second[1] / other, 0.0, 0.0];
        close(&fit.posterior, &expected, 1e-12);
        close(&fit.log_likelihood, &[sum.ln() + other.ln()], 1e-12);
        assert_eq!(fit.most_probable()[2], None);
    }

    #[test]
    fn one_coin_by_hand() {
        let labels = annotations(3, 2, 2, &[(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1)]);
        let options = DawidSkene { errors: AnnotatorErrors::OneCoin, iterations: 1, ..DawidSkene::default() };
        let fit = options.fit(&labels).unwrap();
        // Both are right in 1 + 1/2 of 2 labels; two of four cells' prior counts are right too.
        let accuracy = 1.52 / 2.04;
        close(fit.transitions[1].cells(), &[accuracy, 1.0 - accuracy, 1.0 - accuracy, accuracy], 1e-12);
        // They disagree about the second item, and are equally good: the prior stays.
        close(fit.shares(1), &[0.75, 0.25], 1e-12);
    }

    #[test]
    fn gold_items_stay_and_teach() {
        // Two annotators who never agree: only the truth of two items tells who is right.
        let rows: Vec<_> =
            (0..10).flat_map(|item| [(item, 0, (item % 2) as u8), (item, 1, ((item + 1) % 2) as u8)]).collect();
        let labels = annotations(10, 2, 2, &rows);
        let gold = [("i0", "c1"), ("i1", "c0")].map(|(item, class)| (item.to_string(), class.to_string()));
        let fit = DawidSkene { gold: BTreeMap::from(gold), ..DawidSkene::default() }.fit(&labels).unwrap();
        let expected: Vec<_> = (0..10).map(|item| Some((item + 1) % 2)).collect();
        assert_eq!(fit.most_probable(), expected);
        assert_eq!((fit.shares(0), fit.shares(1)), (&[0.0, 1.0][..], &[1.0, 0.0][..]));
        assert!(fit.accuracies[0].unwrap() < 0.1 && fit.accuracies[1].unwrap() > 0.9);
        // ln (1/2 · ~1 · ~1) an item.
        assert!((fit.log_likelihood.last().unwrap() - 10.0 * 0.5f64.ln()).abs() < 0.2, "{:?}", fit.log_likelihood);
    }

    #[test]
    fn planted_matrices_are_recovered_where_the_majority_is_wrong() {
        // Three good annotators, each with a habit, and two spammers who always say the first class.
        let habit = |cells: [f64; 9]| cells.to_vec();
        let mut matrices = vec![
            habit([0.8, 0.2, 0.0, 0.0, 0.8, 0.2, 0.2, 0.0, 0.8]),
            habit([0.8, 0.0, 0.2, 0.2, 0.8, 0.0, 0.0, 0.2, 0.8]),
            habit([0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8]),
        ];
        matrices.resize(5, habit([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
        let (labels, truth) = crowd(4000, &matrices, 5, 0);
        let fit = DawidSkene::default().fit(&labels).unwrap();
        for (found, planted) in fit.transitions.iter().zip(&matrices) {
            close(found.cells(), planted, 0.06);
        }
        let vote = share_right(&MajorityVote.fit(&labels).unwrap().most_probable(), &truth);
        let fitted = share_right(&fit.most_probable(), &truth);
        assert!(vote < 0.75 && fitted > 0.9, "{fitted} after {vote}");
    }

    #[test]
    fn the_likelihood_rises_until_it_has_settled() {
        let matrices: Vec<_> = (0..20).map(|annotator| coin(0.4 + 0.025 * f64::from(annotator), 4)).collect();
        let (labels, _) = crowd(500, &matrices, 5, 1);
        let of = |tolerance| DawidSkene { tolerance, prior_count: 1e-9, ..DawidSkene::default() }.fit(&labels).unwrap();
        let history = of(0.0).log_likelihood;
        assert_eq!(history.len(), 100);
        for pair in history.windows(2) {
            assert!(pair[1] > pair[0] - 1e-6, "{pair:?}");
        }
        let settled = of(1e-3).log_likelihood;
        assert!(settled.len() < 100 && settled[..] == history[..settled.len()]);
    }

    #[test]
    fn threads_change_no_bit() {
        let matrices: Vec<_> = (0..6).map(|_| coin(0.7, 3)).collect();
        let (labels, _) = crowd(5000, &matrices, 4, 2);
        let fit = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| DawidSkene::default().fit(&labels).unwrap())
        };
        let (one, four) = (fit(1), fit(4));
        assert_eq!((one.posterior, one.log_likelihood), (four.posterior, four.log_likelihood));
    }

    #[test]
    fn what_cannot_be_fitted_is_told() {
        let labels = annotations(1, 1, 2, &[(0, 0, 1)]);
        let error = |options: DawidSkene| options.fit(&labels).unwrap_err().to_string();
        let default = DawidSkene::default;
        assert!(error(DawidSkene { iterations: 0, ..default() }).starts_with("iterations must be at least 1"));
        assert!(error(DawidSkene { prior_count: 0.0, ..default() }).contains("must be > 0, got 0"));
        assert!(error(DawidSkene { tolerance: f64::NAN, ..default() }).contains("tolerance must be >= 0"));
        let gold = |item: &str, class: &str| DawidSkene { gold: [(item.into(), class.into())].into(), ..default() };
        assert_eq!(error(gold("i0", "sad")), "the true class of \"i0\" must be one of c0, c1, got \"sad\"");
        assert!(error(gold("i7", "c0")).contains("name of an item with annotations, each item once, got \"i7\""));
    }
}
