//! What every layer does to its sums, and how that is undone for the gradient.
//!
//! A layer's output, as rows of channels, is `activation(sums / σ + bias)`. Under spectral norm σ differs between the equal
//! parts of the batch that were given together (real and drawn images, say), each with its own power iteration.

use super::{
    scratch::Scratch,
    simd::{Lanes, vectorised},
    spectral::NormValues,
};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// Sums become outputs: `scale` of the part of the batch, plus bias, then perhaps ReLU.
#[derive(Clone, Copy)]
pub struct Finish<'a> {
    /// One factor per equal part of the batch; empty: 1.
    pub scales: &'a [f32],
    /// One number per output channel.
    pub bias: &'a [f32],
    pub relu: bool,
}

impl Finish<'_> {
    #[inline(always)]
    pub fn scale(&self, row: usize, rows: usize) -> f32 {
        match self.scales {
            [] => 1.0,
            scales => scales[row * scales.len() / rows],
        }
    }

    /// `sums` of the channels from `channel` on.
    #[inline(always)]
    pub fn apply<S: Simd>(&self, simd: S, sums: Lanes<S>, scale: f32, channel: usize) -> Lanes<S> {
        let value = sums * scale + Lanes::load(simd, &self.bias[channel..]);
        if self.relu { value.relu() } else { value }
    }

    /// All of `values`, rows of channels.
    pub fn apply_to_rows(&self, values: &mut [f32]) {
        let channels = self.bias.len();
        let rows = values.len() / channels;
        let step = rows_per_task(channels);
        values.par_chunks_mut(step * channels).enumerate().for_each(|(task, values)| {
            vectorised(FinishRows { finish: *self, first: task * step, rows, values });
        });
    }
}

/// Enough rows to be worth a task; the same on every machine, so that sums over tasks are too.
pub fn rows_per_task(channels: usize) -> usize {
    (1 << 15) / channels.max(1) + 1
}

struct FinishRows<'a> {
    finish: Finish<'a>,
    first: usize,
    rows: usize,
    values: &'a mut [f32],
}

impl WithSimd for FinishRows<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let channels = self.finish.bias.len();
        for (row, values) in self.values.chunks_exact_mut(channels).enumerate() {
            let scale = self.finish.scale(self.first + row, self.rows);
            for (block, values) in values.chunks_mut(Lanes::<S>::COUNT).enumerate() {
                self.finish.apply(simd, Lanes::load(simd, values), scale, block * Lanes::<S>::COUNT).store(values);
            }
        }
    }
}

/// What the gradient of a layer's output says about everything but its sums' own inputs.
#[derive(Default)]
pub struct Unfinished {
    /// The gradient of the bias.
    pub bias: Vec<f32>,
    /// For each part of the batch Σ gradient · (output - bias): how the loss depends on 1 / σ.
    pub dots: Vec<f32>,
}

/// Turns the gradient of the outputs into that of the sums, in place.
pub fn unfinish(finish: Finish, output: &[f32], gradient: &mut [f32]) -> Unfinished {
    let channels = finish.bias.len();
    let parts = finish.scales.len().max(1);
    let part = gradient.len() / parts;
    let chunk = rows_per_task(channels) * channels;
    let (mut bias, mut dots) = (vec![0.0; channels], vec![]);
    for (index, (gradient, output)) in gradient.chunks_mut(part).zip(output.chunks(part)).enumerate() {
        let scale = finish.scales.get(index).copied().unwrap_or(1.0);
        let sums: Vec<_> = gradient
            .par_chunks_mut(chunk)
            .zip(output.par_chunks(chunk))
            .map(|(gradient, output)| vectorised(UnfinishRows { finish, scale, output, gradient }))
            .collect();
        // In order, so that the sum does not depend on the threads.
        for (part, _) in &sums {
            bias.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
        }
        dots.push(sums.iter().map(|(_, dot)| dot).sum::<f64>() as f32);
    }
    Unfinished { bias: bias.into_iter().map(|sum| sum as f32).collect(), dots }
}

/// Rows that are summed in single precision before they go into a sum in double precision.
pub const ROWS_TO_A_SUM: usize = 32;

struct UnfinishRows<'a> {
    finish: Finish<'a>,
    scale: f32,
    output: &'a [f32],
    gradient: &'a mut [f32],
}

impl WithSimd for UnfinishRows<'_> {
    type Output = (Vec<f64>, f64);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (Vec<f64>, f64) {
        let Self { finish, scale, output, gradient } = self;
        let channels = finish.bias.len();
        let (mut bias, mut dot) = (vec![0.0; channels], 0.0);
        let block = ROWS_TO_A_SUM * channels;
        for (gradient, output) in gradient.chunks_mut(block).zip(output.chunks(block)) {
            for start in (0..channels).step_by(Lanes::<S>::COUNT) {
                let end = (start + Lanes::<S>::COUNT).min(channels);
                let offset = Lanes::load(simd, &finish.bias[start..end]);
                let (mut of_bias, mut of_scale) = (Lanes::zero(simd), Lanes::zero(simd));
                for (gradient, output) in gradient.chunks_exact_mut(channels).zip(output.chunks_exact(channels)) {
                    let y = Lanes::load(simd, &output[start..end]);
                    let g = Lanes::load(simd, &gradient[start..end]);
                    let g = if finish.relu { g.where_positive(y) } else { g };
                    of_bias = of_bias + g;
                    of_scale = of_scale + g * (y - offset);
                    (g * scale).store(&mut gradient[start..end]);
                }
                of_bias.add_to(&mut bias[start..end]);
                dot += f64::from(of_scale.sum());
            }
        }
        (bias, dot)
    }
}

/// The part of a weight's gradient that comes through σ: for every part of the batch -dot / σ u vᵀ.
#[derive(Clone, Copy)]
pub struct ThroughNorms<'a> {
    pub norms: &'a [NormValues],
    /// As [`unfinish`] found them.
    pub dots: &'a [f32],
}

impl ThroughNorms<'_> {
    /// The factor of `v` in one row of the weight, for each norm.
    pub fn factors(&self, row: usize) -> impl Iterator<Item = (f32, &[f32])> {
        self.norms.iter().zip(self.dots).map(move |(norm, dot)| (-dot / norm.sigma * norm.u[row], norm.v.as_slice()))
    }

    pub fn add_to(&self, row: usize, values: &mut [f32]) {
        for (factor, v) in self.factors(row) {
            vectorised(AddScaled { factor, other: v, values });
        }
    }

    /// To all rows of a weight.
    pub fn add_to_all(&self, weight: &mut [f32]) {
        if let Some(norm) = self.norms.first() {
            let rows = weight.par_chunks_exact_mut(norm.v.len()).enumerate();
            rows.for_each(|(row, values)| self.add_to(row, values));
        }
    }
}

/// `values += factor other`
pub struct AddScaled<'a> {
    pub factor: f32,
    pub other: &'a [f32],
    pub values: &'a mut [f32],
}

impl WithSimd for AddScaled<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        for (values, other) in self.values.chunks_mut(Lanes::<S>::COUNT).zip(self.other.chunks(Lanes::<S>::COUNT)) {
            (Lanes::load(simd, values) + Lanes::load(simd, other) * self.factor).store(values);
        }
    }
}

/// `[…, a, b]` as `[…, b, a]`.
pub fn swap_inner(from: &[f32], a: usize, b: usize) -> Scratch {
    let mut into = Scratch::take(from.len());
    swap_inner_into(from, a, b, &mut into);
    into
}

/// [`swap_inner`] into memory that is there.
pub fn swap_inner_into(from: &[f32], a: usize, b: usize, into: &mut [f32]) {
    /// Small enough that both sides of a block stay in the nearest cache.
    const BLOCK: usize = 64;
    into.par_chunks_exact_mut(a * b).zip(from.par_chunks_exact(a * b)).for_each(|(into, from)| {
        for first in (0..a).step_by(BLOCK) {
            for column in 0..b {
                let row = &mut into[column * a..][first..(first + BLOCK).min(a)];
                for (value, from) in row.iter_mut().zip(from[first * b..].chunks_exact(b)) {
                    *value = from[column];
                }
            }
        }
    });
}
