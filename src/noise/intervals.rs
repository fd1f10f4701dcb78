//! Intervals: by resampling items, and by the Beta distribution.

use super::special::beta_quantile;
use crate::{Error, Result, Seed};
use rand::RngExt;
use rayon::prelude::*;

/// A number with the interval that it is in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The number itself.
    pub estimate: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// Settings of [`bootstrap`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bootstrap {
    /// How often items are drawn: 1000 by default.
    pub replicates: usize,
    /// The share of intervals that shall hold the true number, in (0, 1): 0.95 by default.
    pub confidence: f64,
    /// Where the draws come from.
    pub seed: Seed,
}

impl Default for Bootstrap {
    fn default() -> Self {
        Self { replicates: 1000, confidence: 0.95, seed: Seed(0) }
    }
}

/// Intervals of any statistics of items (Efron 1979): as many items are drawn with replacement, again and again, and the ends are
/// percentiles of what comes out. `statistics` is given how often each item counts, `[items]`, and returns its numbers, always as
/// many. Draws of which a number is undefined, NaN, are left out for it; one that is never defined has an interval of NaN.
///
/// Assumes that items are drawn independently of each other. Costs `replicates` times the statistics; on all cores.
///
/// ```
/// use noisyfer::noise::{Bootstrap, bootstrap};
/// let right = [1.0, 1.0, 1.0, 0.0];
/// let share = |times: &[u32]| {
///     let sum: f64 = right.iter().zip(times).map(|(right, times)| right * f64::from(*times)).sum();
///     vec![sum / 4.0]
/// };
/// let interval = bootstrap(4, &Bootstrap::default(), share)?[0];
/// assert_eq!((interval.estimate, interval.low, interval.high), (0.75, 0.25, 1.0));
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] without replicates, or for a confidence outside (0, 1).
pub fn bootstrap(
    items: usize,
    options: &Bootstrap,
    statistics: impl Fn(&[u32]) -> Vec<f64> + Sync,
) -> Result<Vec<Interval>> {
    if options.replicates == 0 {
        return Err(Error::parameter("replicates", 0, "at least 1"));
    }
    check_confidence(options.confidence)?;
    let draw = |replicate: usize| {
        let (mut rng, mut times) = (options.seed.stream("bootstrap", replicate as u64), vec![0; items]);
        for _ in 0..items {
            times[rng.random_range(0..items)] += 1;
        }
        statistics(&times)
    };
    let drawn: Vec<Vec<f64>> = (0..options.replicates).into_par_iter().map(draw).collect();
    let mut intervals = vec![];
    for (place, estimate) in statistics(&vec![1; items]).into_iter().enumerate() {
        let mut values: Vec<f64> = drawn.iter().map(|values| values[place]).filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        let outside = (1.0 - options.confidence) / 2.0;
        intervals.push(Interval {
            estimate,
            low: percentile(&values, outside),
            high: percentile(&values, 1.0 - outside),
        });
    }
    Ok(intervals)
}

pub(super) fn check_confidence(confidence: f64) -> Result<()> {
    let good = confidence > 0.0 && confidence < 1.0;
    good.then_some(()).ok_or_else(|| Error::parameter("confidence", confidence, "between 0 and 1, such as 0.95"))
}

/// The value that a share of sorted values is below, between neighbours in proportion.
pub(super) fn percentile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share * last as f64;
    let below = sorted[place.floor() as usize];
    below + (sorted[place.ceil() as usize] - below) * place.fract()
}

/// A share of which `hits` and `misses` were counted, with Jeffreys' prior of 1/2 each: mean and interval of its Beta distribution.
pub(super) fn share(hits: f64, misses: f64, confidence: f64) -> Interval {
    let (a, b) = (hits + 0.5, misses + 0.5);
    of_beta(a, b, confidence)
}

/// Mean and interval of a Beta distribution.
pub(super) fn of_beta(a: f64, b: f64, confidence: f64) -> Interval {
    let outside = (1.0 - confidence) / 2.0;
    Interval { estimate: a / (a + b), low: beta_quantile(outside, a, b), high: beta_quantile(1.0 - outside, a, b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bootstrap_of_a_mean_is_about_its_standard_error_wide() {
        let items = 400;
        let mean = |times: &[u32]| {
            let sum: f64 = times.iter().enumerate().map(|(item, times)| (item % 2) as f64 * f64::from(*times)).sum();
            vec![sum / items as f64, f64::NAN]
        };
        let found = bootstrap(items, &Bootstrap::default(), mean).unwrap();
        // The standard error is 0.5 / 20; 1.96 of it on both sides.
        assert_eq!(found[0].estimate, 0.5);
        assert!((found[0].low - 0.451).abs() < 0.006 && (found[0].high - 0.549).abs() < 0.006, "{found:?}");
        assert!(found[1].low.is_nan());
        assert_eq!(bootstrap(items, &Bootstrap::default(), mean).unwrap()[0], found[0]);
        let other = Bootstrap { seed: Seed(1), ..Bootstrap::default() };
        assert_ne!(bootstrap(items, &other, mean).unwrap()[0], found[0]);
        assert_eq!(bootstrap(0, &Bootstrap::default(), |_| vec![1.0]).unwrap()[0].low, 1.0, "no item");
    }

    #[test]
    fn percentiles_by_hand() {
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| percentile(&[1.0, 2.0, 4.0], share)), [1.0, 1.5, 2.0, 4.0]);
    }

    #[test]
    fn bad_settings_are_told() {
        let error = |options: Bootstrap| bootstrap(1, &options, |_| vec![]).unwrap_err().to_string();
        assert!(error(Bootstrap { replicates: 0, ..Bootstrap::default() }).contains("replicates must be at least 1"));
        assert!(error(Bootstrap { confidence: 1.0, ..Bootstrap::default() }).contains("such as 0.95, got 1"));
    }
}
