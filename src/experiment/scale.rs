//! How much of an experiment is run.

use crate::{Error, Result, Seed};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The size of an experiment: images, width, epochs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Seconds: shows that everything runs, says nothing about the methods.
    Smoke,
    /// A minute or two a training on a laptop's processor: a subset of the images, and a small network.
    #[default]
    Laptop,
    /// About ten minutes a training on two cores of a processor: all images of CIFAR-10.
    Workstation,
    /// The paper's: all images, VGG-16 of width 64. Takes a GPU, or days.
    Paper,
}

impl Scale {
    /// The scale that the environment variable `NOISYFER_SCALE` names, else [`Scale::Laptop`].
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown name.
    pub fn from_environment() -> Result<Self> {
        std::env::var("NOISYFER_SCALE").map_or(Ok(Self::default()), |name| name.parse())
    }

    /// The seeds to train with: three, which is the least for a claim about methods, or one at smoke scale.
    pub fn seeds(self) -> Vec<Seed> {
        let count = if self == Self::Smoke { 1 } else { 3 };
        (0..count).map(Seed).collect()
    }
}

impl FromStr for Scale {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "smoke" => Ok(Self::Smoke),
            "laptop" => Ok(Self::Laptop),
            "workstation" => Ok(Self::Workstation),
            "paper" => Ok(Self::Paper),
            _ => Err(Error::parameter("scale", format!("{name:?}"), "smoke, laptop, workstation or paper")),
        }
    }
}
