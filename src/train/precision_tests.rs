//! The step on other devices' operations and in bf16 against that on the processor's kernels.

use super::{
    AdversarialStep, Batch,
    small_step::{batch, heads, losses, small_step},
    supervised::split,
};
use crate::{
    Fidelity,
    kernels::without_kernels,
    model::{Precision, WeightTensor, Weights},
};
use burn::{
    module::{Module, ModuleVisitor, Param},
    tensor::{Gradients, Tensor},
};
use std::collections::BTreeMap;

/// Whether any value has digits that bf16, the upper half of f32, has not.
fn has_more_digits(values: &[f32]) -> bool {
    values.iter().any(|value| value.to_bits() & 0xffff != 0)
}

/// As published: filters that hand on an image as it is make neighbours equal when they are rounded, and another one the largest
/// of four, to which a gradient goes.
fn from_random_filters(precision: Precision) -> AdversarialStep {
    small_step(precision, Fidelity::Published)
}

fn weights(step: &AdversarialStep) -> Weights {
    step.learner().weights().merge(step.discriminators().weights(&heads()))
}

#[test]
fn losses_in_bf16_follow_those_in_f32_and_what_is_kept_has_all_digits() {
    without_kernels(|| {
        let mut steps = [Precision::Float32, Precision::BFloat16].map(from_random_filters);
        let [exact, rounded] = steps.each_mut().map(|step| losses(step, &batch()));
        assert_ne!(exact, rounded);
        // The total and two heads of the first step; later losses come after steps of Adam, which go by the signs of gradients, and
        // the concordance of four images is quick to follow.
        for (place, (exact, rounded)) in exact.iter().zip(&rounded).enumerate() {
            let bound = if place < 3 { 2e-3 } else { 0.2 };
            assert!((exact - rounded).abs() < bound * exact.abs().max(1.0), "{rounded} instead of {exact}");
        }
        assert!(rounded.iter().all(|&loss| has_more_digits(&[loss])), "{rounded:?}");
        let weights = weights(&steps[1]);
        for name in weights.names() {
            let values = &weights.get(&name).unwrap().values;
            // The norm of a score's only row has u = 1.
            assert!(values == &[1.0] || values == &[-1.0] || has_more_digits(values), "{name}");
        }
    });
}

/// Gradients by the parameters' places.
type Found = BTreeMap<String, Vec<f32>>;

/// Those of a loss through all networks.
fn gradients(precision: Precision, Batch { images, targets, encoder_draws, latents, .. }: Batch) -> Found {
    let mut step = from_random_filters(precision);
    let mut weights = weights(&step);
    // A gain of 0 would hide the attention.
    weights.insert("discriminator_x.attention.gamma", WeightTensor { shape: vec![1], values: vec![0.3] });
    let discriminators = step.discriminators().clone().with_weights(&weights, &heads()).unwrap();
    step.set_networks(step.learner().clone(), discriminators.clone());
    let learner = step.learner();
    let encoding = learner.encoder.forward(images.clone(), &encoder_draws);
    let given = [targets[0].given(3).unwrap(), targets[1].given(2).unwrap()];
    let drawn = learner.decoder.as_ref().unwrap().forward(latents.clone(), &given);
    let encoded = discriminators.scores(images, encoding.latent, &split(&heads(), encoding.labels));
    let scores = encoded - discriminators.scores(drawn, latents, &given);
    let gradients = &scores.square().mean().backward();
    let mut collector = Collector { gradients, path: vec![], found: BTreeMap::new() };
    learner.visit(&mut collector);
    discriminators.visit(&mut collector);
    collector.found
}

struct Collector<'a> {
    gradients: &'a Gradients,
    path: Vec<String>,
    found: Found,
}

impl ModuleVisitor for Collector<'_> {
    fn enter_module(&mut self, name: &str, _container: &str) {
        self.path.push(name.into());
    }

    fn exit_module(&mut self, _name: &str, _container: &str) {
        self.path.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = param.val().grad(self.gradients) {
            self.found.insert(self.path.join("."), gradient.into_data().try_to_vec().unwrap());
        }
    }
}

/// The decoder's are the least certain: batch norm over few pixels takes the larger part of a gradient away. Weights
/// that differ by 2^-9 of themselves move them, in f32, by more than a tenth too.
#[test]
fn gradients_in_bf16_follow_those_in_f32_and_only_products_lose_digits() {
    let [exact, rounded] =
        [Precision::Float32, Precision::BFloat16].map(|precision| without_kernels(|| gradients(precision, batch())));
    assert_eq!(exact.len(), rounded.len());
    for (network, bound) in
        [("encoder", 0.1), ("decoder", 0.3), ("image", 0.1), ("latent", 0.1), ("heads", 0.1), ("joint", 0.1)]
    {
        let of_network = |found: &Found| {
            let found = found.iter().filter(|(name, _)| name.starts_with(network));
            found.flat_map(|(_, values)| values.clone()).collect::<Vec<_>>()
        };
        let (exact, rounded) = (of_network(&exact), of_network(&rounded));
        let length = |values: &[f32]| values.iter().map(|value| value * value).sum::<f32>().sqrt();
        let differences: Vec<f32> = exact.iter().zip(&rounded).map(|(exact, rounded)| exact - rounded).collect();
        let difference = length(&differences) / length(&exact);
        assert!(difference < bound, "{network} is off by {difference}");
    }
    for (name, rounded) in rounded {
        // Without a norm it is what the product's gradient left. Biases' sums may cancel to the last digit.
        let of_product = name.starts_with("encoder") && name.ends_with("weight");
        assert!(name.ends_with("bias") || has_more_digits(&rounded) != of_product, "{name}");
    }
}

#[test]
fn other_devices_train_alike() {
    let losses = || losses(&mut small_step(Precision::Float32, Fidelity::Corrected), &batch());
    let (with, without) = (losses(), without_kernels(losses));
    assert_eq!(with.len(), 3 + 2 * 3 + 2 * 2);
    for (with, without) in with.iter().zip(&without) {
        assert!((with - without).abs() < 1e-4 * with.abs().max(1.0), "{with} with kernels, {without} without");
    }
}
