//! What the files of a run hold.

use super::ModelCard;
use crate::{
    Error, Result, files,
    train::{EpochRecord, Evaluation, Method, TrainConfig, Training, methods::JointDistribution},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// Settings and sizes.
pub(crate) const CONFIG: &str = "config.json";
/// The learner of the last epoch.
pub(crate) const WEIGHTS: &str = "weights.safetensors";
/// The learner of the selected epoch.
pub(super) const SELECTED: &str = "selected.safetensors";
pub(super) const METRICS: &str = "metrics.json";
pub(super) const HISTORY: &str = "history.csv";
pub(super) const SAMPLE_LOSSES: &str = "sample_losses.npy";

/// Whether `folder` holds a whole run: the file that comes last is there.
pub fn is_run(folder: impl AsRef<Path>) -> bool {
    folder.as_ref().join(METRICS).is_file()
}

/// Whether `folder` holds the run of a training that was not stopped.
pub fn is_finished_run(folder: impl AsRef<Path>) -> bool {
    is_run(&folder) && Metrics::read(&folder.as_ref().join(METRICS)).is_ok_and(|metrics| !metrics.interrupted)
}

/// The settings that belonged to every training before they became the joint distribution's own.
const MOVED: [&str; 4] = ["lambda_gan", "gan_start_epoch", "discriminator_updates", "score_weights"];

/// A run's `config.json`: all that it takes to repeat the training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunConfig {
    /// What it takes to build the networks.
    #[serde(flatten)]
    pub card: ModelCard,
    /// The experiment's name.
    pub experiment: String,
    /// What the experiment was made from.
    pub recipe: Option<Value>,
    /// The method, with its settings.
    pub method: Method,
    /// The settings of the training.
    pub training: TrainConfig,
}

impl RunConfig {
    pub(super) fn of(training: &Training) -> Self {
        Self {
            card: ModelCard::of(training),
            experiment: training.experiment.clone(),
            recipe: training.recipe.clone(),
            method: training.method.clone(),
            training: training.config.clone(),
        }
    }
}

/// Reads a run's `config.json`; also one from before it named experiment and method.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] naming the file.
pub fn read_config(path: impl AsRef<Path>) -> Result<RunConfig> {
    let path = path.as_ref();
    let bad = |error: serde_json::Error| Error::format(path.display(), error, "the config.json of a run");
    let mut value: Value = serde_json::from_slice(&files::read(path)?).map_err(bad)?;
    if value.get("method").is_none() {
        complete(&mut value);
    }
    serde_json::from_value(value).map_err(bad)
}

/// Adds what older files lack: the card is called `<method> on <experiment>`, and the settings of the adversarial step stood
/// among those of the training.
fn complete(value: &mut Value) {
    let name = value["name"].as_str().unwrap_or_default().to_string();
    let (title, experiment) = name.rsplit_once(" on ").unwrap_or((&name, ""));
    let Some(method) = Method::titled(title) else { return };
    let mut settings = serde_json::Map::new();
    if let Some(training) = value["training"].as_object_mut() {
        if let Some(start) = training.remove("game_from_epoch") {
            training.insert("gan_start_epoch".into(), start);
        }
        for name in MOVED {
            settings.extend(training.remove(name).map(|value| (name.to_string(), value)));
        }
    }
    let own = serde_json::from_value::<JointDistribution>(Value::Object(settings)).ok();
    let method = if method.adversarial().is_some() { own.map_or(method, Method::from) } else { method };
    value["experiment"] = experiment.into();
    value["recipe"] = Value::Null;
    value["method"] = serde_json::json!(method);
}

/// A run's `metrics.json`.
#[derive(Serialize, Deserialize)]
pub(super) struct Metrics {
    /// From 2 on epochs are counted from 1; without it they were from 0.
    #[serde(default)]
    format: u32,
    experiment: String,
    note: Option<String>,
    method: String,
    pub interrupted: bool,
    epochs: usize,
    accuracy_last: f64,
    accuracy_selected: f64,
    pub selected_epoch: usize,
    accuracy_best_on_test: f64,
    macro_f1_last: f64,
    pub last: Evaluation,
    pub selected: Evaluation,
    pub history: Vec<EpochRecord>,
}

impl Metrics {
    pub fn of(training: &Training) -> Self {
        Self {
            format: 2,
            experiment: training.experiment.clone(),
            note: training.note.clone(),
            method: training.title(),
            interrupted: training.interrupted,
            epochs: training.history.len(),
            accuracy_last: training.last.accuracy(),
            accuracy_selected: training.selected.accuracy(),
            selected_epoch: training.selected_epoch,
            accuracy_best_on_test: training.best_on_test().1,
            macro_f1_last: training.last.confusion.macro_f1(),
            last: training.last.clone(),
            selected: training.selected.clone(),
            history: training.history.clone(),
        }
    }

    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] naming the file.
    pub fn read(path: &Path) -> Result<Self> {
        let bad = |error: serde_json::Error| Error::format(path.display(), error, "the metrics.json of a run");
        let mut metrics: Self = serde_json::from_slice(&files::read(path)?).map_err(bad)?;
        if metrics.format < 2 {
            metrics.selected_epoch += 1;
            metrics.history.iter_mut().for_each(|record| record.epoch += 1);
        }
        Ok(metrics)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_config_of_an_older_run_is_completed() {
        let old = r#"{"name": "Joint distribution (as published) on Generated faces", "note": null,
            "model": {"side": 32, "base_width": 8, "hidden": 64, "noise": 100, "dropout": 0.1}, "heads": [],
            "augmentation": "none", "training": {"epochs": 2, "batch_size": 32, "learning_rate": 0.001, "lambda_gan": 0.4,
            "game_from_epoch": 3, "discriminator_updates": 2, "head_weights": [], "score_weights": [],
            "fidelity": "published", "start": null, "seed": 7, "report_seconds": 15.0}}"#;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(CONFIG);
        files::write_atomically(&path, old.as_bytes()).unwrap();
        let read = read_config(&path).unwrap();
        assert_eq!(read.experiment, "Generated faces");
        let settings = read.method.adversarial().unwrap();
        assert_eq!((settings.lambda_gan, settings.gan_start_epoch), (0.4, 3));
        assert_eq!((read.training.epochs, read.training.seed, read.card.model.latent), (2, crate::Seed(7), 100));
        files::write_atomically(&path, b"{\"name\": 3}").unwrap();
        let error = read_config(&path).unwrap_err().to_string();
        assert!(error.contains("config.json") && error.contains("expected the config.json of a run"), "{error}");
    }
}
