//! The paper's experiment on RAF-DB: emotions, valence and arousal by a model trained on AffectNet.

use super::{
    Recipe,
    folders::{Annotations, FaceFolder, FaceOptions},
    sizes::RAF,
};
use crate::{
    Result,
    datasets::{
        generated::or_generated,
        raf::{RafLabels, RafPart, find_raf, generated_raf, read_raf_emotions},
    },
    faces::align::FaceList,
    labels::LabelTable,
    train::Experiment,
};
use std::path::Path;

impl Experiment {
    /// RAF-DB in `root`, trained on machine labels and tested on its own (RAF-base, paper section 4). Faces are aligned
    /// first unless they have been.
    ///
    /// The heads are `emotion` and `affect`; of valence and arousal no truth is known. With [`Annotations::Own`] there is
    /// only `emotion`, RAF-DB's own.
    ///
    /// # Errors
    /// [`Error::Missing`](crate::Error::Missing) without lists, photos or machine labels; those of
    /// [`align_faces`](crate::faces::align::align_faces) and of reading the images.
    pub fn raf(root: impl AsRef<Path>, options: &FaceOptions) -> Result<Self> {
        let root = root.as_ref();
        let list = FaceList::raf(root)?;
        list.require_photos()?;
        let (train, test) = match options.annotations {
            Annotations::Machine => {
                let labels = RafLabels::in_folders(root, options.noisy_labels(root)?)?;
                (labels.part(RafPart::Train)?, labels.part(RafPart::Test)?)
            }
            Annotations::Own => {
                let labels = read_raf_emotions(root, "emotion")?.labels;
                let labels = labels.with_truth(&labels.codes("emotion")?)?;
                let part = |part: RafPart| -> Result<LabelTable> { labels.filter_names(|name| part.has(name)) };
                (part(RafPart::Train)?, part(RafPart::Test)?)
            }
        };
        let folder = FaceFolder { name: "RAF-DB", root: root.into(), list, train, test };
        let recipe = Recipe::Raf { root: root.into(), options: options.clone() };
        Ok(Self { recipe: recipe.value(), ..options.assemble(folder, options.scale.of(&RAF))? })
    }

    /// As [`Experiment::raf`] where [`find_raf`] finds it in the folder `datasets`; where something is missing it says what
    /// and where it belongs, and takes the copy of [`generated_raf`], marked so in every figure.
    ///
    /// # Errors
    /// Those of [`Experiment::raf`] but for what is missing, and of [`generated_raf`].
    pub fn raf_or_generated(datasets: impl AsRef<Path>, options: &FaceOptions) -> Result<Self> {
        let generated = || generated_raf(&datasets, options.generated_count(), options.seed);
        or_generated(find_raf(&datasets), |root| Self::raf(root, options), generated)
    }
}
