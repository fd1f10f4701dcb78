//! Writing files so that a reader never meets half of one.

pub(crate) mod checksums;
mod lock;
mod pretender;
mod space;
mod text;

pub use lock::Lock;
pub(crate) use space::check_space;
pub(crate) use text::TextReader;

use crate::{Error, Result};
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Writes `bytes` to `path`: to a temporary file beside it first, then renamed over it. Makes missing folders.
///
/// # Errors
/// [`Error::Io`] naming the path; the old file, if any, is then untouched.
pub fn write_atomically(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let path = path.as_ref();
    in_folder(path, |folder| replace(folder, path, bytes, fs::File::sync_all))
}

/// As [`write_atomically`], but does not wait for the disk, which takes longer than everything else where files are small
/// and many. After a power cut such a file may be damaged: only for files that are checked before they are trusted.
///
/// # Errors
/// As [`write_atomically`].
pub fn write_without_waiting(path: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
    let path = path.as_ref();
    in_folder(path, |folder| {
        #[cfg(target_os = "linux")]
        if create(folder, path, bytes).is_ok() {
            return Ok(());
        }
        replace(folder, path, bytes, |_| Ok(()))
    })
}

/// Writes a file by `write`, which is given its folder, and makes that if it is missing.
fn in_folder(path: &Path, write: impl Fn(&Path) -> io::Result<()>) -> Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Most folders are there, and to make sure of it for every file takes as long as to name it.
    let written = write(folder).or_else(|error| match error.kind() {
        io::ErrorKind::NotFound => fs::create_dir_all(folder).and_then(|()| write(folder)),
        _ => Err(error),
    });
    written.map_err(|source| Error::io(path, source))
}

fn replace(folder: &Path, path: &Path, bytes: &[u8], settle: fn(&fs::File) -> io::Result<()>) -> io::Result<()> {
    let mut file = temporary().tempfile_in(folder)?;
    file.write_all(bytes)?;
    settle(file.as_file())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Makes a new file that gets its name when it is whole: threads that write into one folder wait for each other only then,
/// and nothing stays after a kill. Fails where there is a file of that name, and on file systems that cannot do it.
#[cfg(target_os = "linux")]
fn create(folder: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{
        ffi::CString,
        os::{
            fd::AsRawFd,
            unix::{ffi::OsStrExt, fs::OpenOptionsExt},
        },
    };
    let mut file = fs::OpenOptions::new().write(true).custom_flags(libc::O_TMPFILE).open(folder)?;
    file.write_all(bytes)?;
    let open = CString::new(format!("/proc/self/fd/{}", file.as_raw_fd()))?;
    let (path, here) = (CString::new(path.as_os_str().as_bytes())?, libc::AT_FDCWD);
    // SAFETY: both are C strings that live until the call returns.
    match unsafe { libc::linkat(here, open.as_ptr(), here, path.as_ptr(), libc::AT_SYMLINK_FOLLOW) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Readable by whom the user's umask allows; by default temporary files are the owner's alone.
fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    builder
}

/// The path with `ending` after its name, also where it is written with a slash at its end: `runs/a.checkpoint` of `runs/a/`. A folder
/// without a name, such as `.`, has that by which the system knows it.
///
/// ```
/// use std::path::Path;
/// assert_eq!(noisyfer::files::beside("runs/a/", ".checkpoint"), Path::new("runs/a.checkpoint"));
/// ```
pub fn beside(path: impl AsRef<Path>, ending: &str) -> PathBuf {
    let path = path.as_ref();
    let known = if path.file_name().is_none() { path.canonicalize().ok() } else { None };
    let path = known.as_deref().unwrap_or(path);
    let mut named = path.components().as_path().as_os_str().to_os_string();
    named.push(ending);
    named.into()
}

/// Whether files can be made in a folder, or the folder itself where it is not there yet.
pub fn is_writable(folder: impl AsRef<Path>) -> bool {
    temporary().tempfile_in(existing(folder.as_ref())).is_ok()
}

/// The folder itself, or the nearest above it that is there.
fn existing(folder: &Path) -> &Path {
    let there = folder.ancestors().find(|ancestor| ancestor.exists() || ancestor.as_os_str().is_empty());
    there.filter(|ancestor| !ancestor.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The folder for what this crate keeps for a user and can make again: `noisyfer` in `XDG_CACHE_HOME`, or in `.cache` in `HOME`.
pub(crate) fn users_cache() -> Option<PathBuf> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    Some(folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))?.join("noisyfer"))
}

/// Gives a file or folder that is there another name, `<path>.1`, `.2` and so on, and returns it: so that a new one can be
/// written without loss.
///
/// # Errors
/// [`Error::Io`] naming the path.
pub fn keep_aside(path: impl AsRef<Path>) -> Result<Option<PathBuf>> {
    let path = path.as_ref();
    if !path.exists() {
        return Ok(None);
    }
    let numbered = (1..).map(|number| beside(path, &format!(".{number}")));
    let free = numbered.into_iter().find(|path| !path.exists()).expect("numbers do not end");
    fs::rename(path, &free).map_err(|source| Error::io(path, source))?;
    Ok(Some(free))
}

/// Removes a folder. It loses its name first, so that after a kill it is there whole or not at all; what a kill leaves of one is
/// removed with the next.
///
/// # Errors
/// [`Error::Io`] naming the path.
pub fn remove_folder(path: impl AsRef<Path>) -> Result<()> {
    let path = path.as_ref();
    let io = |error| Error::io(path, error);
    let hidden = format!(".removing_{}", path.file_name().unwrap_or_default().to_string_lossy());
    let hidden = path.with_file_name(hidden);
    if hidden.exists() {
        fs::remove_dir_all(&hidden).map_err(io)?;
    }
    fs::rename(path, &hidden).and_then(|()| fs::remove_dir_all(&hidden)).map_err(io)
}

/// Reads a whole file.
///
/// # Errors
/// [`Error::Io`] naming the path; [`Error::Format`] for a pointer of Git LFS or a web page in the file's place.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<u8>> {
    let path = path.as_ref();
    let bytes = fs::read(path).map_err(|source| Error::io(path, source))?;
    pretender::check(path, &bytes)?;
    Ok(bytes)
}

/// Reads a whole text file in UTF-8, in UTF-16 with its byte order mark, or in Windows-1252 where it is not UTF-8 and the environment
/// variable `NOISYFER_ENCODING` is `windows-1252`. The mark is left out, and every line ends with `\n` whether the file's end with `\n`,
/// `\r\n` or `\r`.
///
/// # Errors
/// [`Error::Io`] naming the path; [`Error::Format`] with the line for another encoding.
pub fn read_text(path: impl AsRef<Path>) -> Result<String> {
    text::read(path.as_ref())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_file_is_replaced_whole_and_readable_like_any_other() {
        let folder = tempfile::tempdir().unwrap();
        let (path, plain) = (folder.path().join("new/a.txt"), folder.path().join("plain.txt"));
        write_atomically(&path, b"long before").unwrap();
        write_atomically(&path, b"after").unwrap();
        assert_eq!(read_text(&path).unwrap(), "after");
        assert_eq!(fs::read_dir(folder.path().join("new")).unwrap().count(), 1, "no temporary file stays");
        fs::write(&plain, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&plain));
        let quick = folder.path().join("quick/a.txt");
        for text in ["long before", "after"] {
            write_without_waiting(&quick, text.as_bytes()).unwrap();
            assert_eq!((read_text(&quick).unwrap().as_str(), mode(&quick)), (text, mode(&plain)));
        }
        assert_eq!(fs::read_dir(folder.path().join("quick")).unwrap().count(), 1);
        assert_eq!(keep_aside(&path).unwrap(), Some(folder.path().join("new/a.txt.1")));
        assert_eq!(keep_aside(&path).unwrap(), None);
        fs::write(&path, "").unwrap();
        assert_eq!(keep_aside(&path).unwrap(), Some(folder.path().join("new/a.txt.2")));
        assert_eq!(read_text(folder.path().join("new/a.txt.1")).unwrap(), "after");
        assert!(read(folder.path().join("none")).unwrap_err().to_string().contains("none"));
        fs::create_dir(folder.path().join(".removing_new")).unwrap();
        remove_folder(folder.path().join("new")).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "plain.txt and quick");
    }
}
