//! The curves whose areas detectors are compared by.

use super::{
    detectors::{compared, places, scores},
    suspicion::Suspicion,
};
use crate::{
    Result,
    table::{Cell, Table},
};

/// Points nearer than this in both directions to the last one kept are left out.
const RESOLUTION: f64 = 1.0 / 400.0;

/// How many wrong labels one measure finds at every threshold.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectorCurve {
    /// The measure.
    pub name: String,
    /// The area under the ROC curve, in [0, 1].
    pub auc: f64,
    /// Average precision, in [0, 1].
    pub average_precision: f64,
    /// False and true positive rate, from (0, 0) to (1, 1).
    pub roc: Vec<(f64, f64)>,
    /// Recall and precision; precision holds from the recall before up to this one.
    pub precision_recall: Vec<(f64, f64)>,
}

/// The curves of several measures over the same samples.
#[derive(Clone, Debug, PartialEq)]
pub struct DetectorCurves {
    /// In the order of the measures.
    pub curves: Vec<DetectorCurve>,
    /// How many samples were compared: those with a label that all measures rank.
    pub samples: usize,
    /// How many of their labels are wrong.
    pub wrong: usize,
}

/// ROC curve and precision against recall of measures as detectors of the wrong labels, `[samples]`, over the samples with a label that all
/// of them rank. Samples of equal rank are one point. Points nearer to the last than 1/400 in both directions are left out, but the areas
/// are those of all.
///
/// # Errors
/// [`Error::Format`](crate::Error::Format) for lists of other lengths, or when no label or every label is wrong.
///
/// ```
/// use noisyfer::{noise::dynamics::{Suspicion, detector_curves}, table::Better};
/// let loss = Suspicion::new("loss", &[0.1, 0.9, 0.4, 0.2].map(Some), Better::Lower)?;
/// let found = detector_curves(&[loss], &[false, true, false, true].map(Some))?;
/// assert_eq!(found.curves[0].roc, [(0.0, 0.0), (0.0, 0.5), (0.5, 0.5), (0.5, 1.0), (1.0, 1.0)]);
/// assert_eq!(found.curves[0].auc, 0.75);
/// # Ok::<(), noisyfer::Error>(())
/// ```
pub fn detector_curves(suspicions: &[Suspicion], wrong: &[Option<bool>]) -> Result<DetectorCurves> {
    let (samples, is_wrong) = compared(suspicions, wrong)?;
    let all_wrong = is_wrong.iter().filter(|&&wrong| wrong).count();
    let mut curves = vec![];
    for suspicion in suspicions {
        let ranks: Vec<f64> = samples.iter().map(|&sample| suspicion.ranks()[sample].unwrap_or_default()).collect();
        let (places, groups) = places(&ranks);
        let mut counts = vec![[0u32; 2]; groups];
        for (&place, &wrong) in places.iter().zip(&is_wrong) {
            counts[place][usize::from(wrong)] += 1;
        }
        curves.push(curve(&suspicion.name, &counts, samples.len() as f64, all_wrong as f64)?);
    }
    Ok(DetectorCurves { curves, samples: samples.len(), wrong: all_wrong })
}

/// The curve of the numbers of right and wrong labels at each rank, the most suspect first.
fn curve(name: &str, counts: &[[u32; 2]], all: f64, all_wrong: f64) -> Result<DetectorCurve> {
    let [auc, average_precision, _] = scores(counts, 1)?;
    let (mut right, mut wrong) = (0.0, 0.0);
    let (mut roc, mut precision_recall) = (vec![(0.0, 0.0)], vec![]);
    for (place, count) in counts.iter().enumerate() {
        right += f64::from(count[0]);
        wrong += f64::from(count[1]);
        let precision = wrong / (right + wrong);
        let is_last = place + 1 == counts.len();
        push(&mut roc, (right / (all - all_wrong), wrong / all_wrong), is_last);
        push(&mut precision_recall, (wrong / all_wrong, precision), is_last);
    }
    Ok(DetectorCurve { name: name.into(), auc, average_precision, roc, precision_recall })
}

fn push(points: &mut Vec<(f64, f64)>, point: (f64, f64), is_last: bool) {
    let far = |last: &(f64, f64)| (last.0 - point.0).abs() >= RESOLUTION || (last.1 - point.1).abs() >= RESOLUTION;
    if is_last || points.last().is_none_or(far) {
        points.push(point);
    }
}

impl DetectorCurves {
    /// A row per point: measure, curve, and its two coordinates.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new("Detectors of wrong labels", &["measure", "curve", "x", "y"]);
        for one in &self.curves {
            for (curve, points) in [("ROC", &one.roc), ("precision and recall", &one.precision_recall)] {
                for &(x, y) in points {
                    let row = vec![one.name.as_str().into(), curve.into(), Cell::Number(x), Cell::Number(y)];
                    table.rows.push(row);
                }
            }
        }
        table.with_note("ROC: false and true positive rate; precision and recall: recall and precision")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{metrics::BootstrapOptions, noise::dynamics::compare_detectors, table::Better};

    #[test]
    fn areas_are_those_of_the_comparison() {
        let values: Vec<Option<f64>> = (0..3000).map(|sample| Some(f64::from(sample * 7919 % 1000))).collect();
        let wrong: Vec<Option<bool>> =
            (0..3000).map(|sample| Some(sample * 7919 % 1000 + sample * 31 % 600 > 1100)).collect();
        let measure = Suspicion::new("loss", &values, Better::Lower).unwrap();
        let options = BootstrapOptions { resamples: 2, ..BootstrapOptions::default() };
        let scores = &compare_detectors(std::slice::from_ref(&measure), &wrong, None, &options).unwrap().detectors[0];
        let found = detector_curves(&[measure], &wrong).unwrap();
        let curve = &found.curves[0];
        assert_eq!((curve.auc, curve.average_precision), (scores.auc.value, scores.average_precision.value));
        assert!(curve.roc.len() < 810 && curve.roc.last() == Some(&(1.0, 1.0)), "{}", curve.roc.len());
        assert_eq!(found.to_table().rows.len(), curve.roc.len() + curve.precision_recall.len());
    }
}
