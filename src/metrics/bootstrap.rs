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
    // Says what is wrong with the items as they are.
    statistic(&(0..items).collect::<Vec<_>>())?;
    let intervals = bootstrap_all(items, options, |rows| {
        let numbers = statistic(rows).ok().filter(|numbers| numbers.iter().all(|number| number.is_finite()));
        numbers.map_or(vec![f64::NAN; N], Vec::from)
    })?;
    if intervals.first().is_some_and(|interval| interval.undefined == options.resamples) {
        let found = format!("a statistic that is defined in none of {} resamples", options.resamples);
        return Err(Error::format("bootstrap", found, "more items, or labels that vary more"));
    }
    Ok(std::array::from_fn(|index| intervals[index]))
}

/// [`bootstrap`] of any number of statistics, always as many. Each is NaN in resamples where it is not defined: these are left out for
/// it and counted; one that is never defined has an interval of NaN.
///
/// # Errors
/// [`Error::Parameter`] for bad options; [`Error::Format`] without items.
pub fn bootstrap_all(
    items: usize,
    options: &BootstrapOptions,
    statistics: impl Fn(&[usize]) -> Vec<f64> + Sync,
) -> Result<Vec<Interval>> {
    options.check()?;
    if items == 0 {
        return Err(Error::format("bootstrap", "no items", "at least one"));
    }
    let drawn = resampled(items, options, &statistics);
    let tail = (1.0 - options.confidence) / 2.0;
    let mut intervals = vec![];
    for (place, value) in statistics(&(0..items).collect::<Vec<_>>()).into_iter().enumerate() {
        let mut sorted: Vec<f64> =
            drawn.iter().map(|numbers| numbers[place]).filter(|number| !number.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let end = |share: f64| if sorted.is_empty() { f64::NAN } else { quantile(&sorted, share) };
        intervals.push(Interval {
            value,
            low: end(tail),
            high: end(1.0 - tail),
            undefined: drawn.len() - sorted.len(),
        });
    }
    Ok(intervals)
}

/// What `statistic` makes of each resample's rows.
fn resampled<T: Send>(items: usize, options: &BootstrapOptions, statistic: impl Fn(&[usize]) -> T + Sync) -> Vec<T> {
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
    fn each_of_several_statistics_has_its_own_interval() {
        let values: Vec<f64> = (0..400).map(|index| f64::from(index % 2)).collect();
        let statistics = |rows: &[usize]| {
            let mean = rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64;
            vec![mean, f64::NAN, if rows.contains(&0) { 1.0 } else { f64::NAN }]
        };
        let found = bootstrap_all(400, &BootstrapOptions::default(), statistics).unwrap();
        // The standard error is 0.5 / 20; 1.96 of it on both sides.
        assert_eq!(found[0].value, 0.5);
        assert!((found[0].low - 0.451).abs() < 0.006 && (found[0].high - 0.549).abs() < 0.006, "{found:?}");
        assert!(found[1].low.is_nan() && found[1].undefined == 1000);
        // 1 / e of the resamples lack the first item.
        assert!((found[2].undefined as f64 / 1000.0 - 0.368).abs() < 0.05 && found[2].high == 1.0, "{found:?}");
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
