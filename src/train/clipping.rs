//! Gradients that are together no longer than they may be.

use burn::{
    module::{Module, ModuleVisitor, Param},
    optim::GradientsParams,
    tensor::Tensor,
};

/// Added to the norm, as in PyTorch, so that gradients of 0 stay 0.
const EPSILON: f64 = 1e-6;

/// The gradients g of `module`, times min(1, bound / (‖g‖ + 1e-6)) with ‖g‖ the norm of all of them together, as PyTorch's
/// `clip_grad_norm_`; as they are without a bound. The norm stays on the device.
///
/// Not by burn's `GradientClipping`: that takes every tensor's norm alone, which turns the step as a whole to another direction.
pub(super) fn clipped<M: Module>(mut gradients: GradientsParams, module: &M, bound: Option<f64>) -> GradientsParams {
    let Some(bound) = bound.filter(|_| !gradients.is_empty()) else { return gradients };
    let mut squares = Squares { gradients: &gradients, sums: vec![] };
    module.visit(&mut squares);
    let norm = Tensor::cat(squares.sums, 0).sum().sqrt(); // [1]
    let factor = ((norm + EPSILON).recip() * bound).clamp_max(1.0);
    module.visit(&mut Scale { gradients: &mut gradients, factor });
    gradients
}

/// The sum of the squares of each tensor's gradient, `[1]`.
struct Squares<'a> {
    gradients: &'a GradientsParams,
    sums: Vec<Tensor<1>>,
}

impl ModuleVisitor for Squares<'_> {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.get::<D>(parameter.id) {
            self.sums.push(gradient.square().sum());
        }
    }
}

struct Scale<'a> {
    gradients: &'a mut GradientsParams,
    factor: Tensor<1>,
}

impl ModuleVisitor for Scale<'_> {
    fn visit_float<const D: usize>(&mut self, parameter: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(parameter.id) {
            self.gradients.register(parameter.id, gradient * self.factor.clone().reshape([1; D]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Weights,
        train::{
            Optimiser, SupervisedStep, TrainConfig,
            methods::own_labels,
            small_step::{batch, heads, small_model},
        },
    };
    use burn::tensor::Device;

    #[derive(Module, Debug)]
    struct Toy {
        bias: Param<Tensor<1>>,
        weight: Param<Tensor<2>>,
        unused: Param<Tensor<1>>,
    }

    /// The gradients 3 of the bias and 0, 4 of the weight under a bound.
    fn gradients(bound: Option<f64>) -> Vec<f32> {
        let device = Device::flex().autodiff();
        let toy = Toy {
            bias: Param::from_tensor(Tensor::from_data([1f32], &device)),
            weight: Param::from_tensor(Tensor::from_data([[1f32, 1.0]], &device)),
            unused: Param::from_tensor(Tensor::from_data([1f32], &device)),
        };
        let weight = toy.weight.val() * Tensor::from_data([[0f32, 4.0]], &device);
        let loss = toy.bias.val() * 3.0 + weight.sum();
        let gradients = clipped(GradientsParams::from_grads(loss.backward(), &toy), &toy, bound);
        assert!(gradients.get::<1>(toy.unused.id).is_none());
        let bias = gradients.get::<1>(toy.bias.id).unwrap().into_data();
        let weight = gradients.get::<2>(toy.weight.id).unwrap().into_data();
        bias.iter::<f32>().chain(weight.iter::<f32>()).collect()
    }

    #[test]
    fn gradients_longer_than_the_bound_are_scaled_together_by_hand() {
        for bound in [None, Some(5.1), Some(1e300)] {
            assert_eq!(gradients(bound), [3.0, 0.0, 4.0], "the norm is 5, within {bound:?}");
        }
        for (bound, expected) in [(2.5, [1.5, 0.0, 2.0]), (1.0, [0.6, 0.0, 0.8])] {
            for (found, expected) in gradients(Some(bound)).into_iter().zip(expected) {
                assert!((found - expected).abs() < 1e-6, "{found} instead of {expected} under {bound}");
            }
        }
    }

    /// The learner's weights before and after a step.
    fn step(clip_norm: Option<f64>) -> [Weights; 2] {
        let optimiser = Optimiser::Sgd { momentum: 0.0, weight_decay: 0.0, norm_bias_factor: 1.0 };
        let config = TrainConfig { optimiser, learning_rate: 1.0, clip_norm, ..TrainConfig::default() };
        let mut step = SupervisedStep::new(&small_model(), &config, own_labels(&heads()), &Device::flex()).unwrap();
        let before = step.learner().weights();
        step.step(&batch()).unwrap();
        [before, step.learner().weights()]
    }

    fn moved([before, after]: &[Weights; 2]) -> f64 {
        let mut squares = 0.0;
        for name in before.names().into_iter().filter(|name| !name.contains("running")) {
            let (before, after) = (&before.get(&name).unwrap().values, &after.get(&name).unwrap().values);
            for (before, after) in before.iter().zip(after) {
                squares += f64::from(before - after).powi(2);
            }
        }
        squares.sqrt()
    }

    #[test]
    fn a_step_of_gradient_descent_is_as_long_as_the_bound_or_as_without() {
        let free = step(None);
        let norm = moved(&free);
        assert_eq!(step(Some(2.0 * norm)), free);
        let bound = norm / 10.0;
        let short = moved(&step(Some(bound)));
        assert!((short / bound - 1.0).abs() < 1e-3, "{short} instead of {bound}");
    }
}
