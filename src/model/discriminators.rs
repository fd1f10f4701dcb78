//! All discriminators together.

use super::{
    config::ModelConfig,
    image_discriminator::ImageDiscriminator,
    init::Initialiser,
    label_discriminator::{JointDiscriminator, LabelDiscriminator},
    spectral_norm::{Spectral, iterate_together},
    weights::Weights,
};
use crate::{Result, labels::LabelHead};
use burn::{module::Module, tensor::Tensor};

/// The discriminators of image, latent, each label head, and of all of them jointly (paper, section 3).
#[derive(Module, Debug)]
pub struct Discriminators {
    image: ImageDiscriminator,
    latent: LabelDiscriminator,
    heads: Vec<LabelDiscriminator>,
    joint: JointDiscriminator,
}

impl Discriminators {
    /// Fresh discriminators. `config` and `heads` are to be valid ([`ModelConfig::validate`]).
    pub fn new(config: &ModelConfig, heads: &[LabelHead], init: &mut Initialiser) -> Self {
        let features = 8 * config.adversarial_base_width();
        Self {
            image: ImageDiscriminator::new(config, init),
            latent: LabelDiscriminator::new(config.latent, features, init),
            heads: heads.iter().map(|head| LabelDiscriminator::new(head.width(), features, init)).collect(),
            joint: JointDiscriminator::new(features * (2 + heads.len()), 2 * features, init),
        }
    }

    /// Scores of a batch of triples: image, latent and labels, one tensor a head.
    ///
    /// # Shapes
    /// `[batch, heads + 3]`: s_x, s_z0, one per head, s_joint.
    pub fn scores(&self, images: Tensor<4>, latent: Tensor<2>, labels: &[Tensor<2>]) -> Tensor<2> {
        self.scores_of_parts(images, latent, labels, 1)
    }

    /// [`Self::scores`] of `parts` batches of the same size, one after the other along the first dimension: exactly the same
    /// numbers, the power iterations included, but every weight is met once.
    pub fn scores_of_parts(
        &self,
        images: Tensor<4>,
        latent: Tensor<2>,
        labels: &[Tensor<2>],
        parts: usize,
    ) -> Tensor<2> {
        iterate_together(&self.spectral(), parts);
        let (image_feature, image_score) = self.image.forward(images, parts);
        let (latent_feature, latent_score) = self.latent.forward(latent, parts);
        let (mut features, mut scores) = (vec![image_feature, latent_feature], vec![image_score, latent_score]);
        for (discriminator, label) in self.heads.iter().zip(labels) {
            let (feature, score) = discriminator.forward(label.clone(), parts);
            features.push(feature);
            scores.push(score);
        }
        scores.push(self.joint.forward(features, parts));
        Tensor::cat(scores, 1)
    }

    /// All layers under spectral norm.
    fn spectral(&self) -> Vec<Spectral<'_>> {
        let mut layers = self.image.spectral();
        for discriminator in [&self.latent].into_iter().chain(&self.heads) {
            layers.extend(discriminator.spectral());
        }
        layers.extend(self.joint.spectral());
        layers
    }

    /// All tensors under their published names; a head's are called `discriminator_z1_<head>`.
    pub fn weights(&self, heads: &[LabelHead]) -> Weights {
        let parts = self.heads.iter().zip(heads).map(|(part, head)| Weights::of(part, &head_prefix(head)));
        parts
            .fold(Weights::of(&self.image, IMAGE), Weights::merge)
            .merge(Weights::of(&self.latent, LATENT))
            .merge(Weights::of(&self.joint, JOINT))
    }

    /// These discriminators with the tensors of `weights`.
    ///
    /// # Errors
    /// [`crate::Error::Format`] naming the tensors that are missing or of another shape.
    pub fn with_weights(self, weights: &Weights, heads: &[LabelHead]) -> Result<Self> {
        let parts = self.heads.into_iter().zip(heads);
        Ok(Self {
            image: weights.apply(self.image, IMAGE)?,
            latent: weights.apply(self.latent, LATENT)?,
            heads: parts.map(|(part, head)| weights.apply(part, &head_prefix(head))).collect::<Result<_>>()?,
            joint: weights.apply(self.joint, JOINT)?,
        })
    }
}

const IMAGE: &str = "discriminator_x";
const LATENT: &str = "discriminator_z0";
const JOINT: &str = "discriminator_joint_xz";

fn head_prefix(head: &LabelHead) -> String {
    format!("discriminator_z1_{}", head.name)
}
