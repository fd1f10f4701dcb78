//! What learns besides the discriminators: the encoder, and what a method adds to it.

use crate::{
    Result,
    labels::LabelHead,
    model::{Decoder, Encoder, Initialiser, ModelConfig, Weights},
};
use burn::{
    module::{Module, Param},
    tensor::Tensor,
};

/// The encoder, the decoder when there is a game, and one transition matrix per annotator when the truth is latent.
#[derive(Module, Debug)]
pub struct Learner {
    /// Images to labels and latents.
    pub encoder: Encoder,
    /// Labels and latents to images.
    pub decoder: Option<Decoder>,
    /// The logits of each annotator's transition matrix, `[classes, classes]`; row = latent truth.
    pub transitions: Vec<Param<Tensor<2>>>,
}

/// How sure an annotator's transition matrix starts that a label is right: the logit of the diagonal over the rest.
/// With 10 classes, e⁴ gives 86 %.
const TRANSITION_START: f32 = 4.0;

impl Learner {
    /// A fresh learner; `annotators` transition matrices are made for a latent truth, over `classes`.
    pub fn new(
        config: &ModelConfig,
        heads: &[LabelHead],
        plays: bool,
        annotators: usize,
        init: &mut Initialiser,
    ) -> Self {
        let encoder = Encoder::new(config, heads, init);
        let decoder = plays.then(|| Decoder::new(config, heads, init));
        let classes = heads.iter().find_map(LabelHead::classes).map_or(0, <[String]>::len);
        let start = || Param::from_tensor(Tensor::eye(classes, &init.device().clone().autodiff()) * TRANSITION_START);
        Self { encoder, decoder, transitions: (0..annotators).map(|_| start()).collect() }
    }

    /// All tensors under their published names.
    pub fn weights(&self) -> Weights {
        let decoder = self.decoder.as_ref().map(|decoder| Weights::of(decoder, "decoder")).unwrap_or_default();
        Weights::of(&self.encoder, "encoder").merge(decoder).merge(Weights::of(&self.transitions, "transitions"))
    }

    /// This learner with the tensors of `weights`.
    ///
    /// # Errors
    /// [`crate::Error::Format`] naming the tensors that are missing or of another shape.
    pub fn with_weights(self, weights: &Weights) -> Result<Self> {
        Ok(Self {
            encoder: weights.apply(self.encoder, "encoder")?,
            decoder: self.decoder.map(|decoder| weights.apply(decoder, "decoder")).transpose()?,
            transitions: weights.apply(self.transitions, "transitions")?,
        })
    }
}
