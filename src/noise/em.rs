//! The two steps of expectation maximisation over sparse labels, which the estimators share.

use crate::labels::{Annotations, Responses};
use rayon::prelude::*;

/// Items that one task of the E step takes.
const ITEMS: usize = 1024;
/// At most so many tasks in the M step, each with counts of its own.
const BLOCKS: usize = 16;

/// A number for each label given and true class of each annotator, `[annotators, given, true]`: what one label adds to an item
/// stands side by side. Rows are padded to whole vectors of 4.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Cube {
    pub classes: usize,
    stride: usize,
    cells: Vec<f64>,
}

impl Cube {
    pub fn new(annotators: usize, classes: usize, value: f64) -> Self {
        let stride = classes.next_multiple_of(4);
        Self { classes, stride, cells: vec![value; annotators * classes * stride] }
    }

    /// The logarithms of matrices `[true, given]`, row by row, one an annotator.
    pub fn logarithms<'a>(matrices: impl ExactSizeIterator<Item = &'a [f64]>, classes: usize) -> Self {
        let mut cube = Self::new(matrices.len(), classes, 0.0);
        for (annotator, matrix) in matrices.enumerate() {
            for (place, cell) in matrix.iter().enumerate() {
                cube.row_mut(annotator, place % classes)[place / classes] = cell.ln();
            }
        }
        cube
    }

    fn range(&self, annotator: usize, given: usize) -> std::ops::Range<usize> {
        let begin = (annotator * self.classes + given) * self.stride;
        begin..begin + self.stride
    }

    /// The numbers of one label, `[true]`, padded.
    pub fn row(&self, annotator: usize, given: usize) -> &[f64] {
        &self.cells[self.range(annotator, given)]
    }

    pub fn row_mut(&mut self, annotator: usize, given: usize) -> &mut [f64] {
        let range = self.range(annotator, given);
        &mut self.cells[range]
    }

    /// The numbers of an annotator as a matrix `[true, given]`, row by row.
    pub fn matrix(&self, annotator: usize) -> Vec<f64> {
        let mut matrix = vec![];
        for truth in 0..self.classes {
            matrix.extend((0..self.classes).map(|given| self.row(annotator, given)[truth]));
        }
        matrix
    }
}

/// The E step: q_i(k) ∝ exp(`log_prior`(i)_k + Σ `log_weights`\[r, z_ir, k\]) over the labels of item i, into `posterior`,
/// `[items, classes]`; zeros for an item without a label. Returns the sum over the items of the logarithm of the sum over k: the
/// log-likelihood where the weights are those of probabilities.
pub(crate) fn e_step<'a>(
    responses: &Responses,
    log_prior: impl Fn(usize) -> &'a [f64] + Sync,
    log_weights: &Cube,
    posterior: &mut [f64],
) -> f64 {
    let classes = log_weights.classes;
    let tasks = posterior.par_chunks_mut(ITEMS * classes).enumerate().map(|(task, posterior)| {
        let (mut logs, mut log_likelihood) = (vec![0.0; log_weights.stride], 0.0);
        for (place, shares) in posterior.chunks_exact_mut(classes).enumerate() {
            let item = task * ITEMS + place;
            let (annotators, labels) = responses.of(item);
            if labels.is_empty() {
                shares.fill(0.0);
                continue;
            }
            logs[..classes].copy_from_slice(log_prior(item));
            for (annotator, label) in annotators.iter().zip(labels) {
                add(&mut logs, log_weights.row(*annotator as usize, usize::from(*label)));
            }
            log_likelihood += softmax(&logs[..classes], shares);
        }
        log_likelihood
    });
    // Collected first: the order of a sum must not depend on the threads.
    tasks.collect::<Vec<f64>>().into_iter().sum()
}

/// The counts of the M step: Σ_i q_i(k) over the items that annotator r gave label j.
pub(crate) fn m_step(responses: &Responses, posterior: &[f64], annotators: usize, classes: usize) -> Cube {
    let empty = Cube::new(annotators, classes, 0.0);
    // As many tasks as are worth the memory and the sum of their counts.
    let blocks = (responses.len() / empty.cells.len().max(1)).clamp(1, BLOCKS);
    let counted = responses.blocks(blocks).into_par_iter().map(|items| {
        let (mut counts, mut shares) = (empty.clone(), vec![0.0; empty.stride]);
        for item in items {
            let (annotators, labels) = responses.of(item);
            shares[..classes].copy_from_slice(&posterior[item * classes..(item + 1) * classes]);
            for (annotator, label) in annotators.iter().zip(labels) {
                add(counts.row_mut(*annotator as usize, usize::from(*label)), &shares);
            }
        }
        counts
    });
    let mut sum = empty.clone();
    for counts in counted.collect::<Vec<_>>() {
        add(&mut sum.cells, &counts.cells);
    }
    sum
}

/// The soft vote, `[items, classes]`: the share of each class among the labels of an item, each weighted by its annotator; zeros
/// for an item whose labels weigh nothing.
pub(crate) fn shares(responses: &Responses, weight: impl Fn(usize) -> f64 + Sync, classes: usize) -> Vec<f64> {
    let mut posterior = vec![0.0; responses.items() * classes];
    posterior.par_chunks_mut(ITEMS * classes).enumerate().for_each(|(task, posterior)| {
        for (place, shares) in posterior.chunks_exact_mut(classes).enumerate() {
            let (annotators, labels) = responses.of(task * ITEMS + place);
            for (annotator, label) in annotators.iter().zip(labels) {
                shares[usize::from(*label)] += weight(*annotator as usize);
            }
            let sum: f64 = shares.iter().sum();
            if sum > 0.0 {
                shares.iter_mut().for_each(|share| *share /= sum);
            }
        }
    });
    posterior
}

/// How often each annotator gave each class rightly, by the posterior of that class, and how often at all: `[annotators, classes]`.
pub(crate) fn agreement(annotations: &Annotations, posterior: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let (annotators, classes) = (annotations.annotators().len(), annotations.classes().len());
    let (mut right, mut labels) = (vec![0.0; annotators * classes], vec![0.0; annotators * classes]);
    for response in annotations.responses().iter() {
        let place = response.annotator as usize * classes + usize::from(response.label);
        right[place] += posterior[response.item as usize * classes + usize::from(response.label)];
        labels[place] += 1.0;
    }
    (right, labels)
}

/// The mean of `[items, classes]` over the items that are not all 0, as shares of 1.
pub(crate) fn mean_of_items(posterior: &[f64], classes: usize) -> Vec<f64> {
    let mut mean = vec![0.0; classes];
    for shares in posterior.chunks_exact(classes) {
        for (sum, share) in mean.iter_mut().zip(shares) {
            *sum += share;
        }
    }
    normalise(&mut mean);
    mean
}

/// Rows of shares from rows of counts, each `[classes]`, after `prior_count` is added to every count.
pub(crate) fn rates(mut counts: Vec<f64>, prior_count: f64, classes: usize) -> Vec<f64> {
    counts.iter_mut().for_each(|count| *count += prior_count);
    counts.chunks_exact_mut(classes).for_each(normalise);
    counts
}

/// Divides by the sum; what has none becomes uniform.
pub(crate) fn normalise(shares: &mut [f64]) {
    let (sum, count) = (shares.iter().sum::<f64>(), shares.len() as f64);
    for share in shares {
        *share = if sum > 0.0 { *share / sum } else { 1.0 / count };
    }
}

/// Shares of 1 from logarithms; returns the logarithm of their sum. Logarithms, since a product over hundreds of annotators would
/// vanish.
pub(crate) fn softmax(logs: &[f64], shares: &mut [f64]) -> f64 {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut sum = 0.0;
    for (share, log) in shares.iter_mut().zip(logs) {
        *share = (log - largest).exp();
        sum += *share;
    }
    normalise(shares);
    largest + sum.ln()
}

fn add(sum: &mut [f64], row: &[f64]) {
    for (sum, row) in sum.as_chunks_mut::<4>().0.iter_mut().zip(row.as_chunks::<4>().0) {
        for (sum, number) in sum.iter_mut().zip(row) {
            *sum += number;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::Response;

    #[test]
    fn steps_by_hand() {
        let rows = [(0, 0, 0), (0, 1, 1), (2, 1, 1)];
        let responses =
            Responses::group(3, rows.iter().map(|&(item, annotator, label)| Response { item, annotator, label }));
        let votes = shares(&responses, |_| 1.0, 2);
        assert_eq!(votes, [0.5, 0.5, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(shares(&responses, |annotator| [3.0, 1.0][annotator], 2)[..2], [0.75, 0.25]);
        assert_eq!(mean_of_items(&votes, 2), [0.25, 0.75]);
        let counts = m_step(&responses, &votes, 2, 2);
        assert_eq!((counts.matrix(0), counts.matrix(1)), (vec![0.5, 0.0, 0.5, 0.0], vec![0.0, 0.5, 0.0, 1.5]));
        let matrices = [[0.8, 0.2, 0.4, 0.6], [0.5, 0.5, 0.1, 0.9]];
        let weights = Cube::logarithms(matrices.iter().map(|matrix| matrix.as_slice()), 2);
        let mut posterior = vec![9.0; 6];
        let prior = [0.5f64.ln(), 0.5f64.ln()];
        let log_likelihood = e_step(&responses, |_| prior.as_slice(), &weights, &mut posterior);
        // Item 0: 0.8 · 0.5 against 0.4 · 0.9; item 2: 0.5 against 0.9.
        for (found, expected) in posterior.iter().zip([0.4 / 0.76, 0.36 / 0.76, 0.0, 0.0, 0.5 / 1.4, 0.9 / 1.4]) {
            assert!((found - expected).abs() < 1e-12, "{posterior:?}");
        }
        assert!((log_likelihood - (0.38f64.ln() + 0.7f64.ln())).abs() < 1e-12);
    }

    #[test]
    fn products_that_would_vanish_do_not() {
        let mut shares = [0.0; 2];
        assert!((softmax(&[-5000.0, -5000.0 + 3f64.ln()], &mut shares) - (4f64.ln() - 5000.0)).abs() < 1e-9);
        assert!((shares[1] - 0.75).abs() < 1e-9);
    }
}
