//! Spectral normalisation with the semantics of PyTorch's `nn.utils.spectral_norm`.
//!
//! A layer's weight W, as a matrix `[outputs, rest]`, is divided by σ = uᵀWv. Every forward pass in training first does
//! one power iteration: v = Wᵀu / |Wᵀu|, u = Wv / |Wv|. For the gradient u and v are constants, σ is not. In evaluation
//! u and v stay as they are.

use super::{
    init::Initialiser,
    layers::{same_padding, store},
};
use burn::{
    module::{Module, Param, RunningState},
    tensor::{
        Tensor,
        module::{conv_transpose2d, conv2d},
        ops::ConvTransposeOptions,
    },
};

const EPSILON: f64 = 1e-12;

/// A spectrally normalised linear layer.
#[derive(Module, Debug)]
pub struct SpectralLinear {
    /// `[features_out, features_in]`
    pub weight_orig: Param<Tensor<2>>,
    /// `[features_out]`
    pub weight_u: RunningState<Tensor<1>>,
    /// `[features_in]`
    pub weight_v: RunningState<Tensor<1>>,
    /// `[features_out]`
    pub bias: Param<Tensor<1>>,
}

impl SpectralLinear {
    pub(super) fn new(features_in: usize, features_out: usize, init: &mut Initialiser) -> Self {
        let bound = (features_in as f32).sqrt().recip();
        Self {
            weight_orig: init.uniform([features_out, features_in], bound),
            weight_u: init.unit_vector(features_out),
            weight_v: init.unit_vector(features_in),
            bias: init.uniform([features_out], bound),
        }
    }

    /// `[batch, features_in]` to `[batch, features_out]`.
    pub fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let weight = self.weight_orig.val();
        let sigma = largest_singular_value(weight.clone(), &self.weight_u, &self.weight_v);
        x.matmul((weight / sigma).transpose()) + self.bias.val().unsqueeze()
    }
}

/// A spectrally normalised convolution, stride 1, that keeps the side.
#[derive(Module, Debug)]
pub struct SpectralConvolution {
    /// `[channels_out, channels_in, kernel, kernel]`
    pub weight_orig: Param<Tensor<4>>,
    /// `[channels_out]`
    pub weight_u: RunningState<Tensor<1>>,
    /// `[channels_in * kernel * kernel]`
    pub weight_v: RunningState<Tensor<1>>,
    /// `[channels_out]`; the attention's convolutions have none.
    pub bias: Option<Param<Tensor<1>>>,
}

impl SpectralConvolution {
    pub(super) fn new(channels_in: usize, channels_out: usize, kernel: usize, init: &mut Initialiser) -> Self {
        let fan_in = channels_in * kernel * kernel;
        let bound = (fan_in as f32).sqrt().recip();
        Self {
            bias: Some(init.uniform([channels_out], bound)),
            ..Self::without_bias(channels_in, channels_out, kernel, init)
        }
    }

    pub(super) fn without_bias(channels_in: usize, channels_out: usize, kernel: usize, init: &mut Initialiser) -> Self {
        let fan_in = channels_in * kernel * kernel;
        Self {
            weight_orig: init.uniform([channels_out, channels_in, kernel, kernel], (fan_in as f32).sqrt().recip()),
            weight_u: init.unit_vector(channels_out),
            weight_v: init.unit_vector(fan_in),
            bias: None,
        }
    }

    /// `[batch, channels_in, height, width]` to `[batch, channels_out, height, width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight_orig.val();
        let kernel = weight.dims()[2];
        let sigma = largest_singular_value(weight.clone().flatten_outputs(), &self.weight_u, &self.weight_v);
        conv2d(x, weight / sigma.unsqueeze(), self.bias.as_ref().map(Param::val), same_padding(kernel))
    }
}

/// A spectrally normalised transposed convolution, 4x4, stride 2, padding 1: it doubles the side.
#[derive(Module, Debug)]
pub struct SpectralTransposedConvolution {
    /// `[channels_in, channels_out, 4, 4]`
    pub weight_orig: Param<Tensor<4>>,
    /// `[channels_out]`
    pub weight_u: RunningState<Tensor<1>>,
    /// `[channels_in * 16]`
    pub weight_v: RunningState<Tensor<1>>,
    /// `[channels_out]`
    pub bias: Param<Tensor<1>>,
}

impl SpectralTransposedConvolution {
    pub(super) fn new(channels_in: usize, channels_out: usize, init: &mut Initialiser) -> Self {
        // PyTorch takes dimension 1 for the fan-in, which for a transposed convolution is the output.
        let bound = ((channels_out * 16) as f32).sqrt().recip();
        Self {
            weight_orig: init.uniform([channels_in, channels_out, 4, 4], bound),
            weight_u: init.unit_vector(channels_out),
            weight_v: init.unit_vector(channels_in * 16),
            bias: init.uniform([channels_out], bound),
        }
    }

    /// `[batch, channels_in, height, width]` to `[batch, channels_out, 2 height, 2 width]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight_orig.val();
        let outputs_first = weight.clone().swap_dims(0, 1).flatten_outputs();
        let sigma = largest_singular_value(outputs_first, &self.weight_u, &self.weight_v);
        let options = ConvTransposeOptions::new([2, 2], [1, 1], [0, 0], [1, 1], 1);
        conv_transpose2d(x, weight / sigma.unsqueeze(), Some(self.bias.val()), options)
    }
}

/// σ = uᵀWv as `[1, 1]`, after one power iteration when W is in training.
fn largest_singular_value(matrix: Tensor<2>, u: &RunningState<Tensor<1>>, v: &RunningState<Tensor<1>>) -> Tensor<2> {
    if matrix.is_autodiff() {
        let constant = matrix.clone().detach();
        let direction = unit(constant.clone().transpose().matmul(column(u.value())));
        store(u, unit(constant.matmul(direction.clone())).squeeze_dim(1));
        store(v, direction.squeeze_dim(1));
    }
    column(u.value()).transpose().matmul(matrix.matmul(column(v.value())))
}

fn column(vector: Tensor<1>) -> Tensor<2> {
    vector.unsqueeze_dim(1)
}

fn unit(column: Tensor<2>) -> Tensor<2> {
    let norm = column.clone().square().sum().sqrt().clamp_min(EPSILON);
    column / norm.unsqueeze()
}

/// A weight as the matrix that spectral norm sees.
trait FlattenOutputs {
    /// `[outputs, a, b, c]` to `[outputs, a * b * c]`.
    fn flatten_outputs(self) -> Tensor<2>;
}

impl FlattenOutputs for Tensor<4> {
    fn flatten_outputs(self) -> Tensor<2> {
        self.flatten(1, 3)
    }
}
