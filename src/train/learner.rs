//! What learns besides the discriminators: the encoder, and what a method adds to it.

use crate::{
    Result,
    labels::LabelHead,
    model::{Decoder, Encoder, Initialiser, ModelConfig, WeightTensor, Weights},
};
use burn::{
    module::{Module, Param},
    tensor::{Tensor, TensorData},
};

/// The encoder, the decoder where there are adversarial steps, and the tensors that a method learns beside them.
#[derive(Module, Debug)]
pub struct Learner {
    /// Images to labels and latents.
    pub encoder: Encoder,
    /// Labels and latents to images.
    pub decoder: Option<Decoder>,
    /// The method's own tensors, `[rows, columns]` each.
    pub method: Vec<Param<Tensor<2>>>,
}

impl Learner {
    /// A fresh learner; `method` has the tensors that a method begins with, of two dimensions each.
    pub fn new(
        config: &ModelConfig,
        heads: &[LabelHead],
        with_decoder: bool,
        method: Vec<WeightTensor>,
        init: &mut Initialiser,
    ) -> Self {
        let encoder = Encoder::new(config, heads, init);
        let decoder = with_decoder.then(|| Decoder::new(config, heads, init));
        let device = init.device().clone().autodiff();
        let parameter = |tensor: WeightTensor| {
            Param::from_tensor(Tensor::from_data(TensorData::new(tensor.values, tensor.shape), &device))
        };
        Self { encoder, decoder, method: method.into_iter().map(parameter).collect() }
    }

    /// All tensors under their published names; the method's are called `method.0` and so on.
    pub fn weights(&self) -> Weights {
        let decoder = self.decoder.as_ref().map(|decoder| Weights::of(decoder, "decoder")).unwrap_or_default();
        Weights::of(&self.encoder, "encoder").merge(decoder).merge(Weights::of(&self.method, "method"))
    }

    /// This learner with the tensors of `weights`.
    ///
    /// # Errors
    /// [`crate::Error::Format`] naming the tensors that are missing or of another shape.
    pub fn with_weights(self, weights: &Weights) -> Result<Self> {
        Ok(Self {
            encoder: weights.apply(self.encoder, "encoder")?,
            decoder: self.decoder.map(|decoder| weights.apply(decoder, "decoder")).transpose()?,
            method: weights.apply(self.method, "method")?,
        })
    }
}
