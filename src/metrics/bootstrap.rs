//! Percentile bootstrap: how far a number computed from items would move with other items.

use crate::{Error, Result, Seed};
use rand::RngExt;
use rayon::prelude::*;

/// Settings of [`bootstrap`].
#[derive(Clone, Debug, PartialEq)]
pub struct BootstrapOptions {
    /// How many times items are drawn, at least 1; 1000 by default.
    pub resamples: usize,
    /// The share of the resampled numbers inside the interval, in (0, 1); 0.95 by default.
    pub confidence: f64,
    /// What the draws come from.
    pub seed: Seed,
}

impl Default for BootstrapOptions {
    fn default() -> Self {
        Self { resamples: 1000, confidence: 0.95, seed: Seed(0) }
    }
}

/// A number with its bootstrap interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The number for the items as they are.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// In how many resamples the number was not defined; the ends are of the others.
    pub undefined: usize,
}

/// `statistic` of all items, and the interval that each of its numbers stays in when as many items are drawn from them with
/// replacement (Efron, Annals of Statistics 7, 1979): the percentiles of the resampled numbers, interpolated linearly.
/// `statistic` gets the rows of the items, in 0..`items`, some of them several times; items must be independent of each
/// other.
///
/// Resample r draws from its own stream of the seed, so that neither threads nor the number of resamples changes it. Cost:
/// `resamples` times that of `statistic`, on all cores.
///
/// ```
/// use noisyfer::metrics::{BootstrapOptions, bootstrap};
/// let values = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0];
/// let mean = |rows: &[usize]| Ok([rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64]);
/// let [interval] = bootstrap(values.len(), &BootstrapOptions::default(), mean)?;
/// assert_eq!(interval.value, 4.5);
/// assert!(interval.low > 2.0 && interval.low < 3.5 && interval.high > 5.5 && interval.high < 7.0);
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for bad options; [`Error::Format`] without items, or when the statistic is defined in no resample;
/// what `statistic` says to the items as they are.
pub fn bootstrap<const N: usize>(
    items: usize,
    options: &BootstrapOptions,
    statistic: impl Fn(&[usize]) -> Result<[f64; N]> + Sync,
) -> Result<[Interval; N]> {
    options.check()?;
    if items == 0 {
        return Err(Error::format("bootstrap", "no items", "at least one"));
    }
    let whole = statistic(&(0..items).collect::<Vec<_>>())?;
    let resampled = resampled(items, options, |rows| {
        statistic(rows).ok().filter(|numbers| numbers.iter().all(|number| number.is_finite()))
    });
    let defined: Vec<[f64; N]> = resampled.into_iter().flatten().collect();
    if defined.is_empty() {
        let found = format!("a statistic that is defined in none of {} resamples", options.resamples);
        return Err(Error::format("bootstrap", found, "more items, or labels that vary more"));
    }
    let undefined = options.resamples - defined.len();
    let tail = (1.0 - options.confidence) / 2.0;
    Ok(std::array::from_fn(|index| {
        let mut sorted: Vec<f64> = defined.iter().map(|numbers| numbers[index]).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let [low, high] = [tail, 1.0 - tail].map(|share| quantile(&sorted, share));
        Interval { value: whole[index], low, high, undefined }
    }))
}

/// What `statistic` makes of each resample's rows.
pub(crate) fn resampled<T: Send>(
    items: usize,
    options: &BootstrapOptions,
    statistic: impl Fn(&[usize]) -> T + Sync,
) -> Vec<T> {
    let resample = |rows: &mut Vec<usize>, resample: usize| {
        let mut rng = options.seed.stream("bootstrap", resample as u64);
        rows.fill_with(|| rng.random_range(0..items));
        statistic(rows)
    };
    (0..options.resamples).into_par_iter().map_init(|| vec![0; items], resample).collect()
}

impl BootstrapOptions {
    /// Refuses numbers out of range.
    pub(crate) fn check(&self) -> Result<()> {
        if self.resamples == 0 {
            return Err(Error::parameter("resamples", 0, "at least 1"));
        }
        let inside = self.confidence > 0.0 && self.confidence < 1.0;
        inside.then_some(()).ok_or_else(|| Error::parameter("confidence", self.confidence, "between 0 and 1"))
    }
}

/// The value below which a share of `sorted`, at least one number, lies; interpolated linearly between two.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Result<[f64; 1]> {
        |rows| Ok([rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64])
    }

    #[test]
    fn the_interval_of_a_mean_is_that_of_its_standard_error() {
        let values: Vec<f64> = (0..400).map(|index| f64::from(index % 20)).collect();
        let [interval] = bootstrap(400, &BootstrapOptions::default(), mean_of(&values)).unwrap();
        // 0..19 has variance (400 - 1) / 12.
        let half = 1.96 * (399.0f64 / 12.0 / 400.0).sqrt();
        assert!((interval.low - (9.5 - half)).abs() < 0.06 && (interval.high - (9.5 + half)).abs() < 0.06);
    }

    #[test]
    fn threads_do_not_change_the_bits_and_the_seed_does() {
        let values: Vec<f64> = (0..50).map(f64::from).collect();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| bootstrap(50, &BootstrapOptions::default(), mean_of(&values)).unwrap())
        };
        assert_eq!(with(1), with(3));
        let other = BootstrapOptions { seed: Seed(1), ..BootstrapOptions::default() };
        assert_ne!(bootstrap(50, &other, mean_of(&values)).unwrap(), with(1));
    }

    #[test]
    fn undefined_resamples_are_counted() {
        let only_with_first = |rows: &[usize]| {
            if rows.contains(&0) { Ok([1.0]) } else { Err(Error::format("a", "b", "c")) }
        };
        let [interval] = bootstrap(3, &BootstrapOptions::default(), only_with_first).unwrap();
        // (2/3)^3 of the resamples lack the first item.
        assert!((interval.undefined as f64 / 1000.0 - 8.0 / 27.0).abs() < 0.04);
        assert_eq!((interval.low, interval.high), (1.0, 1.0));
    }

    #[test]
    fn mistakes_are_told() {
        let message =
            |items, options: BootstrapOptions| bootstrap(items, &options, |_| Ok([f64::NAN])).unwrap_err().to_string();
        let default = BootstrapOptions::default;
        assert_eq!(message(0, default()), "bootstrap: found no items, expected at least one");
        assert!(message(2, default()).contains("defined in none of 1000 resamples"));
        assert_eq!(message(2, BootstrapOptions { resamples: 0, ..default() }), "resamples must be at least 1, got 0");
        assert_eq!(
            message(2, BootstrapOptions { confidence: f64::NAN, ..default() }),
            "confidence must be between 0 and 1, got NaN"
        );
    }

    #[test]
    fn quantiles_by_hand() {
        assert_eq!(quantile(&[1.0, 2.0, 4.0], 0.75), 3.0);
        assert_eq!((quantile(&[7.0], 0.3), quantile(&[1.0, 2.0], 1.0)), (7.0, 2.0));
    }
}
