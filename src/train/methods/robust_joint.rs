//! A joint distribution with the clean label, seen through each annotator's noise. Not the paper's.

use super::{
    EncodedLabels, FittedMethod, JointDistribution, LatentTruth, LearningMethod, LossContext, Method, annotators,
    crowd_confusion::{Regulariser, SeenThroughMatrices, check_diagonal},
};
use crate::{
    Error, Result, Seed,
    kernels::log_softmax,
    labels::{LabelHead, LabelTable},
    model::WeightTensor,
    train::{
        AdversarialContext, AdversarialLabels,
        losses::HeadLoss,
        targets::{BatchTarget, ClassLabels, Targets, one_hot},
    },
};
use burn::tensor::{Tensor, TensorData, activation::softmax};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// The paper's adversarial step around a latent truth: the discriminators are given labels as annotators would give them, so that
/// it is the joint distribution with the *clean* label that is matched. An idea of this crate, not of the paper's, after what
/// AmbientGAN (Bora et al., ICLR 2018), RCGAN (Thekumparampil et al., NeurIPS 2018) and rGAN (Kaneko et al., CVPR 2019) have in
/// common: what is generated clean goes through the noise before a discriminator sees it.
///
/// The encoder has one head, p = softmax, for the truth y, and each annotator r a learned matrix T_r\[y, z_r\] = P(z_r | y). Task
/// loss, and what T_r is learned from, is LTNet's: -ln Σ_y p_y T_r\[y, z_r\], summed over the annotators ([`LatentTruth`]).
/// An adversarial step has these triples, with as many label discriminators as there are annotators:
///
/// * encoded: (x, z0_E(x), p T_1, …, p T_R);
/// * drawn: (G(z0, y), z0, y T_1, …, y T_R), y the unit vector of a class drawn from what is known of the image in that place,
///   P(y | x, z) ∝ p_y Π_r T_r\[y, z_r\] over the annotators who labelled it.
///
/// Otherwise it is the paper's: L_D = mean ReLU(1 - S_enc) + mean ReLU(1 + S_dec), λ (mean S_enc - mean S_dec) for encoder and
/// decoder. Continuous labels are given and predicted as there. What follows:
///
/// * label and joint scores train the encoder through p T_r; the drawn classes have the clean prior, so that nothing draws the
///   encoder towards the annotators' mistakes, and the decoder is conditioned on the fused label instead of a single noisy one;
/// * with one annotator and T = 1 the drawn class is the given label, p T = p, and the step is the paper's;
/// * both sides are probabilities. Given labels themselves, unit vectors on the side of the encoded images, could be told from
///   y T_r at a glance; they enter through P(y | x, z) and the task loss;
/// * in the adversarial step T_r is a constant: labels of either side are most alike where T_r forgets the class, so that a
///   gradient would make it forget.
///
/// Like every learned T it is identifiable up to the order of the classes, which the start, mostly diagonal, settles.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobustJoint {
    /// How sure each matrix starts that a label is right: the logit of its diagonal over the rest. 4 makes 86 % with 10 classes.
    pub diagonal: f32,
    /// The adversarial step; its settings stand beside `diagonal` in files and commands. Score weights have the order image,
    /// latent, annotators, continuous heads, joint.
    #[serde(flatten)]
    pub adversarial: JointDistribution,
}

impl Default for RobustJoint {
    fn default() -> Self {
        Self { diagonal: 4.0, adversarial: JointDistribution::default() }
    }
}

impl LearningMethod for RobustJoint {
    const NAME: &'static str = "robust-joint";
    const SUMMARY: &'static str =
        "a latent truth, and adversarial steps that see it through a learned transition matrix per annotator";

    fn title(&self) -> String {
        "Robust joint distribution".into()
    }

    fn check(&self) -> Result<()> {
        check_diagonal(self.diagonal)?;
        if self.adversarial.encoded_labels == EncodedLabels::Logits {
            let expected = "probabilities: an annotator's are the encoder's through a matrix, and have no logits";
            return Err(Error::parameter("encoded_labels", "logits", expected));
        }
        self.adversarial.check()
    }

    fn fit(&self, labels: &LabelTable, _seed: Seed) -> Result<Box<dyn FittedMethod>> {
        let latent_truth = SeenThroughMatrices::new(labels, self.diagonal, Regulariser::None, 0.0)?;
        let discriminated = [&annotators(labels)?, &latent_truth.heads()[1..]].concat();
        self.adversarial.check_score_count(discriminated.len() + 3)?;
        Ok(Box::new(Fitted { latent_truth, discriminated }))
    }

    fn adversarial(&self) -> Option<&JointDistribution> {
        Some(&self.adversarial)
    }

    fn with_adversarial(self, settings: &JointDistribution) -> Self {
        // The encoder's logits are those of no annotator.
        let adversarial = JointDistribution { encoded_labels: EncodedLabels::Probabilities, ..settings.clone() };
        Self { adversarial, ..self }
    }

    fn without_adversarial(&self) -> Option<Method> {
        Some(LatentTruth { diagonal: self.diagonal }.into())
    }
}

struct Fitted {
    /// Heads, matrices and task loss.
    latent_truth: SeenThroughMatrices,
    /// The annotators, and the continuous heads.
    discriminated: Vec<LabelHead>,
}

impl FittedMethod for Fitted {
    fn heads(&self) -> &[LabelHead] {
        self.latent_truth.heads()
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        self.latent_truth.targets(labels)
    }

    fn parameters(&self) -> Vec<WeightTensor> {
        self.latent_truth.parameters()
    }

    fn loss(&self, head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        self.latent_truth.loss(head, output, target, context)
    }

    fn discriminated_heads(&self) -> &[LabelHead] {
        &self.discriminated
    }

    fn adversarial_labels(
        &self,
        outputs: &[Tensor<2>],
        targets: &[BatchTarget],
        context: &mut AdversarialContext,
    ) -> Option<AdversarialLabels> {
        let BatchTarget::Annotators(lists) = &targets[0] else { return None };
        let logits: Vec<Tensor<2>> = context.parameters.iter().map(|logits| logits.clone().detach()).collect();
        let truth = drawn_classes(log_posterior(outputs[0].clone().detach(), &logits, lists), context.rng);
        let predicted = softmax(outputs[0].clone(), 1);
        let mut labels = AdversarialLabels { decoder: vec![truth.clone()], drawn: vec![], encoded: vec![] };
        for logits in logits {
            let transition = softmax(logits, 1);
            labels.drawn.push(truth.clone().matmul(transition.clone()));
            labels.encoded.push(predicted.clone().matmul(transition));
        }
        let continuous = self.heads().iter().zip(outputs).zip(targets).skip(1);
        for ((head, output), target) in continuous {
            let given = target.given(head.width())?;
            labels.decoder.push(given.clone());
            labels.drawn.push(given);
            labels.encoded.push(output.clone());
        }
        Some(labels)
    }
}

/// ln p_y + Σ_r ln T_r\[y, z_r\] over the annotators who labelled a sample, `[batch, classes]`: ln P(y | x, z) and a constant for
/// each row. `logits` holds p's, `transitions` those of each T_r.
fn log_posterior(logits: Tensor<2>, transitions: &[Tensor<2>], lists: &[ClassLabels]) -> Tensor<2> {
    let mut sum = log_softmax(logits);
    for (transition, labels) in transitions.iter().zip(lists) {
        // The column of the label: how likely it is under each truth.
        let columns = log_softmax(transition.clone()).transpose();
        let likelihood = columns.select(0, labels.classes.clone()); // [batch, classes]
        sum = sum
            + match &labels.known {
                None => likelihood,
                Some(known) => likelihood * known.clone().unsqueeze_dim::<2>(1),
            };
    }
    sum
}

/// A class for each row of unnormalised log probabilities `[batch, classes]`, drawn by them, as unit vectors: where they are
/// largest with Gumbel noise added to them.
fn drawn_classes(log_probabilities: Tensor<2>, rng: &mut ChaCha8Rng) -> Tensor<2> {
    let [batch, classes] = log_probabilities.dims();
    let mut noise = Vec::with_capacity(batch * classes);
    for _ in 0..batch * classes {
        let uniform = rng.random::<f32>().max(f32::MIN_POSITIVE);
        noise.push(-(-uniform.ln()).ln());
    }
    let noise = Tensor::from_data(TensorData::new(noise, [batch, classes]), &log_probabilities.device());
    one_hot((log_probabilities + noise).argmax(1).squeeze_dim(1), classes)
}

#[cfg(test)]
mod tests;
