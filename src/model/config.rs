//! The sizes of the networks.

use crate::{Error, Result, labels::LabelHead};
use serde::{Deserialize, Serialize};

/// The sizes that all networks share. The label heads come from the experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// Width and height of the images, in pixels: 32, 64 or 128.
    pub side: usize,
    /// Channels of the first convolution; every other width is a multiple of it. 64 is the paper's; any multiple of 8.
    pub base_width: usize,
    /// Width of the encoder's two hidden linear layers: 512 for CIFAR-10, 500 for faces.
    pub hidden: usize,
    /// Dimensions of the latent z0.
    pub noise: usize,
    /// Probability with which a hidden unit is dropped, in [0, 1).
    pub dropout: f64,
}

impl Default for ModelConfig {
    /// The paper's CIFAR-10 network.
    fn default() -> Self {
        Self { side: 32, base_width: 64, hidden: 512, noise: 100, dropout: 0.5 }
    }
}

impl ModelConfig {
    /// The paper's network for aligned faces of 64 x 64 pixels.
    pub fn faces() -> Self {
        Self { side: 64, hidden: 500, ..Self::default() }
    }

    /// Checks the sizes and the heads, so that building the networks can't fail.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first bad one.
    pub fn validate(&self, heads: &[LabelHead]) -> Result<()> {
        let check = |good: bool, name: &str, found: String, expected: &str| {
            if good { Ok(()) } else { Err(Error::parameter(name, found, expected)) }
        };
        check([32, 64, 128].contains(&self.side), "side", self.side.to_string(), "32, 64 or 128")?;
        let width = self.base_width;
        check(width > 0 && width.is_multiple_of(8), "base_width", width.to_string(), "a positive multiple of 8")?;
        check(self.hidden > 0, "hidden", self.hidden.to_string(), "at least 1")?;
        check(self.noise > 0, "noise", self.noise.to_string(), "at least 1")?;
        check((0.0..1.0).contains(&self.dropout), "dropout", self.dropout.to_string(), "in [0, 1)")?;
        check(!heads.is_empty(), "the number of label heads", "0".into(), "at least 1")?;
        heads.iter().try_for_each(LabelHead::validate)
    }
}
