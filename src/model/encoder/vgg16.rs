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
        let embedding = [flat, config.hidden].map(|width| Linear::before_relu(width, config.hidden, init)).into();
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Fidelity, Seed};
    use burn::tensor::Device;

    /// Standard deviations after each of the 13 convolutions and the two linear layers, of all features and of a feature over the
    /// images, as the geometric mean over three seeds.
    fn deviations(fidelity: Fidelity) -> Vec<[f32; 2]> {
        let mut logarithms = vec![[0.0; 2]; 15];
        for seed in 0..3 {
            let (mut rng, device) = (Seed(seed).stream("test", 0), Device::flex());
            let mut init = Initialiser::new(&mut rng, &device).with_fidelity(fidelity);
            let config = ModelConfig { base_width: 8, ..ModelConfig::default() };
            let vgg = Vgg16::new(&config, &mut init);
            let mut x = channels_last(init.normal([16, 3, 32, 32], 1.0).val());
            let mut found = vec![];
            for block in [&vgg.conv_block1, &vgg.conv_block2, &vgg.conv_block3, &vgg.conv_block4, &vgg.conv_block5] {
                for convolution in block {
                    x = convolution.forward_relu(x);
                    found.push(x.clone().flatten::<2>(1, 3));
                }
                x = max_pool(x);
            }
            let mut x: Tensor<2> = channels_first(x).flatten(1, 3);
            for linear in &vgg.embedding {
                x = linear.forward_relu(x);
                found.push(x.clone());
            }
            for (sums, x) in logarithms.iter_mut().zip(found) {
                sums[0] += x.clone().flatten::<1>(0, 1).var(0).sqrt().into_scalar::<f32>().ln() / 3.0;
                sums[1] += x.var(0).mean().sqrt().into_scalar::<f32>().ln() / 3.0;
            }
        }
        logarithms.into_iter().map(|sums| sums.map(f32::exp)).collect()
    }

    #[test]
    fn features_keep_their_size_as_corrected_and_lose_it_as_published() {
        let (corrected, published) = (deviations(Fidelity::Corrected), deviations(Fidelity::Published));
        assert!(corrected.iter().all(|[all, _]| (1.0 / 3.0..3.0).contains(all)), "{corrected:?}");
        assert!(published[12][0] < 0.1 && published[14][0] < 0.05, "{published:?}");
        // What the heads are given to tell images apart by.
        let [corrected, published] = [corrected[14][1], published[14][1]];
        assert!(corrected > 0.05 && published < 0.005, "{corrected} and {published}");
    }
}
