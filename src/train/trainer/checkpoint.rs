//! A training's state on disk after each epoch, from which it goes on.
//!
//! A checkpoint's folder holds `epoch_0005` and so on, of which only the last is kept. Each appears whole, by renaming, so that
//! a training that is killed while it writes leaves the one before, and holds the sums of its files, so that a damaged one is told.

use super::Trainer;
use crate::{
    Error, Result,
    datasets::Dataset,
    files::{self, checksums::Checksums},
    labels::LabelHead,
    model::{ModelConfig, Weights},
    progress,
    text::hexadecimal,
    train::{Average, Method, SampleLosses, Schedule, TrainConfig, supervised::LEARNER, training::EpochRecord},
};
use burn::{module::Module, store::RecordError, tensor::Bytes};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{
    cell::RefCell,
    fs,
    path::{Path, PathBuf},
};

/// In MessagePack, which keeps every number to its last bit.
const STATE: &str = "state.msgpack";
const SELECTED: &str = "selected.safetensors";
/// The folder of a checkpoint that is being written, which a kill leaves behind.
const UNFINISHED: &str = "unfinished";

/// What a checkpoint belongs to.
#[derive(PartialEq, Serialize, Deserialize)]
struct Identity {
    experiment: String,
    /// Of names, labels and pixels of what is trained, validated and tested on.
    data: [String; 3],
    method: Method,
    model: ModelConfig,
    heads: Vec<LabelHead>,
    config: TrainConfig,
}

impl Identity {
    /// What differs in another one: `training.batch_size 64 instead of 32`.
    fn differences(&self, other: &Self) -> Vec<String> {
        let mut found = vec![];
        if self.data != other.data {
            found.push("other images or labels".to_string());
        }
        for (place, one, other) in [
            ("experiment", json!(self.experiment), json!(other.experiment)),
            ("method", json!(self.method), json!(other.method)),
            ("model", json!(self.model), json!(other.model)),
            ("heads", json!(self.heads), json!(other.heads)),
            ("training", json!(self.config), json!(other.config)),
        ] {
            add_differences(place, &one, &other, &mut found);
        }
        found
    }
}

fn add_differences(place: &str, one: &Value, other: &Value, found: &mut Vec<String>) {
    match (one, other) {
        (Value::Object(fields), Value::Object(others)) if fields.keys().eq(others.keys()) => {
            for (name, value) in fields {
                add_differences(&format!("{place}.{name}"), value, &others[name], found);
            }
        }
        _ if one != other => found.push(format!("{place} {one} instead of {other}")),
        _ => {}
    }
}

/// What the networks do not hold.
#[derive(Serialize, Deserialize)]
struct State {
    identity: Identity,
    history: Vec<EpochRecord>,
    /// From 0.
    selected_epoch: usize,
    sample_losses: Option<SampleLosses>,
    /// What has changed in the method since it was fitted.
    method_state: Vec<u8>,
}

/// After how many epochs the checkpoint in `folder` was taken; `None` without one.
pub fn checkpointed_epoch(folder: impl AsRef<Path>) -> Option<usize> {
    latest(folder.as_ref()).map(|(epoch, _)| epoch)
}

impl Trainer<'_> {
    /// What tells this training from others, in 8 hexadecimal digits: a hash of data, method, sizes and settings.
    ///
    /// # Errors
    /// None in practice: all of it can be written down.
    pub(crate) fn fingerprint(&self) -> Result<String> {
        let whole = (self.identity(), self.config.epochs);
        let bytes = rmp_serde::to_vec_named(&whole).map_err(|error| damaged(Path::new("a training"), error))?;
        Ok(hexadecimal(&Sha256::digest(&bytes)[..4]))
    }

    /// Writes a checkpoint and removes the one before.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let Some((selected_epoch, selected)) = &self.selected else { return Ok(()) };
        let io = |error| Error::io(folder, error);
        fs::create_dir_all(folder).map_err(io)?;
        let new = folder.join(UNFINISHED);
        if new.exists() {
            fs::remove_dir_all(&new).map_err(io)?;
        }
        fs::create_dir(&new).map_err(io)?;
        let mut sums = Checksums::default();
        let mut write = |name: &str, bytes: &[u8]| {
            sums.add(name, bytes);
            files::write_atomically(new.join(name), bytes)
        };
        for (name, bytes) in self.step.records().map_err(|error| damaged(folder, error))? {
            write(name, &bytes)?;
        }
        write(SELECTED, &selected.weights().to_safetensors()?)?;
        let state = State {
            identity: self.identity(),
            history: self.history.clone(),
            selected_epoch: *selected_epoch,
            sample_losses: self.sample_losses.clone(),
            method_state: self.step.method().state()?,
        };
        let bytes = rmp_serde::to_vec_named(&state).map_err(|error| damaged(folder, error))?;
        write(STATE, &bytes)?;
        sums.write(&new)?;
        let before = all(folder);
        fs::rename(&new, folder.join(format!("epoch_{:04}", self.epoch()))).map_err(io)?;
        for (epoch, path) in before {
            if epoch != self.epoch() {
                files::remove_folder(path)?;
            }
        }
        Ok(())
    }

    /// Takes over the checkpoint in `folder`; says whether there is one.
    ///
    /// After a kill there may be two, of which one is damaged. It is moved aside: its epoch will be written anew.
    pub(super) fn restore(&mut self, folder: &Path) -> Result<bool> {
        let mut epochs = all(folder);
        epochs.sort();
        let mut damaged = vec![];
        while let Some((_, path)) = epochs.pop() {
            match self.restore_from(&path) {
                Ok(()) => {
                    for path in damaged {
                        files::keep_aside(path)?;
                    }
                    return Ok(true);
                }
                Err(error) if epochs.is_empty() => return Err(error),
                Err(error) => progress::tell(format_args!("{error}. Going on from the one before.")),
            }
            damaged.push(path);
        }
        Ok(false)
    }

    fn restore_from(&mut self, path: &Path) -> Result<()> {
        files::checksums::check(path)?;
        let state: State = rmp_serde::from_slice(&files::read(path.join(STATE))?).map_err(|error| {
            let expected = "a checkpoint that this version wrote; start anew, or finish it with the version that did";
            Error::format(path.join(STATE).display(), error, expected)
        })?;
        let own = self.identity();
        if state.identity != own {
            let found = format!("the checkpoint of another training: {}", state.identity.differences(&own).join(", "));
            return Err(Error::format(path.display(), found, "that of this one; name another folder, or start anew"));
        }
        if state.selected_epoch >= state.history.len() {
            let found = format!("epoch {} selected out of {}", state.selected_epoch + 1, state.history.len());
            return Err(damaged(&path.join(STATE), found));
        }
        // Before the networks: a clone shares its running states with them, and loading fills these.
        let file = path.join(SELECTED);
        let selected = self.step.learner().clone().with_weights(&Weights::read(&file)?);
        self.selected = Some((state.selected_epoch, selected.map_err(|error| error.in_file(&file))?.valid()));
        self.restore_step(path)?;
        self.step.method_mut().restore(&state.method_state)?;
        (self.history, self.sample_losses) = (state.history, state.sample_losses);
        Ok(())
    }

    fn restore_step(&mut self, path: &Path) -> Result<()> {
        // What is wrong with a record is found when it is used, before the next one is read.
        let file = RefCell::new(path.to_path_buf());
        let read = |name: &str| {
            file.replace(path.join(name));
            fs::read(path.join(name)).map(Bytes::from_bytes_vec).map_err(|error| RecordError::Io(error.to_string()))
        };
        self.step.restore(&read).map_err(|error| damaged(&file.borrow(), error))?;
        let weights = self.step.learner().weights();
        match weights.not_finite().first() {
            None => Ok(()),
            Some((name, count)) => {
                Err(damaged(&path.join(LEARNER), format!("{count} numbers in {name} that are not finite")))
            }
        }
    }

    /// The number of epochs where it matters before the last one: with a schedule, or an average that looks ahead.
    fn fixed_epochs(&self) -> usize {
        let config = self.config;
        let free = config.schedule == Schedule::Constant && !matches!(config.average, Average::Lookahead { .. });
        if free { 0 } else { config.epochs }
    }

    fn identity(&self) -> Identity {
        let experiment = self.experiment;
        let data = [&experiment.train, &experiment.validation, &experiment.test];
        Identity {
            experiment: experiment.name.clone(),
            data: self.fingerprints.get_or_init(|| data.map(Dataset::fingerprint)).clone(),
            method: self.method.clone(),
            model: experiment.model.clone(),
            heads: self.heads().to_vec(),
            // What may differ from before.
            config: TrainConfig { epochs: self.fixed_epochs(), ..self.config.without_reports() },
        }
    }
}

/// The last epoch that a folder has, and its place.
fn latest(folder: &Path) -> Option<(usize, PathBuf)> {
    all(folder).into_iter().max()
}

/// Every epoch that a folder has, and its place: more than one after a kill.
fn all(folder: &Path) -> Vec<(usize, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let epochs = entries.filter_map(|entry| {
        let name = entry.file_name();
        Some((name.to_str()?.strip_prefix("epoch_")?.parse().ok()?, entry.path()))
    });
    epochs.collect()
}

fn damaged(place: &Path, error: impl ToString) -> Error {
    Error::format(place.display(), error, "a checkpoint that can be read and written; without it, start anew")
}
