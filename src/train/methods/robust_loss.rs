//! Losses that wrong labels pull less: generalised and symmetric cross entropy.

use super::{FittedMethod, FromLabels, LearningMethod, Source, pooled};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    train::{
        losses::{HeadLoss, LossContext, cross_entropy},
        targets::{BatchTarget, Targets},
    },
};
use burn::tensor::Tensor;
use serde::{Deserialize, Serialize};

/// Generalised cross entropy on the majority vote: (1 - p_z^q) / q, with p_z the probability of the label (Zhang and Sabuncu,
/// NeurIPS 2018, without its truncation).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GeneralisedCrossEntropy {
    /// In (0, 1]: towards 0 it is cross entropy, and 1 is the mean absolute error. 0.7 by default, the paper's.
    pub q: f64,
}

impl Default for GeneralisedCrossEntropy {
    fn default() -> Self {
        Self { q: 0.7 }
    }
}

impl LearningMethod for GeneralisedCrossEntropy {
    const NAME: &'static str = "gce";
    const SUMMARY: &'static str = "generalised cross entropy on the majority vote";

    fn title(&self) -> String {
        "GCE on majority vote".into()
    }

    fn check(&self) -> Result<()> {
        let good = self.q > 0.0 && self.q <= 1.0;
        good.then_some(()).ok_or_else(|| Error::parameter("q", self.q, "in (0, 1]"))
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let q = self.q;
        Fitted::on_majority(labels, move |cross_entropy| (-(cross_entropy * -q).exp() + 1.0) / q)
    }
}

/// Symmetric cross entropy on the majority vote: α CE + β RCE, where the reverse cross entropy RCE = -Σ_k p_k ln y_k of a one-hot
/// label y is -A (1 - p_z) with A standing for ln 0 (Wang et al., ICCV 2019).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SymmetricCrossEntropy {
    /// α, the weight of cross entropy, >= 0: 0.1 by default, the paper's for CIFAR-10.
    pub alpha: f64,
    /// β, the weight of reverse cross entropy, >= 0: 1 by default, as there.
    pub beta: f64,
    /// A, < 0: -4 by default, as there.
    pub log_zero: f64,
}

impl Default for SymmetricCrossEntropy {
    fn default() -> Self {
        Self { alpha: 0.1, beta: 1.0, log_zero: -4.0 }
    }
}

impl LearningMethod for SymmetricCrossEntropy {
    const NAME: &'static str = "sce";
    const SUMMARY: &'static str = "symmetric cross entropy on the majority vote";

    fn title(&self) -> String {
        "SCE on majority vote".into()
    }

    fn check(&self) -> Result<()> {
        for (name, weight) in [("alpha", self.alpha), ("beta", self.beta)] {
            if !(weight >= 0.0 && weight.is_finite()) {
                return Err(Error::parameter(name, weight, ">= 0"));
            }
        }
        let good = self.log_zero < 0.0 && self.log_zero.is_finite();
        good.then_some(()).ok_or_else(|| Error::parameter("log_zero", self.log_zero, "< 0"))
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let (alpha, reverse) = (self.alpha, -self.beta * self.log_zero);
        Fitted::on_majority(labels, move |cross_entropy| {
            cross_entropy.clone() * alpha + (-(-cross_entropy).exp() + 1.0) * reverse
        })
    }
}

/// A loss that is made of cross entropy alone: p_z is exp(-CE), whose gradient is finite where p_z is 0.
struct Fitted<F> {
    heads: FromLabels,
    /// From cross entropies `[batch]`.
    loss: F,
}

impl<F: Fn(Tensor<1>) -> Tensor<1> + Send + Sync + 'static> Fitted<F> {
    fn on_majority(labels: &LabelTable, loss: F) -> Result<Box<dyn FittedMethod>> {
        let heads = FromLabels::new(labels, vec![pooled(labels)?], Source::MajorityVote);
        Ok(Box::new(Self { heads, loss }))
    }
}

impl<F: Fn(Tensor<1>) -> Tensor<1> + Send + Sync> FittedMethod for Fitted<F> {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let BatchTarget::Classes(labels) = target else { return target.loss(output, context) };
        let samples = (self.loss)(cross_entropy(output, labels.classes.clone()));
        Ok(HeadLoss::of_samples(samples, labels.known.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::Method;
    use burn::tensor::Device;

    /// The mean loss over p_z = 3/4, p_z = 1/4 and a row without a label.
    fn mean(method: Method) -> f64 {
        let device = Device::flex();
        let table = LabelTable::from_names(["x", "y", "z"].map(String::from).to_vec()).unwrap();
        let head = LabelHead::categorical("anna", &["a", "b"]);
        let table = table.with_labels(head, &[Some(0), Some(1), None]).unwrap();
        let fitted = method.fit(&table, Seed(0)).unwrap();
        let target = fitted.targets(&table).unwrap()[0].batch(&fitted.heads()[0], &[0, 1, 2], &device);
        let output = Tensor::<2>::from_data([[3f32.ln(), 0.0]; 3], &device);
        let loss = fitted.loss(0, output, &target, &LossContext::default()).unwrap();
        loss.mean.into_scalar::<f32>().into()
    }

    #[test]
    fn losses_by_hand() {
        let gce = (2.0 - 0.75f64.powf(0.7) - 0.25f64.powf(0.7)) / 0.7 / 2.0;
        assert!((mean("gce".parse().unwrap()) - gce).abs() < 1e-6);
        // 1 - p_z: 1/4 and 3/4.
        assert!((mean(GeneralisedCrossEntropy { q: 1.0 }.into()) - 0.5).abs() < 1e-6);
        let sce = 0.1 * ((4f64 / 3.0).ln() + 4f64.ln()) / 2.0 + 4.0 * 0.5;
        assert!((mean("sce".parse().unwrap()) - sce).abs() < 1e-6);
    }

    #[test]
    fn a_label_held_to_be_impossible_has_a_finite_gradient() {
        let device = Device::flex().autodiff();
        let table = LabelTable::from_names(vec!["x".into()]).unwrap();
        let table = table.with_head(LabelHead::categorical("anna", &["a", "b"]), &[1]).unwrap();
        for name in ["gce", "sce"] {
            let fitted = name.parse::<Method>().unwrap().fit(&table, Seed(0)).unwrap();
            let target = fitted.targets(&table).unwrap()[0].batch(&fitted.heads()[0], &[0], &device);
            let output = Tensor::<2>::from_data([[200f32, 0.0]], &device).require_grad();
            let loss = fitted.loss(0, output.clone(), &target, &LossContext::default()).unwrap();
            let gradient = output.grad(&loss.mean.backward()).unwrap().into_data();
            assert!(gradient.iter::<f32>().all(f32::is_finite), "{name}");
        }
    }

    #[test]
    fn settings_have_their_ranges() {
        for (name, setting, value) in
            [("gce", "q", 0.0), ("gce", "q", 1.5), ("sce", "alpha", -1.0), ("sce", "log_zero", 0.0)]
        {
            let method: Method = name.parse().unwrap();
            assert!(method.with_setting(setting, value.into()).is_err(), "{setting} {value}");
        }
    }
}
