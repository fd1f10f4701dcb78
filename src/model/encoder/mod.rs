//! The encoder: an image to noisy labels and a latent.
//!
//! Features are those of an architecture, a file each ([`Architecture`]); the heads on top of them are shared.

mod fast;
mod resnet18;
mod start;
mod vgg16;
mod whitening;

use super::{config::ModelConfig, init::Initialiser, layers::Linear};
use crate::{Error, Result, labels::LabelHead};
use burn::{module::Module, tensor::Tensor};
use fast::Fast;
use resnet18::ResNet18;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use vgg16::Vgg16;

/// What makes features of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Architecture {
    /// VGG-16's convolutions without batch norm and two hidden linear layers, as published.
    #[default]
    Vgg16,
    /// Whitened patches and three groups of convolutions with batch norm: small, and trained within minutes.
    Fast,
    /// ResNet-18 with batch norm, its stem that of CIFAR at 32 pixels and ImageNet's above; it has no dropout.
    #[serde(rename = "resnet18")]
    ResNet18,
}

impl Architecture {
    /// Every architecture with its name on the command line.
    pub const ALL: [(&str, Self); 3] = [("vgg16", Self::Vgg16), ("fast", Self::Fast), ("resnet18", Self::ResNet18)];

    /// Whether the encoder takes something from the training images before it is trained: see [`Encoder::prepared`].
    pub fn is_prepared(self) -> bool {
        self == Self::Fast
    }

    /// The widths of the layers whose units are dropped in training, from the first one on.
    pub fn dropout_widths(self, config: &ModelConfig) -> Vec<usize> {
        match self {
            Self::Vgg16 => vec![config.hidden; 2],
            Self::Fast => vec![],
            Self::ResNet18 => vec![],
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::ALL.iter().find(|(_, architecture)| architecture == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

impl FromStr for Architecture {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, architecture)| *architecture).ok_or_else(|| {
            let known: Vec<&str> = Self::ALL.iter().map(|(known, _)| *known).collect();
            Error::parameter("encoder", format!("{name:?}"), format!("one of {}", known.join(", ")))
        })
    }
}

/// An architecture's layers.
#[derive(Module, Debug)]
#[allow(clippy::large_enum_variant, reason = "a network has one of them")]
enum Features {
    Vgg16(Vgg16),
    Fast(Fast),
    ResNet18(ResNet18),
}

impl Features {
    fn new(config: &ModelConfig, init: &mut Initialiser) -> Self {
        match config.encoder {
            Architecture::Vgg16 => Self::Vgg16(Vgg16::new(config, init)),
            Architecture::Fast => Self::Fast(Fast::new(config, init)),
            Architecture::ResNet18 => Self::ResNet18(ResNet18::new(config, init)),
        }
    }

    /// `[batch, 3, side, side]` to `[batch, width]`.
    fn forward(&self, images: Tensor<4>, dropout: &[Tensor<2>]) -> Tensor<2> {
        match self {
            Self::Vgg16(vgg) => vgg.forward(images, dropout),
            Self::Fast(fast) => fast.forward(images),
            Self::ResNet18(resnet) => resnet.forward(images),
        }
    }

    /// How many features there are.
    fn width(config: &ModelConfig) -> usize {
        match config.encoder {
            Architecture::Vgg16 => config.hidden,
            Architecture::Fast => config.widths[2],
            Architecture::ResNet18 => 8 * config.base_width,
        }
    }
}

/// Encoder E: features, and three linear heads on top of them (paper, section 3).
#[derive(Module, Debug)]
pub struct Encoder {
    features: Features,
    mean_layer: Linear,
    logvar_layer: Linear,
    c_layer: Linear,
    #[module(skip)]
    side: usize,
}

/// The random numbers of one forward pass of the encoder.
#[derive(Clone, Debug)]
pub struct EncoderDraws {
    /// ε of z0 = mean + exp(logvar / 2) ε, `[batch, latent]`.
    pub epsilon: Tensor<2>,
    /// For each layer of [`Architecture::dropout_widths`] 0 where a unit is dropped and 1 / (1 - p) elsewhere,
    /// `[batch, width]`; empty: none is dropped.
    pub dropout: Vec<Tensor<2>>,
}

/// What the encoder makes of a batch.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Mean of the latent, `[batch, latent]`.
    pub mean: Tensor<2>,
    /// Log-variance of the latent, `[batch, latent]`.
    pub log_variance: Tensor<2>,
    /// The latent z0, `[batch, latent]`.
    pub latent: Tensor<2>,
    /// All heads side by side, logits or values, `[batch, sum of the heads' widths]`.
    pub labels: Tensor<2>,
}

impl Encoder {
    /// A fresh encoder. `config` and `heads` are to be valid ([`ModelConfig::validate`]).
    pub fn new(config: &ModelConfig, heads: &[LabelHead], init: &mut Initialiser) -> Self {
        let labels = heads.iter().map(LabelHead::width).sum();
        let (features, width) = (Features::new(config, init), Features::width(config));
        Self {
            features,
            mean_layer: Linear::new(width, config.latent, init),
            logvar_layer: Linear::new(width, config.latent, init),
            c_layer: Linear::new(width, labels, init),
            side: config.side,
        }
    }

    /// Width and height of the images that it encodes, in pixels.
    pub fn side(&self) -> usize {
        self.side
    }

    /// With what an architecture takes from the training images before it is trained: [`Architecture::Fast`] whitens their
    /// patches. `images` are `[count, 3, side, side]` in [-1, 1]; the others take nothing.
    pub fn prepared(self, images: &[f32]) -> Self {
        let features = match self.features {
            Features::Fast(fast) => Features::Fast(fast.whitened(images, self.side)),
            other => other,
        };
        Self { features, ..self }
    }

    /// Encodes images `[batch, 3, side, side]` in [-1, 1].
    pub fn forward(&self, images: Tensor<4>, draws: &EncoderDraws) -> Encoding {
        let features = self.features.forward(images, &draws.dropout);
        let mean = self.mean_layer.forward(features.clone());
        let log_variance = self.logvar_layer.forward(features.clone());
        let latent = mean.clone() + (log_variance.clone() * 0.5).exp() * draws.epsilon.clone();
        Encoding { mean, log_variance, latent, labels: self.c_layer.forward(features) }
    }

    /// The labels alone, without dropout: `[batch, sum of the heads' widths]`.
    pub fn labels(&self, images: Tensor<4>) -> Tensor<2> {
        self.c_layer.forward(self.features.forward(images, &[]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn architectures_are_read_back_by_their_names() {
        for (name, architecture) in Architecture::ALL {
            assert_eq!(name.parse::<Architecture>().unwrap(), architecture);
            assert_eq!(architecture.to_string(), name);
            assert_eq!(serde_json::to_value(architecture).unwrap(), name);
        }
        let error = "vgg61".parse::<Architecture>().unwrap_err().to_string();
        assert_eq!(error, "encoder must be one of vgg16, fast, resnet18, got \"vgg61\"");
    }
}
