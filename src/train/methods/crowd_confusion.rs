//! Transition matrices of annotators, learned with a regulariser.

use super::{FittedMethod, FromLabels, LearningMethod, Source, annotators, pooled};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    model::WeightTensor,
    train::{
        losses::{HeadLoss, LossContext, latent_truth},
        targets::{BatchTarget, Targets, sum_of_annotators},
    },
};
use burn::tensor::{Tensor, activation::softmax};
use serde::{Deserialize, Serialize};

/// What is added to the diagonal of PᵀP / N, so that its determinant is never 0.
const RIDGE: f64 = 1e-6;

/// LTNet's loss with a regulariser that tells one explanation of the labels from others: with p the network's probabilities, T_r
/// the matrix of annotator r (rows are true classes) and z_r the label given,
///
/// L = Σ_r -ln Σ_k p_k T_r\[k, z_r\] + λ R, where R is one of [`Regulariser`].
///
/// The loss that is reported has the regulariser in it; those of single images have not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CrowdConfusion {
    /// Which regulariser; [`Regulariser::Volume`] by default.
    pub regulariser: Regulariser,
    /// Its weight λ, >= 0. `None`, the default: 0.01 for the trace, 0.001 for the volume, as in the comparison by Herde et al.
    /// (annot-mix, 2024).
    pub lambda: Option<f64>,
    /// As [`LatentTruth::diagonal`](super::LatentTruth::diagonal).
    pub diagonal: f32,
}

/// What is to be small besides the loss of the labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Regulariser {
    /// Nothing: [`LatentTruth`](super::LatentTruth).
    None,
    /// Σ_r tr T_r: of all matrices that explain the labels the least sure ones (Tanno et al., CVPR 2019).
    Trace,
    /// -ln det(PᵀP / N + 1e-6 I) with P the probabilities of a batch of N, `[N, classes]`: predictions that fill the simplex
    /// (GeoCrowdNet (F), Ibrahim et al., ICLR 2023; there without the division, which only adds a constant).
    Volume,
}

impl Regulariser {
    fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Trace => "trace",
            Self::Volume => "volume",
        }
    }
}

impl Default for CrowdConfusion {
    fn default() -> Self {
        Self { regulariser: Regulariser::Volume, lambda: None, diagonal: 4.0 }
    }
}

impl LearningMethod for CrowdConfusion {
    const NAME: &'static str = "crowd-confusion";
    const SUMMARY: &'static str =
        "a latent truth and regularised transition matrices: `crowd-confusion:trace`, or `:volume`, or `:none`";

    fn title(&self) -> String {
        match self.regulariser {
            Regulariser::None => "Crowd confusion".into(),
            regulariser => format!("Crowd confusion ({})", regulariser.name()),
        }
    }

    fn argument(&self) -> Option<String> {
        Some(self.regulariser.name().into())
    }

    fn with_argument(argument: &str) -> Result<Self> {
        let all = [Regulariser::None, Regulariser::Trace, Regulariser::Volume];
        let found = all.into_iter().find(|regulariser| regulariser.name() == argument);
        let unknown = || Error::parameter("the regulariser", format!("{argument:?}"), "none, trace or volume");
        Ok(Self { regulariser: found.ok_or_else(unknown)?, ..Self::default() })
    }

    fn check(&self) -> Result<()> {
        check_diagonal(self.diagonal)?;
        match self.lambda {
            Some(lambda) if !(lambda >= 0.0 && lambda.is_finite()) => Err(Error::parameter("lambda", lambda, ">= 0")),
            _ => Ok(()),
        }
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let own = match self.regulariser {
            Regulariser::None => 0.0,
            Regulariser::Trace => 0.01,
            Regulariser::Volume => 0.001,
        };
        let lambda = self.lambda.unwrap_or(own);
        Ok(Box::new(SeenThroughMatrices::new(labels, self.diagonal, self.regulariser, lambda)?))
    }
}

/// A latent truth, and the annotators' matrices through which their labels are seen.
pub(super) struct SeenThroughMatrices {
    heads: FromLabels,
    annotators: usize,
    diagonal: f32,
    regulariser: Regulariser,
    lambda: f64,
}

impl SeenThroughMatrices {
    pub fn new(labels: &LabelTable, diagonal: f32, regulariser: Regulariser, lambda: f64) -> Result<Self> {
        let heads = FromLabels::new(labels, vec![pooled(labels)?], Source::EveryAnnotator);
        Ok(Self { heads, annotators: annotators(labels)?.len(), diagonal, regulariser, lambda })
    }
}

impl FittedMethod for SeenThroughMatrices {
    fn heads(&self) -> &[LabelHead] {
        self.heads.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.heads.targets(labels)
    }

    /// The logits of each annotator's transition matrix, `[classes, classes]`; row = latent truth.
    fn parameters(&self) -> Vec<WeightTensor> {
        vec![diagonal_logits(self.heads()[0].width(), 1, self.diagonal); self.annotators]
    }

    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        let BatchTarget::Annotators(lists) = target else { return target.loss(output, context) };
        let losses = lists.iter().zip(context.parameters).map(|(labels, transition)| {
            let loss = latent_truth(output.clone(), transition.clone(), labels.classes.clone());
            (loss, labels.known.as_ref())
        });
        let loss = sum_of_annotators(losses, &output);
        let mean = match self.regulariser {
            Regulariser::None => loss.mean,
            Regulariser::Trace => loss.mean + traces(context.parameters) * self.lambda,
            Regulariser::Volume => loss.mean - log_volume(output) * self.lambda,
        };
        Ok(HeadLoss { mean, ..loss })
    }
}

/// Refuses what is no logit.
pub(super) fn check_diagonal(diagonal: f32) -> Result<()> {
    let good = diagonal.is_finite();
    good.then_some(()).ok_or_else(|| Error::parameter("diagonal", diagonal, "a finite number"))
}

/// `count` matrices beside each other, `[classes, count · classes]`: `diagonal` where truth and label are the same class, else 0.
pub(super) fn diagonal_logits(classes: usize, count: usize, diagonal: f32) -> WeightTensor {
    let width = count * classes;
    let mut values = vec![0.0; classes * width];
    for class in 0..classes {
        for matrix in 0..count {
            values[class * width + matrix * classes + class] = diagonal;
        }
    }
    WeightTensor { shape: vec![classes, width], values }
}

/// Σ_r tr T_r, where the rows of T_r are the softmax of the given logits.
fn traces(transitions: &[Tensor<2>]) -> Tensor<1> {
    let mut all = vec![];
    for logits in transitions {
        let [classes, _] = logits.dims();
        all.push((softmax(logits.clone(), 1) * Tensor::eye(classes, &logits.device())).sum());
    }
    Tensor::cat(all, 0).sum()
}

/// ln det(PᵀP / N + 1e-6 I) of the probabilities P that are the softmax of logits `[N, classes]`.
fn log_volume(logits: Tensor<2>) -> Tensor<1> {
    let [batch, classes] = logits.dims();
    let probabilities = softmax(logits, 1);
    let ridge = Tensor::eye(classes, &probabilities.device()) * RIDGE;
    let mut rest = probabilities.clone().transpose().matmul(probabilities) / batch as f64 + ridge;
    // Elimination without exchanges, which a positive definite matrix does not need: the determinant is the product of pivots.
    let mut logs = vec![];
    for left in (0..classes).rev() {
        // No pivot is smaller but for rounding.
        let pivot = rest.clone().slice([0..1, 0..1]).clamp_min(RIDGE); // [1, 1]
        logs.push(pivot.clone().log().reshape([1]));
        if left > 0 {
            let row = rest.clone().slice([0..1, 1..left + 1]); // [1, left]
            let column = rest.clone().slice([1..left + 1, 0..1]); // [left, 1]
            rest = rest.slice([1..left + 1, 1..left + 1]) - column.matmul(row) / pivot;
        }
    }
    Tensor::cat(logs, 0).sum()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::{
        labels::planted::{distance_from_planted, planted},
        train::{Method, methods::LatentTruth},
    };
    use burn::tensor::{Device, TensorData};

    fn number(tensor: Tensor<1>) -> f64 {
        tensor.into_scalar::<f32>().into()
    }

    /// What becomes of a method's parameters by steps down its loss, for a network that knows the truth of [`planted`] labels.
    pub fn learned(method: &Method) -> Vec<Tensor<2>> {
        let (labels, device) = (planted(2000), Device::flex().autodiff());
        let fitted = method.fit(&labels, Seed(0)).unwrap();
        let rows: Vec<usize> = (0..labels.len()).collect();
        let target = fitted.targets(&labels).unwrap()[0].batch(&fitted.heads()[0], &rows, &device);
        let mut logits = vec![0.0; labels.len() * 3];
        for (row, class) in labels.truth().unwrap().into_iter().enumerate() {
            logits[row * 3 + usize::from(class)] = 12.0;
        }
        let output = Tensor::<2>::from_data(TensorData::new(logits, [labels.len(), 3]), &device);
        let start = fitted.parameters().into_iter();
        let mut parameters: Vec<Tensor<2>> =
            start.map(|tensor| Tensor::from_data(TensorData::new(tensor.values, tensor.shape), &device)).collect();
        for _ in 0..150 {
            let tracked: Vec<Tensor<2>> =
                parameters.iter().map(|tensor| tensor.clone().detach().require_grad()).collect();
            let context = LossContext { rows: &rows, parameters: &tracked, ..LossContext::default() };
            let gradients = fitted.loss(0, output.clone(), &target, &context).unwrap().mean.backward();
            let step = |tensor: &Tensor<2>| {
                Tensor::from_inner(tensor.clone().inner() - tensor.grad(&gradients).unwrap().inner() * 5.0)
            };
            parameters = tracked.iter().map(step).collect();
        }
        parameters
    }

    fn matrices(parameters: Vec<Tensor<2>>) -> Vec<Vec<f64>> {
        let values = |logits| softmax(logits, 1).into_data().iter::<f64>().collect();
        parameters.into_iter().map(values).collect()
    }

    #[test]
    fn planted_annotators_are_recovered() {
        let plain = matrices(learned(&"crowd-confusion:none".parse().unwrap()));
        assert!(distance_from_planted(&plain) < 0.06, "{plain:?}");
        assert_eq!(matrices(learned(&LatentTruth::default().into())), plain);
        let volume = matrices(learned(&"crowd-confusion".parse().unwrap()));
        assert_eq!(volume, plain, "the volume is the network's");
        let traced = CrowdConfusion { regulariser: Regulariser::Trace, lambda: Some(0.1), diagonal: 4.0 };
        let traced = matrices(learned(&traced.into()));
        for (plain, traced) in plain.iter().zip(&traced) {
            assert!(traced[0] < plain[0] && traced[4] < plain[4] && traced[8] < plain[8], "{traced:?}");
        }
    }

    #[test]
    fn regularisers_by_hand() {
        let device = Device::flex();
        // 3/4 + 1/2, and 2/3 + 1/2.
        let transition = |logit: f32| Tensor::<2>::from_data([[logit, 0.0], [0.0, 0.0]], &device);
        let found = number(traces(&[transition(3f32.ln()), transition(2f32.ln())]));
        assert!((found - (1.25 + 7.0 / 6.0)).abs() < 1e-6, "{found}");
        // P = 2/3 1/3, 1/4 3/4: det PᵀP is (1/2 - 1/12)², over 2².
        let logits = Tensor::<2>::from_data([[2f32.ln(), 0.0], [0.0, 3f32.ln()]], &device);
        let found = number(log_volume(logits));
        assert!((found - (25f64 / 576.0).ln()).abs() < 1e-3, "{found}");
        // Three images, each surely of another class: PᵀP / 3 = I / 3.
        let sure = Tensor::<2>::eye(3, &device) * 30.0;
        let found = number(log_volume(sure));
        assert!((found + 3.0 * 3f64.ln()).abs() < 1e-3, "{found}");
        // All alike: the ridge is all that is left of two of the three.
        let found = number(log_volume(Tensor::zeros([4, 3], &device)));
        assert!((found - (1f64 / 3.0).ln() - 2.0 * RIDGE.ln()).abs() < 0.5, "{found}");
    }

    #[test]
    fn the_regulariser_is_the_argument() {
        let method: Method = "crowd-confusion:trace".parse().unwrap();
        let names = (method.to_string(), method.title());
        assert_eq!(names, ("crowd-confusion:trace".into(), "Crowd confusion (trace)".into()));
        let error = "crowd-confusion:area".parse::<Method>().unwrap_err().to_string();
        assert_eq!(error, "the regulariser must be none, trace or volume, got \"area\"");
        let heavier = method.with_setting("lambda", 0.5.into()).unwrap();
        assert_eq!(heavier.settings::<CrowdConfusion>().unwrap().lambda, Some(0.5));
        assert!(method.with_setting("lambda", (-0.5).into()).is_err());
    }
}
