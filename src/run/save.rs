//! Writing a finished training.

use super::files::{CONFIG, HISTORY, METRICS, Metrics, RunConfig, SAMPLE_LOSSES, SELECTED, WEIGHTS, is_run};
use crate::{
    Error, Result,
    files::{self, checksums::Checksums},
    formats::npy,
    train::Training,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Writes a training to `folder`, in the files that [`run`](crate::run) lists. A folder that already holds a run is first moved
/// aside, to `<folder>.1`, `.2` and so on; its new path is returned.
///
/// # Errors
/// [`Error::Io`] naming the file; [`Error::Figure`] for a figure that can't be drawn.
pub fn save_run(folder: impl AsRef<Path>, training: &Training) -> Result<Option<PathBuf>> {
    let folder = folder.as_ref();
    let moved = if is_run(folder) { files::keep_aside(folder)? } else { None };
    let mut sums = Checksums::default();
    let mut write = |name: &str, bytes: &[u8]| {
        sums.add(name, bytes);
        files::write_atomically(folder.join(name), bytes)
    };
    write(CONFIG, &json(&RunConfig::of(training))?)?;
    write(HISTORY, training.history_csv().as_bytes())?;
    write(WEIGHTS, &training.learner.weights().to_safetensors()?)?;
    write(SELECTED, &training.selected_learner.weights().to_safetensors()?)?;
    if let Some(losses) = &training.sample_losses {
        let shape = [losses.epochs(), losses.heads().len(), losses.samples()];
        write(SAMPLE_LOSSES, &npy::write(&shape, &losses.values()))?;
    }
    write("curves.svg", training.curves()?.svg().as_bytes())?;
    write("confusion.svg", training.confusion()?.svg().as_bytes())?;
    let metrics = json(&Metrics::of(training))?;
    sums.add(METRICS, &metrics);
    sums.write(folder)?;
    files::write_atomically(folder.join(METRICS), &metrics)?;
    Ok(moved)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let error = |error| Error::format("a run", error, "what JSON can hold");
    let text = serde_json::to_string_pretty(value).map_err(error)?;
    Ok((text + "\n").into_bytes())
}
