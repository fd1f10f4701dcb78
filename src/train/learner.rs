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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        model::{Architecture, EncoderDraws},
        seed::standard_normals,
        train::{Batch, BatchTarget, ClassLabels, StepNumber, SupervisedStep, TrainConfig, methods::own_labels},
    };
    use burn::tensor::Device;

    /// Eight noisy images, dark and bright in turn.
    fn batch() -> Batch {
        let device = Device::flex().autodiff();
        let mut pixels = standard_normals(8 * 3 * 32 * 32, &mut Seed(0).stream("pixels", 0));
        for (index, image) in pixels.chunks_exact_mut(3 * 32 * 32).enumerate() {
            let brightness = if index % 2 == 0 { -0.5 } else { 0.5 };
            image.iter_mut().for_each(|pixel| *pixel = 0.3 * *pixel + brightness);
        }
        let classes = Tensor::from_data([0, 1, 0, 1, 0, 1, 0, 1], &device);
        Batch {
            step: StepNumber { index: 0, total: 1 },
            rows: (0..8).collect(),
            images: Tensor::from_data(TensorData::new(pixels, [8, 3, 32, 32]), &device),
            targets: vec![BatchTarget::Classes(ClassLabels { classes, known: None })],
            encoder_draws: EncoderDraws { epsilon: Tensor::zeros([8, 4], &device), dropout: vec![] },
            latents: Tensor::zeros([8, 4], &device),
            mixed: None,
        }
    }

    #[test]
    fn every_encoder_tells_dark_from_bright_after_a_few_steps() {
        for (name, encoder) in Architecture::ALL {
            let model = ModelConfig { encoder, base_width: 8, hidden: 32, latent: 4, ..ModelConfig::default() };
            let config = TrainConfig { learning_rate: 3e-3, ..TrainConfig::default() };
            let head = LabelHead::categorical("brightness", &["dark", "bright"]);
            let mut step = SupervisedStep::new(&model, &config, own_labels(&[head]), &Device::flex()).unwrap();
            let losses: Vec<f32> = (0..20).map(|_| step.step(&batch()).unwrap().total.into_scalar()).collect();
            assert!(losses[19] < 0.5 * losses[0], "{name}: {losses:?}");
        }
    }
}
