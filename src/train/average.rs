//! Weights averaged over steps.

use super::learner::Learner;
use crate::{Error, Result};
use burn::{
    module::{Module, ModuleMapper, Param},
    store::RecordError,
    tensor::{Bytes, Tensor, TensorData},
};
use serde::{Deserialize, Serialize};

/// What becomes of the weights' average over the steps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Average {
    /// There is none, as published.
    #[default]
    None,
    /// Every so many steps the weights become their average (Zhang et al. 2019, as airbench does it): of the old average stays
    /// decay^every (t / T)³, so that it counts only towards the end. The training ends with the last average.
    Lookahead {
        /// Steps from one to the next, at least 1. 5 at airbench.
        every: usize,
        /// How much of the average stays in a step at the end of the training, in [0, 1). 0.95 at airbench.
        decay: f64,
    },
    /// What is evaluated and kept is the exponential moving average; the training goes on with the weights themselves.
    Exponential {
        /// How much of the average stays in a step, in [0, 1).
        decay: f64,
    },
}

impl Average {
    pub(super) fn validate(self) -> Result<()> {
        let decay = match self {
            Self::None => return Ok(()),
            Self::Lookahead { every: 0, .. } => return Err(Error::parameter("average.every", 0, "at least 1")),
            Self::Lookahead { decay, .. } | Self::Exponential { decay } => decay,
        };
        let good = (0.0..1.0).contains(&decay);
        good.then_some(()).ok_or_else(|| Error::parameter("average.decay", decay, "in [0, 1)"))
    }
}

/// Which step of a training it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepNumber {
    /// From 0.
    pub index: usize,
    /// How many the whole training has.
    pub total: usize,
}

impl StepNumber {
    /// The next one.
    pub fn after(self) -> Self {
        Self { index: self.index + 1, ..self }
    }

    /// The share of the training that is done before the step, in [0, 1].
    pub fn progress(self) -> f64 {
        self.index as f64 / self.total.max(1) as f64
    }
}

/// The average of a learner's tensors, running statistics included.
pub(super) struct WeightAverage {
    kind: Average,
    /// In the order in which a module hands them out; none before the first step.
    tensors: Vec<Tensor<1>>,
}

impl WeightAverage {
    pub fn new(kind: Average) -> Self {
        Self { kind, tensors: vec![] }
    }

    /// Takes in the weights before the first step: the average begins with them.
    pub fn begin(&mut self, learner: Learner) -> Learner {
        if self.kind == Average::None || !self.tensors.is_empty() {
            return learner;
        }
        learner.map(&mut Blend { tensors: &mut self.tensors, next: 0, keep: 0.0, replace: false })
    }

    /// Takes in the weights after a step, and hands on those to go on with.
    pub fn after(&mut self, step: StepNumber, learner: Learner) -> Learner {
        let (keep, replace) = match self.kind {
            Average::None => return learner,
            Average::Exponential { decay } => (decay, false),
            Average::Lookahead { every, decay } if (step.index + 1).is_multiple_of(every) => {
                (decay.powi(every as i32) * step.after().progress().powi(3), true)
            }
            Average::Lookahead { .. } if step.index + 1 == step.total => (1.0, true),
            Average::Lookahead { .. } => return learner,
        };
        learner.map(&mut Blend { tensors: &mut self.tensors, next: 0, keep, replace })
    }

    /// What is to be evaluated of `learner`, which is a validation snapshot: its running statistics are its own.
    pub fn evaluated(&self, learner: Learner) -> Learner {
        match self.kind {
            Average::Exponential { .. } if !self.tensors.is_empty() => {
                let mut tensors = self.tensors.clone();
                // The averages are tracked by the training; with one of them a batch norm would take itself to be trained.
                learner.map(&mut Blend { tensors: &mut tensors, next: 0, keep: 1.0, replace: true }).valid()
            }
            _ => learner,
        }
    }

    pub fn record(&self) -> Result<Bytes, RecordError> {
        let numbers: Vec<Vec<f32>> =
            self.tensors.iter().map(|tensor| tensor.clone().into_data().iter::<f32>().collect()).collect();
        let bytes = rmp_serde::to_vec(&numbers).map_err(|error| RecordError::Io(error.to_string()))?;
        Ok(Bytes::from_bytes_vec(bytes))
    }

    /// Takes over what [`record`](Self::record) gave; `learner` has the device.
    pub fn restore(&mut self, bytes: &Bytes, learner: &Learner) -> Result<(), RecordError> {
        let numbers: Vec<Vec<f32>> =
            rmp_serde::from_slice(bytes).map_err(|error| RecordError::Io(format!("the average: {error}")))?;
        let device = learner.devices().into_iter().next().unwrap_or_default();
        self.tensors.clear();
        for numbers in numbers {
            let length = numbers.len();
            self.tensors.push(Tensor::from_data(TensorData::new(numbers, [length]), &device));
        }
        Ok(())
    }
}

/// `average = keep average + (1 - keep) weights`, for tensor after tensor; `replace`: the weights become it.
struct Blend<'a> {
    tensors: &'a mut Vec<Tensor<1>>,
    next: usize,
    keep: f64,
    replace: bool,
}

impl ModuleMapper for Blend<'_> {
    fn map_float<const D: usize>(&mut self, parameter: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let (value, shape) = (parameter.val(), parameter.val().dims());
        let (tracked, flat) = (value.is_require_grad(), value.detach().reshape([-1]));
        let average = match self.tensors.get(self.next) {
            Some(average) => average.clone() * self.keep + flat * (1.0 - self.keep),
            None => flat,
        };
        let average = average.detach();
        match self.tensors.get_mut(self.next) {
            Some(place) => *place = average.clone(),
            None => self.tensors.push(average.clone()),
        }
        self.next += 1;
        if !self.replace {
            return parameter;
        }
        parameter.map(|_| average.reshape(shape).set_require_grad(tracked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        labels::LabelHead,
        model::{Initialiser, ModelConfig, WeightTensor},
    };
    use burn::tensor::Device;

    /// A learner with a tensor of its method's that is `value`.
    fn learner(value: f32) -> Learner {
        let model = ModelConfig { base_width: 8, hidden: 8, ..ModelConfig::default() };
        let heads = [LabelHead::categorical("anna", &["a", "b"])];
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let tensor = WeightTensor { shape: vec![1, 1], values: vec![value] };
        Learner::new(&model, &heads, false, vec![tensor], &mut Initialiser::new(&mut rng, &device))
    }

    fn value(learner: &Learner) -> f32 {
        learner.method[0].val().into_scalar()
    }

    #[test]
    fn weights_look_ahead_every_other_step() {
        let mut average = WeightAverage::new(Average::Lookahead { every: 2, decay: 0.5 });
        average.begin(learner(1.0));
        let step = |index| StepNumber { index, total: 4 };
        assert_eq!(value(&average.after(step(0), learner(2.0))), 2.0);
        // 0.25 * (2 / 4)³ of the old average 1.
        let expected = 3.0 - 2.0 / 32.0;
        let moved = average.after(step(1), learner(3.0));
        assert!((value(&moved) - expected).abs() < 1e-6, "{}", value(&moved));
        assert!(moved.method[0].val().is_require_grad());
        // At the end a quarter stays.
        let last = value(&average.after(step(3), learner(5.0)));
        assert!((last - (0.25 * expected + 0.75 * 5.0)).abs() < 1e-6, "{last}");
    }

    #[test]
    fn a_training_ends_with_the_last_average() {
        let mut average = WeightAverage::new(Average::Lookahead { every: 2, decay: 0.5 });
        average.begin(learner(1.0));
        let step = |index| StepNumber { index, total: 3 };
        let second = value(&average.after(step(1), learner(3.0)));
        assert_eq!(value(&average.after(step(2), learner(9.0))), second);
    }

    #[test]
    fn the_moving_average_is_evaluated_and_survives_a_checkpoint() {
        let kind = Average::Exponential { decay: 0.5 };
        let mut average = WeightAverage::new(kind);
        average.begin(learner(1.0));
        let step = StepNumber { index: 0, total: 4 };
        let trained = average.after(step, learner(3.0));
        let evaluated = average.evaluated(trained.valid());
        assert_eq!((value(&trained), value(&evaluated)), (3.0, 2.0));
        assert!(!evaluated.method[0].val().is_autodiff(), "it is not to be trained");
        let mut restored = WeightAverage::new(kind);
        restored.restore(&average.record().unwrap(), &trained).unwrap();
        restored.after(step, learner(4.0));
        assert_eq!(value(&restored.evaluated(trained.valid())), 3.0);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        let error = |average: Average| average.validate().unwrap_err().to_string();
        assert_eq!(error(Average::Exponential { decay: 1.0 }), "average.decay must be in [0, 1), got 1");
        assert_eq!(error(Average::Lookahead { every: 0, decay: 0.5 }), "average.every must be at least 1, got 0");
    }
}
