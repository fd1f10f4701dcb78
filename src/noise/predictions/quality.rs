//! How far a model supports each given label.

use super::{LabelledPredictions, Probability, input::ITEMS_AT_ONCE};
use rayon::prelude::*;

/// A score of a given label in [0, 1]; low = bad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quality {
    /// The probability of the given label.
    #[default]
    SelfConfidence,
    /// (p_given - the largest other + 1) / 2: below 0.5 where another class is more probable.
    NormalisedMargin,
    /// ln(1 + x) / x with x = entropy / ln K / p_given: low where the model is unsure and does not lean to the label. Below x = 1e-6 it is
    /// p_given, since there cleanlab scores the surest labels 0.
    ConfidenceWeightedEntropy,
}

/// The bound below which a probability or a score is not divided by; cleanlab's.
const SMALLEST: f64 = 1e-6;

impl Quality {
    /// The score of label `given` under the probabilities `row` of an item.
    pub(super) fn of<P: Probability>(self, row: &[P], given: usize) -> f64 {
        let own: f64 = row[given].into();
        match self {
            Self::SelfConfidence => own,
            Self::NormalisedMargin => {
                let mut other = f64::NEG_INFINITY;
                for (class, &probability) in row.iter().enumerate() {
                    if class != given {
                        other = other.max(probability.into());
                    }
                }
                (own - other + 1.0) / 2.0
            }
            Self::ConfidenceWeightedEntropy => {
                let mut entropy = 0.0;
                for probability in row.iter().map(|&probability| probability.into()) {
                    if probability > 0.0 {
                        entropy -= probability * probability.ln();
                    }
                }
                let weighted = entropy / (row.len() as f64).ln() / own.max(SMALLEST);
                if weighted < SMALLEST { own } else { weighted.ln_1p() / weighted }
            }
        }
    }
}

impl<P: Probability> LabelledPredictions<'_, P> {
    /// The quality of each item's label, `[items]`, in [0, 1], low = bad; `None` where there is no label.
    pub fn quality(&self, quality: Quality) -> Vec<Option<f64>> {
        let classes = self.classes.len();
        let rows = self.probabilities.par_chunks_exact(classes).with_min_len(ITEMS_AT_ONCE);
        let labels = self.labels.par_iter().with_min_len(ITEMS_AT_ONCE);
        labels.zip(rows).map(|(label, row)| Some(quality.of(row, usize::from((*label)?)))).collect()
    }
}
