//! Whether predictions are as sure as they are right.

use crate::{Error, Result};
use serde::{Deserialize, Serialize};

/// The number of bins of equal width, as in Guo et al. (ICML 2017).
const BINS: usize = 15;

/// How often predictions are right, by how sure they are: in 15 bins of equal width over [0, 1] (Guo et al., "On Calibration of
/// Modern Neural Networks", ICML 2017).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reliability {
    /// The bins with predictions in them, the least sure first.
    pub bins: Vec<ReliabilityBin>,
}

/// Predictions that are about as sure as each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReliabilityBin {
    /// How many there are.
    pub count: usize,
    /// The mean probability of the class that is predicted, in [0, 1].
    pub confidence: f64,
    /// The share that is right, in [0, 1].
    pub accuracy: f64,
}

impl Reliability {
    /// Sorts predictions into bins by `confidences`, the probabilities of the predicted classes.
    ///
    /// # Errors
    /// [`Error::Format`] for lists of different lengths, and for a confidence outside [0, 1].
    ///
    /// ```
    /// use noisyfer::metrics::Reliability;
    /// // Half sure and right twice of four; quite sure and always wrong.
    /// let found = Reliability::new(&[0.5, 0.5, 0.5, 0.5, 1.0], &[true, false, true, false, false])?;
    /// assert_eq!((found.bins[0].count, found.bins[0].accuracy), (4, 0.5));
    /// assert_eq!(found.error(), Some(0.2));
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    pub fn new(confidences: &[f64], right: &[bool]) -> Result<Self> {
        if confidences.len() != right.len() {
            let expected = format!("{}, one a confidence", confidences.len());
            return Err(Error::format("the predictions that are right", right.len(), expected));
        }
        let mut sums = [(0usize, 0.0, 0usize); BINS];
        for (row, (&confidence, &is_right)) in confidences.iter().zip(right).enumerate() {
            if !(0.0..=1.0).contains(&confidence) {
                return Err(Error::format(format!("confidence {row}"), confidence, "in [0, 1]"));
            }
            // A bin has its upper edge, as in the paper.
            let bin = ((confidence * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
            let (count, confidences, rights) = &mut sums[bin];
            *count += 1;
            *confidences += confidence;
            *rights += usize::from(is_right);
        }
        let mut bins = vec![];
        for (count, confidences, rights) in sums.into_iter().filter(|(count, ..)| *count > 0) {
            let of = count as f64;
            bins.push(ReliabilityBin { count, confidence: confidences / of, accuracy: rights as f64 / of });
        }
        Ok(Self { bins })
    }

    /// The expected calibration error, in [0, 1]: how far apart confidence and accuracy are in a bin, over the predictions. `None`
    /// without one.
    pub fn error(&self) -> Option<f64> {
        let (mut sum, mut all) = (0.0, 0.0);
        for bin in &self.bins {
            sum += bin.count as f64 * (bin.confidence - bin.accuracy).abs();
            all += bin.count as f64;
        }
        (all > 0.0).then(|| sum / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_their_upper_edge_and_gaps_are_weighted_by_count() {
        // 0.2 is the upper edge of the third bin of 15, 0.2 + ε in the fourth.
        let found = Reliability::new(&[0.2, 0.2001, 0.9, 0.9, 0.0], &[true, true, true, false, false]).unwrap();
        let counts: Vec<usize> = found.bins.iter().map(|bin| bin.count).collect();
        assert_eq!(counts, [1, 1, 1, 2]);
        // Gaps 0, 0.8, 0.7999 and twice 0.4, over five.
        assert!((found.error().unwrap() - (0.8 + 0.7999 + 2.0 * 0.4) / 5.0).abs() < 1e-12);
        assert_eq!(Reliability::new(&[], &[]).unwrap().error(), None);
    }

    #[test]
    fn what_is_no_confidence_is_told() {
        let error = |confidences: &[f64]| Reliability::new(confidences, &[true]).unwrap_err().to_string();
        assert_eq!(error(&[1.5]), "confidence 0: found 1.5, expected in [0, 1]");
        assert_eq!(error(&[f64::NAN]), "confidence 0: found NaN, expected in [0, 1]");
        assert!(error(&[0.1, 0.2]).contains("found 1, expected 2"));
    }
}
