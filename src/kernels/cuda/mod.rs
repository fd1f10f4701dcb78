//! Layers on NVIDIA GPUs: the kernels of the processor once more, in CUDA C++.
//!
//! burn's operations on a GPU are one kernel each, and a layer under spectral norm is forty of them; its products are chosen by
//! measuring dozens of kernels, minutes before a network's first step. Here a layer is four kernels forward and seven back, and
//! every kernel is compiled once, in a fraction of a second, for all shapes.
//!
//! [`layer`] is what networks call; [`products`] multiplies, [`rows`] does what surrounds a product, [`spectral`] is the power
//! iteration, [`norm`] the batch norm, [`softmax`] its logarithm, [`adam`] the update. They need tensor cores for TF32 and copies
//! past the registers: compute capability 8.0 (Ampere) or newer.

mod adam;
mod launch;
mod norm;
mod products;
mod rows;
mod softmax;
mod spectral;

pub use adam::{adam, together};
pub use norm::{batch_norm, statistics};
pub use softmax::log_softmax;
pub use spectral::iterate;

use super::{precision::Precision, spectral::Norm};
use burn::{
    backend::{
        Autodiff, Backend, Dispatch, DispatchDevice,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        backend_extension,
        tensor::FloatTensor,
    },
    tensor::{Device, Tensor},
};
use burn_cubecl::{CubeBackend, kernel::into_contiguous, tensor::CubeTensor};
use rows::Norms;

/// Whether the kernels here run on this device.
pub fn is_cuda(device: &Device) -> bool {
    matches!(device.clone().inner().as_dispatch(), DispatchDevice::Cube(_))
}

/// A layer: a product, over σ, plus a bias, and perhaps ReLU.
#[derive(Clone, Debug)]
pub struct Layer {
    pub product: Product,
    /// Of the equal parts of the batch; none: σ is 1. Two at most.
    pub norms: Vec<Norm>,
    pub relu: bool,
    pub precision: Precision,
}

/// What a layer multiplies by its weight.
#[derive(Clone, Copy, Debug)]
pub enum Product {
    /// `[batch, height, width, channels_in]` by `[channels_out, channels_in, kernel, kernel]`.
    Convolution(Window),
    /// `[batch, height, width, channels_in]` by `[channels_in, channels_out, 4, 4]`, stride 2, padding 1.
    Transposed,
}

/// Where a kernel meets an image.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    /// Pixels from one place to the next.
    pub stride: usize,
    /// Pixels of zeros around the image.
    pub padding: usize,
}

impl Window {
    /// A kernel of one pixel at every pixel: a product of matrices.
    pub const PIXEL: Self = Self { stride: 1, padding: 0 };
}

/// What a layer makes of `x`: `[batch, height', width', channels_out]`.
pub fn layer(layer: Layer, x: Tensor<4>, weight: Tensor<4>, bias: Tensor<1>) -> Tensor<4> {
    let [x, weight, bias] = [x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()];
    Tensor::from_dispatch(<Dispatch as Layers>::layer(x, weight, bias, layer))
}

#[backend_extension(Autodiff, Cube)]
trait Layers: Backend {
    fn layer(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layer: Layer,
    ) -> FloatTensor<Self>;
}

impl Layers for CubeBackend {
    fn layer(x: CubeTensor, weight: CubeTensor, bias: CubeTensor, layer: Layer) -> CubeTensor {
        let [x, weight, bias] = [x, weight, bias].map(into_contiguous);
        layer.forward(&x, &weight, &bias)
    }
}

impl<C: CheckpointStrategy> Layers for Autodiff<CubeBackend, C> {
    fn layer(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        layer: Layer,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), weight.node(), bias.node()];
        let [x, weight, bias] = [x, weight, bias].map(|tensor| into_contiguous(tensor.into_primitive()));
        let y = layer.forward(&x, &weight, &bias);
        match Step.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(State { layer, x, weight, bias, y: y.clone() }, y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }
}

#[derive(Debug)]
struct Step;

#[derive(Clone, Debug)]
struct State {
    layer: Layer,
    x: CubeTensor,
    weight: CubeTensor,
    bias: CubeTensor,
    y: CubeTensor,
}

impl Backward<CubeBackend, 3> for Step {
    type State = State;

    fn backward(self, ops: Ops<State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let State { layer, x, weight, bias, y } = ops.state;
        let gradient = into_contiguous(gradients.consume::<CubeBackend>(&ops.node));
        let norms = Norms::of(&layer.norms);
        let rows::Unfinished { gradient, bias, dots } = rows::unfinish(&gradient, &y, &bias, &norms, layer.relu);
        let [of_x, of_weight, of_bias] = ops.parents;
        if let Some(node) = of_bias {
            gradients.register::<CubeBackend>(node.id, bias);
        }
        let Layer { product, precision, .. } = layer;
        let through = Through { x: &x, weight: &weight, precision };
        match product {
            Product::Convolution(window) => {
                let gradient = rows::padded(&gradient);
                if let Some(node) = of_weight {
                    let of_weight = through.convolution_weight(&gradient, window, &norms, &dots);
                    gradients.register::<CubeBackend>(node.id, of_weight);
                }
                if let Some(node) = of_x {
                    gradients.register::<CubeBackend>(node.id, through.convolution_input(&gradient, window));
                }
            }
            Product::Transposed => {
                let columns = rows::columns(&gradient);
                if let Some(node) = of_weight {
                    let of_weight = through.transposed_weight(&columns, &norms, &dots);
                    gradients.register::<CubeBackend>(node.id, of_weight);
                }
                if let Some(node) = of_x {
                    gradients.register::<CubeBackend>(node.id, through.transposed_input(&columns));
                }
            }
        }
    }
}

impl Layer {
    fn forward(&self, x: &CubeTensor, weight: &CubeTensor, bias: &CubeTensor) -> CubeTensor {
        let (norms, precision) = (Norms::of(&self.norms), self.precision);
        let sums = match self.product {
            Product::Convolution(window) => {
                products::convolution(&rows::padded(x), &rows::taps_first(weight), window, precision)
            }
            Product::Transposed => {
                let columns =
                    products::convolution(&rows::padded(x), &rows::taps_outside(weight), Window::PIXEL, precision);
                rows::add_columns(&columns.summed())
            }
        };
        rows::finish(&sums, bias, &norms, self.relu)
    }
}

/// A layer's input and weight, through which the gradient of its sums goes back.
struct Through<'a> {
    x: &'a CubeTensor,
    weight: &'a CubeTensor,
    precision: Precision,
}

impl Through<'_> {
    /// `gradient` has its channels filled up, here and below.
    fn convolution_weight(
        &self,
        gradient: &CubeTensor,
        window: Window,
        norms: &Norms,
        dots: &CubeTensor,
    ) -> CubeTensor {
        let [.., kernel] = rows::dims(self.weight);
        let parts = products::weight_gradient(&rows::padded(self.x), gradient, kernel, window, self.precision);
        rows::fold(&parts, self.weight, norms, dots, false)
    }

    /// A convolution of its own, by the weight turned around.
    fn convolution_input(&self, gradient: &CubeTensor, window: Window) -> CubeTensor {
        let [.., kernel] = rows::dims(self.weight);
        let gradient = rows::spread(gradient, self.x, kernel, window);
        let back = Window { stride: 1, padding: kernel - 1 - window.padding };
        products::convolution(&gradient, &rows::turned_around(self.weight), back, self.precision).summed()
    }

    fn transposed_weight(&self, columns: &CubeTensor, norms: &Norms, dots: &CubeTensor) -> CubeTensor {
        let parts = products::weight_gradient(columns, &rows::padded(self.x), 1, Window::PIXEL, self.precision);
        rows::fold(&parts, self.weight, norms, dots, true)
    }

    fn transposed_input(&self, columns: &CubeTensor) -> CubeTensor {
        products::convolution(columns, &rows::taps_inside(self.weight), Window::PIXEL, self.precision).summed()
    }
}
