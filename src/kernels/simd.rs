//! Vectors of the kind that the machine has, by the crate pulp: AVX-512, AVX2 or what every machine has.
//!
//! Vectors are named, not left to the compiler: from loops over arrays it made shuffles, gathers and copies of tiles.

use pulp::{Scalar256b, Simd, WithSimd, bytemuck};
use std::{
    ops::{Add, Div, Mul, Neg, Sub},
    sync::LazyLock,
};

/// The most numbers that a vector has on any machine.
pub const MOST_LANES: usize = 16;

/// A vector of numbers of neighbouring channels.
#[derive(Clone, Copy)]
pub struct Lanes<S: Simd> {
    simd: S,
    values: S::f32s,
}

impl<S: Simd> Lanes<S> {
    /// 16, 8, …
    pub const COUNT: usize = S::F32_LANES;

    /// `value` in every place.
    #[inline(always)]
    pub fn all(simd: S, value: f32) -> Self {
        Self { simd, values: simd.splat_f32s(value) }
    }

    #[inline(always)]
    pub fn zero(simd: S) -> Self {
        Self::all(simd, 0.0)
    }

    /// The first `COUNT` of `values`, zeros after its end.
    #[inline(always)]
    pub fn load(simd: S, values: &[f32]) -> Self {
        let values = match values.get(..Self::COUNT) {
            Some(whole) => bytemuck::pod_read_unaligned(bytemuck::cast_slice(whole)),
            None => simd.partial_load_f32s(values),
        };
        Self { simd, values }
    }

    /// The first `COUNT` of `bytes`.
    #[inline(always)]
    pub fn from_bytes(simd: S, bytes: &[u8]) -> Self {
        let mut values = [0.0; MOST_LANES];
        for (value, &byte) in values.iter_mut().zip(&bytes[..Self::COUNT]) {
            *value = f32::from(byte);
        }
        Self::load(simd, &values)
    }

    /// Into the first `COUNT` of `into`, cut at its end.
    #[inline(always)]
    pub fn store(self, into: &mut [f32]) {
        match into.get_mut(..Self::COUNT) {
            Some(whole) => bytemuck::cast_slice_mut(whole).copy_from_slice(bytemuck::bytes_of(&self.values)),
            None => self.simd.partial_store_f32s(into, self.values),
        }
    }

    #[inline(always)]
    fn with(self, values: S::f32s) -> Self {
        Self { values, ..self }
    }

    /// These numbers where the other's are above 0, zero elsewhere.
    #[inline(always)]
    pub fn where_positive(self, other: Self) -> Self {
        other.choose(self, Self::zero(self.simd))
    }

    /// These numbers where `a` and `b` are equal, those of `other` elsewhere.
    #[inline(always)]
    pub fn where_equal(self, a: Self, b: Self, other: Self) -> Self {
        let equal = self.simd.equal_f32s(a.values, b.values);
        self.with(self.simd.select_f32s(equal, self.values, other.values))
    }

    /// The larger of each pair; NaN where either is NaN, which the processor's own maximum would hide.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        let larger = self.simd.greater_than_f32s(self.values, other.values);
        let larger = self.with(self.simd.select_f32s(larger, self.values, other.values));
        larger.where_equal(self, self, self)
    }

    /// `a` where these numbers are above 0, `b` elsewhere.
    #[inline(always)]
    pub fn choose(self, a: Self, b: Self) -> Self {
        let positive = self.simd.greater_than_f32s(self.values, self.simd.splat_f32s(0.0));
        self.with(self.simd.select_f32s(positive, a.values, b.values))
    }

    /// Every number below 0 becomes 0; NaN stays.
    #[inline(always)]
    pub fn relu(self) -> Self {
        let zero = Self::zero(self.simd);
        let negative = self.simd.greater_than_f32s(zero.values, self.values);
        self.with(self.simd.select_f32s(negative, zero.values, self.values))
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        self.with(self.simd.abs_f32s(self.values))
    }

    /// These numbers times `factor` plus `offset`.
    #[inline(always)]
    pub fn times_plus(self, factor: Self, offset: Self) -> Self {
        self.with(self.simd.mul_add_e_f32s(self.values, factor.values, offset.values))
    }

    /// These numbers times `factor` plus a constant.
    #[inline(always)]
    pub fn times_plus_all(self, factor: Self, offset: f32) -> Self {
        self.times_plus(factor, Self::all(self.simd, offset))
    }

    /// e to the power of these numbers, within 2e-7 of itself; they are to be at most 80, and below -87 it is that of -87.
    ///
    /// e^x = 2^n e^r with n the whole number nearest to x / ln 2: n goes into the exponent's bits, e^r is its Taylor polynomial.
    #[inline(always)]
    pub fn exp(self) -> Self {
        /// Added to a number below 2^22 in size it leaves the nearest whole number in the lowest bits.
        const ROUND: f32 = 12_582_912.0;
        /// ln 2 as a number of few digits, whose multiples are exact, and the rest.
        const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
        let simd = self.simd;
        let x = self.with(simd.max_f32s(self.values, simd.splat_f32s(-87.0)));
        let shifted = x.times_plus_all(Self::all(simd, std::f32::consts::LOG2_E), ROUND);
        let whole = shifted - Self::all(simd, ROUND);
        let rest = whole.times_plus(Self::all(simd, -LN_2[0]), x);
        let rest = whole.times_plus(Self::all(simd, -LN_2[1]), rest);
        let mut power = Self::all(simd, 1.0 / 720.0);
        for coefficient in [1.0 / 120.0, 1.0 / 24.0, 1.0 / 6.0, 0.5, 1.0, 1.0] {
            power = power.times_plus_all(rest, coefficient);
        }
        let exponent = simd.transmute_u32s_f32s(shifted.values);
        let exponent = simd.add_u32s(exponent, simd.splat_u32s(127u32.wrapping_sub(ROUND.to_bits())));
        let scale = simd.wrapping_dyn_shl_u32s(exponent, simd.splat_u32s(23));
        power * self.with(simd.transmute_f32s_u32s(scale))
    }

    #[inline(always)]
    pub fn sqrt(self) -> Self {
        self.with(self.simd.sqrt_f32s(self.values))
    }

    /// Added to sums in double precision.
    #[inline(always)]
    pub fn add_to(self, sums: &mut [f64]) {
        let mut values = [0.0; MOST_LANES];
        self.store(&mut values);
        for (sum, value) in sums.iter_mut().zip(&values[..Self::COUNT]) {
            *sum += f64::from(*value);
        }
    }

    /// The sum of all.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        self.simd.reduce_sum_f32s(self.values)
    }
}

impl<S: Simd> Add for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(self.simd.add_f32s(self.values, other.values))
    }
}

impl<S: Simd> Sub for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(self.simd.sub_f32s(self.values, other.values))
    }
}

impl<S: Simd> Neg for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.with(self.simd.neg_f32s(self.values))
    }
}

impl<S: Simd> Mul for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.with(self.simd.mul_f32s(self.values, other.values))
    }
}

impl<S: Simd> Div for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn div(self, divisor: Self) -> Self {
        self.with(self.simd.div_f32s(self.values, divisor.values))
    }
}

impl<S: Simd> Mul<f32> for Lanes<S> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: f32) -> Self {
        self * Self::all(self.simd, factor)
    }
}

/// The instruction sets that work is compiled for.
enum InstructionSet {
    /// What every machine of the architecture has.
    Common,
    #[cfg(target_arch = "x86_64")]
    Avx2(pulp::x86::V3),
    #[cfg(target_arch = "x86_64")]
    Avx512(pulp::x86::V4),
}

/// Does `work` with the machine's best vectors. Its `with_simd` is to be `#[inline(always)]`, as everything that it calls.
pub fn vectorised<W: WithSimd>(work: W) -> W::Output {
    match *BEST {
        InstructionSet::Common => work.with_simd(Scalar256b),
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2(simd) => Simd::vectorize(simd, work),
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512(simd) => Simd::vectorize(simd, work),
    }
}

/// The best set that the machine has and the variable `NOISYFER_INSTRUCTIONS` allows: `common`, `avx2` or, by default, any.
static BEST: LazyLock<InstructionSet> = LazyLock::new(|| {
    #[cfg(target_arch = "x86_64")]
    {
        let limit = std::env::var("NOISYFER_INSTRUCTIONS").unwrap_or_default();
        if let ("", Some(simd)) = (&*limit, pulp::x86::V4::try_new()) {
            return InstructionSet::Avx512(simd);
        }
        if let ("" | "avx2", Some(simd)) = (&*limit, pulp::x86::V3::try_new()) {
            return InstructionSet::Avx2(simd);
        }
    }
    InstructionSet::Common
});
