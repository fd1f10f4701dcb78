//! Intervals: by resampling items, and by the Beta distribution.

use super::special::beta_quantile;
use crate::{
    Error, Result,
    metrics::{BootstrapOptions, Interval, quantile, resampled},
};

/// Intervals of any statistics of items (Efron 1979): as many items are drawn with replacement, again and again, and the ends are
/// percentiles of what comes out. `statistics` is given how often each item counts, `[items]`, and returns its numbers, always as
/// many. Draws of which a number is undefined, NaN, are left out for it and counted; one that is never defined has an interval of NaN.
/// ([`metrics::bootstrap`](crate::metrics::bootstrap()) is for statistics of the drawn rows.)
///
/// Assumes that items are drawn independently of each other. Costs `resamples` times the statistics; on all cores.
///
/// ```
/// use noisyfer::{metrics::BootstrapOptions, noise::bootstrap};
/// let right = [1.0, 1.0, 1.0, 0.0];
/// let share = |times: &[u32]| {
///     let sum: f64 = right.iter().zip(times).map(|(right, times)| right * f64::from(*times)).sum();
///     vec![sum / 4.0]
/// };
/// let interval = bootstrap(4, &BootstrapOptions::default(), share)?[0];
/// assert_eq!((interval.value, interval.low, interval.high), (0.75, 0.25, 1.0));
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] without resamples, or for a confidence outside (0, 1).
pub fn bootstrap(
    items: usize,
    options: &BootstrapOptions,
    statistics: impl Fn(&[u32]) -> Vec<f64> + Sync,
) -> Result<Vec<Interval>> {
    check_confidence(options.confidence)?;
    options.check()?;
    let drawn = resampled(items, options, |rows| {
        let mut times = vec![0; items];
        for &row in rows {
            times[row] += 1;
        }
        statistics(&times)
    });
    let mut intervals = vec![];
    for (place, value) in statistics(&vec![1; items]).into_iter().enumerate() {
        let mut values: Vec<f64> = drawn.iter().map(|values| values[place]).filter(|value| !value.is_nan()).collect();
        values.sort_by(f64::total_cmp);
        let outside = (1.0 - options.confidence) / 2.0;
        let [low, high] = [outside, 1.0 - outside].map(|share| percentile(&values, share));
        intervals.push(Interval { value, low, high, undefined: drawn.len() - values.len() });
    }
    Ok(intervals)
}

pub(super) fn check_confidence(confidence: f64) -> Result<()> {
    let good = confidence > 0.0 && confidence < 1.0;
    good.then_some(()).ok_or_else(|| Error::parameter("confidence", confidence, "between 0 and 1, such as 0.95"))
}

/// As [`quantile`]; NaN without a value.
pub(super) fn percentile(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() { f64::NAN } else { quantile(sorted, share) }
}

/// A share of which `hits` and `misses` were counted, with Jeffreys' prior of 1/2 each: mean and interval of its Beta distribution.
pub(super) fn share(hits: f64, misses: f64, confidence: f64) -> Interval {
    let (a, b) = (hits + 0.5, misses + 0.5);
    of_beta(a, b, confidence)
}

/// Mean and interval of a Beta distribution.
pub(super) fn of_beta(a: f64, b: f64, confidence: f64) -> Interval {
    let outside = (1.0 - confidence) / 2.0;
    let [low, high] = [outside, 1.0 - outside].map(|share| beta_quantile(share, a, b));
    Interval { value: a / (a + b), low, high, undefined: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    #[test]
    fn the_bootstrap_of_a_mean_is_about_its_standard_error_wide() {
        let items = 400;
        let mean = |times: &[u32]| {
            let sum: f64 = times.iter().enumerate().map(|(item, times)| (item % 2) as f64 * f64::from(*times)).sum();
            vec![sum / items as f64, f64::NAN]
        };
        let found = bootstrap(items, &BootstrapOptions::default(), mean).unwrap();
        // The standard error is 0.5 / 20; 1.96 of it on both sides.
        assert_eq!(found[0].value, 0.5);
        assert!((found[0].low - 0.451).abs() < 0.006 && (found[0].high - 0.549).abs() < 0.006, "{found:?}");
        assert!(found[1].low.is_nan());
        assert_eq!(bootstrap(items, &BootstrapOptions::default(), mean).unwrap()[0], found[0]);
        let other = BootstrapOptions { seed: Seed(1), ..BootstrapOptions::default() };
        assert_ne!(bootstrap(items, &other, mean).unwrap()[0], found[0]);
        assert_eq!(bootstrap(0, &BootstrapOptions::default(), |_| vec![1.0]).unwrap()[0].low, 1.0, "no item");
    }

    #[test]
    fn percentiles_by_hand() {
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|share| percentile(&[1.0, 2.0, 4.0], share)), [1.0, 1.5, 2.0, 4.0]);
    }

    #[test]
    fn bad_settings_are_told() {
        let error = |options: BootstrapOptions| bootstrap(1, &options, |_| vec![]).unwrap_err().to_string();
        assert!(
            error(BootstrapOptions { resamples: 0, ..BootstrapOptions::default() })
                .contains("resamples must be at least 1")
        );
        assert!(
            error(BootstrapOptions { confidence: 1.0, ..BootstrapOptions::default() }).contains("such as 0.95, got 1")
        );
    }
}
