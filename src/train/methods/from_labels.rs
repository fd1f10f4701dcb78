//! Methods that only choose among the labels as they stand, and what others share with them.

use super::FittedMethod;
use crate::{
    Error, Result,
    labels::{Annotations, HeadKind, LabelHead, LabelTable},
    noise::{Consensus, most_probable},
    train::targets::Targets,
};

/// A method that is fitted to nothing: each of `heads` is trained on the labels of its own name.
pub fn own_labels(heads: &[LabelHead]) -> Box<dyn FittedMethod> {
    Box::new(FromLabels { heads: heads.to_vec(), sources: vec![Source::Own; heads.len()] })
}

/// Where each target comes from, for methods that only choose among the labels as they stand.
#[derive(Clone, Debug)]
pub enum Source {
    /// The labels of the head's own annotator.
    Own,
    MajorityVote,
    SoftVote,
    /// The labels of all annotators together.
    EveryAnnotator,
    /// The values of these heads together.
    ValuesOf(Vec<String>),
    /// Dawid and Skene's posterior, or if `hard` its most probable class.
    Posterior {
        fit: Box<Consensus>,
        hard: bool,
    },
    /// The true classes; where they are not known, the first annotator's.
    Truth,
}

/// Heads with what each is trained on.
pub struct FromLabels {
    pub heads: Vec<LabelHead>,
    sources: Vec<Source>,
}

impl FromLabels {
    /// Heads, each with what it is trained on.
    pub fn of(heads: Vec<(LabelHead, Source)>) -> Self {
        let (heads, sources) = heads.into_iter().unzip();
        Self { heads, sources }
    }

    /// Categorical `heads` trained on `source`, followed by the continuous heads of `labels`, which are the same under every
    /// method.
    pub fn new(labels: &LabelTable, heads: Vec<LabelHead>, source: Source) -> Self {
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
    fn targets(&self, labels: &LabelTable, head: &LabelHead) -> Result<Targets> {
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
            Self::ValuesOf(names) => {
                let mut lists = vec![];
                for name in names {
                    lists.push(labels.values_or_nan(name)?);
                }
                Targets::AnnotatorValues(lists)
            }
            Self::Posterior { fit, hard } => {
                let posterior = fit.posterior_of(&Annotations::of_table(labels)?)?;
                match hard {
                    true => Targets::Classes(most_probable(&posterior, head.width())),
                    false => Targets::Distribution(posterior.into_iter().map(|share| share as f32).collect()),
                }
            }
            Self::Truth => Targets::Classes(match labels.truth() {
                Some(truth) => truth.into_iter().map(Some).collect(),
                None => labels.labels(&annotators(labels)?[0].name)?,
            }),
        })
    }
}

/// The annotators of `labels`.
///
/// # Errors
/// [`Error::Parameter`] without any.
pub fn annotators(labels: &LabelTable) -> Result<Vec<LabelHead>> {
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
pub fn pooled(labels: &LabelTable) -> Result<LabelHead> {
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
