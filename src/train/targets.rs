//! What an encoder head is trained to say.

use super::losses;
use crate::{Fidelity, Result, labels::LabelHead};
use burn::tensor::{Device, Int, Tensor, TensorData};

/// The training labels of one head for all rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Targets {
    /// One class a row.
    Classes(Vec<u8>),
    /// A distribution over the classes a row, row-major `[rows, classes]`.
    Distribution(Vec<f32>),
    /// One number per dimension a row, row-major `[rows, dimensions]`.
    Values(Vec<f32>),
    /// What each annotator says of a latent truth: one list of classes per annotator.
    Annotators(Vec<Vec<u8>>),
}

impl Targets {
    /// The targets of `rows`, on `device`; `head` gives the width.
    pub fn batch(&self, head: &LabelHead, rows: &[usize], device: &Device) -> BatchTarget {
        let classes = |codes: &[u8]| {
            let codes: Vec<i32> = rows.iter().map(|&row| i32::from(codes[row])).collect();
            Tensor::<1, Int>::from_data(TensorData::new(codes, [rows.len()]), device)
        };
        let table = |values: &[f32]| {
            let width = head.width();
            let values: Vec<f32> =
                rows.iter().flat_map(|&row| &values[row * width..(row + 1) * width]).copied().collect();
            Tensor::<2>::from_data(TensorData::new(values, [rows.len(), width]), device)
        };
        match self {
            Self::Classes(codes) => BatchTarget::Classes(classes(codes)),
            Self::Distribution(values) => BatchTarget::Distribution(table(values)),
            Self::Values(values) => BatchTarget::Values(table(values)),
            Self::Annotators(lists) => BatchTarget::Annotators(lists.iter().map(|codes| classes(codes)).collect()),
        }
    }

    /// How likely a label drawn for `row` is `class`: 0 or 1 for a hard label, a share for soft ones or several annotators.
    pub fn agreement(&self, row: usize, class: usize, classes: usize) -> f64 {
        let is = |code: u8| f64::from(usize::from(code) == class);
        match self {
            Self::Classes(codes) => is(codes[row]),
            Self::Distribution(values) => f64::from(values[row * classes + class]),
            Self::Annotators(lists) => lists.iter().map(|codes| is(codes[row])).sum::<f64>() / lists.len() as f64,
            Self::Values(_) => 0.0,
        }
    }
}

/// The training labels of one head for a batch.
#[derive(Clone, Debug)]
pub enum BatchTarget {
    /// `[batch]`
    Classes(Tensor<1, Int>),
    /// `[batch, classes]`
    Distribution(Tensor<2>),
    /// `[batch, dimensions]`
    Values(Tensor<2>),
    /// One `[batch]` per annotator.
    Annotators(Vec<Tensor<1, Int>>),
}

impl BatchTarget {
    /// The task loss of a head's output `[batch, width]`; `transitions` as in [`losses::latent_truth`], one per annotator.
    ///
    /// # Errors
    /// Those of [`losses::concordance`].
    pub fn loss(&self, output: Tensor<2>, transitions: &[Tensor<2>], fidelity: Fidelity) -> Result<Tensor<1>> {
        Ok(match self {
            Self::Classes(classes) => losses::cross_entropy(output, classes.clone()),
            Self::Distribution(distribution) => losses::soft_cross_entropy(output, distribution.clone()),
            Self::Values(values) => losses::concordance(output, values.clone(), fidelity)?,
            Self::Annotators(lists) => {
                let each = lists.iter().zip(transitions).map(|(classes, transition)| {
                    losses::latent_truth(output.clone(), transition.clone(), classes.clone())
                });
                Tensor::cat(each.collect(), 0).sum()
            }
        })
    }

    /// The labels as the discriminators see them, `[batch, width]`: one-hot, distribution or values. A latent truth has none.
    pub fn given(&self, width: usize) -> Option<Tensor<2>> {
        match self {
            // Not burn's `one_hot`, which reads the classes back from the device to check them.
            Self::Classes(classes) => {
                let every = Tensor::<1, Int>::arange(0..width as i64, &classes.device());
                Some(classes.clone().unsqueeze_dim::<2>(1).equal(every.unsqueeze_dim(0)).float())
            }
            Self::Distribution(values) | Self::Values(values) => Some(values.clone()),
            Self::Annotators(_) => None,
        }
    }
}
