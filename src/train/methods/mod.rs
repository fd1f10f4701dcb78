//! Ways to learn from noisy annotations: a file each, and a line each in [`METHODS`].

mod joint_distribution;
mod latent_truth;
mod majority_vote;
mod method;
mod multi_task;
mod single_annotator;
mod soft_vote;

pub use joint_distribution::JointDistribution;
pub use latent_truth::LatentTruth;
pub use majority_vote::MajorityVote;
pub use method::{Method, MethodEntry};
pub use multi_task::MultiTask;
pub use single_annotator::SingleAnnotator;
pub use soft_vote::SoftVote;

use super::{
    losses::{HeadLoss, LossContext},
    targets::{BatchTarget, Targets},
};
use crate::{
    Error, Result, Seed,
    labels::{HeadKind, LabelHead, LabelTable},
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
    MethodEntry::of::<MultiTask>(),
    MethodEntry::of::<LatentTruth>(),
    MethodEntry::of::<JointDistribution>(),
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

/// A method that is fitted to nothing: each of `heads` is trained on the labels of its own name.
pub fn own_labels(heads: &[LabelHead]) -> Box<dyn FittedMethod> {
    Box::new(FromLabels { heads: heads.to_vec(), sources: vec![Source::Own; heads.len()] })
}

/// Where each target comes from, for methods that only choose among the labels as they stand.
#[derive(Clone, Copy, Debug)]
enum Source {
    /// The labels of the head's own annotator.
    Own,
    MajorityVote,
    SoftVote,
    /// The labels of all annotators together.
    EveryAnnotator,
}

/// Heads with what each is trained on.
struct FromLabels {
    heads: Vec<LabelHead>,
    sources: Vec<Source>,
}

impl FromLabels {
    /// Categorical `heads` trained on `source`, followed by the continuous heads of `labels`, which are the same under every
    /// method.
    fn new(labels: &LabelTable, heads: Vec<LabelHead>, source: Source) -> Self {
        let mut sources = vec![source; heads.len()];
        let mut heads = heads;
        for head in labels.heads().iter().filter(|head| matches!(head.kind, HeadKind::Continuous { .. })) {
            heads.push(head.clone());
            sources.push(Source::Own);
        }
        Self { heads, sources }
    }
}

impl FittedMethod for FromLabels {
    fn heads(&self) -> &[LabelHead] {
        &self.heads
    }

    fn targets(&self, labels: &LabelTable) -> Result<Vec<Targets>> {
        let mut targets = vec![];
        for (head, source) in self.heads.iter().zip(&self.sources) {
            targets.push(source.targets(labels, head)?);
        }
        Ok(targets)
    }
}

impl Source {
    fn targets(self, labels: &LabelTable, head: &LabelHead) -> Result<Targets> {
        Ok(match self {
            Self::Own if head.classes().is_some() => Targets::Classes(labels.labels(&head.name)?),
            Self::Own => Targets::Values(labels.values_or_nan(&head.name)?),
            Self::MajorityVote => Targets::Classes(labels.majority_vote(&Default::default())?),
            Self::SoftVote => Targets::Distribution(labels.soft_vote()?),
            Self::EveryAnnotator => {
                let mut lists = vec![];
                for annotator in labels.annotators() {
                    lists.push(labels.labels(&annotator.name)?);
                }
                Targets::Annotators(lists)
            }
        })
    }
}

/// The annotators of `labels`.
///
/// # Errors
/// [`Error::Parameter`] without any.
fn annotators(labels: &LabelTable) -> Result<Vec<LabelHead>> {
    let annotators = labels.annotators();
    if annotators.is_empty() {
        return Err(Error::parameter("the number of annotators", 0, "at least 1 categorical head"));
    }
    Ok(annotators)
}

/// The one head, `truth`, that stands for all annotators.
///
/// # Errors
/// [`Error::Parameter`] without an annotator, or for annotators whose classes differ.
fn pooled(labels: &LabelTable) -> Result<LabelHead> {
    let annotators = annotators(labels)?;
    let first = &annotators[0];
    match annotators.iter().find(|head| head.kind != first.kind) {
        None => Ok(LabelHead { name: "truth".into(), kind: first.kind.clone() }),
        Some(other) => Err(Error::parameter(
            "the annotators of a vote",
            format!("{} and {} with different classes", first.name, other.name),
            "annotators with the same classes",
        )),
    }
}
