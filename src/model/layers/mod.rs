//! Layers with PyTorch's layout and defaults, of which encoders are made.

mod bias_norm;
mod general;

pub use bias_norm::BiasNorm;
pub use general::{ConvolutionShape, GeneralConvolution};

use super::{Precision, init::Initialiser};
use crate::{
    Fidelity,
    kernels::{Activation, BatchStatistics, Normalisation, batch_norm, convolution, linear},
};
use burn::{
    module::{Module, ModuleMapper, Param, RunningState},
    tensor::Tensor,
};

/// A 3x3 convolution, stride 1, padding 1.
#[derive(Module, Debug)]
pub struct Convolution {
    /// `[channels_out, channels_in, 3, 3]`
    pub weight: Param<Tensor<4>>,
    /// `[channels_out]`
    pub bias: Param<Tensor<1>>,
    #[module(skip)]
    precision: Precision,
}

impl Convolution {
    /// Zero bias and partly the identity ([`Initialiser::partly_identity`]): what an image is reaches the heads at once, however
    /// deep and narrow the network is. As published normal weights of variance 2 / (9 channels_out), which halves the square of
    /// what is handed on wherever the channels double, and whose products hardly tell images apart.
    pub(in crate::model) fn new(channels_in: usize, channels_out: usize, init: &mut Initialiser) -> Self {
        let weight = match init.fidelity() {
            Fidelity::Corrected => init.partly_identity(channels_out, channels_in),
            Fidelity::Published => {
                init.normal([channels_out, channels_in, 3, 3], (2.0 / (9 * channels_out) as f32).sqrt())
            }
        };
        Self { weight, bias: init.constant([channels_out], 0.0), precision: init.precision() }
    }

    /// `[batch, height, width, channels_in]` to `[batch, height, width, channels_out]`, then ReLU.
    pub fn forward_relu(&self, x: Tensor<4>) -> Tensor<4> {
        convolution(x, self.weight.val(), self.bias.val(), &[], true, self.precision)
    }
}

/// A linear layer with PyTorch's layout.
#[derive(Module, Debug)]
pub struct Linear {
    /// `[features_out, features_in]`
    pub weight: Param<Tensor<2>>,
    /// `[features_out]`
    pub bias: Param<Tensor<1>>,
    #[module(skip)]
    precision: Precision,
}

impl Linear {
    /// Weights and bias uniform within 1 / sqrt(features_in), PyTorch's default.
    pub(in crate::model) fn new(features_in: usize, features_out: usize, init: &mut Initialiser) -> Self {
        let bound = (features_in as f32).sqrt().recip();
        Self {
            weight: init.uniform([features_out, features_in], bound),
            bias: init.uniform([features_out], bound),
            precision: init.precision(),
        }
    }

    /// A layer whose ReLU follows: zero bias and normal weights of variance 2 / features_in, which hand on activations of one
    /// size (He et al. 2015, "Delving Deep into Rectifiers", equation 10). As published those of [`new`](Self::new): a sixth of
    /// that, and biases that in narrow networks outweigh what the convolutions have left of an image.
    pub(in crate::model) fn before_relu(features_in: usize, features_out: usize, init: &mut Initialiser) -> Self {
        match init.fidelity() {
            Fidelity::Published => Self::new(features_in, features_out, init),
            Fidelity::Corrected => Self {
                weight: init.normal([features_out, features_in], (2.0 / features_in as f32).sqrt()),
                bias: init.constant([features_out], 0.0),
                precision: init.precision(),
            },
        }
    }

    /// `[batch, features_in]` to `[batch, features_out]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        linear(x, self.weight.val(), self.bias.val(), &[], false, self.precision)
    }

    /// [`Self::forward`], then ReLU.
    pub fn forward_relu(&self, x: Tensor<2>) -> Tensor<2> {
        linear(x, self.weight.val(), self.bias.val(), &[], true, self.precision)
    }
}

/// Batch normalisation over `[batch, height, width, channels]`: momentum 0.1, eps 1e-5.
///
/// Not burn's, whose running variance is the biased one; PyTorch's, and so the published evaluation, is unbiased.
#[derive(Module, Debug)]
pub struct BatchNorm {
    /// `[channels]`
    pub weight: Param<Tensor<1>>,
    /// `[channels]`
    pub bias: Param<Tensor<1>>,
    /// `[channels]`
    pub running_mean: RunningState<Tensor<1>>,
    /// `[channels]`
    pub running_var: RunningState<Tensor<1>>,
}

const MOMENTUM: f64 = 0.1;
const EPSILON: f32 = 1e-5;

impl BatchNorm {
    pub(in crate::model) fn new(channels: usize, init: &mut Initialiser) -> Self {
        Self {
            weight: init.constant([channels], 1.0),
            bias: init.constant([channels], 0.0),
            running_mean: init.running(channels, 0.0),
            running_var: init.running(channels, 1.0),
        }
    }

    /// Normalises `[batch, height, width, channels]` by the batch in training (and updates the running statistics), by the
    /// running statistics otherwise; then ReLU.
    pub fn forward_relu(&self, x: Tensor<4>) -> Tensor<4> {
        self.normalise(x, Activation::Relu)
    }

    /// [`forward_relu`](Self::forward_relu) without the ReLU.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        self.normalise(x, Activation::Identity)
    }

    fn normalise(&self, x: Tensor<4>, activation: Activation) -> Tensor<4> {
        let running = [&self.running_mean, &self.running_var];
        normalise(x, [self.weight.val(), self.bias.val()], running, MOMENTUM, activation)
    }
}

/// Normalises `x` by the batch in training, and blends its statistics into `running` with the weight `momentum`; by `running`
/// otherwise. Then scale and bias, and the activation.
fn normalise(
    x: Tensor<4>,
    [scale, bias]: [Tensor<1>; 2],
    running: [&RunningState<Tensor<1>>; 2],
    momentum: f64,
    activation: Activation,
) -> Tensor<4> {
    let rest = |of_batch| Normalisation { epsilon: EPSILON, of_batch, activation };
    if !bias.is_autodiff() {
        let [mean, variance] = running.map(RunningState::value);
        return batch_norm(x, &BatchStatistics { mean, variance }, scale, bias, rest(false));
    }
    let statistics = BatchStatistics::of(x.clone());
    let of_batch = [statistics.mean.clone(), statistics.variance.clone()];
    blend_in(running, &x, of_batch, momentum);
    batch_norm(x, &statistics, scale, bias, rest(true))
}

/// Blends a batch's mean and biased variance into the running ones.
fn blend_in(running: [&RunningState<Tensor<1>>; 2], x: &Tensor<4>, [mean, variance]: [Tensor<1>; 2], momentum: f64) {
    let [batch, height, width, _] = x.dims();
    let samples = (batch * height * width) as f64;
    let unbiased = variance * (samples / (samples - 1.0).max(1.0));
    for (running, new) in running.into_iter().zip([mean, unbiased]) {
        store(running, running.value() * (1.0 - momentum) + new.detach() * momentum);
    }
}

/// Sets a running statistic at once. Not by its `update`: burn averages what several threads have said, and divides by their number
/// where it is one, a launch for every vector on a GPU.
pub(in crate::model) fn store<const D: usize>(running: &RunningState<Tensor<D>>, value: Tensor<D>) {
    // The clone shares its value with `running`.
    running.clone().map(&mut Replace(value));
}

/// Puts a value in the place of another.
struct Replace<const D: usize>(Tensor<D>);

impl<const D: usize> ModuleMapper for Replace<D> {
    fn map_float<const E: usize>(&mut self, old: Param<Tensor<E>>) -> Param<Tensor<E>> {
        // E is D, which only burn knows.
        Param::initialized(old.id, self.0.clone().reshape(old.dims()))
    }
}

/// `[batch, channels, height, width]` as `[batch, height, width, channels]`, the order between layers.
pub(in crate::model) fn channels_last(images: Tensor<4>) -> Tensor<4> {
    images.permute([0, 2, 3, 1])
}

/// `[batch, height, width, channels]` as `[batch, channels, height, width]`, the order of images outside the networks.
pub(in crate::model) fn channels_first(x: Tensor<4>) -> Tensor<4> {
    x.permute([0, 3, 1, 2])
}
