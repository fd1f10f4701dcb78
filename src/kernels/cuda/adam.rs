//! Adam's update of many parameters in one kernel: many.cu and adam.cu.

use super::{launch::Program, rows::primitive};
use crate::kernels::update::AdamStep;
use burn::{backend::TensorMetadata, tensor::Tensor};
use burn_cubecl::{CubeBackend, tensor::CubeTensor};
use std::cell::RefCell;

const ADAM: Program = Program::new("adam", concat!(include_str!("many.cu"), "\n", include_str!("adam.cu")));

/// Parameters of a launch, and numbers of a block, as in adam.cu.
const MOST: usize = 16;
const NUMBERS: usize = 1024;

thread_local! {
    /// Updates that are yet to be launched; `None`: each is launched at once.
    static GATHERED: RefCell<Option<Updates>> = const { RefCell::new(None) };
}

/// Updates by the same step.
#[derive(Default)]
struct Updates {
    step: Vec<u32>,
    /// Gradient, parameter and moments of each.
    tensors: Vec<[CubeTensor; 4]>,
}

/// What [`adam`] updates within `work` is updated in few launches; all of it is when this returns, and not before.
pub fn together<R>(work: impl FnOnce() -> R) -> R {
    GATHERED.set(Some(Updates::default()));
    let result = work();
    if let Some(updates) = GATHERED.take() {
        updates.launch();
    }
    result
}

/// A parameter and its moments after a step.
pub fn adam<const D: usize>(
    step: AdamStep,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    moments: [Tensor<D>; 2],
) -> [Tensor<D>; 3] {
    let gradient = primitive(gradient);
    let [first, second] = moments.map(alone);
    let parameter = alone(parameter);
    let tensors = [&gradient, &parameter, &first, &second].map(CubeTensor::clone);
    GATHERED.with_borrow_mut(|gathered| match gathered {
        Some(updates) => updates.add(numbers(step), tensors),
        None => Updates { step: numbers(step), tensors: vec![tensors] }.launch(),
    });
    [parameter, first, second].map(Tensor::from_primitive::<CubeBackend>)
}

/// What nobody else holds, to be written in place.
fn alone<const D: usize>(tensor: Tensor<D>) -> CubeTensor {
    let tensor = primitive(tensor);
    if tensor.can_mut() { tensor } else { tensor.copy() }
}

/// The kernel's struct `Step` without its parts.
fn numbers(step: AdamStep) -> Vec<u32> {
    let AdamStep { beta_1, beta_2, epsilon, rate, deviation } = step;
    let numbers = [beta_1, 1.0 - beta_1, beta_2, 1.0 - beta_2, epsilon, rate, 1.0 / deviation];
    numbers.map(|number| (number as f32).to_bits()).to_vec()
}

impl Updates {
    fn add(&mut self, step: Vec<u32>, tensors: [CubeTensor; 4]) {
        if self.tensors.len() == MOST || self.step != step {
            std::mem::take(self).launch();
        }
        self.step = step;
        self.tensors.push(tensors);
    }

    fn launch(self) {
        let count = self.tensors.len();
        if count == 0 {
            return;
        }
        let (mut first, mut of) = (0, self.step);
        of.push(count as u32);
        for [gradient, ..] in &self.tensors {
            let numbers = gradient.shape().num_elements();
            of.extend([numbers as u32, first as u32]);
            first += numbers.div_ceil(NUMBERS);
        }
        of.resize(8 + 2 * MOST, 0);
        // The kernel has arguments for the most parameters; those beyond the last are not looked at.
        let buffers: Vec<&CubeTensor> = self.tensors.iter().cycle().take(MOST).flatten().collect();
        ADAM.launch([first as u32, 1, 1], &buffers, &of);
    }
}
