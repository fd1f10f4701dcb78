//! What the discriminators must tell apart.

use burn::tensor::Tensor;

/// What was encoded, and what was drawn.
pub(super) struct Triples {
    pub encoded: Triple,
    pub drawn: Triple,
}

/// Image, latent and labels.
pub(super) struct Triple {
    pub images: Tensor<4>,
    pub latent: Tensor<2>,
    pub labels: Vec<Tensor<2>>,
}

impl Triple {
    /// Both along the batch.
    pub fn followed_by(&self, other: &Self) -> Self {
        let labels = self.labels.iter().zip(&other.labels);
        Self {
            images: Tensor::cat(vec![self.images.clone(), other.images.clone()], 0),
            latent: Tensor::cat(vec![self.latent.clone(), other.latent.clone()], 0),
            labels: labels.map(|(one, other)| Tensor::cat(vec![one.clone(), other.clone()], 0)).collect(),
        }
    }

    pub fn detach(&self) -> Self {
        Self {
            images: self.images.clone().detach(),
            latent: self.latent.clone().detach(),
            labels: self.labels.iter().map(|label| label.clone().detach()).collect(),
        }
    }
}
