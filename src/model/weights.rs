//! Weights by name: out of a network, into a network, from and to files.

use super::names::{published, published_shape};
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
}

impl Weights {
    /// The weights and running statistics of `module`, every name behind `prefix` and a dot.
    pub fn of<M: Module>(module: &M, prefix: &str) -> Self {
        let mut collector = Collector { path: vec![prefix.into()], weights: Self::default() };
        // A validation snapshot: running statistics are then up to date, and nothing is tracked.
        module.valid().visit(&mut collector);
        collector.weights
    }

    /// Puts the tensors named `prefix.…` into `module`.
    ///
    /// # Errors
    /// [`Error::Format`] when a tensor of the module is missing here, has another shape or holds what is no finite number; all such are
    /// named.
    pub fn apply<M: Module>(&self, module: M, prefix: &str) -> Result<M> {
        let mut loader = Loader { path: vec![prefix.into()], weights: self, problems: vec![] };
        let module = module.map(&mut loader);
        match loader.problems.as_slice() {
            [] => Ok(module),
            problems => Err(Error::format("weights", problems.join("; "), "every tensor of the network in its shape")),
        }
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
        self
    }

    /// Reads a safetensors file (`.safetensors`) or a PyTorch checkpoint (`.pth`, `.pt`: zip or legacy, never executed).
    /// Half precision and doubles become f32; integer tensors, such as batch counters, are left out.
    ///
    /// # Errors
    /// [`Error::Io`] or [`Error::Format`] naming the file.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let safe = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("safetensors"));
        if safe { Self::read_safetensors(path) } else { Self::read_pytorch(path) }
    }

    fn read_safetensors(path: &Path) -> Result<Self> {
        let bytes = files::read(path)?;
        let file = SafeTensors::deserialize(&bytes)
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
        if !path.is_file() {
            return Err(Error::io(path, std::io::ErrorKind::NotFound.into()));
        }
        let reader = PytorchReader::new(path).map_err(|error| bad(error.to_string()))?;
        let mut weights = Self::default();
        for (name, tensor) in reader.into_tensors() {
            let bytes = tensor.read().map_err(|error| bad(format!("tensor {name}: {error}")))?;
            if let Some(values) = floats(&format!("{:?}", tensor.dtype()), &bytes) {
                weights.insert(&name, WeightTensor { shape: tensor.shape().to_vec(), values });
            }
        }
        Ok(weights)
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
    problems: Vec<String>,
}

impl ModuleMapper for Loader<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let name = published(&self.path);
        let shape = param.val().dims();
        let squeezed = |shape: &[usize]| shape.iter().copied().filter(|&length| length != 1).collect::<Vec<_>>();
        match self.weights.get(&name) {
            None => self.problems.push(format!("no tensor {name}")),
            Some(found) if squeezed(&found.shape) != squeezed(&shape) => {
                self.problems.push(format!("{name} of shape {:?} instead of {shape:?}", found.shape));
            }
            Some(found) if !found.values.iter().all(|value| value.is_finite()) => {
                self.problems.push(format!("{name} with values that are not finite numbers"));
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
