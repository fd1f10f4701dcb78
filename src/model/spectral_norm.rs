//! Spectral normalisation with the semantics of PyTorch's `nn.utils.spectral_norm`.
//!
//! A layer's weight W, as a matrix `[outputs, rest]`, is divided by σ = uᵀWv. Every forward pass in training first does
//! one power iteration: v = Wᵀu / |Wᵀu|, u = Wv / |Wv|. For the gradient u and v are constants, σ is not. In evaluation
//! u and v stay as they are.
//!
//! Several forward passes at once are given as equal parts of one batch: the sums with W are common to all, and every
//! part has its own power iteration and σ, as if it had come after the part before it.

use super::{Precision, init::Initialiser, layers::store};
use crate::kernels::{
    Iteration, MatrixLayout, Norm, convolution, iterate_all, iterates_together, linear, norm, transposed_convolution,
};
use burn::{
    module::{Module, Param, RunningState},
    tensor::Tensor,
};
use std::sync::{Arc, Mutex, PoisonError};

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
    #[module(skip)]
    ahead: Ahead,
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
            ahead: Ahead::default(),
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
        let bias = match &self.bias {
            Some(bias) => bias.val(),
            None => Tensor::zeros([weight.dims()[0]], &weight.device()),
        };
        linear(x, weight, bias, &self.spectral().norms(parts), relu, self.precision)
    }

    pub(super) fn spectral(&self) -> Spectral<'_> {
        let [rows, inner] = self.weight_orig.dims();
        let weight = self.weight_orig.val().flatten(0, 1);
        let layout = MatrixLayout { outer: 1, rows, inner };
        Spectral { weight, layout, u: &self.weight_u, v: &self.weight_v, ahead: &self.ahead }
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
    #[module(skip)]
    ahead: Ahead,
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
            ahead: Ahead::default(),
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
        let norms = self.spectral().norms(parts);
        convolution(x, self.weight_orig.val(), self.bias.val(), &norms, relu, self.precision)
    }

    pub(super) fn spectral(&self) -> Spectral<'_> {
        let [rows, channels_in, ..] = self.weight_orig.dims();
        let weight = self.weight_orig.val().flatten(0, 3);
        let layout = MatrixLayout { outer: 1, rows, inner: channels_in * 9 };
        Spectral { weight, layout, u: &self.weight_u, v: &self.weight_v, ahead: &self.ahead }
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
    #[module(skip)]
    ahead: Ahead,
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
            ahead: Ahead::default(),
        }
    }

    /// `[batch, height, width, channels_in]` to `[batch, 2 height, 2 width, channels_out]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let norms = self.spectral().norms(1);
        transposed_convolution(x, self.weight_orig.val(), self.bias.val(), &norms[0], self.precision)
    }

    pub(super) fn spectral(&self) -> Spectral<'_> {
        let [outer, rows, ..] = self.weight_orig.dims();
        let weight = self.weight_orig.val().flatten(0, 3);
        let layout = MatrixLayout { outer, rows, inner: 16 };
        Spectral { weight, layout, u: &self.weight_u, v: &self.weight_v, ahead: &self.ahead }
    }
}

/// What a layer's power iteration works on.
pub(super) struct Spectral<'a> {
    /// As it lies in memory.
    weight: Tensor<1>,
    layout: MatrixLayout,
    u: &'a RunningState<Tensor<1>>,
    v: &'a RunningState<Tensor<1>>,
    ahead: &'a Ahead,
}

/// A layer's norms that were computed with those of others, before it is run. Clones share them.
#[derive(Clone, Debug, Default)]
struct Ahead(Arc<Mutex<Vec<Norm>>>);

impl Ahead {
    fn set(&self, norms: Vec<Norm>) -> Vec<Norm> {
        std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), norms)
    }
}

impl Spectral<'_> {
    /// One norm a part, each after a power iteration when W is in training; in evaluation one for all.
    fn norms(self, parts: usize) -> Vec<Norm> {
        if !self.weight.is_autodiff() {
            return vec![norm(self.weight, self.layout, self.u.value(), self.v.value())];
        }
        let ahead = self.ahead.set(vec![]);
        if ahead.len() == parts {
            return ahead;
        }
        iterated(&[self], parts).swap_remove(0)
    }
}

/// Computes the norms of all layers for their next pass in training, where that is faster than in every layer by itself.
pub(super) fn iterate_together(layers: &[Spectral], parts: usize) {
    let together = |layer: &Spectral| layer.weight.is_autodiff() && iterates_together(&layer.weight.device());
    if layers.first().is_some_and(together) {
        for (layer, norms) in layers.iter().zip(iterated(layers, parts)) {
            layer.ahead.set(norms);
        }
    }
}

/// The norms of every layer, one a part, each after a power iteration.
fn iterated(layers: &[Spectral], parts: usize) -> Vec<Vec<Norm>> {
    let mut found = vec![vec![]; layers.len()];
    for _ in 0..parts {
        let mut iterations = vec![];
        for Spectral { weight, layout, u, .. } in layers {
            iterations.push(Iteration { weight: weight.clone(), layout: *layout, u: u.value() });
        }
        for ((layer, norm), found) in layers.iter().zip(iterate_all(&iterations)).zip(&mut found) {
            store(layer.u, norm.u.clone());
            store(layer.v, norm.v.clone());
            found.push(norm);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use burn::tensor::{Device, TensorData};

    #[test]
    fn norms_that_were_computed_ahead_are_those_of_the_layer_and_are_used_once() {
        let device = Device::flex();
        let layer = || {
            let mut rng = Seed(0).stream("test", 0);
            SpectralLinear::new(3, 2, &mut Initialiser::new(&mut rng, &device))
        };
        let (ahead, alone) = (layer(), layer());
        let x = TensorData::new((0..12).map(|value| value as f32).collect(), [4, 3]);
        let outputs = |layer: &SpectralLinear| -> Vec<f32> {
            let x = Tensor::<2>::from_data(x.clone(), &device.clone().autodiff());
            layer.forward(x, 2).into_data().iter::<f32>().collect()
        };
        ahead.ahead.set(iterated(&[ahead.spectral()], 2).swap_remove(0));
        let first = outputs(&ahead);
        assert_eq!(first, outputs(&alone));
        let second = outputs(&ahead);
        assert_eq!(second, outputs(&alone));
        assert_ne!(first, second, "the iterations go on");
    }
}
