//! The encoder: an image to noisy labels and a latent.

use super::{
    config::ModelConfig,
    init::Initialiser,
    layers::{Convolution, Linear, channels_first, channels_last},
};
use crate::{kernels::max_pool, labels::LabelHead};
use burn::{module::Module, tensor::Tensor};

/// Encoder E: VGG-16's convolutions without batch norm, two hidden linear layers, and three linear heads (paper, section 3).
#[derive(Module, Debug)]
pub struct Encoder {
    conv_block1: Vec<Convolution>,
    conv_block2: Vec<Convolution>,
    conv_block3: Vec<Convolution>,
    conv_block4: Vec<Convolution>,
    conv_block5: Vec<Convolution>,
    embedding: Vec<Linear>,
    mean_layer: Linear,
    logvar_layer: Linear,
    c_layer: Linear,
}

/// The random numbers of one forward pass of the encoder.
#[derive(Clone, Debug)]
pub struct EncoderDraws {
    /// ε of z0 = mean + exp(logvar / 2) ε, `[batch, noise]`.
    pub epsilon: Tensor<2>,
    /// For each hidden layer 0 where a unit is dropped and 1 / (1 - p) elsewhere, `[batch, hidden]`; empty: none is dropped.
    pub dropout: Vec<Tensor<2>>,
}

/// What the encoder says of a batch.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Mean of the latent, `[batch, noise]`.
    pub mean: Tensor<2>,
    /// Log-variance of the latent, `[batch, noise]`.
    pub log_variance: Tensor<2>,
    /// The latent z0, `[batch, noise]`.
    pub noise: Tensor<2>,
    /// All heads side by side, logits or values, `[batch, sum of the heads' widths]`.
    pub labels: Tensor<2>,
}

impl Encoder {
    /// A fresh encoder. `config` and `heads` are to be valid ([`ModelConfig::validate`]).
    pub fn new(config: &ModelConfig, heads: &[LabelHead], init: &mut Initialiser) -> Self {
        let w = config.base_width;
        let mut block = |channels: &[usize]| {
            channels.windows(2).map(|pair| Convolution::new(pair[0], pair[1], init)).collect::<Vec<_>>()
        };
        let conv_block1 = block(&[3, w, w]);
        let conv_block2 = block(&[w, 2 * w, 2 * w]);
        let conv_block3 = block(&[2 * w, 4 * w, 4 * w, 4 * w]);
        let conv_block4 = block(&[4 * w, 8 * w, 8 * w, 8 * w]);
        let conv_block5 = block(&[8 * w, 8 * w, 8 * w, 8 * w]);
        let flat = 8 * w * (config.side / 32).pow(2);
        let labels = heads.iter().map(LabelHead::width).sum();
        Self {
            conv_block1,
            conv_block2,
            conv_block3,
            conv_block4,
            conv_block5,
            embedding: vec![Linear::new(flat, config.hidden, init), Linear::new(config.hidden, config.hidden, init)],
            mean_layer: Linear::new(config.hidden, config.noise, init),
            logvar_layer: Linear::new(config.hidden, config.noise, init),
            c_layer: Linear::new(config.hidden, labels, init),
        }
    }

    /// Encodes images `[batch, 3, side, side]` in [-1, 1].
    pub fn forward(&self, images: Tensor<4>, noise: &EncoderDraws) -> Encoding {
        let hidden = self.hidden(images, &noise.dropout);
        let mean = self.mean_layer.forward(hidden.clone());
        let log_variance = self.logvar_layer.forward(hidden.clone());
        let z0 = mean.clone() + (log_variance.clone() * 0.5).exp() * noise.epsilon.clone();
        Encoding { mean, log_variance, noise: z0, labels: self.c_layer.forward(hidden) }
    }

    /// The labels alone, without dropout: `[batch, sum of the heads' widths]`.
    pub fn labels(&self, images: Tensor<4>) -> Tensor<2> {
        self.c_layer.forward(self.hidden(images, &[]))
    }

    fn hidden(&self, images: Tensor<4>, dropout: &[Tensor<2>]) -> Tensor<2> {
        let blocks = [&self.conv_block1, &self.conv_block2, &self.conv_block3, &self.conv_block4, &self.conv_block5];
        let features = blocks.into_iter().fold(channels_last(images), |x, block| {
            max_pool(block.iter().fold(x, |x, convolution| convolution.forward_relu(x)))
        });
        let flat = channels_first(features).flatten(1, 3); // [batch, 8w (side / 32)²]
        self.embedding.iter().enumerate().fold(flat, |x, (layer, linear)| {
            let x = linear.forward_relu(x);
            match dropout.get(layer) {
                Some(mask) => x * mask.clone(),
                None => x,
            }
        })
    }
}
