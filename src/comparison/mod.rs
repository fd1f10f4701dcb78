//! Several methods on one experiment.

mod groups;
mod sweep;
mod swept;
mod verdict;
mod views;

use crate::{
    Error, Result, Seed,
    interrupt::Interrupt,
    metrics::ConfusionMatrix,
    run::train_once,
    train::{Experiment, Method, Reference, TrainConfig, Training, reference, train},
};
use burn::tensor::Device;
use std::path::Path;
pub use sweep::Sweep;
pub use swept::Swept;

/// The trainings of several methods, and of several seeds of each, on one experiment.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The experiment's name.
    pub experiment: String,
    /// What must stand in every figure.
    pub note: Option<String>,
    /// What accuracy, in [0, 1], costs no training: see [`Experiment::references`].
    pub references: Vec<(String, f64)>,
    /// The true classes of the test images; without a truth, the majority of their given labels, where each has one.
    pub truth: Vec<u8>,
    /// The trainings, in the order in which they were added.
    pub trainings: Vec<Training>,
}

/// Trains each of `methods` on `experiment` with the same settings. An interrupt ends the whole comparison, with what
/// there is.
///
/// # Errors
/// Those of [`train`].
pub fn compare(
    experiment: &Experiment,
    methods: &[Method],
    config: &TrainConfig,
    device: &Device,
) -> Result<Comparison> {
    compare_seeds(experiment, methods, &[config.seed], config, device)
}

/// [`compare`] with every one of `seeds` instead of the seed in `config`; the data are the same for all.
///
/// # Errors
/// Those of [`train`].
pub fn compare_seeds(
    experiment: &Experiment,
    methods: &[Method],
    seeds: &[Seed],
    config: &TrainConfig,
    device: &Device,
) -> Result<Comparison> {
    compare_by(experiment, methods, seeds, config, |method, config| train(experiment, method, config, device))
}

/// [`compare_seeds`] with every training kept as a run in `folder`: what is there is not trained again, see [`train_once`].
///
/// # Errors
/// Those of [`train_once`], above all [`Error::Interrupted`].
pub fn compare_once(
    folder: impl AsRef<Path>,
    experiment: &Experiment,
    methods: &[Method],
    seeds: &[Seed],
    config: &TrainConfig,
    device: &Device,
) -> Result<Comparison> {
    let interrupt = Interrupt::watch();
    let comparison = compare_by(experiment, methods, seeds, config, |method, config| {
        train_once(&folder, experiment, method, config, device)
    })?;
    let (done, total) = (comparison.trainings.len(), methods.len() * seeds.len());
    match interrupt.requested() && done < total {
        true => Err(Error::Interrupted { what: "the comparison".into(), done, total }),
        false => Ok(comparison),
    }
}

/// The comparison of what `train` makes of every method with every seed, or of those before an interrupt.
fn compare_by(
    experiment: &Experiment,
    methods: &[Method],
    seeds: &[Seed],
    config: &TrainConfig,
    train: impl Fn(&Method, &TrainConfig) -> Result<Training>,
) -> Result<Comparison> {
    // One that comes while a training's last epoch is measured ends none, but ends the loop.
    let interrupt = Interrupt::watch();
    let mut comparison = Comparison::new(experiment);
    for &seed in seeds {
        let config = TrainConfig { seed, ..config.clone() };
        for method in methods {
            let training = train(method, &config)?;
            comparison.add(training);
            if interrupt.requested() {
                return Ok(comparison);
            }
        }
    }
    Ok(comparison)
}

impl Comparison {
    /// An empty comparison on `experiment`.
    pub fn new(experiment: &Experiment) -> Self {
        let known = reference(&experiment.test.labels).ok();
        let truth = known.and_then(|(_, classes)| classes.into_iter().collect::<Option<Vec<u8>>>());
        Self {
            experiment: experiment.name.clone(),
            note: experiment.note.clone(),
            references: experiment.references(),
            truth: truth.unwrap_or_default(),
            trainings: vec![],
        }
    }

    /// What the test images measure.
    fn against(&self) -> Reference {
        self.trainings.first().map(|training| training.last.against).unwrap_or_default()
    }

    /// Adds a training. One with the same method, networks, settings and seed takes the place of the one before, for a notebook's
    /// cell may run again; but not one that was stopped that of a finished one.
    pub fn add(&mut self, training: Training) {
        let same = |other: &&mut Training| {
            groups::key(other) == groups::key(&training) && other.config.seed == training.config.seed
        };
        match self.trainings.iter_mut().find(same) {
            Some(before) if training.interrupted && !before.interrupted => {}
            Some(before) => *before = training,
            None => self.trainings.push(training),
        }
    }

    /// Adds the trainings of another comparison, such as one that learned from fewer heads.
    pub fn extend(&mut self, other: Self) {
        for training in other.trainings {
            self.add(training);
        }
    }

    /// The training of the method called `name`; the first one, when there are several.
    pub fn training(&self, name: &str) -> Option<&Training> {
        self.trainings.iter().find(|training| training.title() == name)
    }

    /// The truth, or without one the majority of the given labels, against the predictions of the last epoch, by method.
    pub fn confusions(&self) -> Vec<(String, ConfusionMatrix)> {
        self.trainings.iter().map(|training| (training.title(), training.last.confusion.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{
        made_up::{made_up, truth},
        methods::MajorityVote,
    };

    /// A comparison of these trainings.
    pub fn comparison(trainings: Vec<Training>) -> Comparison {
        Comparison { experiment: "made up".into(), truth: truth(), trainings, ..Comparison::default() }
    }

    #[test]
    fn a_training_that_ran_again_takes_the_place_of_the_first() {
        let seed = |seed: u64| TrainConfig { seed: Seed(seed), ..TrainConfig::default() };
        let mut twice = comparison(vec![]);
        twice.add(made_up(&MajorityVote {}.into(), &seed(0), 0..75));
        twice.add(made_up(&MajorityVote {}.into(), &seed(1), 0..70));
        twice.add(made_up(&MajorityVote {}.into(), &seed(0), 0..80));
        let accuracies: Vec<f64> = twice.trainings.iter().map(|training| training.last.accuracy()).collect();
        assert_eq!(accuracies, [0.8, 0.7]);
    }
}
