//! Where datasets lie below a folder of datasets.

use crate::{Error, Result};
use std::path::{Path, PathBuf};

/// Where datasets come from and where they go.
const REMEDY: &str = "datasets/README.md says where it comes from and where it goes; every function that reads it takes \
                      another folder too";

/// The first of the `places` below `datasets` in which `find` finds what the dataset cannot be without.
///
/// # Errors
/// [`Error::Missing`] with every place looked in; those of `find` but for what is missing.
pub(super) fn first_that_holds<T>(
    what: &str,
    datasets: &Path,
    places: &[&str],
    find: impl Fn(&Path) -> Result<T>,
) -> Result<PathBuf> {
    let mut looked_in = vec![];
    for place in places {
        let root = datasets.join(place);
        match find(&root) {
            Ok(_) => return Ok(root),
            Err(Error::Missing { looked_in: files, .. }) => looked_in.extend(files),
            Err(error) => return Err(error),
        }
    }
    Err(Error::Missing { what: what.into(), looked_in, remedy: REMEDY.into() })
}

/// What tells each dataset: something in its folder, what it is, and which command takes it.
const KNOWN: [(&str, &str); 10] = [
    ("EmoLabel", "RAF-DB, which `train raf` and `align raf` take"),
    ("DATASET/train/1", "RAF-DB's aligned images by class, which `train raf` takes"),
    ("train/1", "RAF-DB's aligned images by class, which `train raf` takes"),
    ("training.csv", "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take"),
    ("Manually_Annotated_Images", "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take"),
    ("train_set/annotations", "AffectNet-8, which `train affectnet` and `align affectnet` take"),
    ("cifar-10-batches-py", "CIFAR-10, which `train cifar10` takes"),
    ("cifar-10-batches-bin", "CIFAR-10, which `train cifar10` takes"),
    ("fer2013new.csv", "FER+, which `train ferplus` takes"),
    ("labels.csv", "data of your own, which `train own --images FOLDER --labels FILE` takes"),
];

/// `remedy` for a folder that is not what was expected, with what it, or one in it, looks like.
pub(super) fn remedy(root: &Path, remedy: &str) -> String {
    let mut folders = vec![root.to_path_buf()];
    let entries = std::fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
    folders.extend(entries.filter(|path| path.is_dir()));
    for folder in folders {
        if let Some((_, what)) = KNOWN.iter().find(|(mark, _)| folder.join(mark).exists()) {
            return format!("{remedy}. {} looks like {what}", folder.display());
        }
    }
    remedy.into()
}
