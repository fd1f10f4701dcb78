//! Intervals by the Beta distribution.

use super::special::beta_quantile;
use crate::{Error, Result, metrics::Interval};

pub(super) fn check_confidence(confidence: f64) -> Result<()> {
    let good = confidence > 0.0 && confidence < 1.0;
    good.then_some(()).ok_or_else(|| Error::parameter("confidence", confidence, "between 0 and 1, such as 0.95"))
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

    #[test]
    fn bad_settings_are_told() {
        let error = check_confidence(1.0).unwrap_err().to_string();
        assert!(error.contains("such as 0.95, got 1"), "{error}");
    }
}
