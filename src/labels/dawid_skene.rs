//! Dawid and Skene's EM: true classes and annotators' errors from labels alone.

use super::table::LabelTable;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// Settings of [`LabelTable::dawid_skene`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DawidSkeneOptions {
    /// How often matrices and posterior are estimated from each other. EM has settled after 10, the default, on labels that are
    /// right in most rows.
    pub iterations: usize,
    /// What is added to every count of a transition matrix, > 0, such that no label is impossible; 0.01 by default.
    pub prior_count: f64,
}

impl Default for DawidSkeneOptions {
    fn default() -> Self {
        Self { iterations: 10, prior_count: 0.01 }
    }
}

impl DawidSkeneOptions {
    fn check(&self) -> Result<()> {
        if self.iterations == 0 {
            return Err(Error::parameter("iterations", 0, "at least 1"));
        }
        let prior = self.prior_count;
        let good = prior > 0.0 && prior.is_finite();
        good.then_some(()).ok_or_else(|| Error::parameter("prior_count", prior, "> 0"))
    }
}

/// The true classes and the annotators' errors that explain each other best (Dawid and Skene, Applied Statistics 28, 1979): with
/// K classes, z_ir the label of annotator r in row i and q_i(k) the probability that row i is of class k,
///
/// * T_r[k, j] = (0.01 + Σ_i q_i(k) [z_ir = j]) / Σ_j of the same, and π_k the mean of q_i(k) over the rows with a label;
/// * q_i(k) ∝ π_k Π_r T_r[k, z_ir], over the annotators who labelled row i.
///
/// It starts at the soft vote. Nothing is drawn at random.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DawidSkeneFit {
    /// The classes, in the order of the codes.
    pub classes: Vec<String>,
    /// The annotators' names.
    pub annotators: Vec<String>,
    /// q, row by row: `[rows, classes]`. A row sums to 1, or is all 0 where nobody labelled it.
    pub posterior: Vec<f64>,
    /// T of each annotator, in the order of the names, row by row: `[classes, classes]`. A row is a true class and sums to 1; a
    /// column is the label given.
    pub transitions: Vec<Vec<f64>>,
    /// π, `[classes]`; sums to 1.
    pub prior: Vec<f64>,
}

impl LabelTable {
    /// The true classes and the annotators' errors by Dawid and Skene's EM.
    ///
    /// ```
    /// use noisyfer::labels::{LabelHead, LabelTable};
    /// let (names, classes) = ((0..6).map(|row| row.to_string()).collect(), ["happy", "sad"]);
    /// let labels = LabelTable::from_names(names)?
    ///     .with_head(LabelHead::categorical("anna", &classes), &[0, 0, 0, 1, 1, 1])?
    ///     .with_head(LabelHead::categorical("ben", &classes), &[0, 0, 0, 1, 1, 0])?
    ///     .with_head(LabelHead::categorical("carl", &classes), &[1, 1, 1, 0, 0, 0])?;
    /// let fit = labels.dawid_skene(&Default::default())?;
    /// // Carl calls everything by the other name, so in the last row he is one who says "sad".
    /// assert_eq!(fit.most_probable(), [0, 0, 0, 1, 1, 1].map(Some));
    /// assert!(fit.transitions[2][0] < 0.1 && fit.transitions[2][1] > 0.9);
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Format`] without annotators or when their classes differ; [`Error::Parameter`] for bad options.
    pub fn dawid_skene(&self, options: &DawidSkeneOptions) -> Result<DawidSkeneFit> {
        options.check()?;
        let ballot = self.ballot()?;
        let classes = ballot.classes.len();
        let mut posterior: Vec<f64> = (0..self.len()).flat_map(|row| ballot.shares(row)).collect();
        let (mut transitions, mut prior) = (vec![], vec![]);
        for _ in 0..options.iterations {
            let matrix = |labels: &Vec<_>| transition_matrix(labels, &posterior, classes, options.prior_count);
            transitions = ballot.labels.iter().map(matrix).collect();
            prior = mean_of_rows(&posterior, classes);
            posterior = posteriors(&ballot.labels, &transitions, |_| prior.as_slice(), classes);
        }
        Ok(DawidSkeneFit { classes: ballot.classes, annotators: ballot.names, posterior, transitions, prior })
    }
}

impl DawidSkeneFit {
    /// The posterior of other labels by the same annotators, seen through the matrices as they are: `[rows, classes]`. For the
    /// labels that were fitted it is [`posterior`](Self::posterior) again.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels without one of the annotators, [`Error::Format`] for other classes.
    pub fn posterior_of(&self, labels: &LabelTable) -> Result<Vec<f64>> {
        let mut given = vec![];
        for name in &self.annotators {
            let classes = labels.head(name)?.classes().unwrap_or_default();
            if classes != self.classes {
                let expected = format!("{}, as fitted", self.classes.join(", "));
                return Err(Error::format(format!("the classes of {name:?}"), classes.join(", "), expected));
            }
            given.push(labels.labels(name)?);
        }
        Ok(posteriors(&given, &self.transitions, |_| self.prior.as_slice(), self.classes.len()))
    }

    /// The most probable class of each row, `[rows]`; the first of equals, `None` where nobody labelled it.
    pub fn most_probable(&self) -> Vec<Option<u8>> {
        most_probable(&self.posterior, self.classes.len())
    }
}

/// The most probable class of each row of a posterior `[rows, classes]`; `None` for a row of zeros.
pub(crate) fn most_probable(posterior: &[f64], classes: usize) -> Vec<Option<u8>> {
    let mut chosen = vec![];
    for row in posterior.chunks_exact(classes) {
        let mut best = 0;
        for (class, share) in row.iter().enumerate() {
            if *share > row[best] {
                best = class;
            }
        }
        chosen.push((row[best] > 0.0).then_some(best as u8));
    }
    chosen
}

/// The M step for one annotator: P(label | true class), `[classes, classes]`, from labels `[rows]` and a posterior
/// `[rows, classes]`.
pub(crate) fn transition_matrix(
    labels: &[Option<u8>],
    posterior: &[f64],
    classes: usize,
    prior_count: f64,
) -> Vec<f64> {
    let mut counts = vec![prior_count; classes * classes];
    for (label, shares) in labels.iter().zip(posterior.chunks_exact(classes)) {
        let Some(label) = label else { continue };
        for (truth, share) in shares.iter().enumerate() {
            counts[truth * classes + usize::from(*label)] += share;
        }
    }
    for row in counts.chunks_exact_mut(classes) {
        normalise(row);
    }
    counts
}

/// The E step: q_i(k) ∝ prior(i)_k Π_r T_r[k, z_ir], `[rows, classes]`; all 0 for a row without a label.
pub(crate) fn posteriors<'a>(
    labels: &[Vec<Option<u8>>],
    transitions: &[Vec<f64>],
    prior: impl Fn(usize) -> &'a [f64],
    classes: usize,
) -> Vec<f64> {
    let rows = labels.first().map_or(0, Vec::len);
    let mut posterior = vec![];
    for row in 0..rows {
        // Logarithms: a product over hundreds of annotators would vanish.
        let mut logs: Vec<f64> = prior(row).iter().map(|share| share.ln()).collect();
        let mut labelled = false;
        for (labels, transition) in labels.iter().zip(transitions) {
            let Some(label) = labels[row] else { continue };
            labelled = true;
            for (truth, log) in logs.iter_mut().enumerate() {
                *log += transition[truth * classes + usize::from(label)].ln();
            }
        }
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = logs.iter().map(|log| (log - largest).exp()).collect();
        normalise(&mut shares);
        posterior.extend(shares.into_iter().map(|share| if labelled { share } else { 0.0 }));
    }
    posterior
}

/// The mean of `[rows, classes]` over the rows that are not all 0, as shares of 1.
fn mean_of_rows(posterior: &[f64], classes: usize) -> Vec<f64> {
    let mut mean = vec![0.0; classes];
    for row in posterior.chunks_exact(classes) {
        for (sum, share) in mean.iter_mut().zip(row) {
            *sum += share;
        }
    }
    normalise(&mut mean);
    mean
}

/// Divides by the sum; what has none becomes uniform.
fn normalise(shares: &mut [f64]) {
    let (sum, count) = (shares.iter().sum::<f64>(), shares.len() as f64);
    for share in shares {
        *share = if sum > 0.0 { *share / sum } else { 1.0 / count };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{
        LabelHead,
        planted::{distance_from_planted, planted, share_right},
    };

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-12, "{found:?} instead of {expected:?}");
        }
    }

    fn small() -> LabelTable {
        let names = (0..3).map(|row| row.to_string()).collect();
        let head = |name| LabelHead::categorical(name, &["x", "y"]);
        let table = LabelTable::from_names(names).unwrap();
        let table = table.with_labels(head("anna"), &[Some(0), Some(0), None]).unwrap();
        table.with_labels(head("ben"), &[Some(0), Some(1), None]).unwrap()
    }

    #[test]
    fn the_first_iteration_by_hand() {
        let labels = small();
        let fit = labels.dawid_skene(&DawidSkeneOptions { iterations: 1, ..Default::default() }).unwrap();
        // The soft vote is 1 0, then 1/2 1/2; nobody labelled the third row.
        close(&fit.prior, &[0.75, 0.25]);
        close(&fit.transitions[0], &[1.51 / 1.52, 0.01 / 1.52, 0.51 / 0.52, 0.01 / 0.52]);
        close(&fit.transitions[1], &[1.01 / 1.52, 0.51 / 1.52, 0.01 / 0.52, 0.51 / 0.52]);
        let first = [0.75 * 1.51 * 1.01 / 1.52f64.powi(2), 0.25 * 0.51 * 0.01 / 0.52f64.powi(2)];
        let second = [0.75 * 1.51 * 0.51 / 1.52f64.powi(2), 0.25 * 0.51 * 0.51 / 0.52f64.powi(2)];
        let (sum, other) = (first[0] + first[1], second[0] + second[1]);
        let expected = [first[0] / sum, first[1] / sum, second[0] / other, second[1] / other, 0.0, 0.0];
        close(&fit.posterior, &expected);
        close(&fit.posterior_of(&labels).unwrap(), &expected);
        assert_eq!(fit.most_probable(), [Some(0), Some(0), None]);
    }

    #[test]
    fn planted_annotators_are_recovered() {
        let labels = planted(4000);
        let fit = labels.dawid_skene(&Default::default()).unwrap();
        assert!(distance_from_planted(&fit.transitions) < 0.06, "{:?}", fit.transitions);
        for matrix in &fit.transitions {
            assert!(matrix.chunks(3).all(|row| (row.iter().sum::<f64>() - 1.0).abs() < 1e-12));
        }
        let truth = labels.truth().unwrap();
        let vote = labels.majority_vote(&Default::default()).unwrap();
        let (vote, fitted) = (share_right(&vote, &truth), share_right(&fit.most_probable(), &truth));
        assert!(fitted > vote + 0.02, "{fitted} after {vote}");
    }

    #[test]
    fn what_cannot_be_fitted_is_told() {
        let labels = small();
        let error = |options| labels.dawid_skene(&options).unwrap_err().to_string();
        assert!(error(DawidSkeneOptions { iterations: 0, ..Default::default() }).starts_with("iterations must be"));
        assert!(error(DawidSkeneOptions { prior_count: 0.0, ..Default::default() }).contains("must be > 0, got 0"));
        let fit = labels.dawid_skene(&Default::default()).unwrap();
        assert!(fit.posterior_of(&labels.select_heads(&["anna"]).unwrap()).is_err());
        let other = labels.with_head(LabelHead::categorical("ben", &["y", "x"]), &[0; 3]).unwrap();
        assert!(fit.posterior_of(&other).unwrap_err().to_string().contains("expected x, y, as fitted"));
        let unlabelled = labels.with_labels(labels.heads()[0].clone(), &[None; 3]).unwrap();
        let unlabelled = unlabelled.select_heads(&["anna"]).unwrap().dawid_skene(&Default::default()).unwrap();
        assert_eq!((unlabelled.posterior, unlabelled.prior), (vec![0.0; 6], vec![0.5; 2]));
    }
}
