//! Convolutions of every shape: where no kernel of ours is for one, burn's operations.

use crate::{
    kernels::{convolution, general_convolution},
    model::{Precision, init::Initialiser},
};
use burn::{
    module::{Module, Param},
    tensor::Tensor,
};

/// A convolution of any square kernel, stride and padding; 3x3 with stride 1 and padding 1 is the fastest by far on the
/// processor. With a bias and ReLU after it [`Convolution`](super::Convolution) is faster still.
#[derive(Module, Debug)]
pub struct GeneralConvolution {
    /// `[channels_out, channels_in, kernel, kernel]`
    pub weight: Param<Tensor<4>>,
    /// `[channels_out]`; none where a batch norm follows.
    pub bias: Option<Param<Tensor<1>>>,
    #[module(skip)]
    stride: usize,
    #[module(skip)]
    padding: usize,
    #[module(skip)]
    precision: Precision,
}

/// How a [`GeneralConvolution`] is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvolutionShape {
    /// Channels that come in.
    pub channels_in: usize,
    /// Channels that go out.
    pub channels_out: usize,
    /// Width and height of the kernel, in pixels.
    pub kernel: usize,
    /// Pixels from one place of the kernel to the next.
    pub stride: usize,
    /// Pixels of zeros around the image.
    pub padding: usize,
    /// Whether a bias is added.
    pub bias: bool,
}

impl GeneralConvolution {
    /// Weights and bias uniform within 1 / sqrt(channels_in kernel²), PyTorch's default.
    pub fn new(shape: ConvolutionShape, init: &mut Initialiser) -> Self {
        let ConvolutionShape { channels_in, channels_out, kernel, stride, padding, bias } = shape;
        let bound = ((channels_in * kernel * kernel) as f32).sqrt().recip();
        Self {
            weight: init.uniform([channels_out, channels_in, kernel, kernel], bound),
            bias: bias.then(|| init.uniform([channels_out], bound)),
            stride,
            padding,
            precision: init.precision(),
        }
    }

    /// A 3x3 convolution, stride 1, padding 1, without a bias. The first filters hand their channel on as it is, as many as there
    /// are channels; the others are uniform within 1 / (3 sqrt(channels_in)), PyTorch's default.
    pub(in crate::model) fn partly_identity([channels_in, channels_out]: [usize; 2], init: &mut Initialiser) -> Self {
        let weight = init.partly_identity(channels_out, channels_in);
        Self { weight, bias: None, stride: 1, padding: 1, precision: init.precision() }
    }

    /// `[batch, height, width, channels_in]` to `[batch, height', width', channels_out]`.
    pub fn forward(&self, x: Tensor<4>) -> Tensor<4> {
        let weight = self.weight.val();
        let [channels_out, _, kernel, _] = weight.dims();
        if [kernel, self.stride, self.padding] == [3, 1, 1] {
            let none = || Tensor::zeros([channels_out], &weight.device());
            let bias = self.bias.as_ref().map_or_else(none, Param::val);
            return convolution(x, weight, bias, &[], false, self.precision);
        }
        let y = general_convolution(x, weight, self.stride, self.padding, self.precision);
        match &self.bias {
            Some(bias) => y + bias.val().unsqueeze(),
            None => y,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, model::layers::BatchNorm};
    use burn::tensor::{Device, TensorData, activation::gelu, module::conv2d, ops::ConvOptions};

    fn numbers(tensor: Tensor<4>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn the_first_filters_hand_their_channel_on() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let layer = GeneralConvolution::partly_identity([2, 3], &mut Initialiser::new(&mut rng, &device));
        let x = Tensor::<4>::from_data(TensorData::new(vec![1f32, 2.0, 3.0, 4.0], [1, 1, 2, 2]), &device.autodiff());
        let y = numbers(layer.forward(x));
        assert_eq!([y[0], y[1], y[3], y[4]], [1.0, 2.0, 3.0, 4.0]);
        let bound = (18f32).sqrt().recip();
        let drawn = &numbers(layer.weight.val())[36..];
        assert!(drawn.iter().all(|value| value.abs() <= bound) && drawn.iter().any(|value| value.abs() > bound / 2.0));
    }

    #[test]
    fn a_kernel_of_two_with_stride_two_by_hand() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device);
        let shape = ConvolutionShape { channels_in: 1, channels_out: 1, kernel: 2, stride: 2, padding: 0, bias: false };
        let mut layer = GeneralConvolution::new(shape, &mut init);
        let device = device.autodiff();
        let weight = TensorData::new(vec![1f32, 2.0, 3.0, 4.0], [1, 1, 2, 2]);
        layer.weight = Param::from_tensor(Tensor::from_data(weight, &device));
        // Rows 0 1 2 3, 4 5 6 7: 0 + 2 + 12 + 20, then 2 + 6 + 18 + 28.
        let x = TensorData::new((0..8).map(|value| value as f32).collect(), [1, 2, 4, 1]);
        let x = Tensor::<4>::from_data(x, &device).require_grad();
        let y = layer.forward(x.clone());
        assert_eq!((y.dims(), numbers(y.clone())), ([1, 1, 2, 1], vec![34.0, 54.0]));
        let gradients = y.sum().backward();
        assert_eq!(numbers(x.grad(&gradients).unwrap()), [1.0, 2.0, 1.0, 2.0, 3.0, 4.0, 3.0, 4.0]);
    }

    #[test]
    fn a_kernel_of_three_agrees_with_burns_operation_and_keeps_what_is_negative() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let mut init = Initialiser::new(&mut rng, &device);
        let shape = ConvolutionShape { channels_in: 2, channels_out: 3, kernel: 3, stride: 1, padding: 1, bias: true };
        let layer = GeneralConvolution::new(shape, &mut init);
        let x: Tensor<4> = init.normal([2, 4, 5, 2], 1.0).val();
        let options = ConvOptions::new([1, 1], [1, 1], [1, 1], 1);
        let bias = layer.bias.as_ref().map(Param::val);
        let expected = conv2d(x.clone().permute([0, 3, 1, 2]), layer.weight.val(), bias, options);
        let (found, expected) = (numbers(layer.forward(x)), numbers(expected.permute([0, 2, 3, 1])));
        assert!(found.iter().zip(&expected).all(|(found, expected)| (found - expected).abs() < 1e-5));
        assert!(found.iter().any(|&value| value < -0.1));
    }

    #[test]
    fn batch_norm_without_relu_keeps_what_is_negative() {
        let (mut rng, device) = (Seed(0).stream("test", 0), Device::flex());
        let layer = BatchNorm::new(1, &mut Initialiser::new(&mut rng, &device));
        let x = Tensor::<4>::from_data([[[[1f32], [3.0]]]], &device.clone().autodiff()).require_grad();
        let y = layer.forward(x.clone());
        for (found, expected) in numbers(y.clone()).into_iter().zip([-1.0, 1.0]) {
            assert!((found - expected).abs() < 1e-4, "{found}");
        }
        // A normalised pair does not change with its values: the gradient goes through mean and variance.
        let gradients = y.clone().square().sum().backward();
        assert!(numbers(x.grad(&gradients).unwrap()).iter().all(|gradient| gradient.abs() < 1e-3));
        // 0.1 of mean 2; 0.9 of 1 and 0.1 of the unbiased variance 2.
        let running = [&layer.running_mean, &layer.running_var].map(|running| running.value().into_scalar::<f32>());
        assert!((running[0] - 0.2).abs() < 1e-6 && (running[1] - 1.1).abs() < 1e-6, "{running:?}");
        assert!(numbers(gelu(y)).iter().any(|&value| (value + 0.1587).abs() < 1e-3), "of -1");
    }
}
