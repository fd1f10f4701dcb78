//! The one error type of the crate.

use crate::text::{list_of, path_of, printable};
use polars::error::PolarsError;
use std::{
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

/// The result of every fallible function of the crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong, told to a person: where, what was found, what was expected, and how to mend it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read or written.
    #[error("{}: {}", path_of(path), of_system(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file, table or value does not hold what its format promises.
    #[error("{place}: found {found}, expected {expected}")]
    Format {
        /// File and line, row or byte: `labels.csv:812`.
        place: String,
        /// What is there.
        found: String,
        /// What should be there, and the remedy where there is one.
        expected: String,
    },
    /// A parameter is outside its range.
    #[error("{name} must be {expected}, got {found}")]
    Parameter {
        /// The parameter's name, as the user wrote it.
        name: String,
        /// The value given.
        found: String,
        /// The values allowed.
        expected: String,
    },
    /// Something needed is not where it was looked for.
    #[error("{} not found; looked in {}. {remedy}", printable(what), list_of(looked_in))]
    Missing {
        /// What was looked for.
        what: String,
        /// Every place looked in.
        looked_in: Vec<PathBuf>,
        /// What to download, write or run.
        remedy: String,
    },
    /// Of several things not one could be used.
    #[error("none of {count} {what} can be used. The first: {first}")]
    NoneUsable {
        /// What they are: `faces`.
        what: String,
        /// How many there are.
        count: usize,
        /// The first of them, and why not.
        first: String,
    },
    /// Work ended by Ctrl-C, or by the stop button of a notebook.
    #[error("{what} was interrupted after {done} of {total}; start it again to finish it")]
    Interrupted {
        /// The work: `reading images`.
        what: String,
        /// How much of it was done.
        done: usize,
        /// How much there was to do.
        total: usize,
    },
    /// Another process writes there.
    #[error("{} is being written by {holder}; wait for it, or name another folder", path_of(path))]
    Busy {
        /// The folder.
        path: PathBuf,
        /// Who writes.
        holder: String,
    },
    /// A device cannot be used, or failed at work.
    #[error("{device}: {problem}. {remedy}")]
    Device {
        /// The device, as the user wrote it, or what the failure can be pinned to.
        device: String,
        /// What is missing or went wrong.
        problem: String,
        /// How to mend it.
        remedy: String,
    },
    /// A data frame could not be made or used.
    #[error("{task}: {}", in_words(source))]
    Table {
        /// Which table, and what was done with it: `joining label tables`.
        task: String,
        /// Why it failed.
        source: PolarsError,
    },
    /// An image could not be written.
    #[error("{}: the image cannot be written: {source}", path_of(path))]
    Image {
        /// The image's file.
        path: PathBuf,
        /// What the encoder said.
        source: image::ImageError,
    },
    /// A figure could not be drawn or written.
    #[error("figure: {0}")]
    Figure(String),
}

impl Error {
    /// An input or output error at `path`.
    pub fn io(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io { path: path.as_ref().to_path_buf(), source }
    }

    /// Bad content: `place` holds `found` where `expected` should stand.
    pub fn format(place: impl ToString, found: impl ToString, expected: impl ToString) -> Self {
        let [place, found, expected] =
            [place.to_string(), found.to_string(), expected.to_string()].map(|text| printable(&text));
        Self::Format { place, found, expected }
    }

    /// The same error about bad content or a parameter, found in `file`.
    pub(crate) fn in_file(self, file: &Path) -> Self {
        match self {
            Self::Format { found, expected, .. } => Self::Format { place: file.display().to_string(), found, expected },
            Self::Parameter { name, found, expected } => {
                Self::Format { place: file.display().to_string(), found: format!("{name} {found}"), expected }
            }
            other => other,
        }
    }

    /// A device that cannot be used.
    pub fn device(device: impl ToString, problem: impl ToString, remedy: impl ToString) -> Self {
        Self::Device { device: device.to_string(), problem: problem.to_string(), remedy: remedy.to_string() }
    }

    /// A device that failed at work.
    pub fn computation(failure: impl ToString) -> Self {
        Self::device("the device", failure, "A smaller batch may help where memory ran out")
    }

    /// What polars says to `task`, such as `joining label tables`; for `map_err`.
    pub fn table(task: impl ToString) -> impl FnOnce(PolarsError) -> Self {
        move |source| Self::Table { task: task.to_string(), source }
    }

    /// A parameter out of range.
    pub fn parameter(name: impl ToString, found: impl ToString, expected: impl ToString) -> Self {
        let [name, found, expected] =
            [name.to_string(), found.to_string(), expected.to_string()].map(|text| printable(&text));
        Self::Parameter { name, found, expected }
    }
}

/// A notebook prints an error with `Debug` when a cell ends on `?`: it must read like the message.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

/// What the system said, where what it means is known.
fn of_system(error: &io::Error) -> String {
    let meaning = match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder",
        ErrorKind::PermissionDenied => "there is no right to read it, or to write there",
        ErrorKind::IsADirectory => "a folder stands in the file's place",
        ErrorKind::NotADirectory => "a file stands in a folder's place",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "there is no space left on the disk",
        ErrorKind::ReadOnlyFilesystem => "the disk can only be read from",
        _ => return error.to_string(),
    };
    meaning.into()
}

/// The error without polars' words, as far as the crate's own tables can meet it.
fn in_words(error: &PolarsError) -> String {
    match error {
        PolarsError::ColumnNotFound(column) => format!("there is no such column: {column}"),
        PolarsError::Duplicate(what) => format!("two columns have one name: {what}"),
        PolarsError::ShapeMismatch(what) => format!("its columns are not equally long: {what}"),
        PolarsError::Context { error, .. } => in_words(error),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{Column, DataFrame};

    #[test]
    fn messages_hold_nothing_that_moves_a_cursor() {
        let error = Error::format("a\r.csv:1", "\u{1b}[2J", "é\n");
        assert_eq!(error.to_string(), "a\\r.csv:1: found \\u{1b}[2J, expected é\n");
        let absent = Error::io("\u{1b}c.csv", ErrorKind::NotFound.into()).to_string();
        assert_eq!(absent, "\\u{1b}c.csv: there is no such file or folder");
    }

    #[test]
    fn table_errors_say_which_table_and_what_was_done() {
        let column = |name: &str, rows: &[u32]| Column::new(name.into(), rows);
        let message = |columns| {
            let made: Result<DataFrame> =
                DataFrame::new_infer_height(columns).map_err(Error::table("the table of votes"));
            made.unwrap_err().to_string()
        };
        let uneven = message(vec![column("a", &[1]), column("b", &[1, 2])]);
        assert!(uneven.starts_with("the table of votes: its columns are not equally long: "), "{uneven}");
        let twice = message(vec![column("a", &[1]), column("a", &[2])]);
        assert!(twice.starts_with("the table of votes: two columns have one name: "), "{twice}");
        let frame = DataFrame::empty();
        let missing = frame.column("a").map_err(Error::table("reading names")).unwrap_err().to_string();
        assert_eq!(missing, "reading names: there is no such column: \"a\" not found");
    }
}
