//! In what numbers convolutions and matrix products are computed.

use crate::{Error, Result};
use burn::tensor::{FloatDType, Tensor};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The numbers that convolutions (ordinary and transposed) and linear layers multiply. Weights, sums, biases, norms, losses
/// and Adam are in f32 either way, and so is the attention's product of positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Precision {
    /// f32; a GPU rounds operands to TF32, 11 bits, on their way into tensor cores, as PyTorch's convolutions do.
    #[default]
    #[serde(rename = "f32")]
    Float32,
    /// f32 on a GPU too: every operand is the sum of two TF32, so that three products take the place of one.
    #[serde(rename = "exact")]
    Exact,
    /// bf16: operands, and their products' sums before they come back as f32, keep 8 bits. For GPUs: the processor's kernels
    /// have none.
    #[serde(rename = "bf16")]
    BFloat16,
}

impl Precision {
    fn number(self) -> FloatDType {
        match self {
            Self::Float32 | Self::Exact => FloatDType::F32,
            Self::BFloat16 => FloatDType::BF16,
        }
    }

    /// An f32 tensor as an operand. Its gradient comes back as f32.
    pub(crate) fn operand<const D: usize>(self, tensor: Tensor<D>) -> Tensor<D> {
        tensor.cast(self.number())
    }

    /// What was computed of operands, as f32.
    pub(crate) fn sums<const D: usize>(self, tensor: Tensor<D>) -> Tensor<D> {
        tensor.cast(FloatDType::F32)
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Float32 => "f32",
            Self::Exact => "exact",
            Self::BFloat16 => "bf16",
        })
    }
}

impl FromStr for Precision {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name {
            "f32" => Ok(Self::Float32),
            "exact" => Ok(Self::Exact),
            "bf16" => Ok(Self::BFloat16),
            _ => Err(Error::parameter("precision", format!("{name:?}"), "f32, exact or bf16")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for precision in [Precision::Float32, Precision::Exact, Precision::BFloat16] {
            let name = precision.to_string();
            assert_eq!(name.parse::<Precision>().unwrap(), precision);
            assert_eq!(serde_json::to_value(precision).unwrap(), name);
        }
        let error = "fp16".parse::<Precision>().unwrap_err().to_string();
        assert_eq!(error, "precision must be f32, exact or bf16, got \"fp16\"");
    }
}
