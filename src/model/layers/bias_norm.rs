//! Batch normalisation as fast small networks have it.

use super::normalise;
use crate::{kernels::Activation, model::init::Initialiser};
use burn::{
    module::{Module, Param, RunningState},
    tensor::Tensor,
};

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
        let running = [&self.running_mean, &self.running_var];
        normalise(x, [scale, bias], running, MOMENTUM, Activation::Gelu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use burn::tensor::Device;

    fn numbers<const D: usize>(tensor: Tensor<D>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
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
