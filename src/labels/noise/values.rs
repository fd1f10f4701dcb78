//! Noise on numbers, such as valence and arousal.

use crate::{
    Error, Result, Seed,
    labels::{HeadKind, LabelHead, LabelTable},
    metrics::Line,
};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// How someone errs who gives numbers: a v + b + N(0, s²) of the true v, clamped into the range; outliers are anywhere in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ValueNoise {
    /// b, in the values' unit: 0 by default.
    pub bias: f32,
    /// a: 1 by default; below 1 where an annotator uses less of the range.
    pub scale: f32,
    /// s, a standard deviation >= 0 in the values' unit: 0 by default.
    pub spread: f32,
    /// The share of outliers, in [0, 1]: 0 by default.
    pub outliers: f64,
}

impl Default for ValueNoise {
    fn default() -> Self {
        Self { bias: 0.0, scale: 1.0, spread: 0.0, outliers: 0.0 }
    }
}

/// Numbers made from true ones, with what came out of the draws and the clamping.
#[derive(Clone, Debug, PartialEq)]
pub struct NoisyValues {
    /// What was given.
    pub values: Vec<f32>,
    /// Which values are outliers.
    pub outliers: Vec<bool>,
    /// Bias, scale and spread that came out, and the share of outliers: the least-squares line of the other values on the true ones.
    /// `None` for fewer than 3 of them, or true values that do not vary.
    pub realised: Option<ValueNoise>,
}

impl ValueNoise {
    /// What someone who errs like this says of true values in `low..=high`.
    ///
    /// ```
    /// use noisyfer::{Seed, labels::noise::ValueNoise};
    /// let reserved = ValueNoise { bias: 0.1, scale: 0.5, ..ValueNoise::default() };
    /// let given = reserved.apply(&[-1.0, 0.0, 1.0], -1.0, 1.0, &mut Seed(0).stream("ben", 0))?;
    /// assert_eq!(given.values, [-0.4, 0.1, 0.6]);
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Parameter`] for a bias or scale that is not finite, a negative or infinite spread, a share of outliers outside
    /// [0, 1] or a range that is empty or without end.
    pub fn apply(&self, truth: &[f32], low: f32, high: f32, rng: &mut ChaCha8Rng) -> Result<NoisyValues> {
        self.check()?;
        // An infinite width has no uniform draws.
        if !(low < high && (high - low).is_finite()) {
            return Err(Error::parameter("the range of values", format!("{low}..={high}"), "low < high, both finite"));
        }
        let (mut values, mut outliers) = (vec![], vec![]);
        for value in truth {
            let given = self.scale * value + self.bias + self.spread * normal(rng);
            // Nothing is drawn where there are none: the annotators of a published seed must keep their labels.
            let is_outlier = self.outliers > 0.0 && rng.random_bool(self.outliers);
            values.push(if is_outlier { rng.random_range(low..=high) } else { given.clamp(low, high) });
            outliers.push(is_outlier);
        }
        let realised = realised(truth, &values, &outliers);
        Ok(NoisyValues { values, outliers, realised })
    }

    fn check(&self) -> Result<()> {
        for (name, value) in [("the bias", self.bias), ("the scale", self.scale)] {
            if !value.is_finite() {
                return Err(Error::parameter(name, value, "a finite number"));
            }
        }
        if !(self.spread >= 0.0 && self.spread.is_finite()) {
            return Err(Error::parameter("the standard deviation", self.spread, "a number >= 0"));
        }
        if !(0.0..=1.0).contains(&self.outliers) {
            return Err(Error::parameter("the share of outliers", self.outliers, "0 to 1"));
        }
        Ok(())
    }
}

fn realised(truth: &[f32], values: &[f32], outliers: &[bool]) -> Option<ValueNoise> {
    let (mut x, mut y) = (vec![], vec![]);
    for (place, is_outlier) in outliers.iter().enumerate() {
        if !is_outlier {
            x.push(truth[place]);
            y.push(values[place]);
        }
    }
    let line = Line::fit(&x, &y)?;
    Some(ValueNoise {
        bias: line.intercept as f32,
        scale: line.slope as f32,
        spread: line.deviation as f32,
        outliers: 1.0 - x.len() as f64 / truth.len() as f64,
    })
}

/// The table with continuous head `head` as someone gives it who errs by `noise`, and its truth. `truth`: `[rows, dimensions]`.
///
/// # Errors
/// [`Error::Parameter`] for a categorical head, a wrong number of values or bad noise; [`Error::Format`] for a true value outside
/// the head's range.
pub fn annotate_values(
    table: &LabelTable,
    head: LabelHead,
    truth: &[f32],
    noise: &ValueNoise,
    seed: Seed,
) -> Result<LabelTable> {
    let HeadKind::Continuous { low, high, .. } = head.kind else {
        return Err(Error::parameter(format!("head {:?}", head.name), "categorical", "continuous"));
    };
    let name = head.name.clone();
    let noisy = noise.apply(truth, low, high, &mut seed.stream(&name, 0))?;
    table.with_values(head, &noisy.values)?.with_truth_values(&name, truth)
}

/// A standard normal number (Box and Muller 1958). Not by `rand_distr` as elsewhere in the crate: that draws other numbers
/// from a stream, and the annotators of a published seed must keep their labels.
fn normal(rng: &mut ChaCha8Rng) -> f32 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    (radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_two_ends() {
        let noise = ValueNoise { outliers: 0.5, ..ValueNoise::default() };
        for (low, high) in [(1.0, 1.0), (f32::MIN, f32::MAX), (0.0, f32::INFINITY), (f32::NAN, 1.0)] {
            let error = noise.apply(&[0.0; 9], low, high, &mut Seed(0).stream("test", 0)).unwrap_err().to_string();
            assert!(error.starts_with("the range of values must be low < high, both finite"), "{error}");
        }
    }

    #[test]
    fn values_stay_in_their_range() {
        let names = (0..5_000).map(|row| row.to_string()).collect();
        let head = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
        let (table, noise) = (LabelTable::from_names(names).unwrap(), ValueNoise { spread: 0.1, ..Default::default() });
        let table = annotate_values(&table, head, &[0.0; 10_000], &noise, Seed(5)).unwrap();
        let values = table.values("affect").unwrap();
        let sd = (values.iter().map(|value| value * value).sum::<f32>() / 10_000.0).sqrt();
        assert!((sd - 0.1).abs() < 0.004, "{sd}");
        assert_eq!(table.truth_values("affect").unwrap(), [0.0; 10_000]);
        let wide = ValueNoise { spread: 5.0, ..noise };
        let clamped = wide.apply(&[0.9; 1000], -1.0, 1.0, &mut Seed(5).stream("wide", 0)).unwrap();
        assert!(clamped.values.iter().all(|value| (-1.0..=1.0).contains(value)) && clamped.values.contains(&-1.0));
        assert_eq!(clamped.realised, None, "true values that do not vary");
    }

    #[test]
    fn bias_scale_spread_and_outliers_come_out() {
        let truth: Vec<f32> = (0..20_000).map(|row| (row % 101) as f32 / 100.0 - 0.5).collect();
        let planned = ValueNoise { bias: 0.1, scale: 0.8, spread: 0.05, outliers: 0.1 };
        let noisy = planned.apply(&truth, -1.0, 1.0, &mut Seed(0).stream("values", 0)).unwrap();
        let found = noisy.realised.unwrap();
        assert!((found.bias - 0.1).abs() < 0.005 && (found.scale - 0.8).abs() < 0.01, "{found:?}");
        assert!((found.spread - 0.05).abs() < 0.002 && (found.outliers - 0.1).abs() < 0.01, "{found:?}");
        let exact = ValueNoise { spread: 0.0, outliers: 0.0, ..planned };
        let found = exact.apply(&truth, -1.0, 1.0, &mut Seed(0).stream("values", 0)).unwrap().realised.unwrap();
        assert!((found.bias - 0.1).abs() < 1e-6 && (found.scale - 0.8).abs() < 1e-6 && found.outliers == 0.0);
    }

    #[test]
    fn bad_settings_are_told() {
        let error = |noise: ValueNoise, high| {
            noise.apply(&[0.0], -1.0, high, &mut Seed(0).stream("x", 0)).unwrap_err().to_string()
        };
        let default = ValueNoise::default();
        assert!(error(ValueNoise { spread: -0.1, ..default }, 1.0).contains("must be a number >= 0, got -0.1"));
        assert!(error(ValueNoise { spread: f32::NAN, ..default }, 1.0).contains("got NaN"));
        assert!(error(ValueNoise { outliers: 1.1, ..default }, 1.0).contains("the share of outliers must be 0 to 1"));
        assert!(error(ValueNoise { bias: f32::INFINITY, ..default }, 1.0).contains("the bias must be"));
        assert!(error(default, -1.0).contains("low < high"));
    }
}
