//! Early-learning regularisation.

use super::{
    FittedMethod, FromLabels, LearningMethod, Source, TrainingPass, check_momentum, check_warm_up, foreign_state,
    packed, pooled, unpacked,
};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    train::{
        losses::{HeadLoss, LossContext, mean_over_known},
        targets::{BatchTarget, Targets},
    },
};
use burn::tensor::{IndexingUpdateOp, Int, Tensor, TensorData, activation::softmax};
use serde::{Deserialize, Serialize};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How near to 0 and 1 probabilities may come.
const CLIPPED: f64 = 1e-4;

/// Cross entropy on the majority vote, and a regulariser that holds each image to what the network said of it before, when it had
/// not yet learned wrong labels by heart (ELR, Liu et al., NeurIPS 2020): with p_i the probabilities for image i,
///
/// L = CE + λ ln(1 - ⟨t_i, p_i⟩), after t_i ← b t_i + (1 - b) p_i, where t_i begins at 0 and no gradient runs through it.
///
/// The loss that is reported has the regulariser in it; those of single images are their cross entropies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EarlyLearning {
    /// λ, >= 0: 3 by default, the paper's for CIFAR-10.
    pub lambda: f64,
    /// b, how much t_i keeps of itself, in [0, 1): 0.7 by default, as there.
    pub momentum: f64,
    /// The share of the epochs before the regulariser starts, in [0, 1]; t_i is averaged from the beginning. 0.2 by default, since
    /// t_i says little in the first epochs of a short training; 0 in the paper.
    pub warm_up: f64,
}

impl Default for EarlyLearning {
    fn default() -> Self {
        Self { lambda: 3.0, momentum: 0.7, warm_up: 0.2 }
    }
}

impl LearningMethod for EarlyLearning {
    const NAME: &'static str = "elr";
    const SUMMARY: &'static str = "cross entropy on the majority vote with early-learning regularisation (ELR)";

    fn title(&self) -> String {
        "Early learning (ELR)".into()
    }

    fn check(&self) -> Result<()> {
        check_momentum(self.momentum)?;
        check_warm_up(self.warm_up)?;
        let good = self.lambda >= 0.0 && self.lambda.is_finite();
        good.then_some(()).ok_or_else(|| Error::parameter("lambda", self.lambda, ">= 0"))
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let head = pooled(labels)?;
        let shape = [labels.len(), head.width()];
        Ok(Box::new(Fitted {
            heads: FromLabels::new(labels, vec![head], Source::MajorityVote),
            settings: self.clone(),
            shape,
            start: vec![0.0; shape[0] * shape[1]],
            averages: Mutex::new(None),
            regularised: self.warm_up == 0.0,
        }))
    }
}

struct Fitted {
    heads: FromLabels,
    settings: EarlyLearning,
    /// `[training images, classes]`
    shape: [usize; 2],
    /// What the averages begin with.
    start: Vec<f32>,
    /// t, on the device of the first loss; none before it.
    averages: Mutex<Option<Tensor<2>>>,
    /// Whether the warm-up is over.
    regularised: bool,
}

/// What a checkpoint keeps.
#[derive(Serialize, Deserialize)]
struct State {
    averages: Vec<f32>,
    regularised: bool,
}

impl Fitted {
    fn averages(&self) -> MutexGuard<'_, Option<Tensor<2>>> {
        self.averages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// t of the context's rows, `[batch, classes]`, after their probabilities have entered. Those of rows that are mixed into others
    /// are not theirs, and do not.
    fn updated(&self, probabilities: Tensor<2>, context: &LossContext) -> Tensor<2> {
        let device = probabilities.device();
        let rows: Vec<i32> = context.rows.iter().map(|&row| row as i32).collect();
        let rows = Tensor::<1, Int>::from_data(TensorData::new(rows, [context.rows.len()]), &device);
        let mut kept = self.averages();
        let start = || Tensor::from_data(TensorData::new(self.start.clone(), self.shape), &device);
        let mut averages = kept.take().unwrap_or_else(start);
        if !context.mixed_in {
            let shares = probabilities.clone() / probabilities.sum_dim(1);
            let change = (shares - averages.clone().select(0, rows.clone())) * (1.0 - self.settings.momentum);
            averages = averages.select_assign(0, rows.clone(), change, IndexingUpdateOp::Add);
        }
        *kept = Some(averages.clone());
        averages.select(0, rows)
    }
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let loss = target.loss(output.clone(), context)?;
        let BatchTarget::Classes(labels) = target else { return Ok(loss) };
        let probabilities = softmax(output, 1).clamp(CLIPPED, 1.0 - CLIPPED);
        let averages = self.updated(probabilities.clone().inner(), context);
        if !self.regularised {
            return Ok(loss);
        }
        let product: Tensor<1> = (probabilities * averages).sum_dim(1).squeeze_dim(1);
        let penalty = mean_over_known((-product + 1.0).log(), labels.known.as_ref());
        Ok(HeadLoss { mean: loss.mean + penalty * self.settings.lambda, ..loss })
    }

    fn end_of_epoch(&mut self, pass: &TrainingPass) -> Result<()> {
        self.regularised = (pass.epoch + 1) as f64 >= self.settings.warm_up * pass.epochs as f64;
        Ok(())
    }

    fn state(&self) -> Result<Vec<u8>> {
        let averages = match self.averages().clone() {
            Some(averages) => averages.try_into_data().map_err(Error::computation)?.iter::<f32>().collect(),
            None => self.start.clone(),
        };
        packed(&State { averages, regularised: self.regularised })
    }

    fn restore(&mut self, state: &[u8]) -> Result<()> {
        let State { averages, regularised } = unpacked(state)?;
        if averages.len() != self.start.len() {
            return Err(foreign_state(format!("{} averages", averages.len())));
        }
        (self.start, self.regularised) = (averages, regularised);
        *self.averages() = None;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn labels() -> LabelTable {
        let table = LabelTable::from_names(["x", "y", "z"].map(String::from).to_vec()).unwrap();
        table.with_head(LabelHead::categorical("anna", &["a", "b"]), &[0, 0, 1]).unwrap()
    }

    /// The loss of one image with probabilities 3/4 and 1/4.
    fn loss(fitted: &dyn FittedMethod, row: usize, mixed_in: bool) -> f64 {
        let device = Device::flex();
        let target = fitted.targets(&labels()).unwrap()[0].batch(&fitted.heads()[0], &[row], &device);
        let output = Tensor::<2>::from_data([[3f32.ln(), 0.0]], &device);
        let context = LossContext { rows: &[row], mixed_in, ..LossContext::default() };
        fitted.loss(0, output, &target, &context).unwrap().mean.into_scalar::<f32>().into()
    }

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-5, "{found} instead of {expected}");
    }

    #[test]
    fn averages_enter_after_their_update_and_stay_with_their_image() {
        let fitted = EarlyLearning { warm_up: 0.0, ..EarlyLearning::default() }.fit(&labels(), Seed(0)).unwrap();
        let right = -0.75f64.ln();
        // <p, p> is 5/8; t is 0.3 p, then 0.7 · 0.3 p + 0.3 p = 0.51 p.
        close(loss(&*fitted, 1, false), right + 3.0 * (1.0 - 0.3 * 0.625f64).ln());
        close(loss(&*fitted, 1, false), right + 3.0 * (1.0 - 0.51 * 0.625f64).ln());
        close(loss(&*fitted, 1, true), right + 3.0 * (1.0 - 0.51 * 0.625f64).ln());
        close(loss(&*fitted, 0, true), right);
        close(loss(&*fitted, 2, false), -0.25f64.ln() + 3.0 * (1.0 - 0.3 * 0.625f64).ln());
    }

    #[test]
    fn the_regulariser_starts_after_its_share_of_the_epochs_and_a_checkpoint_keeps_the_averages() {
        let method = EarlyLearning { warm_up: 0.5, ..EarlyLearning::default() };
        let mut fitted = method.fit(&labels(), Seed(0)).unwrap();
        let right = -0.75f64.ln();
        close(loss(&*fitted, 0, false), right);
        fitted.end_of_epoch(&TrainingPass { epoch: 0, epochs: 4, outputs: &[] }).unwrap();
        close(loss(&*fitted, 0, false), right);
        fitted.end_of_epoch(&TrainingPass { epoch: 1, epochs: 4, outputs: &[] }).unwrap();
        let mut other = method.fit(&labels(), Seed(0)).unwrap();
        other.restore(&fitted.state().unwrap()).unwrap();
        other.restore(&other.state().unwrap()).unwrap();
        // t is 0.657 p after three times.
        for fitted in [&fitted, &other] {
            close(loss(&**fitted, 0, false), right + 3.0 * (1.0 - 0.657 * 0.625f64).ln());
        }
        let few = labels().select_rows(&[0]).unwrap();
        let error = method.fit(&few, Seed(0)).unwrap().restore(&fitted.state().unwrap()).unwrap_err().to_string();
        assert!(error.contains("found 6 averages, expected that of this one on the same labels"), "{error}");
        assert!(fitted.restore(&[1, 2]).is_err());
    }

    #[test]
    fn settings_have_their_ranges() {
        for method in [
            EarlyLearning { lambda: -1.0, ..EarlyLearning::default() },
            EarlyLearning { momentum: 1.0, ..EarlyLearning::default() },
            EarlyLearning { warm_up: 1.1, ..EarlyLearning::default() },
        ] {
            assert!(method.check().is_err(), "{method:?}");
        }
    }
}
