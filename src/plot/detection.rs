//! How well detectors find what they look for: ROC curves, and precision against recall.

use super::{
    Width,
    canvas::{GREY, Stroke},
    figure::Figure,
    layout::{Legend, Sample},
    palette,
    sheet::{Panel, Range, Shape, Sheet, Top, inner},
};
use crate::{Error, Result};

/// The two curves of one detector.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// The name in the legend, with its scores.
    pub name: String,
    /// False and true positive rate, in [0, 1], in order.
    pub roc: Vec<(f64, f64)>,
    /// Recall and precision, in [0, 1], in order; precision is constant between points.
    pub precision_recall: Vec<(f64, f64)>,
}

/// Draws the ROC curves and, beside or below them, precision against recall of detectors; dotted lines show chance, which for precision
/// is the share `positive` of what is looked for.
///
/// # Errors
/// [`Error::Figure`] without a detector.
pub fn detection(title: &str, detectors: &[Detection], positive: f64, width: Width) -> Result<Figure> {
    if detectors.is_empty() {
        return Err(Error::Figure(format!("{title}: there is no detector to draw")));
    }
    let legend = Legend::new(detectors.iter().map(|one| one.name.as_str()), inner(width), Sample::Line);
    let top = Top::new(title, "dotted: chance", Some(legend), width);
    let axis = |name| Range::new(name, 0.0, 1.0);
    let panels = [
        Panel { name: "ROC", x: axis("false positive rate"), y: axis("true positive rate") },
        Panel { name: "Precision and recall", x: axis("recall"), y: axis("precision") },
    ];
    let mut sheet = Sheet::new(&top, &panels, Shape { aspect: 0.9, widest: 280.0 }, width);
    let chance = [[(0.0, 0.0), (1.0, 1.0)], [(0.0, positive), (1.0, positive)]];
    for (panel, plot) in sheet.plots.iter().enumerate() {
        let [from, to] = chance[panel].map(|point| plot.point(point));
        sheet.canvas.line(from, to, Stroke { colour: GREY, width: 1.0, dashes: "1.5 2.5" });
        for (index, detector) in detectors.iter().enumerate() {
            let values = if panel == 0 { detector.roc.clone() } else { in_steps(&detector.precision_recall) };
            let points: Vec<_> = values.into_iter().map(|value| plot.point(value)).collect();
            let stroke = Stroke { colour: palette::class(index), width: 1.5, dashes: palette::dashes(index) };
            sheet.canvas.polyline(&points, stroke);
        }
    }
    Ok(sheet.finish(title))
}

/// The precision of a point is that of the recalls up to it, as average precision sums it.
fn in_steps(points: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let (mut steps, mut before) = (vec![], 0.0);
    for &(recall, precision) in points {
        steps.extend([(before, precision), (recall, precision)]);
        before = recall;
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_goes_in_steps() {
        assert_eq!(in_steps(&[(0.5, 1.0), (1.0, 0.5)]), [(0.0, 1.0), (0.5, 1.0), (0.5, 0.5), (1.0, 0.5)]);
        let roc = vec![(0.0, 0.0), (0.0, 0.5), (1.0, 1.0)];
        let one = Detection { name: "loss".into(), roc, precision_recall: vec![(0.5, 1.0), (1.0, 0.5)] };
        let figure = detection("t", &[one], 0.25, Width::SingleColumn).unwrap();
        assert_eq!(figure.svg().matches("<polyline").count(), 2);
        assert!(detection("t", &[], 0.25, Width::default()).is_err());
    }
}
