//! Places that commands write to, looked at before the work.

use noisyfer::{Error, Result, files};
use std::path::Path;

/// Checks that files can be written to the folder that an argument names.
pub fn check_folder(argument: &str, folder: &Path) -> Result<()> {
    let bad = |what: &str| {
        let found = format!("{}, {what}", folder.display());
        Err(Error::parameter(argument, found, "a folder that can be written to"))
    };
    if folder.exists() && !folder.is_dir() {
        return bad("a file");
    }
    if !files::is_writable(folder) {
        return bad("which cannot be written to");
    }
    Ok(())
}

/// Checks that the file that an argument names can be written.
pub fn check_file(argument: &str, file: &Path) -> Result<()> {
    let bad = |what: &str| Err(Error::parameter(argument, format!("{}, {what}", file.display()), "a file's name"));
    if file.is_dir() {
        return bad("a folder");
    }
    if file.to_string_lossy().ends_with('/') || file.file_name().is_none() {
        return bad("without a name");
    }
    check_folder(argument, file.parent().unwrap_or(Path::new("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_in_the_way_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("file"), "").unwrap();
        assert!(check_folder("--out", &path("new/deep/")).is_ok() && check_folder("--out", folder.path()).is_ok());
        let message = check_folder("--out", &path("file")).unwrap_err().to_string();
        assert!(message.starts_with("--out must be a folder") && message.ends_with("file, a file"), "{message}");
        assert!(check_folder("--out", &path("file/below")).is_err());
        assert!(check_file("--out", &path("new/a.png")).is_ok() && check_file("--out", Path::new("a.png")).is_ok());
        assert!(check_file("--out", folder.path()).is_err() && check_file("--out", &path("new/")).is_err());
    }
}
