//! The image discriminator: residual blocks with self-attention.

use super::{
    config::ModelConfig,
    init::Initialiser,
    spectral_norm::{SpectralConvolution, SpectralLinear},
};
use burn::{
    module::{Module, Param},
    tensor::{
        Tensor,
        activation::{relu, softmax},
        module::{avg_pool2d, max_pool2d},
        ops::{AvgPoolOptions, MaxPoolOptions},
    },
};

/// Discriminator D_x: an image's feature and marginal score.
#[derive(Module, Debug)]
pub struct ImageDiscriminator {
    /// The first one sees the image.
    blocks: Vec<ResidualBlock>,
    /// After the first block.
    attention: Attention,
    score_x: SpectralLinear,
}

impl ImageDiscriminator {
    /// A fresh discriminator. `config` is to be valid ([`ModelConfig::validate`]).
    pub fn new(config: &ModelConfig, init: &mut Initialiser) -> Self {
        let w = config.base_width;
        let channels = [3, w, 2 * w, 4 * w, 8 * w, 8 * w, 8 * w];
        let halving = channels.len() - 2; // all blocks but the last
        let block = |(index, pair): (usize, &[usize])| ResidualBlock::new(pair[0], pair[1], index < halving, init);
        Self {
            blocks: channels.windows(2).enumerate().map(block).collect(),
            attention: Attention::new(w, init),
            score_x: SpectralLinear::new(8 * w, 1, init),
        }
    }

    /// Images `[batch, 3, side, side]` to features `[batch, 8 base_width]` and scores `[batch, 1]`.
    pub fn forward(&self, images: Tensor<4>) -> (Tensor<2>, Tensor<2>) {
        let mut x = if images.dims()[3] > 32 { halve(images) } else { images };
        for (index, block) in self.blocks.iter().enumerate() {
            x = block.forward(x, index > 0);
            if index == 0 {
                x = self.attention.forward(x);
            }
        }
        let feature = relu(x).flatten::<3>(2, 3).sum_dim(2).squeeze_dim(2);
        let score = self.score_x.forward(feature.clone());
        (feature, score)
    }
}

/// Two 3x3 convolutions beside a 1x1 shortcut.
#[derive(Module, Debug)]
struct ResidualBlock {
    conv1: SpectralConvolution,
    conv2: SpectralConvolution,
    /// Absent where neither channels nor side change.
    conv_sc: Option<SpectralConvolution>,
    halves: bool,
}

impl ResidualBlock {
    fn new(channels_in: usize, channels_out: usize, halves: bool, init: &mut Initialiser) -> Self {
        Self {
            conv1: SpectralConvolution::new(channels_in, channels_out, 3, init),
            conv2: SpectralConvolution::new(channels_out, channels_out, 3, init),
            conv_sc: (channels_in != channels_out || halves)
                .then(|| SpectralConvolution::new(channels_in, channels_out, 1, init)),
            halves,
        }
    }

    /// `activated`: a ReLU comes first, except in the block that sees the image.
    fn forward(&self, x: Tensor<4>, activated: bool) -> Tensor<4> {
        let entry = if activated { relu(x.clone()) } else { x.clone() };
        let main = self.conv2.forward(relu(self.conv1.forward(entry)));
        let shortcut = match &self.conv_sc {
            Some(convolution) => convolution.forward(x),
            None => x,
        };
        // Pooling is linear: once over the sum is the same as over both.
        if self.halves { halve(main + shortcut) } else { main + shortcut }
    }
}

/// Self-attention over positions, with keys and values at half the side.
#[derive(Module, Debug)]
struct Attention {
    theta: SpectralConvolution,
    phi: SpectralConvolution,
    g: SpectralConvolution,
    o: SpectralConvolution,
    /// The learned gain, `[1]`, from 0.
    gamma: Param<Tensor<1>>,
}

impl Attention {
    fn new(channels: usize, init: &mut Initialiser) -> Self {
        Self {
            theta: SpectralConvolution::without_bias(channels, channels / 8, 1, init),
            phi: SpectralConvolution::without_bias(channels, channels / 8, 1, init),
            g: SpectralConvolution::without_bias(channels, channels / 2, 1, init),
            o: SpectralConvolution::without_bias(channels / 2, channels, 1, init),
            gamma: init.constant([1], 0.0),
        }
    }

    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let [batch, channels, height, width] = x.dims();
        let pooled = |x| max_pool2d(x, MaxPoolOptions::new([2, 2])).flatten::<3>(2, 3);
        let query = self.theta.forward(x.clone()).flatten::<3>(2, 3); // [batch, channels / 8, positions]
        let key = pooled(self.phi.forward(x.clone())); // [batch, channels / 8, positions / 4]
        let value = pooled(self.g.forward(x.clone())); // [batch, channels / 2, positions / 4]
        let beta = softmax(query.swap_dims(1, 2).matmul(key), 2); // [batch, positions, positions / 4]
        let attended = value.matmul(beta.swap_dims(1, 2)).reshape([batch, channels / 2, height, width]);
        self.gamma.val().reshape([1, 1, 1, 1]) * self.o.forward(attended) + x
    }
}

fn halve(x: Tensor<4>) -> Tensor<4> {
    avg_pool2d(x, AvgPoolOptions::new([2, 2]))
}
