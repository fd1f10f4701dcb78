//! Every method and every encoder, some twenty steps of training, and how its losses fall on the device and on the processor.
//!
//! Trainings drift apart by their rounding, the further the longer; what is held is the mean loss of each epoch and head.

use super::{Check, Finding, Stage, guarded};
use crate::{
    Result, Seed,
    datasets::{Dataset, split},
    experiment::Scale,
    kernels::has_kernels,
    model::{Architecture, ModelConfig, Precision},
    train::{
        Experiment, Method, TrainConfig,
        methods::{AnnotatorScales, JointDistribution, LearningMethod, METHODS, MajorityVote, SingleAnnotator},
        train,
    },
};
use burn::tensor::Device;

pub fn check(check: &Check, tell: &mut dyn FnMut(Finding)) -> Result<()> {
    let experiment = small(Experiment::faces(Scale::Smoke, Seed(0))?)?;
    for entry in METHODS {
        let method = match entry.name {
            SingleAnnotator::NAME => experiment.method("single:careful")?,
            name => experiment.method(name)?,
        };
        match entry.name {
            AnnotatorScales::NAME => compare(check, &scaled(&experiment)?, &method, entry.name, tell),
            name => compare(check, &experiment, &method, name, tell),
        }
    }
    for (name, encoder) in Architecture::ALL {
        let model = ModelConfig { encoder, base_width: 8, hidden: 32, ..experiment.model.clone() };
        let experiment = Experiment { model, ..experiment.clone() };
        compare(check, &experiment, &MajorityVote {}.into(), &format!("encoder {name}"), tell);
    }
    Ok(())
}

/// The same with two annotators of valence and arousal, of whom one says half as much.
fn scaled(experiment: &Experiment) -> Result<Experiment> {
    let with_annotators = |dataset: &Dataset| {
        let head = dataset.labels.head("affect")?.clone();
        let values = dataset.labels.values_or_nan(&head.name)?;
        let half: Vec<f32> = values.iter().map(|value| 0.5 * value).collect();
        let annotators: Vec<String> = dataset.labels.annotators().into_iter().map(|head| head.name).collect();
        let classes: Vec<&str> = annotators.iter().map(String::as_str).filter(|name| *name != head.name).collect();
        let labels = dataset.labels.select_heads(&classes)?;
        let labels = labels.with_values(head.by("anna"), &values)?.with_values(head.by("ben"), &half)?;
        Dataset::new(dataset.images.clone(), labels)
    };
    let (train, validation) = (with_annotators(&experiment.train)?, with_annotators(&experiment.validation)?);
    Ok(Experiment { train, validation, ..experiment.clone() })
}

/// Five epochs of four steps.
pub fn small(experiment: Experiment) -> Result<Experiment> {
    let (train, validation) = split(&experiment.train, 144, Seed(0))?;
    let test = experiment.test.select(&(0..32).collect::<Vec<_>>())?;
    let training = TrainConfig { epochs: 5, batch_size: 32, report_seconds: 1e6, ..experiment.training.clone() };
    let joint_distribution = JointDistribution { gan_start_epoch: 2, ..experiment.joint_distribution };
    Ok(Experiment { train, validation, test, training, joint_distribution, ..experiment })
}

fn compare(check: &Check, experiment: &Experiment, method: &Method, name: &str, tell: &mut dyn FnMut(Finding)) {
    let curve = |device: &Device, precision: Precision| {
        let config = TrainConfig { precision, ..experiment.training.clone() };
        guarded(|| Ok(train(experiment, method, &config, device)?.history))
    };
    let stage = Stage::Methods;
    // Of the first epoch's losses, whose weights have hardly moved apart; those of later ones may be off by twice that.
    // On the processor alone a learning rate that is off by 2^-11, TF32's rounding, moves them by up to 0.04.
    let bound = match (check.precision, has_kernels(check.device.clone())) {
        (Precision::Float32, true) | (Precision::Exact, _) => 0.02,
        (Precision::Float32, false) => 0.1,
        (Precision::BFloat16, _) => 0.2,
    };
    let (found, expected) = match (curve(&check.device, check.precision), curve(&Device::flex(), Precision::Float32)) {
        (Ok(found), Ok(expected)) => (found, expected),
        (Err(note), _) | (_, Err(note)) => {
            return tell(Finding { stage, name: name.into(), error: None, bound, note });
        }
    };
    let (mut worst, mut place) = (0.0, String::new());
    for (found, expected) in found.iter().zip(&expected) {
        for ((head, found_loss), (_, expected_loss)) in found.losses.iter().zip(&expected.losses) {
            let allowance = if expected.epoch == 1 { 1.0 } else { 2.0 };
            let error = (found_loss - expected_loss).abs() / expected_loss.abs().max(0.1) / allowance;
            if error.is_nan() || error >= worst {
                worst = error;
                place = format!("{head} in epoch {}: {found_loss:.4} against {expected_loss:.4}", expected.epoch);
            }
        }
    }
    tell(Finding { stage, name: name.into(), error: Some(worst), bound, note: place });
}
