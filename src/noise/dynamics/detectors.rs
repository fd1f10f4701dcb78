//! Which measure finds the wrong labels, where the truth is known.

use super::suspicion::Suspicion;
use crate::{
    Error, Result,
    metrics::{BootstrapOptions, Interval, bootstrap},
    table::{Better, Cell, Table},
};

/// Whether each label is wrong; `None` where there is none.
///
/// # Errors
/// [`Error::Format`] when the lengths differ.
pub fn wrong_labels(given: &[Option<u8>], truth: &[u8]) -> Result<Vec<Option<bool>>> {
    if given.len() != truth.len() {
        let found = format!("{} labels for {} truths", given.len(), truth.len());
        return Err(Error::format("wrong labels", found, "as many"));
    }
    Ok(given.iter().zip(truth).map(|(label, truth)| label.map(|label| label != *truth)).collect())
}

/// How well one measure puts wrong labels before right ones.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectorScores {
    /// The measure.
    pub name: String,
    /// The area under the ROC curve, in [0, 1]: the probability that a wrong label is more suspect than a right one; 0.5 is chance.
    pub auc: Interval,
    /// Average precision, in [0, 1]: the area under precision against recall, in steps; the share of wrong labels is chance.
    pub average_precision: Interval,
    /// The share of wrong labels among the k most suspect ones, in [0, 1].
    pub precision_at_k: Interval,
}

/// Measures as detectors of wrong labels, on the same samples.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectorComparison {
    /// In the order of the measures.
    pub detectors: Vec<DetectorScores>,
    /// How many samples were compared: those with a label that all measures rank.
    pub samples: usize,
    /// How many of their labels are wrong.
    pub wrong: usize,
    /// The k of precision at k.
    pub k: usize,
    /// The share of resampled numbers in the intervals.
    pub confidence: f64,
}

/// Compares measures as detectors of the wrong labels, `[samples]`, over the samples with a label that all of them rank. Samples of
/// equal rank count as if they stood in random order. `k`: how many samples one would look at; `None`: as many as labels are wrong.
/// Intervals are from resampled samples, the same for all measures.
///
/// Cost: for each measure a sort, and for each resample a pass over the samples.
///
/// # Errors
/// [`Error::Format`] for lists of other lengths, or when no label or every label is wrong; [`Error::Parameter`] for a k of 0 or above
/// the number of samples, and for bad options.
pub fn compare_detectors(
    suspicions: &[Suspicion],
    wrong: &[Option<bool>],
    k: Option<usize>,
    options: &BootstrapOptions,
) -> Result<DetectorComparison> {
    let (samples, is_wrong) = compared(suspicions, wrong)?;
    let count = is_wrong.iter().filter(|&&wrong| wrong).count();
    let k = k.unwrap_or(count);
    if k == 0 || k > samples.len() {
        return Err(Error::parameter("k", k, format!("1 to {}", samples.len())));
    }
    let mut detectors = vec![];
    for suspicion in suspicions {
        let ranks: Vec<f64> = samples.iter().map(|&sample| suspicion.ranks()[sample].unwrap_or_default()).collect();
        let (places, groups) = places(&ranks);
        let statistic = |rows: &[usize]| {
            let mut counts = vec![[0u32; 2]; groups];
            for &row in rows {
                counts[places[row]][usize::from(is_wrong[row])] += 1;
            }
            scores(&counts, k)
        };
        let [auc, average_precision, precision_at_k] = bootstrap(samples.len(), options, statistic)?;
        detectors.push(DetectorScores { name: suspicion.name.clone(), auc, average_precision, precision_at_k });
    }
    Ok(DetectorComparison { detectors, samples: samples.len(), wrong: count, k, confidence: options.confidence })
}

/// The samples with a label that all measures rank, and whether each label is wrong; an error unless some are and some are not.
pub(super) fn compared(suspicions: &[Suspicion], wrong: &[Option<bool>]) -> Result<(Vec<usize>, Vec<bool>)> {
    for suspicion in suspicions {
        if suspicion.ranks().len() != wrong.len() {
            let found = format!("{} samples", suspicion.ranks().len());
            return Err(Error::format(&suspicion.name, found, format!("{}, as labels", wrong.len())));
        }
    }
    let (mut samples, mut is_wrong) = (vec![], vec![]);
    for (sample, &wrong) in wrong.iter().enumerate() {
        if let Some(wrong) = wrong.filter(|_| suspicions.iter().all(|suspicion| suspicion.ranks()[sample].is_some())) {
            samples.push(sample);
            is_wrong.push(wrong);
        }
    }
    let count = is_wrong.iter().filter(|&&wrong| wrong).count();
    if count == 0 || count == samples.len() {
        let found = format!("{count} wrong labels of {} that all measures rank", samples.len());
        return Err(Error::format("detectors", found, "some wrong and some right labels"));
    }
    Ok((samples, is_wrong))
}

/// For each rank its place among the different ranks, the lowest first, and how many there are.
pub(super) fn places(ranks: &[f64]) -> (Vec<usize>, usize) {
    let mut different = ranks.to_vec();
    different.sort_unstable_by(f64::total_cmp);
    different.dedup();
    let place = |rank: &f64| different.partition_point(|other| other < rank);
    (ranks.iter().map(place).collect(), different.len())
}

/// Area under the ROC curve, average precision and precision at k of the numbers of right and wrong labels at each place, the most suspect
/// first; an error without labels of both kinds.
pub(super) fn scores(counts: &[[u32; 2]], k: usize) -> Result<[f64; 3]> {
    let (mut all_right, mut all_wrong) = (0.0, 0.0);
    for &[right, wrong] in counts {
        all_right += f64::from(right);
        all_wrong += f64::from(wrong);
    }
    if all_right == 0.0 || all_wrong == 0.0 {
        return Err(Error::format("detectors", "one kind of labels", "both"));
    }
    let (mut auc, mut precisions, mut at_k) = (0.0, 0.0, 0.0);
    let (mut seen, mut found, k) = (0.0, 0.0, k as f64);
    for &[right, wrong] in counts {
        let (right, wrong) = (f64::from(right), f64::from(wrong));
        let here = right + wrong;
        if here == 0.0 {
            continue;
        }
        auc += right * (found + wrong / 2.0);
        at_k += wrong * ((k - seen) / here).clamp(0.0, 1.0);
        seen += here;
        found += wrong;
        precisions += wrong * found / seen;
    }
    Ok([auc / (all_right * all_wrong), precisions / all_wrong, at_k / k])
}

impl DetectorComparison {
    /// A row per measure, with the ends of its intervals.
    ///
    /// # Errors
    /// None: the columns whose best values are bold are the table's own.
    pub fn to_table(&self) -> Result<Table> {
        let at_k = format!("precision at {}", self.k);
        let mut columns = vec!["measure"];
        for name in ["ROC AUC", "average precision", at_k.as_str()] {
            columns.extend([name, "low", "high"]);
        }
        let mut table = Table::new("Detectors of wrong labels", &columns);
        for detector in &self.detectors {
            let mut row = vec![detector.name.as_str().into()];
            for interval in [detector.auc, detector.average_precision, detector.precision_at_k] {
                row.extend([interval.value, interval.low, interval.high].map(Cell::from));
            }
            table.rows.push(row);
        }
        let percent = 100.0 * self.confidence;
        let note = format!(
            "{} of {} labels are wrong; {percent:.0} % bootstrap intervals over samples",
            self.wrong, self.samples
        );
        let mut table = table.with_note(&note);
        for name in ["ROC AUC", "average precision", at_k.as_str()] {
            table = table.with_best(name, Better::Higher)?;
        }
        Ok(table)
    }
}
