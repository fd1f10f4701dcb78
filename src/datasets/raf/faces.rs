//! The faces of RAF-DB.

use super::write_raf;
use crate::{
    Error, Result, Seed,
    datasets::generated::{Generated, or_generated},
    faces::align::{Content, FaceList, ListedFace, Points},
    files,
};
use std::path::Path;

/// The list of all images; its name is misspelt by the distributor.
const LIST: &str = "EmoLabel/list_patition_label.txt";

impl FaceList {
    /// The faces of RAF-DB's basic emotions in `root`: all of `EmoLabel/list_patition_label.txt`, training and test.
    ///
    /// Photos lie in `Image/original` or `Image/original/imgs`, in any case of name and extension; eyes come from
    /// `Annotation/manual/<stem>_manu_attri.txt`. Aligned faces go to `Image/myaligned/imgs/<stem>_aligned.jpg`.
    ///
    /// # Errors
    /// [`Error::Missing`] without the list, [`Error::Io`] when it cannot be read.
    pub fn raf(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let path = root.join(LIST);
        if !path.is_file() {
            let what = "RAF-DB's list of images".into();
            let remedy =
                "--root is the folder that holds EmoLabel, Image and Annotation (`basic` as downloaded)".into();
            return Err(Error::Missing { what, looked_in: vec![path], remedy });
        }
        let text = files::read_text(&path)?;
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let faces = lines.map(|(index, line)| listed(root, format!("list_patition_label.txt:{}", index + 1), line));
        let photos = ["Image/original", "Image/original/imgs"].map(|folder| root.join(folder)).to_vec();
        let note = Generated::note(root)?;
        Ok(Self::new(root, photos, ["Image/myaligned", "imgs"], "_aligned.jpg", faces.collect(), note))
    }

    /// As [`FaceList::raf`]; without the dataset it says where it belongs, and lists `count` generated faces in its layout,
    /// written to a folder beside `root` unless they are there.
    ///
    /// # Errors
    /// Those of [`FaceList::raf`] but for a missing dataset, and of [`write_raf`](write_raf).
    pub fn raf_or_generated(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Self> {
        or_generated(
            root.as_ref(),
            (count, seed),
            |root| Self::raf(root)?.with_photos(),
            |root| write_raf(root, count, seed),
        )
    }
}

fn listed(root: &Path, place: String, line: &str) -> ListedFace {
    let [name, _] = line.split_whitespace().collect::<Vec<_>>()[..] else {
        let why = Error::format(&place, format!("{line:?}"), "a name and an emotion code, such as train_00001.jpg 5");
        return ListedFace::new(place, line.trim(), Content::Bad("damaged row", why.to_string()));
    };
    let stem = Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
    let points = root.join("Annotation/manual").join(format!("{stem}_manu_attri.txt"));
    ListedFace::new(place, name, Content::Face(Points::File(points)))
}
