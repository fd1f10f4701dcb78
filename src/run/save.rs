//! A finished training on disk.

use super::{CONFIG, ModelCard, WEIGHTS};
use crate::{
    Error, Result, files,
    train::{EpochRecord, Evaluation, Experiment, TrainConfig, Training},
};
use serde::Serialize;
use std::path::{Path, PathBuf};

const METRICS: &str = "metrics.json";

#[derive(Serialize)]
struct Metrics<'a> {
    experiment: &'a str,
    note: &'a Option<String>,
    method: &'a str,
    interrupted: bool,
    epochs: usize,
    accuracy_last: f64,
    accuracy_selected: f64,
    selected_epoch: usize,
    accuracy_best_on_test: f64,
    macro_f1_last: f64,
    last: &'a Evaluation,
    selected: &'a Evaluation,
    history: &'a [EpochRecord],
}

#[derive(Serialize)]
struct Settings<'a> {
    #[serde(flatten)]
    card: ModelCard,
    training: &'a TrainConfig,
}

/// Writes a training to `folder`: `metrics.json` (the same bytes for the same seed), `history.csv`, `config.json`,
/// `weights.safetensors` (the last epoch's learner under the published names), and figures. A folder that already holds
/// a run is first moved aside, to `<folder>.1`, `.2` and so on; its new path is returned.
///
/// # Errors
/// [`Error::Io`] naming the file; [`Error::Figure`] for a figure that can't be drawn.
pub fn save_run(
    folder: impl AsRef<Path>,
    experiment: &Experiment,
    config: &TrainConfig,
    training: &Training,
) -> Result<Option<PathBuf>> {
    let folder = folder.as_ref();
    let holds_a_run = folder.join(METRICS).exists();
    let moved = if holds_a_run { files::keep_aside(folder)? } else { None };
    let metrics = Metrics {
        experiment: &experiment.name,
        note: &training.note,
        method: &training.method,
        interrupted: training.interrupted,
        epochs: training.history.len(),
        accuracy_last: training.last.accuracy(),
        accuracy_selected: training.selected.accuracy(),
        selected_epoch: training.selected_epoch,
        accuracy_best_on_test: training.best_on_test().1,
        macro_f1_last: training.last.confusion.macro_f1(),
        last: &training.last,
        selected: &training.selected,
        history: &training.history,
    };
    let settings = Settings { card: ModelCard::new(experiment, training), training: config };
    write_json(&folder.join(METRICS), &metrics)?;
    write_json(&folder.join(CONFIG), &settings)?;
    files::write_atomically(folder.join("history.csv"), training.history_csv().as_bytes())?;
    training.learner.weights().write(folder.join(WEIGHTS))?;
    training.curves()?.save(folder.join("curves.svg"))?;
    training.confusion()?.save(folder.join("confusion.svg"))?;
    Ok(moved)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::io(path, error.into()))?;
    files::write_atomically(path, (text + "\n").as_bytes())
}
