//! RAF-DB's aligned images in folders by class, as most copies have them: no photos and no landmarks.

use super::{RafPart, find_raf_list, lists::CODES, read_raf_list};
use crate::{
    Error, Result,
    datasets::face_rows::FaceRows,
    files,
    formats::{name_key, read_list, whole},
    images::images_in,
    labels::{
        LabelReading, ReadingReport,
        codes::{affectnet_from_raf, emotion_head},
    },
};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

/// Where the folders of the parts may lie.
const FOLDERS: [&str; 2] = ["DATASET", ""];

/// An image of a class folder.
pub(super) struct ClassImage {
    /// The file's name.
    pub name: String,
    /// Its path below the dataset's folder.
    pub path: PathBuf,
    /// RAF-DB's code, 1 to 7: the folder's name.
    pub code: u8,
}

/// Whether RAF-DB's folder `root` holds its images by class: `DATASET/train/1` to `7`, or `train/1` to `7`.
pub(super) fn has_class_folders(root: &Path) -> bool {
    FOLDERS.iter().any(|folder| (1..=7).any(|code| root.join(folder).join(format!("train/{code}")).is_dir()))
}

/// The images of both parts, in the order of their names within a class.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] where `train_labels.csv` or `test_labels.csv` says another class than the folder.
pub(super) fn class_images(root: &Path) -> Result<Vec<ClassImage>> {
    let mut images = vec![];
    for part in [RafPart::Train, RafPart::Test] {
        let part = part.prefix().trim_end_matches('_');
        let listed = listed_codes(root, part)?;
        for folder in FOLDERS {
            for code in 1..=7 {
                let folder = root.join(folder).join(part).join(code.to_string());
                if !folder.is_dir() {
                    continue;
                }
                for path in images_in(&folder)? {
                    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    if let Some((place, other)) =
                        listed.get(&name_key(&name)).filter(|(_, other)| *other != u32::from(code))
                    {
                        let found = format!("the code {other} for {name:?}, which lies in {}", folder.display());
                        return Err(Error::format(place, found, "the class of the image's folder"));
                    }
                    let path = path.strip_prefix(root).unwrap_or(&path).to_path_buf();
                    images.push(ClassImage { name, path, code });
                }
            }
        }
    }
    Ok(images)
}

/// What `train_labels.csv` or `test_labels.csv` says of each image, by its name's key, and where.
fn listed_codes(root: &Path, part: &str) -> Result<HashMap<String, (String, u32)>> {
    let mut codes = HashMap::new();
    for folder in FOLDERS {
        let path = root.join(folder).join(format!("{part}_labels.csv"));
        if !path.is_file() {
            continue;
        }
        let file = path.display().to_string();
        let list = read_list::<2>(&file, &files::read_text(&path)?, CODES)?;
        for (line, row) in list.rows {
            let ([name, code], place) = (row?, format!("{file}:{line}"));
            let bad = || Error::format(&place, format!("{code:?} in {}", list.columns[1]), "a RAF-DB code, 1 to 7");
            codes.insert(name_key(&name), (place.clone(), whole(&code).ok_or_else(bad)?));
        }
    }
    Ok(codes)
}

/// RAF-DB's own emotions in `root`, out of its [list](find_raf_list) or out of its folders by class; the head is called `annotator`.
///
/// # Errors
/// Those of [`find_raf_list`] and [`read_raf_list`]; [`Error::Format`] where a folder and the list beside it disagree.
pub fn read_raf_emotions(root: impl AsRef<Path>, annotator: &str) -> Result<LabelReading> {
    let root = root.as_ref();
    match find_raf_list(root) {
        Err(_) if has_class_folders(root) => {
            let mut rows = FaceRows::new(ReadingReport::new(root, "folders of RAF-DB's aligned images by class"));
            for image in class_images(root)? {
                rows.push(&image.name, affectnet_from_raf(image.code), None);
            }
            rows.finish(&[emotion_head(annotator, false)])
        }
        list => read_raf_list(list?, annotator),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_classes_and_a_list_beside_them_must_agree() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| files::write_atomically(root.path().join(path), text.as_bytes()).unwrap();
        assert!(!has_class_folders(root.path()) && read_raf_emotions(root.path(), "own").is_err());
        write("DATASET/train/4/train_00001_aligned.jpg", "");
        write("DATASET/test/7/test_0001_aligned.jpg", "");
        write("train_labels.csv", "image,label\ntrain_00001_aligned.jpg,4\n");
        let labels = read_raf_emotions(root.path(), "own").unwrap().labels;
        assert_eq!(labels.names(), ["train_00001_aligned.jpg", "test_0001_aligned.jpg"]);
        assert_eq!(labels.codes("own").unwrap(), [1, 0], "happy, neutral");
        write("train_labels.csv", "image,label\ntrain_00001.jpg,5\n");
        let message = read_raf_emotions(root.path(), "own").unwrap_err().to_string();
        assert!(message.contains("train_labels.csv:2: found the code 5 for \"train_00001_aligned.jpg\""), "{message}");
    }
}
