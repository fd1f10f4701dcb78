//! Weights by name: out of a network, into a network.

use super::{
    matching::Mismatch,
    names::{published, published_shape},
};
use crate::{Error, Result};
use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    tensor::{Tensor, TensorData},
};
use std::collections::BTreeMap;

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
    pub(super) tensors: BTreeMap<String, WeightTensor>,
    /// Tensors of a file that could not be read, and why: they spoil nothing until they are needed.
    pub(super) unreadable: BTreeMap<String, String>,
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
}

impl std::fmt::Debug for Weights {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Weights({} tensors, {} numbers)", self.tensors.len(), self.count())
    }
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
            Some(found) if found.values.len() != found.shape.iter().product::<usize>() => {
                let count = found.values.len();
                self.mismatch.unfit.push(format!("{name} with {count} numbers for shape {:?}", found.shape));
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
