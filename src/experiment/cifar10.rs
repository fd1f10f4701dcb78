//! The paper's CIFAR-10 experiment: three synthetic label sets (section 4).

use super::{Recipe, Scale, sizes::CIFAR10};
use crate::{
    Error, Result, Seed,
    datasets::{
        Dataset,
        cifar10::{CIFAR10_CLASSES, find_cifar10, published_cifar10, read_cifar10, shapes},
        split,
    },
    images::{Augmentation, Images},
    labels::{LabelHead, LabelTable},
    progress,
    train::Experiment,
};
use std::path::Path;

impl Experiment {
    /// CIFAR-10 from `root` with the three published noisy label sets, `noisy_20`, `noisy_30` and `noisy_40`.
    ///
    /// # Errors
    /// Those of [`read_cifar10`], above all [`Error::Missing`] without the dataset.
    pub fn cifar10(root: impl AsRef<Path>, scale: Scale, seed: Seed) -> Result<Self> {
        let recipe = Recipe::Cifar10 { root: root.as_ref().into(), scale, seed };
        let dataset = read_cifar10(root)?;
        let noisy = Dataset::new(dataset.train.images, published_cifar10(dataset.train.names, &dataset.train.labels)?)?;
        let test = with_truth(dataset.test.images, &dataset.test.labels)?;
        let experiment = Self::of_cifar10_shape("CIFAR-10", &noisy, &test, scale, seed)?;
        Ok(Self { note: dataset.note, recipe: recipe.value(), ..experiment })
    }

    /// As [`Experiment::cifar10`] where [`find_cifar10`] finds it in the folder `datasets`; without the dataset it says what
    /// to download and where to put it, and gives [`Experiment::cifar10_generated`], marked so in every figure.
    ///
    /// # Errors
    /// Those of [`read_cifar10`] but for a missing dataset.
    pub fn cifar10_or_generated(datasets: impl AsRef<Path>, scale: Scale, seed: Seed) -> Result<Self> {
        match find_cifar10(datasets).and_then(|root| Self::cifar10(root, scale, seed)) {
            Err(missing @ Error::Missing { .. }) => {
                progress::tell(format_args!("{missing}\nUntil then, generated data:"));
                Self::cifar10_generated(seed)
            }
            other => other,
        }
    }

    /// Generated images of CIFAR-10's shape (ten shapes, not the ten classes) with label sets as noisy as the
    /// published ones, at smoke scale.
    ///
    /// # Errors
    /// None in practice: all of it is generated.
    pub fn cifar10_generated(seed: Seed) -> Result<Self> {
        progress::tell("Generated images of CIFAR-10's shape, at smoke scale.");
        let (images, truth) = shapes(600, seed, "shapes/train")?;
        let (test_images, test_truth) = shapes(300, seed, "shapes/test")?;
        let noisy = Dataset::new(images, published_cifar10(numbered(truth.len()), &truth)?)?;
        let test = with_truth(test_images, &test_truth)?;
        let note = Some("generated shapes, not CIFAR-10".into());
        let experiment = Self::of_cifar10_shape("Generated shapes", &noisy, &test, Scale::Smoke, seed)?;
        Ok(Self { note, recipe: Recipe::Cifar10Generated { seed }.value(), ..experiment })
    }

    /// `noisy` in a random order by `seed`, and the first images of `test`, as many as the scale has.
    pub(super) fn of_cifar10_shape(
        name: &str,
        noisy: &Dataset,
        test: &Dataset,
        scale: Scale,
        seed: Seed,
    ) -> Result<Self> {
        let sizes = scale.of(&CIFAR10);
        let (train, validation) = split(noisy, sizes.images, seed)?;
        let shown: Vec<usize> = (0..test.len().min(sizes.test_images)).collect();
        let test = test.select(&shown)?;
        Ok(Self {
            training: sizes.training(seed),
            joint_distribution: sizes.joint_distribution(),
            augmentation: Augmentation::Crop(sizes.crop()),
            ..Self::new(name, train, validation, test, sizes.model())?
        })
    }
}

/// Test images whose one label is the true one.
fn with_truth(images: Images, truth: &[u8]) -> Result<Dataset> {
    let label = LabelHead::categorical("label", &CIFAR10_CLASSES);
    Dataset::new(images, LabelTable::from_names(numbered(truth.len()))?.with_head(label, truth)?.with_truth(truth)?)
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|index| format!("image_{index:05}")).collect()
}
