//! One writer at a time.

use crate::{Error, Result};
use std::{
    fs::{self, File, TryLockError},
    io::{Read, Seek, Write},
    path::{Path, PathBuf},
};

/// The right to write into a folder. It ends when it is dropped, and with its process however that ends; the file that stands for it
/// stays, and means nothing by itself.
#[derive(Debug)]
pub struct Lock {
    folder: PathBuf,
    #[expect(dead_code, reason = "held, not read")]
    file: File,
}

/// The file that is locked.
const NAME: &str = "lock";

impl Lock {
    /// Takes the right to write into `folder`, which is made if it is missing.
    ///
    /// ```
    /// use noisyfer::files::Lock;
    /// let folder = std::env::temp_dir().join(format!("noisyfer-lock-{}", std::process::id()));
    /// let held = Lock::take(&folder)?;
    /// assert!(Lock::take(&folder).unwrap_err().to_string().contains("process "));
    /// drop(held);
    /// Lock::take(&folder)?;
    /// std::fs::remove_dir_all(&folder).unwrap();
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Busy`] with the process that has it; [`Error::Io`].
    pub fn take(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref();
        let io = |error| Error::io(folder, error);
        fs::create_dir_all(folder).map_err(io)?;
        let path = folder.join(NAME);
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(path).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                // Windows does not let others read what is locked.
                let _ = file.read_to_string(&mut holder);
                let holder = Some(holder).filter(|holder| !holder.is_empty()).unwrap_or("another process".into());
                return Err(Error::Busy { path: folder.into(), holder });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        let holder = format!("process {} of this computer, or one of its network's", std::process::id());
        file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(holder.as_bytes())).map_err(io)?;
        Ok(Self { folder: folder.into(), file })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}
