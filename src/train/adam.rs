//! Adam as PyTorch computes it.

use super::config::TrainConfig;
use crate::kernels::{AdamStep, adam};
use burn::{
    optim::{AdamState, AdaptiveMomentumState, LearningRate, Optimizer},
    tensor::{Device, Tensor},
};

const EPSILON: f64 = 1e-8;

/// Adam (Kingma and Ba 2015), eps 1e-8, with weight decay beside the gradient where there is one.
///
/// Not burn's, which takes 1 - 0.999^t in single precision: at t = 2 that shifts every update by 1e-5 of itself, the same
/// way in all weights, and the losses with them. The state is burn's.
#[derive(Clone)]
pub(super) struct Adam {
    pub beta_1: f64,
    pub beta_2: f64,
    /// The share of every weight that goes in a step at rate 1.
    pub weight_decay: f64,
}

impl Adam {
    /// With a training's betas, without weight decay.
    pub fn of(config: &TrainConfig) -> Self {
        Self { beta_1: config.beta1, beta_2: config.beta2, weight_decay: 0.0 }
    }
}

impl Optimizer for Adam {
    type State<const D: usize> = AdamState<D>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        let (time, moments) = match state {
            None => (1, [tensor.zeros_like(), tensor.zeros_like()]),
            Some(AdamState { momentum: old }) => (old.time + 1, [old.moment_1, old.moment_2]),
        };
        let tensor = if self.weight_decay > 0.0 { tensor * (1.0 - rate * self.weight_decay) } else { tensor };
        let correction = |beta: f64| 1.0 - beta.powi(time as i32);
        let step = AdamStep {
            beta_1: self.beta_1,
            beta_2: self.beta_2,
            epsilon: EPSILON,
            rate: rate / correction(self.beta_1),
            deviation: correction(self.beta_2).sqrt(),
        };
        let [updated, moment_1, moment_2] = adam(step, tensor, gradient, moments);
        (updated, Some(AdamState::new(AdaptiveMomentumState::new(time, moment_1, moment_2))))
    }

    fn to_device<const D: usize>(mut state: Self::State<D>, device: &Device) -> Self::State<D> {
        state.momentum = state.momentum.to_device(device);
        state
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADAM: Adam = Adam { beta_1: 0.9, beta_2: 0.999, weight_decay: 0.0 };

    #[test]
    fn the_first_two_steps_by_hand() {
        let device = Device::flex();
        let gradient = |value: f32| Tensor::<1>::from_data([value], &device);
        let (weight, state) = ADAM.step(0.1, gradient(1.0), gradient(2.0), None);
        assert!((weight.clone().into_scalar::<f32>() - 0.9).abs() < 1e-6, "the first step has the length of the rate");
        // m = 0.9 * 0.2 + 0.1 * -1 = 0.08, over 0.19; v = 0.999 * 0.004 + 0.001 = 0.004996, over 0.001999.
        let (weight, _) = ADAM.step(0.1, weight, gradient(-1.0), state);
        let expected = 0.9 - 0.1 * (0.08 / 0.19) / (0.004996f64 / 0.001999).sqrt();
        assert!((f64::from(weight.into_scalar::<f32>()) - expected).abs() < 1e-6);
    }
}
