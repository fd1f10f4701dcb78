//! The loss of every training image in every epoch: what a network finds hard is often what is labelled wrong.

use super::{losses::HeadLoss, targets::Targets};
use crate::{Error, Result, labels::LabelHead, noise::dynamics::LossHistory};
use burn::tensor::{Tensor, Transaction};
use serde::{Deserialize, Serialize};

/// The task loss of every training image, by epoch and head: cross entropy, and for values the mean squared error over the
/// dimensions. They are as the network met the image in training, varied and with dropout.
///
/// They take 4 bytes for each image, head and epoch.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SampleLosses {
    heads: Vec<String>,
    samples: usize,
    /// For each epoch `[heads, samples]`.
    epochs: Vec<Vec<f32>>,
}

impl SampleLosses {
    /// No epoch yet.
    pub(crate) fn new(heads: &[LabelHead], samples: usize) -> Self {
        Self { heads: heads.iter().map(|head| head.name.clone()).collect(), samples, epochs: vec![] }
    }

    /// Takes `values` `[epochs, heads, samples]`; `None` where they are not as many.
    pub(crate) fn from_values(heads: Vec<String>, shape: [usize; 3], values: &[f32]) -> Option<Self> {
        let [epochs, count, samples] = shape;
        let fits = count == heads.len() && epochs.checked_mul(count)?.checked_mul(samples)? == values.len();
        let epochs = values.chunks_exact((count * samples).max(1)).map(<[f32]>::to_vec).collect();
        fits.then_some(Self { heads, samples, epochs })
    }

    /// How many epochs there are.
    pub fn epochs(&self) -> usize {
        self.epochs.len()
    }

    /// How many images there are.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// The names of the heads.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// The losses of head `head` in `epoch`, counted from 1, an image each in the order of the training set; NaN where an image
    /// has no label or was not met before an interrupt.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an epoch or a head that there is not.
    pub fn of(&self, epoch: usize, head: &str) -> Result<&[f32]> {
        let losses = epoch.checked_sub(1).and_then(|index| self.epochs.get(index));
        let losses = losses.ok_or_else(|| Error::parameter("epoch", epoch, format!("1 to {}", self.epochs.len())))?;
        let place = self.heads.iter().position(|name| name == head).ok_or_else(|| {
            Error::parameter("head", format!("{head:?}"), format!("one of {}", self.heads.join(", ")))
        })?;
        Ok(&losses[place * self.samples..(place + 1) * self.samples])
    }

    /// The losses of head `head` in all epochs: which of its labels do they make suspect?
    ///
    /// # Errors
    /// [`Error::Parameter`] for a head that there is not; [`Error::Format`] without an epoch, or for an infinite loss.
    pub fn history(&self, head: &str) -> Result<LossHistory> {
        let mut epochs = vec![];
        for epoch in 1..=self.epochs() {
            epochs.push(self.of(epoch, head)?);
        }
        LossHistory::new(&epochs)
    }

    /// All losses, row-major `[epochs, heads, samples]`.
    pub(crate) fn values(&self) -> Vec<f32> {
        self.epochs.concat()
    }

    /// Adds an epoch.
    pub(super) fn push(&mut self, epoch: Vec<f32>) {
        self.epochs.push(epoch);
    }
}

/// Gathers numbers per sample during an epoch, on the device: they are read once, at its end.
pub(super) struct Gatherer {
    pending: Vec<(Vec<usize>, Tensor<1>)>,
}

impl Gatherer {
    pub fn new() -> Self {
        Self { pending: vec![] }
    }

    /// Notes the losses of a step for these rows.
    pub fn add_losses(&mut self, rows: Vec<usize>, heads: &[HeadLoss]) {
        let samples = heads.iter().map(|loss| loss.samples.clone()).collect();
        self.pending.push((rows, Tensor::cat(samples, 0)));
    }

    /// Notes the outputs `[batch, width]` of a head for these rows.
    pub fn add_outputs(&mut self, rows: Vec<usize>, outputs: &Tensor<2>) {
        let [batch, width] = outputs.dims();
        self.pending.push((rows, outputs.clone().reshape([batch * width])));
    }

    fn read(self) -> Result<Vec<(Vec<usize>, Vec<f32>)>> {
        let mut transaction = Transaction::default();
        let mut rows = vec![];
        for (of, values) in self.pending {
            rows.push(of);
            transaction = transaction.register(values);
        }
        let read = transaction.try_execute().map_err(Error::computation)?;
        Ok(rows.into_iter().zip(read.iter().map(|data| data.iter::<f32>().collect())).collect())
    }

    /// The losses that were noted, `[heads, samples]`, NaN where there is none.
    pub fn losses(self, heads: &[LabelHead], targets: &[Targets], samples: usize) -> Result<Vec<f32>> {
        let mut losses = vec![f32::NAN; heads.len() * samples];
        for (rows, values) in self.read()? {
            for (head, (width, values)) in
                heads.iter().map(LabelHead::width).zip(values.chunks_exact(rows.len())).enumerate()
            {
                for (&row, &value) in rows.iter().zip(values) {
                    if targets[head].has(row, width) {
                        losses[head * samples + row] = value;
                    }
                }
            }
        }
        Ok(losses)
    }

    /// The outputs that were noted, `[rows, width]`, NaN where there are none.
    pub fn outputs(self, rows: usize, width: usize) -> Result<Vec<f32>> {
        let mut outputs = vec![f32::NAN; rows * width];
        for (rows, values) in self.read()? {
            for (row, values) in rows.into_iter().zip(values.chunks_exact(width)) {
                outputs[row * width..(row + 1) * width].copy_from_slice(values);
            }
        }
        Ok(outputs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn losses_come_to_their_samples() {
        let device = Device::flex();
        let loss = |values: [f32; 2]| HeadLoss {
            mean: Tensor::zeros([1], &device),
            samples: Tensor::from_data(values, &device),
        };
        let heads = [LabelHead::categorical("a", &["x", "y"]), LabelHead::categorical("b", &["x", "y"])];
        let targets = [Targets::Classes(vec![Some(0); 4]), Targets::Classes(vec![Some(0), None, None, Some(1)])];
        let mut gatherer = Gatherer::new();
        gatherer.add_losses(vec![3, 2], &[loss([0.2, 0.1]), loss([1.2, 1.1])]);
        let epoch = gatherer.losses(&heads, &targets, 4).unwrap();
        let mut losses = SampleLosses::new(&heads, 4);
        losses.push(epoch);
        let is = |found: &[f32], expected: [f32; 4]| {
            let same = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
            assert!(found.iter().zip(&expected).all(same), "{found:?}");
        };
        let nan = f32::NAN;
        is(losses.of(1, "a").unwrap(), [nan, nan, 0.1, 0.2]);
        is(losses.of(1, "b").unwrap(), [nan, nan, nan, 1.2]);
        assert_eq!(losses.of(0, "a").unwrap_err().to_string(), "epoch must be 1 to 1, got 0");
        assert_eq!(losses.of(1, "c").unwrap_err().to_string(), "head must be one of a, b, got \"c\"");
        assert_eq!(losses.history("b").unwrap().mean(), [None, None, None, Some(f64::from(1.2f32))]);
        assert!(losses.history("c").is_err());
        let back = SampleLosses::from_values(losses.heads.clone(), [1, 2, 4], &losses.values()).unwrap();
        assert_eq!((back.epochs(), back.samples()), (1, 4));
        assert!(SampleLosses::from_values(losses.heads.clone(), [1, 2, 5], &losses.values()).is_none());
    }
}
