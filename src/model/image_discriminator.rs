//! The image discriminator: residual blocks with self-attention.

use super::{
    config::ModelConfig,
    init::Initialiser,
    layers::channels_last,
    spectral_norm::{Spectral, SpectralConvolution, SpectralLinear},
};
use crate::kernels::{attention, average_pool, max_pool, scaled};
use burn::{
    module::{Module, Param},
    tensor::{Tensor, activation::relu},
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
        let w = config.adversarial_base_width();
        let channels = [3, w, 2 * w, 4 * w, 8 * w, 8 * w, 8 * w];
        let halving = channels.len() - 2; // all blocks but the last
        let block = |(index, pair): (usize, &[usize])| ResidualBlock::new(pair[0], pair[1], index < halving, init);
        Self {
            blocks: channels.windows(2).enumerate().map(block).collect(),
            attention: Attention::new(w, init),
            score_x: SpectralLinear::new(8 * w, 1, init),
        }
    }

    /// `parts` equal batches of images `[parts * batch, 3, side, side]` to features
    /// `[parts * batch, 8 w]` of the narrowest width w and scores `[parts * batch, 1]`.
    pub fn forward(&self, images: Tensor<4>, parts: usize) -> (Tensor<2>, Tensor<2>) {
        let images = channels_last(images);
        let mut x = if images.dims()[2] > 32 { average_pool(images) } else { images };
        for (index, block) in self.blocks.iter().enumerate() {
            x = block.forward(x, index > 0, parts);
            if index == 0 {
                x = self.attention.forward(x, parts);
            }
        }
        let feature = relu(x).flatten::<3>(1, 2).sum_dim(1).squeeze_dim(1);
        let score = self.score_x.forward(feature.clone(), parts);
        (feature, score)
    }

    /// All layers under spectral norm.
    pub(super) fn spectral(&self) -> Vec<Spectral<'_>> {
        let mut layers = vec![self.score_x.spectral()];
        for block in &self.blocks {
            layers.extend([block.conv1.spectral(), block.conv2.spectral()]);
            layers.extend(block.conv_sc.as_ref().map(SpectralLinear::spectral));
        }
        let Attention { theta, phi, g, o, .. } = &self.attention;
        layers.extend([theta, phi, g, o].map(SpectralLinear::spectral));
        layers
    }
}

/// Two 3x3 convolutions beside a 1x1 shortcut.
#[derive(Module, Debug)]
struct ResidualBlock {
    conv1: SpectralConvolution,
    conv2: SpectralConvolution,
    /// 1x1; absent where neither channels nor side change.
    conv_sc: Option<SpectralLinear>,
    halves: bool,
}

impl ResidualBlock {
    fn new(channels_in: usize, channels_out: usize, halves: bool, init: &mut Initialiser) -> Self {
        Self {
            conv1: SpectralConvolution::new(channels_in, channels_out, init),
            conv2: SpectralConvolution::new(channels_out, channels_out, init),
            conv_sc: (channels_in != channels_out || halves)
                .then(|| SpectralLinear::new(channels_in, channels_out, init)),
            halves,
        }
    }

    /// `activated`: a ReLU comes first, except in the block that sees the image.
    fn forward(&self, x: Tensor<4>, activated: bool, parts: usize) -> Tensor<4> {
        let entry = if activated { relu(x.clone()) } else { x.clone() };
        let main = self.conv2.forward(self.conv1.forward_relu(entry, parts), parts);
        // Pooling and the 1x1 convolution are both linear: pooled first, it has a quarter of the work.
        let (main, x) = if self.halves { (average_pool(main), average_pool(x)) } else { (main, x) };
        match &self.conv_sc {
            Some(convolution) => main + convolution.forward(x, parts),
            None => main + x,
        }
    }
}

/// Self-attention over positions, with keys and values at half the side.
#[derive(Module, Debug)]
struct Attention {
    theta: SpectralLinear,
    phi: SpectralLinear,
    g: SpectralLinear,
    o: SpectralLinear,
    /// The learned gain, `[1]`, from 0.
    gamma: Param<Tensor<1>>,
}

impl Attention {
    fn new(channels: usize, init: &mut Initialiser) -> Self {
        Self {
            theta: SpectralLinear::without_bias(channels, channels / 8, init),
            phi: SpectralLinear::without_bias(channels, channels / 8, init),
            g: SpectralLinear::without_bias(channels, channels / 2, init),
            o: SpectralLinear::without_bias(channels / 2, channels, init),
            gamma: init.constant([1], 0.0),
        }
    }

    fn forward(&self, x: Tensor<4>, parts: usize) -> Tensor<4> {
        let [batch, height, width, channels] = x.dims();
        let pooled = |x| max_pool(x).flatten::<3>(1, 2);
        let query = self.theta.forward(x.clone(), parts).flatten::<3>(1, 2); // [batch, positions, channels / 8]
        let key = pooled(self.phi.forward(x.clone(), parts)); // [batch, positions / 4, channels / 8]
        let value = pooled(self.g.forward(x.clone(), parts)); // [batch, positions / 4, channels / 2]
        let attended = attention(query, key, value).reshape([batch, height, width, channels / 2]);
        scaled(self.o.forward(attended, parts), self.gamma.val()) + x
    }
}
