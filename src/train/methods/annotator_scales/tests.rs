//! A loss by hand, and planted annotators recovered.

use super::*;
use crate::{
    datasets::{Dataset, generated::generated_faces},
    labels::planted::{PLANTED_SCALES, with_planted_values},
    model::{Architecture, ModelConfig},
    seed::standard_normals,
    train::{Average, Experiment, Optimiser, Schedule, TrainConfig, adam::Adam, train},
};
use burn::{
    optim::Optimizer,
    tensor::{Device, TensorData},
};

fn table(rows: usize) -> LabelTable {
    let table = LabelTable::from_names((0..rows).map(|row| row.to_string()).collect()).unwrap();
    table.with_head(LabelHead::categorical("emotion", &["a", "b"]), &vec![0; rows]).unwrap()
}

fn values(tensor: &Tensor<2>) -> Vec<f32> {
    tensor.clone().into_data().iter::<f32>().collect()
}

#[test]
fn a_loss_by_hand() {
    let device = Device::flex().autodiff();
    let pain = LabelHead::continuous("pain", &["pain"], -2.0, 2.0);
    let labels = table(2).with_values(pain.by("anna"), &[1.0, f32::NAN]).unwrap();
    let labels = labels.with_values(pain.by("ben"), &[0.0, 0.5]).unwrap();
    let fitted = AnnotatorScales {}.fit(&labels, Seed(0)).unwrap();
    let names: Vec<&str> = fitted.heads().iter().map(|head| head.name.as_str()).collect();
    assert_eq!(names, ["truth", "pain"]);
    // The values 1, 0 and 0.5 have a variance of 1/4.
    let start = fitted.parameters().remove(0);
    assert_eq!((&start.values[..4], start.shape), (&[1.0, 1.0, 0.0, 0.0][..], vec![6, 1]));
    assert!((start.values[4] - 0.5f32.ln()).abs() < 1e-6 && start.values[4] == start.values[5]);
    // The means 2 and 1 count for nothing: a = 1.5, 0.5 and b = 0.25, -0.25. s² is more by 0.005² than what is learned.
    let log = |spread: f32| (spread.powi(2) - 0.005f32.powi(2)).ln() / 2.0;
    let learned = [[2.5], [1.5], [1.25], [0.75], [log(0.5)], [log(2.0)]];
    let learned = Tensor::<2>::from_data(learned, &device);
    let target = fitted.targets(&labels).unwrap()[1].batch(&fitted.heads()[1], &[0, 1], &device);
    let output = Tensor::<2>::from_data([[0.4f32], [-0.2]], &device).require_grad();
    let context = LossContext { parameters: &[learned], ..LossContext::default() };
    let loss = fitted.loss(1, output.clone(), &target, &context).unwrap();
    // Anna: 1 - 0.85, over 2 · 0.25. Ben: 0 + 0.05 and 0.5 + 0.35, over 2 · 4. The logarithms are -ln 2 and ln 2.
    let [anna, first, second] = [0.0225 / 0.5, 0.0025 / 8.0, 0.7225 / 8.0];
    assert!((loss.mean.clone().into_scalar::<f32>() - (anna + first + second + 2f32.ln()) / 2.0).abs() < 1e-5);
    // Half of -0.5 · 0.85 / 4, over 1/4 · (1 / 0.5² + 1 / 2²) = 17/16.
    let gradient = values(&output.grad(&loss.mean.backward()).unwrap().inner())[1];
    assert!((gradient + 0.053125 * 16.0 / 17.0).abs() < 1e-5, "{gradient}");
    let samples: Vec<f32> = loss.samples.into_data().iter::<f32>().collect();
    assert!((samples[0] - (anna + first)).abs() < 1e-5, "{samples:?}");
    assert!((samples[1] - (second + 2f32.ln())).abs() < 1e-5, "Anna gave no second value: {samples:?}");
    // As every method's loss without annotators' scales: half of 0.36, 0.16 and 0.49, over two samples.
    let plain = target.loss(output, &LossContext::default()).unwrap();
    assert!((plain.mean.into_scalar::<f32>() - 0.2525).abs() < 1e-5);
}

#[test]
fn planted_annotators_are_recovered_where_the_truth_is_known() {
    const ROWS: usize = 2000;
    let device = Device::flex().autodiff();
    let mut truth = standard_normals(2 * ROWS, &mut Seed(0).stream("truth", 0));
    truth.iter_mut().for_each(|value| *value = (*value / 2.0).clamp(-1.0, 1.0));
    let affect = LabelHead::continuous("affect", &["valence", "arousal"], -4.0, 4.0);
    let labels = with_planted_values(&table(ROWS), &affect, &truth);
    let fitted = AnnotatorScales {}.fit(&labels, Seed(0)).unwrap();
    let rows: Vec<usize> = (0..ROWS).collect();
    let target = fitted.targets(&labels).unwrap()[1].batch(&affect, &rows, &device);
    let output = Tensor::<2>::from_data(TensorData::new(truth, [ROWS, 2]), &device);
    let start = fitted.parameters().remove(0);
    let shared = Shared::new(&labels, &labels.heads()[1..]).unwrap();
    let mut learned = Tensor::<2>::from_data(TensorData::new(start.values, start.shape), &device);
    let (adam, mut state) = (Adam::of(&TrainConfig::default()), None);
    for _ in 0..300 {
        let tracked = learned.detach().require_grad();
        let context = LossContext { parameters: std::slice::from_ref(&tracked), ..LossContext::default() };
        let gradients = fitted.loss(1, output.clone(), &target, &context).unwrap().mean.backward();
        let gradient = tracked.grad(&gradients).unwrap().inner();
        let (moved, moments) = adam.step(0.03, tracked.inner(), gradient, state);
        (learned, state) = (Tensor::from_inner(moved), moments);
    }
    let found = Scales::of(&learned, &shared);
    let found = [values(&found.scale), values(&found.offset), values(&found.log_spread.exp())];
    for (annotator, planted) in PLANTED_SCALES.iter().enumerate() {
        for dimension in 0..2 {
            for (found, planted) in found.iter().zip(planted) {
                let found = found[2 * annotator + dimension];
                // Four standard errors of the least exact one's scale are 0.08.
                assert!((found - planted).abs() < 0.08, "{found} instead of {planted}");
            }
        }
    }
}

/// Faces with the emotions of three annotators, and with planted ones' valence and arousal.
fn faces(count: usize, seed: u64) -> Dataset {
    let drawn = generated_faces(count, 32, Seed(seed)).unwrap();
    let truth = drawn.labels.truth_values("affect").unwrap();
    let affect = LabelHead::continuous("affect", &["valence", "arousal"], -4.0, 4.0);
    let emotions = drawn.labels.select_heads(&["careful", "reserved", "hasty"]).unwrap();
    Dataset::new(drawn.images, with_planted_values(&emotions, &affect, &truth)).unwrap()
}

/// Measured: CCC 0.624 and 0.609.
#[test]
fn faces_true_values_are_learned_from_three_annotators() {
    let (encoder, widths) = (Architecture::Fast, [16, 32, 32]);
    let model = ModelConfig { encoder, widths, latent: 4, dropout: 0.0, ..ModelConfig::default() };
    let experiment = Experiment::new("values", faces(600, 1), faces(60, 2), faces(300, 3), model).unwrap();
    let config = TrainConfig {
        epochs: 12,
        batch_size: 30,
        learning_rate: 0.2,
        optimiser: Optimiser::Sgd { momentum: 0.85, weight_decay: 1.33e-3, norm_bias_factor: 16.0 },
        schedule: Schedule::OneCycle { start: 0.2, warm_up: 0.23, end: 0.07 },
        average: Average::Lookahead { every: 5, decay: 0.95 },
        method_learning_rate: Some(2e-2),
        ..TrainConfig::default()
    };
    let training = train(&experiment, &AnnotatorScales {}.into(), &config, &Device::flex()).unwrap();
    let [valence, arousal] = ["valence", "arousal"].map(|dimension| training.last.ccc(dimension).unwrap());
    assert!(valence > 0.45 && arousal > 0.5, "CCC {valence} and {arousal}");
    let labels = &experiment.train.labels;
    let shared = Shared::new(labels, &labels.heads()[3..]).unwrap();
    let found = Scales::of(&training.learner.method[0].val(), &shared);
    let [scale, offset, spread] = [found.scale, found.offset, found.log_spread.exp()].map(|tensor| values(&tensor));
    for (annotator, [planted_scale, planted_offset, _]) in PLANTED_SCALES.into_iter().enumerate() {
        for dimension in [2 * annotator, 2 * annotator + 1] {
            let (scale, offset) = (scale[dimension], offset[dimension]);
            assert!((scale - planted_scale).abs() < 0.25, "{scale} instead of {planted_scale}");
            assert!((offset - planted_offset).abs() < 0.15, "{offset} instead of {planted_offset}");
        }
    }
    let is_last = |dimension: usize| spread[4 + dimension] > spread[dimension].max(spread[2 + dimension]);
    assert!(is_last(0) && is_last(1), "the third annotator is the least exact: {spread:?}");
}

#[test]
fn what_no_annotators_share_is_told() {
    let fit = |labels: &LabelTable| AnnotatorScales {}.fit(labels, Seed(0)).err().unwrap().to_string();
    let pain = LabelHead::continuous("pain", &["pain"], -2.0, 2.0);
    let one = table(1).with_values(pain.by("anna"), &[1.0]).unwrap();
    let expected = "the annotators of continuous heads must be at least 2 for the same values, in columns such as anna:valence \
                    and ben:valence; other methods learn from one, got ";
    assert_eq!(fit(&table(1)), format!("{expected}none"));
    assert_eq!(fit(&one), format!("{expected}one for each of anna:pain"));
    let wider = LabelHead::continuous("pain", &["pain"], 0.0, 10.0);
    let two = one.with_values(wider.by("ben"), &[1.0]).unwrap();
    assert_eq!(
        fit(&two),
        "the annotators of values must be annotators with the same ones, got anna:pain and ben:pain with different \
         dimensions or ranges"
    );
    let age = LabelHead::continuous("age", &["age"], 0.0, 100.0);
    let labels = one.with_values(age, &[30.0]).unwrap().with_values(pain.by("ben"), &[1.0]).unwrap();
    let fitted = AnnotatorScales {}.fit(&labels, Seed(0)).unwrap();
    assert_eq!(fitted.targets(&labels).unwrap()[2], Targets::Values(vec![30.0]), "given by nobody else");
}
