//! Places that commands write to, looked at before the work.

use noisyfer::{Error, Result, files, progress::tell};
use std::path::{Path, PathBuf};

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

/// Checks that the folder that an argument names, which may be moved aside or written over, holds none of a command's inputs.
pub fn check_apart(argument: &str, folder: &Path, inputs: &[&Path]) -> Result<()> {
    let Ok(whole) = folder.canonicalize() else { return Ok(()) };
    for input in inputs {
        if input.canonicalize().is_ok_and(|input| input.starts_with(&whole)) {
            let found = format!("{}, which holds {}", folder.display(), input.display());
            return Err(Error::parameter(argument, found, "a folder that holds none of what the command reads"));
        }
    }
    Ok(())
}

/// Checks that the folder that an argument names, which holds such content and will be moved aside, has a name to be moved under.
pub fn check_named(argument: &str, folder: &Path, content: &str) -> Result<()> {
    if folder.file_name().is_some() {
        return Ok(());
    }
    let found = format!("{}, which holds {content} and cannot be moved aside", folder.display());
    Err(Error::parameter(argument, found, "a folder's name"))
}

/// Moves a folder aside, and says where it is.
pub fn move_aside(folder: &Path) -> Result<()> {
    if let Some(kept) = files::keep_aside(folder)? {
        tell(format_args!("kept what was in {} as {}", folder.display(), kept.display()));
    }
    Ok(())
}

/// Checks that the file that an argument names can be written, and has one of these endings.
pub fn check_file(argument: &str, file: &Path, endings: &[&str]) -> Result<()> {
    let expected = format!("a file's name that ends with .{}", endings.join(", ."));
    let bad = |what: &str| Err(Error::parameter(argument, format!("{}, {what}", file.display()), &expected));
    if file.is_dir() {
        return bad("a folder");
    }
    if file.to_string_lossy().ends_with('/') || file.file_name().is_none() {
        return bad("without a name");
    }
    let ending = file.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !endings.contains(&&*ending) {
        return bad("with another ending");
    }
    check_folder(argument, file.parent().unwrap_or(Path::new("")))
}

/// Writes a result to its folder or, where that turns out to be bad after the work, to one in the folder of temporary files, so that
/// nothing that was computed is lost: that is told, and the error is still one.
pub fn write_or_keep<T>(what: &str, folder: &Path, write: impl Fn(&Path) -> Result<T>) -> Result<T> {
    let error = match write(folder) {
        Ok(written) => return Ok(written),
        Err(error) => error,
    };
    let fallback = std::env::temp_dir().join(format!("noisyfer_{what}_{}", std::process::id()));
    let folder = folder.display();
    match write(&fallback) {
        Ok(_) => tell(format_args!("{folder} could not be written: the {what} is in {}", fallback.display())),
        Err(other) => tell(format_args!("neither {folder} nor {} could be written ({other})", fallback.display())),
    }
    Err(error)
}

/// As [`write_or_keep`] a single file.
pub fn write_file_or_keep(what: &str, file: &Path, write: impl Fn(&Path) -> Result<()>) -> Result<()> {
    let name = PathBuf::from(file.file_name().unwrap_or_default());
    write_or_keep(what, file.parent().unwrap_or(Path::new("")), |folder| write(&folder.join(&name)))
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
        assert!(
            check_file("--out", &path("new/a.png"), &["png"]).is_ok()
                && check_file("--out", Path::new("a.PNG"), &["png"]).is_ok()
        );
        std::fs::create_dir_all(path("data/images")).unwrap();
        assert!(check_apart("--out", &path("data/new"), &[&path("data")]).is_ok());
        let message = check_apart("--out", &path("data"), &[&path("data/images")]).unwrap_err().to_string();
        assert!(message.starts_with("--out must be a folder that holds none of what the command reads"), "{message}");
        let written = |place: &Path| files::write_atomically(place.join("a"), b"").map(|()| place.to_path_buf());
        assert_eq!(write_or_keep("test", &path("new"), written).unwrap(), path("new"));
        assert!(write_or_keep("test", &path("file"), written).is_err());
        let kept = std::env::temp_dir().join(format!("noisyfer_test_{}", std::process::id()));
        assert!(kept.join("a").is_file());
        std::fs::remove_dir_all(kept).unwrap();
        assert!(
            check_file("--out", folder.path(), &["png"]).is_err()
                && check_file("--out", &path("new/"), &["png"]).is_err()
        );
        let message = check_file("--out", Path::new("a.docx"), &["svg", "png"]).unwrap_err().to_string();
        assert_eq!(message, "--out must be a file's name that ends with .svg, .png, got a.docx, with another ending");
    }
}
