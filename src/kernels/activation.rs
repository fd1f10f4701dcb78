//! What follows a normalisation: nothing, ReLU, or GELU.

use super::simd::Lanes;
use burn::tensor::{Tensor, activation};
use pulp::Simd;
use std::f64::consts::SQRT_2;

/// A function of every number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activation {
    /// x
    Identity,
    /// max(x, 0)
    Relu,
    /// x Φ(x), Φ the normal distribution's (Hendrycks and Gimpel 2016), exactly: not its approximation by tanh.
    Gelu,
}

impl Activation {
    /// In burn's operations.
    pub fn generic<const D: usize>(self, x: Tensor<D>) -> Tensor<D> {
        match self {
            Self::Identity => x,
            Self::Relu => activation::relu(x),
            // Not burn's own, whose gradient is that of the approximation by tanh: 8e-4 off.
            Self::Gelu => x.clone() * ((x / SQRT_2).erf() + 1.0) * 0.5,
        }
    }

    #[inline(always)]
    pub fn apply<S: Simd>(self, simd: S, x: Lanes<S>) -> Lanes<S> {
        match self {
            Self::Identity => x,
            Self::Relu => x.relu(),
            Self::Gelu => x * normal(simd, x)[0],
        }
    }

    /// `gradient` times the function's slope at `x`.
    #[inline(always)]
    pub fn through<S: Simd>(self, simd: S, gradient: Lanes<S>, x: Lanes<S>) -> Lanes<S> {
        match self {
            Self::Identity => gradient,
            Self::Relu => gradient.where_positive(x),
            Self::Gelu => {
                let [distribution, density] = normal(simd, x);
                gradient * x.times_plus(density, distribution)
            }
        }
    }
}

/// The normal distribution's Φ, within 2e-7, and its density at `x`.
///
/// By 7.1.26 of Abramowitz and Stegun: of the numbers beyond z = |x| / √2 there is a share of polynomial(1 / (1 + p z)) e^(-z²),
/// halved, on either side.
#[inline(always)]
fn normal<S: Simd>(simd: S, x: Lanes<S>) -> [Lanes<S>; 2] {
    const P: f32 = 0.327_591_1 * std::f32::consts::FRAC_1_SQRT_2;
    const HALVED: [f32; 5] = [0.530_702_7, -0.726_576, 0.710_706_9, -0.142_248_37, 0.127_414_8];
    let one = Lanes::all(simd, 1.0);
    let bell = (x * x * -0.5).exp();
    let t = one / x.abs().times_plus(Lanes::all(simd, P), one);
    let mut tail = Lanes::all(simd, HALVED[0]);
    for coefficient in &HALVED[1..] {
        tail = tail.times_plus_all(t, *coefficient);
    }
    let tail = tail * t * bell;
    /// 1 / √(2π)
    const PEAK: f32 = 0.398_942_3;
    [x.choose(one - tail, tail), bell * PEAK]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernels::simd::vectorised;
    use pulp::WithSimd;

    /// Function and slope at every number.
    struct Table<'a> {
        at: &'a [f32],
        into: &'a mut [[f32; 2]],
    }

    impl WithSimd for Table<'_> {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            for (x, into) in self.at.iter().zip(self.into) {
                let x = Lanes::all(simd, *x);
                let mut first = [0.0; 16];
                Activation::Gelu.apply(simd, x).store(&mut first);
                into[0] = first[0];
                Activation::Gelu.through(simd, Lanes::all(simd, 1.0), x).store(&mut first);
                into[1] = first[0];
            }
        }
    }

    /// The largest of every pair, and the activations of the first.
    struct Hidden([f32; 2], [f32; 3]);

    impl WithSimd for &mut Hidden {
        type Output = ();

        #[inline(always)]
        fn with_simd<S: Simd>(self, simd: S) {
            let [first, second] = self.0.map(|value| Lanes::all(simd, value));
            let all = [first.max(second), Activation::Relu.apply(simd, first), Activation::Gelu.apply(simd, first)];
            for (lanes, into) in all.into_iter().zip(&mut self.1) {
                let mut values = [0.0; 16];
                lanes.store(&mut values);
                *into = values[0];
            }
        }
    }

    #[test]
    fn what_is_no_number_is_not_hidden() {
        let of = |first, second| {
            let mut hidden = Hidden([first, second], [0.0; 3]);
            vectorised(&mut hidden);
            hidden.1
        };
        assert!(of(f32::NAN, 1.0).iter().all(|value| value.is_nan()));
        assert!(of(1.0, f32::NAN)[0].is_nan());
        assert_eq!(of(-2.0, 3.0)[..2], [3.0, 0.0]);
        assert_eq!(of(2.0, -3.0)[..2], [2.0, 2.0]);
    }

    #[test]
    fn gelu_is_burns_and_its_slope_that_of_its_values() {
        let at: Vec<f32> = (-1200..1200).map(|step| step as f32 / 100.0).collect();
        let mut found = vec![[0.0; 2]; at.len()];
        vectorised(Table { at: &at, into: &mut found });
        let x = Tensor::<1>::from_data(at.as_slice(), &Default::default());
        let expected: Vec<f32> = Activation::Gelu.generic(x).into_data().iter::<f32>().collect();
        for (index, ([value, _], expected)) in found.iter().zip(&expected).enumerate() {
            assert!((value - expected).abs() < 1e-6, "{value} instead of {expected} at {}", at[index]);
        }
        for (index, neighbours) in found.windows(3).enumerate() {
            let slope = (f64::from(neighbours[2][0]) - f64::from(neighbours[0][0])) / 0.02;
            assert!((slope - f64::from(neighbours[1][1])).abs() < 1e-4, "at {}", at[index + 1]);
        }
    }
}
