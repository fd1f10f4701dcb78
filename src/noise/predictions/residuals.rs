//! Numbers that a model predicts otherwise, on the scale of the annotator who gave them.

use crate::{Error, Result};

/// The deviation of a normal distribution in units of its median absolute deviation.
const DEVIATIONS: f64 = 1.4826;

/// Given minus out-of-sample predicted numbers of one annotator and dimension, centred and scaled by that annotator's own residuals, so
/// that neither bias nor a coarse hand makes every label of an annotator suspect.
///
/// ```
/// use noisyfer::noise::predictions::Residuals;
/// let predicted = [0.1, 0.2, 0.3, 0.4, 0.5];
/// let given = [0.31, 0.39, 0.5, 0.62, -0.4]; // 0.2 too high, and one of another face
/// let residuals = Residuals::new(&given, &predicted)?;
/// let quality = residuals.quality();
/// assert!((residuals.centre - 0.2).abs() < 0.01 && quality[0] > Some(0.3) && quality[4] < Some(1e-6));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Residuals {
    /// The median of given minus predicted, in the labels' unit.
    pub centre: f64,
    /// 1.4826 times the median absolute deviation from it, which is the standard deviation of normal residuals; where that is 0, the mean
    /// absolute deviation.
    pub scale: f64,
    /// (given - predicted - centre) / scale, `[items]`; `None` where there is no label.
    pub scaled: Vec<Option<f64>>,
}

impl Residuals {
    /// Compares given numbers, NaN where there is none, with predicted ones, `[items]` both.
    ///
    /// # Errors
    /// [`Error::Format`] when the lengths differ, a prediction is not finite, a given number is infinite, or none is given.
    pub fn new(given: &[f32], predicted: &[f32]) -> Result<Self> {
        if given.len() != predicted.len() {
            let found = format!("{} given and {} predicted numbers", given.len(), predicted.len());
            return Err(Error::format("residuals", found, "as many"));
        }
        let mut residuals = vec![];
        for (item, (&given, &predicted)) in given.iter().zip(predicted).enumerate() {
            if given.is_infinite() || !predicted.is_finite() {
                let found = format!("given {given}, predicted {predicted}");
                return Err(Error::format(
                    format!("residuals, item {item}"),
                    found,
                    "finite numbers; NaN for no label",
                ));
            }
            residuals.push((!given.is_nan()).then(|| f64::from(given) - f64::from(predicted)));
        }
        let known: Vec<f64> = residuals.iter().copied().flatten().collect();
        let centre =
            median(known.clone()).ok_or_else(|| Error::format("residuals", "no given number", "at least one"))?;
        let deviations: Vec<f64> = known.iter().map(|residual| (residual - centre).abs()).collect();
        let mean = deviations.iter().sum::<f64>() / deviations.len() as f64;
        let scale =
            Some(DEVIATIONS * median(deviations).unwrap_or_default()).filter(|&scale| scale > 0.0).unwrap_or(mean);
        // All residuals are equal where the mean deviation is 0 too: none of them deviates.
        let scaled = |residual: f64| if scale > 0.0 { (residual - centre) / scale } else { 0.0 };
        let scaled = residuals.into_iter().map(|residual| residual.map(scaled)).collect();
        Ok(Self { centre, scale, scaled })
    }

    /// exp(-|scaled residual|), in [0, 1], low = bad, `[items]`; `None` where there is no label.
    pub fn quality(&self) -> Vec<Option<f64>> {
        self.scaled.iter().map(|scaled| scaled.map(|scaled| (-scaled.abs()).exp())).collect()
    }
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    Some(if values.len().is_multiple_of(2) { (values[values.len() / 2 - 1] + upper) / 2.0 } else { upper })
}
