//! What a network learns first, and what it learns by heart.

use super::Training;
use crate::{
    Error, Result,
    labels::LabelTable,
    plot::{self, Figure, Series, Width},
    table::Table,
};

impl Training {
    /// The mean training loss of head `head` by epoch, apart for the images that its annotator labelled right and for those labelled
    /// wrong. Networks fit right labels first (Arpit et al., ICML 2017); where the curve of the wrong ones falls too, they are learned
    /// by heart. `labels` are those of the training images, with their truth. Its data: [`memorisation_table`](Self::memorisation_table).
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels without truth, of other images, or without this annotator, and for a training that kept no
    /// losses of single images; [`Error::Figure`] when no label is known.
    pub fn memorisation(&self, labels: &LabelTable, head: &str, width: Width) -> Result<Figure> {
        let (mut right, mut wrong) = (vec![], vec![]);
        for (epoch, means) in (1..).zip(self.mean_losses(labels, head)?) {
            right.push((f64::from(epoch), means[0]));
            wrong.push((f64::from(epoch), means[1]));
        }
        let series = [Series::new("labels that are right", right), Series::new("labels that are wrong", wrong)];
        let title = format!("{}: training loss of {head}'s labels", self.title());
        let markers = self.adversarial_start();
        let figure = plot::curves_at(width, &title, ["Epochs", "Mean loss"], &series, &markers)?;
        Ok(figure.noted(self.note.as_deref()))
    }

    /// The numbers of [`memorisation`](Self::memorisation), a row per epoch.
    ///
    /// # Errors
    /// Those of [`memorisation`](Self::memorisation).
    pub fn memorisation_table(&self, labels: &LabelTable, head: &str) -> Result<Table> {
        let title = format!("{}: mean training loss of {head}'s labels", self.title());
        let mut table = Table::new(&title, &["Epoch", "right labels", "wrong labels"]);
        for (epoch, means) in (1usize..).zip(self.mean_losses(labels, head)?) {
            let [right, wrong] = means.map(|mean| Some(mean).filter(|mean| mean.is_finite()).into());
            table.push(vec![epoch.into(), right, wrong])?;
        }
        Ok(table.with_note(self.note.as_deref().unwrap_or_default()))
    }

    /// For each epoch the mean loss of right and of wrong labels; NaN where there is none.
    fn mean_losses(&self, labels: &LabelTable, head: &str) -> Result<Vec<[f64; 2]>> {
        let kept = "one that kept them: see TrainConfig::sample_loss_bytes";
        let missing = || Error::parameter("the training", "no losses of single images", kept);
        let losses = self.sample_losses.as_ref().ok_or_else(missing)?;
        let unknown = || Error::parameter("the labels", "no truth", "the true labels of the training images");
        let (truth, given) = (labels.truth().ok_or_else(unknown)?, labels.labels(head)?);
        if losses.samples() != labels.len() {
            let found = format!("{} rows", labels.len());
            return Err(Error::parameter("the labels", found, format!("{}, the training's", losses.samples())));
        }
        let mut means = vec![];
        for epoch in 1..=losses.epochs() {
            let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
            for ((loss, given), truth) in losses.of(epoch, head)?.iter().zip(&given).zip(&truth) {
                if let Some(given) = given.filter(|_| loss.is_finite()) {
                    let kind = usize::from(given != *truth);
                    sums[kind] += f64::from(*loss);
                    counts[kind] += 1.0;
                }
            }
            means.push([sums[0] / counts[0], sums[1] / counts[1]]);
        }
        Ok(means)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        experiment::Scale,
        plot::text_boxes::check_texts,
        table::Cell,
        train::{Experiment, train},
    };
    use burn::tensor::Device;

    #[test]
    fn right_and_wrong_labels_have_a_curve_each() {
        let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
        let mut training =
            train(&experiment, &"single:hasty".parse().unwrap(), &experiment.training, &Device::flex()).unwrap();
        let labels = &experiment.train.labels;
        let figure = training.memorisation(labels, "hasty", Width::SingleColumn).unwrap();
        check_texts("memorisation", &figure);
        check_texts("memorisation", &training.memorisation(labels, "hasty", Width::DoubleColumn).unwrap());
        let table = training.memorisation_table(labels, "hasty").unwrap();
        assert_eq!(table.rows.len(), training.history.len());
        assert!(table.rows.iter().flatten().all(|cell| *cell != Cell::Missing));
        for text in [">labels that are right<", ">labels that are wrong<", "generated data", "hasty's labels"] {
            assert!(figure.svg().contains(text), "{text} in {}", figure.svg());
        }
        let error = |training: &Training, labels: &LabelTable| {
            training.memorisation(labels, "hasty", Width::SingleColumn).unwrap_err().to_string()
        };
        let few = labels.select_rows(&[0, 1]).unwrap();
        assert_eq!(error(&training, &few), "the labels must be 360, the training's, got 2 rows");
        let untrue = labels.without_truth();
        assert!(error(&training, &untrue).starts_with("the labels must be the true labels"));
        assert!(training.memorisation_table(labels, "careful").is_err(), "another head was learned from");
        training.sample_losses = None;
        assert!(error(&training, labels).starts_with("the training must be one that kept them"));
    }
}
