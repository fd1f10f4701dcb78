//! Losses of all epochs.

use super::{
    mixture::{Components, MixtureFit, fit_mixture},
    suspicion::Suspicion,
};
use crate::{Error, Result, table::Better};

/// The loss of every sample in every epoch.
#[derive(Clone, Debug, PartialEq)]
pub struct LossHistory {
    samples: usize,
    /// `[epochs, samples]`
    losses: Vec<f32>,
}

impl LossHistory {
    /// `losses`: an epoch each, `[samples]`; NaN where a sample has no label or was not met.
    ///
    /// # Errors
    /// [`Error::Format`] without an epoch or a sample, when epochs are not equally long, or for an infinite loss, with epoch (from 1) and
    /// sample.
    pub fn new(losses: &[impl AsRef<[f32]>]) -> Result<Self> {
        let samples = losses.first().map_or(0, |epoch| epoch.as_ref().len());
        if samples == 0 {
            let found = format!("{} epochs of {samples} samples", losses.len());
            return Err(Error::format("losses", found, "at least one of both"));
        }
        let mut all = Vec::with_capacity(losses.len() * samples);
        for (epoch, losses) in losses.iter().enumerate() {
            let (losses, place) = (losses.as_ref(), format!("losses, epoch {}", epoch + 1));
            if losses.len() != samples {
                return Err(Error::format(place, format!("{} samples", losses.len()), format!("{samples}")));
            }
            if let Some(sample) = losses.iter().position(|loss| loss.is_infinite()) {
                let place = format!("{place}, sample {sample}");
                return Err(Error::format(place, losses[sample], "a finite number, or NaN for no loss"));
            }
            all.extend_from_slice(losses);
        }
        Ok(Self { samples, losses: all })
    }

    /// How many samples there are.
    pub fn samples(&self) -> usize {
        self.samples
    }

    /// How many epochs there are.
    pub fn epochs(&self) -> usize {
        self.losses.len() / self.samples
    }

    /// The mean loss of each sample over the epochs that met it, `[samples]`: the summed loss, but also fair to a sample met less often.
    /// `None` where none did.
    pub fn mean(&self) -> Vec<Option<f64>> {
        let (mut sums, mut met) = (vec![0.0; self.samples], vec![0.0; self.samples]);
        for epoch in self.losses.chunks_exact(self.samples) {
            for (sample, &loss) in epoch.iter().enumerate() {
                if !loss.is_nan() {
                    sums[sample] += f64::from(loss);
                    met[sample] += 1.0;
                }
            }
        }
        sums.into_iter().zip(met).map(|(sum, met)| (met > 0.0).then(|| sum / met)).collect()
    }

    /// The losses summed over epochs, as suspicion.
    pub fn suspicion(&self) -> Suspicion {
        Suspicion::of_numbers("mean loss", &self.mean(), Better::Lower)
    }

    /// P(clean) of each sample, by a two-component mixture on its [mean loss](Self::mean).
    ///
    /// # Errors
    /// Those of [`fit_mixture`].
    pub fn mixture(&self, components: Components) -> Result<MixtureFit> {
        fit_mixture(&self.mean(), components)
    }
}
