//! Where the bytes of images are kept: in memory or, beyond a budget, in a file that the system maps into it.

use super::Images;
use crate::{Error, Result, files};
use memmap2::Mmap;
use std::{
    fs::{self, File},
    io::Write,
    ops::Deref,
    path::{Path, PathBuf},
};

/// How much memory decoded images may take, and where they go beyond it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageBudget {
    /// The most bytes that a set of images may take in memory; a larger set goes into a file, all of it. 4 GiB by
    /// default, in which AffectNet's training set has room at 64 pixels (3.5 GB), but not at 128.
    pub memory: u64,
    /// The folder of that file. The file has no name in it and is gone with the last [`Images`] of its images, or with
    /// the process, however it ends. By default the system's folder for temporary files, which on some systems is itself
    /// in memory: then name one on a disk. It is made where it is not there.
    pub folder: PathBuf,
}

impl Default for ImageBudget {
    fn default() -> Self {
        Self { memory: 4 << 30, folder: std::env::temp_dir() }
    }
}

impl ImageBudget {
    /// What options name of it, and the default for the rest.
    pub(crate) fn of(memory: Option<u64>, folder: Option<&Path>) -> Self {
        let default = Self::default();
        Self { memory: memory.unwrap_or(default.memory), folder: folder.map_or(default.folder, Path::to_path_buf) }
    }
}

/// What a user can do where there is no room.
const REMEDY: &str = "--image-memory (in a notebook `image_memory`) allows more in memory, --cache (`cache`) names another folder; \
                      where neither is taken TMPDIR does";

/// The bytes of images.
pub(super) enum Pixels {
    InMemory(Vec<u8>),
    InFile(Mmap),
}

impl Deref for Pixels {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::InMemory(bytes) => bytes,
            Self::InFile(bytes) => bytes,
        }
    }
}

/// Takes images of one size, one after another, to where the budget has them.
pub(super) struct ImageStore<'a> {
    side: usize,
    bytes: u64,
    place: Place<'a>,
}

enum Place<'a> {
    Memory(Vec<u8>),
    File { file: File, folder: &'a Path },
}

impl<'a> ImageStore<'a> {
    /// A store for `count` images.
    ///
    /// # Errors
    /// [`Error::Format`] naming the budget's folder when it is needed and cannot be written to.
    pub(super) fn new(count: usize, side: usize, budget: &'a ImageBudget) -> Result<Self> {
        let bytes = (count * side * side * 3) as u64;
        let folder = budget.folder.as_path();
        let place = if bytes <= budget.memory {
            Place::Memory(Vec::with_capacity(bytes as usize))
        } else {
            files::check_space(folder, bytes, &format!("decoded images ({REMEDY})"))?;
            let file = fs::create_dir_all(folder).and_then(|()| tempfile::tempfile_in(folder));
            let file = file.map_err(|error| no_room(folder, bytes, error))?;
            Place::File { file, folder }
        };
        Ok(Self { side, bytes, place })
    }

    /// Adds images.
    ///
    /// # Errors
    /// As [`ImageStore::new`], above all on a full disk.
    pub(super) fn write(&mut self, pictures: &Images) -> Result<()> {
        for picture in (0..pictures.len()).filter_map(|index| pictures.get(index)) {
            match &mut self.place {
                Place::Memory(bytes) => bytes.extend_from_slice(picture),
                Place::File { file, folder } => {
                    file.write_all(picture).map_err(|error| no_room(folder, self.bytes, error))?;
                }
            }
        }
        Ok(())
    }

    /// All images that were written.
    ///
    /// # Errors
    /// As [`ImageStore::new`].
    pub(super) fn finish(self) -> Result<Images> {
        let pixels = match self.place {
            Place::Memory(bytes) => Pixels::InMemory(bytes),
            // SAFETY: the file has no name, so nobody else can change or shorten it.
            Place::File { file, folder } => {
                unsafe { Mmap::map(&file) }.map(Pixels::InFile).map_err(|error| no_room(folder, self.bytes, error))?
            }
        };
        Images::stored(self.side, pixels)
    }
}

fn no_room(folder: &Path, bytes: u64, error: std::io::Error) -> Error {
    let gigabytes = bytes as f64 / 1e9;
    let found = format!("no room for {gigabytes:.1} GB of decoded images ({error})");
    let expected = format!("a folder on a disk with that much free space, or a budget of more memory: {REMEDY}");
    Error::format(folder.display(), found, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(budget: &ImageBudget) -> Images {
        let mut store = ImageStore::new(2, 4, budget).unwrap();
        store.write(&Images::new(4, (0..48).collect()).unwrap()).unwrap();
        store.write(&Images::new(4, (100..148).collect()).unwrap()).unwrap();
        store.finish().unwrap()
    }

    #[test]
    fn the_budget_decides_the_place_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let budget = |memory| ImageBudget { memory, folder: folder.path().into() };
        let (enough, short) = (stored(&budget(96)), stored(&budget(95)));
        assert!(matches!(&*enough.pixels, Pixels::InMemory(_)) && matches!(&*short.pixels, Pixels::InFile(_)));
        assert_eq!(enough, short);
        assert_eq!(short.get(1).unwrap()[0], 100);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no file to be left behind");
        let new = ImageBudget::of(Some(95), Some(&folder.path().join("new")));
        assert!(matches!(&*stored(&new).pixels, Pixels::InFile(_)) && new.folder.is_dir());
        assert_eq!(ImageBudget::of(None, None), ImageBudget::default());
    }

    #[test]
    fn without_a_folder_there_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file"), "").unwrap();
        let budget = ImageBudget { memory: 0, folder: folder.path().join("file/none") };
        let error = ImageStore::new(1000, 1000, &budget).err().unwrap().to_string();
        assert!(error.contains("none: found no room for 3.0 GB of decoded images"), "{error}");
        assert!(error.contains("expected a folder on a disk") && error.contains("TMPDIR"), "{error}");
        assert!(ImageStore::new(0, 1000, &budget).is_ok(), "nothing needs no file");
    }

    /// `/dev/full` answers every write as a full disk does.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_told() {
        let file = File::options().write(true).open("/dev/full").unwrap();
        let place = Place::File { file, folder: Path::new("/disk") };
        let mut store = ImageStore { side: 4, bytes: 14_000_000_000, place };
        let error = store.write(&Images::new(4, vec![0; 48]).unwrap()).unwrap_err().to_string();
        assert!(error.starts_with("/disk: found no room for 14.0 GB of decoded images (No space left"), "{error}");
    }
}
