//! Weights by name, out of a network.

use super::names::{published, published_shape};
use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::Tensor,
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
