//! Adam's update as one pass over a parameter.

use super::{
    simd::{Vectorised, vectorised},
    tape::{from_primitive, primitive, values},
};
use burn::tensor::Tensor;
use rayon::prelude::*;

/// What one step of Adam needs to know, the same for all parameters.
#[derive(Clone, Copy)]
pub struct AdamStep {
    pub beta_1: f64,
    pub beta_2: f64,
    pub epsilon: f64,
    /// Learning rate over 1 - beta_1^t.
    pub rate: f64,
    /// Square root of 1 - beta_2^t.
    pub deviation: f64,
}

/// A parameter and its moments after a step. The device has kernels.
pub fn adam<const D: usize>(
    step: AdamStep,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    [first, second]: [Tensor<D>; 2],
) -> [Tensor<D>; 3] {
    let gradient = primitive(gradient);
    // In place where nobody else holds them.
    let mut parts = [parameter, first, second].map(primitive);
    let [parameter, first, second] = parts.each_mut().map(|part| part.storage_mut::<f32>());
    const NUMBERS: usize = 1 << 14;
    (parameter.par_chunks_mut(NUMBERS), first.par_chunks_mut(NUMBERS), second.par_chunks_mut(NUMBERS))
        .into_par_iter()
        .zip(values(&gradient).par_chunks(NUMBERS))
        .for_each(|((parameter, first, second), gradient)| {
            vectorised(AdamChunk { step, parameter, first, second, gradient });
        });
    parts.map(from_primitive)
}

struct AdamChunk<'a> {
    step: AdamStep,
    parameter: &'a mut [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
    gradient: &'a [f32],
}

impl Vectorised for AdamChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let AdamStep { beta_1, beta_2, epsilon, rate, deviation } = self.step;
        let (fresh_1, fresh_2) = ((1.0 - beta_1) as f32, (1.0 - beta_2) as f32);
        let (beta_1, beta_2, epsilon) = (beta_1 as f32, beta_2 as f32, epsilon as f32);
        let (rate, scale) = (rate as f32, (1.0 / deviation) as f32);
        let moments = self.first.iter_mut().zip(self.second.iter_mut());
        for ((parameter, gradient), (first, second)) in self.parameter.iter_mut().zip(self.gradient).zip(moments) {
            *first = beta_1 * *first + fresh_1 * gradient;
            *second = beta_2 * *second + fresh_2 * gradient * gradient;
            *parameter -= rate * *first / (second.sqrt() * scale + epsilon);
        }
    }
}
