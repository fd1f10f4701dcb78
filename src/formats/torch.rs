//! What `torch.save` writes, where it is no network's weights: a pickle, and beside it the numbers of its tensors. Nothing in it is
//! ever called.

use super::{
    npy,
    pickle::{self, Array, Value},
};
use crate::{Error, Result};
use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The first value of a PyTorch file of before 1.6, followed by a protocol number, system facts and the content.
const TORCH_LEGACY: i128 = 0x1950_a86a_20f9_469c_fc6c;

/// A zip entry that claims more than this is refused.
const LARGEST_ENTRY: u64 = 1 << 26;

/// What PyTorch calls the numbers of a tensor, and numpy's code of each.
const STORAGES: [(&str, &str); 7] = [
    ("LongStorage", "i8"),
    ("IntStorage", "i4"),
    ("ShortStorage", "i2"),
    ("CharStorage", "i1"),
    ("ByteStorage", "u1"),
    ("FloatStorage", "f4"),
    ("DoubleStorage", "f8"),
];

/// A file of `torch.save`, or a plain pickle.
pub(crate) struct TorchFile {
    place: String,
    /// What was saved, with references where tensors have their numbers.
    pub content: Value,
    archive: Option<ZipArchive<Cursor<Vec<u8>>>>,
}

impl TorchFile {
    /// Reads a zip archive with the entry `<stem>/data.pkl`, as PyTorch writes it from 1.6 on, an older file, or a pickle.
    ///
    /// # Errors
    /// [`Error::Format`] for anything else.
    pub fn read(place: &str, bytes: Vec<u8>) -> Result<Self> {
        if !bytes.starts_with(b"PK\x03\x04") {
            return Ok(Self::of_value(place, legacy(place, &bytes)?));
        }
        let error = |found: String| Error::format(place, found, "a PyTorch file: a zip archive with an entry data.pkl");
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|cause| error(cause.to_string()))?;
        let content = entry(&mut archive, "data.pkl").map_err(error)?;
        let content = pickle::parse(&format!("{place}, data.pkl"), &content)?;
        Ok(Self { place: place.into(), content, archive: Some(archive) })
    }

    /// What another kind of file holds, which has no tensors.
    pub fn of_value(place: &str, content: Value) -> Self {
        Self { place: place.into(), content, archive: None }
    }

    /// The whole numbers that a value stands for: those of a tensor, or as [`pickle::integers`]. `what` names it in errors.
    ///
    /// # Errors
    /// [`Error::Format`] for anything else.
    pub fn integers(&mut self, what: &str, value: &Value) -> Result<Vec<i64>> {
        let place = format!("{}, {what}", self.place);
        let Some(tensor) = Tensor::of(value) else { return pickle::integers(&place, value) };
        let bad = |found: String| {
            Error::format(&place, found, "a tensor of whole numbers on the processor, one beside another")
        };
        let (dtype, width) = tensor.element().ok_or_else(|| bad(format!("a tensor in a {}", tensor.storage)))?;
        let archive = self.archive.as_mut().ok_or_else(|| {
            let expected = "numpy arrays or lists, or the file saved again by PyTorch 1.6 or later";
            Error::format(&place, "a tensor in a file of before PyTorch 1.6", expected)
        })?;
        let bytes = entry(archive, &format!("data/{}", tensor.key)).map_err(bad)?;
        let (start, end) = tensor.range(width).ok_or_else(|| bad("a view of a tensor".into()))?;
        let data = bytes.get(start..end).ok_or_else(|| bad(format!("{} bytes of numbers", bytes.len())))?;
        let array = Array { shape: tensor.shape, dtype: dtype.into(), data: data.into() };
        let mut integers = vec![];
        for number in npy::numbers(&place, &array)? {
            if number.fract() != 0.0 {
                return Err(bad(format!("the number {number}")));
            }
            integers.push(number as i64);
        }
        Ok(integers)
    }
}

/// A tensor as it is pickled: where its numbers are.
struct Tensor {
    storage: String,
    key: String,
    offset: usize,
    shape: Vec<usize>,
    strides: Vec<usize>,
}

impl Tensor {
    fn of(value: &Value) -> Option<Self> {
        let Value::Object(object) = value else { return None };
        if !object.callable.is_global(&["torch._utils"], "_rebuild_tensor_v2") {
            return None;
        }
        let Value::Tuple(arguments) = &object.arguments else { return None };
        let [Value::PersistentId(id), Value::Int(offset), shape, strides, ..] = &arguments[..] else { return None };
        let Value::Tuple(id) = &**id else { return None };
        let [_, Value::Global { name, .. }, Value::Str(key), ..] = &id[..] else { return None };
        let (storage, key, offset) = (name.to_string(), key.to_string(), usize::try_from(*offset).ok()?);
        Some(Self { storage, key, offset, shape: lengths(shape)?, strides: lengths(strides)? })
    }

    fn element(&self) -> Option<(&'static str, usize)> {
        let (_, dtype) = STORAGES.iter().find(|(name, _)| *name == self.storage)?;
        Some((dtype, dtype[1..].parse().ok()?))
    }

    /// The bytes of its numbers; `None` where they do not lie one beside another.
    fn range(&self, width: usize) -> Option<(usize, usize)> {
        let mut count = 1usize;
        for (length, stride) in self.shape.iter().zip(&self.strides).rev() {
            if *length > 1 && *stride != count {
                return None;
            }
            count = count.checked_mul(*length)?;
        }
        let start = self.offset.checked_mul(width)?;
        Some((start, start.checked_add(count.checked_mul(width)?)?))
    }
}

fn lengths(value: &Value) -> Option<Vec<usize>> {
    let Value::Tuple(lengths) = value else { return None };
    let length = |value: &Value| match value {
        Value::Int(length) => usize::try_from(*length).ok(),
        _ => None,
    };
    lengths.iter().map(length).collect()
}

/// The content of the entry that is called so, in whichever folder; or what is wrong.
fn entry(archive: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> Result<Vec<u8>, String> {
    let ending = format!("/{name}");
    let is_it = |index: &usize| {
        let found = archive.name_for_index(*index).and_then(Result::ok);
        found.is_some_and(|found| found == name || found.ends_with(&ending))
    };
    let index = (0..archive.len()).find(is_it).ok_or("none")?;
    let entry = archive.by_index(index).map_err(|cause| cause.to_string())?;
    let mut content = Vec::new();
    entry.take(LARGEST_ENTRY + 1).read_to_end(&mut content).map_err(|cause| cause.to_string())?;
    if content.len() as u64 > LARGEST_ENTRY {
        return Err(format!("one of more than {} MiB", LARGEST_ENTRY >> 20));
    }
    Ok(content)
}

/// The content of an older PyTorch file, or of a plain pickle.
fn legacy(place: &str, bytes: &[u8]) -> Result<Value> {
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
mod tests {
    use super::*;
    use std::io::Write;

    /// `{"clean_label": torch.tensor([3, 1, 2])[1:]}` as PyTorch pickles it; `kind` is the storage's.
    fn pickled(kind: &str) -> Vec<u8> {
        let storage = format!("ctorch\n{kind}\nX\x01\0\0\x000X\x03\0\0\0cpuK\x03tQ");
        [
            &b"\x80\x02}X\x0b\0\0\0clean_labelctorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storage"[..],
            storage.as_bytes(),
            b"K\x01K\x02\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtRs.",
        ]
        .concat()
    }

    fn file(kind: &str, numbers: &[u8]) -> TorchFile {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in [("a/data.pkl", &pickled(kind)[..]), ("a/data/0", numbers)] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(content).unwrap();
        }
        TorchFile::read("a.pt", archive.finish().unwrap().into_inner()).unwrap()
    }

    fn read(mut file: TorchFile) -> Result<Vec<i64>, String> {
        let value = file.content.get("clean_label").unwrap().clone();
        file.integers("clean", &value).map_err(|error| error.to_string())
    }

    #[test]
    fn the_numbers_of_a_tensor_are_found() {
        let long: Vec<u8> = [3i64, 1, 2].iter().flat_map(|number| number.to_le_bytes()).collect();
        assert_eq!(read(file("LongStorage", &long)).unwrap(), [1, 2]);
        assert_eq!(read(file("ByteStorage", &[3, 1, 2])).unwrap(), [1, 2]);
        let float: Vec<u8> = [3f32, 1.0, 2.5].iter().flat_map(|number| number.to_le_bytes()).collect();
        assert!(read(file("FloatStorage", &float)).unwrap_err().starts_with("a.pt, clean: found the number 2.5"));
    }

    #[test]
    fn tensors_that_cannot_be_read_are_told() {
        assert!(read(file("LongStorage", &[0; 8])).unwrap_err().contains("found 8 bytes of numbers"));
        assert!(read(file("BoolStorage", &[0; 3])).unwrap_err().contains("a tensor in a BoolStorage"));
        let old = TorchFile::read("a.pt", pickled("LongStorage")).unwrap();
        assert!(read(old).unwrap_err().contains("of before PyTorch 1.6"));
    }
}
