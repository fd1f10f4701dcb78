//! How much room there is on a disk.

use super::existing;
use crate::{Error, Result};
use std::path::Path;

/// Checks that the disk of a folder, which need not be there yet, has room for so many bytes of what is to be written to it. Where the
/// system does not say, there is.
///
/// # Errors
/// [`Error::Format`] with how much is free and how much is needed.
pub(crate) fn check_space(folder: &Path, bytes: u64, what: &str) -> Result<()> {
    match free(existing(folder)) {
        Some(free) if free < bytes => {
            let [free, needed] = [free, bytes].map(in_words);
            let expected = format!("about {needed} for {what}: make room, or name a folder on another disk");
            Err(Error::format(folder.display(), format!("{free} of free space"), expected))
        }
        _ => Ok(()),
    }
}

fn in_words(bytes: u64) -> String {
    match bytes as f64 {
        few if few < 1e9 => format!("{:.1} MB", few / 1e6),
        many => format!("{:.1} GB", many / 1e9),
    }
}

/// How many bytes a user may write to the disk of a folder.
#[cfg(target_os = "linux")]
fn free(folder: &Path) -> Option<u64> {
    use std::{ffi::CString, mem::MaybeUninit, os::unix::ffi::OsStrExt};
    let path = CString::new(folder.as_os_str().as_bytes()).ok()?;
    let mut disk = MaybeUninit::<libc::statvfs>::uninit();
    // SAFETY: the path is a C string, and the system fills what it is given to where it succeeds.
    let disk =
        unsafe { if libc::statvfs(path.as_ptr(), disk.as_mut_ptr()) == 0 { disk.assume_init() } else { return None } };
    // Some file systems have no sizes.
    Some((disk.f_bavail as u64).saturating_mul(disk.f_frsize as u64)).filter(|_| disk.f_blocks > 0)
}

#[cfg(not(target_os = "linux"))]
fn free(_: &Path) -> Option<u64> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_told_before_it_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let new = folder.path().join("new/deep");
        assert!(check_space(&new, 1, "a byte").is_ok() && !new.exists());
        let said = check_space(&new, u64::MAX, "all there is").unwrap_err().to_string();
        assert!(
            said.contains("GB of free space, expected about 18446744073.7 GB for all there is: make room"),
            "{said}"
        );
    }
}
