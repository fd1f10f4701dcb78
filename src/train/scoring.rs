//! How the truth is predicted from an encoder's heads.

use crate::{Error, Fidelity, Result, labels::LabelHead};
use serde::{Deserialize, Serialize};

/// Which of the heads predict the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// All heads with the classes of the first categorical one: the class with the highest mean log-probability. Where each
    /// annotator has a head, none of them is preferred.
    #[default]
    AllHeads,
    /// The first categorical head alone, as the published code reports.
    FirstHead,
}

/// Scores of the classes, and where they come from.
#[derive(Clone, Debug)]
pub struct ClassScores<'a> {
    /// The head's name, or `mean of anna, ben`.
    pub name: String,
    /// The heads that were asked.
    pub heads: Vec<&'a LabelHead>,
    /// The classes.
    pub classes: Vec<String>,
    /// The higher the more probable, row-major `[rows, classes]`: the logits of one head, or mean log-probabilities.
    pub scores: Vec<f32>,
}

impl ClassScores<'_> {
    /// The one head that stands for those that were asked.
    pub fn head(&self) -> LabelHead {
        LabelHead { name: self.name.clone(), kind: self.heads[0].kind.clone() }
    }
}

impl Scoring {
    /// This, or what the published code does under [`Fidelity::Published`].
    pub fn under(self, fidelity: Fidelity) -> Self {
        match fidelity {
            Fidelity::Corrected => self,
            Fidelity::Published => Self::FirstHead,
        }
    }

    /// Scores of the classes from `outputs` of [`predict`](super::predict), `[rows, width]` for each of `heads`.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a categorical head.
    pub fn class_scores<'a>(self, heads: &'a [LabelHead], outputs: &[Vec<f32>]) -> Result<ClassScores<'a>> {
        let mut asked: Vec<(&LabelHead, &Vec<f32>)> = vec![];
        for (head, output) in heads.iter().zip(outputs).filter(|(head, _)| head.classes().is_some()) {
            let alike = asked.first().is_none_or(|(first, _)| self == Self::AllHeads && first.kind == head.kind);
            if alike {
                asked.push((head, output));
            }
        }
        let none = || Error::parameter("the heads", "continuous ones only", "at least one categorical head");
        let (first, logits) = asked.first().copied().ok_or_else(none)?;
        let classes = first.classes().unwrap_or_default().to_vec();
        let heads: Vec<&LabelHead> = asked.iter().map(|(head, _)| *head).collect();
        if asked.len() == 1 {
            return Ok(ClassScores { name: first.name.clone(), heads, classes, scores: logits.clone() });
        }
        let mut scores = vec![0.0; logits.len()];
        for (_, logits) in &asked {
            for (sums, row) in scores.chunks_exact_mut(classes.len()).zip(logits.chunks_exact(classes.len())) {
                let normaliser = log_sum_exp(row);
                for (sum, logit) in sums.iter_mut().zip(row) {
                    *sum += (logit - normaliser) / asked.len() as f32;
                }
            }
        }
        let names: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
        Ok(ClassScores { name: format!("mean of {}", names.join(", ")), heads, classes, scores })
    }

    /// `heads` and their `outputs`; where several heads predict the truth together, the head that stands for them all comes first.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a categorical head.
    pub fn predicting_heads(
        self,
        heads: &[LabelHead],
        mut outputs: Vec<Vec<f32>>,
    ) -> Result<(Vec<LabelHead>, Vec<Vec<f32>>)> {
        let together = self.class_scores(heads, &outputs)?;
        let mut all = heads.to_vec();
        if together.heads.len() > 1 {
            all.insert(0, together.head());
            outputs.insert(0, together.scores);
        }
        Ok((all, outputs))
    }
}

/// The probabilities of a row of logits, or of mean log-probabilities, that are divided by `temperature` first.
pub(super) fn softmax(scores: &[f32], temperature: f64) -> Vec<f64> {
    let largest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<f64> = scores.iter().map(|score| (f64::from(score - largest) / temperature).exp()).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

/// ln Σ exp, without overflow.
fn log_sum_exp(logits: &[f32]) -> f32 {
    let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    largest + logits.iter().map(|logit| (logit - largest).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_log_probability_of_all_heads_decides() {
        let heads = [
            LabelHead::categorical("anna", &["a", "b"]),
            LabelHead::continuous("va", &["v"], -1.0, 1.0),
            LabelHead::categorical("ben", &["a", "b"]),
            LabelHead::categorical("other", &["x", "y", "z"]),
        ];
        // anna: 3/4 a; ben: 1/10 a. Means of logs: ln sqrt(0.075) and ln sqrt(0.225).
        let outputs = [vec![3f32.ln(), 0.0], vec![0.5], vec![0.0, 9f32.ln()], vec![1.0, 0.0, 0.0]];
        let all = Scoring::AllHeads.class_scores(&heads, &outputs).unwrap();
        assert_eq!(all.name, "mean of anna, ben");
        assert!(
            (all.scores[0] - 0.075f32.sqrt().ln()).abs() < 1e-6 && (all.scores[1] - 0.225f32.sqrt().ln()).abs() < 1e-6
        );
        let first = Scoring::FirstHead.class_scores(&heads, &outputs).unwrap();
        assert_eq!((first.name.as_str(), first.scores), ("anna", outputs[0].clone()));
        assert_eq!(Scoring::AllHeads.under(Fidelity::Published), Scoring::FirstHead);
        assert!(Scoring::AllHeads.class_scores(&heads[1..2], &outputs[1..2]).is_err());
    }
}
