//! Going on with a folder of aligned faces that is there already.

use super::{
    aligner::Aligner,
    list::{FaceList, REPORT},
};
use crate::{
    Error, Fidelity, Result, files,
    images::{is_image, read_photo},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The settings that the images of a folder were made with.
const SETTINGS: &str = "alignment.json";

impl FaceList {
    /// The same list with the folder of faces aligned with these settings: the one for what is written if its faces were
    /// aligned so, or, for settings as corrected, if it holds none; else a folder beside it, called after the fidelity, such
    /// as `myaligned_published`. So faces aligned otherwise stay, and are not taken for these.
    ///
    /// # Errors
    /// [`Error::Io`] for recorded settings that cannot be read.
    pub fn for_settings(&self, aligner: &Aligner) -> Result<Self> {
        let mut list = self.clone();
        list.records = self.output.clone();
        let is_free = aligner.fidelity == Fidelity::Corrected;
        if !is_made_with(&self.output, aligner)?.unwrap_or(is_free) {
            let mut name = self.output.file_name().unwrap_or_default().to_os_string();
            name.push(match aligner.fidelity {
                Fidelity::Corrected => "_corrected",
                Fidelity::Published => "_published",
            });
            list.records.set_file_name(name);
        }
        Ok(list)
    }
}

/// Notes the settings in the folder of aligned images, or checks that those in it were made with the same.
///
/// # Errors
/// [`Error::Format`] for images made otherwise, or by something else; [`Error::Io`].
pub(super) fn claim(list: &FaceList, aligner: &Aligner) -> Result<()> {
    let (path, folder) = (list.records.join(SETTINGS), list.folder());
    let remedy = "move that folder away, or choose another output";
    match is_made_with(&list.records, aligner)? {
        Some(true) => Ok(()),
        Some(false) => {
            let expected = format!("{}: its images were made otherwise; {remedy}", text(aligner)?);
            Err(Error::format(path.display(), files::read_text(&path)?.trim(), expected))
        }
        None if holds_images(&folder) => {
            let expected = format!("{SETTINGS} beside images made here; {remedy}");
            Err(Error::format(folder.display(), "images of unknown origin", expected))
        }
        None => files::write_atomically(path, text(aligner)?.as_bytes()),
    }
}

/// Whether there is an image in the folder or in one below it; what hides, as unfinished files do, and what is no image does not count.
fn holds_images(folder: &Path) -> bool {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.into_iter().any(|entry| {
        let path = entry.path();
        is_image(&path) || !entry.file_name().to_string_lossy().starts_with('.') && holds_images(&path)
    })
}

/// Whether the images in the folder `records` were made with these settings; `None` where no settings are noted.
pub(super) fn is_made_with(records: &Path, aligner: &Aligner) -> Result<Option<bool>> {
    let path = records.join(SETTINGS);
    if !path.is_file() {
        return Ok(None);
    }
    let settings = serde_json::from_str::<Aligner>(&files::read_text(&path)?);
    Ok(Some(settings.is_ok_and(|settings| settings == *aligner)))
}

/// Whether the rows of a list have been seen to with these settings: there is a report, and no row of it was left by an interrupt.
pub(super) fn is_reported(list: &FaceList, aligner: &Aligner) -> Result<bool> {
    let path = list.records.join(REPORT);
    let is_there = is_made_with(&list.records, aligner)? == Some(true) && path.is_file();
    Ok(is_there && !files::read_text(&path)?.contains(",skipped,interrupted"))
}

fn text(aligner: &Aligner) -> Result<String> {
    serde_json::to_string(aligner).map_err(|error| Error::parameter("aligner", error, "settings that JSON can hold"))
}

/// Whether the file holds a whole image of `side` x `side` pixels.
pub(super) fn is_done(path: &Path, side: usize) -> bool {
    let size = (side as u32, side as u32);
    read_photo(path).is_ok_and(|picture| picture.dimensions() == size)
}

/// `path` below `root` for a table, or as it is.
pub(super) fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).map_or(path.to_path_buf(), PathBuf::from).display().to_string()
}
