//! Trainings without training, for tests: 100 test images of two classes, of which some are named right.

use super::{EpochRecord, Evaluation, Learner, Method, Reference, TrainConfig, Training};
use crate::{
    Seed,
    images::Augmentation,
    labels::LabelHead,
    metrics::ConfusionMatrix,
    model::{Initialiser, ModelConfig},
};
use burn::tensor::Device;
use std::ops::Range;

const IMAGES: usize = 100;

/// The true classes of the test images: each of the two 50 times.
pub fn truth() -> Vec<u8> {
    (0..IMAGES).map(|row| (row % 2) as u8).collect()
}

/// A training of one epoch that names the images `right` right, and no other.
pub fn made_up(method: &Method, config: &TrainConfig, right: Range<usize>) -> Training {
    let heads = vec![LabelHead::categorical("emotion", &["a", "b"])];
    let mut predicted = truth();
    for (row, class) in predicted.iter_mut().enumerate() {
        if !right.contains(&row) {
            *class = 1 - *class;
        }
    }
    let classes = ["a", "b"].map(String::from);
    let confusion = ConfusionMatrix::new(&classes, &truth(), &predicted).unwrap();
    let test_accuracy = confusion.accuracy();
    let last = Evaluation {
        head: "emotion".into(),
        against: Reference::Truth,
        confusion,
        predicted,
        reference: truth(),
        continuous: vec![],
        given: None,
        mirror_averaged: None,
        crops_averaged: None,
        confidence: None,
    };
    let record = EpochRecord {
        epoch: 1,
        adversarial: method.adversarial().is_some(),
        losses: vec![("emotion".into(), 0.5)],
        validation_agreement: 0.5,
        validation_accuracy: None,
        test_accuracy,
        test_ccc: vec![],
        images_per_second: 1.0,
    };
    let learner = learner(&heads);
    Training {
        experiment: "made up".into(),
        recipe: None,
        method: method.clone(),
        model: ModelConfig::default(),
        augmentation: Augmentation::None,
        sample_losses: None,
        config: config.clone(),
        note: None,
        heads,
        history: vec![record],
        selected: last.clone(),
        last,
        selected_epoch: 1,
        interrupted: false,
        calibration: Default::default(),
        selected_learner: learner.clone(),
        learner,
    }
}

fn learner(heads: &[LabelHead]) -> Learner {
    let model = ModelConfig { base_width: 8, hidden: 8, ..ModelConfig::default() };
    let mut rng = Seed(0).stream("made up", 0);
    Learner::new(&model, heads, false, vec![], &mut Initialiser::new(&mut rng, &Device::flex()))
}
