//! How good annotators are, with intervals.

use super::{
    Consensus, TransitionMatrix, em,
    intervals::{check_confidence, of_beta, share},
};
use crate::{
    Error, Result,
    labels::Annotations,
    metrics::{BootstrapOptions, Interval, bootstrap_all},
    table::{Cell, Table},
};

/// Settings of [`Quality::of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct QualityOptions {
    /// The share of intervals that shall hold the true number, in (0, 1): 0.95 by default.
    pub confidence: f64,
    /// What is added to every count of a transition matrix, > 0: 0.5 by default, Jeffreys' prior.
    pub prior_count: f64,
}

impl Default for QualityOptions {
    fn default() -> Self {
        Self { confidence: 0.95, prior_count: 0.5 }
    }
}

/// How often each annotator gave each label to each class of a consensus, and what follows.
///
/// Counts are expected ones: an item counts for each class as much as the posterior says. Intervals are those of Dirichlet
/// distributions with these counts, so they tell what few labels leave open, but not that the consensus itself may be wrong;
/// [`spammer_scores`](Self::spammer_scores) resamples items.
///
/// ```
/// use noisyfer::labels::{Annotations, LabelHead, LabelTable};
/// use noisyfer::noise::{Estimator, MajorityVote, Quality};
/// let (names, classes) = ((0..40).map(|row| row.to_string()).collect(), ["happy", "sad"]);
/// let right: Vec<u8> = (0..40).map(|row| row % 2).collect();
/// let labels = LabelTable::from_names(names)?
///     .with_head(LabelHead::categorical("anna", &classes), &right)?
///     .with_head(LabelHead::categorical("ben", &classes), &right)?
///     .with_head(LabelHead::categorical("spammer", &classes), &[0; 40])?;
/// let labels = Annotations::of_table(&labels)?;
/// let quality = Quality::of(&labels, &MajorityVote.fit(&labels)?, &Default::default())?;
/// assert!(quality.accuracy(0).is_some_and(|accuracy| accuracy.low > 0.9));
/// assert!(quality.spammer_score(0) > 0.9 && quality.spammer_score(2) < 0.1);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Quality {
    annotations: Annotations,
    posterior: Vec<f64>,
    options: QualityOptions,
    /// Expected counts, `[true, given]`, row by row, of each annotator.
    counts: Vec<Vec<f64>>,
}

impl Quality {
    /// Holds the annotators against a consensus on the same items. A pass over the labels.
    ///
    /// # Errors
    /// [`Error::Parameter`] for options out of range; [`Error::Format`] for a consensus of other items or classes.
    pub fn of(annotations: &Annotations, consensus: &Consensus, options: &QualityOptions) -> Result<Self> {
        check_confidence(options.confidence)?;
        if !(options.prior_count > 0.0 && options.prior_count.is_finite()) {
            return Err(Error::parameter("prior_count", options.prior_count, "> 0"));
        }
        check_same(annotations, consensus)?;
        let counts = counts(annotations, &consensus.posterior);
        Ok(Self { annotations: annotations.clone(), posterior: consensus.posterior.clone(), options: *options, counts })
    }

    /// How many labels of each class an annotator gave to each true class, as the consensus has it: `[true, given]`, row by row.
    ///
    /// # Panics
    /// For an annotator that is not there; so do the other methods.
    pub fn counts(&self, annotator: usize) -> &[f64] {
        &self.counts[annotator]
    }

    /// How many labels an annotator gave to items with a consensus.
    pub fn labels(&self, annotator: usize) -> usize {
        self.counts[annotator].iter().sum::<f64>().round() as usize
    }

    /// An annotator's accuracy, in [0, 1]; `None` without labels. Jeffreys' interval.
    pub fn accuracy(&self, annotator: usize) -> Option<Interval> {
        let counts = &self.counts[annotator];
        let all: f64 = counts.iter().sum();
        let right: f64 = counts.iter().step_by(self.classes() + 1).sum();
        (all > 0.0).then(|| share(right, all - right, self.options.confidence))
    }

    /// An annotator's matrix P(given | true): the mean of its Dirichlet distributions. Of a class that they never saw, it knows
    /// nothing: all labels alike.
    pub fn transition_matrix(&self, annotator: usize) -> TransitionMatrix {
        TransitionMatrix::of_cells(self.annotations.classes().into(), self.rates(&self.counts[annotator]))
    }

    /// A cell of an annotator's transition matrix with its interval.
    pub fn transition(&self, annotator: usize, truth: usize, given: usize) -> Interval {
        let (classes, prior) = (self.classes(), self.options.prior_count);
        let row = &self.counts[annotator][truth * classes..(truth + 1) * classes];
        let all = row.iter().sum::<f64>() + prior * classes as f64;
        let hits = row[given] + prior;
        of_beta(hits, all - hits, self.options.confidence)
    }

    /// How far an annotator's matrix is from one whose rows are all alike, in [0, 1] (Raykar and Yu, "Eliminating Spammers and
    /// Ranking Annotators", JMLR 2012): 0 for a spammer, whose labels have nothing to do with the item; 1 for one who is always right,
    /// or always wrong in the same way.
    pub fn spammer_score(&self, annotator: usize) -> f64 {
        spammer_score(&self.rates(&self.counts[annotator]), self.classes())
    }

    /// The spammer scores of all annotators with intervals over resampled items. Few labels are near the prior, whose score is 0:
    /// look at the number of labels too.
    ///
    /// # Errors
    /// Those of [`bootstrap_all`].
    pub fn spammer_scores(&self, options: &BootstrapOptions) -> Result<Vec<Interval>> {
        let classes = self.classes();
        let items = self.annotations.items().len();
        bootstrap_all(items, options, |rows| {
            let mut times = vec![0.0; items];
            rows.iter().for_each(|row| times[*row] += 1.0);
            let mut weighted = self.posterior.clone();
            for (shares, times) in weighted.chunks_exact_mut(classes).zip(times) {
                shares.iter_mut().for_each(|share| *share *= times);
            }
            let counts = counts(&self.annotations, &weighted);
            counts.iter().map(|counts| spammer_score(&self.rates(counts), classes)).collect()
        })
    }

    /// A row per annotator: labels, accuracy with its interval, spammer score.
    pub fn to_table(&self) -> Table {
        let columns = ["annotator", "labels", "accuracy / %", "from / %", "to / %", "spammer score"];
        let mut table = Table::new("Annotators against the consensus", &columns);
        for (annotator, name) in self.annotations.annotators().iter().enumerate() {
            let accuracy = self.accuracy(annotator);
            let percent = |of: fn(Interval) -> f64| Cell::from(accuracy.map(|interval| 100.0 * of(interval)));
            table.rows.push(vec![
                name.as_str().into(),
                self.labels(annotator).into(),
                percent(|interval| interval.value),
                percent(|interval| interval.low),
                percent(|interval| interval.high),
                accuracy.map(|_| self.spammer_score(annotator)).into(),
            ]);
        }
        let share = (100.0 * self.options.confidence).round();
        table.with_note(&format!(
            "{share} % intervals; spammer score: 0 labels whatever the item, 1 never errs at random"
        ))
    }

    /// The annotators' names.
    pub fn annotators(&self) -> &[String] {
        self.annotations.annotators()
    }

    /// The class names, in the order of the codes.
    pub fn class_names(&self) -> &[String] {
        self.annotations.classes()
    }

    /// The share of intervals that shall hold the true number.
    pub(super) fn confidence(&self) -> f64 {
        self.options.confidence
    }

    fn classes(&self) -> usize {
        self.annotations.classes().len()
    }

    fn rates(&self, counts: &[f64]) -> Vec<f64> {
        em::rates(counts.to_vec(), self.options.prior_count, self.classes())
    }
}

/// Expected counts `[true, given]` of each annotator.
pub(super) fn counts(annotations: &Annotations, posterior: &[f64]) -> Vec<Vec<f64>> {
    let annotators = annotations.annotators().len();
    let counts = em::m_step(annotations.responses(), posterior, annotators, annotations.classes().len());
    (0..annotators).map(|annotator| counts.matrix(annotator)).collect()
}

pub(super) fn check_same(annotations: &Annotations, consensus: &Consensus) -> Result<()> {
    let of = |items: usize, classes: &[String]| format!("{items} items in {}", classes.join(", "));
    if annotations.items() != &consensus.items || annotations.classes() != &*consensus.classes {
        let found = of(consensus.items.len(), &consensus.classes);
        let expected = of(annotations.items().len(), annotations.classes());
        return Err(Error::format("a consensus", found, format!("{expected}, those of the annotations")));
    }
    Ok(())
}

/// Raykar and Yu's score, of a matrix `[true, given]`.
fn spammer_score(matrix: &[f64], classes: usize) -> f64 {
    let mut sum = 0.0;
    for (place, row) in matrix.chunks_exact(classes).enumerate() {
        for other in matrix.chunks_exact(classes).skip(place + 1) {
            sum += row.iter().zip(other).map(|(cell, other)| (cell - other).powi(2)).sum::<f64>();
        }
    }
    sum / (classes * (classes - 1)) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, close, coin, crowd};
    use crate::noise::{DawidSkene, Estimator, MajorityVote, SoftVote};

    #[test]
    fn counts_accuracy_and_cells_by_hand() {
        // All agree on four items of class 0, so all of it is right.
        let rows: Vec<_> = (0..4).flat_map(|item| [(item, 0, 0), (item, 1, 0)]).collect();
        let labels = annotations(4, 3, 2, &rows);
        let consensus = MajorityVote.fit(&labels).unwrap();
        let quality = Quality::of(&labels, &consensus, &QualityOptions::default()).unwrap();
        assert_eq!((quality.counts(0), quality.labels(0), quality.labels(2)), (&[4.0, 0.0, 0.0, 0.0][..], 4, 0));
        let accuracy = quality.accuracy(0).unwrap();
        // Beta(4.5, 0.5): mean 0.9; its 2.5 % quantile by scipy.stats.beta.ppf is 0.5555.
        assert!((accuracy.value - 0.9).abs() < 1e-12 && accuracy.high < 1.0);
        assert_eq!(quality.accuracy(2), None);
        close(quality.transition_matrix(0).cells(), &[0.9, 0.1, 0.5, 0.5], 1e-12);
        let cell = quality.transition(0, 1, 0);
        // Nothing is known of the second class: Beta(1/2, 1/2), the arcsine distribution.
        let end = (std::f64::consts::PI * 0.0125).sin().powi(2);
        close(&[cell.value, cell.low, cell.high], &[0.5, end, 1.0 - end], 1e-9);
        let table = quality.to_table();
        assert_eq!((table.rows.len(), table.rows[2][2].clone()), (3, Cell::Missing));
        assert!(table.note.starts_with("95 % intervals"));
    }

    #[test]
    fn spammer_scores_by_hand() {
        assert_eq!(spammer_score(&[1.0, 0.0, 0.0, 1.0], 2), 1.0);
        assert_eq!(spammer_score(&[0.0, 1.0, 1.0, 0.0], 2), 1.0);
        assert_eq!(spammer_score(&[0.7, 0.3, 0.7, 0.3], 2), 0.0);
        // Rows 1/2 apart in two cells: 2 · 1/4 of 2.
        assert_eq!(spammer_score(&[1.0, 0.0, 0.5, 0.5], 2), 0.25);
        let perfect: Vec<f64> = (0..9).map(|cell| f64::from(u8::from(cell % 4 == 0))).collect();
        assert_eq!(spammer_score(&perfect, 3), 1.0);
    }

    #[test]
    fn intervals_hold_the_planted_numbers() {
        let accuracies = [0.9, 0.8, 0.7, 0.6, 0.5];
        let mut matrices: Vec<_> = accuracies.iter().map(|accuracy| coin(*accuracy, 3)).collect();
        matrices.push([0.2, 0.5, 0.3].repeat(3));
        let (labels, _) = crowd(2000, &matrices, 5, 6);
        let quality = Quality::of(&labels, &DawidSkene::default().fit(&labels).unwrap(), &Default::default()).unwrap();
        let mut held = 0;
        for (annotator, matrix) in matrices.iter().enumerate() {
            for (place, cell) in matrix.iter().enumerate() {
                let Interval { low, high, .. } = quality.transition(annotator, place / 3, place % 3);
                held += u8::from((low..=high).contains(cell));
            }
        }
        // The consensus is estimated too, so a little fewer than 95 % of 54.
        assert!(held > 44, "{held} of 54");
        let options = BootstrapOptions { resamples: 50, ..BootstrapOptions::default() };
        let scores = quality.spammer_scores(&options).unwrap();
        assert!(scores[5].high < 0.02 && scores[4].low > 0.03 && scores[0].low > 0.6, "{scores:?}");
        assert!(scores.iter().all(|score| score.low <= score.value && score.value <= score.high));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let labels = annotations(2, 1, 2, &[(0, 0, 0)]);
        let consensus = SoftVote.fit(&labels).unwrap();
        let error = |labels: &Annotations, options| Quality::of(labels, &consensus, &options).unwrap_err().to_string();
        let options = QualityOptions::default();
        assert!(error(&labels, QualityOptions { confidence: 0.0, ..options }).contains("confidence must be"));
        assert!(error(&labels, QualityOptions { prior_count: -1.0, ..options }).contains("prior_count must be > 0"));
        let other = annotations(3, 1, 2, &[]);
        assert!(error(&other, options).contains("found 2 items in c0, c1, expected 3 items in c0, c1"));
    }
}
