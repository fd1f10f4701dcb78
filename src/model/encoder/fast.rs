//! A small fast network: patches whitened by frozen filters, three groups of two convolutions each.
//!
//! The shape is that of airbench (Jordan, "94% on CIFAR-10 in 3.29 seconds", 2024): batch norms have a bias and no scale, GELU
//! follows them, convolutions start as partly identity. Its filters are of 2 x 2 pixels at 32 x 32; for larger images patches
//! and their steps grow in proportion, so that every map but the image's own has the same size. Neither the filters nor what is
//! before them is trained, not even for the first epochs, as there: so no gradient has to reach the largest map.

use super::whitening::whitening;
use crate::{
    kernels::{Whitening, max_pool, whitened},
    model::{
        ModelConfig,
        init::Initialiser,
        layers::{BiasNorm, GeneralConvolution, store},
    },
};
use burn::{
    module::{Module, RunningState},
    tensor::{Tensor, TensorData},
};

/// Whitened patches, and three groups of convolutions.
#[derive(Module, Debug)]
pub(super) struct Fast {
    /// The mean colour, `[3]`.
    mean: RunningState<Tensor<1>>,
    /// `[filters, 3, kernel, kernel]`: random until [`Fast::whitened`].
    whitening: RunningState<Tensor<4>>,
    groups: Vec<Group>,
    #[module(skip)]
    stride: usize,
}

/// Two convolutions, the first of which halves the side.
#[derive(Module, Debug)]
struct Group {
    conv1: GeneralConvolution,
    norm1: BiasNorm,
    conv2: GeneralConvolution,
    norm2: BiasNorm,
}

/// Directions of whitened patches; each has two filters, one for either sign.
fn directions(stride: usize) -> usize {
    if stride == 1 { 12 } else { 24 }
}

/// Scale of the features, so that logits start small.
const SCALE: f64 = 1.0 / 9.0;

impl Fast {
    pub(super) fn new(config: &ModelConfig, init: &mut Initialiser) -> Self {
        let stride = config.side / 32;
        let (filters, kernel) = (2 * directions(stride), Whitening { stride }.kernel());
        let (mut groups, mut channels) = (vec![], filters);
        for width in config.widths {
            groups.push(Group {
                conv1: GeneralConvolution::partly_identity([channels, width], init),
                norm1: BiasNorm::new(width, init),
                conv2: GeneralConvolution::partly_identity([width, width], init),
                norm2: BiasNorm::new(width, init),
            });
            channels = width;
        }
        let deviation = ((3 * kernel * kernel) as f32).sqrt().recip();
        let whitening = init.frozen([filters, 3, kernel, kernel], deviation);
        Self { mean: init.running(3, 0.0), whitening, groups, stride }
    }

    /// With filters that whiten the patches of `images` `[count, 3, side, side]`.
    pub(super) fn whitened(self, images: &[f32], side: usize) -> Self {
        let found = whitening(images, side, Whitening { stride: self.stride }, directions(self.stride));
        let (mean, filters) = (self.mean.value(), self.whitening.value());
        store(&self.mean, Tensor::from_data(TensorData::new(found.mean.to_vec(), [3]), &mean.device()));
        let data = TensorData::new(found.filters, filters.dims());
        store(&self.whitening, Tensor::from_data(data, &filters.device()));
        self
    }

    /// `[batch, 3, side, side]` to `[batch, the last width]`.
    pub(super) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let shape = Whitening { stride: self.stride };
        let mut x = whitened(images, self.mean.value(), self.whitening.value(), shape); // [batch, 32, 32, filters]
        for group in &self.groups {
            x = group.norm1.forward_gelu(max_pool(group.conv1.forward(x)));
            x = group.norm2.forward_gelu(group.conv2.forward(x));
        }
        // The largest of 4 x 4 places.
        let x = max_pool(max_pool(x));
        let [batch, _, _, channels] = x.dims();
        x.reshape([batch, channels]) * SCALE
    }
}
