//! Vectors of the kind that the machine has, up to AVX2.
//!
//! AVX-512 is left to the matrix products, in the crate gemm: compiled for it, what is here became scattered loads and
//! stores, and a training step took a quarter more of the processor's time (EPYC, Zen 4).

use std::{
    ops::{Add, Mul, Sub},
    sync::LazyLock,
};

/// How many numbers are computed at once: two AVX2 registers.
pub const LANES: usize = 16;

/// Numbers of neighbouring channels.
#[derive(Clone, Copy)]
pub struct Lanes([f32; LANES]);

impl Lanes {
    pub const ZERO: Self = Self([0.0; LANES]);

    /// The first `LANES` of `values`, zeros after its end.
    #[inline(always)]
    pub fn load(values: &[f32]) -> Self {
        match values.first_chunk() {
            Some(&lanes) => Self(lanes),
            None => {
                let mut lanes = [0.0; LANES];
                lanes[..values.len()].copy_from_slice(values);
                Self(lanes)
            }
        }
    }

    /// Into the first `LANES` of `values`, cut at its end.
    #[inline(always)]
    pub fn store(self, values: &mut [f32]) {
        match values.first_chunk_mut() {
            Some(lanes) => *lanes = self.0,
            None => values.copy_from_slice(&self.0[..values.len()]),
        }
    }

    #[inline(always)]
    fn zip(self, other: Self, op: impl Fn(f32, f32) -> f32) -> Self {
        let mut result = self;
        for (value, other) in result.0.iter_mut().zip(&other.0) {
            *value = op(*value, *other);
        }
        result
    }

    #[inline(always)]
    fn map(self, op: impl Fn(f32) -> f32) -> Self {
        let mut result = self;
        for value in &mut result.0 {
            *value = op(*value);
        }
        result
    }

    /// These numbers where the other's are above 0, zero elsewhere.
    #[inline(always)]
    pub fn where_positive(self, other: Self) -> Self {
        self.zip(other, |value, other| if other > 0.0 { value } else { 0.0 })
    }

    /// The larger of each pair.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, f32::max)
    }

    /// Added to sums in double precision.
    #[inline(always)]
    pub fn add_to(self, sums: &mut [f64]) {
        for (sum, value) in sums.iter_mut().zip(&self.0) {
            *sum += f64::from(*value);
        }
    }

    /// The sum of all, in one order on every machine.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        self.0.iter().sum()
    }

    /// Every number below 0 becomes 0.
    #[inline(always)]
    pub fn relu(self) -> Self {
        self.map(|value| value.max(0.0))
    }
}

impl Add for Lanes {
    type Output = Self;
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
}

impl Sub for Lanes {
    type Output = Self;
    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
}

impl Mul for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }
}

impl Mul<f32> for Lanes {
    type Output = Self;
    #[inline(always)]
    fn mul(self, factor: f32) -> Self {
        self.map(|value| value * factor)
    }
}

/// Work that is compiled once for each instruction set.
pub trait Vectorised {
    type Output;
    /// The work itself: to be `#[inline(always)]`, as everything that it calls.
    fn run(self) -> Self::Output;
}

/// The instruction sets that code is made for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum InstructionSet {
    /// What every machine of the architecture has.
    Common,
    Avx2,
}

/// Does `work` as the machine's best instruction set has it.
pub fn vectorised<W: Vectorised>(work: W) -> W::Output {
    match *BEST {
        InstructionSet::Common => work.run(),
        // SAFETY: the machine has what was detected.
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 => unsafe { avx2(work) },
        #[cfg(not(target_arch = "x86_64"))]
        _ => work.run(),
    }
}

/// The best set that the machine has; `NOISYFER_INSTRUCTIONS=common` forbids AVX2.
static BEST: LazyLock<InstructionSet> = LazyLock::new(|| {
    #[cfg(target_arch = "x86_64")]
    {
        let allowed = std::env::var_os("NOISYFER_INSTRUCTIONS").is_none_or(|named| named != "common");
        if allowed && is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            return InstructionSet::Avx2;
        }
    }
    InstructionSet::Common
});

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2<W: Vectorised>(work: W) -> W::Output {
    work.run()
}
