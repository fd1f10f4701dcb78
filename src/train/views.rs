//! How a training shows itself.

use super::{
    evaluation::{Confidence, Evaluation, Reference},
    training::{EpochRecord, Training},
};
use crate::{
    Error, Result,
    plot::{self, Figure, Marker, Series, Width},
    table::Table,
};

impl Training {
    /// One line: method, epochs, accuracy, concordance.
    pub fn summary(&self) -> String {
        let percent = |share: f64| format!("{:.2} %", 100.0 * share);
        let ccc =
            self.last.continuous.iter().filter_map(|(name, scores)| Some(format!(", CCC {name} {:.3}", scores.ccc()?)));
        format!(
            "{}: {} epochs{}, test {} {} (last epoch), {} (epoch {}, selected on noisy validation labels){}",
            self.title(),
            self.history.len(),
            if self.interrupted { ", interrupted" } else { "" },
            self.last.against.share().to_lowercase(),
            percent(self.last.accuracy()),
            percent(self.selected.accuracy()),
            self.selected_epoch,
            ccc.collect::<String>(),
        )
    }

    /// The training losses by epoch; a marker where adversarial steps start.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when no loss is finite.
    pub fn curves(&self) -> Result<Figure> {
        let names: Vec<&String> =
            self.history.last().map(|last| last.losses.iter().map(|(name, _)| name).collect()).unwrap_or_default();
        let series: Vec<Series> = names
            .into_iter()
            .map(|name| {
                let points = self.history.iter().filter_map(|record| {
                    let loss = record.losses.iter().find(|(loss, _)| loss == name)?.1;
                    Some((record.epoch as f64, loss))
                });
                Series::new(name, points.collect())
            })
            .collect();
        let title = format!("{}: training losses", self.title());
        Ok(plot::curves(&title, "Epochs", "Loss", &series, &self.adversarial_start())?.noted(self.note.as_deref()))
    }

    /// What the noise does: agreement with the noisy labels of the validation images, accuracy on the same images where their
    /// truth is known, and test accuracy, by epoch; without a truth, test agreement with the given labels. A network that learns the noise by heart loses accuracy.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without an epoch.
    pub fn agreement(&self) -> Result<Figure> {
        let series = |name: &str, share: fn(&EpochRecord) -> Option<f64>| {
            let point = |record: &EpochRecord| Some((record.epoch as f64, 100.0 * share(record)?));
            Series::new(name, self.history.iter().filter_map(point).collect())
        };
        let (test, title) = match self.last.against {
            Reference::Truth => ("test, truth", "agreement with noisy labels and with the truth"),
            Reference::GivenLabels => ("test, given labels", "agreement with given labels"),
        };
        let mut all = vec![
            series("for validation, noisy labels", |record| Some(record.validation_agreement)),
            series("for validation, truth", |record| record.validation_accuracy),
            series(test, |record| Some(record.test_accuracy)),
        ];
        all.retain(|series| !series.points.is_empty());
        let title = format!("{}: {title}", self.title());
        Ok(plot::curves(&title, "Epochs", "Agreement (%)", &all, &self.adversarial_start())?
            .noted(self.note.as_deref()))
    }

    /// A marker between the last epoch without adversarial steps and the first with them, where there are both.
    pub(crate) fn adversarial_start(&self) -> Vec<Marker> {
        let start = self.history.iter().find(|record| record.adversarial).filter(|record| record.epoch > 1);
        start.map(|record| Marker::new("adversarial steps start", record.epoch as f64 - 0.5)).into_iter().collect()
    }

    /// The truth, or without one the majority of the given labels, against the predictions of the last epoch, on the test images.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] when it can't be drawn.
    pub fn confusion(&self) -> Result<Figure> {
        let title = format!("{}, last epoch", self.title());
        Ok(plot::confusion(&self.last.confusion, &title, [self.last.against.rows(), "predicted class"])?
            .noted(self.note.as_deref()))
    }

    /// Whether the encoder of the last epoch is as sure as it is right, on the test images: accuracy against confidence, as trained
    /// and calibrated ([`Calibration`](super::Calibration)). Bins of fewer than ten images are left out.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] for a run of an earlier version, which has not measured it.
    pub fn reliability(&self, width: Width) -> Result<Figure> {
        const FEW: usize = 10;
        let unknown = || Error::Figure("how sure this run is was not measured: train it again".into());
        let Confidence { as_trained, calibrated } = self.last.confidence.as_ref().ok_or_else(unknown)?;
        let mut all = vec![];
        for (name, found) in [("as trained", as_trained), ("calibrated", calibrated)] {
            let points = found.bins.iter().filter(|bin| bin.count >= FEW);
            let points = points.map(|bin| (100.0 * bin.confidence, 100.0 * bin.accuracy)).collect();
            let error = 100.0 * found.error().unwrap_or(f64::NAN);
            all.push(Series::new(&format!("{name} (error {error:.1} %)"), points));
        }
        all.push(Series::new("as sure as right", vec![(0.0, 0.0), (100.0, 100.0)]));
        let title = format!("{}: how sure, how right", self.title());
        let axes = ["Confidence (%)", &format!("{} (%)", self.last.against.share())];
        Ok(plot::curves_at(width, &title, axes, &all, &[])?.noted(self.note.as_deref()))
    }
}

impl Evaluation {
    /// Every one of [`metrics`](Self::metrics), a row each.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        let against = match self.against {
            Reference::Truth => "",
            Reference::GivenLabels => ", against the majority of given labels",
        };
        let mut table = Table::new(&format!("Test images, head {}{against}", self.head), &["Measure", "Value"]);
        for metric in self.metrics() {
            table.push(vec![metric.name.into(), metric.value.into()])?;
        }
        Ok(table)
    }
}
