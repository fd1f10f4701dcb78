//! Kernels held against a reference: values, gradients, and gradients against differences of the values.

use crate::seed::standard_normals;
use burn::tensor::{Device, Tensor, TensorData};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// The largest difference over the largest number expected.
pub fn relative_error(found: &[f32], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len());
    let largest = expected.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let differences = found.iter().zip(expected).map(|(found, expected)| (f64::from(*found) - expected).abs());
    differences.fold(0.0, f64::max) / largest.max(f64::MIN_POSITIVE)
}

/// The shapes of a layer's inputs, and how far from the reference it may be.
pub struct Compare<const X: usize, const W: usize> {
    pub x: [usize; X],
    pub weight: [usize; W],
    pub bias: usize,
    /// Relative to the largest number of each tensor.
    pub bound: f64,
}

impl<const X: usize, const W: usize> Compare<X, W> {
    /// Compares `layer` with `reference`, and the layer's gradient with differences of its values.
    pub fn run<const Y: usize>(
        &self,
        rng: &mut ChaCha8Rng,
        layer: impl Fn(Tensor<X>, Tensor<W>, Tensor<1>) -> Tensor<Y>,
        reference: impl Fn(Tensor<X>, Tensor<W>, Tensor<1>) -> Tensor<Y>,
    ) {
        let point = self.point(rng);
        let weights = standard_normals(values(&self.evaluate(&layer, &point)).len(), rng);
        let found = self.differentiate(&layer, &point, &weights);
        let expected = self.differentiate(&reference, &point, &weights);
        for (name, (found, expected)) in ["output", "x", "weight", "bias"].iter().zip(found.iter().zip(&expected)) {
            let expected: Vec<f64> = expected.iter().map(|&value| f64::from(value)).collect();
            let error = relative_error(found, &expected);
            assert!(error < self.bound, "{name} is off by {error:e} for {:?} and {:?}", self.x, self.weight);
        }
        self.differences(&layer, &point, &weights, &found[1..], rng);
    }

    fn point(&self, rng: &mut ChaCha8Rng) -> [Vec<f32>; 3] {
        [self.x.iter().product(), self.weight.iter().product(), self.bias].map(|count| standard_normals(count, rng))
    }

    fn tensors(&self, [x, weight, bias]: &[Vec<f32>; 3], device: &Device) -> (Tensor<X>, Tensor<W>, Tensor<1>) {
        (
            Tensor::from_data(TensorData::new(x.clone(), self.x), device),
            Tensor::from_data(TensorData::new(weight.clone(), self.weight), device),
            Tensor::from_data(bias.as_slice(), device),
        )
    }

    fn evaluate<const Y: usize>(
        &self,
        layer: &impl Fn(Tensor<X>, Tensor<W>, Tensor<1>) -> Tensor<Y>,
        point: &[Vec<f32>; 3],
    ) -> Tensor<Y> {
        let (x, weight, bias) = self.tensors(point, &Device::flex());
        layer(x, weight, bias)
    }

    /// The output, and the gradients of Σ weights · output.
    fn differentiate<const Y: usize>(
        &self,
        layer: &impl Fn(Tensor<X>, Tensor<W>, Tensor<1>) -> Tensor<Y>,
        point: &[Vec<f32>; 3],
        weights: &[f32],
    ) -> [Vec<f32>; 4] {
        let device = Device::flex().autodiff();
        let (x, weight, bias) = self.tensors(point, &device);
        let (x, weight, bias) = (x.require_grad(), weight.require_grad(), bias.require_grad());
        let y = layer(x.clone(), weight.clone(), bias.clone());
        let factors = Tensor::<Y>::from_data(TensorData::new(weights.to_vec(), y.dims()), &device);
        let gradients = (y.clone() * factors).sum().backward();
        let missing = "a gradient for every input";
        [
            values(&y.inner()),
            values(&x.grad(&gradients).expect(missing)),
            values(&weight.grad(&gradients).expect(missing)),
            values(&bias.grad(&gradients).expect(missing)),
        ]
    }

    /// Along a random direction the loss changes as the gradients say.
    fn differences<const Y: usize>(
        &self,
        layer: &impl Fn(Tensor<X>, Tensor<W>, Tensor<1>) -> Tensor<Y>,
        point: &[Vec<f32>; 3],
        weights: &[f32],
        gradients: &[Vec<f32>],
        rng: &mut ChaCha8Rng,
    ) {
        const STEP: f32 = 1e-3;
        let direction = self.point(rng);
        let moved = |step: f32| {
            let moved = [0, 1, 2].map(|input| {
                point[input].iter().zip(&direction[input]).map(|(value, slope)| value + step * slope).collect()
            });
            dot(&values(&self.evaluate(layer, &moved)), weights)
        };
        let slope = (moved(STEP) - moved(-STEP)) / f64::from(2.0 * STEP);
        let expected: f64 =
            gradients.iter().zip(&direction).map(|(gradient, direction)| dot(gradient, direction)).sum();
        let scale: f64 = gradients.iter().zip(&direction).map(|(a, b)| (dot(a, a) * dot(b, b)).sqrt()).sum();
        assert!((slope - expected).abs() < 5e-3 * scale, "a slope of {slope} instead of {expected} for {:?}", self.x);
    }
}

fn values<const D: usize>(tensor: &Tensor<D>) -> Vec<f32> {
    tensor.clone().into_data().iter::<f32>().collect()
}

fn dot(left: &[f32], right: &[f32]) -> f64 {
    left.iter().zip(right).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
