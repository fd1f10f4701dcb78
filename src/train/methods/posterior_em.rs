//! The network as one more annotator in Dawid and Skene's EM.

use super::{
    FittedMethod, FromLabels, LearningMethod, Source, TrainingPass, check_momentum, check_warm_up, dawid_skene,
    foreign_state, packed, pooled, unpacked,
};
use crate::{
    Error, Result, Seed,
    labels::{Annotations, LabelHead, LabelTable, Responses},
    noise::em,
    train::{
        losses::{HeadLoss, LossContext},
        scoring::softmax,
        targets::{BatchTarget, Targets},
    },
};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// The least probability of the given label where no image has two labels.
const LEAST: f64 = 0.05;
/// What is added to every count of a transition matrix.
const PRIOR_COUNT: f64 = 0.01;

/// Cross entropy on a posterior over the true class that the network has a part in (Raykar et al., JMLR 2010, with a network for
/// their logistic regression). It begins as Dawid and Skene's, see [`noise::DawidSkene`](crate::noise::DawidSkene). After a warm-up,
/// with p_i the probabilities of image i as it was met in the training pass and z_ir the label of annotator r, the end of each
/// epoch brings
///
/// * q_i(k) ∝ p_i(k) Π_r T_r\[k, z_ir\], over the annotators who labelled image i;
/// * T_r\[k, j\] = (0.01 + Σ_i q_i(k) \[z_ir = j\]) / Σ_j of the same.
///
/// An image that nobody labelled has q_i = p_i from the first update on, and no part in the loss before.
///
/// Where no image has two labels the network would soon hear only itself, so q_i of the given label stays at least 0.05. Validation
/// labels are seen through what was fitted to the training labels in the beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PosteriorEm {
    /// The share of the epochs before the first update, in [0, 1]: 0.3 by default.
    pub warm_up: f64,
    /// How much the average of p_i over the epochs keeps of itself, in [0, 1); 0, the default: p_i is that of the last epoch. ELR
    /// averages by 0.7.
    pub momentum: f64,
    /// Iterations of EM on the labels alone, for the beginning: 10 by default.
    pub iterations: usize,
}

impl Default for PosteriorEm {
    fn default() -> Self {
        Self { warm_up: 0.3, momentum: 0.0, iterations: 10 }
    }
}

impl LearningMethod for PosteriorEm {
    const NAME: &'static str = "posterior-em";
    const SUMMARY: &'static str = "cross entropy on a posterior of annotators and network together (Raykar's EM)";

    fn title(&self) -> String {
        "Posterior EM".into()
    }

    fn check(&self) -> Result<()> {
        check_warm_up(self.warm_up)?;
        check_momentum(self.momentum)?;
        if self.iterations == 0 {
            return Err(Error::parameter("iterations", 0, "at least 1"));
        }
        Ok(())
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        Ok(Box::new(self.fitted(labels)?))
    }
}

impl PosteriorEm {
    fn fitted(&self, labels: &LabelTable) -> Result<Fitted> {
        let head = pooled(labels)?;
        let fit = Box::new(dawid_skene::consensus(labels, self.iterations)?);
        let state = State {
            posterior: fit.posterior.clone(),
            transitions: fit.transitions.iter().map(|matrix| matrix.cells().to_vec()).collect(),
            predictions: vec![f64::NAN; fit.posterior.len()],
        };
        Ok(Fitted {
            classes: head.width(),
            heads: FromLabels::new(labels, vec![head], Source::Posterior { fit, hard: false }),
            settings: self.clone(),
            annotations: Annotations::of_table(labels)?,
            state,
        })
    }
}

struct Fitted {
    heads: FromLabels,
    settings: PosteriorEm,
    classes: usize,
    annotations: Annotations,
    state: State,
}

/// What changes, and is kept in checkpoints.
#[derive(Serialize, Deserialize)]
struct State {
    /// q, `[training images, classes]`.
    posterior: Vec<f64>,
    /// T, `[classes, classes]` each.
    transitions: Vec<Vec<f64>>,
    /// p, `[training images, classes]`; NaN for images that were not met yet.
    predictions: Vec<f64>,
}

impl Fitted {
    /// Takes the logits of a pass, `[training images, classes]`, into the predictions.
    fn notice(&mut self, logits: &[f32]) {
        let momentum = self.settings.momentum;
        let predictions = self.state.predictions.chunks_exact_mut(self.classes);
        for (kept, logits) in predictions.zip(logits.chunks_exact(self.classes)) {
            if logits.iter().any(|logit| logit.is_nan()) {
                continue;
            }
            for (kept, now) in kept.iter_mut().zip(softmax(logits, 1.0)) {
                *kept = if kept.is_nan() { now } else { momentum * *kept + (1.0 - momentum) * now };
            }
        }
    }

    /// The E step with the network as one more annotator, then the M step.
    fn update(&mut self) {
        let (classes, State { posterior, transitions, predictions }) = (self.classes, &mut self.state);
        let responses = self.annotations.responses();
        let logs: Vec<f64> = predictions.iter().map(|share| share.ln()).collect();
        let log_prior = |row: usize| &logs[row * classes..(row + 1) * classes];
        let weights = em::Cube::logarithms(transitions.iter().map(Vec::as_slice), classes);
        let mut found = vec![0.0; posterior.len()];
        em::e_step(responses, log_prior, &weights, &mut found);
        let single = single_labels(responses);
        for (row, (kept, found)) in posterior.chunks_exact_mut(classes).zip(found.chunks_exact(classes)).enumerate() {
            if log_prior(row)[0].is_nan() {
                continue;
            }
            let is_labelled = !responses.of(row).1.is_empty();
            kept.copy_from_slice(if is_labelled { found } else { &predictions[row * classes..(row + 1) * classes] });
            if let Some(given) = single.as_ref().and_then(|labels| labels[row]) {
                keep_given(kept, given.into());
            }
        }
        let counts = em::m_step(responses, posterior, transitions.len(), classes);
        for (annotator, transition) in transitions.iter_mut().enumerate() {
            *transition = em::rates(counts.matrix(annotator), PRIOR_COUNT, classes);
        }
    }
}

/// The only label of each image, where no image has two.
fn single_labels(responses: &Responses) -> Option<Vec<Option<u8>>> {
    let mut single = vec![];
    for item in 0..responses.items() {
        match responses.of(item).1 {
            [] => single.push(None),
            [label] => single.push(Some(*label)),
            _ => return None,
        }
    }
    Some(single)
}

/// Lifts the share of class `given` to the least that it may have.
fn keep_given(shares: &mut [f64], given: usize) {
    let share = shares[given];
    if share < LEAST {
        for other in shares.iter_mut() {
            *other *= (1.0 - LEAST) / (1.0 - share);
        }
        shares[given] = LEAST;
    }
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    fn trains_on_unlabelled(&self) -> bool {
        true
    }

    fn loss(&self, head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let BatchTarget::Distribution { .. } = target else { return target.loss(output, context) };
        let mut shares = Vec::with_capacity(context.rows.len() * self.classes);
        for row in context.rows {
            let posterior = &self.state.posterior[row * self.classes..(row + 1) * self.classes];
            shares.extend(posterior.iter().map(|share| *share as f32));
        }
        let places: Vec<usize> = (0..context.rows.len()).collect();
        let now = Targets::Distribution(shares).batch(&self.heads.heads()[head], &places, &output.device());
        now.loss(output, context)
    }

    fn needs_outputs(&self) -> bool {
        true
    }

    fn end_of_epoch(&mut self, pass: &TrainingPass) -> Result<()> {
        if let Some(logits) = pass.outputs.first() {
            self.notice(logits);
        }
        if pass.epoch as f64 >= self.settings.warm_up * pass.epochs as f64 {
            self.update();
        }
        Ok(())
    }

    fn state(&self) -> Result<Vec<u8>> {
        packed(&self.state)
    }

    fn restore(&mut self, state: &[u8]) -> Result<()> {
        let state: State = unpacked(state)?;
        let sizes = |state: &State| {
            let matrices: Vec<usize> = state.transitions.iter().map(Vec::len).collect();
            (state.posterior.len(), state.predictions.len(), matrices)
        };
        if sizes(&state) != sizes(&self.state) {
            return Err(foreign_state(format!("{} numbers", state.posterior.len())));
        }
        self.state = state;
        Ok(())
    }
}

#[cfg(test)]
mod tests;
