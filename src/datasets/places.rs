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
