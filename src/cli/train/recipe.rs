//! What `noisyfer train` trains on.

use super::Train;
use crate::cli::dataset::FaceDataset;
use clap::ValueEnum;
use noisyfer::{
    Error, Fidelity, Result, Seed,
    datasets::cifar10::find_cifar10n,
    experiment::{Annotations, FaceOptions, FerPlusOptions, OwnOptions, Recipe, Scale},
    run::RunConfig,
};

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub enum Which {
    /// CIFAR-10 with the three published noisy label sets.
    Cifar10,
    /// CIFAR-10 with the labels of people, CIFAR-10N's three random sets.
    Cifar10n,
    /// Generated faces with three noisy annotators and noisy valence/arousal.
    Faces,
    /// RAF-DB with machine emotions and machine valence/arousal.
    Raf,
    /// AffectNet with machine emotions and its own valence/arousal.
    Affectnet,
    /// FER2013's faces with FER+'s ten votes on each.
    Ferplus,
    /// A folder of images (--images) with labels in a CSV file (--labels).
    Own,
}

impl Which {
    /// As it is typed.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_string()).unwrap_or_default()
    }
}

impl Train {
    /// What the experiment is made from: the arguments, or what the stored run was made from where no dataset is named.
    pub(super) fn recipe(&self, stored: Option<&RunConfig>, seed: Seed, fidelity: Fidelity) -> Result<Recipe> {
        self.check_options()?;
        let scale = self.scale.unwrap_or_default();
        let Some(which) = self.experiment else {
            return Recipe::stored(stored.and_then(|stored| stored.recipe.as_ref()));
        };
        Ok(match which {
            Which::Own => {
                let (cache, image_memory) = (self.cache.clone(), self.image_bytes());
                let options = OwnOptions { side: self.side, scale, seed, cache, image_memory, ..OwnOptions::default() };
                self.own.recipe(self.labels.as_deref(), options)?
            }
            Which::Faces => Recipe::Faces { scale, seed },
            Which::Cifar10 if self.source.generated => Recipe::Cifar10Generated { seed },
            Which::Cifar10 => Recipe::Cifar10 { root: self.source.cifar10()?, scale, seed },
            Which::Cifar10n => self.cifar10n(scale, seed)?,
            Which::Ferplus => {
                let options = FerPlusOptions { scale, seed, side: self.side, fidelity };
                Recipe::FerPlus { root: self.source.ferplus(options.generated_count(), seed)?, options }
            }
            Which::Raf => {
                let options = self.face_options(scale, seed, fidelity)?;
                Recipe::Raf { root: self.source.faces(FaceDataset::Raf, options.generated_count(), seed)?, options }
            }
            Which::Affectnet => {
                let options = self.face_options(scale, seed, fidelity)?;
                let root = self.source.faces(FaceDataset::Affectnet, options.generated_count(), seed)?;
                Recipe::Affectnet { root, options }
            }
        })
    }

    /// Refuses options of the data that the dataset does not take: they would change nothing.
    fn check_options(&self) -> Result<()> {
        use Which::{Affectnet, Cifar10, Cifar10n, Faces, Ferplus, Own, Raf};
        const ALL: &[Which] = &[Cifar10, Cifar10n, Faces, Raf, Affectnet, Ferplus, Own];
        const ON_DISK: &[Which] = &[Cifar10, Cifar10n, Raf, Affectnet, Ferplus];
        const PHOTOS: &[Which] = &[Raf, Affectnet];
        let own = self.own.named();
        let options: [(&str, bool, &[Which]); 10] = [
            ("--root", self.source.root.is_some(), ON_DISK),
            ("--generated", self.source.generated, &[Cifar10, Cifar10n, Faces, Raf, Affectnet, Ferplus]),
            ("--labels", self.labels.is_some(), &[Cifar10n, Raf, Affectnet, Own]),
            ("--noisy-labels", self.noisy_labels.is_some(), PHOTOS),
            ("--cache", self.cache.is_some(), &[Raf, Affectnet, Own]),
            ("--image-memory", self.image_memory.is_some(), &[Raf, Affectnet, Own]),
            ("--side", self.side.is_some(), &[Raf, Affectnet, Ferplus, Own]),
            ("--scale", self.scale.is_some(), ALL),
            ("--published", self.published, ALL),
            (own.unwrap_or_default(), own.is_some(), &[Own]),
        ];
        for (name, is_given, taken_by) in options {
            match self.experiment {
                None if is_given => {
                    let expected = "left out, for the data are those of the run in --config; or a dataset named too";
                    return Err(Error::parameter(name, "given without a dataset", expected));
                }
                Some(which) if is_given && !taken_by.contains(&which) => {
                    let found = format!("given for {}, which does not take it", which.name());
                    let takers: Vec<String> = taken_by.iter().map(|which| which.name()).collect();
                    let expected = format!("left out, or given for {}", takers.join(", "));
                    return Err(Error::parameter(name, found, expected));
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn cifar10n(&self, scale: Scale, seed: Seed) -> Result<Recipe> {
        if self.source.generated {
            let expected =
                "left out for cifar10n, whose labels are people's; `train cifar10 --generated` needs no files";
            return Err(Error::parameter("--generated", "given", expected));
        }
        let root = self.source.cifar10()?;
        let labels = self.labels.clone().map_or_else(|| find_cifar10n(&root), Ok)?;
        Ok(Recipe::Cifar10N { root, labels, scale, seed })
    }

    fn face_options(&self, scale: Scale, seed: Seed, fidelity: Fidelity) -> Result<FaceOptions> {
        Ok(FaceOptions {
            scale,
            seed,
            side: self.side,
            fidelity,
            annotations: self.annotations()?,
            noisy_labels: self.noisy_labels.clone(),
            cache: self.cache.clone(),
            image_memory: self.image_bytes(),
        })
    }

    fn image_bytes(&self) -> Option<u64> {
        self.image_memory.map(|mebibytes| mebibytes.saturating_mul(1 << 20))
    }

    /// Whose labels of RAF-DB or AffectNet: a model's that was trained on the other dataset, or the dataset's own, for a model that
    /// is to label the other one.
    fn annotations(&self) -> Result<Annotations> {
        match self.labels.as_deref().map(|labels| labels.to_string_lossy()).as_deref() {
            None | Some("machine") => Ok(Annotations::Machine),
            Some("own") => Ok(Annotations::Own),
            Some(other) => Err(Error::parameter("--labels", format!("{other:?}"), "machine or own")),
        }
    }
}
