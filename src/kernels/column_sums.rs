//! Sums over the rows of a matrix, one for each column.

use super::{
    rows::{ROWS_TO_A_SUM, rows_per_task},
    simd::{Lanes, vectorised},
};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;
use std::ops::Range;

/// What is summed over the rows.
#[derive(Clone, Copy)]
pub enum Term<'a> {
    /// The numbers themselves.
    Value,
    /// The squares of their distances from `centre`, `[channels]`.
    Square { centre: &'a [f32] },
}

/// Sums over the rows of `values` `[rows, channels]`, in one order whatever the threads.
pub fn column_sums(channels: usize, values: &[f32], term: Term) -> Vec<f32> {
    let chunk = rows_per_task(channels) * channels;
    let parts: Vec<Vec<f64>> = (0..values.len().div_ceil(chunk))
        .into_par_iter()
        .map(|task| {
            let range = task * chunk..(task * chunk + chunk).min(values.len());
            vectorised(SumRows { channels, values, range, term })
        })
        .collect();
    sum_of_parts(channels, parts.iter())
}

/// Adds up what tasks summed, in their order.
pub fn sum_of_parts<'a>(channels: usize, parts: impl Iterator<Item = &'a Vec<f64>>) -> Vec<f32> {
    let mut sums = vec![0.0; channels];
    for part in parts {
        sums.iter_mut().zip(part).for_each(|(sum, value)| *sum += value);
    }
    sums.into_iter().map(|sum| sum as f32).collect()
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
                    sum = sum + term.of(simd, Lanes::load(simd, &values[row + start..row + end]), start..end);
                }
                sum.add_to(&mut sums[start..end]);
            }
        }
        sums
    }
}

impl Term<'_> {
    #[inline(always)]
    fn of<S: Simd>(self, simd: S, value: Lanes<S>, channels: Range<usize>) -> Lanes<S> {
        match self {
            Self::Value => value,
            Self::Square { centre } => {
                let centred = value - Lanes::load(simd, &centre[channels]);
                centred * centred
            }
        }
    }
}
