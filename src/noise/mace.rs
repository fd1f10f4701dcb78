//! MACE: annotators who know the answer or make one up.

use super::{
    Consensus, Estimator, Parameter, TransitionMatrix,
    consensus::Rule,
    em::{self, Cube, normalise},
    special::digamma,
};
use crate::{Error, Result, Seed, labels::Annotations};
use rand::RngExt;
use std::sync::Arc;

/// Multi-annotator competence estimation (Hovy, Berg-Kirkpatrick, Vaswani and Hovy, "Learning Whom to Trust with MACE", NAACL 2013):
/// at each item annotator r either knows, with probability θ_r, and gives the true class, or spams and draws a label from ξ_r,
///
/// * P(z_ir = j | k) = θ_r [j = k] + (1 - θ_r) ξ_r(j), with all classes as frequent.
///
/// EM from random starts; the one of the largest likelihood is kept. As in crowd-kit, but for its restarts, which all begin at the
/// same place, and its matrix of strategies, whose order is wrong where names do not first occur in alphabetical order.
///
/// Assumes that errors do not depend on the true class. An iteration takes K additions a label; K² numbers an annotator.
#[derive(Clone, Debug, PartialEq)]
pub struct Mace {
    /// How parameters are made of expected counts.
    pub inference: MaceInference,
    /// Iterations from each start: 50 by default.
    pub iterations: usize,
    /// Random starts: 10 by default.
    pub restarts: usize,
    /// Where the starts come from.
    pub seed: Seed,
}

/// How [`Mace`] makes parameters of expected counts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MaceInference {
    /// Shares of the counts, after `smoothing` / classes, > 0, is added to each: 0.01 in the paper and in crowd-kit.
    Em {
        /// What all classes together add.
        smoothing: f64,
    },
    /// Variational Bayes: exp ψ of the counts and priors, all > 0. By default, as in crowd-kit, 0.5 for knowing and spamming, 10 for
    /// each label of a strategy. The log-likelihood is then that of these parameters, which do not sum to 1: it ranks the starts.
    Variational {
        /// The prior count of knowing and of spamming each.
        knowing: f64,
        /// The prior count of each label of a strategy.
        strategy: f64,
    },
}

impl Default for MaceInference {
    fn default() -> Self {
        Self::Variational { knowing: 0.5, strategy: 10.0 }
    }
}

impl Default for Mace {
    fn default() -> Self {
        Self { inference: MaceInference::default(), iterations: 50, restarts: 10, seed: Seed(0) }
    }
}

/// The parameters of all annotators.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Strategies {
    /// The weights of spamming and of knowing, `[annotators]`.
    pub spamming: Vec<[f64; 2]>,
    /// The weight of each label when spamming, `[annotators, classes]`.
    pub labels: Vec<f64>,
}

/// Where EM from one start has ended.
pub(super) struct End {
    pub strategies: Strategies,
    pub posterior: Vec<f64>,
    log_weights: Cube,
    history: Vec<f64>,
}

impl Estimator for Mace {
    fn name(&self) -> &'static str {
        "MACE"
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        self.check()?;
        let (annotators, classes) = (annotations.annotators().len(), annotations.classes().len());
        let mut best = self.run(annotations, self.start(0, annotators, classes));
        for restart in 1..self.restarts {
            let end = self.run(annotations, self.start(restart, annotators, classes));
            if end.history.last() > best.history.last() {
                best = end;
            }
        }
        let names: Arc<[String]> = annotations.classes().into();
        let (mut transitions, mut competence) = (vec![], vec![]);
        for (&[spamming, knowing], labels) in
            best.strategies.spamming.iter().zip(best.strategies.labels.chunks(classes))
        {
            let knows = knowing / (spamming + knowing);
            competence.push(knows);
            transitions.push(TransitionMatrix::of_cells(names.clone(), matrix(knows, labels)));
        }
        let rule = Rule::Product { log_prior: log_uniform(classes), log_weights: best.log_weights };
        let consensus = Consensus::new(self.name(), annotations, rule, best.posterior);
        Ok(Consensus {
            prior: vec![1.0 / classes as f64; classes],
            transitions,
            annotator_parameters: vec![Parameter { name: "competence", values: competence }],
            log_likelihood: best.history,
            ..consensus
        })
    }
}

/// P(given | true) of an annotator who knows with this probability, `[true, given]`.
fn matrix(knows: f64, labels: &[f64]) -> Vec<f64> {
    let mut strategy = labels.to_vec();
    normalise(&mut strategy);
    let mut matrix = vec![];
    for truth in 0..strategy.len() {
        let cells = strategy.iter().enumerate();
        matrix.extend(cells.map(|(given, share)| (1.0 - knows) * share + if given == truth { knows } else { 0.0 }));
    }
    matrix
}

fn log_uniform(classes: usize) -> Vec<f64> {
    vec![-(classes as f64).ln(); classes]
}

impl Mace {
    fn check(&self) -> Result<()> {
        for (name, count) in [("iterations", self.iterations), ("restarts", self.restarts)] {
            if count == 0 {
                return Err(Error::parameter(name, 0, "at least 1"));
            }
        }
        let numbers = match self.inference {
            MaceInference::Em { smoothing } => vec![("smoothing", smoothing)],
            MaceInference::Variational { knowing, strategy } => vec![("knowing", knowing), ("strategy", strategy)],
        };
        for (name, number) in numbers {
            if !(number > 0.0 && number.is_finite()) {
                return Err(Error::parameter(name, number, "> 0"));
            }
        }
        Ok(())
    }

    fn start(&self, restart: usize, annotators: usize, classes: usize) -> Strategies {
        let mut rng = self.seed.stream("mace", restart as u64);
        let mut draw = |count: usize| -> Vec<f64> {
            let mut shares: Vec<f64> = (0..count).map(|_| rng.random_range(1.0..2.5)).collect();
            normalise(&mut shares);
            shares
        };
        let spamming = (0..annotators).map(|_| draw(2)).map(|shares| [shares[0], shares[1]]).collect();
        Strategies { spamming, labels: (0..annotators).flat_map(|_| draw(classes)).collect() }
    }

    /// EM from one start.
    pub(super) fn run(&self, annotations: &Annotations, start: Strategies) -> End {
        let (responses, classes) = (annotations.responses(), annotations.classes().len());
        let (log_prior, mut strategies) = (log_uniform(classes), start);
        let mut posterior = vec![0.0; responses.items() * classes];
        let mut history = vec![];
        loop {
            let log_weights = strategies.log_weights(classes);
            history.push(em::e_step(responses, |_| log_prior.as_slice(), &log_weights, &mut posterior));
            if history.len() > self.iterations {
                return End { strategies, posterior, log_weights, history };
            }
            let (right, labels) = em::agreement(annotations, &posterior);
            self.m_step(&mut strategies, &right, &labels, classes);
        }
    }

    /// New parameters from how often each annotator gave each class, `labels`, and how often rightly, `right`:
    /// `[annotators, classes]`.
    fn m_step(&self, strategies: &mut Strategies, right: &[f64], labels: &[f64], classes: usize) {
        for (annotator, weights) in strategies.spamming.iter_mut().enumerate() {
            let range = annotator * classes..(annotator + 1) * classes;
            let strategy = &mut strategies.labels[range.clone()];
            let mut sums = [0.0; 2];
            for ((weight, right), labels) in strategy.iter_mut().zip(&right[range.clone()]).zip(&labels[range]) {
                // A right label was known or, by luck, drawn.
                let known = right * weights[1] / (weights[0] * *weight + weights[1]);
                *weight = labels - known;
                sums[0] += labels - known;
                sums[1] += known;
            }
            match self.inference {
                MaceInference::Em { smoothing } => {
                    smooth(&mut sums, smoothing / classes as f64);
                    smooth(strategy, smoothing / classes as f64);
                }
                MaceInference::Variational { knowing, strategy: prior } => {
                    geometric(&mut sums, knowing);
                    geometric(strategy, prior);
                }
            }
            *weights = sums;
        }
    }
}

fn smooth(counts: &mut [f64], add: f64) {
    counts.iter_mut().for_each(|count| *count += add);
    normalise(counts);
}

/// The geometric mean of the shares of a Dirichlet distribution with these counts.
fn geometric(counts: &mut [f64], add: f64) {
    let all = digamma(counts.iter().map(|count| count + add).sum());
    counts.iter_mut().for_each(|count| *count = (digamma(*count + add) - all).exp());
}

impl Strategies {
    fn log_weights(&self, classes: usize) -> Cube {
        let mut cube = Cube::new(self.spamming.len(), classes, 0.0);
        for (annotator, [spamming, knowing]) in self.spamming.iter().enumerate() {
            for given in 0..classes {
                let drawn = spamming * self.labels[annotator * classes + given];
                let row = cube.row_mut(annotator, given);
                row[..classes].fill(drawn.ln());
                row[given] = (drawn + knowing).ln();
            }
        }
        cube
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, close, crowd, share_right};

    #[test]
    fn one_iteration_by_hand() {
        let labels = annotations(1, 2, 2, &[(0, 0, 0), (0, 1, 1)]);
        let start = Strategies { spamming: vec![[0.5, 0.5], [0.25, 0.75]], labels: vec![0.5; 4] };
        let mace = Mace { inference: MaceInference::Em { smoothing: 0.02 }, iterations: 1, ..Mace::default() };
        let end = mace.run(&labels, start);
        // First class 0: 0.75 · 0.125, class 1: 0.25 · 0.875, so 3/10 and 7/10 are right, of which 0.5 / 0.75 and 0.75 / 0.875 known.
        let known = [0.3 * 0.5 / 0.75, 0.7 * 0.75 / 0.875];
        close(
            &end.strategies.spamming.concat(),
            &[(1.01 - known[0]) / 1.02, (known[0] + 0.01) / 1.02, (1.01 - known[1]) / 1.02, (known[1] + 0.01) / 1.02],
            1e-12,
        );
        close(&end.strategies.labels[..2], &[(1.01 - known[0]) / (1.02 - known[0]), 0.01 / (1.02 - known[0])], 1e-12);
        close(&end.history[..1], &[(0.5 * (0.75 * 0.125 + 0.25 * 0.875f64)).ln()], 1e-12);
    }

    #[test]
    fn planted_spammers_are_recovered() {
        let strategies = [[0.6, 0.3, 0.1], [0.1, 0.1, 0.8]];
        let knows = [0.9, 0.8, 0.7, 0.6, 0.1, 0.0];
        let matrices: Vec<_> = knows.iter().enumerate().map(|(r, knows)| matrix(*knows, &strategies[r % 2])).collect();
        let (labels, truth) = crowd(3000, &matrices, 4, 3);
        for inference in [MaceInference::default(), MaceInference::Em { smoothing: 0.01 }] {
            let fit = Mace { inference, restarts: 3, ..Mace::default() }.fit(&labels).unwrap();
            close(&fit.annotator_parameters[0].values, &knows, 0.06);
            for (found, planted) in fit.transitions.iter().zip(&matrices) {
                close(found.cells(), planted, 0.08);
            }
            assert!(share_right(&fit.most_probable(), &truth) > 0.9);
        }
    }

    #[test]
    fn the_likelihood_of_em_rises_and_starts_come_from_the_seed() {
        let matrices: Vec<_> = [0.9, 0.5, 0.2].iter().map(|knows| matrix(*knows, &[0.5, 0.3, 0.2])).collect();
        let (labels, _) = crowd(300, &matrices, 3, 4);
        let fit = |seed| {
            let inference = MaceInference::Em { smoothing: 1e-9 };
            Mace { inference, restarts: 2, seed: Seed(seed), ..Mace::default() }.fit(&labels).unwrap()
        };
        let history = fit(0).log_likelihood;
        assert!(history.windows(2).all(|pair| pair[1] > pair[0] - 1e-6), "{history:?}");
        assert_eq!(history, fit(0).log_likelihood);
        assert_ne!(history, fit(1).log_likelihood);
    }

    #[test]
    fn bad_settings_are_told() {
        let labels = annotations(1, 1, 2, &[(0, 0, 1)]);
        let error = |options: Mace| options.fit(&labels).unwrap_err().to_string();
        assert!(error(Mace { iterations: 0, ..Mace::default() }).contains("iterations must be at least 1"));
        assert!(error(Mace { restarts: 0, ..Mace::default() }).contains("restarts must be at least 1"));
        let inference = MaceInference::Em { smoothing: 0.0 };
        assert!(error(Mace { inference, ..Mace::default() }).contains("smoothing must be > 0, got 0"));
        let inference = MaceInference::Variational { knowing: 0.5, strategy: f64::NAN };
        assert!(error(Mace { inference, ..Mace::default() }).contains("strategy must be > 0, got NaN"));
    }
}
