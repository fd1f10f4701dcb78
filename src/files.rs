//! Writing files so that a reader never meets half of one.

use crate::{Error, Result};
use std::{fs, io::Write, path::Path};

/// Writes `bytes` to `path`: to a temporary file beside it first, then renamed over it. Makes missing folders.
///
/// # Errors
/// [`Error::Io`] naming the path; the old file, if any, is then untouched.
pub fn write_atomically(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let path = path.as_ref();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|source| Error::io(folder, source))?;
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    write().map_err(|source| Error::io(path, source))
}

/// Reads a whole file.
///
/// # Errors
/// [`Error::Io`] naming the path.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    fs::read(&path).map_err(|source| Error::io(path, source))
}

/// Reads a whole UTF-8 text file.
///
/// # Errors
/// [`Error::Io`] naming the path, also when the content is not UTF-8.
pub fn read_text(path: impl AsRef<Path>) -> Result<String> {
    fs::read_to_string(&path).map_err(|source| Error::io(path, source))
}
