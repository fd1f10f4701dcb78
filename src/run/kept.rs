//! Trainings that are made once.

use super::{Run, is_run, save_run};
use crate::{
    Error, Result,
    files::{self, Lock},
    train::{Experiment, Method, TrainConfig, Trainer, Training},
};
use burn::tensor::Device;
use std::path::Path;

/// A training whose run is kept in `folder`: where it was finished before, it is read back; where it was stopped or killed, it goes
/// on after its last whole epoch. So a cell, or a script, of many trainings may be run again at any time. The run's folder is
/// named after method, seed, and a fingerprint of data and settings.
///
/// # Errors
/// Those of [`train_resumable`](crate::train::train_resumable), [`save_run`] and [`Run::open`]; [`Error::Interrupted`] when it was interrupted, with what is done
/// kept.
pub fn train_once(
    folder: impl AsRef<Path>,
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    device: &Device,
) -> Result<Training> {
    let trainer = Trainer::new(experiment, method, config, device)?;
    // An annotator's name comes from a file of labels, and could lead elsewhere.
    let plain = |letter: char| if letter.is_alphanumeric() { letter } else { '-' };
    let method_name: String = method.to_string().chars().map(plain).collect();
    let folder = folder.as_ref().join(format!("{method_name}-seed{}-{}", config.seed.0, trainer.fingerprint()?));
    if is_run(&folder) {
        return Ok(Run::open(&folder, device)?.training);
    }
    let checkpoint = files::beside(&folder, ".checkpoint");
    let lock = Lock::take(&checkpoint)?;
    // Another process may have finished it while this one looked.
    if is_run(&folder) {
        files::remove_folder(checkpoint)?;
        return Ok(Run::open(&folder, device)?.training);
    }
    let training = trainer.go_on(&lock)?;
    if training.interrupted {
        let what = format!("{} with seed {}", training.title(), config.seed.0);
        return Err(Error::Interrupted { what, done: training.history.len(), total: config.epochs });
    }
    save_run(&folder, &training)?;
    files::remove_folder(checkpoint)?;
    Ok(training)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, experiment::Scale};
    use std::fs;

    #[test]
    fn what_was_trained_is_read_back_and_other_settings_are_trained() {
        let (device, folder) = (Device::flex(), tempfile::tempdir().unwrap());
        let experiment = Experiment::faces(Scale::Smoke, Seed(3)).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let once = |config: &TrainConfig| {
            train_once(folder.path(), &experiment, &"single:careful".parse().unwrap(), config, &device).unwrap()
        };
        let runs = || fs::read_dir(folder.path()).unwrap().count();
        let first = once(&config);
        assert_eq!(runs(), 1, "no checkpoint is left");
        let written = fs::read_dir(folder.path()).unwrap().next().unwrap().unwrap();
        assert!(written.file_name().to_str().unwrap().starts_with("single-careful-seed3-"));
        let marker = written.path().join("marker");
        fs::write(&marker, "").unwrap();
        let again = once(&TrainConfig { verbose: true, ..config.clone() });
        assert_eq!((again.learner.weights(), runs()), (first.learner.weights(), 1));
        assert!(marker.is_file(), "it was not trained again");
        once(&TrainConfig { epochs: 2, ..config.clone() });
        once(&TrainConfig { seed: Seed(1), ..config.clone() });
        assert_eq!(runs(), 3);
    }
}
