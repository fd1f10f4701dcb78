//! Spectral normalisation with the semantics of PyTorch's `nn.utils.spectral_norm`.
//!
//! A layer's weight W, as a matrix `[outputs, rest]`, is divided by σ = uᵀWv. Every forward pass in training first does
//! one power iteration: v = Wᵀu / |Wᵀu|, u = Wv / |Wv|. For the gradient u and v are constants, σ is not. In evaluation
//! u and v stay as they are.
//!
//! Several forward passes at once are given as equal parts of one batch: the sums with W are common to all, and every
//! part has its own power iteration and σ, as if it had come after the part before it.

use super::{Precision, init::Initialiser, layers::store};
use crate::kernels::{MatrixLayout, Norm, convolution, iterate, linear, norm, transposed_convolution};
use burn::{
    module::{Module, Param, RunningState},
    tensor::Tensor,
};

/// A spectrally normalised linear layer; over images it is a 1x1 convolution.
#[derive(Module, Debug)]
pub struct SpectralLinear {
    /// `[features_out, features_in]`; as a 1x1 convolution's published weight it has two more dimensions of 1.
    pub weight_orig: Param<Tensor<2>>,
    /// `[features_out]`
    pub weight_u: RunningState<Tensor<1>>,
    /// `[features_in]`
    pub weight_v: RunningState<Tensor<1>>,
    /// `[features_out]`; the attention's convolutions have none.
    pub bias: Option<Param<Tensor<1>>>,
    #[module(skip)]
    precision: Precision,
}

impl SpectralLinear {
    pub(super) fn new(features_in: usize, features_out: usize, init: &mut Initialiser) -> Self {
        let bound = (features_in as f32).sqrt().recip();
        Self { bias: Some(init.uniform([features_out], bound)), ..Self::without_bias(features_in, features_out, init) }
    }

    pub(super) fn without_bias(features_in: usize, features_out: usize, init: &mut Initialiser) -> Self {
        Self {
            weight_orig: init.uniform([features_out, features_in], (features_in as f32).sqrt().recip()),
            weight_u: init.unit_vector(features_out),
            weight_v: init.unit_vector(features_in),
            bias: None,
            precision: init.precision(),
        }
    }

    /// `[parts * batch, …, features_in]` to `[parts * batch, …, features_out]`.
    pub fn forward<const D: usize>(&self, x: Tensor<D>, parts: usize) -> Tensor<D> {
        self.run(x, parts, false)
    }

    /// [`Self::forward`], then ReLU.
    pub fn forward_relu<const D: usize>(&self, x: Tensor<D>, parts: usize) -> Tensor<D> {
        self.run(x, parts, true)
    }

    fn run<const D: usize>(&self, x: Tensor<D>, parts: usize, relu: bool) -> Tensor<D> {
        let weight = self.weight_orig.val();
        let [rows, inner] = weight.dims();
        let layout = MatrixLayout { outer: 1, rows, inner };
        let norms = norms(&weight, layout, &self.weight_u, &self.weight_v, parts);
        let bias = match &self.bias {
            Some(bias) => bias.val(),
            None => Tensor::zeros([rows], &weight.device()),
        };
        linear(x, weight, bias, &norms, relu, self.precision)
    }
}

/// A spectrally normalised 3x3 convolution, stride 1, that keeps the side.
#[derive(Module, Debug)]
pub struct SpectralConvolution {
    /// `[channels_out, channels_in, 3, 3]`
    pub weight_orig: Param<Tensor<4>>,
    /// `[channels_out]`
    pub weight_u: RunningState<Tensor<1>>,
    /// `[channels_in * 9]`
    pub weight_v: RunningState<Tensor<1>>,
    /// `[channels_out]`
    pub bias: Param<Tensor<1>>,
    #[module(skip)]
    precision: Precision,
}

impl SpectralConvolution {
    pub(super) fn new(channels_in: usize, channels_out: usize, init: &mut Initialiser) -> Self {
        let fan_in = channels_in * 9;
        let bound = (fan_in as f32).sqrt().recip();
        Self {
            bias: init.uniform([channels_out], bound),
            weight_orig: init.uniform([channels_out, channels_in, 3, 3], bound),
            weight_u: init.unit_vector(channels_out),
            weight_v: init.unit_vector(fan_in),
            precision: init.precision(),
        }
    }

    /// `[parts * batch, height, width, channels_in]` to `[parts * batch, height, width, channels_out]`.
    pub fn forward(&self, x: Tensor<4>, parts: usize) -> Tensor<4> {
        self.run(x, parts, false)
    }

    /// [`Self::forward`], then ReLU.
    pub fn forward_relu(&self, x: Tensor<4>, parts: usize) -> Tensor<4> {
        self.run(x, parts, true)
    }

    fn run(&self, x: Tensor<4>, parts: usize, relu: bool) -> Tensor<4> {
        let weight = self.weight_orig.val();
        let [rows, channels_in, ..] = weight.dims();
        let layout = MatrixLayout { outer: 1, rows, inner: channels_in * 9 };
        let norms = norms(&weight, layout, &self.weight_u, &self.weight_v, parts);
        convolution(x, weight, self.bias.val(), &norms, relu, self.precision)
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
    #[module(skip)]
    precision: Precision,
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
            precision: init.precision(),
        }
    }

    /// `[batch, height, width, channels_in]` to `[batch, 2 height, 2 width, channels_out]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight_orig.val();
        let [outer, rows, ..] = weight.dims();
        let layout = MatrixLayout { outer, rows, inner: 16 };
        let norms = norms(&weight, layout, &self.weight_u, &self.weight_v, 1);
        transposed_convolution(x, weight, self.bias.val(), &norms[0], self.precision)
    }
}

/// One norm a part, each after a power iteration when W is in training; in evaluation one for all.
fn norms<const D: usize>(
    weight: &Tensor<D>,
    layout: MatrixLayout,
    u: &RunningState<Tensor<1>>,
    v: &RunningState<Tensor<1>>,
    parts: usize,
) -> Vec<Norm> {
    if !weight.is_autodiff() {
        return vec![norm(weight.clone(), layout, u.value(), v.value())];
    }
    let norms: Vec<Norm> = (0..parts)
        .map(|_| {
            let norm = iterate(weight.clone(), layout, u.value());
            store(u, norm.u.clone());
            norm
        })
        .collect();
    if let Some(last) = norms.last() {
        store(v, last.v.clone());
    }
    norms
}
