//! What the experiments on RAF-DB and AffectNet share: from a dataset's folder to pictures with labels.

use super::{Experiment, Scale, faces, split};
use crate::{
    Error, Fidelity, Result, Seed,
    data::{
        Augmentation, Dataset, FaceAugmentation, Images,
        align::{Aligner, FaceList, ensure_aligned},
        read_pictures,
        synth::{self, Generated, NOISY_LABELS, or_generated},
    },
    labels::{LabelTable, RafLabels},
    model::ModelConfig,
    notebook::{Interrupt, grouped},
    train::TrainConfig,
};
use rand::seq::SliceRandom;
use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How much of a face dataset is read, and with which labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FaceOptions {
    /// How many pictures, how wide the networks, how many epochs.
    pub scale: Scale,
    /// The seed of everything random, the choice of pictures included.
    pub seed: Seed,
    /// Width and height of the networks' pictures: 32, 64 or 128. By default 64, the paper's, and 32 at smoke scale.
    pub side: Option<usize>,
    /// Whether pictures are prepared and trained on as corrected or as published.
    pub fidelity: Fidelity,
    /// The labels to train on.
    pub annotations: Annotations,
    /// The folder of the machine labels. By default `noisy_labels` beside the folder of datasets (for `datasets/raf`), and
    /// for a generated dataset the folder of that name in it.
    pub noisy_labels: Option<PathBuf>,
}

/// Which labels a face dataset is trained on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Annotations {
    /// Those of a model that was trained on the other dataset, as in the paper.
    #[default]
    Machine,
    /// The dataset's own: for the model that labels the other dataset.
    Own,
}

/// A face dataset whose labels have been read, but not its pictures.
pub(super) struct FaceFolder {
    pub name: &'static str,
    pub root: PathBuf,
    pub list: FaceList,
    pub train: LabelTable,
    pub test: LabelTable,
}

impl FaceOptions {
    /// The folder of the machine labels for the dataset in `root`.
    pub(super) fn noisy_labels(&self, root: &Path) -> Result<PathBuf> {
        Ok(match (&self.noisy_labels, Generated::read(root)?) {
            (Some(folder), _) => folder.clone(),
            (None, Some(_)) => root.join(NOISY_LABELS),
            (None, None) => {
                let project = root.parent().and_then(Path::parent);
                project.unwrap_or(Path::new("")).join(NOISY_LABELS)
            }
        })
    }

    /// How many pictures a generated dataset has when it stands in for one that is missing.
    pub fn generated_count(&self) -> usize {
        self.scale.pick(300, 2_500, 12_000)
    }

    /// RAF-DB's lists as [`Experiment::raf_or_generated`] finds them, for which no picture is needed.
    ///
    /// # Errors
    /// Those of [`RafLabels::in_folders`] but for a missing list, and of [`write_raf`](synth::write_raf).
    pub fn raf_labels_or_generated(&self, root: impl AsRef<Path>) -> Result<RafLabels> {
        let (count, seed) = (self.generated_count(), self.seed);
        let open = |root: &Path| RafLabels::in_folders(root, self.noisy_labels(root)?);
        or_generated(root.as_ref(), (count, seed), open, |root| synth::write_raf(root, count, seed))
    }

    /// The settings of both experiments but for what the paper sets for one of them.
    pub(super) fn training(&self) -> TrainConfig {
        TrainConfig { fidelity: self.fidelity, ..faces::training(self.scale, self.seed) }
    }

    /// Reads the pictures and puts the experiment together.
    pub(super) fn assemble(&self, folder: FaceFolder, training: TrainConfig) -> Result<Experiment> {
        let FaceFolder { name, root, list, train, test } = folder;
        let side = self.side.unwrap_or_else(|| self.scale.pick(32, 64, 64));
        let model = ModelConfig { side, ..faces::model(self.scale) };
        model.validate(train.heads())?;
        ensure_aligned(&list, &Aligner { fidelity: self.fidelity, ..Aligner::default() })?;
        let noisy = self.read(&list, &train, self.scale.pick(200, 2_000, usize::MAX), side, "training")?;
        let (train, held_out) = split(&noisy, usize::MAX, self.seed)?;
        let test = self.read(&list, &test, self.scale.pick(100, 600, usize::MAX), side, "test")?;
        let note = Generated::read(&root)?.map(|generated| generated.to_string());
        let augmentation = FaceAugmentation { fidelity: self.fidelity, ..FaceAugmentation::at_side(side) };
        Ok(Experiment {
            name: if note.is_some() { format!("Generated {name}") } else { name.into() },
            note,
            train,
            held_out,
            test,
            model,
            training,
            augmentation: Augmentation::Face(augmentation),
        })
    }

    /// At most `count` of the labelled pictures, by seed, in the order of the labels.
    fn read(&self, list: &FaceList, labels: &LabelTable, count: usize, side: usize, part: &str) -> Result<Dataset> {
        let places = list.aligned(&labels.names());
        let mut rows: Vec<usize> = (0..labels.len()).filter(|&row| places[row].is_some()).collect();
        let aligned = rows.len();
        rows.shuffle(&mut self.seed.stream("pictures", 0));
        rows.truncate(count);
        rows.sort_unstable();
        let [all, aligned, used] = [labels.len(), aligned, rows.len()].map(|count| grouped(count as u64));
        println!("{part}: {used} pictures, out of {aligned} with an aligned face, out of {all} with labels");
        if rows.len() < 2 {
            let found = format!("{} aligned faces with labels", rows.len());
            let expected = "at least 2; alignment.csv says what became of the others";
            return Err(Error::format(format!("{part} pictures"), found, expected));
        }
        let paths: Vec<PathBuf> = rows.iter().filter_map(|&row| places[row].clone()).collect();
        Dataset::new(read_in_parts(&paths, side, self.fidelity)?, labels.select_rows(&rows)?)
    }
}

/// [`read_pictures`] with a line now and then, and an end when an interrupt asks for it.
fn read_in_parts(paths: &[PathBuf], side: usize, fidelity: Fidelity) -> Result<Images> {
    const PART: usize = 1_000;
    let (interrupt, mut told) = (Interrupt::watch(), Instant::now());
    let mut pixels = Vec::with_capacity(paths.len() * side * side * 3);
    for (part, paths_of_part) in paths.chunks(PART).enumerate() {
        if interrupt.requested() {
            let found = format!("an interrupt after {} of {} pictures", part * PART, paths.len());
            return Err(Error::format("reading pictures", found, "to read them all; start again"));
        }
        let pictures = read_pictures(paths_of_part, side, fidelity)?;
        pixels.extend((0..pictures.len()).filter_map(|index| pictures.get(index)).flatten());
        if told.elapsed() > Duration::from_secs(5) {
            told = Instant::now();
            println!(
                "  {} of {} read",
                grouped((part * PART + paths_of_part.len()) as u64),
                grouped(paths.len() as u64)
            );
        }
    }
    Images::new(side, pixels)
}
