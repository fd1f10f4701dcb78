//! Whether files are still what was written.

use super::{read, read_text, write_atomically};
use crate::{Error, Result, text::hexadecimal};
use sha2::{Digest, Sha256};
use std::path::Path;

/// The list of a folder's files with their sums, in the form of `sha256sum`, which can check it.
const LIST: &str = "SHA256SUMS";

/// The sums of files that are being written.
#[derive(Debug, Default)]
pub struct Checksums(Vec<(String, String)>);

impl Checksums {
    /// Notes `bytes` as the content of `name`.
    pub fn add(&mut self, name: &str, bytes: &[u8]) {
        self.0.push((name.into(), hexadecimal(&Sha256::digest(bytes))));
    }

    /// Writes the list to `folder`.
    ///
    /// # Errors
    /// [`Error::Io`] naming it.
    pub fn write(&self, folder: &Path) -> Result<()> {
        write_atomically(folder.join(LIST), self.lines().as_bytes())
    }

    /// Whether `folder` has just these files, undamaged.
    pub fn are_those_of(&self, folder: &Path) -> bool {
        read_text(folder.join(LIST)).is_ok_and(|lines| lines == self.lines()) && check(folder).is_ok()
    }

    fn lines(&self) -> String {
        self.0.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect()
    }
}

/// Compares every file that the list in `folder` names with its sum; true without a list, as versions before there was one left none.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] naming the file that has changed.
pub fn check(folder: &Path) -> Result<()> {
    let list = folder.join(LIST);
    if !list.is_file() {
        return Ok(());
    }
    for line in read_text(&list)?.lines() {
        let expected = "lines of a sha256 sum, two spaces and a file's name";
        let (sum, name) = line.split_once("  ").ok_or_else(|| Error::format(list.display(), line, expected))?;
        let path = folder.join(name);
        if !path.is_file() {
            let expected =
                "what is there; the list is damaged or the file gone: take a copy of both, or remove its line";
            return Err(Error::format(list.display(), format!("the name {name:?}"), expected));
        }
        let found = hexadecimal(&Sha256::digest(read(&path)?));
        if found != sum {
            let expected = format!(
                "the content that was written (sha256 {sum}). If you changed it yourself, remove its line from {}; else the file is \
                 damaged: take a copy, or train again",
                list.display()
            );
            return Err(Error::format(path.display(), format!("content with sha256 {found}"), expected));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_changed_byte_is_told_with_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let mut sums = Checksums::default();
        for (name, content) in [("a", "abc"), ("b", "")] {
            sums.add(name, content.as_bytes());
            fs::write(folder.path().join(name), content).unwrap();
        }
        check(folder.path()).unwrap();
        sums.write(folder.path()).unwrap();
        check(folder.path()).unwrap();
        assert!(sums.are_those_of(folder.path()) && !Checksums::default().are_those_of(folder.path()));
        let list = read_text(folder.path().join(LIST)).unwrap();
        assert!(list.starts_with("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n"), "{list}");
        fs::write(folder.path().join("a"), "abd").unwrap();
        let error = check(folder.path()).unwrap_err().to_string();
        assert!(!sums.are_those_of(folder.path()));
        assert!(error.contains("/a: found content with sha256") && error.contains("SHA256SUMS"), "{error}");
        fs::remove_file(folder.path().join("a")).unwrap();
        assert!(check(folder.path()).is_err());
    }
}
