//! FER2013's faces with FER+'s ten votes on each.

use super::{
    Recipe, Scale,
    sizes::{GENERATED, RAF},
};
use crate::{
    Fidelity, Result, Seed,
    datasets::{
        Dataset,
        ferplus::{FER2013_PARTS, Fer2013, FerPlus, find_ferplus, find_ferplus_votes, generated_ferplus, read_ferplus},
        generated::{Generated, or_generated},
    },
    images::{Augmentation, FaceAugmentation},
    labels::{codes::emotion_head, with_left_out},
    model::ModelConfig,
    progress,
    text::grouped,
    train::{Experiment, TrainConfig},
};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// How much of FER+ is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FerPlusOptions {
    /// How many images, how wide the networks, how many epochs: as for RAF-DB.
    pub scale: Scale,
    /// The seed of everything random, the choice of images and the order of the votes included.
    pub seed: Seed,
    /// Width and height of the networks' images: 32, 64 or 128. By default 64, and 32 at smoke scale; FER2013's are 48.
    pub side: Option<usize>,
    /// Whether images are prepared and trained on as corrected or as published.
    pub fidelity: Fidelity,
}

impl FerPlusOptions {
    /// How many images a generated copy has when it stands in for FER+.
    pub fn generated_count(&self) -> usize {
        self.scale.of(&GENERATED)
    }
}

impl Experiment {
    /// FER+ in `root`: its votes, and FER2013's images as a CSV file or as folders ([`Fer2013::find`]). The parts are FER2013's
    /// own, Training, PublicTest for validation and PrivateTest for the test.
    ///
    /// The annotators are `vote_1` to `vote_10`, with the eight emotions as classes; a column is a vote by anybody, not a person
    /// ([`FerPlus::columns`]). Left out are images that at least as many people call unknown or no face as see an emotion in, and
    /// from the test those without FER+'s majority. No truth is known: the test measures agreement with the vote, which on
    /// these images is FER+'s majority.
    ///
    /// # Errors
    /// [`Error::Missing`](crate::Error::Missing) without votes or images; those of [`read_ferplus`] and [`Fer2013::read`];
    /// [`Error::Parameter`](crate::Error::Parameter) for a bad `side`.
    pub fn ferplus(root: impl AsRef<Path>, options: &FerPlusOptions) -> Result<Self> {
        let (root, sizes) = (root.as_ref(), options.scale.of(&RAF));
        let votes = read_ferplus(find_ferplus_votes(root)?)?;
        let faces = Fer2013::find(root)?;
        let model = ModelConfig { side: options.side.unwrap_or(sizes.side), ..sizes.model() };
        model.validate(&[emotion_head("vote_1", true)])?;
        let validation = sizes.images / 10;
        let counts = [sizes.images - validation, validation, sizes.test_images];
        let votes = votes.select(&chosen(&votes, counts, options.seed))?;
        let found = faces.read(&votes, model.side, options.fidelity)?;
        found.report.tell();
        let votes = votes.select(&found.entries)?;
        let all = Dataset::new(found.images, votes.columns(options.seed)?)?;
        let part = |part: &str| {
            let rows: Vec<usize> = (0..votes.len()).filter(|&entry| votes.usages[entry] == part).collect();
            all.select(&rows)
        };
        let [train, validation, test] = FER2013_PARTS.map(part);
        let note = Generated::note(root)?;
        let name = if note.is_some() { "Generated FER+" } else { "FER+" };
        let augmentation = FaceAugmentation { fidelity: options.fidelity, ..FaceAugmentation::at_side(model.side) };
        let recipe = Recipe::FerPlus { root: root.into(), options: options.clone() };
        let experiment = Self {
            note,
            training: TrainConfig { fidelity: options.fidelity, ..sizes.training(options.seed) },
            joint_distribution: sizes.joint_distribution(),
            augmentation: Augmentation::Face(augmentation),
            left_out: with_left_out([found.report]),
            recipe: recipe.value(),
            ..Self::new(name, train?, validation?, test?, model)?
        };
        tell(&experiment);
        Ok(experiment)
    }

    /// As [`Experiment::ferplus`] where [`find_ferplus`] finds it in the folder `datasets`; where votes or images are missing it
    /// says so, and takes the copy of [`generated_ferplus`], drawn faces with ten votes each, marked so in every figure.
    ///
    /// # Errors
    /// Those of [`Experiment::ferplus`] but for what is missing, and of [`generated_ferplus`].
    pub fn ferplus_or_generated(datasets: impl AsRef<Path>, options: &FerPlusOptions) -> Result<Self> {
        let generated = || generated_ferplus(&datasets, options.generated_count(), options.seed);
        or_generated(find_ferplus(&datasets), |root| Self::ferplus(root, options), generated)
    }
}

/// At most so many of the usable images of each part, by seed, in the order of the votes.
fn chosen(votes: &FerPlus, counts: [usize; 3], seed: Seed) -> Vec<usize> {
    let majorities = votes.majorities();
    let mut entries = vec![];
    for (part, count) in FER2013_PARTS.into_iter().zip(counts) {
        let is_test = part == FER2013_PARTS[2];
        let mut of_part: Vec<usize> = (0..votes.len()).filter(|&entry| votes.usages[entry] == part).collect();
        of_part.retain(|&entry| if is_test { majorities[entry].is_some() } else { votes.shows_emotion(entry) });
        of_part.shuffle(&mut seed.stream(part, 0));
        of_part.truncate(count);
        entries.extend(of_part);
    }
    entries.sort_unstable();
    entries
}

fn tell(experiment: &Experiment) {
    let parts = [&experiment.train, &experiment.validation, &experiment.test];
    let [train, validation, test] = parts.map(|part| grouped(part.len() as u64));
    progress::tell(format_args!(
        "{train} images to train on, {validation} for validation, {test} test images with a majority; {} votes each, in \
         columns that stand for votes, not for people",
        experiment.train.labels.heads().len()
    ));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        device::device,
        labels::ReadingReport,
        train::{Method, Reference, train},
    };

    #[test]
    fn images_are_chosen_by_part_and_by_what_people_saw() {
        let happy = [0, 10, 0, 0, 0, 0, 0, 0, 0, 0];
        let unclear = [3, 3, 2, 2, 0, 0, 0, 0, 0, 0];
        let no_face = [0, 2, 0, 0, 0, 0, 0, 0, 0, 8];
        let rows = [
            ("Training", happy),
            ("Training", unclear),
            ("Training", no_face),
            ("PublicTest", unclear),
            ("PrivateTest", unclear),
            ("PrivateTest", happy),
        ];
        let votes = FerPlus {
            names: (0..rows.len()).map(|row| row.to_string()).collect(),
            usages: rows.iter().map(|(usage, _)| usage.to_string()).collect(),
            rows: (0..rows.len()).collect(),
            votes: rows.map(|(_, votes)| votes).into(),
            report: ReadingReport::default(),
        };
        assert_eq!(chosen(&votes, [9, 9, 9], Seed(0)), [0, 1, 3, 5]);
        assert_eq!(chosen(&votes, [1, 0, 9], Seed(0)).len(), 2);
    }

    #[test]
    fn generated_votes_are_learned_from_by_every_kind_of_vote() {
        let folder = tempfile::tempdir().unwrap();
        let options = FerPlusOptions { scale: Scale::Smoke, ..FerPlusOptions::default() };
        let experiment = Experiment::ferplus_or_generated(folder.path(), &options).unwrap();
        assert_eq!(experiment.note.as_deref(), Some("generated data in the layout of FER+"));
        // Of 240, 30 and 30 images two are no faces, and of those for validation a tenth of 200 is taken.
        assert_eq!([&experiment.train, &experiment.validation].map(Dataset::len), [180, 20]);
        assert!((20..=30).contains(&experiment.test.len()));
        assert_eq!((experiment.train.labels.heads().len(), experiment.train.images.side()), (10, 32));
        assert!(experiment.vote_accuracy().is_none());
        let again = Recipe::of(&experiment).unwrap().build().unwrap();
        assert_eq!(again.train.fingerprint(), experiment.train.fingerprint());
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        for name in ["majority-vote", "soft-vote", "single:vote_3"] {
            let method: Method = name.parse().unwrap();
            let training = train(&experiment, &method, &config, &device("cpu").unwrap()).unwrap();
            assert_eq!(training.last.against, Reference::GivenLabels, "{name}");
            assert_eq!(training.last.confusion.total(), experiment.test.len() as u64);
        }
    }
}
