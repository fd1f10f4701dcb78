//! What is measured: the one list that tables, files and look-ups by name are made from.

use super::{ConfusionMatrix, ccc, pcc, rmse, sagr};
use crate::{Error, Result, table::Better};

/// One measured number.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// As it stands in tables: `"Accuracy"`, `"CCC valence"`.
    pub name: String,
    /// The number; `None` where it is not defined, such as the recall of a class that does not occur.
    pub value: Option<f64>,
    /// Which of two values is the better one.
    pub better: Better,
}

impl Metric {
    /// A number called `name`.
    pub fn new(name: impl Into<String>, value: impl Into<Option<f64>>, better: Better) -> Self {
        Self { name: name.into(), value: value.into(), better }
    }

    /// The metric of `metrics` that is called `name`.
    ///
    /// # Errors
    /// [`Error::Parameter`] with all names, when none is called so.
    pub fn find(metrics: &[Self], name: &str) -> Result<Self> {
        let unknown = || {
            let names: Vec<&str> = metrics.iter().map(|metric| metric.name.as_str()).collect();
            Error::parameter("the metric", format!("{name:?}"), format!("one of {}", names.join(", ")))
        };
        metrics.iter().find(|metric| metric.name == name).cloned().ok_or_else(unknown)
    }
}

/// How a metric is computed.
pub(super) enum Measure {
    /// From true and predicted classes; a share in [0, 1], which tables of methods show in percent.
    Classes(fn(&ConfusionMatrix) -> f64),
    /// From predicted and true values, in this order.
    Values(fn(&[f32], &[f32]) -> Result<f64>),
}

/// Every metric, in the order of tables. A new one is a function and a line here.
pub(super) const METRICS: [(&str, Better, Measure); 6] = [
    ("Accuracy", Better::Higher, Measure::Classes(ConfusionMatrix::accuracy)),
    ("Macro F1", Better::Higher, Measure::Classes(ConfusionMatrix::macro_f1)),
    ("CCC", Better::Higher, Measure::Values(ccc)),
    ("PCC", Better::Higher, Measure::Values(pcc)),
    ("RMSE", Better::Lower, Measure::Values(rmse)),
    ("SAGR", Better::Higher, Measure::Values(sagr)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_lists_what_exists() {
        let metrics = [Metric::new("Accuracy", 0.5, Better::Higher), Metric::new("RMSE valence", None, Better::Lower)];
        assert_eq!(Metric::find(&metrics, "Accuracy").unwrap().value, Some(0.5));
        let error = Metric::find(&metrics, "accuracy").unwrap_err().to_string();
        assert_eq!(error, r#"the metric must be one of Accuracy, RMSE valence, got "accuracy""#);
    }
}
