//! The method and its baselines: what each trains the encoder to say.

use super::targets::Targets;
use crate::{
    Error, Fidelity, Result,
    labels::{HeadKind, LabelHead, LabelTable, Ties},
};
use serde::{Deserialize, Serialize};

/// A way to learn from noisy annotations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Cross entropy on the labels of one annotator.
    SingleAnnotator(String),
    /// Cross entropy on the majority vote of the annotators; ties go to the first of them.
    MajorityVote,
    /// Cross entropy on the annotators' votes as a distribution.
    SoftVote,
    /// A head per annotator, cross entropies summed: the joint distribution's task loss without its game.
    MultiTask,
    /// A latent truth seen through one learned transition matrix per annotator (LTNet, Zeng et al., ECCV 2018).
    LatentTruth,
    /// The paper's method: heads as in multi-task, and the game that matches the joint distributions.
    JointDistribution,
}

/// The heads of the encoder under a method, and what each is trained to say.
#[derive(Clone, Debug)]
pub struct Supervision {
    /// The encoder's heads. Accuracy is measured on the first categorical one.
    pub heads: Vec<LabelHead>,
    /// The training labels of each head.
    pub targets: Vec<Targets>,
}

impl Method {
    /// The name for tables and figures.
    pub fn name(&self) -> String {
        match self {
            Self::SingleAnnotator(annotator) => format!("CE on {annotator}"),
            Self::MajorityVote => "CE on majority vote".into(),
            Self::SoftVote => "CE on soft vote".into(),
            Self::MultiTask => "Multi-task CE".into(),
            Self::LatentTruth => "Latent truth (LTNet)".into(),
            Self::JointDistribution => "Joint distribution".into(),
        }
    }

    /// The name under `fidelity`: what is trained as published says so.
    pub fn name_under(&self, fidelity: Fidelity) -> String {
        match fidelity {
            Fidelity::Corrected => self.name(),
            Fidelity::Published => format!("{} (as published)", self.name()),
        }
    }

    /// Whether there is a decoder and a game.
    pub fn plays(&self) -> bool {
        *self == Self::JointDistribution
    }

    /// How many transition matrices are learned.
    pub fn transitions(&self, labels: &LabelTable) -> usize {
        if *self == Self::LatentTruth { labels.annotators().len() } else { 0 }
    }

    /// The encoder's heads and their training labels. Continuous heads are the same under every method.
    ///
    /// # Errors
    /// [`Error::Parameter`] without an annotator or with an unknown one, or for a vote of annotators whose classes differ.
    pub fn supervise(&self, labels: &LabelTable) -> Result<Supervision> {
        let annotators = labels.annotators();
        if annotators.is_empty() {
            return Err(Error::parameter("the number of annotators", 0, "at least 1 categorical head"));
        }
        let own = |head: &LabelHead| Ok((head.clone(), Targets::Classes(labels.codes(&head.name)?)));
        let pooled = |targets: Targets| pool(&annotators).map(|head| vec![(head, targets)]);
        let mut supervised: Vec<(LabelHead, Targets)> = match self {
            Self::SingleAnnotator(name) => {
                let names = || annotators.iter().map(|head| head.name.as_str()).collect::<Vec<_>>().join(", ");
                let head = annotators.iter().find(|head| head.name == *name);
                vec![own(head.ok_or_else(|| Error::parameter("the annotator", name, format!("one of {}", names())))?)?]
            }
            Self::MajorityVote => pooled(Targets::Classes(majority_codes(labels)?))?,
            Self::SoftVote => pooled(Targets::Distribution(labels.soft_vote()?))?,
            Self::LatentTruth => {
                let lists = annotators.iter().map(|head| labels.codes(&head.name)).collect::<Result<_>>()?;
                pooled(Targets::Annotators(lists))?
            }
            Self::MultiTask | Self::JointDistribution => annotators.iter().map(own).collect::<Result<_>>()?,
        };
        for head in labels.heads().iter().filter(|head| matches!(head.kind, HeadKind::Continuous { .. })) {
            supervised.push((head.clone(), Targets::Values(labels.values(&head.name)?)));
        }
        let (heads, targets) = supervised.into_iter().unzip();
        Ok(Supervision { heads, targets })
    }
}

/// The majority vote of labels of which every image has one.
fn majority_codes(labels: &LabelTable) -> Result<Vec<u8>> {
    let codes: Option<Vec<u8>> = labels.majority_vote(&Ties::FirstAnnotator)?.into_iter().collect();
    codes.ok_or_else(|| Error::format("training labels", "an image without any label", "at least one for every image"))
}

/// The one head that stands for all annotators.
fn pool(annotators: &[LabelHead]) -> Result<LabelHead> {
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
