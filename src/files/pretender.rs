//! Files that are not what their names say: what was left in a file's place.

use crate::{Error, Result};
use std::path::Path;

/// How many bytes tell.
pub(super) const TELLING: usize = 64;

/// # Errors
/// [`Error::Format`] for a file that begins as a pointer of Git LFS, a web page or a Parquet file does.
pub(super) fn check(path: &Path, start: &[u8]) -> Result<()> {
    let start = start[..start.len().min(TELLING)].trim_ascii_start().to_ascii_lowercase();
    let is_page = [&b"<!doctype html"[..], b"<html"].iter().any(|page| start.starts_with(page));
    if start.starts_with(b"version https://git-lfs.github.com/") {
        let remedy = "the file itself: run `git lfs pull` where it was cloned, or download it";
        return Err(Error::format(path.display(), "a pointer of Git LFS, not the file that it stands for", remedy));
    }
    if start.starts_with(b"par1") {
        let remedy = "CSV; in Python: pandas.read_parquet(\"labels.parquet\").to_csv(\"labels.csv\", index=False)";
        return Err(Error::format(path.display(), "a Parquet file", remedy));
    }
    if is_page {
        let remedy = "the file itself: download it again; the page may ask to sign in or to confirm";
        return Err(Error::format(path.display(), "a web page saved under this name", remedy));
    }
    Ok(())
}

/// [`check`] of a file that is to be a text.
///
/// # Errors
/// [`Error::Format`], for a ZIP or a gzip too.
pub(super) fn check_text(path: &Path, start: &[u8]) -> Result<()> {
    if start.starts_with(b"PK\x03\x04") {
        let remedy = "a text; a spreadsheet's program saves one as CSV, an archive is unpacked first";
        return Err(Error::format(path.display(), "a spreadsheet or an archive (ZIP)", remedy));
    }
    if start.starts_with(b"\x1f\x8b") {
        return Err(Error::format(
            path.display(),
            "a compressed file (gzip)",
            "the file itself: unpack it by `gunzip`",
        ));
    }
    check(path, start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_and_pages_are_told() {
        let message = |start: &[u8]| check_text(Path::new("a.pth"), start).unwrap_err().to_string();
        assert!(message(b"version https://git-lfs.github.com/spec/v1\noid").contains("git lfs pull"));
        assert!(message(b"\n<!DOCTYPE HTML><html>").starts_with("a.pth: found a web page"));
        assert!(message(b"PAR1\x15\x04").contains("to_csv"));
        assert!(message(b"PK\x03\x04\x14").contains("saves one as CSV"));
        assert!(message(b"\x1f\x8b\x08").contains("gunzip"));
        assert!(check(Path::new("a.pth"), b"PK\x03\x04").is_ok(), "PyTorch's files are archives");
        for start in [&b""[..], b"<svg>", b"version 1", b"\xff\xd8"] {
            assert!(check_text(Path::new("a"), start).is_ok());
        }
    }
}
