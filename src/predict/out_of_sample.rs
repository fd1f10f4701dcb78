//! What models say of images that they have not seen.

use super::TrainedModel;
use crate::{
    Error, Result, Seed,
    formats::write_frame,
    interrupt::Interrupt,
    progress,
    run::train_once,
    train::{Experiment, Method, TrainConfig},
};
use burn::tensor::Device;
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use rand::seq::SliceRandom;
use std::path::Path;

/// Probabilities for the training images of an experiment, each by a model that was trained without the image: what
/// [`noise::predictions`](crate::noise::predictions) and [`ReportOptions::probabilities`](crate::noise::ReportOptions::probabilities) take.
#[derive(Clone, Debug, PartialEq)]
pub struct OutOfSample {
    /// The images, in the order of the training labels.
    pub names: Vec<String>,
    /// The classes, in the order of the codes.
    pub classes: Vec<String>,
    /// The probabilities, `[images, classes]`, row by row; a row sums to 1.
    pub probabilities: Vec<f64>,
    /// Which of the folds each image is in, from 0.
    pub folds: Vec<usize>,
}

/// Trains `folds` models, each on the training images of all folds but one, and asks it about those of that one. The folds are drawn by
/// the seed of `config`. The trainings are kept as runs in `folder`, see [`train_once`]: called again, it goes on where it was stopped.
///
/// Cost: `folds` trainings of `method` with `config`.
///
/// # Errors
/// [`Error::Parameter`] for fewer than 2 folds or more than there are images, and for a method without a head of classes; those of
/// [`train_once`], above all [`Error::Interrupted`].
pub fn out_of_sample(
    folder: impl AsRef<Path>,
    experiment: &Experiment,
    method: &Method,
    config: &TrainConfig,
    folds: usize,
    device: &Device,
) -> Result<OutOfSample> {
    let names = experiment.train.labels.names();
    let of = fold_of_each(names.len(), folds, config.seed)?;
    let (mut classes, mut probabilities) = (vec![], vec![]);
    let interrupt = Interrupt::watch();
    for fold in 0..folds {
        if interrupt.requested() {
            return Err(Error::Interrupted { what: "training on all folds but one".into(), done: fold, total: folds });
        }
        let (inside, outside): (Vec<usize>, Vec<usize>) = (0..names.len()).partition(|row| of[*row] == fold);
        progress::tell(format_args!(
            "fold {} of {folds}: without {} of {} images",
            fold + 1,
            inside.len(),
            names.len()
        ));
        let name = format!("{}, without fold {} of {folds}", experiment.name, fold + 1);
        // No recipe makes it.
        let part = Experiment { name, train: experiment.train.select(&outside)?, recipe: None, ..experiment.clone() };
        let training = train_once(&folder, &part, method, config, device)?;
        let images = experiment.train.images.select(&inside)?;
        let predictions = TrainedModel::of(&training, device).predict(&images)?;
        let head = predictions.emotion()?;
        classes = head.classes().unwrap_or_default().to_vec();
        probabilities.resize(names.len() * classes.len(), 0.0);
        for (row, shares) in inside.iter().zip(predictions.of(&head.name)?.chunks_exact(classes.len())) {
            // Summed anew: what is 1 in 32 bits is not quite in 64.
            let sum: f64 = shares.iter().map(|share| f64::from(*share)).sum();
            for (class, share) in shares.iter().enumerate() {
                probabilities[row * classes.len() + class] = f64::from(*share) / sum;
            }
        }
    }
    Ok(OutOfSample { names, classes, probabilities, folds: of })
}

/// The fold of each image: all as large, but for one image.
fn fold_of_each(images: usize, folds: usize, seed: Seed) -> Result<Vec<usize>> {
    if folds < 2 || folds > images {
        return Err(Error::parameter("folds", folds, format!("2 to {images}, the training images")));
    }
    let mut of: Vec<usize> = (0..images).map(|row| row % folds).collect();
    of.shuffle(&mut seed.stream("folds", 0));
    Ok(of)
}

impl OutOfSample {
    /// A row an image: `name`, and a column for each class, as
    /// [`read_probabilities`](crate::noise::predictions::read_probabilities) and `noisyfer noise --probabilities` take them.
    ///
    /// # Errors
    /// [`Error::Table`] when the fields do not belong together, or two classes share a name.
    pub fn frame(&self) -> Result<DataFrame> {
        let mut columns = vec![Column::from(Series::new("name".into(), &self.names))];
        for (class, name) in self.classes.iter().enumerate() {
            let shares: Vec<f64> =
                self.probabilities.chunks_exact(self.classes.len()).map(|shares| shares[class]).collect();
            columns.push(Series::new(name.as_str().into(), shares).into());
        }
        DataFrame::new_infer_height(columns).map_err(Error::table("the table of out-of-sample probabilities"))
    }

    /// Writes [`frame`](Self::frame) as a CSV file.
    ///
    /// # Errors
    /// Those of [`frame`](Self::frame); [`Error::Io`] naming the path.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        write_frame(&self.frame()?, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment::Scale, labels::Annotations, noise::predictions::read_probabilities};

    #[test]
    fn every_image_is_in_one_fold() {
        let of = fold_of_each(10, 3, Seed(0)).unwrap();
        let mut sizes = [0; 3];
        of.iter().for_each(|fold| sizes[*fold] += 1);
        assert_eq!(sizes, [4, 3, 3]);
        assert_eq!(of, fold_of_each(10, 3, Seed(0)).unwrap());
        assert_ne!(of, fold_of_each(10, 3, Seed(1)).unwrap());
        for folds in [0, 1, 11] {
            let message = fold_of_each(10, folds, Seed(0)).unwrap_err().to_string();
            assert!(message.contains("folds must be 2 to 10, the training images"), "{message}");
        }
    }

    #[test]
    fn folds_are_trained_once_and_their_probabilities_are_read_back() {
        let (device, folder) = (Device::flex(), tempfile::tempdir().unwrap());
        let experiment = Experiment::faces(Scale::Smoke, Seed(3)).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let method = "majority-vote".parse().unwrap();
        let ask = || out_of_sample(folder.path().join("folds"), &experiment, &method, &config, 2, &device).unwrap();
        let found = ask();
        assert_eq!((found.names.len(), found.classes.len()), (experiment.train.len(), 7));
        for shares in found.probabilities.chunks_exact(7) {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12 && shares.iter().all(|share| *share > 0.0));
        }
        let runs = || std::fs::read_dir(folder.path().join("folds")).unwrap().count();
        assert_eq!((runs(), ask() == found, runs()), (2, true, 2));
        let path = folder.path().join("probabilities.csv");
        found.save(&path).unwrap();
        let labels = Annotations::of_table(&experiment.train.labels).unwrap();
        let read = read_probabilities(&path, &labels).unwrap();
        assert!(read.iter().zip(&found.probabilities).all(|(read, found)| (read - found).abs() < 1e-12));
    }
}
