//! What moves the weights down their gradients.

use super::{adam::Adam, config::TrainConfig, muon::FilterMuon};
use crate::{Error, Result};
use burn::{
    module::ParamGroup,
    optim::{
        LearningRate, ModuleOptimizer, Optimizer, Sgd, SgdConfig, decay::WeightDecayConfig, momentum::MomentumConfig,
    },
    tensor::{Device, Tensor},
};
use serde::{Deserialize, Serialize};

/// How the weights of encoder and method are moved; the rate is [`TrainConfig::learning_rate`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimiser {
    /// Adam with [`TrainConfig::beta1`] and [`TrainConfig::beta2`], without weight decay, as published.
    #[default]
    Adam,
    /// Adam with weight decay beside the gradient (Loshchilov and Hutter 2019).
    AdamW {
        /// The share of every weight that goes in a step at rate 1, at least 0.
        weight_decay: f64,
    },
    /// Stochastic gradient descent with Nesterov's momentum.
    Sgd {
        /// How much of the last step's direction stays, in [0, 1).
        momentum: f64,
        /// Weight of the squared weights in the loss, halved, at least 0; none on the biases of batch norms.
        weight_decay: f64,
        /// The rate of the biases of batch norms without a scale, as a multiple of the others': 64 at airbench, whose loss
        /// is a sum over 1024 images.
        norm_bias_factor: f64,
    },
    /// Muon (Jordan 2024) for the filters of 3x3 convolutions without a bias, as airbench has it; all else as by
    /// [`Sgd`](Self::Sgd). The momentum of a layer's filters, `[channels_out, 9 channels_in]`, becomes the nearest matrix whose
    /// rows are orthogonal, so that it moves in every direction alike, and the filters keep their size.
    Muon {
        /// The rate of the filters, whose norm is the square root of their number; above 0. 0.24 at airbench with 200 steps.
        filter_rate: f64,
        /// How much of the filters' last direction stays, in [0, 1). 0.6 at airbench.
        filter_momentum: f64,
        /// As at [`Sgd`](Self::Sgd).
        momentum: f64,
        /// As at [`Sgd`](Self::Sgd).
        weight_decay: f64,
        /// As at [`Sgd`](Self::Sgd).
        norm_bias_factor: f64,
    },
}

impl Optimiser {
    pub(super) fn validate(self) -> Result<()> {
        let check = |good: bool, name: &str, found: f64, expected: &str| {
            if good { Ok(()) } else { Err(Error::parameter(format!("optimiser.{name}"), found, expected)) }
        };
        let positive = |value: f64| value >= 0.0 && value.is_finite();
        match self {
            Self::Adam => Ok(()),
            Self::AdamW { weight_decay } => check(positive(weight_decay), "weight_decay", weight_decay, ">= 0"),
            Self::Sgd { momentum, weight_decay, norm_bias_factor } => {
                check((0.0..1.0).contains(&momentum), "momentum", momentum, "in [0, 1)")?;
                check(positive(weight_decay), "weight_decay", weight_decay, ">= 0")?;
                check(positive(norm_bias_factor), "norm_bias_factor", norm_bias_factor, ">= 0")
            }
            Self::Muon { filter_rate, filter_momentum, momentum, weight_decay, norm_bias_factor } => {
                check(filter_rate > 0.0 && filter_rate.is_finite(), "filter_rate", filter_rate, "> 0")?;
                check((0.0..1.0).contains(&filter_momentum), "filter_momentum", filter_momentum, "in [0, 1)")?;
                Self::Sgd { momentum, weight_decay, norm_bias_factor }.validate()
            }
        }
    }

    /// An optimiser of the encoder and of what a method learns beside it.
    pub(super) fn init(config: &TrainConfig) -> ModuleOptimizer {
        let adam = |weight_decay: f64| Adam { weight_decay, ..Adam::of(config) };
        let optimiser = match config.optimiser {
            Self::Adam => ModuleOptimizer::from(adam(0.0)),
            Self::AdamW { weight_decay } => ModuleOptimizer::from(adam(weight_decay)),
            Self::Sgd { momentum, weight_decay, norm_bias_factor } => {
                grouped_sgd(momentum, weight_decay, norm_bias_factor)
            }
            Self::Muon { filter_rate, filter_momentum, momentum, weight_decay, norm_bias_factor } => {
                let muon = FilterMuon::new(filter_momentum);
                let filters = Scaled { optimiser: muon, factor: filter_rate / config.learning_rate };
                let group = ParamGroup::from_regex(r"conv[12]\.weight$").expect("a pattern");
                grouped_sgd(momentum, weight_decay, norm_bias_factor).with_group(group, filters, None)
            }
        };
        match config.method_learning_rate {
            None => optimiser,
            Some(rate) => {
                let factor = rate / config.learning_rate;
                let method = Scaled { optimiser: adam(0.0), factor };
                optimiser.with_group(ParamGroup::from_regex("^method").expect("a pattern"), method, None)
            }
        }
    }
}

/// Stochastic gradient descent with a rate of their own for the biases of batch norms.
fn grouped_sgd(momentum: f64, weight_decay: f64, norm_bias_factor: f64) -> ModuleOptimizer {
    let biases = Scaled { optimiser: sgd(momentum, 0.0), factor: norm_bias_factor };
    let group = ParamGroup::from_predicates(vec!["norm", "bias"]);
    ModuleOptimizer::from(sgd(momentum, weight_decay)).with_group(group, biases, None)
}

fn sgd(momentum: f64, weight_decay: f64) -> Sgd {
    let momentum = MomentumConfig { momentum, dampening: 0.0, nesterov: true };
    let config = SgdConfig::new().with_momentum(Some(momentum));
    let decay = WeightDecayConfig { penalty: weight_decay as f32 };
    config.with_weight_decay((weight_decay > 0.0).then_some(decay)).build()
}

/// An optimiser whose rate is a multiple of the step's.
#[derive(Clone)]
struct Scaled<O> {
    optimiser: O,
    factor: f64,
}

impl<O: Optimizer> Optimizer for Scaled<O> {
    type State<const D: usize> = O::State<D>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        tensor: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<Self::State<D>>,
    ) -> (Tensor<D>, Option<Self::State<D>>) {
        self.optimiser.step(rate * self.factor, tensor, gradient, state)
    }

    fn to_device<const D: usize>(state: Self::State<D>, device: &Device) -> Self::State<D> {
        O::to_device(state, device)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Architecture, ModelConfig},
        train::{
            SupervisedStep,
            methods::own_labels,
            small_step::{batch, heads, small_model},
        },
    };
    use burn::{
        module::{Module, Param},
        optim::GradientsParams,
    };

    #[derive(Module, Debug)]
    struct Part {
        bias: Param<Tensor<1>>,
    }

    /// Three numbers that the optimiser tells apart by where they are.
    #[derive(Module, Debug)]
    struct Toy {
        norm: Part,
        layer: Part,
        method: Vec<Param<Tensor<1>>>,
    }

    fn one(device: &Device) -> Param<Tensor<1>> {
        Param::from_tensor(Tensor::from_data([1f32], device))
    }

    /// The three numbers after two steps down gradients of 1.
    fn after_two_steps(config: &TrainConfig) -> [f32; 3] {
        let device = Device::flex().autodiff();
        let mut toy =
            Toy { norm: Part { bias: one(&device) }, layer: Part { bias: one(&device) }, method: vec![one(&device)] };
        let mut optimiser = Optimiser::init(config);
        for _ in 0..2 {
            let sum = toy.norm.bias.val() + toy.layer.bias.val() + toy.method[0].val();
            let gradients = GradientsParams::from_grads(sum.backward(), &toy);
            toy = optimiser.step(config.learning_rate, toy, gradients);
        }
        [toy.norm.bias.val(), toy.layer.bias.val(), toy.method[0].val()].map(|value| value.into_scalar::<f32>())
    }

    #[test]
    fn groups_have_their_own_rates_by_hand() {
        let optimiser = Optimiser::Sgd { momentum: 0.5, weight_decay: 0.1, norm_bias_factor: 10.0 };
        let config =
            TrainConfig { optimiser, learning_rate: 0.01, method_learning_rate: Some(0.2), ..TrainConfig::default() };
        let [norm, layer, method] = after_two_steps(&config);
        // Velocities 1 and 1.5, steps 1.5 and 1.75 times the rate.
        assert!((norm - (1.0 - 0.1 * (1.5 + 1.75))).abs() < 1e-6, "{norm}");
        // Gradient 1.1, velocity 1.1, step 1.65; then 1 + 0.1 (1 - 0.0165) = 1.09835, velocity 1.64835, step 1.922525.
        assert!((layer - (1.0 - 0.01 * (1.65 + 1.922_525))).abs() < 1e-6, "{layer}");
        // Adam of equal gradients moves by its rate.
        assert!((method - 0.6).abs() < 1e-5, "{method}");
    }

    #[test]
    fn decay_beside_the_gradient_by_hand() {
        let optimiser = Optimiser::AdamW { weight_decay: 0.5 };
        let config = TrainConfig { optimiser, learning_rate: 0.1, ..TrainConfig::default() };
        let [_, layer, _] = after_two_steps(&config);
        // 1 * 0.95 - 0.1 = 0.85, then 0.85 * 0.95 - 0.1.
        assert!((layer - 0.7075).abs() < 1e-5, "{layer}");
    }

    #[test]
    fn muon_moves_the_filters_of_the_fast_encoder_and_of_no_other_layer() {
        let rate = 1e-9;
        let (momentum, weight_decay, norm_bias_factor) = (0.0, 0.0, 1.0);
        let optimiser =
            Optimiser::Muon { filter_rate: rate, filter_momentum: 0.0, momentum, weight_decay, norm_bias_factor };
        let config = TrainConfig { optimiser, learning_rate: rate, ..TrainConfig::default() };
        let model = ModelConfig { encoder: Architecture::Fast, widths: [8, 16, 16], ..small_model() };
        let mut step = SupervisedStep::new(&model, &config, own_labels(&heads()), &Device::flex()).unwrap();
        let before = step.learner().weights();
        step.step(&batch()).unwrap();
        let after = step.learner().weights();
        let norm = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>().sqrt();
        let mut filters = 0;
        for name in after.names().into_iter().filter(|name| !name.contains("running")) {
            let [before, after] = [&before, &after].map(|weights| weights.get(&name).unwrap());
            if name.contains(".conv") {
                // A step too small to see brings them to their norm.
                filters += 1;
                assert!((norm(&after.values) - (after.shape[0] as f32).sqrt()).abs() < 1e-4, "{name}");
            } else {
                assert!(before.values.iter().zip(&after.values).all(|(a, b)| (a - b).abs() < 1e-6), "{name}");
            }
        }
        assert_eq!(filters, 6);
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        let bad = Optimiser::Sgd { momentum: 1.0, weight_decay: 0.0, norm_bias_factor: 1.0 };
        assert_eq!(bad.validate().unwrap_err().to_string(), "optimiser.momentum must be in [0, 1), got 1");
        assert!(Optimiser::AdamW { weight_decay: f64::NAN }.validate().is_err());
    }
}
