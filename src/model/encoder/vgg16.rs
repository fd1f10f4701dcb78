//! VGG-16 as the method was published with it (paper, section 3).

use crate::{
    kernels::max_pool,
    model::{
        ModelConfig,
        init::Initialiser,
        layers::{Convolution, Linear, channels_first, channels_last},
    },
};
use burn::{module::Module, tensor::Tensor};

/// VGG-16's convolutions without batch norm, and two hidden linear layers.
#[derive(Module, Debug)]
pub(super) struct Vgg16 {
    conv_block1: Vec<Convolution>,
    conv_block2: Vec<Convolution>,
    conv_block3: Vec<Convolution>,
    conv_block4: Vec<Convolution>,
    conv_block5: Vec<Convolution>,
    embedding: Vec<Linear>,
}

impl Vgg16 {
    pub(super) fn new(config: &ModelConfig, init: &mut Initialiser) -> Self {
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
        let embedding = vec![Linear::new(flat, config.hidden, init), Linear::new(config.hidden, config.hidden, init)];
        Self { conv_block1, conv_block2, conv_block3, conv_block4, conv_block5, embedding }
    }

    /// `[batch, 3, side, side]` to `[batch, hidden]`.
    pub(super) fn forward(&self, images: Tensor<4>, dropout: &[Tensor<2>]) -> Tensor<2> {
        let mut x = channels_last(images);
        for block in [&self.conv_block1, &self.conv_block2, &self.conv_block3, &self.conv_block4, &self.conv_block5] {
            for convolution in block {
                x = convolution.forward_relu(x);
            }
            x = max_pool(x);
        }
        let mut x: Tensor<2> = channels_first(x).flatten(1, 3); // [batch, 8w (side / 32)²]
        for (layer, linear) in self.embedding.iter().enumerate() {
            x = linear.forward_relu(x);
            if let Some(mask) = dropout.get(layer) {
                x = x * mask.clone();
            }
        }
        x
    }
}
