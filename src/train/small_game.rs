//! A game small enough for tests.

use super::{Batch, BatchTarget, Game, TrainConfig};
use crate::{
    kernels::reference::rng,
    labels::LabelHead,
    model::{EncoderDraws, ModelConfig, Precision},
    seed::standard_normals,
};
use burn::tensor::{Device, Tensor, TensorData};

pub fn heads() -> [LabelHead; 2] {
    [LabelHead::categorical("e", &["a", "b", "c"]), LabelHead::continuous("va", &["v", "a"], -1.0, 1.0)]
}

pub fn game(precision: Precision) -> Game {
    let model = ModelConfig { side: 32, base_width: 8, hidden: 16, noise: 4, dropout: 0.0 };
    let config = TrainConfig { precision, ..TrainConfig::default() };
    Game::new(&model, &config, &heads(), true, 0, &Device::flex()).unwrap()
}

pub fn batch() -> Batch {
    let device = Device::flex().autodiff();
    let mut rng = rng(0);
    let mut random = |width: usize| {
        Tensor::<2>::from_data(TensorData::new(standard_normals(4 * width, &mut rng), [4, width]), &device)
    };
    Batch {
        images: random(3 * 32 * 32).tanh().reshape([4, 3, 32, 32]),
        targets: vec![
            BatchTarget::Classes(Tensor::from_data([0, 1, 2, 1], &device)),
            BatchTarget::Values(random(2).tanh()),
        ],
        encoder_noise: EncoderDraws { epsilon: random(4), dropout: vec![] },
        decoder_noise: random(4),
    }
}

/// The losses of two steps of the game, after one of the encoder alone.
pub fn losses(game: &mut Game, batch: &Batch) -> Vec<f32> {
    let steps = [false, true, true].map(|adversarial| game.step(batch, adversarial).unwrap());
    let all = steps.into_iter().flat_map(|step| {
        let game = step.game.into_iter().flat_map(|(discriminators, game)| [discriminators, game]);
        [step.total].into_iter().chain(step.heads).chain(game)
    });
    all.map(|loss| loss.into_scalar()).collect()
}
