//! How losses are distributed, and what a mixture makes of them.

use super::{
    losses::LossHistory,
    mixture::{Components, MixtureFit},
};
use crate::{
    Error, Result,
    table::{Cell, Table},
};

/// The mean losses of samples in bins of equal width, with the mixture that was fitted to them.
#[derive(Clone, Debug, PartialEq)]
pub struct LossHistogram {
    /// From the smallest to the largest loss.
    pub bins: Vec<LossBin>,
    /// How many samples have a loss.
    pub samples: usize,
    /// The mixture.
    pub mixture: MixtureFit,
}

/// The losses of one bin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LossBin {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// How many losses lie in it.
    pub samples: usize,
    /// The share of samples in it by its width: their integral is 1.
    pub density: f64,
}

impl LossHistory {
    /// The [mean losses](Self::mean) in `bins` bins of equal width, with a mixture of two components fitted to them.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a bin; those of [`fit_mixture`](super::fit_mixture).
    pub fn histogram(&self, components: Components, bins: usize) -> Result<LossHistogram> {
        if bins == 0 {
            return Err(Error::parameter("bins", 0, "at least 1"));
        }
        let mixture = self.mixture(components)?;
        let losses: Vec<f64> = self.mean().into_iter().flatten().collect();
        let [low, high] = mixture.range();
        let width = (high - low) / bins as f64;
        let mut counts = vec![0usize; bins];
        for loss in &losses {
            counts[(((loss - low) / width) as usize).min(bins - 1)] += 1;
        }
        let mut made = vec![];
        for (place, samples) in counts.into_iter().enumerate() {
            let (low, high) = (low + width * place as f64, low + width * (place + 1) as f64);
            made.push(LossBin { low, high, samples, density: samples as f64 / (losses.len() as f64 * width) });
        }
        Ok(LossHistogram { bins: made, samples: losses.len(), mixture })
    }
}

impl LossHistogram {
    /// A row per bin, with the densities of both components, weighted by their shares, at its middle.
    pub fn to_table(&self) -> Table {
        let columns = ["from", "to", "samples", "density", "clean", "noisy"];
        let mut table = Table::new("Mean losses of samples", &columns);
        for bin in &self.bins {
            let [clean, noisy] = self.mixture.densities((bin.low + bin.high) / 2.0);
            let mut row = vec![Cell::Number(bin.low), Cell::Number(bin.high), bin.samples.into()];
            row.extend([bin.density, clean, noisy].map(Cell::Number));
            table.rows.push(row);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_all_losses_and_densities_integrate_to_one() {
        let losses: Vec<f32> =
            (0..200).map(|sample| if sample % 4 == 0 { 2.0 } else { 0.1 } + 0.003 * sample as f32).collect();
        let history = LossHistory::new(&[losses]).unwrap();
        for components in [Components::Gaussian, Components::Beta] {
            let histogram = history.histogram(components, 20).unwrap();
            assert_eq!(histogram.bins.iter().map(|bin| bin.samples).sum::<usize>(), 200);
            let integral: f64 = histogram.bins.iter().map(|bin| bin.density * (bin.high - bin.low)).sum();
            assert!((integral - 1.0).abs() < 1e-9);
            // Midpoints of the range, of which the tails beyond it lack.
            let [low, high] = histogram.mixture.range();
            let step = (high - low) / 2000.0;
            let mut held = [0.0; 2];
            for place in 0..2000 {
                let densities = histogram.mixture.densities(low + step * (f64::from(place) + 0.5));
                held[0] += densities[0] * step;
                held[1] += densities[1] * step;
            }
            assert!((held[0] - 0.75).abs() < 0.06 && (held[1] - 0.25).abs() < 0.06, "{components:?}: {held:?}");
            assert_eq!(histogram.to_table().rows.len(), 20);
        }
        assert!(history.histogram(Components::Gaussian, 0).is_err());
    }
}
