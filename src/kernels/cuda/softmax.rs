//! The logarithm of softmax: softmax.cu.

use super::launch::{Program, empty};
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
    tensor::Tensor,
};
use burn_cubecl::{CubeBackend, kernel::into_contiguous, tensor::CubeTensor};

const SOURCE: &str = include_str!("softmax.cu");
const LOG_SOFTMAX: Program = Program::new("log_softmax", SOURCE);
const FROM_LOG_SOFTMAX: Program = Program::new("from_log_softmax", SOURCE);

/// [`crate::kernels::log_softmax`] on a GPU.
pub fn log_softmax(logits: Tensor<2>) -> Tensor<2> {
    Tensor::from_dispatch(<Dispatch as Softmax>::logarithm(logits.into_dispatch()))
}

#[backend_extension(Autodiff, Cube)]
trait Softmax: Backend {
    fn logarithm(logits: FloatTensor<Self>) -> FloatTensor<Self>;
}

impl Softmax for CubeBackend {
    fn logarithm(logits: CubeTensor) -> CubeTensor {
        let logits = into_contiguous(logits);
        let y = empty(&logits, logits.shape());
        launch(LOG_SOFTMAX, &[&logits, &y]);
        y
    }
}

impl<C: CheckpointStrategy> Softmax for Autodiff<CubeBackend, C> {
    fn logarithm(logits: FloatTensor<Self>) -> FloatTensor<Self> {
        let node = logits.node();
        let y = CubeBackend::logarithm(logits.into_primitive());
        match Step.prepare::<C>([node]).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(y.clone(), y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }
}

#[derive(Debug)]
struct Step;

impl Backward<CubeBackend, 1> for Step {
    /// What came out.
    type State = CubeTensor;

    fn backward(self, ops: Ops<CubeTensor, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = into_contiguous(gradients.consume::<CubeBackend>(&ops.node));
        if let [Some(node)] = ops.parents {
            let into = empty(&gradient, gradient.shape());
            launch(FROM_LOG_SOFTMAX, &[&gradient, &ops.state, &into]);
            gradients.register::<CubeBackend>(node.id, into);
        }
    }
}

/// A warp for each row of what is `[rows, classes]`.
fn launch(program: Program, tensors: &[&CubeTensor]) {
    let shape = tensors[0].shape();
    program.launch_each(32 * shape[0], tensors, &[shape[0] as u32, shape[1] as u32]);
}
