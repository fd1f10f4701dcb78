//! Discriminators of vectors: of the latent, of each label head, and of all features jointly.

use super::{
    init::Initialiser,
    spectral_norm::{Spectral, SpectralLinear},
};
use burn::{
    module::Module,
    tensor::{Tensor, activation::relu},
};

/// A linear layer h, and h plus four parallel branches L(ReLU(L(ReLU(h)))).
#[derive(Module, Debug)]
struct ResidualMlp {
    linear: SpectralLinear,
    /// The eight linear layers of the branches, two a branch.
    branches: Vec<SpectralLinear>,
}

impl ResidualMlp {
    fn new(features_in: usize, features: usize, init: &mut Initialiser) -> Self {
        Self {
            linear: SpectralLinear::new(features_in, features, init),
            branches: (0..8).map(|_| SpectralLinear::new(features, features, init)).collect(),
        }
    }

    fn forward(&self, x: Tensor<2>, parts: usize) -> Tensor<2> {
        let h = self.linear.forward(x, parts);
        let activated = relu(h.clone());
        self.branches
            .chunks_exact(2)
            .fold(h, |sum, branch| sum + branch[1].forward(branch[0].forward_relu(activated.clone(), parts), parts))
    }

    /// All layers under spectral norm, and another.
    fn spectral_and<'a>(&'a self, score: &'a SpectralLinear) -> Vec<Spectral<'a>> {
        [&self.linear, score].into_iter().chain(&self.branches).map(SpectralLinear::spectral).collect()
    }
}

/// D_z0 and the D of each label head: a vector's feature and marginal score.
#[derive(Module, Debug)]
pub struct LabelDiscriminator {
    z_mlp: ResidualMlp,
    score_z: SpectralLinear,
}

impl LabelDiscriminator {
    pub(super) fn new(width: usize, features: usize, init: &mut Initialiser) -> Self {
        Self { z_mlp: ResidualMlp::new(width, features, init), score_z: SpectralLinear::new(features, 1, init) }
    }

    /// `parts` equal batches `[parts * batch, width]` to features `[parts * batch, features]` and scores `[parts * batch, 1]`.
    pub fn forward(&self, x: Tensor<2>, parts: usize) -> (Tensor<2>, Tensor<2>) {
        let feature = self.z_mlp.forward(x, parts);
        let score = self.score_z.forward(feature.clone(), parts);
        (feature, score)
    }

    /// All layers under spectral norm.
    pub(super) fn spectral(&self) -> Vec<Spectral<'_>> {
        self.z_mlp.spectral_and(&self.score_z)
    }
}

/// D_joint: the score of image, latent and labels together.
#[derive(Module, Debug)]
pub struct JointDiscriminator {
    z_x_mlp: ResidualMlp,
    score_x_z: SpectralLinear,
}

impl JointDiscriminator {
    pub(super) fn new(features_in: usize, features: usize, init: &mut Initialiser) -> Self {
        Self {
            z_x_mlp: ResidualMlp::new(features_in, features, init),
            score_x_z: SpectralLinear::new(features, 1, init),
        }
    }

    /// The features of image, latent and labels to scores `[parts * batch, 1]`.
    pub fn forward(&self, features: Vec<Tensor<2>>, parts: usize) -> Tensor<2> {
        self.score_x_z.forward(self.z_x_mlp.forward(Tensor::cat(features, 1), parts), parts)
    }

    /// All layers under spectral norm.
    pub(super) fn spectral(&self) -> Vec<Spectral<'_>> {
        self.z_x_mlp.spectral_and(&self.score_x_z)
    }
}
