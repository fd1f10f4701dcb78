//! What a network learns first, and what it learns by heart.

use super::Training;
use crate::{
    Error, Result,
    labels::LabelTable,
    plot::{self, Figure, Series},
};

impl Training {
    /// The mean training loss of head `head` by epoch, apart for the images that its annotator labelled right and for those labelled
    /// wrong. Networks fit right labels first (Arpit et al., ICML 2017); where the curve of the wrong ones falls too, they are learned
    /// by heart. `labels` are those of the training images, with their truth.
    ///
    /// # Errors
    /// [`Error::Parameter`] for labels without truth, of other images, or without this annotator, and for a training that kept no
    /// losses of single images; [`Error::Figure`] when no label is known.
    pub fn memorisation(&self, labels: &LabelTable, head: &str) -> Result<Figure> {
        let kept = "one that kept them: see TrainConfig::sample_loss_bytes";
        let missing = || Error::parameter("the training", "no losses of single images", kept);
        let losses = self.sample_losses.as_ref().ok_or_else(missing)?;
        let unknown = || Error::parameter("the labels", "no truth", "the true labels of the training images");
        let (truth, given) = (labels.truth().ok_or_else(unknown)?, labels.labels(head)?);
        if losses.samples() != labels.len() {
            let found = format!("{} rows", labels.len());
            return Err(Error::parameter("the labels", found, format!("{}, the training's", losses.samples())));
        }
        let (mut right, mut wrong) = (vec![], vec![]);
        for epoch in 1..=losses.epochs() {
            let losses = losses.of(epoch, head)?;
            let mean = |is_right: bool| {
                let (mut sum, mut count) = (0.0, 0.0);
                for ((loss, given), truth) in losses.iter().zip(&given).zip(&truth) {
                    if loss.is_finite() && given.is_some_and(|given| (given == *truth) == is_right) {
                        sum += f64::from(*loss);
                        count += 1.0;
                    }
                }
                (epoch as f64, sum / count)
            };
            right.push(mean(true));
            wrong.push(mean(false));
        }
        let series = [Series::new("labels that are right", right), Series::new("labels that are wrong", wrong)];
        let title = format!("{}: training loss of {head}'s labels", self.title());
        Ok(plot::curves(&title, "Epochs", "Mean loss", &series, &self.adversarial_start())?.noted(self.note.as_deref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        experiment::Scale,
        train::{Experiment, train},
    };
    use burn::tensor::Device;

    #[test]
    fn right_and_wrong_labels_have_a_curve_each() {
        let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
        let mut training =
            train(&experiment, &"single:hasty".parse().unwrap(), &experiment.training, &Device::flex()).unwrap();
        let labels = &experiment.train.labels;
        let figure = training.memorisation(labels, "hasty").unwrap();
        for text in [">labels that are right<", ">labels that are wrong<", "generated data", "hasty's labels"] {
            assert!(figure.svg().contains(text), "{text} in {}", figure.svg());
        }
        let error =
            |training: &Training, labels: &LabelTable| training.memorisation(labels, "hasty").unwrap_err().to_string();
        let few = labels.select_rows(&[0, 1]).unwrap();
        assert_eq!(error(&training, &few), "the labels must be 360, the training's, got 2 rows");
        let untrue = labels.without_truth();
        assert!(error(&training, &untrue).starts_with("the labels must be the true labels"));
        assert!(training.memorisation(labels, "careful").is_err(), "another head was learned from");
        training.sample_losses = None;
        assert!(error(&training, labels).starts_with("the training must be one that kept them"));
    }
}
