//! Adam's update as one pass over a parameter.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    simd::{Lanes, vectorised},
    tape::{from_primitive, has_kernels, primitive, values},
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

/// On a GPU, the steps of Adam within `work` in few launches, all of which are done when this returns.
pub fn updates_together<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(feature = "cuda")]
    return cuda::together(work);
    #[cfg(not(feature = "cuda"))]
    work()
}

/// A parameter and its moments after a step.
pub fn adam<const D: usize>(
    step: AdamStep,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    moments: [Tensor<D>; 2],
) -> [Tensor<D>; 3] {
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&parameter.device()) {
        return cuda::adam(step, parameter, gradient, moments);
    }
    if !has_kernels(parameter.device()) {
        return generic(step, parameter, gradient, moments);
    }
    let [first, second] = moments;
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

/// The step in burn's operations.
fn generic<const D: usize>(
    step: AdamStep,
    parameter: Tensor<D>,
    gradient: Tensor<D>,
    [moment_1, moment_2]: [Tensor<D>; 2],
) -> [Tensor<D>; 3] {
    let moment_1 = moment_1 * step.beta_1 + gradient.clone() * (1.0 - step.beta_1);
    let moment_2 = moment_2 * step.beta_2 + gradient.square() * (1.0 - step.beta_2);
    let scale = moment_2.clone().sqrt() / step.deviation + step.epsilon;
    [parameter - moment_1.clone() / scale * step.rate, moment_1, moment_2]
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

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn the_kernel_and_burns_operations_take_the_same_steps() {
        let device = Device::flex();
        let list = |factor: f32| (0..100).map(|index| (factor * index as f32).sin()).collect::<Vec<_>>();
        let tensor = |factor: f32| Tensor::<1>::from_data(list(factor).as_slice(), &device);
        let mut found = [tensor(1.0), tensor(0.0), tensor(0.0)];
        let mut expected = found.clone();
        for time in 1..4 {
            let (beta_1, beta_2) = (0.9f64, 0.999f64);
            let step = AdamStep {
                beta_1,
                beta_2,
                epsilon: 1e-8,
                rate: 0.1 / (1.0 - beta_1.powi(time)),
                deviation: (1.0 - beta_2.powi(time)).sqrt(),
            };
            let [parameter, moments @ ..] = found;
            found = adam(step, parameter, tensor(time as f32 + 0.5), moments);
            let [parameter, moments @ ..] = expected;
            expected = generic(step, parameter, tensor(time as f32 + 0.5), moments);
        }
        for (found, expected) in found.into_iter().zip(expected) {
            let difference: f32 = (found - expected).abs().max().into_scalar();
            assert!(difference < 1e-6, "{difference}");
        }
    }
}
