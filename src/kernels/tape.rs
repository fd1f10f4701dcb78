//! How a kernel joins burn's automatic differentiation.

use super::memory::keep_memory;
use burn::{
    backend::{
        Autodiff, Backend, Dispatch, DispatchDevice, Flex,
        autodiff::{
            checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
            grads::Gradients,
            ops::{Backward, NodeGuard, Ops, OpsKind},
        },
        backend_extension,
        flex::FlexTensor,
        tensor::FloatTensor,
    },
    tensor::{Device, Tensor, TensorData},
};
use std::{fmt::Debug, sync::Arc};

/// An operation on contiguous f32 tensors with its own gradient.
pub trait Kernel<const N: usize>: Debug + Send + Sync {
    fn forward(&self, inputs: [&FlexTensor; N]) -> FlexTensor;

    /// The gradients of the inputs that are `wanted`.
    fn backward(
        &self,
        inputs: [&FlexTensor; N],
        output: &FlexTensor,
        gradient: FlexTensor,
        wanted: [bool; N],
    ) -> [Option<FlexTensor>; N];
}

/// Whether kernels run on this device.
pub fn has_kernels(device: Device) -> bool {
    #[cfg(test)]
    if WITHOUT_KERNELS.get() {
        return false;
    }
    matches!(device.inner().as_dispatch(), DispatchDevice::Flex(_))
}

/// Does `work` on one of the threads that kernels run on: each of its many short parallel parts would otherwise wake them anew.
/// On other devices it stays on this thread, whose queue of work it may be.
pub fn on_kernel_threads<R: Send>(device: &Device, work: impl FnOnce() -> R + Send) -> R {
    if has_kernels(device.clone()) {
        keep_memory();
        rayon::scope(|_| work())
    } else {
        work()
    }
}

#[cfg(test)]
thread_local! {
    static WITHOUT_KERNELS: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Does `work` the way of other devices.
#[cfg(test)]
pub fn without_kernels<R>(work: impl FnOnce() -> R) -> R {
    WITHOUT_KERNELS.set(true);
    let result = work();
    WITHOUT_KERNELS.set(false);
    result
}

/// Runs a kernel with one input.
pub fn run_unary<const A: usize, const D: usize>(kernel: impl Kernel<1> + 'static, x: Tensor<A>) -> Tensor<D> {
    Tensor::from_dispatch(<Dispatch as Extension>::unary(x.into_dispatch(), Arc::new(kernel)))
}

/// Runs a kernel with three inputs: mostly what flows, a weight and a bias.
pub fn run_ternary<const A: usize, const W: usize, const B: usize, const D: usize>(
    kernel: impl Kernel<3> + 'static,
    x: Tensor<A>,
    weight: Tensor<W>,
    bias: Tensor<B>,
) -> Tensor<D> {
    let [x, weight, bias] = [x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()];
    Tensor::from_dispatch(<Dispatch as Extension>::ternary(x, weight, bias, Arc::new(kernel)))
}

/// The tensor of the flex backend, without its history.
pub fn primitive<const D: usize>(tensor: Tensor<D>) -> FlexTensor {
    let tensor = if tensor.is_autodiff() { tensor.inner() } else { tensor };
    tensor.try_into_primitive::<Flex>().expect("callers ask `has_kernels` first").to_contiguous()
}

/// A tensor of the flex backend, without history.
pub fn from_primitive<const D: usize>(primitive: FlexTensor) -> Tensor<D> {
    Tensor::from_primitive::<Flex>(primitive)
}

/// The numbers of a contiguous tensor.
pub fn values(tensor: &FlexTensor) -> &[f32] {
    tensor.as_slice().expect("inputs are made contiguous")
}

pub fn shape<const D: usize>(tensor: &FlexTensor) -> [usize; D] {
    std::array::from_fn(|dimension| tensor.layout().shape()[dimension])
}

pub fn tensor<const D: usize>(values: Vec<f32>, shape: [usize; D]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(values, shape))
}

#[backend_extension(Autodiff, Flex)]
trait Extension: Backend {
    fn unary(x: FloatTensor<Self>, kernel: Arc<dyn Kernel<1>>) -> FloatTensor<Self>;

    fn ternary(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        kernel: Arc<dyn Kernel<3>>,
    ) -> FloatTensor<Self>;
}

impl Extension for Flex {
    fn unary(x: FlexTensor, kernel: Arc<dyn Kernel<1>>) -> FlexTensor {
        kernel.forward([&x.to_contiguous()])
    }

    fn ternary(x: FlexTensor, weight: FlexTensor, bias: FlexTensor, kernel: Arc<dyn Kernel<3>>) -> FlexTensor {
        kernel.forward([&x.to_contiguous(), &weight.to_contiguous(), &bias.to_contiguous()])
    }
}

impl<C: CheckpointStrategy> Extension for Autodiff<Flex, C> {
    fn unary(x: FloatTensor<Self>, kernel: Arc<dyn Kernel<1>>) -> FloatTensor<Self> {
        record::<C, 1>(kernel, [x.node()], [x.into_primitive()])
    }

    fn ternary(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        kernel: Arc<dyn Kernel<3>>,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), weight.node(), bias.node()];
        record::<C, 3>(kernel, nodes, [x.into_primitive(), weight.into_primitive(), bias.into_primitive()])
    }
}

fn record<C: CheckpointStrategy, const N: usize>(
    kernel: Arc<dyn Kernel<N>>,
    nodes: [NodeGuard; N],
    inputs: [FlexTensor; N],
) -> FloatTensor<Autodiff<Flex, C>>
where
    Step: Backward<Flex, N, State = State<N>>,
{
    let inputs = inputs.map(|input| input.to_contiguous());
    let output = kernel.forward(inputs.each_ref());
    match Step.prepare::<C>(nodes).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => {
            let state = State { kernel, inputs, output: output.clone() };
            prepared.finish(state, output)
        }
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    }
}

#[derive(Debug)]
struct Step;

#[derive(Clone, Debug)]
struct State<const N: usize> {
    kernel: Arc<dyn Kernel<N>>,
    inputs: [FlexTensor; N],
    output: FlexTensor,
}

impl<const N: usize> Backward<Flex, N> for Step {
    type State = State<N>;

    fn backward(self, ops: Ops<State<N>, N>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let State { kernel, inputs, output } = ops.state;
        let gradient = gradients.consume::<Flex>(&ops.node).to_contiguous();
        let wanted = ops.parents.each_ref().map(Option::is_some);
        let found = kernel.backward(inputs.each_ref(), &output, gradient, wanted);
        for (parent, gradient) in ops.parents.into_iter().zip(found) {
            if let (Some(parent), Some(gradient)) = (parent, gradient) {
                gradients.register::<Flex>(parent.id, gradient);
            }
        }
    }
}
