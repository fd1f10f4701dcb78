//! CIFAR-10 as it is distributed: the Python pickles or the binary files.

mod batch;
mod generated;
mod label_sets;
mod pickle;
mod published;
mod shapes;
mod workers;

pub use generated::write_cifar10;
pub use label_sets::{CIFAR10N_PEOPLE, find_cifar10n, read_cifar10n, read_ltnet};
pub use published::{PUBLISHED_RATIOS, published_cifar10, published_noise};
pub(crate) use shapes::shapes;
pub use workers::read_cifar10n_workers;
pub(super) use workers::{BATCH, workers};

use super::{generated::Generated, places};
use crate::{Error, Result, files, images::Images, text::hexadecimal};
use batch::{Batch, RECORDS};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The class names, in the order of the codes 0 to 9.
pub const CIFAR10_CLASSES: [&str; 10] =
    ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

/// The files of a layout: five batches of training images, then the test batch.
const BATCHES: [&str; 6] =
    ["data_batch_1", "data_batch_2", "data_batch_3", "data_batch_4", "data_batch_5", "test_batch"];

/// sha256 of the 10,000 label bytes of each of [`BATCHES`]. Every label set is given in this order.
const BATCH_LABELS: [&str; 6] = [
    "d829dbdf32167c9d7b3687cee66d92d80d46c441308b5aca0d11e8b69e27dac9",
    "5d18f7371ed35ea9ade77952fe958b0660a45cd6c8b8a8970030f21612cfd7e3",
    "32cf77b0ee2e790b1c4384d2d82e42dc1571b87e67f6da8f444b2725b2973f65",
    "d2815e3f8f656272864920fc0edde56b04ec9cf81bf397c0dd3069f4aea51aeb",
    "2ddf3ab27d5d04409c94ce7b56849c243129c10de1058ae0bfe14c77e934800c",
    "cec8a24a1e92aa2ecaa0bbd3dbfa86bf6cd8759fbd209a832824c8cf0afca9d5",
];

/// sha256 of the 50,000 training label bytes in the distributed order.
pub(crate) const TRAIN_LABELS: &str = "2b7cd2f24487317614016b72ffd53071c3062f592f0eb300c18a770d41ae1253";

/// The whole dataset, in the distributed order.
#[derive(Clone, Debug, PartialEq)]
pub struct Cifar10 {
    /// The 50,000 training images.
    pub train: Split,
    /// The 10,000 test images.
    pub test: Split,
    /// Which of the distributed layouts was read.
    pub layout: Layout,
    /// What figures say when the folder holds generated images, from [`write_cifar10`].
    pub note: Option<String>,
}

/// Images with their true classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The images, 32 x 32.
    pub images: Images,
    /// The true class of each image, an index into [`CIFAR10_CLASSES`].
    pub labels: Vec<u8>,
    /// The name of each image: `train_00000` or `test_00000` onwards, by position, because only one layout carries names.
    pub names: Vec<String>,
}

/// The layouts that the dataset's home page distributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `cifar-10-batches-py`: Python pickles.
    Python,
    /// `cifar-10-batches-bin`: records of one label byte and 3,072 image bytes.
    Binary,
}

impl Layout {
    /// The name of the folder that the download unpacks to.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Python => "cifar-10-batches-py",
            Self::Binary => "cifar-10-batches-bin",
        }
    }

    fn file(self, batch: &str) -> String {
        match self {
            Self::Python => batch.into(),
            Self::Binary => format!("{batch}.bin"),
        }
    }
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.folder())
    }
}

/// Reads CIFAR-10 in either layout. `root` is `cifar-10-batches-py` or `cifar-10-batches-bin` itself, or the folder
/// that holds it; the pickles win where both are there.
///
/// # Errors
/// [`Error::Missing`], with what to download and where to put it; [`Error::Io`]; [`Error::Format`] for a file of the
/// wrong size, a wrong label, or batches whose labels are not the distributed ones in the distributed order. (Generated
/// files have any size and order.)
pub fn read_cifar10(root: impl AsRef<Path>) -> Result<Cifar10> {
    let (folder, layout) = find(root.as_ref())?;
    let paths = BATCHES.map(|batch| folder.join(layout.file(batch)));
    if let Some(path) = paths.iter().find(|path| !path.is_file()) {
        let what = format!("{} of CIFAR-10", path.file_name().unwrap_or_default().display());
        return Err(missing(what, vec![path.clone()], root.as_ref()));
    }
    let generated = Generated::read(&folder)?;
    if let Some(generated) = generated.as_ref().filter(|generated| generated.count < BATCHES.len()) {
        let expected = format!("at least {}, one for each file", BATCHES.len());
        return Err(Error::format(folder.display(), format!("{} generated images", generated.count), expected));
    }
    let read = |(index, path): (usize, &PathBuf)| match &generated {
        Some(generated) => decode(path, layout, generated.count / BATCHES.len()),
        None => read_batch(index, path, layout),
    };
    let batches = paths.par_iter().enumerate().map(read);
    let batches = batches.collect::<Result<Vec<_>>>()?;
    let (train, test) = batches.split_at(5);
    let note = generated.map(|generated| generated.to_string());
    Ok(Cifar10 { train: split("train", train)?, test: split("test", test)?, layout, note })
}

/// CIFAR-10's folder below the folder `datasets`: `cifar10`, if it holds one of the layouts.
///
/// # Errors
/// [`Error::Missing`], with every place looked in and what to download.
pub fn find_cifar10(datasets: impl AsRef<Path>) -> Result<PathBuf> {
    let root = datasets.as_ref().join("cifar10");
    find(&root)?;
    Ok(root)
}

/// The names of the images of a split: `train_00000` onwards.
pub(crate) fn names(split: &str, count: usize) -> Vec<String> {
    (0..count).map(|index| format!("{split}_{index:05}")).collect()
}

/// The lower-case hexadecimal sha256 of label bytes.
pub(crate) fn fingerprint(labels: &[u8]) -> String {
    hexadecimal(&Sha256::digest(labels))
}

fn find(root: &Path) -> Result<(PathBuf, Layout)> {
    let candidates: Vec<_> = [Layout::Python, Layout::Binary]
        .into_iter()
        .flat_map(|layout| [(root.join(layout.folder()), layout), (root.to_path_buf(), layout)])
        .collect();
    let is_there = |(folder, layout): &&(PathBuf, Layout)| folder.join(layout.file(BATCHES[0])).is_file();
    if let Some(found) = candidates.iter().find(is_there) {
        return Ok(found.clone());
    }
    let looked_in = candidates.into_iter().map(|(folder, layout)| folder.join(layout.file(BATCHES[0]))).collect();
    Err(missing("CIFAR-10".into(), looked_in, root))
}

fn missing(what: String, looked_in: Vec<PathBuf>, root: &Path) -> Error {
    let remedy = format!(
        "Download cifar-10-python.tar.gz or cifar-10-binary.tar.gz from the dataset's home page \
         (https://www.cs.toronto.edu/~kriz/cifar.html) and unpack it in {}",
        root.display()
    );
    Error::Missing { what, looked_in, remedy: places::remedy(root, &remedy) }
}

fn read_batch(index: usize, path: &Path, layout: Layout) -> Result<Batch> {
    let batch = decode(path, layout, RECORDS)?;
    check_order(&path.display().to_string(), index, &batch.labels)?;
    Ok(batch)
}

fn decode(path: &Path, layout: Layout, records: usize) -> Result<Batch> {
    let bytes = files::read(path)?;
    let place = path.display().to_string();
    match layout {
        Layout::Python => Batch::from_pickle(&place, &bytes, records),
        Layout::Binary => Batch::from_binary(&place, &bytes, records),
    }
}

fn check_order(place: &str, index: usize, labels: &[u8]) -> Result<()> {
    let found = fingerprint(labels);
    if found == BATCH_LABELS[index] {
        return Ok(());
    }
    let found = match BATCH_LABELS.iter().position(|known| *known == found) {
        Some(other) => format!("the labels of {}", BATCHES[other]),
        None => format!("labels with sha256 {found}"),
    };
    let expected = format!(
        "those of {} in the distributed order (sha256 {}): label sets go by position, so unpack the download again",
        BATCHES[index], BATCH_LABELS[index]
    );
    Err(Error::format(place, found, expected))
}

fn split(name: &str, batches: &[Batch]) -> Result<Split> {
    let pixels = batches.iter().map(|batch| &batch.pixels[..]).collect::<Vec<_>>().concat();
    let labels = batches.iter().map(|batch| &batch.labels[..]).collect::<Vec<_>>().concat();
    let names = names(name, labels.len());
    Ok(Split { images: Images::new(batch::SIDE, pixels)?, labels, names })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::test_data::skip;

    /// The folder of the unpacked dataset, or `None` with a message.
    pub(crate) fn real_data() -> Option<PathBuf> {
        let named = std::env::var_os("NOISYFER_CIFAR10").map(PathBuf::from);
        let places = [named, Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("datasets/cifar10"))];
        let found = places.into_iter().flatten().find(|place| find(place).is_ok());
        if found.is_none() {
            skip("no CIFAR-10 in datasets/cifar10; NOISYFER_CIFAR10 can name its folder");
        }
        found
    }

    #[test]
    fn real_files_in_every_layout() {
        let Some(root) = real_data() else { return };
        let whole = read_cifar10(&root).unwrap();
        assert_eq!(fingerprint(&whole.train.labels), TRAIN_LABELS);
        assert_eq!((whole.train.images.len(), whole.test.images.len()), (50_000, 10_000));
        assert_eq!((whole.train.labels[0], &*whole.test.names[9_999]), (6, "test_09999"));
        for layout in [Layout::Python, Layout::Binary] {
            let folder = root.join(layout.folder());
            if !folder.is_dir() {
                skip(&format!("no {}", folder.display()));
                continue;
            }
            let read = read_cifar10(folder).unwrap();
            assert_eq!(read.layout, layout);
            assert!(read.train == whole.train && read.test == whole.test);
        }
    }

    #[test]
    fn nothing_there_says_what_to_download() {
        let folder = tempfile::tempdir().unwrap();
        let message = read_cifar10(folder.path()).unwrap_err().to_string();
        for part in ["cifar-10-python.tar.gz", "cifar-10-binary.tar.gz", "cifar-10-batches-bin/data_batch_1.bin"] {
            assert!(message.contains(part), "{message}");
        }
        std::fs::write(folder.path().join("data_batch_1"), "").unwrap();
        let message = read_cifar10(folder.path()).unwrap_err().to_string();
        assert!(message.contains("data_batch_2"), "{message}");
    }

    #[test]
    fn a_mark_that_lies_is_told() {
        let folder = tempfile::tempdir().unwrap();
        for batch in BATCHES {
            std::fs::write(folder.path().join(format!("{batch}.bin")), "ab").unwrap();
        }
        let lie = include_str!("../../../tests/cases/74-marker-that-lies/GENERATED.json");
        for (mark, expected) in [
            (lie, "GENERATED.json: found a count of 10553002304452128780, expected 1 to"),
            (r#"{"dataset": "CIFAR-10", "count": 3, "seed": 0}"#, "found 3 generated images, expected at least 6"),
            (r#"{"dataset": "CIFAR-10", "count": 6, "seed": 0}"#, "found 2 bytes, expected 3073"),
        ] {
            std::fs::write(folder.path().join("GENERATED.json"), mark).unwrap();
            let message = read_cifar10(folder.path()).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn a_strange_order_is_refused() {
        let message = check_order("data_batch_1", 0, &[0; 10]).unwrap_err().to_string();
        assert!(message.contains("data_batch_1: found labels with sha256"), "{message}");
        let Some(root) = real_data() else { return };
        let test = read_cifar10(root).unwrap().test;
        let message = check_order("data_batch_3", 2, &test.labels).unwrap_err().to_string();
        assert!(message.contains("data_batch_3: found the labels of test_batch"), "{message}");
    }
}
