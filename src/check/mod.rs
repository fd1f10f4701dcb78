//! A device held against the processor: what `noisyfer check` does where a GPU is new.
//!
//! Each [`Stage`] finds numbers, and by how much each may be off. What fails is reported and the rest goes on, so that one look at
//! a GPU tells everything that is wrong with it.

mod kernels;
mod methods;
mod parity;
mod resume;

use crate::{Error, Result, model::Precision};
use burn::tensor::Device;
use serde::Serialize;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    str::FromStr,
};

/// A part of the check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Every layer's arithmetic on random numbers, values and gradients.
    Kernels,
    /// Stored trajectories of an independent implementation in double precision.
    Parity,
    /// Every method and every encoder, some twenty steps of training.
    Methods,
    /// A checkpoint written on the device and gone on from on the processor.
    Resume,
}

impl Stage {
    /// Every stage, in the order of running, with its name on the command line.
    pub const ALL: [(&str, Self); 4] =
        [("kernels", Self::Kernels), ("parity", Self::Parity), ("methods", Self::Methods), ("resume", Self::Resume)];
}

impl FromStr for Stage {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        let names = Self::ALL.map(|(known, _)| known).join(", ");
        Ok(found.ok_or_else(|| Error::parameter("stage", format!("{name:?}"), format!("one of {names}")))?.1)
    }
}

/// A number that was compared.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Where it was found.
    pub stage: Stage,
    /// What was compared, such as `convolution 1024x256: gradient of weight`.
    pub name: String,
    /// How far off it is, relative to the largest number expected; `None` where it could not be computed.
    pub error: Option<f64>,
    /// The most that it may be off.
    pub bound: f64,
    /// Where the worst number stands, or why there is none.
    pub note: String,
}

impl Finding {
    /// Whether it is within its bound; what is NaN is not.
    pub fn holds(&self) -> bool {
        self.error.is_some_and(|error| error <= self.bound)
    }
}

/// What is checked.
#[derive(Clone, Debug)]
pub struct Check {
    /// The device that is held against the processor.
    pub device: Device,
    /// What its convolutions and linear layers multiply in.
    pub precision: Precision,
    /// The folder of the stored trajectories, for [`Stage::Parity`]: `<case>.losses.json` and the tensors beside it.
    pub fixtures: PathBuf,
}

impl Check {
    /// Runs a stage and tells each finding as it comes.
    ///
    /// # Errors
    /// Where the stage cannot begin, such as [`Error::Missing`] without stored trajectories. What fails on the device is a finding.
    pub fn run(&self, stage: Stage, tell: &mut dyn FnMut(Finding)) -> Result<()> {
        match stage {
            Stage::Kernels => kernels::check(self, tell),
            Stage::Parity => parity::check(self, tell)?,
            Stage::Methods => methods::check(self, tell)?,
            Stage::Resume => resume::check(self, tell)?,
        }
        Ok(())
    }

    /// By how much products in the device's numbers may be off, for one layer: operands keep 11 bits as TF32, 22 as two of them, 8 as
    /// bf16.
    fn product_bound(&self) -> f64 {
        match self.precision {
            Precision::Float32 => 2e-3,
            Precision::Exact => 2e-5,
            Precision::BFloat16 => 2e-2,
        }
    }
}

/// The larger of two errors; what is no number is larger than every number, where `f64::max` would lose it.
fn worse(one: f64, other: f64) -> f64 {
    if one.is_nan() || one > other { one } else { other }
}

/// Does `work`; a panic of the layers below is an error here.
fn guarded<R>(work: impl FnOnce() -> Result<R>) -> Result<R, String> {
    let in_words = |panic: Box<dyn Any + Send>| {
        let message = panic.downcast_ref::<String>().cloned();
        message.or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string())).unwrap_or("a panic".into())
    };
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(result) => result.map_err(|error| error.to_string()),
        Err(panic) => Err(in_words(panic)),
    }
}

/// The largest difference over the largest number expected; NaN where a number is none, and infinite for other lengths.
fn relative_error(found: &[f32], expected: &[f32]) -> f64 {
    if found.len() != expected.len() {
        return f64::INFINITY;
    }
    let (mut largest, mut worst) = (f64::MIN_POSITIVE, 0.0);
    for (&found, &expected) in found.iter().zip(expected) {
        let (found, expected) = (f64::from(found), f64::from(expected));
        if !(found.is_finite() && expected.is_finite()) {
            return f64::NAN;
        }
        largest = expected.abs().max(largest);
        worst = (found - expected).abs().max(worst);
    }
    worst / largest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_does_not_hold() {
        assert!((relative_error(&[1.0, 2.5], &[1.0, 2.0]) - 0.25).abs() < 1e-12);
        for error in [None, Some(f64::NAN), Some(0.2)] {
            let finding =
                Finding { stage: Stage::Kernels, name: String::new(), error, bound: 0.1, note: String::new() };
            assert!(!finding.holds(), "{error:?}");
        }
        assert!(worse(f64::NAN, 1.0).is_nan() && worse(1.0, f64::NAN).is_nan() && worse(1.0, 2.0) == 2.0);
        assert!(relative_error(&[1.0], &[f32::NAN]).is_nan());
        assert!(relative_error(&[f32::NAN], &[1.0]).is_nan() && relative_error(&[1.0], &[]).is_infinite());
    }

    #[test]
    fn a_panic_is_told() {
        assert_eq!(guarded::<()>(|| panic!("out of {}", "memory")).unwrap_err(), "out of memory");
        assert_eq!(guarded(|| Ok(3)).unwrap(), 3);
        assert!("speed".parse::<Stage>().unwrap_err().to_string().contains("kernels, parity, methods, resume"));
    }

    /// The processor against itself: each comparison runs and finds numbers. `scripts/test_gpu_check.py` runs the methods.
    #[test]
    fn stages_hold_on_the_processor() {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures").into();
        let check = Check { device: Device::flex(), precision: Precision::Float32, fixtures };
        for (name, stage) in Stage::ALL.into_iter().filter(|(_, stage)| *stage != Stage::Methods) {
            let mut findings = vec![];
            check.run(stage, &mut |finding| findings.push(finding)).unwrap();
            assert!(findings.len() >= 3, "{name}: {}", findings.len());
            for finding in findings {
                assert!(finding.holds(), "{name}: {finding:?}");
            }
        }
    }
}
