//! The public label sets of CIFAR-10's training images.

use super::{CIFAR10_CLASSES, TRAIN_LABELS, fingerprint, names};
use crate::{
    Error, Result, files,
    formats::{
        Csv,
        pickle::{self, Value},
    },
    labels::{LabelHead, LabelTable},
};
use std::{
    io::{Cursor, Read},
    path::{Path, PathBuf},
};

/// The label sets of CIFAR-10N beside the true one, `clean`.
const CIFAR10N_SETS: [&str; 5] = ["aggre", "worse", "random_label1", "random_label2", "random_label3"];

/// CIFAR-10N's three labels of each image, each by somebody else; `aggre` and `worse` are made from them.
pub const CIFAR10N_PEOPLE: [&str; 3] = ["random_label1", "random_label2", "random_label3"];

/// LTNet's label sets; 60, 70 and 80 % are right.
const LTNET_SETS: [&str; 3] = ["label1", "label2", "label3"];

/// The first value of a PyTorch file of before 1.6, followed by a protocol number, system facts and the content.
const TORCH_LEGACY: i128 = 0x1950_a86a_20f9_469c_fc6c;

/// `data.pkl` holds no tensors' data and is small; a zip entry that claims more than this is refused.
const LARGEST_PICKLE: u64 = 1 << 26;

/// Reads CIFAR-10N, human labels of the training images: `CIFAR-10_human.pt` or a CSV file with the same columns
/// (`clean_label` or `clean` and so on). The annotators are `aggre`, `worse` and `random_label1` to `random_label3`;
/// the truth is `clean`; rows are named `train_00000` onwards.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] for a file that is neither, a column that is missing, a cell that is no class, or
/// labels that are not in CIFAR-10's order.
pub fn read_cifar10n(path: impl AsRef<Path>) -> Result<LabelTable> {
    let table = cifar10n(path.as_ref())?;
    let found = fingerprint(&table.truth().unwrap_or_default());
    if found != TRAIN_LABELS {
        let expected = format!("CIFAR-10's 50,000 training labels in their order (sha256 {TRAIN_LABELS})");
        return Err(Error::format(format!("{}, clean", path.as_ref().display()), format!("sha256 {found}"), expected));
    }
    Ok(table)
}

/// Where CIFAR-10N's labels may lie in CIFAR-10's folder.
const CIFAR10N_FILES: [&str; 3] = ["CIFAR-10_human.pt", "cifar10n.csv", "CIFAR-10_human.csv"];

/// CIFAR-10N's file in CIFAR-10's folder `root`: `CIFAR-10_human.pt`, `cifar10n.csv` or `CIFAR-10_human.csv`.
///
/// # Errors
/// [`Error::Missing`], with every place looked in and where it comes from.
pub fn find_cifar10n(root: impl AsRef<Path>) -> Result<PathBuf> {
    let places = CIFAR10N_FILES.map(|file| root.as_ref().join(file));
    let found = places.iter().find(|path| path.is_file()).cloned();
    found.ok_or_else(|| {
        let remedy = "Download CIFAR-10_human.pt (noisylabels.com, or github.com/UCSC-REAL/cifar-10-100n) beside CIFAR-10's \
                      folders, or name the file";
        Error::Missing { what: "CIFAR-10N's labels".into(), looked_in: places.into(), remedy: remedy.into() }
    })
}

/// Reads LTNet's label sets, a CSV file with the columns `label1` to `label3`, in CIFAR-10's order. `truth` are the
/// dataset's training labels; rows are named `train_00000` onwards.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] for a column that is missing or a cell that is no class; [`Error::Parameter`] when
/// there are not as many rows as true labels.
pub fn read_ltnet(path: impl AsRef<Path>, truth: &[u8]) -> Result<LabelTable> {
    let csv = Csv::read(path, ',')?;
    let mut table = LabelTable::from_names(names("train", truth.len()))?;
    for set in LTNET_SETS {
        table = table.with_head(head(set), &csv_codes(&csv, set)?)?;
    }
    table.with_truth(truth)
}

fn cifar10n(path: &Path) -> Result<LabelTable> {
    let bytes = files::read(path)?;
    let place = path.display().to_string();
    let other = |found| Err(Error::format(&place, found, "CIFAR-10_human.pt, or a CSV with its columns"));
    let content = match &bytes[..] {
        [] => return other("an empty file: a download that broke off?"),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => {
            return other("a numpy file, which CIFAR-10N has in the order of TensorFlow's copy of CIFAR-10");
        }
        [b'P', b'K', 3, 4, ..] => Some(torch_zip(&place, bytes)?),
        [0x80, ..] => Some(torch_legacy(&place, &bytes)?),
        _ => None,
    };
    match content {
        Some(content) => from_sets(|set| pickled_codes(&place, &content, set)),
        None => {
            let csv = Csv::read(path, ',')?;
            from_sets(|set| csv_codes(&csv, if csv.has(set) { set.into() } else { format!("{set}_label") }.as_str()))
        }
    }
}

fn from_sets(codes: impl Fn(&str) -> Result<Vec<u8>>) -> Result<LabelTable> {
    let truth = codes("clean")?;
    let mut table = LabelTable::from_names(names("train", truth.len()))?;
    for set in CIFAR10N_SETS {
        table = table.with_head(head(set), &codes(set)?)?;
    }
    table.with_truth(&truth)
}

fn head(name: &str) -> LabelHead {
    LabelHead::categorical(name, &CIFAR10_CLASSES)
}

fn csv_codes(csv: &Csv, column: &str) -> Result<Vec<u8>> {
    let head = head(column);
    let mut codes = vec![];
    for (line, cell) in csv.column(column)? {
        let found = || csv.error(line, format!("{cell:?} in column {column:?}"), head.expected());
        codes.push(head.parse(cell).ok_or_else(found)? as u8);
    }
    Ok(codes)
}

fn pickled_codes(place: &str, content: &Value, set: &str) -> Result<Vec<u8>> {
    let array = content.get(set).or_else(|| content.get(&format!("{set}_label"))).ok_or_else(|| {
        Error::format(
            place,
            content.kind(),
            format!("a dict with the entry {set:?} or \"{set}_label\", as CIFAR-10N's"),
        )
    })?;
    let place = format!("{place}, {set}");
    let codes = pickle::integers(&place, array)?;
    let code = |(row, code): (usize, i64)| match code {
        0..=9 => Ok(code as u8),
        _ => Err(Error::format(format!("{place}, row {row}"), code, "a class code of 0 to 9")),
    };
    codes.into_iter().enumerate().map(code).collect()
}

/// The pickle in a PyTorch file of 1.6 or later, a zip archive with the entry `<stem>/data.pkl`.
fn torch_zip(place: &str, bytes: Vec<u8>) -> Result<Value> {
    let error = |found: String| Error::format(place, found, "a PyTorch file: a zip archive with an entry data.pkl");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|cause| error(cause.to_string()))?;
    let is_content = |&index: &usize| {
        archive
            .name_for_index(index)
            .and_then(Result::ok)
            .is_some_and(|name| name == "data.pkl" || name.ends_with("/data.pkl"))
    };
    let index = (0..archive.len()).find(is_content).ok_or_else(|| error("none".into()))?;
    let entry = archive.by_index(index).map_err(|cause| error(cause.to_string()))?;
    let mut content = Vec::new();
    entry.take(LARGEST_PICKLE + 1).read_to_end(&mut content).map_err(|cause| error(cause.to_string()))?;
    if content.len() as u64 > LARGEST_PICKLE {
        return Err(error(format!("one of more than {} MiB", LARGEST_PICKLE >> 20)));
    }
    pickle::parse(&format!("{place}, data.pkl"), &content)
}

/// The content of an older PyTorch file, or of a plain pickle.
fn torch_legacy(place: &str, bytes: &[u8]) -> Result<Value> {
    let (first, mut at) = pickle::parse_prefix(place, bytes, 0)?;
    if first != Value::Int(TORCH_LEGACY) {
        return Ok(first);
    }
    for _ in ["protocol", "system"] {
        at = pickle::parse_prefix(place, bytes, at)?.1;
    }
    Ok(pickle::parse_prefix(place, bytes, at)?.0)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::labels::Ties;
    use crate::metrics::share_equal;
    use crate::test_data::shared;
    use std::io::Write;

    /// CIFAR-10's training labels, where the shared files are there.
    pub(crate) fn train_labels() -> Option<Vec<u8>> {
        let csv = Csv::read(shared("cifar10")?.join("train.csv"), ',').unwrap();
        Some(csv_codes(&csv, "label").unwrap())
    }

    fn share_right(table: &LabelTable, vote: &[Option<u8>]) -> f64 {
        share_equal(vote.iter().copied().zip(table.truth().unwrap().into_iter().map(Some)))
    }

    fn rounded(share: f64, digits: i32) -> f64 {
        (share * 10f64.powi(digits)).round() / 10f64.powi(digits)
    }

    #[test]
    fn cifar10n_has_the_known_noise() {
        let Some(folder) = shared("cifar10") else { return };
        let table = read_cifar10n(folder.join("cifar10n.csv")).unwrap();
        let sets = ["random_label1", "random_label2", "random_label3"];
        assert_eq!(sets.map(|set| rounded(table.noise_rate(set).unwrap(), 4)), [0.1723, 0.1812, 0.1764]);
        let vote = table.select_heads(&sets).unwrap().majority_vote(&Ties::FirstAnnotator).unwrap();
        assert_eq!(rounded(1.0 - share_right(&table, &vote), 4), 0.0870);
        assert_eq!((table.len(), &*table.names()[49_999]), (50_000, "train_49999"));
    }

    #[test]
    fn ltnet_has_the_known_noise() {
        let (Some(folder), Some(truth)) = (shared("cifar10"), train_labels()) else { return };
        let table = read_ltnet(folder.join("ltnet_60_70_80.csv"), &truth).unwrap();
        assert_eq!(LTNET_SETS.map(|set| rounded(table.noise_rate(set).unwrap(), 4)), [0.3996, 0.3006, 0.1998]);
        let vote = table.majority_vote(&Ties::Annotator("label3".into())).unwrap();
        assert_eq!(rounded(share_right(&table, &vote), 4), 0.8740);
        assert!(read_ltnet(folder.join("ltnet_60_70_80.csv"), &truth[1..]).is_err());
    }

    /// A dict of six sets of two labels as `torch.save` of before 2024 pickles it: numpy arrays in protocol 2.
    fn human_pickle() -> Vec<u8> {
        let mut bytes = b"\x80\x02}(".to_vec();
        for (index, set) in ["clean", "aggre", "worse", "random_1", "random_2", "random_3"].into_iter().enumerate() {
            let key = if index < 3 { format!("{set}_label") } else { set.replace('_', "_label") };
            bytes.extend([b'X', key.len() as u8, 0, 0, 0]);
            bytes.extend(key.as_bytes());
            bytes.extend(b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85c_codecs\nencode\n");
            bytes.extend(b"X\x01\x00\x00\x00bX\x06\x00\x00\x00latin1\x86R\x87R(K\x01K\x02\x85cnumpy\ndtype\n");
            bytes.extend(b"X\x02\x00\x00\x00i2\x89\x88\x87R(K\x03X\x01\x00\x00\x00<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89");
            bytes.extend(b"c_codecs\nencode\nX\x04\x00\x00\x00");
            bytes.extend([index as u8, 0, 9, 0]);
            bytes.extend(b"X\x06\x00\x00\x00latin1\x86Rtb");
        }
        bytes.extend(b"u.");
        bytes
    }

    fn read(bytes: &[u8]) -> Result<LabelTable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("CIFAR-10_human.pt");
        std::fs::write(&path, bytes).unwrap();
        cifar10n(&path)
    }

    fn zipped(name: &str, content: &[u8]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
        archive.finish().unwrap().into_inner()
    }

    #[test]
    fn torch_files_of_every_age() {
        let legacy = [
            &b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}."[..],
            &human_pickle(),
            b"\x80\x02].",
        ];
        for bytes in [zipped("CIFAR-10_human/data.pkl", &human_pickle()), legacy.concat(), human_pickle()] {
            let table = read(&bytes).unwrap();
            assert_eq!(table.truth().unwrap(), [0, 9]);
            assert_eq!(table.codes("aggre").unwrap(), [1, 9]);
            assert_eq!(table.codes("random_label3").unwrap(), [5, 9]);
        }
        let csv = b"clean,aggre,worse,random_label1,random_label2,random_label3\n0,1,2,3,4,5\n9,9,9,9,9,9\n";
        assert_eq!(read(csv).unwrap().codes("worse").unwrap(), [2, 9]);
    }

    #[test]
    fn a_file_that_unpacks_to_more_than_labels_is_refused() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/73-labels-that-explode/h.pt");
        let message = read_cifar10n(path).unwrap_err().to_string();
        assert!(message.contains("h.pt, data.pkl") && message.contains("at most 1000000"), "{message}");
        let larger = zipped("a/data.pkl", &vec![b'N'; (LARGEST_PICKLE + 1) as usize]);
        assert!(read(&larger).unwrap_err().to_string().contains("more than 64 MiB"));
    }

    #[test]
    fn strange_files_are_told() {
        let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(message(&zipped("a/other.pkl", b"")).contains("a zip archive with an entry data.pkl"));
        assert!(message(b"PK\x03\x04").contains("a zip archive"));
        assert!(message(b"\x80\x02}.").contains("the entry \"clean\" or \"clean_label\""));
        assert!(
            message(b"name\nx\n").contains(":1: found the columns name, expected one column called \"clean_label\"")
        );
        let whole = zipped("x/data.pkl", &human_pickle());
        for end in (0..whole.len()).step_by(7) {
            assert!(read(&whole[..end]).is_err());
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("short.pt");
        std::fs::write(&path, human_pickle()).unwrap();
        assert!(read_cifar10n(&path).unwrap_err().to_string().contains("short.pt, clean: found sha256"));
    }
}
