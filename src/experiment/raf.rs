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
    labels::LabelReading,
    progress,
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
        options.model(options.scale.of(&RAF))?;
        let list = FaceList::raf(root)?;
        list.require_photos()?;
        let (labels, readings) = match options.annotations {
            Annotations::Machine => {
                let lists = RafLabels::in_folders(root, options.noisy_labels(root)?)?;
                lists.matches().iter().for_each(progress::tell);
                (lists.labels.clone(), lists.reports().to_vec())
            }
            Annotations::Own => {
                let LabelReading { labels, report } = read_raf_emotions(root, "emotion")?;
                (labels.with_truth(&labels.codes("emotion")?)?, vec![report])
            }
        };
        let part = |part: RafPart| labels.filter_names(|name| part.has(name));
        let (train, test) = (part(RafPart::Train)?, part(RafPart::Test)?);
        let folder = FaceFolder { name: "RAF-DB", root: root.into(), list, train, test, readings };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, datasets::raf::write_raf, experiment::Scale, files};
    use std::path::PathBuf;

    /// A generated copy with 16 training and 4 test images, whose machine emotions are those of the names that are kept.
    fn raf(folder: &Path, is_kept: impl Fn(&str) -> bool) -> (PathBuf, FaceOptions) {
        let root = folder.join("raf");
        write_raf(&root, 20, Seed(5)).unwrap();
        rewrite(&root, "list_label_AffectnetModel.txt", |line| is_kept(line).then(|| line.into()));
        (root, FaceOptions { scale: Scale::Smoke, ..FaceOptions::default() })
    }

    fn rewrite(root: &Path, list: &str, line: impl Fn(&str) -> Option<String>) {
        let path = root.join("noisy_labels").join(list);
        let lines: Vec<String> = files::read_text(&path).unwrap().lines().filter_map(line).collect();
        files::write_atomically(path, lines.join("\n").as_bytes()).unwrap();
    }

    #[test]
    fn rows_without_a_partner_and_clamped_values_are_reported() {
        let folder = tempfile::tempdir().unwrap();
        let (root, options) = raf(folder.path(), |name| name.starts_with("test_") || name < "train_00009");
        rewrite(&root, "list_va_AffectnetModel.txt", |line| Some(format!("{} 5 0", line.split(' ').next()?)));
        let experiment = Experiment::raf(&root, &options).unwrap();
        assert_eq!((experiment.train.len() + experiment.validation.len(), experiment.test.len()), (8, 4));
        let [truth, affect] = &experiment.left_out[..] else { panic!("{:?}", experiment.left_out) };
        assert_eq!((truth.rows, truth.left_out_rows(), truth.left_out[0].first.len()), (20, 8, 8));
        assert_eq!(
            truth.left_out[0].first_fault(),
            "train_00009.jpg: no row of this name in list_label_AffectnetModel.txt"
        );
        let both = "no row of this name in both list_patition_label.txt and list_label_AffectnetModel.txt";
        assert_eq!((&*affect.left_out[0].reason, affect.left_out_rows()), (both, 8));
        let valence = &affect.clamped[0];
        assert_eq!((valence.values, valence.of, &*valence.first), (20, 20, "5 of train_00001.jpg"));
    }

    #[test]
    fn missing_labels_are_told_before_faces_are_aligned() {
        let folder = tempfile::tempdir().unwrap();
        let (root, options) = raf(folder.path(), |name| name.starts_with("train_"));
        let message = Experiment::raf(&root, &options).unwrap_err().to_string();
        assert!(
            message.starts_with("test images: found 0 with labels, expected at least 2, each with a row"),
            "{message}"
        );
        assert!(message.contains("noisy_labels/list_label_AffectnetModel.txt"), "{message}");
        assert!(!root.join("Image/myaligned").exists());
        let side = FaceOptions { side: Some(65), ..options };
        let message = Experiment::raf("nowhere", &side).unwrap_err().to_string();
        assert!(message.contains("side must be 32, 64 or 128, got 65"), "{message}");
    }
}
