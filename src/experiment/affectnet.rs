//! The paper's experiment on AffectNet: emotions by a model trained on RAF-DB, valence and arousal by its own annotators.

use super::{
    Recipe, Scale,
    folders::{Annotations, FaceFolder, FaceOptions},
    sizes::AFFECTNET,
};
use crate::{
    Error, Result,
    datasets::{
        AFFECTNET_MACHINE_LABELS,
        affectnet::{
            AffectNetOptions, AffectNetPart, find_affectnet, generated_affectnet, read_affectnet, read_affectnet_part,
            require_affectnet,
        },
        generated::or_generated,
    },
    faces::align::FaceList,
    labels::{LabelReading, LabelTable, ReadingReport},
    progress,
    train::Experiment,
};
use std::path::{Path, PathBuf};

/// VGG-Face's weights, beside the dataset's folder.
const VGG_FACE: &str = "vgg_face_dag.pth";

impl Experiment {
    /// AffectNet in `root`, its release of 2017 or AffectNet-8, trained on machine emotions with its own valence and arousal, and tested on its
    /// validation set, seven classes (AffectNet-base, paper section 4). Faces are aligned first unless they have been.
    ///
    /// The heads are `emotion` and `affect`. At paper scale the encoder starts from VGG-Face: `vgg_face_dag.pth` beside
    /// `root`, which `training.start` names.
    ///
    /// # Errors
    /// [`Error::Missing`] without lists, photos or machine labels; those of
    /// [`align_faces`](crate::faces::align::align_faces) and of reading the images.
    pub fn affectnet(root: impl AsRef<Path>, options: &FaceOptions) -> Result<Self> {
        let root = root.as_ref();
        options.model(options.scale.of(&AFFECTNET))?;
        require_affectnet(root)?;
        // Before the lists, which are long.
        let machine = match options.annotations {
            Annotations::Machine => Some(machine_list(&options.noisy_labels(root)?)?),
            Annotations::Own => None,
        };
        let list = FaceList::affectnet(root)?;
        list.require_photos()?;
        let own = read_affectnet_part(root, AffectNetPart::Training, &AffectNetOptions::default())?;
        let (train, mut readings) = match machine {
            Some(path) => with_machine_emotions(own, &path)?,
            None => (own.labels, vec![own.report]),
        };
        let test = read_affectnet_part(root, AffectNetPart::Validation, &AffectNetOptions::default())?;
        readings.push(test.report);
        let test = test.labels;
        let test = test.with_truth(&test.codes("emotion")?)?.with_truth_values("affect", &test.values("affect")?)?;
        // What stands there is the truth, not labels that may be wrong.
        let test = test.rename_head("emotion", "own")?;
        let folder = FaceFolder { name: "AffectNet", root: root.into(), list, train, test, readings };
        let mut experiment = options.assemble(folder, options.scale.of(&AFFECTNET))?;
        experiment.training.start = vgg_face_beside(root, options.scale);
        experiment.recipe = Recipe::Affectnet { root: root.into(), options: options.clone() }.value();
        Ok(experiment)
    }

    /// As [`Experiment::affectnet`] where [`find_affectnet`] finds it in the folder `datasets`; where something is missing it
    /// says what and where it belongs, and takes the copy of [`generated_affectnet`], marked so in every figure.
    ///
    /// # Errors
    /// Those of [`Experiment::affectnet`] but for what is missing, and of [`generated_affectnet`].
    pub fn affectnet_or_generated(datasets: impl AsRef<Path>, options: &FaceOptions) -> Result<Self> {
        let generated = || generated_affectnet(&datasets, options.generated_count(), options.seed);
        or_generated(find_affectnet(&datasets), |root| Self::affectnet(root, options), generated)
    }
}

/// The machine's list in `folder`.
fn machine_list(folder: &Path) -> Result<PathBuf> {
    let path = folder.join(AFFECTNET_MACHINE_LABELS);
    if path.is_file() {
        return Ok(path);
    }
    let remedy =
        "noisy_labels/README.md says where they come from; `TrainedModel::label`, or `noisyfer label`, makes some";
    let what = "machine labels for AffectNet".into();
    Err(Error::Missing { what, looked_in: vec![path], remedy: remedy.into() })
}

/// The rows that a machine has labelled too: its emotions in head `emotion`, the dataset's own as the truth; and what became of the
/// rows of both lists.
fn with_machine_emotions(mut own: LabelReading, path: &Path) -> Result<(LabelTable, Vec<ReadingReport>)> {
    let emotions = AffectNetOptions { affect: false, ..AffectNetOptions::default() };
    let mut machine = read_affectnet(path, &emotions)?;
    let joined = own.labels.rename_head("emotion", "own")?.join(&machine.labels)?;
    let [own_file, machine_file] = [&own, &machine].map(|list| list.report.file());
    progress::tell(joined.report.line(&own_file, &machine_file));
    own.report.leave_out_names(&format!("no usable row of this name in {machine_file}"), &joined.report.left_only);
    machine.report.leave_out_names(&format!("no usable row of this name in {own_file}"), &joined.report.right_only);
    let labels = joined.labels.head_as_truth("own")?.select_heads(&["emotion", "affect"])?;
    Ok((labels, vec![own.report, machine.report]))
}

/// VGG-Face's weights beside AffectNet's folder, from which training starts at paper scale.
pub(super) fn vgg_face_beside(root: &Path, scale: Scale) -> Option<PathBuf> {
    (scale == Scale::Paper).then(|| root.with_file_name(VGG_FACE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, datasets::affectnet::write_affectnet, files};

    fn smoke() -> FaceOptions {
        FaceOptions { scale: Scale::Smoke, ..FaceOptions::default() }
    }

    #[test]
    fn what_became_of_the_rows_of_each_list_is_reported() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("affectnet");
        // Of 48 training images four have no emotion and four contempt; the machine has labelled all; a row more is cut off.
        write_affectnet(&root, 60, Seed(5)).unwrap();
        let list = root.join("training.csv");
        let mut lines = vec![];
        for (row, line) in files::read_text(&list).unwrap().lines().enumerate() {
            let mut cells: Vec<&str> = line.split(',').collect();
            match row {
                1..=3 => cells[6] = "happy",
                4..=5 => cells[7] = "55",
                _ => {}
            }
            lines.push(cells.join(","));
        }
        files::write_atomically(&list, lines.join("\n").as_bytes()).unwrap();
        let experiment = Experiment::affectnet(&root, &smoke()).unwrap();
        assert_eq!(experiment.train.len() + experiment.validation.len(), 37);
        let of = |file: &str| experiment.left_out.iter().find(|report| report.file() == file).unwrap();
        let own = of("training.csv");
        assert_eq!((own.rows, own.left_out_rows()), (49, 4 + 4 + 1 + 3));
        let codes = own.left_out.iter().find(|left_out| left_out.reason == "malformed expression").unwrap();
        assert_eq!((codes.rows, &*codes.first[0]), (3, "line 2 (the expression \"happy\", which is none of 0 to 10)"));
        let valence = &own.clamped[0];
        assert_eq!((&*valence.head, valence.values, valence.of), ("affect", 2, 37));
        assert!(valence.first.starts_with("55 of 1/"), "{}", valence.first);
        let machine = of("training_RAFModel.csv");
        assert_eq!((machine.rows, machine.left_out_rows()), (48, 11));
        assert_eq!(machine.left_out[0].reason, "no usable row of this name in training.csv");
    }

    #[test]
    fn what_is_named_is_looked_at_before_the_lists() {
        let folder = tempfile::tempdir().unwrap();
        let message = |options: &FaceOptions| Experiment::affectnet(folder.path(), options).unwrap_err().to_string();
        assert!(message(&smoke()).starts_with("AffectNet's lists not found"), "{}", message(&smoke()));
        files::write_atomically(folder.path().join("training.csv"), b"no list").unwrap();
        let labels = FaceOptions { noisy_labels: Some(folder.path().join("labels")), ..smoke() };
        assert!(message(&labels).contains("labels/training_RAFModel.csv"), "{}", message(&labels));
        let side = FaceOptions { side: Some(65), ..labels };
        assert!(message(&side).contains("side must be 32, 64 or 128, got 65"), "{}", message(&side));
    }
}
