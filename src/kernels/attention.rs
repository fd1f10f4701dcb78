//! Attention: what every position takes from the others.
//!
//! In one pass an image: burn's products and softmax write the weights of all positions five times over, 27 MB of them for 413
//! images, where a row of them is used at once and needed no more. The gradient makes them again.

use super::{
    columns::{Columns, product},
    scratch::zeros,
    simd::{Lanes, MOST_LANES, vectorised},
    tape::{Kernel, has_kernels, run_ternary, shape, tensor, values},
};
use burn::{
    backend::flex::FlexTensor,
    tensor::{Tensor, activation::softmax},
};
use pulp::{Simd, WithSimd};
use rayon::prelude::*;

/// softmax(query keyᵀ) value over the keys of each image: `[batch, queries, depth]`, `[batch, keys, depth]` and
/// `[batch, keys, channels]` to `[batch, queries, channels]`.
pub fn attention(query: Tensor<3>, key: Tensor<3>, value: Tensor<3>) -> Tensor<3> {
    if has_kernels(query.device()) {
        return run_ternary(Attention, query, key, value);
    }
    softmax(query.matmul(key.swap_dims(1, 2)), 2).matmul(value)
}

#[derive(Debug)]
struct Attention;

impl Kernel<3> for Attention {
    fn forward(&self, [query, key, value]: [&FlexTensor; 3]) -> FlexTensor {
        let [[batch, queries, depth], [_, keys, channels]] = [shape(query), shape(value)];
        let mut y = zeros(batch * queries * channels);
        let sizes = [queries * depth, keys * depth, keys * channels];
        y.par_chunks_exact_mut(queries * channels).enumerate().for_each(|(image, into)| {
            let [query, key, value] = part([query, key, value], sizes, image);
            vectorised(Forward { query, keys: &Columns::of(key, depth), values: &Columns::of(value, channels), into });
        });
        tensor(y, [batch, queries, channels])
    }

    fn backward(
        &self,
        [query, key, value]: [&FlexTensor; 3],
        _: &FlexTensor,
        gradient: FlexTensor,
        _: [bool; 3],
    ) -> [Option<FlexTensor>; 3] {
        let [[batch, queries, depth], [_, keys, channels]] = [shape(query), shape(value)];
        let sizes = [queries * depth, keys * depth, keys * channels];
        let mut found = sizes.map(|size| zeros(batch * size));
        let [of_query, of_key, of_value] = &mut found;
        let gradients = of_query.par_chunks_exact_mut(sizes[0]).zip(of_key.par_chunks_exact_mut(sizes[1]));
        let gradients = gradients.zip(of_value.par_chunks_exact_mut(sizes[2])).enumerate();
        let gradient = values(&gradient);
        gradients.for_each(|(image, ((of_query, of_key), of_value))| {
            let [query, key, value] = part([query, key, value], sizes, image);
            let (keys, values) = (&Columns::of(key, depth), &Columns::of(value, channels));
            let (mut of_keys, mut of_values) = (keys.zeros(), values.zeros());
            let gradient = &gradient[image * queries * channels..][..queries * channels];
            let into = [&mut of_keys, &mut of_values];
            vectorised(Backward { query, keys, values, gradient, of_query, into });
            of_keys.write_rows(of_key);
            of_values.write_rows(of_value);
        });
        let [of_query, of_key, of_value] = found;
        [
            Some(tensor(of_query, [batch, queries, depth])),
            Some(tensor(of_key, [batch, keys, depth])),
            Some(tensor(of_value, [batch, keys, channels])),
        ]
    }
}

/// The numbers of one image.
fn part(inputs: [&FlexTensor; 3], sizes: [usize; 3], image: usize) -> [&[f32]; 3] {
    std::array::from_fn(|input| &values(inputs[input])[image * sizes[input]..][..sizes[input]])
}

struct Forward<'a> {
    query: &'a [f32],
    keys: &'a Columns,
    values: &'a Columns,
    into: &'a mut [f32],
}

impl WithSimd for Forward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { query, keys, values, into } = self;
        let (depth, channels) = (keys.width(), values.width());
        let mut weights = vec![0.0; keys.rows()];
        for (query, into) in query.chunks_exact(depth).zip(into.chunks_exact_mut(channels)) {
            attend(simd, query, keys, &mut weights);
            values.products(simd, &weights, into);
        }
    }
}

struct Backward<'a> {
    query: &'a [f32],
    keys: &'a Columns,
    values: &'a Columns,
    gradient: &'a [f32],
    of_query: &'a mut [f32],
    /// The gradients of keys and values, zeros before.
    into: [&'a mut Columns; 2],
}

impl WithSimd for Backward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { query, keys, values, gradient, of_query, into: [of_keys, of_values] } = self;
        let (depth, channels) = (keys.width(), values.width());
        let (mut weights, mut slopes) = (vec![0.0; keys.rows()], vec![0.0; keys.rows()]);
        let queries = query.chunks_exact(depth).zip(of_query.chunks_exact_mut(depth));
        for ((query, of_query), gradient) in queries.zip(gradient.chunks_exact(channels)) {
            attend(simd, query, keys, &mut weights);
            of_values.add(simd, gradient, &weights);
            values.combine(simd, gradient, &mut slopes);
            // Of a softmax w with the gradient g the scores' gradient is w (g - w · g).
            let mean = Lanes::all(simd, product(simd, &weights, &slopes));
            for (slope, weight) in slopes.chunks_mut(Lanes::<S>::COUNT).zip(weights.chunks(Lanes::<S>::COUNT)) {
                (Lanes::load(simd, weight) * (Lanes::load(simd, slope) - mean)).store(slope);
            }
            keys.products(simd, &slopes, of_query);
            of_keys.add(simd, query, &slopes);
        }
    }
}

/// The softmax of a query's products with all keys.
#[inline(always)]
fn attend<S: Simd>(simd: S, query: &[f32], keys: &Columns, weights: &mut [f32]) {
    keys.combine(simd, query, weights);
    let largest = largest(simd, weights);
    let shift = Lanes::all(simd, largest);
    // A vector's places after the end of the weights are not stored, and zeros when they are loaded again.
    let mut sums = Lanes::zero(simd);
    for weights in weights.chunks_mut(Lanes::<S>::COUNT) {
        (Lanes::load(simd, weights) - shift).exp().store(weights);
        sums = sums + Lanes::load(simd, weights);
    }
    // What is no number is to stay none: the vectors' e^x would hide it.
    let factor = Lanes::all(simd, if largest.is_finite() { 1.0 / sums.sum() } else { f32::NAN });
    for weights in weights.chunks_mut(Lanes::<S>::COUNT) {
        (Lanes::load(simd, weights) * factor).store(weights);
    }
}

/// The largest number; NaN where there is one.
#[inline(always)]
fn largest<S: Simd>(simd: S, values: &[f32]) -> f32 {
    let whole = values.chunks_exact(Lanes::<S>::COUNT);
    let rest = whole.remainder();
    let mut lanes = Lanes::all(simd, f32::NEG_INFINITY);
    for values in whole {
        lanes = lanes.max(Lanes::load(simd, values));
    }
    let mut candidates = [f32::NEG_INFINITY; MOST_LANES];
    lanes.store(&mut candidates);
    let mut largest = f32::NEG_INFINITY;
    for &value in candidates.iter().chain(rest) {
        let hidden = value <= largest || largest.is_nan();
        largest = if hidden { largest } else { value };
    }
    largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::{
        reference::{Compare, rng},
        tape::without_kernels,
    };

    #[test]
    fn values_and_gradients_are_those_of_products_and_softmax() {
        for (seed, [batch, queries, keys, depth, channels]) in
            [[2, 9, 5, 1, 4], [3, 16, 16, 2, 3], [1, 64, 40, 8, 32], [2, 1, 1, 3, 1]].into_iter().enumerate()
        {
            let compare = Compare {
                x: [batch, queries, depth],
                weight: [batch, keys, depth],
                bias: batch * keys * channels,
                bound: 2e-6,
            };
            let shaped = |value: Tensor<1>| value.reshape([batch, keys, channels]);
            compare.run(
                &mut rng(seed as u64),
                |query, key, value| attention(query, key, shaped(value)),
                |query, key, value| without_kernels(|| attention(query, key, shaped(value))),
            );
        }
    }

    #[test]
    fn scores_far_apart_overflow_nowhere_and_what_is_no_number_stays_none() {
        let of = |query: f32, first: f32| {
            let tensor = |values: [[[f32; 1]; 2]; 1]| Tensor::<3>::from_data(values, &Default::default());
            let query = Tensor::<3>::from_data([[[query]]], &Default::default());
            attention(query, tensor([[[first], [-100.0]]]), tensor([[[3.0], [5.0]]])).into_scalar::<f32>()
        };
        assert_eq!([50.0, -50.0, 0.0].map(|query| of(query, 100.0)), [3.0, 5.0, 4.0]);
        assert!(of(f32::NAN, 1.0).is_nan() && of(f32::INFINITY, 1.0).is_nan() && of(1.0, f32::NAN).is_nan());
    }

    #[test]
    fn the_largest_of_any_number_of_scores() {
        struct Largest<'a>(&'a [f32]);
        impl WithSimd for Largest<'_> {
            type Output = f32;
            #[inline(always)]
            fn with_simd<S: Simd>(self, simd: S) -> f32 {
                largest(simd, self.0)
            }
        }
        for (count, place) in [(1, 0), (16, 3), (40, 39), (40, 17), (64, 0)] {
            let mut scores = vec![-5.0; count];
            scores[place] = -2.0;
            assert_eq!(vectorised(Largest(&scores)), -2.0, "{count} {place}");
            scores[place] = f32::NAN;
            assert!(vectorised(Largest(&scores)).is_nan(), "{count} {place}");
        }
    }
}
