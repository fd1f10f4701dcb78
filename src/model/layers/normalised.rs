//! A convolution and its batch norm as fast small networks have them: neither has what the other makes needless.

use super::blend_in;
use crate::{
    kernels::{Activation, BatchStatistics, Normalisation, batch_norm, convolution},
    model::{Precision, init::Initialiser},
};
use burn::{
    module::{Module, Param, RunningState},
    tensor::Tensor,
};

/// A 3x3 convolution, stride 1, padding 1, without a bias: a batch norm follows.
#[derive(Module, Debug)]
pub struct UnbiasedConvolution {
    /// `[channels_out, channels_in, 3, 3]`
    pub weight: Param<Tensor<4>>,
    #[module(skip)]
    precision: Precision,
}

impl UnbiasedConvolution {
    /// The first filters hand their channel on as it is, as many as there are channels; the others are uniform within
    /// 1 / (3 sqrt(channels_in)), PyTorch's default.
    pub(in crate::model) fn new(channels_in: usize, channels_out: usize, init: &mut Initialiser) -> Self {
        Self { weight: init.partly_identity(channels_out, channels_in), precision: init.precision() }
    }

    /// `[batch, height, width, channels_in]` to `[batch, height, width, channels_out]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight.val();
        let no_bias = Tensor::zeros([weight.dims()[0]], &weight.device());
        convolution(x, weight, no_bias, &[], false, self.precision)
    }
}

/// Batch normalisation over `[batch, height, width, channels]` with a bias and no scale, then GELU: eps 1e-5. Of the running
/// statistics the newest batch makes 0.4, since an average of the weights over steps follows (airbench).
#[derive(Module, Debug)]
pub struct BiasNorm {
    /// `[channels]`
    pub bias: Param<Tensor<1>>,
    /// `[channels]`
    pub running_mean: RunningState<Tensor<1>>,
    /// `[channels]`
    pub running_var: RunningState<Tensor<1>>,
}

const MOMENTUM: f64 = 0.4;
const EPSILON: f32 = 1e-5;

impl BiasNorm {
    pub(in crate::model) fn new(channels: usize, init: &mut Initialiser) -> Self {
        Self {
            bias: init.constant([channels], 0.0),
            running_mean: init.running(channels, 0.0),
            running_var: init.running(channels, 1.0),
        }
    }

    /// Normalises `[batch, height, width, channels]` by the batch in training (and updates the running statistics), by the
    /// running statistics otherwise; then GELU.
    pub fn forward_gelu(&self, x: Tensor<4>) -> Tensor<4> {
        let bias = self.bias.val();
        let scale = Tensor::ones(bias.dims(), &bias.device());
        let rest = |of_batch| Normalisation { epsilon: EPSILON, of_batch, activation: Activation::Gelu };
        if !bias.is_autodiff() {
            let running = BatchStatistics { mean: self.running_mean.value(), variance: self.running_var.value() };
            return batch_norm(x, &running, scale, bias, rest(false));
        }
        let statistics = BatchStatistics::of(x.clone());
        let of_batch = [statistics.mean.clone(), statistics.variance.clone()];
        blend_in([&self.running_mean, &self.running_var], &x, of_batch, MOMENTUM);
        batch_norm(x, &statistics, scale, bias, rest(true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use burn::tensor::{Device, TensorData};

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn the_first_filters_hand_their_channel_on() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let layer = UnbiasedConvolution::new(2, 3, &mut Initialiser::new(&mut rng, &device));
        let x = Tensor::<4>::from_data(TensorData::new(vec![1f32, 2.0, 3.0, 4.0], [1, 1, 2, 2]), &device.autodiff());
        let y = numbers(layer.forward(x));
        assert_eq!([y[0], y[1], y[3], y[4]], [1.0, 2.0, 3.0, 4.0]);
        let bound = (18f32).sqrt().recip();
        let drawn = &numbers(layer.weight.val())[36..];
        assert!(drawn.iter().all(|value| value.abs() <= bound) && drawn.iter().any(|value| value.abs() > bound / 2.0));
    }

    #[test]
    fn a_batch_is_centred_and_moves_the_running_statistics_by_four_tenths() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let layer = BiasNorm::new(1, &mut Initialiser::new(&mut rng, &device));
        let x = Tensor::<4>::from_data([[[[1f32], [3.0]]]], &device.autodiff());
        // GELU of -1 and 1.
        for (found, expected) in numbers(layer.forward_gelu(x)).into_iter().zip([-0.158_66, 0.841_34]) {
            assert!((found - expected).abs() < 1e-4, "{found}");
        }
        // 0.4 of mean 2; 0.6 of 1 and 0.4 of the unbiased variance 2.
        let running = [&layer.running_mean, &layer.running_var].map(|running| numbers(running.value())[0]);
        assert!((running[0] - 0.8).abs() < 1e-6 && (running[1] - 1.4).abs() < 1e-6, "{running:?}");
    }
}
