//! An adversarial step small enough for tests.

use super::{
    AdversarialStep, Batch, BatchTarget, ClassLabels, StepNumber, TrainConfig,
    methods::{JointDistribution, own_labels},
};
use crate::{
    Fidelity,
    kernels::reference::rng,
    labels::LabelHead,
    model::{EncoderDraws, ModelConfig, Precision},
    seed::standard_normals,
};
use burn::tensor::{Device, Tensor, TensorData};

pub fn heads() -> [LabelHead; 2] {
    [LabelHead::categorical("e", &["a", "b", "c"]), LabelHead::continuous("va", &["v", "a"], -1.0, 1.0)]
}

pub fn small_model() -> ModelConfig {
    ModelConfig { base_width: 8, hidden: 16, latent: 4, dropout: 0.0, ..ModelConfig::default() }
}

pub fn small_step(precision: Precision, fidelity: Fidelity) -> AdversarialStep {
    let config = TrainConfig { precision, fidelity, ..TrainConfig::default() };
    let (settings, fitted) = (JointDistribution::default(), own_labels(&heads()));
    AdversarialStep::new(&small_model(), &config, &settings, fitted, &Device::flex()).unwrap()
}

pub fn batch() -> Batch {
    let device = Device::flex().autodiff();
    let mut rng = rng(0);
    let mut random = |width: usize| {
        Tensor::<2>::from_data(TensorData::new(standard_normals(4 * width, &mut rng), [4, width]), &device)
    };
    let classes = Tensor::from_data([0, 1, 2, 1], &device);
    Batch {
        step: StepNumber { index: 0, total: 1 },
        rows: vec![0, 1, 2, 3],
        images: random(3 * 32 * 32).tanh().reshape([4, 3, 32, 32]),
        targets: vec![
            BatchTarget::Classes(ClassLabels { classes, known: None }),
            BatchTarget::Values { values: random(2).tanh(), known: None },
        ],
        encoder_draws: EncoderDraws { epsilon: random(4), dropout: vec![] },
        latents: random(4),
        mixed: None,
    }
}

/// The losses of two adversarial steps, after one of the encoder alone.
pub fn losses(step: &mut AdversarialStep, batch: &Batch) -> Vec<f32> {
    let mut all = vec![];
    for adversarial in [false, true, true] {
        let losses = step.step(batch, adversarial).unwrap();
        all.push(losses.total);
        all.extend(losses.heads.into_iter().map(|loss| loss.mean));
        all.extend(losses.adversarial.into_iter().flat_map(|(discriminators, rest)| [discriminators, rest]));
    }
    all.into_iter().map(|loss| loss.into_scalar()).collect()
}
