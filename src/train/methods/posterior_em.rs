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
mod tests {
    use super::*;
    use crate::{
        labels::planted::{distance_from_planted, planted, share_right},
        noise::most_probable,
    };
    use burn::tensor::Device;
    use rand::RngExt;

    fn close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (one, other) in found.iter().zip(expected) {
            assert!((one - other).abs() < 1e-6, "{found:?} instead of {expected:?}");
        }
    }

    fn table(columns: &[&[Option<u8>]]) -> LabelTable {
        let mut table = LabelTable::from_names((0..columns[0].len()).map(|row| row.to_string()).collect()).unwrap();
        for (index, labels) in columns.iter().enumerate() {
            let head = LabelHead::categorical(&format!("set_{index}"), &["a", "b"]);
            table = table.with_labels(head, labels).unwrap();
        }
        table
    }

    #[test]
    fn an_update_by_hand() {
        let labels = table(&[&[Some(0), Some(1), None], &[Some(1), Some(1), Some(0)]]);
        let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
        fitted.state.transitions = vec![vec![0.8, 0.2, 0.3, 0.7], vec![0.9, 0.1, 0.4, 0.6]];
        let before = fitted.state.posterior.clone();
        // p is 3/4 1/4 for the first image; the second was not met; the third has 1/2 1/2 and only the second label.
        let logits = vec![3f32.ln(), 0.0, f32::NAN, f32::NAN, 0.0, 0.0];
        let outputs = [logits];
        fitted.end_of_epoch(&TrainingPass { epoch: 2, epochs: 10, outputs: &outputs }).unwrap();
        assert_eq!(fitted.state.posterior, before, "warming up");
        fitted.end_of_epoch(&TrainingPass { epoch: 3, epochs: 10, outputs: &outputs }).unwrap();
        let (a, b) = (0.75 * 0.8 * 0.1, 0.25 * 0.3 * 0.6);
        let first = a / (a + b);
        let third = 0.9 / 1.3;
        let expected = [first, 1.0 - first, before[2], before[3], third, 1.0 - third];
        close(&fitted.state.posterior, &expected);
        // The first annotator said a of the first image and b of the second.
        let (said_a, said_b) = (first + 0.01, before[2] + 0.01);
        close(&fitted.state.transitions[0][..2], &[said_a / (said_a + said_b), said_b / (said_a + said_b)]);
        // The loss looks its rows up.
        let target = fitted.targets(&labels).unwrap()[0].batch(&fitted.heads()[0], &[2], &Device::flex());
        let output = Tensor::<2>::from_data([[3f32.ln(), 0.0]], &Device::flex());
        let context = LossContext { rows: &[2], ..LossContext::default() };
        let loss: f32 = fitted.loss(0, output, &target, &context).unwrap().mean.into_scalar();
        close(&[loss.into()], &[third * (4f64 / 3.0).ln() + (1.0 - third) * 4f64.ln()]);
    }

    #[test]
    fn an_image_that_nobody_labelled_is_what_the_network_says() {
        let labels = table(&[&[Some(0), None], &[Some(0), None]]);
        let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
        let loss = |fitted: &Fitted| -> f32 {
            let target = fitted.targets(&labels).unwrap()[0].batch(&fitted.heads()[0], &[1], &Device::flex());
            let output = Tensor::<2>::from_data([[0.0, 0.0]], &Device::flex());
            let context = LossContext { rows: &[1], ..LossContext::default() };
            fitted.loss(0, output, &target, &context).unwrap().mean.into_scalar()
        };
        assert_eq!(loss(&fitted), 0.0, "not met yet");
        let outputs = [vec![0.0, 0.0, 3f32.ln(), 0.0]];
        fitted.end_of_epoch(&TrainingPass { epoch: 9, epochs: 10, outputs: &outputs }).unwrap();
        close(&fitted.state.posterior[2..], &[0.75, 0.25]);
        close(&[loss(&fitted).into()], &[2f64.ln()]);
    }

    #[test]
    fn predictions_are_averaged_if_asked_to() {
        let labels = table(&[&[Some(0)]]);
        let mut fitted = PosteriorEm { momentum: 0.7, ..PosteriorEm::default() }.fitted(&labels).unwrap();
        fitted.notice(&[3f32.ln(), 0.0]);
        close(&fitted.state.predictions, &[0.75, 0.25]);
        fitted.notice(&[0.0, 3f32.ln()]);
        close(&fitted.state.predictions, &[0.7 * 0.75 + 0.3 * 0.25, 0.7 * 0.25 + 0.3 * 0.75]);
        fitted.notice(&[f32::NAN, f32::NAN]);
        close(&fitted.state.predictions, &[0.6, 0.4]);
    }

    #[test]
    fn a_single_label_is_never_forgotten() {
        let labels = table(&[&[Some(0), None], &[None, Some(1)]]);
        let mut fitted = PosteriorEm { warm_up: 0.0, ..PosteriorEm::default() }.fitted(&labels).unwrap();
        let outputs = [vec![-50.0, 0.0, -50.0, 0.0]];
        fitted.end_of_epoch(&TrainingPass { epoch: 0, epochs: 1, outputs: &outputs }).unwrap();
        close(&fitted.state.posterior, &[0.05, 0.95, 0.0, 1.0]);
        let two = Annotations::of_table(&table(&[&[Some(0), None], &[Some(1), None]])).unwrap();
        assert_eq!(single_labels(two.responses()), None);
    }

    #[test]
    fn a_network_that_is_right_more_often_than_not_improves_the_posterior() {
        let labels = planted(4000);
        let truth = labels.truth().unwrap();
        let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
        let right = |fitted: &Fitted| share_right(&most_probable(&fitted.state.posterior, 3), &truth);
        let before = right(&fitted);
        // A network that says 80 %, and is right in 80 %.
        let mut rng = Seed(1).stream("network", 0);
        let mut logits = vec![0.0; 3 * truth.len()];
        for (row, class) in truth.iter().enumerate() {
            let wrong = if rng.random_bool(0.2) { rng.random_range(1..3) } else { 0 };
            logits[3 * row + (usize::from(*class) + wrong) % 3] = 8f32.ln();
        }
        let outputs = [logits];
        for epoch in 0..10 {
            fitted.end_of_epoch(&TrainingPass { epoch, epochs: 10, outputs: &outputs }).unwrap();
        }
        assert!(right(&fitted) > before + 0.03, "{} after {before}", right(&fitted));
        assert!(distance_from_planted(&fitted.state.transitions) < 0.05, "{:?}", fitted.state.transitions);
        let mut other = PosteriorEm::default().fitted(&labels).unwrap();
        other.restore(&fitted.state().unwrap()).unwrap();
        assert_eq!(other.state.posterior, fitted.state.posterior);
        assert_eq!(other.state.transitions, fitted.state.transitions);
        let error = fitted.restore(&PosteriorEm::default().fitted(&planted(5)).unwrap().state().unwrap());
        assert!(error.unwrap_err().to_string().contains("found 15 numbers"));
    }
}
