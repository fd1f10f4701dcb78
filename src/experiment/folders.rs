//! What the experiments on RAF-DB and AffectNet share: from a dataset's folder to images with labels.

use super::{
    Scale,
    sizes::{GENERATED, Sizes},
};
use crate::{
    Error, Fidelity, Result, Seed,
    datasets::{
        Dataset,
        generated::{Generated, NOISY_LABELS, or_generated},
        raf::{RafLabels, find_raf, generated_raf},
        split,
    },
    faces::align::{Aligner, FaceList, ensure_aligned},
    images::{Augmentation, FaceAugmentation, ImageBudget, read_images},
    labels::{LabelTable, ReadingReport, codes::emotion_head, with_left_out},
    model::ModelConfig,
    progress,
    text::grouped,
    train::{Experiment, TrainConfig},
};
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How much of a face dataset is read, and with which labels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FaceOptions {
    /// How many images, how wide the networks, how many epochs.
    pub scale: Scale,
    /// The seed of everything random, the choice of images included.
    pub seed: Seed,
    /// Width and height of the networks' images: 32, 64 or 128. By default 64, the paper's, and 32 at smoke scale.
    pub side: Option<usize>,
    /// Whether images are prepared and trained on as corrected or as published.
    pub fidelity: Fidelity,
    /// The labels to train on.
    pub annotations: Annotations,
    /// The folder of the machine labels. By default `noisy_labels` beside the folder of datasets (for `datasets/raf` and
    /// `datasets/rafd/basic`), and for a generated dataset the folder of that name in it.
    pub noisy_labels: Option<PathBuf>,
    /// The folder for aligned faces, and for images that do not fit into memory. By default the dataset's, or where that may only be
    /// read `noisyfer` in the user's cache.
    pub cache: Option<PathBuf>,
    /// How many bytes the decoded training images, or test images, may take in memory; more of them are kept in a file
    /// beside the aligned faces, as [`ImageBudget`] says. By default 4 GiB.
    pub image_memory: Option<u64>,
}

/// Which labels a face dataset is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Annotations {
    /// Those of a model that was trained on the other dataset, as in the paper.
    #[default]
    Machine,
    /// The dataset's own: for the model that labels the other dataset.
    Own,
}

/// A face dataset whose labels have been read, but not its images.
pub(super) struct FaceFolder {
    pub name: &'static str,
    pub root: PathBuf,
    pub list: FaceList,
    pub train: LabelTable,
    pub test: LabelTable,
    /// What became of the rows of every list of labels.
    pub readings: Vec<ReadingReport>,
}

impl FaceFolder {
    /// At least two images of a part must have labels: the lists tell before any face is aligned.
    fn require_labels(&self, labels: &LabelTable, part: &str) -> Result<()> {
        if labels.len() >= 2 {
            return Ok(());
        }
        let lists: Vec<&str> = self.readings.iter().map(|list| list.place.as_str()).collect();
        let expected = format!("at least 2, each with a row in every list of its labels: {}", lists.join(", "));
        Err(Error::format(format!("{part} images"), format!("{} with labels", labels.len()), expected))
    }
}

impl FaceOptions {
    /// The folder of the machine labels for the dataset in `root`.
    pub(super) fn noisy_labels(&self, root: &Path) -> Result<PathBuf> {
        Ok(match (&self.noisy_labels, Generated::read(root)?) {
            (Some(folder), _) => folder.clone(),
            (None, Some(_)) => root.join(NOISY_LABELS),
            (None, None) => machine_labels_of(root),
        })
    }

    /// How many images a generated dataset has when it stands in for one that is missing.
    pub fn generated_count(&self) -> usize {
        self.scale.of(&GENERATED)
    }

    /// RAF-DB's lists as [`Experiment::raf_or_generated`] finds them, for which no image is needed.
    ///
    /// # Errors
    /// Those of [`RafLabels::in_folders`] but for a missing list, and of [`generated_raf`].
    pub fn raf_labels_or_generated(&self, datasets: impl AsRef<Path>) -> Result<RafLabels> {
        let open = |root: &Path| RafLabels::in_folders(root, self.noisy_labels(root)?);
        or_generated(find_raf(&datasets), open, || generated_raf(&datasets, self.generated_count(), self.seed))
    }

    /// The networks.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a bad `side`, the only setting of theirs that is named here.
    pub(super) fn model(&self, sizes: Sizes) -> Result<ModelConfig> {
        let model = ModelConfig { side: self.side.unwrap_or(sizes.side), ..sizes.model() };
        model.validate(&[emotion_head("emotion", false)])?;
        Ok(model)
    }

    /// Reads the images and puts the experiment together.
    pub(super) fn assemble(&self, folder: FaceFolder, sizes: Sizes) -> Result<Experiment> {
        let model = self.model(sizes)?;
        let side = model.side;
        folder.readings.iter().for_each(ReadingReport::tell);
        folder.require_labels(&folder.train, "training")?;
        folder.require_labels(&folder.test, "test")?;
        let aligner = Aligner { fidelity: self.fidelity, ..Aligner::default() };
        let list = match &self.cache {
            Some(cache) => folder.list.with_cache(cache),
            None => folder.list,
        };
        let folder = FaceFolder { list: ensure_aligned(&list, &aligner)?, ..folder };
        let noisy = self.read(&folder, &folder.train, sizes.images, side, "training")?;
        let mut left_out = folder.readings.clone();
        for (labels, part) in [(&folder.train, "training images"), (&folder.test, "test images")] {
            left_out.push(without_face(&folder.list, labels, part));
        }
        let (train, validation) = split(&noisy, usize::MAX, self.seed)?;
        let test = self.read(&folder, &folder.test, sizes.test_images, side, "test")?;
        let note = Generated::note(&folder.root)?;
        let name = if note.is_some() { format!("Generated {}", folder.name) } else { folder.name.into() };
        let augmentation = FaceAugmentation { fidelity: self.fidelity, ..FaceAugmentation::at_side(side) };
        Ok(Experiment {
            note,
            training: TrainConfig { fidelity: self.fidelity, ..sizes.training(self.seed) },
            joint_distribution: match self.annotations {
                Annotations::Machine => sizes.joint_distribution_of_a_machine(),
                Annotations::Own => sizes.joint_distribution(),
            },
            augmentation: Augmentation::Face(augmentation),
            left_out: with_left_out(left_out),
            ..Experiment::new(&name, train, validation, test, model)?
        })
    }

    /// At most `count` of the labelled images, by seed, in the order of the labels.
    fn read(&self, folder: &FaceFolder, labels: &LabelTable, count: usize, side: usize, part: &str) -> Result<Dataset> {
        let places = folder.list.aligned(&labels.names());
        let mut rows: Vec<usize> = (0..labels.len()).filter(|&row| places[row].is_some()).collect();
        let aligned = rows.len();
        rows.shuffle(&mut self.seed.stream("pictures", 0));
        rows.truncate(count);
        rows.sort_unstable();
        let [all, aligned, used] = [labels.len(), aligned, rows.len()].map(|count| grouped(count as u64));
        progress::tell(format_args!(
            "{part}: {used} images, out of {aligned} with an aligned face, out of {all} with labels"
        ));
        if rows.len() < 2 {
            let found = format!("{} aligned faces with labels", rows.len());
            let expected = "at least 2; alignment.csv says what became of the others";
            return Err(Error::format(format!("{part} images"), found, expected));
        }
        let paths: Vec<PathBuf> = rows.iter().filter_map(|&row| places[row].clone()).collect();
        let budget = ImageBudget::of(self.image_memory, Some(folder.list.records()));
        let images = read_images(&paths, side, self.fidelity, &budget)?;
        Dataset::new(images, labels.select_rows(&rows)?)
    }
}

/// The labels whose images have no aligned face; why is in the table of the alignment.
fn without_face(list: &FaceList, labels: &LabelTable, part: &str) -> ReadingReport {
    let names = labels.names();
    let mut report = ReadingReport::new(&list.report(), part);
    report.rows = names.len();
    for (name, place) in names.iter().zip(list.aligned(&names)) {
        if place.is_none() {
            report.leave_out(&format!("no aligned face for one of the {part}"), name);
        }
    }
    report
}

/// The folder `noisy_labels` beside the folder of datasets, of which `root` is a folder or a folder's folder.
fn machine_labels_of(root: &Path) -> PathBuf {
    let projects: Vec<_> = root.ancestors().skip(2).take(2).map(|folder| folder.join(NOISY_LABELS)).collect();
    let found = projects.iter().find(|folder| folder.is_dir()).or(projects.first());
    found.cloned().unwrap_or(NOISY_LABELS.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn machine_labels_lie_beside_the_folder_of_datasets() {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("project");
        let labels = project.join("noisy_labels");
        assert_eq!(machine_labels_of(&project.join("datasets/raf")), labels);
        std::fs::create_dir_all(&labels).unwrap();
        assert_eq!(machine_labels_of(&project.join("datasets/raf")), labels);
        assert_eq!(machine_labels_of(&project.join("datasets/rafd/basic")), labels);
        assert_eq!(machine_labels_of(Path::new("raf")), Path::new("noisy_labels"));
    }
}
