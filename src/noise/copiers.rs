//! Annotators who err together more often than chance.

use super::{Consensus, Estimator, em, quality::counts, special::beta_below};
use crate::{
    Error, Result,
    interrupt::Interrupt,
    labels::{Annotations, Responses},
    metrics::first_largest,
    table::Table,
};
use std::{collections::HashMap, sync::Arc};

/// What is added to every count of a transition matrix.
const PRIOR_COUNT: f64 = 0.5;

/// Pairs of annotators who err together beyond independence.
#[derive(Clone, Debug)]
pub struct Copiers {
    /// The names of the annotators.
    pub annotators: Arc<[String]>,
    /// The pairs that are flagged, in the order in which they were found: the surest first.
    pub pairs: Vec<CopierPair>,
    /// How many pairs were tested in the first round: those with items in common.
    pub tested: usize,
    /// The chance that an independent pair is flagged in a round.
    pub level: f64,
}

/// Two annotators who err together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopierPair {
    /// The places of both among the annotators. Who copied whom is not known: first is the one with more labels, and second the one
    /// who was left out thereafter.
    pub annotators: [usize; 2],
    /// How many items both labelled.
    pub common: usize,
    /// In how many of them they gave the same label, other than what the others' labels say.
    pub shared: usize,
    /// In how many they would, were they independent.
    pub expected: f64,
    /// The chance of as many, were they independent: an upper bound, see [`copiers`].
    pub p: f64,
    /// p times the pairs of its round, at most 1: Bonferroni's correction.
    pub adjusted_p: f64,
}

/// Flags pairs who err together beyond independence, given the consensus.
///
/// For an item that both labelled, the others' labels give a posterior by Bayes' rule, with the annotators' matrices, which the
/// estimator's consensus implies. A shared error is the same label by both where that posterior has another most probable class;
/// independent annotators have one with a known probability, which covers that the others may be wrong too. The p value is the
/// binomial tail with the mean of these probabilities, which bounds the tail of their sum from above (Hoeffding 1956).
///
/// Two who err together also bend the consensus that all others are held against. So only the surest pair is flagged, one of the two
/// is left out, the estimator is fitted again, and so on until no pair's p, corrected for all pairs of the round, is below `level`.
///
/// Assumes that errors of independent annotators depend on nothing but the class: where some items mislead everybody, honest
/// annotators err together too. A round costs a fit, and the square of the labels of each item times the classes.
///
/// # Errors
/// [`Error::Parameter`] for a level outside (0, 1); [`Error::Interrupted`]; those of the estimator.
pub fn copiers(annotations: &Annotations, estimator: &dyn Estimator, level: f64) -> Result<Copiers> {
    if !(level > 0.0 && level < 1.0) {
        return Err(Error::parameter("level", level, "between 0 and 1, such as 0.05"));
    }
    let mut found = Copiers { annotators: annotations.annotators().clone(), pairs: vec![], tested: 0, level };
    let (interrupt, mut kept) = (Interrupt::watch(), annotations.clone());
    loop {
        if interrupt.requested() {
            let (done, total) = (found.pairs.len(), found.annotators.len());
            return Err(Error::Interrupted { what: "looking for annotators who err together".into(), done, total });
        }
        let consensus = estimator.fit(&kept)?;
        let tests: Vec<_> = sums(&kept, &consensus).into_iter().map(|(pair, sums)| sums.test(pair)).collect();
        if found.pairs.is_empty() {
            found.tested = tests.len();
        }
        let order = |one: &&CopierPair, other: &&CopierPair| {
            one.p.total_cmp(&other.p).then(one.annotators.cmp(&other.annotators))
        };
        let Some(&surest) = tests.iter().min_by(order) else { return Ok(found) };
        let adjusted_p = (surest.p * tests.len() as f64).min(1.0);
        if adjusted_p >= level {
            return Ok(found);
        }
        let [one, other] = surest.annotators;
        let more = if consensus.labels_by[one] >= consensus.labels_by[other] { one } else { other };
        let fewer = one + other - more;
        found.pairs.push(CopierPair { annotators: [more, fewer], adjusted_p, ..surest });
        kept = without(&kept, fewer);
    }
}

fn without(annotations: &Annotations, annotator: usize) -> Annotations {
    let responses = annotations.responses();
    let others = responses.iter().filter(|response| response.annotator as usize != annotator);
    annotations.with_responses(Responses::group(responses.items(), others))
}

impl Copiers {
    /// A row per flagged pair.
    pub fn to_table(&self) -> Table {
        let columns = ["first", "second", "items in common", "shared errors", "expected", "p, corrected"];
        let mut table = Table::new("Annotators who err together", &columns);
        for pair in &self.pairs {
            let [first, second] = pair.annotators.map(|annotator| self.annotators[annotator].as_str().into());
            let numbers = [pair.common.into(), pair.shared.into(), pair.expected.into(), pair.adjusted_p.into()];
            table.rows.push([first, second].into_iter().chain(numbers).collect());
        }
        table.with_note(&format!("of {} pairs; p below {}, by Bonferroni's correction", self.tested, self.level))
    }
}

/// What a pair adds up to over its common items.
#[derive(Clone, Copy, Default)]
struct Sums {
    common: usize,
    shared: usize,
    expected: f64,
}

impl Sums {
    fn test(self, annotators: [usize; 2]) -> CopierPair {
        let Self { common, shared, expected } = self;
        let (hits, items) = (shared as f64, common as f64);
        let p = if shared == 0 { 1.0 } else { beta_below(expected / items, hits, items - hits + 1.0) };
        CopierPair { annotators, common, shared, expected, p, adjusted_p: 1.0 }
    }
}

fn sums(annotations: &Annotations, consensus: &Consensus) -> HashMap<[usize; 2], Sums> {
    let (responses, classes) = (annotations.responses(), annotations.classes().len());
    let mut matrices = counts(annotations, &consensus.posterior);
    matrices.iter_mut().for_each(|matrix| *matrix = em::rates(std::mem::take(matrix), PRIOR_COUNT, classes));
    let log_weights = em::Cube::logarithms(matrices.iter().map(Vec::as_slice), classes);
    let mut sums: HashMap<[usize; 2], Sums> = HashMap::new();
    let (mut logs, mut shares) = (vec![0.0; classes], vec![0.0; classes]);
    for item in 0..responses.items() {
        let given: Vec<(usize, usize)> = {
            let (annotators, labels) = responses.of(item);
            annotators.iter().zip(labels).map(|(by, label)| (*by as usize, usize::from(*label))).collect()
        };
        let mut all: Vec<f64> = consensus.prior.iter().map(|share| share.ln()).collect();
        for &(by, label) in &given {
            all.iter_mut().zip(log_weights.row(by, label)).for_each(|(log, weight)| *log += weight);
        }
        for (place, first) in given.iter().enumerate() {
            for second in &given[place + 1..] {
                let rows = log_weights.row(first.0, first.1).iter().zip(log_weights.row(second.0, second.1));
                for ((log, all), (one, other)) in logs.iter_mut().zip(&all).zip(rows) {
                    *log = all - one - other;
                }
                em::softmax(&logs, &mut shares);
                let others = first_largest(&shares);
                let mut pair = [first.0, second.0];
                pair.sort_unstable();
                let sums = sums.entry(pair).or_default();
                sums.common += 1;
                sums.shared += usize::from(first.1 == second.1 && first.1 != others);
                sums.expected += shared_error(&shares, others, &matrices[first.0], &matrices[second.0]);
            }
        }
    }
    sums
}

/// The probability that independent annotators give the same label, other than `others`, to an item with this posterior.
fn shared_error(posterior: &[f64], others: usize, first: &[f64], second: &[f64]) -> f64 {
    let classes = posterior.len();
    let mut sum = 0.0;
    for (truth, share) in posterior.iter().enumerate() {
        let row = truth * classes..(truth + 1) * classes;
        let (first, second) = (&first[row.clone()], &second[row]);
        let same: f64 = first.iter().zip(second).map(|(one, other)| one * other).sum();
        sum += share * (same - first[others] * second[others]);
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, coin, crowd, rows};
    use crate::noise::{DawidSkene, MajorityVote};

    #[test]
    fn shared_errors_by_hand() {
        let (first, second) = ([0.8, 0.2, 0.4, 0.6], [0.9, 0.1, 0.3, 0.7]);
        // The others say class 0; both say 1 with 0.2 · 0.1 where that is right and 0.6 · 0.7 where not.
        let found = shared_error(&[0.75, 0.25], 0, &first, &second);
        assert!((found - (0.75 * 0.02 + 0.25 * 0.42)).abs() < 1e-12);
        // 2 of 2 with probabilities that add up to 1: a quarter.
        let pair = Sums { common: 2, shared: 2, expected: 1.0 }.test([0, 1]);
        assert!((pair.p - 0.25).abs() < 1e-12);
        assert_eq!(Sums { common: 2, shared: 0, expected: 1.0 }.test([0, 1]).p, 1.0);
    }

    #[test]
    fn a_copier_is_flagged_and_nobody_else() {
        let matrices: Vec<_> = (0..8).map(|annotator| coin(0.6 + 0.03 * f64::from(annotator), 4)).collect();
        let (labels, _) = crowd(600, &matrices, 5, 7);
        let found = copiers(&labels, &DawidSkene::default(), 0.05).unwrap();
        assert_eq!((found.pairs.len(), found.tested), (0, 28), "{:?}", found.pairs);
        // One more annotator, who copies every label of annotator 2.
        let mut copied = rows(&labels);
        let copies: Vec<_> = copied.iter().filter(|row| row.1 == 2).map(|row| (row.0, 8, row.2)).collect();
        copied.extend(copies);
        let labels = annotations(600, 9, 4, &copied);
        let estimators: [&dyn Estimator; 2] = [&DawidSkene::default(), &MajorityVote];
        for estimator in estimators {
            let found = copiers(&labels, estimator, 0.05).unwrap();
            let pairs: Vec<_> = found.pairs.iter().map(|pair| pair.annotators).collect();
            assert_eq!(pairs, [[2, 8]], "{}: {:?}", estimator.name(), found.pairs);
            assert!(found.pairs[0].shared as f64 > 2.0 * found.pairs[0].expected);
            assert_eq!(found.to_table().rows[0][..2], ["a2".into(), "a8".into()]);
        }
    }

    #[test]
    fn bad_input_is_told() {
        let labels = annotations(2, 1, 2, &[(0, 0, 0)]);
        let error = copiers(&labels, &MajorityVote, 1.5).unwrap_err().to_string();
        assert!(error.contains("such as 0.05, got 1.5"), "{error}");
        assert_eq!(copiers(&labels, &MajorityVote, 0.05).unwrap().tested, 0);
    }
}
