//! Krippendorff's alpha: agreement of any number of annotators with gaps, for classes, ordered classes and numbers.

use super::{categorical::CategoricalRatings, continuous::ContinuousRatings, ratings::undefined};
use crate::{Error, Result};

/// How two labels are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Level {
    /// Equal or not: for classes without an order.
    #[default]
    Nominal,
    /// By how many labels lie between them: for ordered classes.
    Ordinal,
    /// By their squared difference, of codes where they are classes.
    Interval,
}

const NAME: &str = "Krippendorff's alpha";

impl CategoricalRatings {
    /// Krippendorff's alpha, at most 1, 0 for what chance would give: 1 - D_o / D_e, the mean disagreement of two labels of one
    /// item over that of any two labels (Krippendorff, Content Analysis, 2004, chapter 11). Items with at least two labels
    /// count, by their labels.
    ///
    /// Cost: two passes over the labels. There is no coincidence matrix: a mean squared difference within items is
    /// a variance within them, and ordinal differences are interval differences of mean ranks.
    ///
    /// # Errors
    /// [`Error::Format`] without an item with two labels, and when all labels are equal.
    pub fn krippendorff_alpha(&self, level: Level) -> Result<f64> {
        let scores: Vec<f64> = match level {
            Level::Nominal => {
                let (within, totals) = self.over_items(unequal_pairs);
                let pairable = check_totals(&totals)?;
                let between: f64 = totals.iter().map(|&total| total as f64 * (pairable - total as f64)).sum();
                return Ok(1.0 - within * (pairable - 1.0) / between);
            }
            Level::Ordinal => mean_ranks(&self.over_items(|_, _| 0.0).1),
            Level::Interval => (0..self.classes().len()).map(|code| code as f64).collect(),
        };
        let (within, totals) = self.over_items(|counts, given| squares(counts, given, &scores) * given / (given - 1.0));
        let pairable = check_totals(&totals)?;
        let weighted = |(&total, score): (&u64, &f64)| total as f64 * score;
        let mean = totals.iter().zip(&scores).map(weighted).sum::<f64>() / pairable;
        let about_mean = |(&total, score): (&u64, &f64)| total as f64 * (score - mean) * (score - mean);
        let all: f64 = totals.iter().zip(&scores).map(about_mean).sum();
        Ok(1.0 - within / pairable * (pairable - 1.0) / all)
    }

    /// The sum of `of_item` (counts of the classes, labels) over the items with two labels, and how often each class occurs in them.
    fn over_items(&self, of_item: impl Fn(&[u32], f64) -> f64) -> (f64, Vec<u64>) {
        let mut totals = vec![0u64; self.classes().len()];
        let mut sum = 0.0;
        self.for_each_item(|counts| {
            let given: u32 = counts.iter().sum();
            if given < 2 {
                return;
            }
            sum += of_item(counts, f64::from(given));
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += u64::from(count);
            }
        });
        (sum, totals)
    }
}

/// How many labels there are; refuses none, and those of one class.
fn check_totals(totals: &[u64]) -> Result<f64> {
    match totals.iter().filter(|&&total| total > 0).count() {
        0 => Err(undefined(NAME, "no item with two labels")),
        1 => Err(undefined(NAME, "one class throughout")),
        _ => Ok(totals.iter().sum::<u64>() as f64),
    }
}

/// Unequal ordered pairs of an item's labels, over labels - 1.
fn unequal_pairs(counts: &[u32], given: f64) -> f64 {
    let equal: u64 = counts.iter().map(|&count| u64::from(count) * u64::from(count)).sum();
    (given * given - equal as f64) / (given - 1.0)
}

/// The sum of squares of an item's scores about their mean.
fn squares(counts: &[u32], given: f64, scores: &[f64]) -> f64 {
    let mut sum = 0.0;
    for (&count, score) in counts.iter().zip(scores) {
        sum += f64::from(count) * score;
    }
    let (mean, mut squares) = (sum / given, 0.0);
    for (&count, score) in counts.iter().zip(scores) {
        squares += f64::from(count) * (score - mean) * (score - mean);
    }
    squares
}

impl ContinuousRatings {
    /// Krippendorff's alpha of numbers, as [that of classes](CategoricalRatings::krippendorff_alpha), with a sort more
    /// for [`Level::Ordinal`].
    ///
    /// # Errors
    /// [`Error::Parameter`] for [`Level::Nominal`]; [`Error::Format`] without an item with two labels, and when all labels are
    /// equal.
    pub fn krippendorff_alpha(&self, level: Level) -> Result<f64> {
        let values: Vec<f64> = match level {
            Level::Nominal => {
                return Err(Error::parameter("the level", "Nominal", "Ordinal or Interval: these are numbers"));
            }
            Level::Interval => self.grid.cells.iter().map(|&value| value.into()).collect(),
            Level::Ordinal => self.ranks(),
        };
        let mut moments = vec![];
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in values.chunks_exact(self.grid.annotators.len()) {
            let values: Vec<f64> = row.iter().copied().filter(|value| !value.is_nan()).collect();
            if values.len() < 2 {
                continue;
            }
            let given = values.len() as f64;
            let mean = values.iter().sum::<f64>() / given;
            let squares = values.iter().map(|value| (value - mean) * (value - mean)).sum();
            moments.push(Moments { given, mean, squares });
            low = values.iter().copied().fold(low, f64::min);
            high = values.iter().copied().fold(high, f64::max);
        }
        if moments.is_empty() {
            return Err(undefined(NAME, "no item with two labels"));
        }
        if low == high {
            return Err(undefined(NAME, "equal labels throughout"));
        }
        Ok(alpha_of_moments(&moments))
    }

    /// The mean rank of every value among those of items with two labels; NaN where there is none.
    fn ranks(&self) -> Vec<f64> {
        let mut sorted = vec![];
        for row in self.grid.rows() {
            let given: Vec<f32> = row.iter().copied().filter(|value| !value.is_nan()).collect();
            if given.len() > 1 {
                sorted.extend(given);
            }
        }
        // By order of numbers, not of bits: 0 and -0 are one value.
        sorted.sort_unstable_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
        let rank = |value: &f32| {
            let below = sorted.partition_point(|other| other < value);
            let up_to = sorted.partition_point(|other| other <= value);
            if value.is_nan() { f64::NAN } else { (below + up_to) as f64 / 2.0 }
        };
        self.grid.cells.iter().map(rank).collect()
    }
}

/// The rank of each class's labels: those below it, and half of its own.
fn mean_ranks(totals: &[u64]) -> Vec<f64> {
    let mut below = 0;
    let mut ranks = vec![];
    for &total in totals {
        ranks.push(below as f64 + total as f64 / 2.0);
        below += total;
    }
    ranks
}

/// The labels of an item.
struct Moments {
    given: f64,
    mean: f64,
    /// The sum of squares about the mean.
    squares: f64,
}

/// Alpha with squared differences: with m labels of an item, of sum of squares S about their mean, the pairs of the item
/// differ by 2 m S in all.
fn alpha_of_moments(items: &[Moments]) -> f64 {
    let (mut pairable, mut sum, mut within) = (0.0, 0.0, 0.0);
    for item in items {
        pairable += item.given;
        sum += item.given * item.mean;
        within += item.squares * item.given / (item.given - 1.0);
    }
    let mean = sum / pairable;
    let about_mean = |item: &Moments| item.squares + item.given * (item.mean - mean) * (item.mean - mean);
    let all: f64 = items.iter().map(about_mean).sum();
    1.0 - within / pairable * (pairable - 1.0) / all
}
