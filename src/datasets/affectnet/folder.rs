//! Where AffectNet lies, and where its lists lie in it.

use super::{release::is_release, write_affectnet};
use crate::{
    Error, Result, Seed,
    datasets::{
        generated::generated_copy,
        places::{first_that_holds, remedy},
    },
};
use std::path::{Path, PathBuf};

const REMEDY: &str = "The folder to give is the one that holds training.csv and Manually_Annotated_Images; the dataset \
                      comes on request from mohammadmahoor.com";

/// The lists of AffectNet's release of 2017.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AffectNetPart {
    /// `training.csv`.
    Training,
    /// `validation.csv` or, as some copies call it, `validate.csv`.
    Validation,
}

/// AffectNet's folder below the folder `datasets`: `affectnet`, if it holds one of its lists or AffectNet-8.
///
/// # Errors
/// [`Error::Missing`] with every place looked in.
pub fn find_affectnet(datasets: impl AsRef<Path>) -> Result<PathBuf> {
    first_that_holds("AffectNet", datasets.as_ref(), &["affectnet"], require_affectnet)
}

/// Checks that `root` holds one of AffectNet's lists, or AffectNet-8, without reading them.
///
/// # Errors
/// [`Error::Missing`] with every place looked in.
pub(crate) fn require_affectnet(root: &Path) -> Result<()> {
    find_affectnet_lists(root).map(drop).or_else(|error| if is_release(root) { Ok(()) } else { Err(error) })
}

/// The folder `affectnet-generated-<count>-<seed>` below the folder `datasets`, which [`write_affectnet`] fills unless it is
/// there.
///
/// # Errors
/// Those of [`write_affectnet`].
pub fn generated_affectnet(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<PathBuf> {
    generated_copy(datasets.as_ref(), "affectnet", count, seed, |root| write_affectnet(root, count, seed))
}

/// Where a list lies: in `root` or in its folder `Manually_Annotated_file_lists`.
///
/// # Errors
/// [`Error::Missing`] with every place looked in.
pub fn find_affectnet_csv(root: impl AsRef<Path>, part: AffectNetPart) -> Result<PathBuf> {
    let names: &[&str] = match part {
        AffectNetPart::Training => &["training.csv"],
        AffectNetPart::Validation => &["validation.csv", "validate.csv"],
    };
    let folders = [root.as_ref().to_path_buf(), root.as_ref().join("Manually_Annotated_file_lists")];
    let places: Vec<_> = folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).collect();
    places.iter().find(|place| place.is_file()).cloned().ok_or_else(|| Error::Missing {
        what: format!("AffectNet's list {}", names.join(" or ")),
        looked_in: places,
        remedy: REMEDY.into(),
    })
}

/// The lists that are in `root`: training, validation or both.
///
/// # Errors
/// [`Error::Missing`] without any, with every place looked in.
pub(super) fn find_affectnet_lists(root: &Path) -> Result<Vec<PathBuf>> {
    let (mut lists, mut looked_in) = (vec![], vec![]);
    for part in [AffectNetPart::Training, AffectNetPart::Validation] {
        match find_affectnet_csv(root, part) {
            Ok(list) => lists.push(list),
            Err(Error::Missing { looked_in: places, .. }) => looked_in.extend(places),
            Err(error) => return Err(error),
        }
    }
    if lists.is_empty() {
        return Err(Error::Missing { what: "AffectNet's lists".into(), looked_in, remedy: remedy(root, REMEDY) });
    }
    Ok(lists)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn one_list_under_either_name_is_enough_and_without_any_every_place_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("affectnet");
        fs::create_dir(&root).unwrap();
        let message = find_affectnet(folder.path()).unwrap_err().to_string();
        for place in ["training.csv", "validate.csv", "Manually_Annotated_file_lists/validation.csv"] {
            assert!(message.contains(&root.join(place).display().to_string()), "{message}");
        }
        assert!(message.starts_with("AffectNet not found") && !message.contains("--root"), "{message}");
        fs::write(root.join("validate.csv"), "").unwrap();
        assert_eq!(find_affectnet(folder.path()).unwrap(), root);
        assert_eq!(find_affectnet_lists(&root).unwrap(), [root.join("validate.csv")]);
        fs::write(root.join("training.csv"), "").unwrap();
        assert_eq!(find_affectnet_lists(&root).unwrap(), ["training.csv", "validate.csv"].map(|list| root.join(list)));
    }
}
