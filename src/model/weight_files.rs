//! Weights from and to files.

use super::weights::{WeightTensor, Weights};
use crate::{Error, Result, files};
use half::{bf16, f16};
use pytorch_reader::PytorchReader;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::{collections::BTreeMap, path::Path};

impl Weights {
    /// Reads a safetensors file or a PyTorch checkpoint (zip or legacy, never executed), by its content, whatever its name. Half
    /// precision and doubles become f32; integer tensors, such as batch counters, are left out, and so are single tensors that cannot
    /// be read: they are told where they are needed.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Format`] naming the file, and what it is where it is something else.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = files::read(path)?;
        let other =
            |found: &str| Err(Error::format(path.display(), found, "a PyTorch checkpoint or a safetensors file"));
        match bytes.as_slice() {
            [] => other("an empty file: a download that broke off?"),
            // The first of its eight bytes of length may be any, also those that a PyTorch checkpoint begins with.
            whole if holds_safetensors(whole) => Self::read_safetensors(path, &bytes),
            [b'P', b'K', ..] | [0x80, ..] => Self::read_pytorch(path),
            [_, _, _, _, _, _, _, _, b'{', ..] => Self::read_safetensors(path, &bytes),
            [0x89, b'H', b'D', b'F', ..] => other("an HDF5 file, as Keras writes them"),
            [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => other("a numpy array"),
            // Before version 0.1.10 PyTorch wrote archives of tar.
            _ if bytes.get(257..262) == Some(b"ustar") => Self::read_pytorch(path),
            _ => other("neither of them by its first bytes"),
        }
    }

    fn read_safetensors(path: &Path, bytes: &[u8]) -> Result<Self> {
        let file = SafeTensors::deserialize(bytes)
            .map_err(|error| Error::format(path.display(), error, "a safetensors file"))?;
        let mut weights = Self::default();
        for (name, view) in file.tensors() {
            if let Some(values) = floats(&format!("{:?}", view.dtype()), view.data()) {
                weights.insert(&name, WeightTensor { shape: view.shape().to_vec(), values });
            }
        }
        Ok(weights)
    }

    fn read_pytorch(path: &Path) -> Result<Self> {
        let bad = |error: String| Error::format(path.display(), error, "a PyTorch checkpoint");
        let reader = PytorchReader::new(path).map_err(|error| bad(error.to_string()))?;
        let mut weights = Self::default();
        for (name, tensor) in reader.into_tensors() {
            let values = match tensor.read() {
                Ok(bytes) => floats(&format!("{:?}", tensor.dtype()), &bytes),
                Err(error) => {
                    weights.unreadable.insert(name, format!("cannot be read: {error}"));
                    continue;
                }
            };
            if let Some(values) = values {
                weights.insert(&name, WeightTensor { shape: tensor.shape().to_vec(), values });
            }
        }
        match (weights.tensors.is_empty(), weights.unreadable.iter().next()) {
            (true, Some((name, why))) => Err(bad(format!("tensor {name}: {why}"))),
            _ => Ok(weights),
        }
    }

    /// Writes a safetensors file in f32, atomically.
    ///
    /// # Errors
    /// [`Error::Io`] naming the file.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<()> {
        files::write_atomically(path, &self.to_safetensors()?)
    }

    /// The bytes of [`write`](Self::write).
    pub(crate) fn to_safetensors(&self) -> Result<Vec<u8>> {
        let bytes: BTreeMap<&String, Vec<u8>> = self
            .tensors
            .iter()
            .map(|(name, tensor)| (name, tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect()))
            .collect();
        let bad = |error: safetensors::SafeTensorError| Error::format("weights", error, "writable tensors");
        let views: Vec<(&String, TensorView)> = bytes
            .iter()
            .map(|(name, bytes)| Ok((*name, TensorView::new(Dtype::F32, self.tensors[*name].shape.clone(), bytes)?)))
            .collect::<Result<_, _>>()
            .map_err(bad)?;
        safetensors::serialize(views, None).map_err(bad)
    }
}

/// Whether these are eight bytes that say how long the header behind them is, and that header's beginning.
fn holds_safetensors(bytes: &[u8]) -> bool {
    let Some((length, rest)) = bytes.split_first_chunk::<8>() else { return false };
    rest.first() == Some(&b'{') && u64::from_le_bytes(*length) <= rest.len() as u64
}

/// Little-endian bytes of the float type called `dtype` as f32; `None` for other types.
fn floats(dtype: &str, bytes: &[u8]) -> Option<Vec<f32>> {
    Some(match dtype {
        "F16" => bytes.as_chunks::<2>().0.iter().map(|b| f16::from_le_bytes(*b).to_f32()).collect(),
        "BF16" => bytes.as_chunks::<2>().0.iter().map(|b| bf16::from_le_bytes(*b).to_f32()).collect(),
        "F32" => bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect(),
        "F64" => bytes.as_chunks::<8>().0.iter().map(|b| f64::from_le_bytes(*b) as f32).collect(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by `torch.save` of PyTorch 2.15, the second with `_use_new_zipfile_serialization=False`.
    const CHECKPOINTS: [&str; 2] = ["zip.pth", "legacy.pth"];

    fn fixture(name: &str) -> std::path::PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pytorch").join(name)
    }

    #[test]
    fn headers_of_any_length_are_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut first_bytes = std::collections::BTreeSet::new();
        for length in 1..=256 {
            let (mut weights, name) = (Weights::default(), "n".repeat(length));
            weights.insert(&name, WeightTensor { shape: vec![1], values: vec![0.5] });
            weights.write(file.path()).unwrap();
            first_bytes.insert(files::read(file.path()).unwrap()[0]);
            assert_eq!(Weights::read(file.path()).unwrap().names(), [name]);
        }
        assert_eq!(first_bytes.len(), 32, "every multiple of 8, also 0x80 as of a pickle");
    }

    #[test]
    fn both_pytorch_layouts_are_read() {
        for name in CHECKPOINTS {
            let weights = Weights::read(fixture(name)).unwrap();
            assert_eq!(weights.names(), ["encoder.mean_layer.bias", "encoder.mean_layer.weight"], "{name}");
            let weight = weights.get("encoder.mean_layer.weight").unwrap();
            assert_eq!(weight, &WeightTensor { shape: vec![2, 3], values: vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.5] });
            assert_eq!(weights.get("encoder.mean_layer.bias").unwrap().values, [0.5, -0.25]);
        }
    }

    #[test]
    fn the_content_decides_and_other_files_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            files::write_atomically(&path, bytes).unwrap();
            Weights::read(path).map_err(|error| error.to_string())
        };
        let mut one = Weights::default();
        one.insert("a.weight", WeightTensor { shape: vec![2], values: vec![1.0, 2.0] });
        assert_eq!(read("misnamed.pth", &one.to_safetensors().unwrap()).unwrap(), one);
        let pytorch = files::read(fixture("zip.pth")).unwrap();
        assert_eq!(read("misnamed.safetensors", &pytorch).unwrap().names().len(), 2);
        assert!(read("empty.pth", b"").unwrap_err().contains("found an empty file"));
        assert!(read("page.pth", b"<!DOCTYPE html><html>").unwrap_err().contains("a web page"));
        assert!(read("keras.h5", b"\x89HDF\r\n\x1a\n").unwrap_err().contains("HDF5"));
    }

    #[test]
    fn a_damaged_checkpoint_is_an_error_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        for name in CHECKPOINTS {
            let bytes = files::read(fixture(name)).unwrap();
            let cut = folder.path().join(name);
            files::write_atomically(&cut, &bytes[..bytes.len() / 2]).unwrap();
            let error = Weights::read(&cut).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
        let garbage = folder.path().join("bad.safetensors");
        files::write_atomically(&garbage, b"no tensors").unwrap();
        assert!(Weights::read(&garbage).unwrap_err().to_string().contains("bad.safetensors"));
        assert!(Weights::read(folder.path().join("absent.pth")).is_err());
    }
}
