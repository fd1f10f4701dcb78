//! How a training's view of labels shows itself.

use super::{DataMap, DetectorCurves, LossHistogram};
use crate::{
    Result,
    plot::{self, DataMapPanel, Density, Detection, Figure, Width},
    text::grouped,
};

impl DataMap {
    /// Confidence against variability, coloured by correctness; of more than 4,000 samples every n-th is drawn. Its data:
    /// [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a sample.
    pub fn figure(&self, title: &str, width: Width) -> Result<Figure> {
        plot::data_maps(title, &[self.panel("")], width)
    }

    /// The maps of several annotators' labels on equal axes, where the same image is at several places.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a sample.
    pub fn figures<N: AsRef<str>>(title: &str, maps: &[(N, &Self)], width: Width) -> Result<Figure> {
        let panels: Vec<_> = maps.iter().map(|(name, map)| map.panel(name.as_ref())).collect();
        plot::data_maps(title, &panels, width)
    }

    fn panel(&self, name: &str) -> DataMapPanel {
        let mut samples = vec![];
        for (sample, confidence) in self.confidence.iter().enumerate() {
            if let (Some(variability), Some(confidence), Some(correctness)) =
                (self.variability[sample], *confidence, self.correctness[sample])
            {
                samples.push([variability, confidence, correctness]);
            }
        }
        DataMapPanel { name: name.into(), samples }
    }
}

impl LossHistogram {
    /// The histogram with the densities of clean and noisy losses, each times its share. Its data: [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a loss.
    pub fn figure(&self, title: &str, width: Width) -> Result<Figure> {
        const POINTS: usize = 300;
        let [low, high] = self.mixture.range();
        let mut curves = [vec![], vec![]];
        for point in 0..=POINTS {
            let loss = low + (high - low) * point as f64 / POINTS as f64;
            for (curve, density) in curves.iter_mut().zip(self.mixture.densities(loss)) {
                curve.push((loss, density));
            }
        }
        let [clean, noisy] = self.mixture.shares.map(|share| format!("{:.1} %", 100.0 * share));
        let names = [format!("clean, {clean}"), format!("noisy, {noisy}")];
        let densities: Vec<_> = names.into_iter().zip(curves).map(|(name, points)| Density { name, points }).collect();
        let mut edges: Vec<f64> = self.bins.iter().map(|bin| bin.low).collect();
        edges.extend(self.bins.last().map(|bin| bin.high));
        let heights: Vec<f64> = self.bins.iter().map(|bin| bin.density).collect();
        let remark = format!("{} samples", grouped(self.samples as u64));
        plot::histogram(title, &remark, ["mean loss", "density"], &edges, &heights, &densities, width)
    }
}

impl DetectorCurves {
    /// ROC curves, and precision against recall, with the areas under them in the legend. Its data: [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a measure.
    pub fn figure(&self, width: Width) -> Result<Figure> {
        let mut detectors = vec![];
        for curve in &self.curves {
            detectors.push(Detection {
                name: format!("AUC {:.2}, AP {:.2}: {}", curve.auc, curve.average_precision, curve.name),
                roc: curve.roc.clone(),
                precision_recall: curve.precision_recall.clone(),
            });
        }
        let wrong = self.wrong as f64 / self.samples.max(1) as f64;
        plot::detection("Detectors of wrong labels", &detectors, wrong, width)
    }
}
