//! Weights into a network: which tensors of a file are meant by its names, and what to say where they do not fit.

use super::{names::published, weights::Weights};
use crate::{Error, Result};
use burn::{
    module::{Module, ModuleMapper, Param},
    tensor::{Tensor, TensorData},
};
use std::collections::BTreeSet;

/// How many names a message lists of each kind.
const NAMED: usize = 10;

impl Weights {
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

    /// What stands before `names` here, such as `module.` or `state_dict.model.`: that under which most of them are found, the
    /// shortest of equals.
    pub(super) fn prefix_of(&self, names: &[String]) -> String {
        let wanted: BTreeSet<&str> = names.iter().map(String::as_str).collect();
        let mut candidates = BTreeSet::new();
        for (found, _) in self.tensors() {
            for (dot, _) in found.match_indices('.') {
                if wanted.contains(&found[dot + 1..]) {
                    candidates.insert((dot + 1, found[..=dot].to_string()));
                }
            }
        }
        let count = |prefix: &str| names.iter().filter(|name| self.get(&format!("{prefix}{name}")).is_some()).count();
        let mut best = (count(""), String::new());
        for (_, prefix) in candidates {
            let found = count(&prefix);
            if found > best.0 {
                best = (found, prefix);
            }
        }
        best.1
    }

    /// The name here that ends most like `name`; `None` where none does.
    fn nearest(&self, name: &str) -> Option<&str> {
        let alike = |other: &str| name.bytes().rev().zip(other.bytes().rev()).take_while(|(a, b)| a == b).count();
        let nearest =
            self.tensors().map(|(other, _)| other).max_by_key(|other| (alike(other), usize::MAX - other.len()))?;
        (2 * alike(nearest) > name.len()).then_some(nearest)
    }
}

/// What does not fit.
#[derive(Default)]
pub(super) struct Mismatch {
    /// Names that the network has and the file has not.
    pub missing: Vec<String>,
    /// Names that the file has and the network has not.
    pub unexpected: Vec<String>,
    /// Tensors of another shape or without finite numbers, in words.
    pub unfit: Vec<String>,
}

impl Mismatch {
    pub fn is_empty(&self) -> bool {
        self.missing.is_empty() && self.unfit.is_empty()
    }

    /// All of it, with the nearest names of `weights` beside those that are missing, and why a tensor could not be read.
    pub fn in_words(&self, weights: &Weights) -> String {
        let mut missing = vec![];
        for name in &self.missing {
            missing.push(match (weights.unreadable(name), weights.nearest(name)) {
                (Some(why), _) => format!("{name} ({why})"),
                (None, Some(nearest)) => format!("{name} (there is {nearest})"),
                (None, None) => name.clone(),
            });
        }
        let mut parts = vec![];
        for (what, names) in [("no tensor", &missing), ("unexpected", &self.unexpected), ("", &self.unfit)] {
            if !names.is_empty() {
                parts.push(format!("{what} {}", some_of(names)).trim_start().to_string());
            }
        }
        parts.join("; ")
    }
}

/// The first of a list, and how many more there are.
fn some_of(list: &[String]) -> String {
    let shown = list[..list.len().min(NAMED)].join(", ");
    match list.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::WeightTensor;

    fn weights(names: &[&str]) -> Weights {
        let mut weights = Weights::default();
        for name in names {
            weights.insert(name, WeightTensor { shape: vec![1], values: vec![0.0] });
        }
        weights
    }

    #[test]
    fn the_prefix_under_which_most_names_are_found() {
        let names = ["a.weight", "b.weight"].map(String::from);
        let prefix = |found: &[&str]| weights(found).prefix_of(&names);
        assert_eq!(prefix(&["a.weight", "b.weight", "module.a.weight", "module.b.weight"]), "");
        assert_eq!(prefix(&["ema.a.weight", "ema.b.weight", "model.a.weight"]), "ema.");
        assert_eq!(
            prefix(&["state_dict.module.a.weight", "c.b.weight", "state_dict.module.b.weight"]),
            "state_dict.module."
        );
        assert_eq!(prefix(&["other.c"]), "");
    }

    #[test]
    fn a_mismatch_names_ten_of_each_kind_and_the_nearest() {
        let names = (0..12).map(|index| format!("layer{index}.weight")).collect();
        let unfit = vec!["b of shape [1] instead of [2]".into()];
        let mismatch = Mismatch { missing: names, unexpected: vec!["c".into()], unfit };
        let words = mismatch.in_words(&weights(&["net_layer0.weight", "zz"]));
        assert!(words.starts_with("no tensor layer0.weight (there is net_layer0.weight), layer1.weight"), "{words}");
        assert!(words.ends_with(" and 2 more; unexpected c; b of shape [1] instead of [2]"), "{words}");
    }
}
