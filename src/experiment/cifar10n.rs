//! CIFAR-10 with what people said of its training images: CIFAR-10N (Wei et al., "Learning with Noisy Labels Revisited: A Study
//! Using Real-World Human Annotations", ICLR 2022).

use super::{Recipe, Scale};
use crate::{
    Error, Result, Seed,
    datasets::{
        Dataset,
        cifar10::{
            CIFAR10_CLASSES, CIFAR10N_PEOPLE, Cifar10, Layout, Split, find_cifar10, find_cifar10n, read_cifar10,
            read_cifar10n, shapes,
        },
    },
    labels::{
        LabelTable, TransitionMatrix,
        noise::{Annotator, annotate},
    },
    progress,
    train::Experiment,
};
use std::path::Path;

impl Experiment {
    /// CIFAR-10 from `root` with the human labels out of `labels`, `CIFAR-10_human.pt` or a CSV: the annotators
    /// `random_label1`, `random_label2` and `random_label3`, of whom each is many people. They saw no test image; what is measured
    /// there is the true class. How much of their majority vote is right is told in a line, and stands in
    /// [`table`](Self::table).
    ///
    /// # Errors
    /// Those of [`read_cifar10`], above all [`Error::Missing`](crate::Error::Missing) without the dataset, and of
    /// [`read_cifar10n`].
    pub fn cifar10n(root: impl AsRef<Path>, labels: impl AsRef<Path>, scale: Scale, seed: Seed) -> Result<Self> {
        let (root, labels) = (root.as_ref(), labels.as_ref());
        let experiment = Self::of_cifar10n(read_cifar10(root)?, &read_cifar10n(labels)?, scale, seed)?;
        let recipe = Recipe::Cifar10N { root: root.into(), labels: labels.into(), scale, seed };
        Ok(Self { recipe: recipe.value(), ..experiment })
    }

    /// As [`Experiment::cifar10n`] where images and labels are found in the folder `datasets`, see
    /// [`find_cifar10`] and [`find_cifar10n`]; without them it says what to download and where to put it, and gives
    /// [`Experiment::cifar10n_generated`], marked so in every figure.
    ///
    /// # Errors
    /// Those of [`cifar10n`](Self::cifar10n) but for what is missing.
    pub fn cifar10n_or_generated(datasets: impl AsRef<Path>, scale: Scale, seed: Seed) -> Result<Self> {
        let root = find_cifar10(datasets);
        let found = root.and_then(|root| Self::cifar10n(&root, find_cifar10n(&root)?, scale, seed));
        match found {
            Err(missing @ Error::Missing { .. }) => {
                progress::tell(format_args!("{missing}\nUntil then, generated data:"));
                Self::cifar10n_generated(seed)
            }
            other => other,
        }
    }

    /// Generated images of CIFAR-10's shape (ten shapes, not the ten classes) with three people's labels, at smoke scale: each is wrong on
    /// a sixth of the images, half of the time in taking a class for the next.
    ///
    /// # Errors
    /// None in practice: all of it is generated.
    pub fn cifar10n_generated(seed: Seed) -> Result<Self> {
        let split = |name: &str, count| -> Result<Split> {
            let (images, labels) = shapes(count, seed, &format!("shapes/{name}"))?;
            let names = (0..count).map(|row| format!("{name}_{row:05}")).collect();
            Ok(Split { images, labels, names })
        };
        let (train, test) = (split("train", 600)?, split("test", 300)?);
        let any = TransitionMatrix::symmetric(&CIFAR10_CLASSES, 1.0 / 6.0)?;
        let next = TransitionMatrix::pairwise(&CIFAR10_CLASSES, 1.0 / 6.0)?;
        let cells = any.cells().iter().zip(next.cells()).map(|(any, next)| (any + next) / 2.0).collect();
        let noise = TransitionMatrix::new(&CIFAR10_CLASSES, cells)?;
        let people = CIFAR10N_PEOPLE.map(|name| Annotator::new(name, noise.clone()));
        let labels = annotate(train.names.clone(), &train.labels, &CIFAR10_CLASSES, &people, seed)?;
        let note = Some("generated shapes, not CIFAR-10N".into());
        let dataset = Cifar10 { train, test, layout: Layout::Python, note };
        let experiment = Self::of_cifar10n(dataset, &labels, Scale::Smoke, seed)?;
        Ok(Self { name: "Generated shapes".into(), recipe: Recipe::Cifar10NGenerated { seed }.value(), ..experiment })
    }

    fn of_cifar10n(dataset: Cifar10, human: &LabelTable, scale: Scale, seed: Seed) -> Result<Self> {
        let human = human.select_heads(&CIFAR10N_PEOPLE)?;
        let mut labels = LabelTable::from_names(dataset.test.names)?;
        for head in human.heads() {
            labels = labels.with_labels(head.clone(), &vec![None; dataset.test.labels.len()])?;
        }
        let test = Dataset::new(dataset.test.images, labels.with_truth(&dataset.test.labels)?)?;
        let noisy = Dataset::new(dataset.train.images, human)?;
        let experiment = Self::of_cifar10_shape("CIFAR-10N", &noisy, &test, scale, seed)?;
        if let Some(right) = experiment.vote_accuracy() {
            progress::tell(format_args!("the majority vote is right on {:.1} % of the training images", 100.0 * right));
        }
        Ok(Self { note: dataset.note, ..experiment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        device::device,
        labels::LabelHead,
        train::{Reference, TrainConfig, methods::MajorityVote, train},
    };

    #[test]
    fn the_generated_people_err_and_are_repeated_by_recipe() {
        let folder = tempfile::tempdir().unwrap();
        let experiment = Experiment::cifar10n_or_generated(folder.path(), Scale::Laptop, Seed(2)).unwrap();
        assert_eq!((experiment.train.len(), experiment.validation.len(), experiment.test.len()), (540, 60, 300));
        assert!(experiment.note.as_ref().unwrap().contains("generated"));
        for person in CIFAR10N_PEOPLE {
            // 540 labels: three standard deviations are 0.05.
            assert!((experiment.train.labels.noise_rate(person).unwrap() - 1.0 / 6.0).abs() < 0.05);
        }
        let again = Recipe::of(&experiment).unwrap().build().unwrap();
        assert_eq!(again.train.fingerprint(), experiment.train.fingerprint());
    }

    fn split(name: &str, count: usize) -> Split {
        let (images, labels) = shapes(count, Seed(0), name).unwrap();
        Split { images, labels, names: (0..count).map(|row| format!("{name}_{row:05}")).collect() }
    }

    /// Labels of which the first set is always right, the second never and the third on every other image.
    fn human(split: &Split) -> LabelTable {
        let mut table = LabelTable::from_names(split.names.clone()).unwrap();
        for set in ["aggre", "worse", "random_label1", "random_label2", "random_label3"] {
            let mut codes = split.labels.clone();
            for (row, code) in codes.iter_mut().enumerate() {
                if set == "random_label2" || (set == "random_label3" && row % 2 == 0) {
                    *code = (*code + 1) % 10;
                }
            }
            table = table.with_head(LabelHead::categorical(set, &CIFAR10_CLASSES), &codes).unwrap();
        }
        table.with_truth(&split.labels).unwrap()
    }

    #[test]
    fn three_people_are_learned_from_and_the_truth_is_measured() {
        let (train_split, test) = (split("train", 80), split("test", 20));
        let table = human(&train_split);
        let dataset = Cifar10 { train: train_split, test, layout: Layout::Python, note: None };
        let experiment = Experiment::of_cifar10n(dataset, &table, Scale::Smoke, Seed(0)).unwrap();
        assert_eq!([&experiment.train, &experiment.validation, &experiment.test].map(Dataset::len), [72, 8, 20]);
        let heads: Vec<&str> = experiment.train.labels.heads().iter().map(|head| head.name.as_str()).collect();
        assert_eq!(heads, CIFAR10N_PEOPLE);
        assert_eq!(experiment.test.labels.labels("random_label2").unwrap(), [None; 20]);
        // Of even rows two labels are the same wrong class, of odd ones two are right.
        let odd =
            experiment.train.labels.names().iter().filter(|name| name.ends_with(['1', '3', '5', '7', '9'])).count();
        assert_eq!(experiment.vote_accuracy(), Some(odd as f64 / 72.0));
        let shown = experiment.table().unwrap().to_text();
        assert!(shown.contains("Majority vote of the training labels that is right"), "{shown}");
        assert_eq!(experiment.references().len(), 1, "nobody labelled the test images");
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let training = train(&experiment, &MajorityVote {}.into(), &config, &device("cpu").unwrap()).unwrap();
        assert_eq!((training.last.against, training.last.confusion.total()), (Reference::Truth, 20));
        assert!(training.last.given.is_none());
    }
}
