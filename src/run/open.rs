//! Reading a finished training back.

use super::{
    WEIGHTS,
    files::{CONFIG, METRICS, Metrics, RunConfig, SAMPLE_LOSSES, SELECTED, read_config},
};
use crate::{
    Error, Result, Seed, files,
    formats::npy,
    model::{Architecture, Initialiser, ModelConfig, WeightTensor, Weights},
    train::{Learner, SampleLosses, Training},
};
use burn::{module::Module, tensor::Device};
use std::path::{Path, PathBuf};

/// A run read back from its folder: everything of its training but the optimiser.
#[derive(Clone, Debug)]
pub struct Run {
    /// The folder.
    pub folder: PathBuf,
    /// The training as it was saved.
    pub training: Training,
}

impl Run {
    /// Reads the run that [`save_run`](super::save_run) wrote to `folder`. A run of an earlier version has the last epoch's learner
    /// for the selected one, and no losses of single samples.
    ///
    /// # Errors
    /// [`Error::Missing`] when the folder holds no run; [`Error::Io`]; [`Error::Format`] naming the file whose content is damaged
    /// or does not fit.
    pub fn open(folder: impl AsRef<Path>, device: &Device) -> Result<Self> {
        let folder = folder.as_ref();
        let config = open_config(folder, &[CONFIG, METRICS, WEIGHTS])?;
        let (metrics, selected) = (Metrics::read(&folder.join(METRICS))?, folder.join(SELECTED));
        let learner = |file: &Path| learner(&config.card, file, device);
        let last = learner(&folder.join(WEIGHTS))?;
        let selected_learner = if selected.is_file() { learner(&selected)? } else { last.clone() };
        files::checksums::check(folder)?;
        let training = Training {
            experiment: config.experiment,
            recipe: config.recipe,
            note: config.card.note,
            method: config.method,
            config: config.training,
            model: config.card.model,
            augmentation: config.card.augmentation,
            sample_losses: read_sample_losses(&folder.join(SAMPLE_LOSSES), &config.card.heads)?,
            heads: config.card.heads,
            history: metrics.history,
            last: metrics.last,
            selected: metrics.selected,
            selected_epoch: metrics.selected_epoch,
            interrupted: metrics.interrupted,
            calibration: config.card.calibration,
            learner: last,
            selected_learner,
        };
        Ok(Self { folder: folder.into(), training })
    }
}

/// The checked `config.json` of a run's folder that holds all of `needed`.
///
/// # Errors
/// [`Error::Missing`] when it does not; [`Error::Io`]; [`Error::Format`] for a damaged one.
pub(crate) fn open_config(folder: &Path, needed: &[&str]) -> Result<RunConfig> {
    let needed: Vec<PathBuf> = needed.iter().map(|file| folder.join(file)).collect();
    if !needed.iter().all(|path| path.is_file()) {
        let remedy = "Give the folder that `save_run`, or `noisyfer train`, wrote".to_string();
        return Err(Error::Missing { what: "a trained run".into(), looked_in: needed, remedy });
    }
    let config = read_config(folder.join(CONFIG))?;
    let card = &config.card;
    let is_valid = card
        .model
        .validate(&card.heads)
        .and_then(|()| card.augmentation.validate())
        .and_then(|()| card.calibration.validate());
    is_valid.map_err(|error| error.in_file(&folder.join(CONFIG)))?;
    Ok(config)
}

/// The learner that a card describes, with the weights of a file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] naming the file and the tensors that are missing or of another shape.
pub(crate) fn learner(card: &super::ModelCard, file: &Path, device: &Device) -> Result<Learner> {
    let weights = &Weights::read(file)?;
    let with_decoder = weights.names().iter().any(|name| name.starts_with("decoder."));
    check_sizes(&card.model, weights, with_decoder)?;
    // Every value is replaced by the file's.
    let mut rng = Seed(0).stream("learner", 0);
    let mut init = Initialiser::new(&mut rng, device);
    let method = method_tensors(weights).map_err(|error| error.in_file(file))?;
    let fresh = Learner::new(&card.model, &card.heads, with_decoder, method, &mut init);
    Ok(fresh.with_weights(weights).map_err(|error| error.in_file(file))?.valid())
}

/// Checks that every width of the networks is one that some tensor has, before networks of that width are made.
fn check_sizes(model: &ModelConfig, weights: &Weights, with_decoder: bool) -> Result<()> {
    let mut sides: Vec<usize> = weights.tensors().flat_map(|(_, tensor)| tensor.shape.clone()).collect();
    sides.sort_unstable();
    let mut widths = vec![("latent", model.latent)];
    match model.encoder {
        Architecture::Vgg16 => widths.extend([("base_width", model.base_width), ("hidden", model.hidden)]),
        Architecture::ResNet18 => widths.push(("base_width", model.base_width)),
        Architecture::Fast => widths.extend(model.widths.map(|width| ("widths", width))),
    }
    let largest = sides.last().copied().unwrap_or_default();
    let mut wrong = widths.into_iter().find(|(_, width)| sides.binary_search(width).is_err());
    // Only multiples of it are widths of the decoder's.
    if with_decoder && model.adversarial_base_width() > largest {
        wrong = Some(("adversarial_width", model.adversarial_base_width()));
    }
    match wrong {
        None => Ok(()),
        Some((name, width)) => {
            let expected = format!("a width that the weights beside it have; their tensors' longest side is {largest}");
            Err(Error::format(CONFIG, format!("model.{name} {width}"), expected))
        }
    }
}

/// The tensors `method.0`, `method.1` and so on, `[rows, columns]` each.
fn method_tensors(weights: &Weights) -> Result<Vec<WeightTensor>> {
    let mut tensors: Vec<WeightTensor> = vec![];
    while let Some(tensor) = weights.get(&format!("method.{}", tensors.len())) {
        if tensor.shape.len() != 2 {
            let place = format!("method.{}", tensors.len());
            return Err(Error::format(place, format!("a tensor of shape {:?}", tensor.shape), "two dimensions"));
        }
        tensors.push(tensor.clone());
    }
    Ok(tensors)
}

fn read_sample_losses(path: &Path, heads: &[crate::labels::LabelHead]) -> Result<Option<SampleLosses>> {
    if !path.is_file() {
        return Ok(None);
    }
    let place = path.display().to_string();
    let array = npy::parse(&place, &files::read(path)?)?;
    let values: Vec<f32> = npy::numbers(&place, &array)?.into_iter().map(|value| value as f32).collect();
    let names = heads.iter().map(|head| head.name.clone()).collect();
    let shape: Option<[usize; 3]> = array.shape.clone().try_into().ok();
    let losses = shape.and_then(|shape| SampleLosses::from_values(names, shape, &values));
    losses.map(Some).ok_or_else(|| {
        let expected = format!("[epochs, {} heads, images]", heads.len());
        Error::format(&place, format!("an array of shape {:?}", array.shape), expected)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::Scale,
        run::save_run,
        train::{Experiment, Method, TrainConfig, train},
    };

    #[test]
    fn a_methods_tensor_has_two_dimensions() {
        let of = |shape: &[usize]| {
            let mut weights = Weights::default();
            let values = vec![0.0; shape.iter().product()];
            weights.insert("method.0", WeightTensor { shape: shape.to_vec(), values });
            method_tensors(&weights).map(|tensors| tensors.len()).map_err(|error| error.to_string())
        };
        assert_eq!(of(&[2, 2]), Ok(1));
        assert!(of(&[4]).unwrap_err().contains("method.0: found a tensor of shape [4], expected two dimensions"));
    }

    #[test]
    fn a_run_reads_back_as_it_was() {
        let device = Device::flex();
        let experiment = Experiment::faces(Scale::Smoke, Seed(3)).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let folder = tempfile::tempdir().unwrap();
        for name in ["latent-truth", "joint-distribution", "single:careful"] {
            let method: Method = name.parse().unwrap();
            let training = train(&experiment, &method, &config, &device).unwrap();
            let path = folder.path().join(method.name());
            assert_eq!(save_run(&path, &training).unwrap(), None);
            // Once more, as after a kill between the end of a run and that of its checkpoint, leaves it as it is.
            assert_eq!(save_run(&path, &training).unwrap(), None);
            assert!(!files::beside(&path, ".1").exists());
            let foreign = folder.path().join("foreign").join(method.name());
            std::fs::create_dir_all(&foreign).unwrap();
            std::fs::write(foreign.join("config.json"), "mine").unwrap();
            let kept = save_run(&foreign, &training).unwrap().unwrap();
            assert_eq!(std::fs::read_to_string(kept.join("config.json")).unwrap(), "mine");
            let read = Run::open(&path, &device).unwrap().training;
            assert_eq!(
                (&read.method, &read.config, &read.heads),
                (&training.method, &training.config, &training.heads)
            );
            for (read, saved) in [(&read.last, &training.last), (&read.selected, &training.selected)] {
                assert_eq!(
                    (&read.head, &read.confusion, &read.predicted),
                    (&saved.head, &saved.confusion, &saved.predicted)
                );
                // JSON's digits may differ in the last place.
                assert_eq!(read.table().unwrap().to_text(), saved.table().unwrap().to_text());
            }
            assert_eq!(read.calibration, training.calibration);
            assert_ne!(read.calibration, Default::default());
            assert!(path.join("reliability.svg").is_file());
            assert_eq!(read.selected_epoch, 1);
            assert_eq!(read.learner.weights(), training.learner.weights());
            assert_eq!(read.selected_learner.weights(), training.selected_learner.weights());
            let (found, expected) = (read.history[0].losses[0].1, training.history[0].losses[0].1);
            assert!((found - expected).abs() < 1e-12);
            let (found, expected) = (read.sample_losses.unwrap(), training.sample_losses.unwrap());
            assert_eq!(found.of(1, &read.heads[0].name).unwrap(), expected.of(1, &read.heads[0].name).unwrap());
        }
        let path = folder.path().join("latent-truth");
        let content = files::read(path.join(WEIGHTS)).unwrap();
        let mut damaged = content.clone();
        let last = damaged.len() - 2;
        damaged[last] ^= 1;
        files::write_atomically(path.join(WEIGHTS), &damaged).unwrap();
        let error = Run::open(&path, &device).unwrap_err().to_string();
        assert!(error.contains("weights.safetensors: found content with sha256"), "{error}");
        files::write_atomically(path.join(WEIGHTS), &content).unwrap();
        let config = files::read_text(path.join(CONFIG)).unwrap();
        let absurd = config.replace("\"latent\": 100", "\"latent\": 18446744073709551615");
        assert_ne!(absurd, config);
        files::write_atomically(path.join(CONFIG), absurd.as_bytes()).unwrap();
        let error = Run::open(&path, &device).unwrap_err().to_string();
        assert!(error.starts_with("config.json: found model.latent 18446744073709551615"), "{error}");
        // What no network or augmentation can be is the file's fault, not a setting's of the user.
        let odd = config.replace("\"side\": 32", "\"side\": 72");
        assert_ne!(odd, config);
        files::write_atomically(path.join(CONFIG), odd.as_bytes()).unwrap();
        let error = Run::open(&path, &device).unwrap_err().to_string();
        assert!(error.contains("latent-truth/config.json: found ") && error.contains(" 72, expected"), "{error}");
        let cold = config.replace("\"truth\": ", "\"truth\": -");
        assert_ne!(cold, config);
        files::write_atomically(path.join(CONFIG), cold.as_bytes()).unwrap();
        let error = Run::open(&path, &device).unwrap_err().to_string();
        assert!(error.contains("config.json: found calibration -"), "{error}");
        let error = Run::open(folder.path().join("none"), &device).unwrap_err().to_string();
        assert!(error.starts_with("a trained run not found; looked in"), "{error}");
        std::fs::remove_file(folder.path().join("single").join(METRICS)).unwrap();
        assert!(Run::open(folder.path().join("single"), &device).is_err(), "without the last file a run is not whole");
    }
}
