//! A trained model out of a run's folder or straight from its training.

use super::predictions::Predictions;
use crate::{
    Fidelity, Result, files,
    images::{Augmentation, ImageBudget, Images, read_images},
    run::{CONFIG, ModelCard, WEIGHTS, learner, open_config},
    train::{self, Learner, Training},
};
use burn::tensor::Device;
use std::path::{Path, PathBuf};

/// An encoder, and a decoder where there were adversarial steps, after the last epoch of a training.
#[derive(Clone, Debug)]
pub struct TrainedModel {
    /// How it is built.
    pub card: ModelCard,
    pub(super) learner: Learner,
    pub(super) device: Device,
}

impl TrainedModel {
    /// The model of a training that is still in memory.
    pub fn of(training: &Training, device: &Device) -> Self {
        let card = ModelCard::of(training);
        Self { card, learner: training.learner.clone(), device: device.clone() }
    }

    /// Reads the model out of the folder of a run, as [`save_run`](crate::run::save_run) writes it.
    ///
    /// # Errors
    /// [`Error::Missing`](crate::Error::Missing) when the folder holds no run; [`Error::Io`](crate::Error::Io); [`Error::Format`](crate::Error::Format) naming the file whose content is
    /// damaged or does not fit.
    pub fn open(run: impl AsRef<Path>, device: &Device) -> Result<Self> {
        let run = run.as_ref();
        let card = open_config(run, &[CONFIG, WEIGHTS])?.card;
        let learner = learner(&card, &run.join(WEIGHTS), device)?;
        files::checksums::check(run)?;
        Ok(Self { learner, card, device: device.clone() })
    }

    /// The predictions for images of the model's own side ([`read`](Self::read) makes such).
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for images of another side; [`Error::Device`](crate::Error::Device) when the device failed.
    pub fn predict(&self, images: &Images) -> Result<Predictions> {
        let ModelCard { heads, augmentation, scoring, calibration, .. } = &self.card;
        let outputs = train::predict(&self.learner, heads, images, augmentation, &self.device)?;
        Predictions::new(heads, outputs, *scoring, calibration)
    }

    /// Reads aligned faces and brings them to the model's side.
    ///
    /// # Errors
    /// Those of [`read_images`].
    pub fn read(&self, paths: &[PathBuf]) -> Result<Images> {
        read_images(paths, self.card.model.side, self.fidelity(), &ImageBudget::default())
    }

    /// Whether the model was trained as published or as corrected.
    pub fn fidelity(&self) -> Fidelity {
        match &self.card.augmentation {
            Augmentation::Face(face) => face.fidelity,
            Augmentation::None | Augmentation::Crop(_) => Fidelity::Corrected,
        }
    }

    /// What must stand in every figure that the model makes of images, which may be real ones.
    pub(super) fn note(&self) -> Option<String> {
        self.card.note.as_ref().map(|note| format!("model trained on {note}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        device::device,
        experiment::Scale,
        files,
        metrics::share_equal,
        run::save_run,
        train::{
            Experiment, Method, TrainConfig,
            methods::{JointDistribution, LatentTruth},
            train,
        },
    };

    #[test]
    fn a_saved_run_says_what_the_training_said() {
        let device = device("cpu").unwrap();
        let experiment = Experiment::faces(Scale::Smoke, Seed(3)).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let folder = tempfile::tempdir().unwrap();
        let adversarial = JointDistribution { gan_start_epoch: 0, ..experiment.joint_distribution.clone() };
        let methods: [Method; 2] = [adversarial.into(), LatentTruth::default().into()];
        for (number, method) in methods.into_iter().enumerate() {
            let training = train(&experiment, &method, &config, &device).unwrap();
            let run = folder.path().join(number.to_string());
            save_run(&run, &training).unwrap();
            let (live, read) = (TrainedModel::of(&training, &device), TrainedModel::open(&run, &device).unwrap());
            assert_eq!(live.card, read.card);
            let say = |model: &TrainedModel| model.predict(&experiment.test.images).unwrap();
            let head = training.last.head.clone();
            assert_eq!(say(&live).of(&head).unwrap(), say(&read).of(&head).unwrap());
            let right = say(&read).classes(&head).unwrap().into_iter().zip(experiment.test.labels.truth().unwrap());
            assert_eq!(share_equal(right), training.last.accuracy());
        }
        let error = |name: &str| TrainedModel::open(folder.path().join(name), &device).unwrap_err().to_string();
        assert!(error("none").starts_with("a trained run not found; looked in"), "{}", error("none"));
        files::write_atomically(folder.path().join("0/config.json"), b"{\"name\": 3}").unwrap();
        assert!(error("0").contains("config.json"), "{}", error("0"));
    }
}
