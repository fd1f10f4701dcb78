//! Generated datasets on disk, laid out file by file as the distributors of the real ones do.
//!
//! Readers, alignment, commands and notebooks run on them unchanged, and tests run on nothing else where the real data may
//! not be had. One file more than in the real ones marks them: `GENERATED.json` ([`Generated`]); whatever is made from a
//! folder with it says so.

mod annotators;
mod faces;
mod machine;
mod photo;

pub use annotators::annotators;
pub use faces::generated_faces;
pub(crate) use machine::{Face, machine_labels};
pub(crate) use photo::Photo;

use crate::{Error, Result, Seed, files, progress};
use serde::{Deserialize, Serialize};
use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

/// The folder of a generated dataset that stands for the published machine labels.
pub(crate) const NOISY_LABELS: &str = "noisy_labels";

/// The file that marks a generated dataset.
const MARK: &str = "GENERATED.json";

/// More images than anyone generates; their bytes can be counted without going round.
const MOST: usize = 100_000_000;

/// The file in a folder that a generated dataset is being written to.
const UNFINISHED: &str = ".generating.json";

/// What a generated dataset is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Generated {
    /// What it stands for: `RAF-DB`, `AffectNet`, `CIFAR-10`.
    pub dataset: String,
    /// How many images it lists.
    pub count: usize,
    /// The seed that it follows from.
    pub seed: Seed,
}

impl Generated {
    /// What the folder's mark says; `None` for a folder without one, such as a real dataset.
    ///
    /// # Errors
    /// [`Error::Io`], and [`Error::Format`] for a mark that cannot be understood.
    pub fn read(root: impl AsRef<Path>) -> Result<Option<Self>> {
        let path = root.as_ref().join(MARK);
        if !path.is_file() {
            return Ok(None);
        }
        let text = files::read_text(&path)?;
        let expected = "what stands in a generated dataset; generate it again";
        let mark: Self = serde_json::from_str(&text).map_err(|error| Error::format(path.display(), error, expected))?;
        if !(1..=MOST).contains(&mark.count) {
            return Err(Error::format(
                path.display(),
                format!("a count of {}", mark.count),
                format!("1 to {MOST}; {expected}"),
            ));
        }
        Ok(Some(mark))
    }

    /// What figures of the data in `root` must say; `None` for real data.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn note(root: impl AsRef<Path>) -> Result<Option<String>> {
        Ok(Self::read(root)?.map(|generated| generated.to_string()))
    }

    /// Comes last: a folder with the mark is complete.
    pub(crate) fn write(&self, root: &Path) -> Result<()> {
        files::write_atomically(root.join(MARK), text(self)?.as_bytes())?;
        match fs::remove_file(root.join(UNFINISHED)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::io(root.join(UNFINISHED), error)),
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Generated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "generated data in the layout of {}", self.dataset)
    }
}

/// Checks that a dataset of at least `least` images can be written to `root`, and notes there that it is being written: where that
/// was interrupted, the same one is written again.
///
/// # Errors
/// [`Error::Parameter`] for too few images, or a folder that holds something else; [`Error::Io`].
pub(crate) fn begin(root: &Path, generated: &Generated, least: usize) -> Result<()> {
    if generated.count < least {
        return Err(Error::parameter("count", generated.count, format!("at least {least}")));
    }
    let unfinished = root.join(UNFINISHED);
    let text = text(generated)?;
    if unfinished.is_file() && files::read_text(&unfinished)? == text {
        return Ok(());
    }
    // Hidden files do not count: what a kill left of the note, or a file manager.
    let is_empty = match fs::read_dir(root) {
        Ok(entries) => entries.flatten().all(|entry| entry.file_name().to_string_lossy().starts_with('.')),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(Error::io(root, error)),
    };
    let expected = "a new or empty folder (nothing is overwritten: remove it or name another)";
    if !is_empty {
        return Err(Error::parameter("the folder to write", root.display(), expected));
    }
    // Each takes at least as much in every layout.
    files::check_space(root, 6_000 * generated.count as u64, &format!("{} generated images", generated.count))?;
    files::write_atomically(unfinished, text.as_bytes())
}

fn text(generated: &Generated) -> Result<String> {
    serde_json::to_string(generated).map_err(|error| Error::format(MARK, error, "something JSON can hold"))
}

/// The folder of a generated dataset called `name` below `datasets`, which `write` fills unless it is there.
pub(crate) fn generated_copy(
    datasets: &Path,
    name: &str,
    count: usize,
    seed: Seed,
    write: impl Fn(&Path) -> Result<Generated>,
) -> Result<PathBuf> {
    let copy = datasets.join(format!("{name}-generated-{count}-{}", seed.0));
    progress::tell(format_args!("Generated faces in {}.", copy.display()));
    if Generated::read(&copy)?.is_none() {
        write(&copy)?;
    }
    Ok(copy)
}

/// What `open` makes of the dataset that was looked for; where something is missing it says so, and opens a generated one.
pub(crate) fn or_generated<T>(
    root: Result<PathBuf>,
    open: impl Fn(&Path) -> Result<T>,
    generated: impl Fn() -> Result<PathBuf>,
) -> Result<T> {
    match root.and_then(|root| open(&root)) {
        Err(missing @ Error::Missing { .. }) => {
            progress::tell(format_args!("{missing}\nUntil then, generated data:"));
            open(&generated()?)
        }
        other => other,
    }
}
