//! Weights by name: out of a network, into a network, from and to files.

use super::{
    matching::Mismatch,
    names::{published, published_shape},
};
use crate::{Error, Result, files};
use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Tensor, TensorData},
};
use half::{bf16, f16};
use pytorch_reader::PytorchReader;
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use std::{collections::BTreeMap, path::Path};

/// One tensor: its shape and its values, row-major.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightTensor {
    /// The length of every dimension; empty for a single number.
    pub shape: Vec<usize>,
    /// The values, row-major.
    pub values: Vec<f32>,
}

/// The tensors of one or several networks under their published PyTorch names.
#[derive(Clone, Default, PartialEq)]
pub struct Weights {
    tensors: BTreeMap<String, WeightTensor>,
    /// Tensors of a file that could not be read, and why: they spoil nothing until they are needed.
    unreadable: BTreeMap<String, String>,
}

impl Weights {
    /// The weights and running statistics of `module`, every name behind `prefix` and a dot.
    pub fn of<M: Module>(module: &M, prefix: &str) -> Self {
        let mut collector = Collector { path: vec![prefix.into()], weights: Self::default() };
        // A validation snapshot: running statistics are then up to date, and nothing is tracked.
        module.valid().visit(&mut collector);
        collector.weights
    }

    /// Puts the tensors named `prefix.…` into `module`. All names may stand behind something more, such as `module.`, or lack `prefix`.
    ///
    /// # Errors
    /// [`Error::Format`] when a tensor of the module is missing here, has another shape or holds what is no finite number: ten of each
    /// kind are named, with the nearest names.
    pub fn apply<M: Module>(&self, module: M, prefix: &str) -> Result<M> {
        let mut loader = Loader::new(self, prefix, String::new(), 0);
        let mut module = module.map(&mut loader);
        if !loader.mismatch.missing.is_empty() {
            let names = Self::of(&module, prefix).names();
            // The prefix and its dot.
            let own = prefix.len() + 1;
            for dropped in [0, own] {
                let wanted: Vec<String> = names.iter().map(|name| name[dropped..].to_string()).collect();
                let before = self.prefix_of(&wanted);
                if wanted.iter().all(|name| self.tensors.contains_key(&format!("{before}{name}"))) {
                    loader = Loader::new(self, prefix, before, dropped);
                    module = module.map(&mut loader);
                    break;
                }
            }
            if !loader.mismatch.missing.is_empty() {
                let start = format!("{prefix}.");
                let ours = |name: &&String| name.starts_with(&start);
                let others = self.tensors.keys().filter(ours).filter(|name| !names.contains(name));
                loader.mismatch.unexpected = others.cloned().collect();
            }
        }
        let mismatch = loader.mismatch;
        if mismatch.is_empty() {
            return Ok(module);
        }
        Err(Error::format("weights", mismatch.in_words(self), "every tensor of the network in its shape"))
    }

    /// Why a tensor of the file could not be read.
    pub(super) fn unreadable(&self, name: &str) -> Option<&str> {
        self.unreadable.get(name).map(String::as_str)
    }

    /// The tensor called `name`.
    pub fn get(&self, name: &str) -> Option<&WeightTensor> {
        self.tensors.get(name)
    }

    /// Adds or replaces a tensor.
    pub fn insert(&mut self, name: &str, tensor: WeightTensor) {
        self.tensors.insert(name.into(), tensor);
    }

    /// Every tensor with its name, sorted by it.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &WeightTensor)> {
        self.tensors.iter().map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// The tensors that hold something else than finite numbers, and how many such each has.
    pub fn not_finite(&self) -> Vec<(&str, usize)> {
        let counts = self
            .tensors()
            .map(|(name, tensor)| (name, tensor.values.iter().filter(|value| !value.is_finite()).count()));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<String> {
        self.tensors.keys().cloned().collect()
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.tensors.values().map(|tensor| tensor.values.len()).sum()
    }

    /// These weights and the other's together; the other's win where both have a name.
    pub fn merge(mut self, other: Self) -> Self {
        self.tensors.extend(other.tensors);
        self.unreadable.extend(other.unreadable);
        self
    }

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

impl std::fmt::Debug for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Weights({} tensors, {} numbers)", self.tensors.len(), self.count())
    }
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

struct Collector {
    path: Vec<String>,
    weights: Weights,
}

impl ModuleVisitor for Collector {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let tensor = param.val();
        let name = published(&self.path);
        let shape = published_shape(&name, &tensor.dims());
        let values = tensor.into_data().iter::<f32>().collect();
        self.weights.insert(&name, WeightTensor { shape, values });
    }
}

struct Loader<'a> {
    path: Vec<String>,
    weights: &'a Weights,
    /// What stands before the names in `weights`, and how many bytes of a name do not stand there.
    before: String,
    dropped: usize,
    mismatch: Mismatch,
}

impl<'a> Loader<'a> {
    fn new(weights: &'a Weights, prefix: &str, before: String, dropped: usize) -> Self {
        Self { path: vec![prefix.into()], weights, before, dropped, mismatch: Mismatch::default() }
    }
}

impl ModuleMapper for Loader<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = format!("{}{}", self.before, &published(&self.path)[self.dropped..]);
        let shape = param.val().dims();
        let squeezed = |shape: &[usize]| shape.iter().copied().filter(|&length| length != 1).collect::<Vec<_>>();
        match self.weights.get(&name) {
            None => self.mismatch.missing.push(name),
            Some(found) if squeezed(&found.shape) != squeezed(&shape) => {
                self.mismatch.unfit.push(format!("{name} of shape {:?} instead of {shape:?}", found.shape));
            }
            Some(found) if !found.values.iter().all(|value| value.is_finite()) => {
                self.mismatch.unfit.push(format!("{name} with values that are not finite numbers"));
            }
            Some(found) => {
                let data = TensorData::new(found.values.clone(), shape);
                return param.map(|old| {
                    let (device, tracked) = (old.device(), old.is_require_grad());
                    Tensor::from_data(data, &device).set_require_grad(tracked)
                });
            }
        }
        param
    }
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
