//! Sweeps out of finished runs: which experiment a training varies, and by how much.

use super::{Comparison, Sweep};
use crate::{experiment::Recipe, train::Training};

/// Where a training stands in a sweep: what its experiment's last [`Variation`](crate::experiment::Variation) has changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Swept {
    /// The experiment without that variation.
    pub experiment: String,
    /// What was varied, with its unit.
    pub setting: String,
    /// By how much.
    pub value: f64,
}

impl Swept {
    /// `None` for a training on an experiment as it is.
    pub fn of(training: &Training) -> Option<Self> {
        let Ok(Recipe::Varied { variations, .. }) = Recipe::stored(training.recipe.as_ref()) else { return None };
        let variation = variations.last()?.variation;
        let experiment = training.experiment.strip_suffix(&variation.title())?.to_string();
        let (setting, value) = variation.place();
        Some(Self { experiment, setting: setting.into(), value })
    }

    /// Whether the other differs in the value alone.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.experiment == other.experiment && self.setting == other.setting
    }
}

impl Sweep {
    /// The sweep of trainings whose places are [beside](Swept::is_beside) each other.
    pub fn of(trainings: Vec<(Swept, Training)>) -> Self {
        let mut sweep = Self::default();
        for (place, training) in trainings {
            (sweep.experiment, sweep.setting, sweep.note) = (place.experiment, place.setting, training.note.clone());
            let one = Comparison { trainings: vec![training], ..Comparison::default() };
            sweep.add(place.value, one);
        }
        sweep
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        experiment::{Scale, Variation},
        train::{Experiment, TrainConfig, made_up::made_up, methods::MultiTask},
    };

    /// A training of `right` test images on faces that were varied so.
    fn training(variations: &[Variation], right: usize) -> Training {
        let mut faces = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
        for variation in variations {
            faces = faces.with(variation, Seed(1)).unwrap();
        }
        let made_up = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..right);
        Training { experiment: faces.name, recipe: faces.recipe, ..made_up }
    }

    #[test]
    fn the_last_variation_is_the_place() {
        let twice = training(&[Variation::TrainingImages(90), Variation::SymmetricNoise(0.6)], 5);
        let place = Swept::of(&twice).unwrap();
        assert_eq!(place.experiment, "Generated faces, training images 90");
        assert_eq!((place.setting.as_str(), place.value), ("Wrong labels (%)", 60.0));
        assert_eq!(Swept::of(&training(&[], 5)), None);
        let few = Swept::of(&training(&[Variation::TrainingImages(90)], 5)).unwrap();
        assert_eq!((few.setting.as_str(), few.value), ("Training images", 90.0));
        assert!(!place.is_beside(&few) && place.is_beside(&Swept { value: 20.0, ..place.clone() }));
    }

    #[test]
    fn trainings_come_to_stand_at_their_values() {
        let trainings = [(0.4, 50), (0.2, 70)].map(|(share, right)| {
            let training = training(&[Variation::SymmetricNoise(share)], right);
            (Swept::of(&training).unwrap(), training)
        });
        let sweep = Sweep::of(trainings.into());
        let values: Vec<f64> = sweep.points.iter().map(|(value, _)| *value).collect();
        assert_eq!((sweep.experiment.as_str(), values), ("Generated faces", vec![20.0, 40.0]));
        assert_eq!(sweep.points[0].1.trainings[0].last.accuracy(), 0.7);
    }
}
