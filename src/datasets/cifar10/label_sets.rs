//! The public label sets of CIFAR-10's training images.

use super::{CIFAR10_CLASSES, TRAIN_LABELS, fingerprint, names};
use crate::{
    Error, Result, files,
    formats::{Csv, TorchFile, npy},
    labels::{LabelHead, LabelTable},
};
use std::path::{Path, PathBuf};

/// The label sets of CIFAR-10N beside the true one, `clean`.
const CIFAR10N_SETS: [&str; 5] = ["aggre", "worse", "random_label1", "random_label2", "random_label3"];

/// CIFAR-10N's three labels of each image, each by somebody else; `aggre` and `worse` are made from them.
pub const CIFAR10N_PEOPLE: [&str; 3] = ["random_label1", "random_label2", "random_label3"];

/// LTNet's label sets; 60, 70 and 80 % are right.
const LTNET_SETS: [&str; 3] = ["label1", "label2", "label3"];

/// The order of TensorFlow's copy of CIFAR-10, in which CIFAR-10N has its labels once more.
const ORDER: &str = "image_order_c10.npy";

/// Reads CIFAR-10N, human labels of the training images: `CIFAR-10_human.pt`, whose sets may be numpy arrays, tensors or lists, an `.npy`
/// file of the same, or a CSV file with the same columns (`clean_label` or `clean` and so on). The annotators are `aggre`, `worse` and
/// `random_label1` to `random_label3`; the truth is `clean`; rows are named `train_00000` onwards.
///
/// Labels in the order of TensorFlow's copy of CIFAR-10, as in `CIFAR-10_human_ordered.npy`, are brought into CIFAR-10's by
/// `image_order_c10.npy` beside them.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] for a file that is none of these, a column that is missing, a cell that is no class, or
/// labels that are not in CIFAR-10's order.
pub fn read_cifar10n(path: impl AsRef<Path>) -> Result<LabelTable> {
    let path = path.as_ref();
    let table = cifar10n(path)?;
    if is_in_order(&table) {
        return Ok(table);
    }
    let found = fingerprint(&table.truth().unwrap_or_default());
    let place = format!("{}, clean", path.display());
    let error = |what: &str| {
        let remedy =
            format!("take CIFAR-10_human.pt, or for TensorFlow's order {ORDER} of the same place beside the file");
        let expected = format!("CIFAR-10's 50,000 training labels in their order (sha256 {TRAIN_LABELS}): {remedy}");
        Error::format(&place, format!("sha256 {found}{what}"), expected)
    };
    let order = path.with_file_name(ORDER);
    if !order.is_file() {
        return Err(error(""));
    }
    // Either which image each label belongs to or, inverted, which label each image has: the truth tells.
    for rows in orders(&order, table.len())? {
        let table = from_sets(|set| {
            let codes = if set == "clean" { table.truth().unwrap_or_default() } else { table.codes(set)? };
            Ok(rows.iter().map(|&row| codes[row]).collect())
        })?;
        if is_in_order(&table) {
            return Ok(table);
        }
    }
    Err(error(&format!(", also by {}", order.display())))
}

fn is_in_order(table: &LabelTable) -> bool {
    fingerprint(&table.truth().unwrap_or_default()) == TRAIN_LABELS
}

/// For each image the row of its label, as the file may mean it: the inverse of the numbers in it, and these themselves.
fn orders(path: &Path, count: usize) -> Result<[Vec<usize>; 2]> {
    let place = path.display().to_string();
    let array = npy::parse(&place, &files::read(path)?)?;
    let mut inverse = vec![None; count];
    let mut order = vec![];
    for (row, number) in array.integers(&place)?.into_iter().enumerate() {
        let image = usize::try_from(number).ok().filter(|&image| image < count && inverse[image].is_none());
        let expected = format!("each number below {count} once");
        let image = image.ok_or_else(|| Error::format(format!("{place}, row {row}"), number, expected))?;
        inverse[image] = Some(row);
        order.push(image);
    }
    if order.len() != count {
        return Err(Error::format(place, format!("{} numbers", order.len()), format!("{count}, one for each label")));
    }
    Ok([inverse.into_iter().flatten().collect(), order])
}

/// Where CIFAR-10N's labels may lie in CIFAR-10's folder.
const CIFAR10N_FILES: [&str; 5] =
    ["CIFAR-10_human.pt", "cifar10n.csv", "CIFAR-10_human.csv", "CIFAR-10_human.npy", "CIFAR-10_human_ordered.npy"];

/// CIFAR-10N's file in CIFAR-10's folder `root`: `CIFAR-10_human.pt`, `cifar10n.csv`, `CIFAR-10_human.csv` or `.npy`, or
/// `CIFAR-10_human_ordered.npy`.
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
    let mut file = match &bytes[..] {
        [] => {
            let found = "an empty file: a download that broke off?";
            return Err(Error::format(&place, found, "CIFAR-10_human.pt, or a CSV with its columns"));
        }
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => TorchFile::of_value(&place, npy::object(&place, &bytes)?),
        [b'P', b'K', 3, 4, ..] | [0x80, ..] => TorchFile::read(&place, bytes)?,
        _ => {
            let csv = Csv::read(path, ',')?;
            return from_sets(|set| {
                csv_codes(&csv, if csv.has(set) { set.into() } else { format!("{set}_label") }.as_str())
            });
        }
    };
    from_sets(|set| saved_codes(&mut file, &place, set))
}

fn from_sets(mut codes: impl FnMut(&str) -> Result<Vec<u8>>) -> Result<LabelTable> {
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

fn saved_codes(file: &mut TorchFile, place: &str, set: &str) -> Result<Vec<u8>> {
    let content = &file.content;
    let array = content.get(set).or_else(|| content.get(&format!("{set}_label"))).cloned().ok_or_else(|| {
        let expected = format!("a dict with the entry {set:?} or \"{set}_label\", as CIFAR-10N's");
        Error::format(place, content.kind(), expected)
    })?;
    let mut codes = vec![];
    for (row, code) in file.integers(set, &array)?.into_iter().enumerate() {
        match code {
            0..=9 => codes.push(code as u8),
            _ => return Err(Error::format(format!("{place}, {set}, row {row}"), code, "a class code of 0 to 9")),
        }
    }
    Ok(codes)
}

#[cfg(test)]
pub(super) mod tests;
