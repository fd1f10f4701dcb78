//! FER+: ten people's votes on every image of FER2013 (Barsoum et al. 2016, "Training Deep Networks for Facial Expression
//! Recognition with Crowd-Sourced Label Distribution"), and these images (Goodfellow et al. 2013, "Challenges in Representation
//! Learning: A report on three machine learning contests").

mod columns;
mod fer2013;
mod generated;
mod rules;
mod views;
mod votes;

pub use fer2013::{Fer2013, Fer2013Images};
pub use generated::write_ferplus;
pub use votes::{FerPlus, read_ferplus};

use super::{generated::generated_copy, places::remedy};
use crate::{Error, Result, Seed};
use std::path::{Path, PathBuf};

/// The parts of FER2013 as [`FerPlus::usages`] names them: for training, for validation, for the test.
pub const FER2013_PARTS: [&str; 3] = ["Training", "PublicTest", "PrivateTest"];

/// FER+'s file.
const VOTES: &str = "fer2013new.csv";

/// Where FER+ may lie below a folder of datasets.
const PLACES: [&str; 3] = ["ferplus", "FERPlus", "fer2013"];

/// FER+'s folder below the folder `datasets`: the first of `ferplus`, `FERPlus` and `fer2013` that holds its votes.
///
/// # Errors
/// [`Error::Missing`] with every place looked in, and where the votes come from.
pub fn find_ferplus(datasets: impl AsRef<Path>) -> Result<PathBuf> {
    let roots = PLACES.map(|place| datasets.as_ref().join(place));
    let found = roots.iter().find(|root| root.join(VOTES).is_file()).cloned();
    found.ok_or_else(|| no_votes(datasets.as_ref(), roots.map(|root| root.join(VOTES)).into()))
}

/// FER+'s `fer2013new.csv` in its folder `root`.
///
/// # Errors
/// [`Error::Missing`] without it, with where it comes from.
pub fn find_ferplus_votes(root: impl AsRef<Path>) -> Result<PathBuf> {
    let path = root.as_ref().join(VOTES);
    if path.is_file() { Ok(path) } else { Err(no_votes(root.as_ref(), vec![path])) }
}

fn no_votes(root: &Path, looked_in: Vec<PathBuf>) -> Error {
    let usual = "Take fer2013new.csv from github.com/microsoft/FERPlus; FER2013's images belong beside it";
    Error::Missing { what: "FER+'s votes".into(), looked_in, remedy: remedy(root, usual) }
}

/// The folder `ferplus-generated-<count>-<seed>` below the folder `datasets`, which [`write_ferplus`] fills unless it is there.
///
/// # Errors
/// Those of [`write_ferplus`].
pub fn generated_ferplus(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<PathBuf> {
    generated_copy(datasets.as_ref(), "ferplus", count, seed, |root| write_ferplus(root, count, seed))
}
