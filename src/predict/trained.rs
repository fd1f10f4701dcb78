//! A trained model out of a run's folder or straight from its training.

use super::predictions::Predictions;
use crate::run::{CONFIG, ModelCard, WEIGHTS};
use crate::{
    Error, Fidelity, Result, Seed, files,
    images::{Augmentation, ImageBudget, Images, read_images},
    model::{Initialiser, Weights},
    train::{self, Experiment, Learner, Training},
};
use burn::{module::Module, tensor::Device};
use std::path::{Path, PathBuf};

/// An encoder, and a decoder where there was a game, after the last epoch of a training.
#[derive(Clone, Debug)]
pub struct TrainedModel {
    /// How it is built.
    pub card: ModelCard,
    pub(super) learner: Learner,
    pub(super) device: Device,
}

impl TrainedModel {
    /// The model of a training that is still in memory.
    pub fn of(experiment: &Experiment, training: &Training, device: &Device) -> Self {
        let card = ModelCard::new(experiment, training);
        Self { card, learner: training.learner.clone(), device: device.clone() }
    }

    /// Reads the model out of the folder of a run, as [`save_run`](crate::run::save_run) writes it.
    ///
    /// # Errors
    /// [`Error::Missing`] when the folder holds no run; [`Error::Io`]; [`Error::Format`] naming the file whose content is
    /// damaged or does not fit.
    pub fn open(run: impl AsRef<Path>, device: &Device) -> Result<Self> {
        let [config, weights] = [CONFIG, WEIGHTS].map(|file| run.as_ref().join(file));
        if !config.is_file() || !weights.is_file() {
            let remedy = "Give the folder that `save_run`, or `noisyfer train`, wrote".to_string();
            return Err(Error::Missing { what: "a trained run".into(), looked_in: vec![config, weights], remedy });
        }
        let bad = |error: serde_json::Error| Error::format(config.display(), error, "the config.json of a run");
        let card: ModelCard = serde_json::from_slice(&files::read(&config)?).map_err(bad)?;
        card.model.validate(&card.heads)?;
        card.augmentation.validate()?;
        let weights = Weights::read(&weights)?;
        let named = |prefix: &str| weights.names().iter().any(|name| name.starts_with(prefix));
        // Every value is replaced by the file's.
        let mut rng = Seed(0).stream("learner", 0);
        let mut init = Initialiser::new(&mut rng, device);
        let fresh = Learner::new(&card.model, &card.heads, named("decoder."), 0, &mut init);
        Ok(Self { learner: fresh.with_weights(&weights)?.valid(), card, device: device.clone() })
    }

    /// What the model says of images of its own side ([`read`](Self::read) makes such).
    ///
    /// # Errors
    /// [`Error::Parameter`] for images of another side; [`Error::Device`] when the device failed.
    pub fn predict(&self, images: &Images) -> Result<Predictions> {
        let ModelCard { heads, augmentation, .. } = &self.card;
        self.check_side(images.side())?;
        let outputs = train::predict(&self.learner, heads, images, augmentation, &self.device)?;
        Ok(Predictions::new(heads, outputs))
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

    fn check_side(&self, side: usize) -> Result<()> {
        let own = self.card.model.side;
        if side == own {
            Ok(())
        } else {
            Err(Error::parameter("the side of the images", side, format!("{own}, the model's")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::share_equal;
    use crate::{
        device::device,
        experiment::Scale,
        run::save_run,
        train::{Method, TrainConfig, train},
    };

    #[test]
    fn a_saved_run_says_what_the_training_said() {
        let device = device("cpu").unwrap();
        let experiment = Experiment::faces(Scale::Smoke, Seed(3)).unwrap();
        let config = TrainConfig { epochs: 1, gan_start_epoch: 0, ..experiment.training.clone() };
        let folder = tempfile::tempdir().unwrap();
        for (number, method) in [Method::JointDistribution, Method::LatentTruth].into_iter().enumerate() {
            let training = train(&experiment, &method, &config, &device).unwrap();
            let run = folder.path().join(number.to_string());
            save_run(&run, &experiment, &config, &training).unwrap();
            let (live, read) =
                (TrainedModel::of(&experiment, &training, &device), TrainedModel::open(&run, &device).unwrap());
            assert_eq!(live.card, read.card);
            let say = |model: &TrainedModel| model.predict(&experiment.test.images).unwrap();
            let head = training.heads[0].name.clone();
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
