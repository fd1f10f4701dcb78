//! Whether an encoder is as sure as it is right.

use super::{Evaluation, most_probable, reference};
use crate::{
    Result,
    datasets::Dataset,
    labels::LabelHead,
    metrics::Reliability,
    train::{calibration::Calibration, scoring::Scoring},
};
use serde::{Deserialize, Serialize};

/// How sure an encoder is of its classes against how often it is right, as its training left it and at the temperature that was
/// fitted to noisy labels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Confidence {
    /// At temperature 1.
    pub as_trained: Reliability,
    /// At the head's own, see [`Calibration`].
    pub calibrated: Reliability,
}

impl Confidence {
    /// Compares `outputs` of [`predict`](super::predict()) with the truth of `dataset`, or without one with the majority of its
    /// given labels.
    ///
    /// # Errors
    /// Those of [`evaluate`](super::evaluate()).
    pub fn new(
        outputs: &[Vec<f32>],
        heads: &[LabelHead],
        dataset: &Dataset,
        scoring: Scoring,
        calibration: &Calibration,
    ) -> Result<Self> {
        let scored = scoring.class_scores(heads, outputs)?;
        let head = scored.head();
        let predicted = most_probable(&scored.scores, head.width());
        let (_, reference) = reference(&dataset.labels)?;
        let of = |calibration: &Calibration| {
            let (mut confidences, mut right) = (vec![], vec![]);
            let probabilities = calibration.probabilities(&head, &scored.scores);
            for (row, (shares, class)) in probabilities.chunks_exact(head.width()).zip(&predicted).enumerate() {
                if let Some(known) = reference[row] {
                    confidences.push(f64::from(shares[usize::from(*class)]));
                    right.push(known == *class);
                }
            }
            Reliability::new(&confidences, &right)
        };
        Ok(Self { as_trained: of(&Calibration::default())?, calibrated: of(calibration)? })
    }
}

impl Evaluation {
    /// The calibration errors, in [0, 1], as trained and calibrated; `None` for an evaluation that was stored before they were
    /// measured.
    pub fn calibration_errors(&self) -> Option<[f64; 2]> {
        let Confidence { as_trained, calibrated } = self.confidence.as_ref()?;
        Some([as_trained.error()?, calibrated.error()?])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{images::Images, labels::LabelTable, train::made_up};

    #[test]
    fn the_probability_of_the_predicted_class_is_held_against_the_truth() {
        let heads = [LabelHead::categorical("truth", &["a", "b"])];
        let labels = LabelTable::from_names(["x", "y"].map(String::from).to_vec()).unwrap();
        let labels = labels
            .with_head(LabelHead::categorical("anna", &["a", "b"]), &[0, 0])
            .unwrap()
            .with_truth(&[0, 0])
            .unwrap();
        let dataset = Dataset::new(Images::new(1, vec![0; 6]).unwrap(), labels).unwrap();
        // 2/3 sure of a, which is right, and 3/4 of b, which is not; at half the temperature 4/5 and 9/10.
        let outputs = [vec![2f32.ln(), 0.0, 0.0, 3f32.ln()]];
        let half: Calibration = serde_json::from_str(r#"{"temperatures": {"truth": 0.5}}"#).unwrap();
        let found = Confidence::new(&outputs, &heads, &dataset, Scoring::AllHeads, &half).unwrap();
        let near = |found: &Reliability, expected: f64| assert!((found.error().unwrap() - expected).abs() < 1e-6);
        near(&found.as_trained, (1.0 / 3.0 + 0.75) / 2.0);
        near(&found.calibrated, (0.2 + 0.9) / 2.0);
    }

    #[test]
    fn an_evaluation_of_an_earlier_version_does_not_know() {
        let training = made_up::made_up(&"multi-task".parse().unwrap(), &Default::default(), 0..10);
        assert_eq!(training.last.calibration_errors(), None);
        let error = training.reliability(crate::plot::Width::SingleColumn).unwrap_err().to_string();
        assert!(error.contains("train it again"), "{error}");
    }
}
