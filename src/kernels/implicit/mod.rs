//! Convolutions on GPUs: implicit matrix products on tensor cores, by kernels that are chosen here and not measured.
//!
//! burn's own operation would time a dozen kernels for every shape, and compile each first: minutes before a network's first step,
//! again for every other batch or width, and another choice of rounding in every run.

use burn::{
    backend::{
        Autodiff, Backend, Dispatch, TensorMetadata,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        backend_extension,
        tensor::FloatTensor,
    },
    tensor::{Tensor, ops::ConvOptions},
};
use std::marker::PhantomData;

#[cfg(feature = "cuda")]
mod launch;
mod parts;

/// `x` `[batch, height, width, channels_in]` through `weight` `[channels_out, channels_in, kernel, kernel]`:
/// `[batch, height', width', channels_out]`.
pub fn convolution(x: Tensor<4>, weight: Tensor<4>, stride: usize, padding: usize) -> Tensor<4> {
    let taps_first: Tensor<4> = weight.permute([0, 2, 3, 1]);
    let (x, weight) = (x.into_dispatch(), taps_first.into_dispatch());
    Tensor::from_dispatch(<Dispatch as ImplicitProducts>::implicit_convolution(x, weight, stride, padding))
}

/// `x` `[rows…, channels]` plus `bias` `[channels]`.
pub fn add_bias<const D: usize>(x: Tensor<D>, bias: Tensor<1>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as ImplicitProducts>::add_bias(x.into_dispatch(), bias.into_dispatch()))
}

#[backend_extension(Autodiff, Cube: cfg(feature = "cuda"), Flex: cfg(test))]
trait ImplicitProducts: Backend {
    /// Of `x` `[batch, height, width, channels_in]` and `weight` `[channels_out, kernel, kernel, channels_in]`.
    fn implicit_convolution(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self>;

    /// The gradient of the weight, given that of the output.
    fn implicit_weight_gradient(
        x: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self>;

    /// Of `x` `[rows…, channels]` and `bias` `[channels]`. Its gradient is a sum over rows: of burn's sums that took two thirds of
    /// a step of VGG-16 on an H200, as products it is one of many small ones.
    fn add_bias(x: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let mut shape = vec![1; x.shape().num_dims()];
        if let Some(last) = shape.last_mut() {
            *last = bias.shape()[0];
        }
        Self::float_add(x, Self::float_reshape(bias, shape.into()))
    }
}

fn options(stride: usize, padding: usize) -> ConvOptions<2> {
    ConvOptions::new([stride; 2], [padding; 2], [1; 2], 1)
}

impl<B: ImplicitProducts, C: CheckpointStrategy> ImplicitProducts for Autodiff<B, C> {
    fn implicit_convolution(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), weight.node()];
        let (x, weight) = (x.into_primitive(), weight.into_primitive());
        let output = B::implicit_convolution(x.clone(), weight.clone(), stride, padding);
        match Convolution::<B>(PhantomData).prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(State { x, weight, stride, padding }, output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }

    fn implicit_weight_gradient(
        x: FloatTensor<Self>,
        gradient: FloatTensor<Self>,
        kernel: usize,
        stride: usize,
        padding: usize,
    ) -> FloatTensor<Self> {
        let (x, gradient) = (x.into_primitive(), gradient.into_primitive());
        FloatTensor::<Self>::new(B::implicit_weight_gradient(x, gradient, kernel, stride, padding))
    }

    fn add_bias(x: FloatTensor<Self>, bias: FloatTensor<Self>) -> FloatTensor<Self> {
        let nodes = [x.node(), bias.node()];
        let output = B::add_bias(x.into_primitive(), bias.into_primitive());
        match Backward::<B, 2>::prepare::<C>(Bias, nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish((), output),
            OpsKind::UnTracked(prepared) => prepared.finish(output),
        }
    }
}

#[derive(Debug)]
struct Bias;

impl<B: ImplicitProducts> Backward<B, 2> for Bias {
    type State = ();

    fn backward(self, ops: Ops<(), 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<B>(&ops.node);
        let [of_x, of_bias] = ops.parents;
        if let Some(node) = of_bias {
            gradients.register::<B>(node.id, parts::column_sums::<B>(gradient.clone()));
        }
        if let Some(node) = of_x {
            gradients.register::<B>(node.id, gradient);
        }
    }
}

#[derive(Debug)]
struct Convolution<B>(PhantomData<B>);

#[derive(Clone, Debug)]
struct State<B: Backend> {
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    stride: usize,
    padding: usize,
}

impl<B: ImplicitProducts> Backward<B, 2> for Convolution<B> {
    type State = State<B>;

    fn backward(self, ops: Ops<State<B>, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let State { x, weight, stride, padding } = ops.state;
        let gradient = gradients.consume::<B>(&ops.node);
        let [of_x, of_weight] = ops.parents;
        if let Some(node) = of_weight {
            let kernel = kernel_of::<B>(&weight);
            let of_weight = B::implicit_weight_gradient(x.clone(), gradient.clone(), kernel, stride, padding);
            gradients.register::<B>(node.id, of_weight);
        }
        if let Some(node) = of_x {
            gradients.register::<B>(node.id, input_gradient::<B>(x, weight, gradient, stride, padding));
        }
    }
}

fn kernel_of<B: Backend>(weight: &FloatTensor<B>) -> usize {
    weight.shape()[1]
}

/// With stride 1 it is a convolution of its own: by the weight turned around, from channels out to channels in.
fn input_gradient<B: ImplicitProducts>(
    x: FloatTensor<B>,
    weight: FloatTensor<B>,
    gradient: FloatTensor<B>,
    stride: usize,
    padding: usize,
) -> FloatTensor<B> {
    if stride == 1 {
        let padding = kernel_of::<B>(&weight) - 1 - padding;
        let turned = B::float_permute(B::float_flip(weight, &[1, 2]), &[3, 1, 2, 0]);
        return B::implicit_convolution(gradient, turned, 1, padding);
    }
    let channels_first = |tensor| B::float_permute(tensor, &[0, 3, 1, 2]);
    let (x, weight, gradient) = (channels_first(x), channels_first(weight), channels_first(gradient));
    B::float_permute(B::conv2d_x_backward(x, weight, gradient, options(stride, padding)), &[0, 2, 3, 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::standard_normals;
    use burn::{
        backend::{
            Flex,
            ops::{FloatTensorOps, ModuleOps},
        },
        tensor::{Device, TensorData, module::conv2d},
    };

    impl ImplicitProducts for Flex {
        fn implicit_convolution(
            x: FloatTensor<Self>,
            weight: FloatTensor<Self>,
            stride: usize,
            padding: usize,
        ) -> FloatTensor<Self> {
            let channels_first = |tensor| Self::float_permute(tensor, &[0, 3, 1, 2]);
            let y = Self::conv2d(channels_first(x), channels_first(weight), None, options(stride, padding));
            Self::float_permute(y, &[0, 2, 3, 1])
        }

        fn implicit_weight_gradient(
            x: FloatTensor<Self>,
            gradient: FloatTensor<Self>,
            kernel: usize,
            stride: usize,
            padding: usize,
        ) -> FloatTensor<Self> {
            parts::in_parts::<Self>(x, gradient, kernel, stride, padding, 2)
        }
    }

    fn numbers(tensor: Tensor<4>) -> Vec<f32> {
        tensor.into_data().iter::<f32>().collect()
    }

    #[test]
    fn values_and_gradients_are_burns() {
        let device = Device::flex().autodiff();
        let mut rng = crate::Seed(0).stream("test", 0);
        for (kernel, stride, padding, [height, width]) in
            [(3, 1, 1, [5, 4]), (3, 1, 1, [1, 1]), (1, 1, 0, [3, 2]), (3, 2, 1, [6, 4]), (2, 2, 0, [4, 6])]
        {
            let mut random = |shape: [usize; 4]| {
                let values = standard_normals(shape.iter().product(), &mut rng);
                Tensor::<4>::from_data(TensorData::new(values, shape), &device).require_grad()
            };
            let (x, weight) = (random([4, height, width, 3]), random([5, 3, kernel, kernel]));
            let all = |y: Tensor<4>| {
                // Not linear in y: every output number has another gradient.
                let gradients = y.clone().square().sum().backward();
                [y.inner(), x.grad(&gradients).unwrap(), weight.grad(&gradients).unwrap()].map(numbers)
            };
            let found = all(convolution(x.clone(), weight.clone(), stride, padding));
            let burns = conv2d(x.clone().permute([0, 3, 1, 2]), weight.clone(), None, options(stride, padding));
            for (found, expected) in found.iter().zip(&all(burns.permute([0, 2, 3, 1]))) {
                assert_eq!(found.len(), expected.len());
                let off = found.iter().zip(expected).fold(0f32, |worst, (a, b)| worst.max((a - b).abs()));
                assert!(off < 1e-3, "kernel {kernel}, stride {stride}: {off}");
            }
        }
    }

    #[test]
    fn a_bias_is_added_and_its_gradient_sums_over_rows() {
        let device = Device::flex().autodiff();
        let x =
            Tensor::<3>::from_data(TensorData::new((0..24).map(|value| value as f32).collect(), [4, 2, 3]), &device);
        let (x, bias) = (x.require_grad(), Tensor::<1>::from_data([10f32, 20.0, 30.0], &device).require_grad());
        let y = add_bias(x.clone(), bias.clone());
        assert_eq!(y.clone().inner().into_data().iter::<f32>().take(4).collect::<Vec<_>>(), [10.0, 21.0, 32.0, 13.0]);
        // The gradient of every number is 2 y: over the eight rows of channel 0, 2 (0 + 3 + ... + 21 + 80).
        let gradients = y.square().sum().backward();
        let of_bias = bias.grad(&gradients).unwrap().into_data().iter::<f32>().collect::<Vec<_>>();
        assert_eq!(of_bias, [328.0, 504.0, 680.0]);
        assert_eq!(x.grad(&gradients).unwrap().into_data().iter::<f32>().next(), Some(20.0));
    }
}
