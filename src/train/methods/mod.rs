//! Ways to learn from noisy annotations: a file each, and a line each in [`METHODS`].

mod annotator_scales;
mod crowd_confusion;
mod dawid_skene;
mod early_learning;
mod from_labels;
mod joint_distribution;
mod latent_truth;
mod majority_vote;
mod method;
mod multi_task;
mod posterior_em;
mod robust_joint;
mod robust_loss;
mod single_annotator;
mod soft_vote;
mod true_labels;
mod union_net;

pub use annotator_scales::AnnotatorScales;
pub use crowd_confusion::{CrowdConfusion, Regulariser};
pub use dawid_skene::DawidSkene;
pub use early_learning::EarlyLearning;
pub use from_labels::own_labels;
pub use joint_distribution::{EncodedLabels, EncoderScores, JointDistribution};
pub use latent_truth::LatentTruth;
pub use majority_vote::MajorityVote;
pub use method::{Method, MethodEntry};
pub use multi_task::MultiTask;
pub use posterior_em::PosteriorEm;
pub use robust_joint::RobustJoint;
pub use robust_loss::{GeneralisedCrossEntropy, SymmetricCrossEntropy};
pub use single_annotator::SingleAnnotator;
pub use soft_vote::SoftVote;
pub use true_labels::TrueLabels;
pub use union_net::UnionNet;

use from_labels::{FromLabels, Source, annotators, pooled};

use super::{
    adversarial::{AdversarialContext, AdversarialLabels},
    losses::{HeadLoss, LossContext},
    targets::{BatchTarget, Targets},
};
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    model::WeightTensor,
};
use burn::tensor::Tensor;
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// Every method, in the order of lists. The command line, notebooks and documents are made from it.
pub const METHODS: &[MethodEntry] = &[
    MethodEntry::of::<SingleAnnotator>(),
    MethodEntry::of::<MajorityVote>(),
    MethodEntry::of::<SoftVote>(),
    MethodEntry::of::<DawidSkene>(),
    MethodEntry::of::<PosteriorEm>(),
    MethodEntry::of::<EarlyLearning>(),
    MethodEntry::of::<GeneralisedCrossEntropy>(),
    MethodEntry::of::<SymmetricCrossEntropy>(),
    MethodEntry::of::<MultiTask>(),
    MethodEntry::of::<LatentTruth>(),
    MethodEntry::of::<CrowdConfusion>(),
    MethodEntry::of::<UnionNet>(),
    MethodEntry::of::<AnnotatorScales>(),
    MethodEntry::of::<JointDistribution>(),
    MethodEntry::of::<RobustJoint>(),
    MethodEntry::of::<TrueLabels>(),
];

/// The settings of a method, and how it is fitted. The defaults of the settings are documented with their source.
pub trait LearningMethod:
    Clone + fmt::Debug + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The name in commands and files: `majority-vote`.
    const NAME: &'static str;

    /// What it does, in a line.
    const SUMMARY: &'static str;

    /// The name for tables and figures.
    fn title(&self) -> String;

    /// What follows the name and a colon in commands, such as the annotator of `single:careful`.
    fn argument(&self) -> Option<String> {
        None
    }

    /// The settings with what follows the colon.
    ///
    /// # Errors
    /// [`Error::Parameter`] where the method takes no such thing.
    fn with_argument(argument: &str) -> Result<Self> {
        Err(Error::parameter("method", format!("\"{}:{argument}\"", Self::NAME), format!("{} alone", Self::NAME)))
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the first bad one.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Takes from the training labels what is to be known of them, once: other labels are seen through it, not fitted again.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels that the method cannot learn from.
    fn fit(&self, labels: &LabelTable, seed: Seed) -> Result<Box<dyn FittedMethod>>;

    /// The settings of the adversarial step, for a method that has one.
    fn adversarial(&self) -> Option<&JointDistribution> {
        None
    }

    /// The method with these settings of its adversarial step; unchanged if it has none.
    fn with_adversarial(self, _settings: &JointDistribution) -> Self {
        self
    }

    /// For a method with an adversarial step, the one that has the same heads and task loss and no such step: what it is to be
    /// compared with.
    fn without_adversarial(&self) -> Option<Method> {
        None
    }
}

/// A method that knows the training labels.
pub trait FittedMethod: Send + Sync {
    /// The encoder's heads.
    fn heads(&self) -> &[LabelHead];

    /// What each head is to say for the rows of `labels`: the training labels, or others by the same annotators.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels without the annotators.
    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>>;

    /// Whether images without any label take part in the training.
    fn trains_on_unlabelled(&self) -> bool {
        false
    }

    /// How tensors that are learned beside the encoder begin, `[rows, columns]` each.
    fn parameters(&self) -> Vec<WeightTensor> {
        vec![]
    }

    /// The loss of head `head`, given its output `[batch, width]`.
    ///
    /// # Errors
    /// Those of [`concordance`](super::losses::concordance).
    fn loss(&self, _head: usize, output: Tensor<2>, target: &BatchTarget, context: &LossContext) -> Result<HeadLoss> {
        target.loss(output, context)
    }

    /// The heads whose labels the discriminators are given; the encoder's own unless
    /// [`adversarial_labels`](Self::adversarial_labels) has others.
    fn discriminated_heads(&self) -> &[LabelHead] {
        self.heads()
    }

    /// The labels of an adversarial step, given the output `[batch, width]` and the targets of each of the encoder's heads;
    /// `None` for labels that no discriminator can be given.
    fn adversarial_labels(
        &self,
        outputs: &[Tensor<2>],
        targets: &[BatchTarget],
        context: &mut AdversarialContext,
    ) -> Option<AdversarialLabels> {
        AdversarialLabels::given_and_predicted(self.heads(), outputs, targets, context.encoded_labels)
    }

    /// Whether [`end_of_epoch`](Self::end_of_epoch) is to be given the outputs of the training pass.
    fn needs_outputs(&self) -> bool {
        false
    }

    /// Is told of the end of each epoch.
    ///
    /// # Errors
    /// Whatever the method meets.
    fn end_of_epoch(&mut self, _pass: &TrainingPass) -> Result<()> {
        Ok(())
    }

    /// What has changed since the method was fitted, for a checkpoint.
    ///
    /// # Errors
    /// [`Error::Device`] where what is kept on a device cannot be read.
    fn state(&self) -> Result<Vec<u8>> {
        Ok(vec![])
    }

    /// Takes over what [`state`](Self::state) gave.
    ///
    /// # Errors
    /// [`Error::Format`] for a state that is not this method's.
    fn restore(&mut self, _state: &[u8]) -> Result<()> {
        Ok(())
    }
}

/// One pass over the training set.
pub struct TrainingPass<'a> {
    /// The epoch that ended, from 0.
    pub epoch: usize,
    /// How many epochs the training has.
    pub epochs: usize,
    /// The outputs of each head as the images were met in training, row-major `[training images, width]`, NaN for those that were
    /// not; none unless [`FittedMethod::needs_outputs`].
    pub outputs: &'a [Vec<f32>],
}

/// What a method keeps in a checkpoint, as bytes.
fn packed(state: &impl Serialize) -> Result<Vec<u8>> {
    rmp_serde::to_vec(state).map_err(|error| Error::format("the state of a method", error, "numbers"))
}

/// What [`packed`] made.
fn unpacked<S: DeserializeOwned>(state: &[u8]) -> Result<S> {
    rmp_serde::from_slice(state).map_err(|error| foreign_state(error.to_string()))
}

/// The error for a state that is not the method's.
fn foreign_state(found: impl Into<String>) -> Error {
    Error::format("the state of a method", found.into(), "that of this one on the same labels")
}

/// Refuses what is no share of the epochs.
fn check_warm_up(warm_up: f64) -> Result<()> {
    let good = (0.0..=1.0).contains(&warm_up);
    good.then_some(()).ok_or_else(|| Error::parameter("warm_up", warm_up, "in [0, 1]"))
}

/// Refuses what is no share that an average keeps of itself.
fn check_momentum(momentum: f64) -> Result<()> {
    let good = (0.0..1.0).contains(&momentum);
    good.then_some(()).ok_or_else(|| Error::parameter("momentum", momentum, "in [0, 1)"))
}
