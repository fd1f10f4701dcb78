//! ResNet-18 (He, Zhang, Ren and Sun, "Deep Residual Learning for Image Recognition", CVPR 2016), with torchvision's layout, names
//! and initial weights.

use super::start::Published;
use crate::model::{
    ModelConfig, Weights,
    init::Initialiser,
    layers::{BatchNorm, ConvolutionShape, GeneralConvolution, channels_last},
};
use burn::{
    module::Module,
    tensor::{Tensor, activation::relu, module::max_pool2d, ops::MaxPoolOptions},
};

/// A stem, four layers of two basic blocks each, and the mean over all pixels. The stem for 32 pixels is that of the paper's CIFAR
/// networks, 3x3 with stride 1; above it is ImageNet's, 7x7 with stride 2 and a max pool.
#[derive(Module, Debug)]
pub(super) struct ResNet18 {
    conv1: GeneralConvolution,
    bn1: BatchNorm,
    layer1: Vec<BasicBlock>,
    layer2: Vec<BasicBlock>,
    layer3: Vec<BasicBlock>,
    layer4: Vec<BasicBlock>,
    /// Whether the stem is ImageNet's.
    #[module(skip)]
    shrinks: bool,
}

impl ResNet18 {
    pub(super) fn new(config: &ModelConfig, init: &mut Initialiser) -> Self {
        let w = config.base_width;
        let shrinks = config.side > 32;
        let conv1 = if shrinks { convolution([3, w], 7, 2, init) } else { convolution([3, w], 3, 1, init) };
        let mut layer = |channels_in: usize, channels_out: usize, stride: usize| {
            vec![
                BasicBlock::new(channels_in, channels_out, stride, init),
                BasicBlock::new(channels_out, channels_out, 1, init),
            ]
        };
        let (layer1, layer2) = (layer(w, w, 1), layer(w, 2 * w, 2));
        let (layer3, layer4) = (layer(2 * w, 4 * w, 2), layer(4 * w, 8 * w, 2));
        Self { conv1, bn1: BatchNorm::new(w, init), layer1, layer2, layer3, layer4, shrinks }
    }

    /// `[batch, 3, side, side]` to `[batch, 8 base_width]`.
    pub(super) fn forward(&self, images: Tensor<4>) -> Tensor<2> {
        let mut x = self.bn1.forward_relu(self.conv1.forward(channels_last(images)));
        if self.shrinks {
            x = overlapping_max_pool(x);
        }
        for layer in [&self.layer1, &self.layer2, &self.layer3, &self.layer4] {
            for block in layer {
                x = block.forward(x);
            }
        }
        x.flatten::<3>(1, 2).mean_dim(1).squeeze_dim(1) // [batch, 8w] of [batch, pixels, 8w]
    }

    /// All of its tensors under their own names, which are torchvision's.
    pub(super) fn published(&self) -> Published {
        let names = Weights::of(self, "resnet").names();
        let names = names.iter().filter_map(|name| name.strip_prefix("resnet."));
        let stem = if self.shrinks {
            "7 x 7 (CIFAR's is 3 x 3, for images of 32 pixels)"
        } else {
            "3 x 3 (ImageNet's is 7 x 7, for images of 64 or 128 pixels)"
        };
        Published {
            what: "a ResNet-18's weights",
            source: "Save the state_dict of one with torchvision's names as .pth or .safetensors",
            sizes: format!(
                "tensors as wide as the encoder's, base_width 64 for ResNet-18, and a first convolution of {stem}"
            ),
            names: names.map(|name| (name.into(), name.into())).collect(),
        }
    }
}

/// Two 3x3 convolutions beside a shortcut.
#[derive(Module, Debug)]
struct BasicBlock {
    conv1: GeneralConvolution,
    bn1: BatchNorm,
    conv2: GeneralConvolution,
    bn2: BatchNorm,
    /// The shortcut where channels or side change: 1x1.
    downsample: Option<(GeneralConvolution, BatchNorm)>,
}

impl BasicBlock {
    fn new(channels_in: usize, channels_out: usize, stride: usize, init: &mut Initialiser) -> Self {
        let changes = channels_in != channels_out || stride != 1;
        Self {
            conv1: convolution([channels_in, channels_out], 3, stride, init),
            bn1: BatchNorm::new(channels_out, init),
            conv2: convolution([channels_out, channels_out], 3, 1, init),
            bn2: BatchNorm::new(channels_out, init),
            downsample: changes.then(|| {
                (convolution([channels_in, channels_out], 1, stride, init), BatchNorm::new(channels_out, init))
            }),
        }
    }

    /// `[batch, height, width, channels_in]` to `[batch, height / stride, width / stride, channels_out]`.
    fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let main = self.bn1.forward_relu(self.conv1.forward(x.clone()));
        let main = self.bn2.forward(self.conv2.forward(main));
        let shortcut = match &self.downsample {
            Some((convolution, norm)) => norm.forward(convolution.forward(x)),
            None => x,
        };
        relu(main + shortcut)
    }
}

/// A convolution without bias that divides the side by `stride`; its weights are normal with variance 2 / (kernel² channels out).
fn convolution(
    [channels_in, channels_out]: [usize; 2],
    kernel: usize,
    stride: usize,
    init: &mut Initialiser,
) -> GeneralConvolution {
    let shape = ConvolutionShape { channels_in, channels_out, kernel, stride, padding: kernel / 2, bias: false };
    let mut layer = GeneralConvolution::new(shape, init);
    let deviation = (2.0 / (kernel * kernel * channels_out) as f32).sqrt();
    layer.weight = init.normal([channels_out, channels_in, kernel, kernel], deviation);
    layer
}

/// The largest of every 3x3 window, stride 2, padding 1: `[batch, height, width, channels]` to half the sides, rounded up.
fn overlapping_max_pool(x: Tensor<4>) -> Tensor<4> {
    let options = MaxPoolOptions::new([3, 3]).with_stride([2, 2]).with_padding([1, 1]);
    max_pool2d(x.permute([0, 3, 1, 2]), options).permute([0, 2, 3, 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        labels::LabelHead,
        model::{Architecture, Encoder},
    };
    use burn::{
        module::Param,
        tensor::{Device, TensorData},
    };

    fn config(side: usize) -> ModelConfig {
        ModelConfig { encoder: Architecture::ResNet18, side, base_width: 8, latent: 4, ..ModelConfig::default() }
    }

    fn numbers(tensor: Tensor<4>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn features_come_from_every_side() {
        for side in [32, 64, 128] {
            let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
            let mut init = Initialiser::new(&mut rng, &device);
            let resnet = ResNet18::new(&config(side), &mut init);
            let images = init.normal([2, 3, side, side], 1.0).val();
            let features = resnet.forward(images.clone());
            assert_eq!(features.dims(), [2, 64], "{side}");
            assert!(features.into_data().iter::<f32>().all(|feature| feature.is_finite() && feature >= 0.0));
            let head = LabelHead::categorical("emotion", &["happy", "sad"]);
            let encoder = Encoder::new(&config(side), &[head], &mut init);
            assert_eq!(encoder.labels(images).dims(), [2, 2]);
        }
    }

    #[test]
    fn parameters_are_as_many_as_torchvisions() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let config = ModelConfig { base_width: 64, ..config(64) };
        let weights = Weights::of(&ResNet18::new(&config, &mut Initialiser::new(&mut rng, &device)), "resnet");
        let trained = weights.names().into_iter().filter(|name| !name.contains("running"));
        let count: usize = trained.map(|name| weights.get(&name).unwrap().values.len()).sum();
        assert_eq!(count, 11_689_512 - 513_000, "all but the last layer, 512 x 1000 and 1000");
    }

    #[test]
    fn a_block_by_hand() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut block = BasicBlock::new(1, 1, 1, &mut Initialiser::new(&mut rng, &device));
        // In evaluation a batch norm divides by sqrt(1 + 1e-5). The first convolution doubles, the second takes the pixel to
        // the left, negated.
        let mut kernels = [[0f32; 9]; 2];
        kernels[0][4] = 2.0;
        kernels[1][3] = -1.0;
        for (layer, kernel) in [&mut block.conv1, &mut block.conv2].into_iter().zip(kernels) {
            let weight = TensorData::new(kernel.to_vec(), [1, 1, 3, 3]);
            layer.weight = Param::from_tensor(Tensor::from_data(weight, &device.clone().autodiff()));
        }
        let x = Tensor::<4>::from_data([[[[1f32], [5.0], [4.0]]]], &device);
        // relu(x - 2 of the pixel to the left): 1, relu(5 - 2), relu(4 - 10).
        for (found, expected) in numbers(block.valid().forward(x)).into_iter().zip([1.0, 3.0, 0.0]) {
            assert!((found - expected).abs() < 1e-3, "{found}");
        }
    }

    #[test]
    fn a_block_that_halves_the_side_has_a_shortcut_of_its_own() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut block = BasicBlock::new(1, 2, 2, &mut Initialiser::new(&mut rng, &device));
        let zeros = |shape: [usize; 4]| Param::from_tensor(Tensor::zeros(shape, &device.clone().autodiff()));
        (block.conv1.weight, block.conv2.weight) = (zeros([2, 1, 3, 3]), zeros([2, 2, 3, 3]));
        let weight = Tensor::<4>::from_data([[[[1f32]]], [[[-1.0]]]], &device.clone().autodiff());
        block.downsample.as_mut().unwrap().0.weight = Param::from_tensor(weight);
        let x = Tensor::<4>::from_data([[[[1f32], [2.0]], [[3.0], [4.0]]]], &device);
        let y = block.valid().forward(x);
        assert_eq!(y.dims(), [1, 1, 1, 2]);
        let found = numbers(y);
        assert!(
            (found[0] - 1.0).abs() < 1e-3 && found[1] == 0.0,
            "the first of four pixels, and relu of -1: {found:?}"
        );
    }

    #[test]
    fn the_stems_max_pool_by_hand() {
        let x = TensorData::new((0..16).map(|value| value as f32).collect(), [1, 4, 4, 1]);
        let pooled = overlapping_max_pool(Tensor::from_data(x, &Device::flex()));
        assert_eq!(numbers(pooled), [5.0, 7.0, 13.0, 15.0]);
    }
}
