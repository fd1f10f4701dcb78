//! Labels drawn from a fitted model.

use crate::{
    labels::{Annotations, noise::draw},
    noise::{Consensus, dawid_skene::one_coin, em, quality::counts},
};
use rand::{Rng, RngExt};

/// Labels for each cell, on the average, that a transition matrix is taken to have had before those that were counted.
const PRIOR_COUNT: f64 = 1.0;

/// Annotators as a consensus implies them, who label items of its prior.
pub(super) struct Model<'a> {
    consensus: &'a Consensus,
    /// P(given | true) of each annotator, `[true, given]`.
    matrices: Vec<Vec<f64>>,
    log_weights: em::Cube,
    log_prior: Vec<f64>,
    /// The annotator of every label.
    given_by: Vec<u32>,
}

impl<'a> Model<'a> {
    pub(super) fn new(annotations: &Annotations, consensus: &'a Consensus) -> Self {
        let classes = consensus.classes.len();
        let counted = counts(annotations, &consensus.posterior).into_iter();
        let matrices: Vec<_> = counted.map(|counts| matrix(&counts, classes)).collect();
        Self {
            consensus,
            log_weights: em::Cube::logarithms(matrices.iter().map(Vec::as_slice), classes),
            matrices,
            log_prior: consensus.prior.iter().map(|share| share.ln()).collect(),
            given_by: annotations.responses().iter().map(|response| response.annotator).collect(),
        }
    }

    /// Draws an item with labels by so many annotators: whether their most probable class is the item's.
    pub(super) fn is_right(&self, labels: usize, rng: &mut impl Rng) -> bool {
        let classes = self.consensus.classes.len();
        let truth = draw(&self.consensus.prior, rng.random());
        let (mut asked, mut logs) = (vec![], self.log_prior.clone());
        while asked.len() < labels {
            let annotator = self.given_by[rng.random_range(0..self.given_by.len())] as usize;
            if asked.contains(&annotator) {
                continue;
            }
            asked.push(annotator);
            let given = draw(&self.matrices[annotator][truth * classes..(truth + 1) * classes], rng.random());
            logs.iter_mut().zip(self.log_weights.row(annotator, given)).for_each(|(log, weight)| *log += weight);
        }
        (0..classes).all(|class| class == truth || logs[class] < logs[truth])
    }
}

/// P(given | true) of counts `[true, given]`, with a prior of someone who is as often right whatever the class: with the same share in
/// every cell the few labels of a row would be blurred, and everybody worse than they are.
fn matrix(counts: &[f64], classes: usize) -> Vec<f64> {
    let prior = PRIOR_COUNT * classes as f64;
    let mut cells = one_coin(counts, PRIOR_COUNT / classes as f64, classes);
    for (cells, counts) in cells.chunks_exact_mut(classes).zip(counts.chunks_exact(classes)) {
        let total: f64 = counts.iter().sum::<f64>() + prior;
        for (cell, count) in cells.iter_mut().zip(counts) {
            *cell = (count + prior * *cell) / total;
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        labels::planted::{coin, crowd},
        noise::{AnnotatorErrors, DawidSkene, Estimator, Planning, modelled_accuracy},
    };

    #[test]
    fn few_labels_make_nobody_worse() {
        // Everybody gave about thirteen labels of each of seven classes.
        let matrices: Vec<_> = (0..100).map(|person| coin(if person < 70 { 0.75 } else { 1.0 / 7.0 }, 7)).collect();
        let (labels, _) = crowd(1800, &matrices, 5, 8);
        let one_coin = DawidSkene { errors: AnnotatorErrors::OneCoin, ..DawidSkene::default() };
        let consensus = one_coin.fit(&labels).unwrap();
        let known = Model { matrices: matrices.clone(), ..Model::new(&labels, &consensus) };
        let log_weights = em::Cube::logarithms(matrices.iter().map(Vec::as_slice), 7);
        let known = Model { log_weights, ..known };
        let modelled = modelled_accuracy(&labels, &consensus, 5, 2000, &Planning::default()).unwrap();
        for labels in [1, 3, 5] {
            let mut rng = Seed(0).stream("test", labels);
            let right = (0..20_000).filter(|_| known.is_right(labels as usize, &mut rng)).count() as f64 / 2e4;
            let found = modelled.points[labels as usize - 1].accuracy;
            assert!((found - right).abs() < 0.04, "{labels}: {found} instead of {right}");
        }
    }
}
