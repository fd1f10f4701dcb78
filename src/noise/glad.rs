//! GLAD: able annotators and difficult items.

use super::{
    Consensus, Estimator, Parameter,
    consensus::Rule,
    em::{self, Cube},
};
use crate::{Error, Result, labels::Annotations};
use rayon::prelude::*;

/// Steps of Newton's method at most, for one parameter in one iteration.
const NEWTON_STEPS: usize = 8;
/// Where Newton's method ends.
const SMALLEST_STEP: f64 = 1e-4;
/// The mean of the normal priors, of deviation 1, on abilities and on logarithms of easiness: crowd-kit's.
const PRIOR_MEAN: f64 = 1.0;

/// Generative model of labels, abilities and difficulties (Whitehill et al., "Whose Vote Should Count More", NIPS 2009): annotator r
/// of ability α_r in (-∞, ∞), where 0 is chance and less is malice, is right about item i of easiness e^β_i with probability
///
/// * P(z_ir = k | k) = σ(α_r e^β_i), and all wrong classes alike; all classes are as frequent.
///
/// EM with priors N(1, 1) on α and β, as in crowd-kit: it has the same maxima. Where crowd-kit's M step takes conjugate gradients on
/// all parameters at once, this one takes Newton's method on each ability, then on each easiness, which never lowers what is
/// maximised. [`Consensus::log_likelihood`] has the logarithms of the priors added, but for constants; other items' labels are seen
/// as of easiness e.
///
/// Assumes that errors do not depend on the true class. An iteration takes about ten exponentials a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Glad {
    /// Iterations at most: 100 by default.
    pub iterations: usize,
    /// It ends when what is maximised rises by less than this a label: 1e-5 by default. 0: never before the last iteration.
    pub tolerance: f64,
}

impl Default for Glad {
    fn default() -> Self {
        Self { iterations: 100, tolerance: 1e-5 }
    }
}

impl Estimator for Glad {
    fn name(&self) -> &'static str {
        "GLAD"
    }

    fn fit(&self, annotations: &Annotations) -> Result<Consensus> {
        if self.iterations == 0 {
            return Err(Error::parameter("iterations", 0, "at least 1"));
        }
        if !(self.tolerance >= 0.0 && self.tolerance.is_finite()) {
            return Err(Error::parameter("tolerance", self.tolerance, ">= 0"));
        }
        let mut model = Model::new(annotations);
        let mut history = vec![model.e_step()];
        for _ in 0..self.iterations {
            model.m_step();
            history.push(model.e_step());
            let rise = history[history.len() - 1] - history[history.len() - 2];
            if self.tolerance > 0.0 && rise < self.tolerance * annotations.len() as f64 {
                break;
            }
        }
        let classes = annotations.classes().len();
        let rule = Rule::Product {
            log_prior: vec![-(classes as f64).ln(); classes],
            log_weights: log_weights(&model.abilities, classes),
        };
        let consensus = Consensus::new(self.name(), annotations, rule, model.posterior);
        let easiness = model.log_easiness.iter().map(|beta| beta.exp()).collect();
        Ok(Consensus {
            prior: vec![1.0 / classes as f64; classes],
            annotator_parameters: vec![Parameter { name: "ability", values: model.abilities }],
            item_parameters: vec![Parameter { name: "easiness", values: easiness }],
            log_likelihood: history,
            ..consensus
        })
    }
}

/// What a label says of an item of ordinary easiness.
fn log_weights(abilities: &[f64], classes: usize) -> Cube {
    let mut cube = Cube::new(abilities.len(), classes, 0.0);
    for (annotator, ability) in abilities.iter().enumerate() {
        let x = ability * PRIOR_MEAN.exp();
        for given in 0..classes {
            let row = cube.row_mut(annotator, given);
            row[..classes].fill(-softplus(x) - ((classes - 1) as f64).ln());
            row[given] = -softplus(-x);
        }
    }
    cube
}

struct Model<'a> {
    annotations: &'a Annotations,
    /// The places of each annotator's labels among all.
    by_annotator: crate::labels::ByAnnotator,
    /// The item of each label, `[labels]`.
    item_of: Vec<u32>,
    abilities: Vec<f64>,
    log_easiness: Vec<f64>,
    posterior: Vec<f64>,
    /// The posterior of the class given, `[labels]`.
    right: Vec<f64>,
}

impl<'a> Model<'a> {
    fn new(annotations: &'a Annotations) -> Self {
        let (responses, annotators) = (annotations.responses(), annotations.annotators().len());
        Self {
            annotations,
            by_annotator: responses.by_annotator(annotators),
            item_of: responses.iter().map(|response| response.item).collect(),
            abilities: vec![PRIOR_MEAN; annotators],
            log_easiness: vec![PRIOR_MEAN; responses.items()],
            posterior: vec![0.0; responses.items() * annotations.classes().len()],
            right: vec![0.0; responses.len()],
        }
    }

    /// The posterior of the parameters as they are. Returns the log-likelihood with the logarithms of the priors.
    fn e_step(&mut self) -> f64 {
        let (responses, classes) = (self.annotations.responses(), self.annotations.classes().len());
        let (abilities, log_easiness) = (&self.abilities, &self.log_easiness);
        let others = ((classes - 1) as f64).ln();
        let items = self.posterior.par_chunks_mut(classes).zip(log_easiness).enumerate();
        let log_likelihoods = items.map(|(item, (shares, beta))| {
            let (annotators, labels) = responses.of(item);
            if labels.is_empty() {
                return 0.0;
            }
            let (mut logs, easiness) = (vec![-(classes as f64).ln(); classes], beta.exp());
            let mut all_wrong = 0.0;
            for (annotator, label) in annotators.iter().zip(labels) {
                let x = abilities[*annotator as usize] * easiness;
                // ln σ(x) is x more than ln (1 - σ(x)).
                all_wrong -= softplus(x) + others;
                logs[usize::from(*label)] += x + others;
            }
            all_wrong + em::softmax(&logs, shares)
        });
        let log_likelihood: f64 = log_likelihoods.collect::<Vec<f64>>().into_iter().sum();
        for (right, response) in self.right.iter_mut().zip(responses.iter()) {
            *right = self.posterior[response.item as usize * classes + usize::from(response.label)];
        }
        let square = |parameter: &f64| (parameter - PRIOR_MEAN).powi(2) / 2.0;
        log_likelihood - abilities.iter().chain(log_easiness).map(square).sum::<f64>()
    }

    /// Raises Σ q ln σ(x) + (1 - q) ln (1 - σ(x)) = Σ q x - ln (1 + e^x), with x = α_r e^β_i and q the posterior of the class given,
    /// and the logarithms of the priors: by abilities, then by easiness.
    fn m_step(&mut self) {
        let Self { annotations, by_annotator, item_of, abilities, log_easiness, right, .. } = self;
        let easiness: Vec<f64> = log_easiness.iter().map(|beta| beta.exp()).collect();
        abilities.par_iter_mut().enumerate().for_each(|(annotator, ability)| {
            *ability = maximum(*ability, |alpha| {
                let mut at = prior(alpha);
                for place in by_annotator.places(annotator) {
                    let (right, easiness) = (right[*place as usize], easiness[item_of[*place as usize] as usize]);
                    at.add(right, alpha * easiness, easiness, 0.0);
                }
                at
            });
        });
        let responses = annotations.responses();
        log_easiness.par_iter_mut().enumerate().for_each(|(item, beta)| {
            let places = responses.places(item);
            let (annotators, right) = (responses.of(item).0, &right[places]);
            *beta = maximum(*beta, |beta| {
                let (mut at, easiness) = (prior(beta), beta.exp());
                for (annotator, right) in annotators.iter().zip(right) {
                    let x = abilities[*annotator as usize] * easiness;
                    at.add(*right, x, x, x);
                }
                at
            });
        });
    }
}

/// A function of one parameter at a point, with its first and second derivative.
struct Point {
    value: f64,
    slope: f64,
    curvature: f64,
}

/// The logarithm of the prior, but for a constant.
fn prior(parameter: f64) -> Point {
    let distance = parameter - PRIOR_MEAN;
    Point { value: -distance * distance / 2.0, slope: -distance, curvature: -1.0 }
}

impl Point {
    /// Adds a label at x, which has these derivatives by the parameter.
    fn add(&mut self, right: f64, x: f64, first: f64, second: f64) {
        let sigma = 1.0 / (1.0 + (-x).exp());
        self.value += right * x - softplus(x);
        self.slope += (right - sigma) * first;
        self.curvature += (right - sigma) * second - sigma * (1.0 - sigma) * first * first;
    }
}

/// Newton's method uphill from `start`. The result is never lower than the start.
fn maximum(start: f64, of: impl Fn(f64) -> Point) -> f64 {
    let (mut parameter, mut point) = (start, of(start));
    for _ in 0..NEWTON_STEPS {
        // The prior's curvature is the least where the function is not concave.
        let mut step = point.slope / (-point.curvature).max(1.0);
        let next = loop {
            let next = of(parameter + step);
            if next.value >= point.value || step.abs() < SMALLEST_STEP {
                break next;
            }
            step /= 2.0;
        };
        if next.value < point.value {
            break;
        }
        (parameter, point) = (parameter + step, next);
        if step.abs() < SMALLEST_STEP {
            break;
        }
    }
    parameter
}

/// ln (1 + e^x)
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[cfg(test)]
mod tests;
