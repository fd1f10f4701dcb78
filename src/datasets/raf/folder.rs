//! Where RAF-DB lies, and where its list lies in it.

use super::{classes::has_class_folders, write_raf};
use crate::{
    Error, Result, Seed,
    datasets::{
        generated::generated_copy,
        places::{first_that_holds, remedy},
    },
};
use std::path::{Path, PathBuf};

/// The list of all images and their emotions; its name is misspelt by the distributor.
pub(super) const LIST: &str = "EmoLabel/list_patition_label.txt";

/// What copies call the list that correct the name, or that keep it as a CSV.
const OTHER_LISTS: [&str; 3] =
    ["EmoLabel/list_partition_label.txt", "EmoLabel/list_patition_label.csv", "EmoLabel/list_partition_label.csv"];

/// Where the dataset may lie below a folder of datasets: as a folder of its own, as downloaded into it, and where the
/// published code has it.
const PLACES: [&str; 3] = ["raf", "raf/basic", "rafd/basic"];

/// RAF-DB's folder below the folder `datasets`: the first of `raf`, `raf/basic` and `rafd/basic` that holds its list, or its images by
/// class.
///
/// # Errors
/// [`Error::Missing`] with every place looked in.
pub fn find_raf(datasets: impl AsRef<Path>) -> Result<PathBuf> {
    first_that_holds("RAF-DB", datasets.as_ref(), &PLACES, |root| {
        find_raf_list(root).map(drop).or_else(|error| if has_class_folders(root) { Ok(()) } else { Err(error) })
    })
}

/// The folder `raf-generated-<count>-<seed>` below the folder `datasets`, which [`write_raf`] fills unless it is there.
///
/// # Errors
/// Those of [`write_raf`].
pub fn generated_raf(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<PathBuf> {
    generated_copy(datasets.as_ref(), "raf", count, seed, |root| write_raf(root, count, seed))
}

/// The list of all images and their emotions in RAF-DB's folder `root`: `EmoLabel/list_patition_label.txt` as the distributor spells
/// it, or `list_partition_label.txt`; either also as `.csv`.
///
/// # Errors
/// [`Error::Missing`] without it.
pub fn find_raf_list(root: impl AsRef<Path>) -> Result<PathBuf> {
    let mut looked_in = vec![];
    for list in [LIST].iter().chain(&OTHER_LISTS) {
        let path = root.as_ref().join(list);
        if path.is_file() {
            return Ok(path);
        }
        looked_in.push(path);
    }
    let usual = "The folder to give is the one that holds EmoLabel, Image and Annotation: `basic` as downloaded";
    let remedy = remedy(root.as_ref(), usual);
    Err(Error::Missing { what: "RAF-DB's list of images".into(), looked_in, remedy })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::write_atomically;

    #[test]
    fn the_first_place_that_holds_the_dataset_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let datasets = folder.path();
        let message = find_raf(datasets).unwrap_err().to_string();
        for place in PLACES {
            let list = datasets.join(place).join(LIST);
            assert!(message.contains(&list.display().to_string()), "{message}");
        }
        assert!(message.starts_with("RAF-DB not found") && !message.contains("--root"), "{message}");
        for place in ["rafd/basic", "raf/basic", "raf"] {
            write_atomically(datasets.join(place).join(LIST), b"train_00001.jpg 5\n").unwrap();
            assert_eq!(find_raf(datasets).unwrap(), datasets.join(place));
        }
    }

    #[test]
    fn a_generated_copy_is_written_once() {
        let folder = tempfile::tempdir().unwrap();
        let root = generated_raf(folder.path(), 4, Seed(3)).unwrap();
        assert_eq!(root, folder.path().join("raf-generated-4-3"));
        let list = find_raf_list(&root).unwrap();
        std::fs::write(&list, "train_00001.jpg 5\n").unwrap();
        generated_raf(folder.path(), 4, Seed(3)).unwrap();
        assert_eq!(std::fs::read_to_string(list).unwrap(), "train_00001.jpg 5\n");
    }
}
