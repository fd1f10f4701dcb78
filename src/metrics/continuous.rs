//! Agreement of numbers, such as predicted and true valence.

use super::metric::{METRICS, Measure, Metric};
use crate::{Error, Result, table::Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How well predictions of one dimension agree with the truth: concordance ([`ccc`]), Pearson's correlation ([`pcc`]), error
/// ([`rmse`]) and sign agreement ([`sagr`]), computed in double precision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContinuousScores {
    /// By the metric's name in lower case; `None` where its function is an error.
    values: BTreeMap<String, Option<f64>>,
}

impl ContinuousScores {
    /// Compares predictions with the truth, pair by pair.
    ///
    /// # Errors
    /// [`Error::Format`] when the lengths differ, there is no pair, or a value is not finite.
    pub fn new(predicted: &[f32], truth: &[f32]) -> Result<Self> {
        check(predicted, truth)?;
        let mut values = BTreeMap::new();
        for (name, _, measure) in METRICS {
            if let Measure::Values(measure) = measure {
                values.insert(name.to_lowercase(), measure(predicted, truth).ok());
            }
        }
        Ok(Self { values })
    }

    /// Every metric; those that are not defined here, or were not yet measured when the scores were stored, have no value.
    pub fn metrics(&self) -> Vec<Metric> {
        let mut metrics = vec![];
        for (name, better, measure) in METRICS {
            if let Measure::Values(_) = measure {
                let value = self.values.get(&name.to_lowercase()).copied().flatten();
                metrics.push(Metric::new(name, value, better));
            }
        }
        metrics
    }

    /// The concordance correlation, in [-1, 1]; `None` where [`ccc`] is an error.
    pub fn ccc(&self) -> Option<f64> {
        self.values.get("ccc").copied().flatten()
    }
}

/// Concordance correlation: 2 cov / (var_p + var_t + (mean_p - mean_t)²), everything over n, so that equal values
/// reach 1. Constant predictions of a varying truth have 0.
///
/// # Errors
/// [`Error::Format`] when the lengths differ, a value is not finite, there are fewer than two pairs, or the truth
/// does not vary.
pub fn ccc(predicted: &[f32], truth: &[f32]) -> Result<f64> {
    let m = Moments::of(predicted, truth)?;
    m.varies("the truth", m.variance_truth)?;
    let apart = m.mean_predicted - m.mean_truth;
    Ok(2.0 * m.covariance / (m.variance_predicted + m.variance_truth + apart * apart))
}

/// Pearson's correlation.
///
/// # Errors
/// [`Error::Format`] when the lengths differ, a value is not finite, there are fewer than two pairs, or predictions
/// or truth do not vary.
pub fn pcc(predicted: &[f32], truth: &[f32]) -> Result<f64> {
    let m = Moments::of(predicted, truth)?;
    m.varies("the truth", m.variance_truth)?;
    m.varies("the predictions", m.variance_predicted)?;
    Ok(m.covariance / (m.variance_predicted * m.variance_truth).sqrt())
}

/// Root mean squared error.
///
/// # Errors
/// [`Error::Format`] when the lengths differ, there is no pair, or a value is not finite.
pub fn rmse(predicted: &[f32], truth: &[f32]) -> Result<f64> {
    check(predicted, truth)?;
    Ok(mean(pairs(predicted, truth).map(|(p, t)| (p - t).powi(2))).sqrt())
}

/// The share of pairs with the same sign, where zero agrees with zero only (Nicolaou et al. 2011).
///
/// # Errors
/// [`Error::Format`] when the lengths differ, there is no pair, or a value is not finite.
pub fn sagr(predicted: &[f32], truth: &[f32]) -> Result<f64> {
    check(predicted, truth)?;
    let agree = |(p, t): (f64, f64)| p.partial_cmp(&0.0) == t.partial_cmp(&0.0);
    Ok(mean(pairs(predicted, truth).map(|pair| f64::from(u8::from(agree(pair))))))
}

/// Means, and variances and covariance over n.
struct Moments {
    mean_predicted: f64,
    mean_truth: f64,
    variance_predicted: f64,
    variance_truth: f64,
    covariance: f64,
}

impl Moments {
    fn of(predicted: &[f32], truth: &[f32]) -> Result<Self> {
        check(predicted, truth)?;
        if truth.len() < 2 {
            return Err(Error::format("correlation", "1 sample", "at least 2: one sample has no variance"));
        }
        let (p_mean, t_mean) = (mean(predicted.iter().map(|&p| p.into())), mean(truth.iter().map(|&t| t.into())));
        Ok(Self {
            mean_predicted: p_mean,
            mean_truth: t_mean,
            variance_predicted: mean(predicted.iter().map(|&p| (f64::from(p) - p_mean).powi(2))),
            variance_truth: mean(truth.iter().map(|&t| (f64::from(t) - t_mean).powi(2))),
            covariance: mean(pairs(predicted, truth).map(|(p, t)| (p - p_mean) * (t - t_mean))),
        })
    }

    fn varies(&self, what: &str, variance: f64) -> Result<()> {
        // The mean of equal floats may differ from them in its last bit.
        let resolution = f64::EPSILON * self.mean_predicted.abs().max(self.mean_truth.abs());
        if variance > (4.0 * resolution).powi(2) {
            return Ok(());
        }
        Err(Error::format("correlation", format!("{what} are all equal"), "values that vary"))
    }
}

fn check(predicted: &[f32], truth: &[f32]) -> Result<()> {
    if predicted.len() != truth.len() || truth.is_empty() {
        let found = format!("{} predictions for {} true values", predicted.len(), truth.len());
        return Err(Error::format("continuous labels", found, "as many, at least one"));
    }
    match predicted.iter().zip(truth).position(|(p, t)| !p.is_finite() || !t.is_finite()) {
        Some(row) => {
            let found = format!("prediction {}, truth {}", predicted[row], truth[row]);
            Err(Error::format(format!("continuous labels, row {row}"), found, "finite numbers"))
        }
        None => Ok(()),
    }
}

fn pairs(predicted: &[f32], truth: &[f32]) -> impl ExactSizeIterator<Item = (f64, f64)> {
    predicted.iter().zip(truth).map(|(&p, &t)| (p.into(), t.into()))
}

fn mean(values: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = values.len() as f64;
    values.sum::<f64>() / count
}

impl ContinuousScores {
    /// The scores as a table of one row.
    pub fn to_table(&self) -> Table {
        let (mut columns, mut row) = (vec![], vec![]);
        for metric in self.metrics() {
            columns.push(metric.name);
            row.push(metric.value.into());
        }
        Table { columns, rows: vec![row], ..Table::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hand_calculation() {
        // Means 2 and 3, variances 2/3 and 8/3, covariance 4/3: CCC = (8/3) / (10/3 + 1) = 8/13.
        let (predicted, truth) = ([1.0, 2.0, 3.0], [1.0, 3.0, 5.0]);
        let scores = ContinuousScores::new(&predicted, &truth).unwrap().metrics();
        let value = |name: &str| Metric::find(&scores, name).unwrap().value.unwrap();
        assert!((value("CCC") - 8.0 / 13.0).abs() < 1e-12);
        assert!((value("PCC") - 1.0).abs() < 1e-12);
        assert!((value("RMSE") - (5.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(value("SAGR"), 1.0);
    }

    #[test]
    fn stored_scores_are_read_also_without_the_metrics_of_today() {
        let scores = ContinuousScores::new(&[0.5], &[0.0]).unwrap();
        let text = serde_json::to_string(&scores).unwrap();
        assert_eq!(text, r#"{"ccc":null,"pcc":null,"rmse":0.5,"sagr":0.0}"#);
        assert_eq!(serde_json::from_str::<ContinuousScores>(&text).unwrap(), scores);
        let old: ContinuousScores = serde_json::from_str(r#"{"ccc":0.25}"#).unwrap();
        assert_eq!(old.ccc(), Some(0.25));
        assert_eq!(Metric::find(&old.metrics(), "RMSE").unwrap().value, None);
    }

    #[test]
    fn perfect_agreement_is_one_also_for_two_samples() {
        assert_eq!(ccc(&[-0.5, 0.5], &[-0.5, 0.5]).unwrap(), 1.0);
        assert_eq!(ccc(&[0.5, -0.5], &[-0.5, 0.5]).unwrap(), -1.0);
    }

    #[test]
    fn signs_agree_where_both_are_zero_or_on_one_side() {
        assert_eq!(sagr(&[0.0, 0.0, -0.1, 0.1], &[0.0, 0.1, -0.9, -0.1]).unwrap(), 0.5);
        assert_eq!(sagr(&[-0.0], &[0.0]).unwrap(), 1.0);
    }

    #[test]
    fn what_cannot_be_computed_is_told() {
        assert!(ccc(&[0.1], &[0.1]).unwrap_err().to_string().contains("one sample has no variance"));
        assert!(ccc(&[0.1, 0.2], &[0.3, 0.3]).unwrap_err().to_string().contains("the truth are all equal"));
        assert_eq!(ccc(&[0.3; 3], &[0.1, 0.2, 0.3]).unwrap(), 0.0);
        assert!(pcc(&[0.3; 3], &[0.1, 0.2, 0.3]).is_err());
        let one = ContinuousScores::new(&[0.5], &[0.0]).unwrap();
        let values: Vec<_> = one.metrics().into_iter().map(|metric| metric.value).collect();
        assert_eq!(values, [None, None, Some(0.5), Some(0.0)]);
        assert!(ContinuousScores::new(&[], &[]).is_err());
        assert!(ContinuousScores::new(&[0.1, 0.2], &[0.1]).is_err());
        assert!(rmse(&[0.1, f32::NAN], &[0.1, 0.2]).unwrap_err().to_string().contains("row 1"));
    }
}
