//! Writing a finished training.

use super::files::{
    CONFIG, HISTORY, METRICS, Metrics, RunConfig, SAMPLE_LOSSES, SELECTED, WEIGHTS, is_run, read_config,
};
use crate::{
    Error, Result,
    files::{self, checksums::Checksums},
    formats::npy,
    plot::Width,
    train::Training,
};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Writes a training to `folder`, in the files that [`run`](crate::run) lists. A folder that already holds another run, or other files
/// of these names, is first moved aside, to `<folder>.1`, `.2` and so on; its new path is returned.
///
/// # Errors
/// [`Error::Io`] naming the file; [`Error::Figure`] for a figure that can't be drawn.
pub fn save_run(folder: impl AsRef<Path>, training: &Training) -> Result<Option<PathBuf>> {
    let folder = folder.as_ref();
    let files = contents(training)?;
    let mut sums = Checksums::default();
    for (name, bytes) in &files {
        sums.add(name, bytes);
    }
    // Killed after the run was whole and before its checkpoint was removed, a training comes here once more.
    if is_run(folder) && sums.are_those_of(folder) {
        return Ok(None);
    }
    // What a kill has left of this run is written anew; files of these names that are no run's are kept as a run is.
    let is_taken = files.iter().any(|(name, _)| folder.join(name).exists());
    let is_begun = read_config(folder.join(CONFIG)).is_ok() && !is_run(folder);
    let moved = if is_taken && !is_begun { files::keep_aside(folder)? } else { None };
    let (mark, others) = files.split_last().expect("a run has files");
    for (name, bytes) in others {
        files::write_atomically(folder.join(name), bytes)?;
    }
    sums.write(folder)?;
    files::write_atomically(folder.join(mark.0), &mark.1)?;
    Ok(moved)
}

/// The files of a run. The last one says that the run is whole.
fn contents(training: &Training) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut files = vec![
        (CONFIG, json(&RunConfig::of(training))?),
        (HISTORY, training.history_csv().into_bytes()),
        (WEIGHTS, training.learner.weights().to_safetensors()?),
        (SELECTED, training.selected_learner.weights().to_safetensors()?),
    ];
    if let Some(losses) = &training.sample_losses {
        let shape = [losses.epochs(), losses.heads().len(), losses.samples()];
        files.push((SAMPLE_LOSSES, npy::write(&shape, &losses.values())));
    }
    files.push(("curves.svg", training.curves()?.svg().as_bytes().to_vec()));
    files.push(("confusion.svg", training.confusion()?.svg().as_bytes().to_vec()));
    if training.last.confidence.is_some() {
        files.push(("reliability.svg", training.reliability(Width::SingleColumn)?.svg().as_bytes().to_vec()));
    }
    files.push((METRICS, json(&Metrics::of(training))?));
    Ok(files)
}

fn json(value: &impl Serialize) -> Result<Vec<u8>> {
    let error = |error| Error::format("a run", error, "what JSON can hold");
    let text = serde_json::to_string_pretty(value).map_err(error)?;
    Ok((text + "\n").into_bytes())
}
