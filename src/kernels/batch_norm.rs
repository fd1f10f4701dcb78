//! Batch normalisation over the channels of images, with the ReLU that follows it.

use super::{
    rows::{ROWS_TO_A_SUM, rows_per_task},
    scratch::zeros,
    simd::{Lanes, vectorised},
    tape::{Kernel, from_primitive, has_kernels, primitive, run_ternary, shape, tensor, values},
};
use burn::{
    backend::flex::FlexTensor,
    tensor::{Tensor, activation::relu},
};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;
use std::ops::Range;

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

/// `relu((x - mean) / sqrt(variance + epsilon) * weight + bias)` over the channels of `x` `[batch, height, width, channels]`.
/// `of_batch`: the statistics are this batch's, and the gradient goes through them.
pub fn batch_norm_relu(
    x: Tensor<4>,
    statistics: &BatchStatistics,
    weight: Tensor<1>,
    bias: Tensor<1>,
    epsilon: f32,
    of_batch: bool,
) -> Tensor<4> {
    let BatchStatistics { mean, variance } = statistics;
    if !has_kernels(x.device()) {
        let scale = weight / (variance.clone() + epsilon).sqrt();
        return relu((x - mean.clone().unsqueeze()) * scale.unsqueeze() + bias.unsqueeze());
    }
    let list = |tensor: &Tensor<1>| values(&primitive(tensor.clone())).to_vec();
    let inverse_deviation = list(variance).into_iter().map(|variance| (variance + epsilon).sqrt().recip()).collect();
    run_ternary(BatchNormRelu { mean: list(mean), inverse_deviation, of_batch }, x, weight, bias)
}

#[derive(Debug)]
struct BatchNormRelu {
    mean: Vec<f32>,
    inverse_deviation: Vec<f32>,
    of_batch: bool,
}

impl Kernel<3> for BatchNormRelu {
    fn forward(&self, [x, weight, bias]: [&FlexTensor; 3]) -> FlexTensor {
        let channels = self.mean.len();
        let (x_values, mut y) = (values(x), zeros(values(x).len()));
        let scale: Vec<f32> = values(weight).iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        let chunk = rows_per_task(channels) * channels;
        y.par_chunks_mut(chunk).zip(x_values.par_chunks(chunk)).for_each(|(into, rows)| {
            vectorised(NormaliseRows { mean: &self.mean, scale: &scale, bias: values(bias), rows, into });
        });
        tensor(y, shape::<4>(x))
    }

    fn backward(
        &self,
        [x, weight, _]: [&FlexTensor; 3],
        output: &FlexTensor,
        gradient: FlexTensor,
        _: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let channels = self.mean.len();
        let (x_values, output, gradient) = (values(x), values(output), values(&gradient));
        let count = (x_values.len() / channels) as f32;
        let of_bias = column_sums(channels, gradient, Term::Active { output });
        let products = column_sums(channels, gradient, Term::ActiveProduct { output, x: x_values, centre: &self.mean });
        let of_weight: Vec<f32> = products.iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        let scale: Vec<f32> = values(weight).iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        // Through the batch's own mean and variance.
        let through = |sums: &[f32]| {
            if self.of_batch { sums.iter().map(|sum| sum / count).collect() } else { vec![0.0; channels] }
        };
        let slope: Vec<f32> = through(&of_weight).iter().zip(&self.inverse_deviation).map(|(a, b)| a * b).collect();
        let mut of_x = zeros(x_values.len());
        let chunk = rows_per_task(channels) * channels;
        let offset = through(&of_bias);
        of_x.par_chunks_mut(chunk).enumerate().for_each(|(task, into)| {
            let part = task * chunk..task * chunk + into.len();
            vectorised(InputGradientRows {
                gradient: &gradient[part.clone()],
                output: &output[part.clone()],
                x: &x_values[part],
                mean: &self.mean,
                offset: &offset,
                slope: &slope,
                scale: &scale,
                into,
            });
        });
        let vector = |list| Some(tensor::<1>(list, [channels]));
        [Some(tensor(of_x, shape::<4>(x))), vector(of_weight), vector(of_bias)]
    }
}

/// `into = relu((rows - mean) scale + bias)`
struct NormaliseRows<'a> {
    mean: &'a [f32],
    scale: &'a [f32],
    bias: &'a [f32],
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
                value.relu().store(&mut into[start..end]);
            }
        }
    }
}

/// `into = ((gradient where output > 0) - offset - (x - mean) slope) scale`
struct InputGradientRows<'a> {
    gradient: &'a [f32],
    output: &'a [f32],
    x: &'a [f32],
    mean: &'a [f32],
    offset: &'a [f32],
    slope: &'a [f32],
    scale: &'a [f32],
    into: &'a mut [f32],
}

impl WithSimd for InputGradientRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let channels = self.mean.len();
        for (row, into) in self.into.chunks_exact_mut(channels).enumerate() {
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let at = |list: &[f32]| Lanes::load(simd, &list[start..end]);
                let in_row = |list: &[f32]| Lanes::load(simd, &list[row * channels + start..row * channels + end]);
                let gradient = in_row(self.gradient).where_positive(in_row(self.output));
                let centred = in_row(self.x) - at(self.mean);
                let value = (gradient - at(self.offset) - centred * at(self.slope)) * at(self.scale);
                value.store(&mut into[start..end]);
            }
        }
    }
}

/// What is summed over the rows.
#[derive(Clone, Copy)]
enum Term<'a> {
    Value,
    Square {
        centre: &'a [f32],
    },
    /// Values where the output is above 0.
    Active {
        output: &'a [f32],
    },
    /// Those, times `x - centre`.
    ActiveProduct {
        output: &'a [f32],
        x: &'a [f32],
        centre: &'a [f32],
    },
}

/// Sums over the rows of `values`, in one order whatever the threads.
fn column_sums(channels: usize, values: &[f32], term: Term) -> Vec<f32> {
    let chunk = rows_per_task(channels) * channels;
    let parts: Vec<Vec<f64>> = (0..values.len().div_ceil(chunk))
        .into_par_iter()
        .map(|task| {
            let range = task * chunk..(task * chunk + chunk).min(values.len());
            vectorised(SumRows { channels, values, range, term })
        })
        .collect();
    (0..channels).map(|channel| parts.iter().map(|part| part[channel]).sum::<f64>() as f32).collect()
}

struct SumRows<'a> {
    channels: usize,
    values: &'a [f32],
    range: Range<usize>,
    term: Term<'a>,
}

impl WithSimd for SumRows<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
        let Self { channels, values, range, term } = self;
        let mut sums = vec![0.0; channels];
        for first in range.clone().step_by(ROWS_TO_A_SUM * channels) {
            let last = (first + ROWS_TO_A_SUM * channels).min(range.end);
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let mut sum = Lanes::zero(simd);
                for row in (first..last).step_by(channels) {
                    let in_row = |list: &[f32]| Lanes::load(simd, &list[row + start..row + end]);
                    sum = sum + term.of(simd, in_row(values), in_row, start..end);
                }
                sum.add_to(&mut sums[start..end]);
            }
        }
        sums
    }
}

impl Term<'_> {
    #[inline(always)]
    fn of<S: Simd>(
        self,
        simd: S,
        value: Lanes<S>,
        in_row: impl Fn(&[f32]) -> Lanes<S>,
        channels: Range<usize>,
    ) -> Lanes<S> {
        match self {
            Self::Value => value,
            Self::Square { centre } => {
                let centred = value - Lanes::load(simd, &centre[channels]);
                centred * centred
            }
            Self::Active { output } => value.where_positive(in_row(output)),
            Self::ActiveProduct { output, x, centre } => {
                value.where_positive(in_row(output)) * (in_row(x) - Lanes::load(simd, &centre[channels]))
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

    #[test]
    fn by_the_batch_it_agrees_with_burns_operation() {
        for (seed, x) in [[2, 3, 4, 5], [8, 1, 1, 16], [3, 5, 2, 37]].into_iter().enumerate() {
            Compare { x, weight: [x[3]], bias: x[3], bound: 1e-5 }.run(
                &mut rng(seed as u64),
                |x, weight, bias| {
                    let statistics = BatchStatistics::of(x.clone());
                    batch_norm_relu(x, &statistics, weight, bias, EPSILON, true)
                },
                |x, weight, bias| {
                    let result = batch_norm_train(x.permute([0, 3, 1, 2]), weight, bias, f64::from(EPSILON));
                    relu(result.output.permute([0, 2, 3, 1]))
                },
            );
        }
    }

    #[test]
    fn by_given_statistics_it_is_a_scale_and_a_shift() {
        let given = || BatchStatistics {
            mean: Tensor::from_data([1f32, -2.0], &Default::default()),
            variance: Tensor::from_data([4f32, 0.25], &Default::default()),
        };
        Compare { x: [2, 3, 1, 2], weight: [2], bias: 2, bound: 1e-5 }.run(
            &mut rng(5),
            |x, weight, bias| batch_norm_relu(x, &given(), weight, bias, EPSILON, false),
            |x, weight, bias| {
                let BatchStatistics { mean, variance } = given();
                let scale = weight / (variance + EPSILON).sqrt();
                relu((x - mean.unsqueeze()) * scale.unsqueeze() + bias.unsqueeze())
            },
        );
    }
}
