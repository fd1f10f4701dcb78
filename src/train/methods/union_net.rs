//! All annotators' labels as one.

use super::{
    FittedMethod, FromLabels, LearningMethod, Source, annotators,
    crowd_confusion::{check_diagonal, diagonal_logits},
    pooled,
};
use crate::{
    Result, Seed,
    labels::{LabelHead, LabelTable},
    model::WeightTensor,
    train::{
        losses::{HeadLoss, LossContext},
        targets::{BatchTarget, Targets, sum_of_annotators},
    },
};
use burn::tensor::{Int, Tensor, activation::softmax};
use serde::{Deserialize, Serialize};

/// UnionNet (Wei et al., TNNLS 2022, its parametric form): with K classes and R annotators, a true class has one distribution over
/// all R · K outcomes "annotator r says j", learned as the softmax of a row of M `[K, R · K]`. With p the network's probabilities,
///
/// u = p · softmax(M), L = Σ_r -ln u\[r, z_r\]; p predicts the truth.
///
/// An annotator's transition matrix is R times its part of softmax(M), where all label equally often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnionNet {
    /// The logit of the true class over the other outcomes in the beginning: 4, as for
    /// [`LatentTruth`](super::LatentTruth::diagonal). A public implementation starts at 1, which takes many epochs to become sure.
    pub diagonal: f32,
}

impl Default for UnionNet {
    fn default() -> Self {
        Self { diagonal: 4.0 }
    }
}

impl LearningMethod for UnionNet {
    const NAME: &'static str = "union-net";
    const SUMMARY: &'static str = "a latent truth with one distribution over all annotators' labels (UnionNet)";

    fn title(&self) -> String {
        "UnionNet".into()
    }

    fn check(&self) -> Result<()> {
        check_diagonal(self.diagonal)
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let heads = FromLabels::new(labels, vec![pooled(labels)?], Source::EveryAnnotator);
        Ok(Box::new(Fitted { heads, annotators: annotators(labels)?.len(), diagonal: self.diagonal }))
    }
}

struct Fitted {
    heads: FromLabels,
    annotators: usize,
    diagonal: f32,
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    /// M, `[classes, annotators · classes]`.
    fn parameters(&self) -> Vec<WeightTensor> {
        vec![diagonal_logits(self.heads()[0].width(), self.annotators, self.diagonal)]
    }

    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let (BatchTarget::Annotators(lists), [outcomes]) = (target, context.parameters) else {
            return target.loss(output, context);
        };
        let [_, classes] = output.dims();
        let union = softmax(output.clone(), 1).matmul(softmax(outcomes.clone(), 1)); // [batch, annotators · classes]
        let logs = union.clamp_min(1e-12).log();
        let losses = lists.iter().enumerate().map(|(annotator, labels)| {
            let outcome: Tensor<1, Int> = labels.classes.clone() + (annotator * classes) as i64;
            let loss: Tensor<1> = -logs.clone().gather(1, outcome.unsqueeze_dim(1)).squeeze_dim(1);
            (loss, labels.known.as_ref())
        });
        Ok(sum_of_annotators(losses, &output))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{labels::planted::distance_from_planted, train::methods::crowd_confusion::tests::learned};
    use burn::tensor::Device;

    #[test]
    fn a_loss_by_hand() {
        let device = Device::flex();
        let head = |name| LabelHead::categorical(name, &["a", "b"]);
        let table = LabelTable::from_names(vec!["x".into(), "y".into()]).unwrap();
        let table = table.with_head(head("anna"), &[0, 1]).unwrap();
        let table = table.with_labels(head("ben"), &[Some(1), None]).unwrap();
        let fitted = UnionNet { diagonal: 3f32.ln() }.fit(&table, Seed(0)).unwrap();
        let parameters = fitted.parameters();
        let three = 3f32.ln();
        assert_eq!(parameters[0].values, [three, 0.0, three, 0.0, 0.0, three, 0.0, three]);
        // Of class a 3 1 3 1 eighths, of class b 1 3 1 3.
        let outcomes = Tensor::<2>::from_data([[three, 0.0, three, 0.0], [0.0, three, 0.0, three]], &device);
        let target = fitted.targets(&table).unwrap()[0].batch(&fitted.heads()[0], &[0, 1], &device);
        let output = Tensor::<2>::from_data([[3f32.ln(), 0.0], [0.0, 0.0]], &device); // 3/4 1/4, 1/2 1/2
        let context = LossContext { parameters: &[outcomes], ..LossContext::default() };
        let loss = fitted.loss(0, output, &target, &context).unwrap();
        // u[anna, a] = 3/4 · 3/8 + 1/4 · 1/8 = 10/32, u[anna, b] = 1/4; u[ben, b] = 3/4 · 1/8 + 1/4 · 3/8 = 6/32.
        let expected = -((10f32 / 32.0).ln() + 0.25f32.ln() + (6f32 / 32.0).ln()) / 2.0;
        assert!((loss.mean.into_scalar::<f32>() - expected).abs() < 1e-5);
        let samples: Vec<f32> = loss.samples.into_data().iter::<f32>().collect();
        assert!((samples[1] + 0.25f32.ln()).abs() < 1e-5, "Ben did not label it");
    }

    #[test]
    fn planted_annotators_are_recovered() {
        let outcomes = softmax(learned(&UnionNet::default().into()).remove(0), 1);
        let mut matrices = vec![];
        for annotator in 0..3 {
            let part = outcomes.clone().slice([0..3, 3 * annotator..3 * annotator + 3]) * 3.0;
            matrices.push(part.into_data().iter::<f64>().collect::<Vec<_>>());
        }
        assert!(distance_from_planted(&matrices) < 0.06, "{matrices:?}");
    }
}
