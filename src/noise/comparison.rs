//! Estimators held against a known truth.

use super::{Consensus, ESTIMATORS, estimator};
use crate::{
    Error, Result,
    labels::Annotations,
    metrics::{BootstrapOptions, Interval, bootstrap},
    table::{Cell, Table},
};

/// How well one estimator finds the truth.
#[derive(Clone, Debug, PartialEq)]
pub struct EstimatorScores {
    /// The estimator.
    pub name: &'static str,
    /// The share of items whose most probable class is right, in [0, 1], with its bootstrap interval over items.
    pub accuracy: Interval,
    /// The mean probability of the most probable class, in [0, 1]: above the accuracy, an estimator is surer than it should be.
    pub confidence: f64,
}

/// Holds every estimator in [`ESTIMATORS`], with its default settings, against the true classes, `[items]`, `None` where they are not
/// known. An item that an estimator knows nothing of counts as wrong.
///
/// # Errors
/// [`Error::Format`] for another number of true classes than of items, and when none is known; those of the estimators and of
/// [`bootstrap`](crate::metrics::bootstrap()).
pub fn compare_estimators(
    annotations: &Annotations,
    truth: &[Option<u8>],
    options: &BootstrapOptions,
) -> Result<Vec<EstimatorScores>> {
    if truth.len() != annotations.items().len() {
        let expected = format!("one for each of {} items", annotations.items().len());
        return Err(Error::format("estimators against the truth", format!("{} true classes", truth.len()), expected));
    }
    let known: Vec<usize> = (0..truth.len()).filter(|item| truth[*item].is_some()).collect();
    if known.is_empty() {
        return Err(Error::format("estimators against the truth", "no true class", "at least one"));
    }
    let mut scores = vec![];
    for name in ESTIMATORS {
        let estimator = estimator(name)?;
        scores.push(scored(estimator.name(), &estimator.fit(annotations)?, truth, &known, options)?);
    }
    Ok(scores)
}

fn scored(
    name: &'static str,
    consensus: &Consensus,
    truth: &[Option<u8>],
    known: &[usize],
    options: &BootstrapOptions,
) -> Result<EstimatorScores> {
    let (found, confidence) = (consensus.most_probable(), consensus.confidence());
    let right: Vec<f64> = known.iter().map(|&item| f64::from(u8::from(found[item] == truth[item]))).collect();
    let [accuracy] = bootstrap(known.len(), options, |rows| {
        Ok([rows.iter().map(|&row| right[row]).sum::<f64>() / rows.len() as f64])
    })?;
    let confidence = known.iter().map(|&item| confidence[item]).sum::<f64>() / known.len() as f64;
    Ok(EstimatorScores { name, accuracy, confidence })
}

/// A row per estimator, the most accurate marked.
pub fn estimator_table(scores: &[EstimatorScores]) -> Table {
    let columns = ["estimator", "right / %", "low", "high", "mean confidence / %"];
    let mut table = Table::new("Estimators of the consensus against the truth", &columns);
    for score in scores {
        let Interval { value, low, high, .. } = score.accuracy;
        let mut row = vec![score.name.into()];
        row.extend([value, low, high, score.confidence].map(|share| Cell::from(100.0 * share)));
        table.rows.push(row);
    }
    table.with_note("bootstrap intervals over items; a confidence above the share that is right is too high")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, coin, crowd};

    #[test]
    fn estimators_see_through_spammers_and_votes_do_not() {
        // Three who look and four who click anything.
        let matrices: Vec<_> = [0.8, 0.8, 0.8, 0.25, 0.25, 0.25, 0.25].iter().map(|share| coin(*share, 4)).collect();
        let (labels, truth) = crowd(600, &matrices, 7, 1);
        let truth: Vec<Option<u8>> = truth.into_iter().map(Some).collect();
        let options = BootstrapOptions { resamples: 100, ..BootstrapOptions::default() };
        let scores = compare_estimators(&labels, &truth, &options).unwrap();
        assert_eq!(scores.len(), ESTIMATORS.len());
        let of = |name: &str| scores.iter().find(|score| score.name == name).unwrap();
        let (vote, matrix) = (of("majority vote"), of("Dawid-Skene"));
        assert!(matrix.accuracy.value > vote.accuracy.high, "{scores:?}");
        assert!((matrix.confidence - matrix.accuracy.value).abs() < 0.04, "{matrix:?}");
        assert_eq!(estimator_table(&scores).rows.len(), scores.len());
    }

    #[test]
    fn only_known_items_count() {
        let labels = annotations(3, 1, 2, &[(0, 0, 0), (1, 0, 1)]);
        let scores = |truth: &[Option<u8>]| compare_estimators(&labels, truth, &BootstrapOptions::default());
        // Item 2 has a truth and no label: wrong.
        let found = scores(&[Some(0), None, Some(1)]).unwrap();
        assert_eq!((found[0].accuracy.value, found[0].confidence), (0.5, 0.5));
        let message = |truth: &[Option<u8>]| scores(truth).unwrap_err().to_string();
        assert!(message(&[None]).contains("found 1 true classes, expected one for each of 3 items"));
        assert!(message(&[None; 3]).contains("found no true class"));
    }
}
