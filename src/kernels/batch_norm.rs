//! Batch normalisation over the channels of images, with the activation that follows it.

#[cfg(feature = "cuda")]
use super::cuda;
use super::{
    activation::Activation,
    column_sums::{Term, column_sums, sum_of_parts},
    rows::{ROWS_TO_A_SUM, rows_per_task},
    scratch::zeros,
    simd::{Lanes, vectorised},
    tape::{Kernel, from_primitive, has_kernels, primitive, run_ternary, shape, tensor, values},
};
use burn::{backend::flex::FlexTensor, tensor::Tensor};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// Mean and biased variance of every channel of a batch. Where kernels run they are constants: the kernel's gradient goes
/// through them on its own.
pub struct BatchStatistics {
    /// `[channels]`
    pub mean: Tensor<1>,
    /// `[channels]`
    pub variance: Tensor<1>,
}

impl BatchStatistics {
    /// Of `x` `[batch, height, width, channels]`.
    pub fn of(x: Tensor<4>) -> Self {
        let [batch, height, width, channels] = x.dims();
        let count = batch * height * width;
        #[cfg(feature = "cuda")]
        if cuda::is_cuda(&x.device()) {
            return cuda::statistics(&x);
        }
        if !has_kernels(x.device()) {
            let (variance, mean) = x.reshape([count, channels]).var_mean_bias(0);
            return Self { mean: mean.squeeze_dim(0), variance: variance.squeeze_dim(0) };
        }
        let autodiff = x.is_autodiff();
        let x = primitive(x);
        let sums = |term| {
            let sums = column_sums(channels, values(&x), term);
            sums.into_iter().map(|sum| sum / count as f32).collect::<Vec<_>>()
        };
        let mean = sums(Term::Value);
        // Of what is centred already: the difference of two large means would lose the digits.
        let variance = sums(Term::Square { centre: &mean });
        let lift = |list: Vec<f32>| {
            let tensor = from_primitive::<1>(tensor(list, [channels]));
            if autodiff { tensor.autodiff() } else { tensor }
        };
        Self { variance: lift(variance), mean: lift(mean) }
    }
}

/// `activation((x - mean) / sqrt(variance + epsilon) * weight + bias)` over the channels of `x`
/// `[batch, height, width, channels]`. `of_batch`: the statistics are this batch's, and the gradient goes through them.
pub fn batch_norm(
    x: Tensor<4>,
    statistics: &BatchStatistics,
    weight: Tensor<1>,
    bias: Tensor<1>,
    rest: Normalisation,
) -> Tensor<4> {
    #[cfg(feature = "cuda")]
    if cuda::is_cuda(&x.device()) {
        return cuda::batch_norm(x, statistics, weight, bias, rest);
    }
    let BatchStatistics { mean, variance } = statistics;
    let Normalisation { epsilon, of_batch, activation } = rest;
    if !has_kernels(x.device()) {
        let scale = weight / (variance.clone() + epsilon).sqrt();
        return activation.generic((x - mean.clone().unsqueeze()) * scale.unsqueeze() + bias.unsqueeze());
    }
    let list = |tensor: &Tensor<1>| values(&primitive(tensor.clone())).to_vec();
    let inverse_deviation = list(variance).into_iter().map(|variance| (variance + epsilon).sqrt().recip()).collect();
    run_ternary(BatchNorm { mean: list(mean), inverse_deviation, of_batch, activation }, x, weight, bias)
}

/// `x` `[batch, height, width, channels]` times a factor `[1]`. A factor that burn broadcasts over four dimensions has a gradient that a
/// GPU sums in one thread: 25 ms for 4 million numbers.
pub fn scaled(x: Tensor<4>, factor: Tensor<1>) -> Tensor<4> {
    let channels = x.dims()[3];
    let zeros = factor.zeros_like().detach().expand([channels]);
    let statistics = BatchStatistics { mean: zeros.clone(), variance: zeros.ones_like() };
    let rest = Normalisation { epsilon: 0.0, of_batch: false, activation: Activation::Identity };
    batch_norm(x, &statistics, factor.expand([channels]), zeros, rest)
}

/// How a batch is normalised.
#[derive(Clone, Copy, Debug)]
pub struct Normalisation {
    /// Added to the variance.
    pub epsilon: f32,
    /// Whether the statistics are the batch's own.
    pub of_batch: bool,
    /// What follows.
    pub activation: Activation,
}

#[derive(Debug)]
struct BatchNorm {
    mean: Vec<f32>,
    inverse_deviation: Vec<f32>,
    of_batch: bool,
    activation: Activation,
}

impl BatchNorm {
    fn scale(&self, weight: &FlexTensor) -> Vec<f32> {
        values(weight).iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect()
    }
}

impl Kernel<3> for BatchNorm {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let channels = self.mean.len();
        let (x_values, mut y) = (values(x), zeros(values(x).len()));
        let (scale, activation) = (self.scale(weight), self.activation);
        let chunk = rows_per_task(channels) * channels;
        y.par_chunks_mut(chunk).zip(x_values.par_chunks(chunk)).for_each(|(into, rows)| {
            vectorised(NormaliseRows { mean: &self.mean, scale: &scale, bias: values(bias), activation, rows, into });
        });
        tensor(y, shape::<4>(x))
    }

    fn backward(
        &self,
        [x, weight, bias]: [&FlexTensor; 3],
        _: &FlexTensor,
        mut gradient: FlexTensor,
        _: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let channels = self.mean.len();
        let x_values = values(x);
        let count = (x_values.len() / channels) as f32;
        let scale = self.scale(weight);
        let [of_bias, products] = self.undo_activation(x_values, &scale, values(bias), gradient.storage_mut());
        let of_weight: Vec<f32> = products.iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        // Through the batch's own mean and variance.
        let through = |sums: &[f32]| {
            if self.of_batch { sums.iter().map(|sum| sum / count).collect() } else { vec![0.0; channels] }
        };
        let slope: Vec<f32> = through(&of_weight).iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        let offset = through(&of_bias);
        let chunk = rows_per_task(channels) * channels;
        let of_x: &mut [f32] = gradient.storage_mut();
        of_x.par_chunks_mut(chunk).zip(x_values.par_chunks(chunk)).for_each(|(gradient, x)| {
            vectorised(InputGradientRows {
                gradient,
                x,
                mean: &self.mean,
                offset: &offset,
                slope: &slope,
                scale: &scale,
            });
        });
        let vector = |list| Some(tensor::<1>(list, [channels]));
        [Some(gradient), vector(of_weight), vector(of_bias)]
    }
}

impl BatchNorm {
    /// Turns the gradient of the outputs into that of what was activated, in place. Of its rows the sum, and the sum of its
    /// products with `x - mean`.
    fn undo_activation(&self, x: &[f32], scale: &[f32], bias: &[f32], gradient: &mut [f32]) -> [Vec<f32>; 2] {
        let (channels, mean, activation) = (self.mean.len(), &self.mean, self.activation);
        let chunk = rows_per_task(channels) * channels;
        let parts: Vec<[Vec<f64>; 2]> = gradient
            .par_chunks_mut(chunk)
            .zip(x.par_chunks(chunk))
            .map(|(gradient, x)| vectorised(UndoActivation { gradient, x, mean, scale, bias, activation }))
            .collect();
        // In order, so that the sum does not depend on the threads.
        [0, 1].map(|which| sum_of_parts(channels, parts.iter().map(|part| &part[which])))
    }
}

/// `into = activation((rows - mean) scale + bias)`
struct NormaliseRows<'a> {
    mean: &'a [f32],
    scale: &'a [f32],
    bias: &'a [f32],
    activation: Activation,
    rows: &'a [f32],
    into: &'a mut [f32],
}

impl WithSimd for NormaliseRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let channels = self.mean.len();
        for (row, into) in self.rows.chunks_exact(channels).zip(self.into.chunks_exact_mut(channels)) {
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let at = |list: &[f32]| Lanes::load(simd, &list[start..end]);
                let value = (at(row) - at(self.mean)) * at(self.scale) + at(self.bias);
                self.activation.apply(simd, value).store(&mut into[start..end]);
            }
        }
    }
}

/// `gradient *= activation's slope at (x - mean) scale + bias`; see [`BatchNorm::undo_activation`].
struct UndoActivation<'a> {
    gradient: &'a mut [f32],
    x: &'a [f32],
    mean: &'a [f32],
    scale: &'a [f32],
    bias: &'a [f32],
    activation: Activation,
}

impl WithSimd for UndoActivation<'_> {
    type Output = [Vec<f64>; 2];

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> [Vec<f64>; 2] {
        let Self { gradient, x, mean, scale, bias, activation } = self;
        let channels = mean.len();
        let (mut sums, mut products) = (vec![0.0; channels], vec![0.0; channels]);
        let block = ROWS_TO_A_SUM * channels;
        for (gradient, x) in gradient.chunks_mut(block).zip(x.chunks(block)) {
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let at = |list: &[f32]| Lanes::load(simd, &list[start..end]);
                let (mean, scale, bias) = (at(mean), at(scale), at(bias));
                let (mut sum, mut product) = (Lanes::zero(simd), Lanes::zero(simd));
                for (gradient, x) in gradient.chunks_exact_mut(channels).zip(x.chunks_exact(channels)) {
                    let centred = at(x) - mean;
                    let undone = activation.through(simd, at(gradient), centred * scale + bias);
                    sum = sum + undone;
                    product = product + undone * centred;
                    undone.store(&mut gradient[start..end]);
                }
                sum.add_to(&mut sums[start..end]);
                product.add_to(&mut products[start..end]);
            }
        }
        [sums, products]
    }
}

/// `gradient = (gradient - offset - (x - mean) slope) scale`
struct InputGradientRows<'a> {
    gradient: &'a mut [f32],
    x: &'a [f32],
    mean: &'a [f32],
    offset: &'a [f32],
    slope: &'a [f32],
    scale: &'a [f32],
}

impl WithSimd for InputGradientRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let channels = self.mean.len();
        for (gradient, x) in self.gradient.chunks_exact_mut(channels).zip(self.x.chunks_exact(channels)) {
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let at = |list: &[f32]| Lanes::load(simd, &list[start..end]);
                let centred = at(x) - at(self.mean);
                let value = (at(gradient) - at(self.offset) - centred * at(self.slope)) * at(self.scale);
                value.store(&mut gradient[start..end]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::reference::{Compare, rng};
    use burn::tensor::module::batch_norm_train;

    const EPSILON: f32 = 1e-5;

    fn rest(of_batch: bool, activation: Activation) -> Normalisation {
        Normalisation { epsilon: EPSILON, of_batch, activation }
    }

    #[test]
    fn by_the_batch_it_agrees_with_burns_operation() {
        for (seed, x) in [[2, 3, 4, 5], [8, 1, 1, 16], [3, 5, 2, 37]].into_iter().enumerate() {
            for activation in [Activation::Identity, Activation::Relu, Activation::Gelu] {
                Compare { x, weight: [x[3]], bias: x[3], bound: 2e-5 }.run(
                    &mut rng(seed as u64),
                    |x, weight, bias| {
                        let statistics = BatchStatistics::of(x.clone());
                        batch_norm(x, &statistics, weight, bias, rest(true, activation))
                    },
                    |x, weight, bias| {
                        let result = batch_norm_train(x.permute([0, 3, 1, 2]), weight, bias, f64::from(EPSILON));
                        activation.generic(result.output.permute([0, 2, 3, 1]))
                    },
                );
            }
        }
    }

    #[test]
    fn a_factor_is_multiplied_and_its_gradient_sums_over_everything() {
        Compare { x: [2, 3, 4, 5], weight: [1], bias: 1, bound: 1e-5 }.run(
            &mut rng(3),
            |x, factor, bias| scaled(x, factor) + bias.unsqueeze(),
            |x, factor, bias| x * factor.unsqueeze() + bias.unsqueeze(),
        );
    }

    #[test]
    fn by_given_statistics_it_is_a_scale_and_a_shift() {
        let given = || BatchStatistics {
            mean: Tensor::from_data([1f32, -2.0], &Default::default()),
            variance: Tensor::from_data([4f32, 0.25], &Default::default()),
        };
        for activation in [Activation::Identity, Activation::Relu, Activation::Gelu] {
            Compare { x: [2, 3, 1, 2], weight: [2], bias: 2, bound: 1e-5 }.run(
                &mut rng(5),
                |x, weight, bias| batch_norm(x, &given(), weight, bias, rest(false, activation)),
                |x, weight, bias| {
                    let BatchStatistics { mean, variance } = given();
                    let scale = weight / (variance + EPSILON).sqrt();
                    activation.generic((x - mean.unsqueeze()) * scale.unsqueeze() + bias.unsqueeze())
                },
            );
        }
    }
}
