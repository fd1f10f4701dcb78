//! Two kinds of samples, those with small and those with large losses.

use super::suspicion::Suspicion;
use crate::{Error, Result, noise::special::ln_gamma, table::Better};
use std::f64::consts::TAU;

/// What the losses of one kind of samples are distributed like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Components {
    /// Normally (Li, Socher and Hoi, ICLR 2020: DivideMix).
    #[default]
    Gaussian,
    /// By a beta distribution, which may be skewed, fitted to moments (Arazo et al., ICML 2019).
    Beta,
}

impl Components {
    /// How far scaled losses are kept from 0 and 1.
    fn edge(self) -> f64 {
        if self == Self::Beta { EDGE } else { 0.0 }
    }
}

/// A mixture of clean (small) and noisy (large) losses.
#[derive(Clone, Debug, PartialEq)]
pub struct MixtureFit {
    /// P(clean), `[samples]`, in [0, 1]; `None` where there is no loss.
    pub clean: Vec<Option<f64>>,
    /// The share of clean and of noisy samples; they sum to 1.
    pub shares: [f64; 2],
    /// The mean loss of clean and of noisy samples, clean first, on the scale of the losses.
    pub means: [f64; 2],
    /// The standard deviations, likewise.
    pub deviations: [f64; 2],
    /// How often both were estimated from each other.
    pub iterations: usize,
    components: Components,
    /// The smallest and the largest loss.
    range: [f64; 2],
}

/// EM has settled long before.
const MOST_ITERATIONS: usize = 200;

/// The mean absolute change of P(clean) below which EM ends.
const SETTLED: f64 = 1e-6;

/// The smallest standard deviation on the scale of [0, 1]: without it a component would shrink onto equal losses.
const SMALLEST_DEVIATION: f64 = 1e-3;

/// Beta densities are infinite at 0 and 1.
const EDGE: f64 = 1e-4;

/// Fits a mixture of two components to losses, `[samples]`, by EM on losses scaled to [0, 1], starting from the smaller and the larger half of
/// that range. Nothing is drawn at random.
///
/// The component of the smaller mean is called clean. With normal components of different width P(clean) may fall again at the
/// smallest losses, where the wider one is the denser; a rank by the loss itself does not.
///
/// # Errors
/// [`Error::Format`] for a loss that is not finite, and for fewer than two different losses.
pub fn fit_mixture(losses: &[Option<f64>], components: Components) -> Result<MixtureFit> {
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (sample, loss) in losses.iter().enumerate() {
        let Some(loss) = *loss else { continue };
        if !loss.is_finite() {
            return Err(Error::format(format!("losses, sample {sample}"), loss, "a finite number, or None"));
        }
        (low, high) = (low.min(loss), high.max(loss));
    }
    if low >= high {
        return Err(Error::format("a mixture of losses", "no two different losses", "losses that vary"));
    }
    let edge = components.edge();
    let scaled: Vec<f64> =
        losses.iter().flatten().map(|loss| ((loss - low) / (high - low)).clamp(edge, 1.0 - edge)).collect();
    let mut clean: Vec<f64> = scaled.iter().map(|loss| 1.0 - loss.round()).collect();
    let mut kinds = kinds_of(&scaled, &clean);
    let mut iterations = 0;
    while iterations < MOST_ITERATIONS {
        iterations += 1;
        let mut change = 0.0;
        let densities = kinds.each_ref().map(|kind| kind.log_density(components));
        for (clean, &loss) in clean.iter_mut().zip(&scaled) {
            let odds = densities[1](loss) - densities[0](loss);
            let updated = 1.0 / (1.0 + odds.exp());
            change += (updated - *clean).abs();
            *clean = updated;
        }
        kinds = kinds_of(&scaled, &clean);
        if change / (scaled.len() as f64) < SETTLED {
            break;
        }
    }
    if kinds[0].mean > kinds[1].mean {
        kinds.swap(0, 1);
        clean.iter_mut().for_each(|clean| *clean = 1.0 - *clean);
    }
    let mut of_sample = clean.into_iter();
    Ok(MixtureFit {
        clean: losses.iter().map(|loss| loss.and_then(|_| of_sample.next())).collect(),
        shares: kinds.each_ref().map(|kind| kind.share),
        means: kinds.each_ref().map(|kind| low + (high - low) * kind.mean),
        deviations: kinds.each_ref().map(|kind| (high - low) * kind.deviation),
        iterations,
        components,
        range: [low, high],
    })
}

/// One component, on the scale of [0, 1].
struct Kind {
    share: f64,
    mean: f64,
    deviation: f64,
}

/// Clean and noisy samples, by the moments of the losses weighted with P(clean) and the rest.
fn kinds_of(losses: &[f64], clean: &[f64]) -> [Kind; 2] {
    let kind = |weight: fn(f64) -> f64| {
        let (mut sum, mut mean, mut squares) = (1e-9, 0.0, 0.0);
        for (loss, &clean) in losses.iter().zip(clean) {
            sum += weight(clean);
            mean += weight(clean) * loss;
        }
        mean /= sum;
        for (loss, &clean) in losses.iter().zip(clean) {
            squares += weight(clean) * (loss - mean) * (loss - mean);
        }
        Kind { share: sum / losses.len() as f64, mean, deviation: (squares / sum).sqrt().max(SMALLEST_DEVIATION) }
    };
    [kind(|clean| clean), kind(|clean| 1.0 - clean)]
}

impl Kind {
    /// ln (share × density).
    fn log_density(&self, components: Components) -> Box<dyn Fn(f64) -> f64> {
        let (share, mean, deviation) = (self.share.ln(), self.mean, self.deviation);
        match components {
            Components::Gaussian => Box::new(move |loss| {
                share - deviation.ln() - TAU.ln() / 2.0 - ((loss - mean) / deviation).powi(2) / 2.0
            }),
            Components::Beta => {
                let mean = mean.clamp(EDGE, 1.0 - EDGE);
                // A beta distribution's variance is below mean (1 - mean).
                let spread = (mean * (1.0 - mean) / (deviation * deviation) - 1.0).max(EDGE);
                let (a, b) = (mean * spread, (1.0 - mean) * spread);
                let scale = share + ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
                Box::new(move |loss| scale + (a - 1.0) * loss.ln() + (b - 1.0) * (1.0 - loss).ln())
            }
        }
    }
}

impl MixtureFit {
    /// The smallest and the largest loss.
    pub fn range(&self) -> [f64; 2] {
        self.range
    }

    /// The densities of clean and of noisy losses at `loss`, each times its share: their sum integrates to 1.
    pub fn densities(&self, loss: f64) -> [f64; 2] {
        let [low, high] = self.range;
        let edge = self.components.edge();
        let scaled = ((loss - low) / (high - low)).clamp(edge, 1.0 - edge);
        [0, 1].map(|place| {
            let kind = Kind {
                share: self.shares[place],
                mean: (self.means[place] - low) / (high - low),
                deviation: self.deviations[place] / (high - low),
            };
            kind.log_density(self.components)(scaled).exp() / (high - low)
        })
    }

    /// P(clean) as suspicion.
    pub fn suspicion(&self) -> Suspicion {
        Suspicion::of_numbers("loss mixture", &self.clean, Better::Higher)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gammas_of_whole_and_half_numbers() {
        assert!((ln_gamma(5.0) - 24.0f64.ln()).abs() < 1e-9);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-9);
    }
}
