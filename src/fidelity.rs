//! One switch between the method as it should be and as its published code behaves.

use serde::{Deserialize, Serialize};

/// Whether to correct the known slips of the published code, or to repeat them so that its numbers can be chased.
///
/// | where | `Published` | `Corrected` (default) |
/// |---|---|---|
/// | face warp | nearest-neighbour sampling | bilinear |
/// | mirror of the face warp | x → S - x, one pixel off | x → S - 1 - x |
/// | resizing to the network's side | bilinear without anti-aliasing | area-filtered |
/// | channel order of faces | B, G, R | R, G, B |
/// | eye centres in alignment | truncated to whole pixels | kept fractional |
/// | concordance correlation (CCC) | variances over n - 1 beside a covariance over n | all over n |
/// | initial weights of VGG-16's convolutions | variance 2 / (9 channels out) | partly the identity |
/// | initial weights of its hidden linear layers | variance 1 / (3 features in), also of the biases | He: 2 / features in, no bias |
/// | what the discriminators get as labels of the encoder | raw logits | probabilities (softmax per categorical head) |
///
/// S is the side of the image in pixels. Everything else is the same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fidelity {
    /// The method as it should be.
    #[default]
    Corrected,
    /// The behaviour of the published code, slips included.
    Published,
}
