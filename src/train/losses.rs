//! The losses of the method and its baselines.

use crate::{Error, Fidelity, Result, kernels::log_softmax};
use burn::tensor::{
    Int, Tensor,
    activation::{relu, softmax},
};

/// The loss of one head over a batch.
#[derive(Clone, Debug)]
pub struct HeadLoss {
    /// What is minimised, `[1]`: the mean over the samples that have a label.
    pub mean: Tensor<1>,
    /// The loss of each sample, `[batch]`, detached; of a sample without a label it means nothing. Of valence and arousal it is
    /// the mean squared error over the dimensions, since a concordance has no share for a single sample.
    pub samples: Tensor<1>,
}

impl HeadLoss {
    /// Of a loss per sample.
    pub fn of_samples(samples: Tensor<1>, known: Option<&Tensor<1>>) -> Self {
        Self { mean: mean_over_known(samples.clone(), known), samples: samples.detach() }
    }
}

/// What a loss may depend on besides output and target.
#[derive(Clone, Copy, Debug, Default)]
pub struct LossContext<'a> {
    /// The rows of the training set that the batch is made of, `[batch]`.
    pub rows: &'a [usize],
    /// The tensors of [`FittedMethod::parameters`](super::methods::FittedMethod::parameters) as they are now.
    pub parameters: &'a [Tensor<2>],
    /// Whether losses are as corrected or as published.
    pub fidelity: Fidelity,
    /// ε of [`smoothed`], in [0, 1).
    pub label_smoothing: f64,
    /// Whether the rows are those that were mixed into others: the outputs tell of these others more than of them.
    pub mixed_in: bool,
}

/// The mean of `[batch]` numbers over those where `known` `[batch]` is 1 and not 0: over all without it. 0 where none is.
pub fn mean_over_known(samples: Tensor<1>, known: Option<&Tensor<1>>) -> Tensor<1> {
    match known {
        None => samples.mean(),
        Some(known) => (samples * known.clone()).sum() / known.clone().sum().clamp_min(1.0),
    }
}

/// Cross entropy of logits `[batch, classes]` against classes `[batch]`, for each sample: `[batch]`.
pub fn cross_entropy(logits: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    -log_softmax(logits).gather(1, classes.unsqueeze_dim(1)).squeeze_dim(1)
}

/// Cross entropy of logits `[batch, classes]` against distributions `[batch, classes]`, for each sample: `[batch]`. A row of
/// zeros, which says nothing, has none.
pub fn soft_cross_entropy(logits: Tensor<2>, distribution: Tensor<2>) -> Tensor<1> {
    -(log_softmax(logits) * distribution).sum_dim(1).squeeze_dim(1)
}

/// Cross entropies `[batch]` of logits `[batch, classes]` with label smoothing ε as PyTorch defines it (Szegedy et al., CVPR
/// 2016): (1 - ε) of each, and ε of the mean of -log p over the classes.
pub fn smoothed(samples: Tensor<1>, logits: Tensor<2>, epsilon: f64) -> Tensor<1> {
    if epsilon == 0.0 {
        return samples;
    }
    let uniform: Tensor<1> = -log_softmax(logits).mean_dim(1).squeeze_dim(1);
    samples * (1.0 - epsilon) + uniform * epsilon
}

/// LTNet's loss for one annotator: -log Σ_k softmax(x)_k T[k, y] for each sample, `[batch]`.
///
/// `transition` holds the logits of T, `[classes, classes]`; every row of T is their softmax. The sum is a probability
/// already: another softmax over it is a known mistake.
pub fn latent_truth(logits: Tensor<2>, transition: Tensor<2>, classes: Tensor<1, Int>) -> Tensor<1> {
    let given = softmax(logits, 1).matmul(softmax(transition, 1)); // [batch, classes]
    -given.gather(1, classes.unsqueeze_dim(1)).clamp_min(1e-12).log().squeeze_dim(1)
}

/// -ln of a normal density but for a constant, summed over the dimensions: Σ (v - m)² / (2 s²) + ln s for each sample, `[batch]`.
///
/// `values` v and `means` m are `[batch, dimensions]`, and `log_deviations` ln s `[1, dimensions]`.
pub fn gaussian(values: Tensor<2>, means: Tensor<2>, log_deviations: Tensor<2>) -> Tensor<1> {
    let in_deviations = (values - means) * (-log_deviations.clone()).exp();
    (in_deviations.square() / 2.0 + log_deviations).sum_dim(1).squeeze_dim(1)
}

/// 1 minus the concordance correlation coefficient, the mean over the dimensions of `[batch, dimensions]`.
///
/// # Errors
/// [`Error::Parameter`] for a single sample: it has no variance.
pub fn concordance(predicted: Tensor<2>, truth: Tensor<2>, fidelity: Fidelity) -> Result<Tensor<1>> {
    let [batch, _] = predicted.dims();
    if batch < 2 {
        return Err(Error::parameter("the batch size of a concordance loss", batch, "at least 2"));
    }
    let (mean_p, mean_t) = (predicted.clone().mean_dim(0), truth.clone().mean_dim(0)); // [1, dimensions]
    let (centred_p, centred_t) = (predicted - mean_p.clone(), truth - mean_t.clone());
    let variances = centred_p.clone().square().mean_dim(0) + centred_t.clone().square().mean_dim(0);
    // As published the covariance is over n and the variances over n - 1, so that 1 is out of reach.
    let variances = match fidelity {
        Fidelity::Published => variances * (batch as f64 / (batch as f64 - 1.0)),
        Fidelity::Corrected => variances,
    };
    let covariance = (centred_p * centred_t).mean_dim(0);
    let scale = variances + (mean_p - mean_t).square();
    Ok(-(covariance * 2.0 / scale.clamp_min(1e-12)).mean() + 1.0)
}

/// The discriminators' hinge loss on scores `[batch, scores]`: real ones above 1, fake ones below -1.
pub fn hinge(real: Tensor<2>, fake: Tensor<2>) -> Tensor<1> {
    relu(-real + 1.0).mean() + relu(fake + 1.0).mean()
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    fn close(loss: Tensor<1>, expected: f64) {
        let found: f32 = loss.into_scalar();
        assert!((f64::from(found) - expected).abs() < 1e-5, "{found} instead of {expected}");
    }

    #[test]
    fn cross_entropies_agree_on_hard_labels() {
        let device = Device::flex();
        let logits = Tensor::<2>::from_data([[2f32.ln(), 0.0], [0.0, 3f32.ln()]], &device); // 2/3 1/3, 1/4 3/4
        let hard = cross_entropy(logits.clone(), Tensor::from_data([0, 0], &device));
        let soft = soft_cross_entropy(logits, Tensor::from_data([[1f32, 0.0], [1.0, 0.0]], &device));
        close(hard.mean(), (1.5f64.ln() + 4f64.ln()) / 2.0);
        close(soft.mean(), (1.5f64.ln() + 4f64.ln()) / 2.0);
    }

    #[test]
    fn smoothing_takes_a_part_of_every_class() {
        let device = Device::flex();
        let logits = Tensor::<2>::from_data([[0.0, 3f32.ln()]], &device); // 1/4 3/4
        let hard = cross_entropy(logits.clone(), Tensor::from_data([1], &device));
        // 0.8 on the class itself, and 0.1 on each of the two.
        close(smoothed(hard.clone(), logits.clone(), 0.2), 0.9 * (4f64 / 3.0).ln() + 0.1 * 4f64.ln());
        close(smoothed(hard, logits, 0.0), (4f64 / 3.0).ln());
    }

    #[test]
    fn samples_without_a_label_have_no_part_in_the_mean() {
        let device = Device::flex();
        let samples = Tensor::<1>::from_data([1f32, 5.0, 3.0], &device);
        let known = |known: [f32; 3]| Tensor::<1>::from_data(known, &device);
        close(mean_over_known(samples.clone(), None), 3.0);
        close(mean_over_known(samples.clone(), Some(&known([1.0, 0.0, 1.0]))), 2.0);
        close(mean_over_known(samples, Some(&known([0.0; 3]))), 0.0);
    }

    #[test]
    fn latent_truth_mixes_by_the_transition_matrix() {
        let device = Device::flex();
        let logits = Tensor::<2>::from_data([[2f32.ln(), 0.0]], &device); // 2/3 1/3
        // Rows 3/4 1/4 and 1/2 1/2: the annotator says class 0 with 2/3 * 3/4 + 1/3 * 1/2 = 2/3.
        let transition = Tensor::<2>::from_data([[3f32.ln(), 0.0], [0.0, 0.0]], &device);
        close(latent_truth(logits, transition, Tensor::from_data([0], &device)), 1.5f64.ln());
    }

    #[test]
    fn a_gaussian_weighs_errors_by_the_deviation() {
        let device = Device::flex();
        let tensor = |pair: [f32; 2]| Tensor::<2>::from_data([pair], &device);
        // 1² / (2 · 2²) + ln 2, and 0.5² / (2 · 0.5²) - ln 2.
        let loss = gaussian(tensor([1.0, 0.5]), tensor([0.0, 1.0]), tensor([2f32.ln(), 0.5f32.ln()]));
        close(loss, 0.125 + 0.5);
    }

    #[test]
    fn concordance_can_reach_one_only_when_corrected() {
        let device = Device::flex();
        let values = Tensor::<2>::from_data([[1f32], [2.0], [3.0]], &device);
        close(concordance(values.clone(), values.clone(), Fidelity::Corrected).unwrap(), 0.0);
        close(concordance(values.clone(), values.clone(), Fidelity::Published).unwrap(), 1.0 / 3.0);
        assert!(concordance(values.clone().narrow(0, 0, 1), values.narrow(0, 0, 1), Fidelity::Corrected).is_err());
    }

    #[test]
    fn hinge_counts_what_is_inside_the_margin() {
        let device = Device::flex();
        let real = Tensor::<2>::from_data([[2f32, 0.5]], &device);
        let fake = Tensor::<2>::from_data([[-2f32, 0.0]], &device);
        close(hinge(real, fake), 0.25 + 0.5);
    }
}
