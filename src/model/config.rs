//! The sizes of the networks.

use super::Architecture;
use crate::{Error, Result, labels::LabelHead};
use serde::{Deserialize, Serialize};

/// The sizes that all networks share. The label heads come from the experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelConfig {
    /// What makes features of an image.
    #[serde(default)]
    pub encoder: Architecture,
    /// Width and height of the images, in pixels: 32, 64 or 128.
    pub side: usize,
    /// Channels of the first convolution; every other width is a multiple of it. 64 is the paper's; any multiple of 8.
    pub base_width: usize,
    /// Channels of the three groups of [`Architecture::Fast`]: 32, 64, 64 on a laptop, 64, 256, 256 as published.
    #[serde(default = "widths")]
    pub widths: [usize; 3],
    /// Channels of the narrowest layers of decoder and discriminators, whose other widths are multiples of it: a positive multiple
    /// of 8. `None`, as published: [`base_width`](Self::base_width). At the same width an adversarial step costs several times
    /// what the encoder's own does (docs/performance.md), so that a stronger encoder may be worth narrow adversaries.
    #[serde(default)]
    pub adversarial_width: Option<usize>,
    /// Width of the encoder's two hidden linear layers: 512 for CIFAR-10, 500 for faces.
    pub hidden: usize,
    /// Dimensions of the latent z0.
    #[serde(alias = "noise")]
    pub latent: usize,
    /// Probability with which a hidden unit is dropped, in [0, 1).
    pub dropout: f64,
}

fn widths() -> [usize; 3] {
    [32, 64, 64]
}

impl Default for ModelConfig {
    /// The paper's CIFAR-10 network.
    fn default() -> Self {
        Self {
            encoder: Architecture::Vgg16,
            side: 32,
            base_width: 64,
            widths: widths(),
            adversarial_width: None,
            hidden: 512,
            latent: 100,
            dropout: 0.5,
        }
    }
}

impl ModelConfig {
    /// The paper's network for aligned faces of 64 x 64 pixels.
    pub fn faces() -> Self {
        Self { side: 64, hidden: 500, ..Self::default() }
    }

    /// The encoder and its widths, for people.
    pub(crate) fn encoder_text(&self) -> String {
        match self.encoder {
            Architecture::Fast => {
                let [first, second, third] = self.widths;
                format!("{}, widths {first}, {second}, {third}", self.encoder)
            }
            Architecture::Vgg16 | Architecture::ResNet18 => format!("{}, base width {}", self.encoder, self.base_width),
        }
    }

    /// The widths of the layers whose units are dropped in training; none without dropout.
    pub(crate) fn dropout_widths(&self) -> Vec<usize> {
        if self.dropout > 0.0 { self.encoder.dropout_widths(self) } else { vec![] }
    }

    /// Channels of the narrowest layers of decoder and discriminators.
    pub(crate) fn adversarial_base_width(&self) -> usize {
        self.adversarial_width.unwrap_or(self.base_width)
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
        for (name, width) in [("base_width", self.base_width), ("adversarial_width", self.adversarial_base_width())] {
            check(width > 0 && width.is_multiple_of(8), name, width.to_string(), "a positive multiple of 8")?;
        }
        let widths = || format!("{:?}", self.widths);
        check(self.widths.iter().all(|&width| width > 0), "widths", widths(), "three numbers of at least 1")?;
        check(self.hidden > 0, "hidden", self.hidden.to_string(), "at least 1")?;
        check(self.latent > 0, "latent", self.latent.to_string(), "at least 1")?;
        check((0.0..1.0).contains(&self.dropout), "dropout", self.dropout.to_string(), "in [0, 1)")?;
        check(!heads.is_empty(), "the number of label heads", "0".into(), "at least 1")?;
        heads.iter().try_for_each(LabelHead::validate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_from_before_there_was_a_choice_of_encoder_are_read() {
        let stored = r#"{"side": 64, "base_width": 8, "hidden": 16, "noise": 5, "dropout": 0.1}"#;
        let read: ModelConfig = serde_json::from_str(stored).unwrap();
        let expected =
            ModelConfig { side: 64, base_width: 8, hidden: 16, latent: 5, dropout: 0.1, ..ModelConfig::default() };
        assert_eq!(read, expected);
    }
}
