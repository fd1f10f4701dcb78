//! Adam's update as one kernel for each parameter: adam.cu.

use super::{launch::Program, rows::primitive};
use crate::kernels::update::AdamStep;
use burn::{backend::TensorMetadata, tensor::Tensor};
use burn_cubecl::{CubeBackend, tensor::CubeTensor};

const ADAM: Program = Program::new("adam", include_str!("adam.cu"));

/// A parameter and its moments after a step.
pub fn adam<const D: usize>(
    step: AdamStep,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    moments: [Tensor<D>; 2],
) -> [Tensor<D>; 3] {
    let gradient = primitive(gradient);
    let [first, second] = moments.map(alone);
    let parts = [alone(parameter), first, second];
    let AdamStep { beta_1, beta_2, epsilon, rate, deviation } = step;
    let count = gradient.shape().num_elements();
    let mut of = vec![count as u32];
    for number in [beta_1, 1.0 - beta_1, beta_2, 1.0 - beta_2, epsilon, rate, 1.0 / deviation] {
        of.push((number as f32).to_bits());
    }
    let [parameter, first, second] = &parts;
    ADAM.launch_each(count, &[&gradient, parameter, first, second], &of);
    parts.map(Tensor::from_primitive::<CubeBackend>)
}

/// What nobody else holds, to be written in place.
fn alone<const D: usize>(tensor: Tensor<D>) -> CubeTensor {
    let tensor = primitive(tensor);
    if tensor.can_mut() { tensor } else { tensor.copy() }
}
