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

/// What tells each dataset: something in its folder, what it is, and which command takes it. The first that is there counts.
const KNOWN: [(&str, &str); 22] = [
    ("EmoLabel", "RAF-DB, which `train raf` and `align raf` take"),
    ("DATASET/train/1", "RAF-DB's aligned images by class, which `train raf` takes"),
    ("train/1", "RAF-DB's aligned images by class, which `train raf` takes"),
    ("training.csv", "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take"),
    ("validation.csv", "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take"),
    (
        "Manually_Annotated_file_lists",
        "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take",
    ),
    ("Manually_Annotated_Images", "AffectNet's release of 2017, which `train affectnet` and `align affectnet` take"),
    ("train_set/annotations", "AffectNet-8, which `train affectnet` and `align affectnet` take"),
    ("val_set/annotations", "AffectNet-8, which `train affectnet` and `align affectnet` take"),
    ("cifar-10-batches-py", "CIFAR-10, which `train cifar10` takes"),
    ("cifar-10-batches-bin", "CIFAR-10, which `train cifar10` takes"),
    ("data_batch_1", "CIFAR-10, which `train cifar10` takes"),
    ("data_batch_1.bin", "CIFAR-10, which `train cifar10` takes"),
    ("CIFAR-10_human.pt", "CIFAR-10N's labels, which `train cifar10n --labels FILE` takes with CIFAR-10 as --root"),
    (
        "CIFAR-10_human_ordered.npy",
        "CIFAR-10N's labels, which `train cifar10n --labels FILE` takes with CIFAR-10 as --root",
    ),
    ("fer2013new.csv", "FER+, which `train ferplus` takes"),
    ("FER2013Train", "FER2013's images, which `train ferplus` takes with FER+'s fer2013new.csv beside them"),
    ("fer2013.csv", "FER2013's images, which `train ferplus` takes with FER+'s fer2013new.csv beside them"),
    ("icml_face_data.csv", "FER2013's images, which `train ferplus` takes with FER+'s fer2013new.csv beside them"),
    (
        "train/happy",
        "FER2013 in folders by class, without FER+'s votes: `train ferplus` takes its table with the votes beside it",
    ),
    ("labels.csv", "data of your own, which `train own --images FOLDER --labels FILE` takes"),
    ("metrics.json", "a trained run, which `predict --run` and `compare` take"),
];

/// `remedy` for a folder that is not what was expected, with what it, or one in it, looks like.
pub(crate) fn remedy(root: &Path, remedy: &str) -> String {
    if root.is_file() {
        return format!("{remedy}. {} is a file: unpack an archive, and name its folder", root.display());
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_folder_is_called_what_it_looks_like() {
        for (mark, what) in KNOWN {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("inside");
            fs::create_dir_all(folder.join(mark)).unwrap();
            for place in [root.path(), &folder] {
                let said = remedy(place, "Do this");
                assert_eq!(said, format!("Do this. {} looks like {what}", folder.display()));
            }
            let archive = root.path().join("a.zip");
            fs::write(&archive, "").unwrap();
            assert!(remedy(&archive, "Do this").ends_with("a.zip is a file: unpack an archive, and name its folder"));
        }
        assert_eq!(remedy(Path::new("nowhere"), "Do this"), "Do this");
    }
}
