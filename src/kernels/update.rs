//! Adam's update as one pass over a parameter.

use super::{
    simd::{Lanes, vectorised},
    tape::{from_primitive, primitive, values},
};
use burn::tensor::Tensor;
use pulp::{Simd, WithSimd};
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

impl WithSimd for AdamChunk<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let AdamStep { beta_1, beta_2, epsilon, rate, deviation } = self.step;
        let (fresh_1, fresh_2) = ((1.0 - beta_1) as f32, (1.0 - beta_2) as f32);
        let (beta_1, beta_2, epsilon) = (beta_1 as f32, beta_2 as f32, epsilon as f32);
        let (rate, scale) = (rate as f32, (1.0 / deviation) as f32);
        let count = Lanes::<S>::COUNT;
        let epsilon = Lanes::all(simd, epsilon);
        let moments = self.first.chunks_mut(count).zip(self.second.chunks_mut(count));
        for ((parameter, gradient), (first, second)) in
            self.parameter.chunks_mut(count).zip(self.gradient.chunks(count)).zip(moments)
        {
            let at = |list: &[f32]| Lanes::load(simd, list);
            let gradient = at(gradient);
            let new_first = at(first) * beta_1 + gradient * fresh_1;
            let new_second = at(second) * beta_2 + gradient * fresh_2 * gradient;
            let change = new_first * rate / (new_second.sqrt() * scale + epsilon);
            (at(parameter) - change).store(parameter);
            new_first.store(first);
            new_second.store(second);
        }
    }
}
