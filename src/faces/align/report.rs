//! What became of every face.

use super::{
    list::{FaceList, REPORT},
    listed::ListedFace,
};
use crate::{Error, Result, formats::write_frame, text::grouped};
use polars::{df, frame::DataFrame};
use std::path::PathBuf;

/// Why a row was not come to.
pub(super) const INTERRUPTED: &str = "interrupted";

/// What became of one row of the list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub place: String,
    pub name: String,
    /// Where photo and aligned image are, below the dataset's folder.
    pub photo: Option<String>,
    pub aligned: Option<String>,
    /// `done`, `skipped` or `failed`.
    pub state: &'static str,
    /// Why, in few words; empty for what is simply done.
    pub reason: String,
    pub detail: Option<String>,
}

impl Row {
    pub fn new(face: &ListedFace, state: &'static str, reason: &str) -> Self {
        let (place, name) = (face.place.clone(), face.name.clone());
        Self { place, name, photo: None, aligned: None, state, reason: reason.into(), detail: None }
    }

    pub fn with_detail(self, detail: impl ToString) -> Self {
        Self { detail: Some(detail.to_string()), ..self }
    }
}

/// The aligned faces of a dataset, and what became of every row of its list.
#[derive(Clone, Debug)]
pub struct Alignment {
    pub(super) frame: DataFrame,
    pub(super) root: PathBuf,
    pub(super) records: PathBuf,
    pub(super) note: Option<String>,
}

impl Alignment {
    /// Makes the table and writes it as `alignment.csv`.
    pub(super) fn write(list: &FaceList, rows: &[Row]) -> Result<Self> {
        let column = |of: fn(&Row) -> Option<&str>| rows.iter().map(of).collect::<Vec<_>>();
        let frame = df!(
            "row" => column(|row| Some(&row.place)),
            "name" => column(|row| Some(&row.name)),
            "state" => column(|row| Some(row.state)),
            "reason" => column(|row| Some(&*row.reason).filter(|reason| !reason.is_empty())),
            "detail" => column(|row| row.detail.as_deref()),
            "photo" => column(|row| row.photo.as_deref()),
            "aligned" => column(|row| row.aligned.as_deref()),
        )
        .map_err(Error::table("the table of aligned faces"))?;
        write_frame(&frame, list.records.join(REPORT))?;
        let (root, records) = (list.root.clone(), list.records.clone());
        Ok(Self { frame, root, records, note: list.note.clone() })
    }

    /// One row per face, in the order of the dataset's lists:
    ///
    /// | column | content |
    /// |---|---|
    /// | `row` | file and line: `training.csv:12` |
    /// | `name` | the image's name as listed |
    /// | `state` | `done`, `skipped` (`already aligned`, `interrupted`, or not to be aligned) or `failed` |
    /// | `reason` | why it was skipped or failed, in few words; a note for some that are done |
    /// | `detail` | the whole error |
    /// | `photo`, `aligned` | the files, below the dataset's folder; `photo` only where it was looked for |
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The folder that holds `alignment.csv`.
    pub fn folder(&self) -> &std::path::Path {
        &self.records
    }

    /// How many rows are in a `state`: `done`, `skipped` or `failed`.
    pub fn count(&self, state: &str) -> usize {
        self.texts("state").filter(|found| *found == Some(state)).count()
    }

    /// How many rows failed, of how many, and where it says why; `None` where none did.
    ///
    /// # Errors
    /// [`Error::NoneUsable`] where rows failed and there is not one aligned face, with the first of them.
    pub fn failed_in_words(&self) -> Result<Option<String>> {
        let (failed, report) = (self.count("failed"), self.records.join(REPORT));
        if failed == 0 {
            return Ok(None);
        }
        if self.first().is_none() {
            let of_first =
                |column| self.texts("state").zip(self.texts(column)).find(|(state, _)| *state == Some("failed"));
            let words = |column| of_first(column).and_then(|(_, text)| text).unwrap_or_default();
            let first = format!("{}, {}: {}", words("name"), words("reason"), words("detail"));
            let what = format!("rows of {}", report.display());
            return Err(Error::NoneUsable { what, count: failed, first });
        }
        let [failed, rows] = [failed, self.frame.height()].map(|count| grouped(count as u64));
        Ok(Some(format!("{failed} of {rows} rows failed; {} says why", report.display())))
    }

    /// How many rows an interrupt has left.
    pub fn interrupted(&self) -> usize {
        self.texts("reason").filter(|reason| *reason == Some(INTERRUPTED)).count()
    }

    /// The name of the first row that has an aligned image.
    pub fn first(&self) -> Option<&str> {
        self.texts("name").zip(self.texts("aligned")).find_map(|(name, aligned)| aligned.and(name))
    }

    /// The texts of a column of [`frame`](Self::frame).
    pub(super) fn texts(&self, column: &str) -> impl Iterator<Item = Option<&str>> {
        self.frame.column(column).and_then(|column| column.str()).into_iter().flat_map(|texts| texts.iter())
    }
}
