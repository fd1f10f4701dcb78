//! The decoder: labels and a latent to an image.

use super::{
    config::ModelConfig,
    init::Initialiser,
    layers::{BatchNorm, channels_first},
    spectral_norm::{SpectralLinear, SpectralTransposedConvolution, iterate_together},
};
use crate::labels::LabelHead;
use burn::{module::Module, tensor::Tensor};

/// Decoder G: a linear layer, then transposed convolutions that double the side from 1 to the image's (paper, section 3).
#[derive(Module, Debug)]
pub struct Decoder {
    linear: SpectralLinear,
    deconv: Vec<SpectralTransposedConvolution>,
    bn: Vec<BatchNorm>,
}

impl Decoder {
    /// A fresh decoder. `config` and `heads` are to be valid ([`ModelConfig::validate`]).
    pub fn new(config: &ModelConfig, heads: &[LabelHead], init: &mut Initialiser) -> Self {
        let multiples: &[usize] = match config.side {
            32 => &[8, 8, 8, 4, 2],
            64 => &[8, 8, 8, 4, 2, 1],
            _ => &[8, 8, 8, 8, 4, 2, 1],
        };
        let width = config.adversarial_base_width();
        let mut channels: Vec<usize> = multiples.iter().map(|multiple| multiple * width).collect();
        channels.push(3);
        let labels: usize = heads.iter().map(LabelHead::width).sum();
        Self {
            linear: SpectralLinear::new(config.latent + labels, channels[0], init),
            deconv: channels
                .windows(2)
                .map(|pair| SpectralTransposedConvolution::new(pair[0], pair[1], init))
                .collect(),
            bn: channels[1..channels.len() - 1].iter().map(|&count| BatchNorm::new(count, init)).collect(),
        }
    }

    /// Draws images `[batch, 3, side, side]` in [-1, 1] from a latent `[batch, latent]` and labels, one tensor a head.
    pub fn forward(&self, latent: Tensor<2>, labels: &[Tensor<2>]) -> Tensor<4> {
        let mut layers = vec![self.linear.spectral()];
        layers.extend(self.deconv.iter().map(SpectralTransposedConvolution::spectral));
        iterate_together(&layers, 1);
        let code = Tensor::cat([&[latent], labels].concat(), 1);
        let hidden = self.linear.forward_relu(code, 1);
        let [batch, channels] = hidden.dims();
        let mut x = hidden.reshape([batch, 1, 1, channels]);
        for (index, deconvolution) in self.deconv.iter().enumerate() {
            x = deconvolution.forward(x);
            x = match self.bn.get(index) {
                Some(norm) => norm.forward_relu(x),
                None => x.tanh(),
            };
        }
        channels_first(x)
    }
}
