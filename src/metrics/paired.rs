//! Whether two models differ: on the same images, and over the same seeds.

use super::statistics::mean_and_deviation;
use crate::{Error, Result};
use std::f64::consts::{FRAC_2_PI, LN_2};

/// The share of intervals of [`PairedDifference`] that hold the true mean.
const CONFIDENCE: f64 = 0.95;

/// McNemar's test (1947) of two classifiers on the same images. Only the images that exactly one of them names right count:
/// were both equally good, either would be the right one as often as the other.
///
/// ```
/// use noisyfer::metrics::McNemar;
/// let truth = [0, 0, 0, 0, 0, 1, 1, 1];
/// let test = McNemar::new(&truth, &[0, 0, 0, 0, 0, 1, 0, 0], &[1, 1, 1, 1, 1, 1, 0, 0])?;
/// assert_eq!((test.first_only, test.second_only), (5, 0));
/// assert!((test.p - 2.0 / 32.0).abs() < 1e-12);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct McNemar {
    /// How many images only the first names right.
    pub first_only: u64,
    /// How many images only the second names right.
    pub second_only: u64,
    /// The two-sided p value of the exact binomial test, in [0, 1]; 1 where the two agree on every image.
    pub p: f64,
}

impl McNemar {
    /// Compares two lists of predicted classes with the truth, image by image.
    ///
    /// # Errors
    /// [`Error::Format`] when the lengths differ.
    pub fn new(truth: &[u8], first: &[u8], second: &[u8]) -> Result<Self> {
        if first.len() != truth.len() || second.len() != truth.len() {
            let found = format!("{} and {} predictions for {} truths", first.len(), second.len(), truth.len());
            return Err(Error::format("McNemar's test", found, "as many"));
        }
        let (mut first_only, mut second_only) = (0, 0);
        for (row, class) in truth.iter().enumerate() {
            match (first[row] == *class, second[row] == *class) {
                (true, false) => first_only += 1,
                (false, true) => second_only += 1,
                _ => {}
            }
        }
        Ok(Self::of_counts(first_only, second_only))
    }

    /// The test for these numbers of images that only the first and only the second names right.
    ///
    /// Exact for any number of images, so that there is no limit below which chi-square would be wrong.
    pub fn of_counts(first_only: u64, second_only: u64) -> Self {
        let images = first_only + second_only;
        let fewer = first_only.min(second_only);
        // The logarithm of C(images, right) / 2^images, which itself would underflow above a thousand images.
        let mut log_chance = -(images as f64) * LN_2;
        let mut tail = 0.0;
        for right in 0..=fewer {
            tail += log_chance.exp();
            log_chance += ((images - right) as f64).ln() - ((right + 1) as f64).ln();
        }
        Self { first_only, second_only, p: (2.0 * tail).min(1.0) }
    }
}

/// The mean of paired differences, such as of the accuracies of two methods with the same seeds, and what is known of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PairedDifference {
    /// How many pairs there are, at least 2.
    pub pairs: usize,
    /// The mean of first minus second.
    pub mean: f64,
    /// The standard error of the mean: the sample standard deviation over the root of the number of pairs.
    pub standard_error: f64,
    /// The ends of the 95 % interval of the mean, by Student's t with one degree of freedom less than pairs.
    pub interval: [f64; 2],
}

impl PairedDifference {
    /// Compares `first` with `second`, pair by pair.
    ///
    /// # Errors
    /// [`Error::Format`] when the lengths differ or there are fewer than two pairs.
    pub fn new(first: &[f64], second: &[f64]) -> Result<Self> {
        if first.len() != second.len() || first.len() < 2 {
            let found = format!("{} and {} values", first.len(), second.len());
            return Err(Error::format("a paired difference", found, "as many of both, at least 2"));
        }
        let differences: Vec<f64> = first.iter().zip(second).map(|(first, second)| first - second).collect();
        let (mean, deviation) = mean_and_deviation(&differences);
        let standard_error = deviation.unwrap_or_default() / (first.len() as f64).sqrt();
        let half = half_interval(&differences).unwrap_or_default();
        Ok(Self { pairs: first.len(), mean, standard_error, interval: [mean - half, mean + half] })
    }

    /// Whether the interval leaves out zero.
    pub fn is_clear(&self) -> bool {
        self.interval[0] > 0.0 || self.interval[1] < 0.0
    }
}

/// Half the length of the 95 % interval of the mean of `values`, by Student's t with one degree of freedom less than values; `None`
/// for fewer than two.
///
/// ```
/// let half = noisyfer::metrics::half_interval(&[1.0, 2.0, 3.0]).unwrap();
/// assert!((half - 4.3027 / 3f64.sqrt()).abs() < 1e-3);
/// ```
pub fn half_interval(values: &[f64]) -> Option<f64> {
    let deviation = mean_and_deviation(values).1?;
    Some(t_quantile(CONFIDENCE, values.len() - 1) * deviation / (values.len() as f64).sqrt())
}

/// The t that a share of Student's distribution lies within, on both sides of zero.
fn t_quantile(share: f64, degrees: usize) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while t_within(high, degrees) < share {
        high *= 2.0;
    }
    // As often as a double has bits.
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        if t_within(middle, degrees) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The share of Student's distribution within ±t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
fn t_within(t: f64, degrees: usize) -> f64 {
    let angle = (t / (degrees as f64).sqrt()).atan();
    let (sine, cosine) = angle.sin_cos();
    let is_odd = degrees % 2 == 1;
    let mut term = if is_odd { cosine } else { 1.0 };
    let mut sum = 0.0;
    let mut power = if is_odd { 1 } else { 0 };
    while power + 2 <= degrees {
        sum += term;
        power += 2;
        term *= cosine * cosine * (power as f64 - 1.0) / power as f64;
    }
    if is_odd { FRAC_2_PI * (angle + sine * sum) } else { sine * sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mcnemar_by_hand() {
        // Bentur et al. 2009 in Fagerland, Lydersen and Laake 2013: 1 and 7 discordant pairs, exact p 0.0703.
        let test = McNemar::of_counts(1, 7);
        assert!((test.p - 2.0 * 9.0 / 256.0).abs() < 1e-12, "{}", test.p);
        assert_eq!(McNemar::of_counts(7, 1).p, test.p);
        assert_eq!((McNemar::of_counts(0, 0).p, McNemar::of_counts(3, 3).p), (1.0, 1.0));
        assert!(McNemar::new(&[0, 1], &[0], &[0, 1]).unwrap_err().to_string().contains("1 and 2 predictions for 2"));
    }

    #[test]
    fn mcnemar_of_many_images_is_near_the_normal_distribution() {
        // z = (5100 - 4900 - 1) / sqrt(10000) = 1.99, whose two-sided p is 0.0466.
        let test = McNemar::of_counts(4_900, 5_100);
        assert!((test.p - 0.0466).abs() < 1e-4, "{}", test.p);
        assert_eq!(McNemar::of_counts(0, 10_000).p, 0.0);
    }

    #[test]
    fn a_paired_difference_by_hand() {
        // Differences 1, 2, 3: mean 2, deviation 1, standard error 1 / sqrt(3), t 4.3027 for 2 degrees of freedom.
        let difference = PairedDifference::new(&[3.0, 5.0, 7.0], &[2.0, 3.0, 4.0]).unwrap();
        let half = 4.302_653 / 3f64.sqrt();
        assert_eq!((difference.pairs, difference.mean), (3, 2.0));
        assert!((difference.standard_error - 1.0 / 3f64.sqrt()).abs() < 1e-12);
        assert!((difference.interval[0] - (2.0 - half)).abs() < 1e-5 && !difference.is_clear());
        assert!((difference.interval[1] - (2.0 + half)).abs() < 1e-5);
        assert!(PairedDifference::new(&[3.0, 3.1], &[2.0, 2.1]).unwrap().is_clear());
        assert!(PairedDifference::new(&[2.0, 2.1], &[3.0, 3.1]).unwrap().is_clear());
        assert!(PairedDifference::new(&[1.0], &[2.0]).unwrap_err().to_string().contains("1 and 1 values"));
    }

    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        let table =
            [(1, 12.706), (2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (30, 2.042), (120, 1.980)];
        for (degrees, t) in table {
            assert!((t_quantile(0.95, degrees) - t).abs() < 5.1e-4, "{degrees}: {}", t_quantile(0.95, degrees));
        }
        assert!((t_quantile(0.99, 4) - 4.604).abs() < 5.1e-4);
    }
}
