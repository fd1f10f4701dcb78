//! Writing a finished training.

use super::files::{CONFIG, HISTORY, METRICS, Metrics, RunConfig, SAMPLE_LOSSES, SELECTED, WEIGHTS};
use crate::{Error, Result, files, formats::npy, train::Training};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Writes a training to `folder`, in the files that [`run`](crate::run) lists. A folder that already holds a run is first moved
/// aside, to `<folder>.1`, `.2` and so on; its new path is returned.
///
/// # Errors
/// [`Error::Io`] naming the file; [`Error::Figure`] for a figure that can't be drawn.
pub fn save_run(folder: impl AsRef<Path>, training: &Training) -> Result<Option<PathBuf>> {
    let folder = folder.as_ref();
    let holds_a_run = folder.join(METRICS).exists();
    let moved = if holds_a_run { files::keep_aside(folder)? } else { None };
    write_json(&folder.join(CONFIG), &RunConfig::of(training))?;
    files::write_atomically(folder.join(HISTORY), training.history_csv().as_bytes())?;
    training.learner.weights().write(folder.join(WEIGHTS))?;
    training.selected_learner.weights().write(folder.join(SELECTED))?;
    if let Some(losses) = &training.sample_losses {
        let shape = [losses.epochs(), losses.heads().len(), losses.samples()];
        files::write_atomically(folder.join(SAMPLE_LOSSES), &npy::write(&shape, &losses.values()))?;
    }
    training.curves()?.save(folder.join("curves.svg"))?;
    training.confusion()?.save(folder.join("confusion.svg"))?;
    write_json(&folder.join(METRICS), &Metrics::of(training))?;
    Ok(moved)
}

fn write_json(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Error::io(path, error.into()))?;
    files::write_atomically(path, (text + "\n").as_bytes())
}
