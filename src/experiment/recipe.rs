//! What an experiment is made from, as a value that is stored with its runs.

use super::{
    FaceOptions, FerPlusOptions, OwnOptions, Scale, Variation, Varied,
    affectnet::vgg_face_beside,
    sizes::{AFFECTNET, CIFAR10, FACES, RAF, Sizes},
};
use crate::{Error, Result, Seed, model::ModelConfig, train::Experiment};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::PathBuf;

/// Enough to make an experiment again: a run's `config.json` holds it.
///
/// ```
/// use noisyfer::{Seed, experiment::{Recipe, Scale}};
/// let recipe = Recipe::Faces { scale: Scale::Smoke, seed: Seed(1) };
/// let experiment = recipe.build()?;
/// assert_eq!(Recipe::of(&experiment)?, recipe);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "dataset", rename_all = "snake_case")]
pub enum Recipe {
    /// [`Experiment::faces`].
    Faces {
        /// How much of it.
        scale: Scale,
        /// The seed of faces, annotators and split.
        seed: Seed,
    },
    /// [`Experiment::cifar10`].
    Cifar10 {
        /// The dataset's folder.
        root: PathBuf,
        /// How much of it.
        scale: Scale,
        /// The seed of the split.
        seed: Seed,
    },
    /// [`Experiment::cifar10_generated`].
    Cifar10Generated {
        /// The seed of images, labels and split.
        seed: Seed,
    },
    /// [`Experiment::cifar10n`].
    #[serde(rename = "cifar10n")]
    Cifar10N {
        /// The dataset's folder.
        root: PathBuf,
        /// The file of human labels.
        labels: PathBuf,
        /// How much of it.
        scale: Scale,
        /// The seed of the split.
        seed: Seed,
    },
    /// [`Experiment::cifar10n_generated`].
    #[serde(rename = "cifar10n_generated")]
    Cifar10NGenerated {
        /// The seed of images, labels and split.
        seed: Seed,
    },
    /// [`Experiment::raf`].
    Raf {
        /// The dataset's folder.
        root: PathBuf,
        /// How much of it, and with which labels.
        options: FaceOptions,
    },
    /// [`Experiment::affectnet`].
    Affectnet {
        /// The dataset's folder.
        root: PathBuf,
        /// How much of it, and with which labels.
        options: FaceOptions,
    },
    /// [`Experiment::ferplus`].
    #[serde(rename = "ferplus")]
    FerPlus {
        /// The dataset's folder.
        root: PathBuf,
        /// How much of it.
        options: FerPlusOptions,
    },
    /// [`Experiment::from_folder`].
    Own {
        /// The folder of images.
        images: PathBuf,
        /// The CSV file of labels.
        labels: PathBuf,
        /// What its columns hold, and how the images are split.
        options: OwnOptions,
    },
    /// [`Experiment::with`].
    Varied {
        /// What was varied.
        base: Box<Self>,
        /// How, one after the other.
        variations: Vec<Varied>,
    },
}

impl Recipe {
    /// The recipe that `experiment` was made by.
    ///
    /// # Errors
    /// [`Error::Parameter`] for one that was put together by hand.
    pub fn of(experiment: &Experiment) -> Result<Self> {
        Self::stored(experiment.recipe.as_ref())
    }

    /// The recipe in a run's `config.json`.
    ///
    /// # Errors
    /// [`Error::Parameter`] where there is none, or none of this version.
    pub fn stored(recipe: Option<&Value>) -> Result<Self> {
        let expected = "the recipe of an experiment that a function or command of this version made";
        let recipe = recipe.ok_or_else(|| Error::parameter("the experiment", "one without a recipe", expected))?;
        serde_json::from_value(recipe.clone()).map_err(|error| Error::parameter("the recipe", error, expected))
    }

    /// Makes the experiment.
    ///
    /// # Errors
    /// Those of the function that the recipe is for.
    pub fn build(&self) -> Result<Experiment> {
        match self {
            Self::Faces { scale, seed } => Experiment::faces(*scale, *seed),
            Self::Cifar10 { root, scale, seed } => Experiment::cifar10(root, *scale, *seed),
            Self::Cifar10Generated { seed } => Experiment::cifar10_generated(*seed),
            Self::Cifar10N { root, labels, scale, seed } => Experiment::cifar10n(root, labels, *scale, *seed),
            Self::Cifar10NGenerated { seed } => Experiment::cifar10n_generated(*seed),
            Self::Raf { root, options } => Experiment::raf(root, options),
            Self::Affectnet { root, options } => Experiment::affectnet(root, options),
            Self::FerPlus { root, options } => Experiment::ferplus(root, options),
            Self::Own { images, labels, options } => Experiment::from_folder(images, labels, options),
            Self::Varied { base, variations } => {
                let varied = |experiment: Experiment, one: &Varied| experiment.with(&one.variation, one.seed);
                variations.iter().try_fold(base.build()?, varied)
            }
        }
    }

    /// The networks of the experiment, which are known before any of its files is looked at.
    pub fn model(&self) -> ModelConfig {
        let of_side = |sizes: Sizes, side: Option<usize>| {
            let model = sizes.model();
            ModelConfig { side: side.unwrap_or(model.side), ..model }
        };
        match self {
            Self::Faces { scale, .. } => scale.of(&FACES).model(),
            Self::Cifar10 { scale, .. } | Self::Cifar10N { scale, .. } => scale.of(&CIFAR10).model(),
            Self::Cifar10Generated { .. } | Self::Cifar10NGenerated { .. } => Scale::Smoke.of(&CIFAR10).model(),
            Self::Raf { options, .. } => of_side(options.scale.of(&RAF), options.side),
            Self::Affectnet { options, .. } => of_side(options.scale.of(&AFFECTNET), options.side),
            Self::FerPlus { options, .. } => of_side(options.scale.of(&RAF), options.side),
            Self::Own { options, .. } => of_side(options.scale.of(&FACES), options.side),
            Self::Varied { base, .. } => base.model(),
        }
    }

    /// The weights that the encoder starts from unless others are named.
    pub fn start(&self) -> Option<PathBuf> {
        match self {
            Self::Affectnet { root, options } => vgg_face_beside(root, options.scale),
            Self::Varied { base, .. } => base.start(),
            _ => None,
        }
    }

    /// The recipe of the experiment with one more variation.
    #[must_use]
    pub fn varied(self, variation: Variation, seed: Seed) -> Self {
        let (base, mut variations) = match self {
            Self::Varied { base, variations } => (base, variations),
            other => (Box::new(other), vec![]),
        };
        variations.push(Varied { variation, seed });
        Self::Varied { base, variations }
    }

    /// As it is stored in an experiment.
    pub(super) fn value(&self) -> Option<Value> {
        serde_json::to_value(self).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_are_known_before_the_files() {
        let faces = Recipe::Faces { scale: Scale::Smoke, seed: Seed(1) };
        let generated = [Recipe::Cifar10Generated { seed: Seed(1) }, Recipe::Cifar10NGenerated { seed: Seed(1) }];
        for recipe in generated.into_iter().chain([faces.clone()]) {
            assert_eq!(recipe.model(), recipe.build().unwrap().model);
        }
        let options = FaceOptions { scale: Scale::Paper, side: Some(128), ..FaceOptions::default() };
        let affectnet = Recipe::Affectnet { root: "sets/affectnet".into(), options };
        assert_eq!((affectnet.model().side, affectnet.model().base_width), (128, 64));
        assert_eq!(affectnet.start(), Some("sets/vgg_face_dag.pth".into()));
        assert_eq!(faces.start(), None);
    }

    #[test]
    fn recipes_are_stored_and_those_by_hand_have_none() {
        let recipe = Recipe::Raf { root: "datasets/rafd/basic".into(), options: FaceOptions::default() };
        assert_eq!(Recipe::stored(recipe.value().as_ref()).unwrap(), recipe);
        let human = Recipe::Cifar10N { root: "a".into(), labels: "b.pt".into(), scale: Scale::Paper, seed: Seed(1) };
        assert_eq!(human.value().unwrap()["dataset"], "cifar10n");
        assert_eq!(Recipe::stored(human.value().as_ref()).unwrap(), human);
        let mut experiment = Recipe::Cifar10Generated { seed: Seed(2) }.build().unwrap();
        assert_eq!(Recipe::of(&experiment).unwrap(), Recipe::Cifar10Generated { seed: Seed(2) });
        experiment.recipe = None;
        assert!(Recipe::of(&experiment).unwrap_err().to_string().contains("one without a recipe"));
    }
}
