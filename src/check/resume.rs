//! A checkpoint written on the device and gone on from on the processor.

use super::{Check, Finding, Stage, guarded, methods::small, relative_error, worse};
use crate::{
    Error, Result, Seed,
    experiment::Scale,
    model::Weights,
    train::{Average, Experiment, Schedule, TrainConfig, Training, train_resumable},
};
use burn::tensor::Device;

pub fn check(check: &Check, tell: &mut dyn FnMut(Finding)) -> Result<()> {
    let experiment = small(Experiment::faces(Scale::Smoke, Seed(0))?)?;
    match guarded(|| there_and_back(check, &experiment)) {
        Ok(findings) => findings.into_iter().for_each(tell),
        Err(note) => tell(Finding { stage: Stage::Resume, name: "checkpoint".into(), error: None, bound: 0.0, note }),
    }
    Ok(())
}

fn there_and_back(check: &Check, experiment: &Experiment) -> Result<Vec<Finding>> {
    let folder = tempfile::tempdir().map_err(|error| Error::io("the folder of temporary files", error))?;
    let method = experiment.method("joint-distribution")?;
    let train = |epochs: usize, device: &Device| {
        let schedule = Schedule::Constant;
        let average = Average::None;
        let config = TrainConfig { epochs, schedule, average, ..experiment.training.clone() };
        train_resumable(experiment, &method, &config, device, folder.path())
    };
    let there = train(3, &check.device)?;
    // Nothing is left to do: what is read back is what was written.
    let back = train(3, &Device::flex())?;
    let further = train(4, &Device::flex())?;
    let finding = |name: &str, error: f64, bound: f64| Finding {
        stage: Stage::Resume,
        name: name.into(),
        error: Some(error),
        bound,
        note: String::new(),
    };
    let last =
        |training: &Training| training.history.last().and_then(|epoch| epoch.losses.first()).map(|(_, loss)| *loss);
    let (before, after) = (last(&there).unwrap_or(f64::NAN), last(&further).unwrap_or(f64::NAN));
    Ok(vec![
        finding("weights read back", weights_differ(&there.learner.weights(), &back.learner.weights()), 0.0),
        finding("epochs of the resumed training", (further.history.len() as f64 - 4.0).abs(), 0.0),
        finding("loss after going on, beyond the one before", worse((after - before) / before, 0.0), 0.25),
    ])
}

fn weights_differ(one: &Weights, other: &Weights) -> f64 {
    let mut worst: f64 = 0.0;
    for (name, tensor) in one.tensors() {
        let other = other.get(name).map_or(f64::INFINITY, |other| relative_error(&tensor.values, &other.values));
        worst = worse(other, worst);
    }
    worst
}
