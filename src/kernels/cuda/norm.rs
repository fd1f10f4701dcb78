//! Batch normalisation: norm.cu.

use super::{
    launch::{Program, empty},
    rows::{blocks_down, gathered, primitive},
};
use crate::kernels::{
    activation::Activation,
    batch_norm::{BatchStatistics, Normalisation},
};
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

const SOURCE: &str = include_str!("norm.cu");
const COLUMN_SUMS: Program = Program::new("column_sums", SOURCE);
const NORMALISE: Program = Program::new("normalise", SOURCE);
const DEACTIVATE: Program = Program::new("deactivate", SOURCE);
const DENORMALISE: Program = Program::new("denormalise", SOURCE);

/// Mean and biased variance of the channels of `x` `[batch, height, width, channels]`. Nothing of it is tracked: the gradient of
/// [`batch_norm`] goes through them on its own.
pub fn statistics(x: &Tensor<4>) -> BatchStatistics {
    let tracked = x.is_autodiff();
    let x = primitive(x.clone());
    let (rows, channels) = rows_of_channels(&x);
    let sums = |centre: Option<&CubeTensor>| {
        let blocks = blocks(rows, channels);
        let parts = empty(&x, [blocks[1] as usize, channels]);
        let of = [rows as u32, channels as u32, u32::from(centre.is_some()), 0];
        COLUMN_SUMS.launch(blocks, &[&x, centre.unwrap_or(&x), &parts], &of);
        Tensor::<1>::from_primitive::<CubeBackend>(gathered(&parts, blocks[1] as usize, channels)) / rows as f32
    };
    let mean = sums(None);
    // Of what is centred already: the difference of two large means would lose the digits.
    let variance = sums(Some(&primitive(mean.clone())));
    let lift = |tensor: Tensor<1>| if tracked { tensor.autodiff() } else { tensor };
    BatchStatistics { mean: lift(mean), variance: lift(variance) }
}

/// [`crate::kernels::batch_norm`] on a GPU.
pub fn batch_norm(
    x: Tensor<4>,
    statistics: &BatchStatistics,
    weight: Tensor<1>,
    bias: Tensor<1>,
    rest: Normalisation,
) -> Tensor<4> {
    let by = BatchNorm { mean: statistics.mean.clone(), variance: statistics.variance.clone(), rest };
    let [x, weight, bias] = [x.into_dispatch(), weight.into_dispatch(), bias.into_dispatch()];
    Tensor::from_dispatch(<Dispatch as Normalised>::normalised(x, weight, bias, by))
}

#[derive(Clone, Debug)]
struct BatchNorm {
    mean: Tensor<1>,
    variance: Tensor<1>,
    rest: Normalisation,
}

#[backend_extension(Autodiff, Cube)]
trait Normalised: Backend {
    fn normalised(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        by: BatchNorm,
    ) -> FloatTensor<Self>;
}

impl Normalised for CubeBackend {
    fn normalised(x: CubeTensor, weight: CubeTensor, bias: CubeTensor, by: BatchNorm) -> CubeTensor {
        State::new([x, weight, bias], by).forward()
    }
}

impl<C: CheckpointStrategy> Normalised for Autodiff<CubeBackend, C> {
    fn normalised(
        x: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        bias: FloatTensor<Self>,
        by: BatchNorm,
    ) -> FloatTensor<Self> {
        let nodes = [x.node(), weight.node(), bias.node()];
        let state = State::new([x, weight, bias].map(|tensor| tensor.into_primitive()), by);
        let y = state.forward();
        match Step.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(prepared) => prepared.finish(state, y),
            OpsKind::UnTracked(prepared) => prepared.finish(y),
        }
    }
}

#[derive(Debug)]
struct Step;

#[derive(Clone, Debug)]
struct State {
    x: CubeTensor,
    weight: CubeTensor,
    bias: CubeTensor,
    mean: CubeTensor,
    variance: CubeTensor,
    rest: Normalisation,
}

impl State {
    fn new(tensors: [CubeTensor; 3], by: BatchNorm) -> Self {
        let [x, weight, bias] = tensors.map(into_contiguous);
        Self { x, weight, bias, mean: primitive(by.mean), variance: primitive(by.variance), rest: by.rest }
    }

    /// The kernels' struct `Norm`.
    fn numbers(&self) -> [u32; 5] {
        let (rows, channels) = rows_of_channels(&self.x);
        let activation = match self.rest.activation {
            Activation::Identity => 0,
            Activation::Relu => 1,
            Activation::Gelu => 2,
        };
        [rows as u32, channels as u32, activation, u32::from(self.rest.of_batch), self.rest.epsilon.to_bits()]
    }

    fn forward(&self) -> CubeTensor {
        let Self { x, weight, bias, mean, variance, .. } = self;
        let y = empty(x, x.shape());
        NORMALISE.launch_each(x.shape().num_elements(), &[x, mean, variance, weight, bias, &y], &self.numbers());
        y
    }
}

impl Backward<CubeBackend, 3> for Step {
    type State = State;

    fn backward(self, ops: Ops<State, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let state = ops.state;
        let gradient = into_contiguous(gradients.consume::<CubeBackend>(&ops.node));
        let State { x, weight, bias, mean, variance, .. } = &state;
        let (rows, channels) = rows_of_channels(x);
        let blocks = blocks(rows, channels);
        let down = blocks[1] as usize;
        let (before, sums, products) = (empty(x, x.shape()), empty(x, [down, channels]), empty(x, [down, channels]));
        let buffers = [&gradient, x, mean, variance, weight, bias, &before, &sums, &products];
        DEACTIVATE.launch(blocks, &buffers, &state.numbers());
        let [sums, products] = [sums, products].map(|parts| gathered(&parts, down, channels));
        let [of_x, of_weight, of_bias] = ops.parents;
        if let Some(node) = of_x {
            let into = empty(x, x.shape());
            let buffers = [&before, x, mean, variance, weight, &sums, &products, &into];
            DENORMALISE.launch_each(x.shape().num_elements(), &buffers, &state.numbers());
            gradients.register::<CubeBackend>(node.id, into);
        }
        if let Some(node) = of_weight {
            gradients.register::<CubeBackend>(node.id, products);
        }
        if let Some(node) = of_bias {
            gradients.register::<CubeBackend>(node.id, sums);
        }
    }
}

fn rows_of_channels(x: &CubeTensor) -> (usize, usize) {
    let shape = x.shape();
    let channels = shape[shape.num_dims() - 1];
    (shape.num_elements() / channels.max(1), channels)
}

/// 32 channels and some rows each.
fn blocks(rows: usize, channels: usize) -> [u32; 3] {
    let across = channels.div_ceil(32);
    [across as u32, blocks_down(rows, across) as u32, 1]
}
