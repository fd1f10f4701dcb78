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
        },
        generated::or_generated,
    },
    faces::align::FaceList,
    labels::LabelTable,
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
        let list = FaceList::affectnet(root)?;
        list.require_photos()?;
        let (own, machine) = (AffectNetOptions::default(), options.annotations == Annotations::Machine);
        let train = read_affectnet_part(root, AffectNetPart::Training, &own)?.labels;
        let train = if machine { with_machine_emotions(train, &options.noisy_labels(root)?)? } else { train };
        let test = read_affectnet_part(root, AffectNetPart::Validation, &own)?.labels;
        let test = test.with_truth(&test.codes("emotion")?)?.with_truth_values("affect", &test.values("affect")?)?;
        // What stands there is the truth, not labels that may be wrong.
        let test = test.rename_head("emotion", "own")?;
        let folder = FaceFolder { name: "AffectNet", root: root.into(), list, train, test };
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

/// The rows that a machine has labelled too: its emotions in head `emotion`, the dataset's own as the truth.
fn with_machine_emotions(own: LabelTable, folder: &Path) -> Result<LabelTable> {
    let path = folder.join(AFFECTNET_MACHINE_LABELS);
    if !path.is_file() {
        let remedy =
            "noisy_labels/README.md says where they come from; `TrainedModel::label`, or `noisyfer label`, makes some";
        let what = "machine labels for AffectNet".into();
        return Err(Error::Missing { what, looked_in: vec![path], remedy: remedy.into() });
    }
    let emotions = AffectNetOptions { affect: false, ..AffectNetOptions::default() };
    let machine = read_affectnet(path, &emotions)?.labels;
    let joined = own.rename_head("emotion", "own")?.join(&machine)?;
    if !joined.report.left_only.is_empty() {
        progress::tell(joined.report.to_table().to_text());
    }
    joined.labels.head_as_truth("own")?.select_heads(&["emotion", "affect"])
}

/// VGG-Face's weights beside AffectNet's folder, from which training starts at paper scale.
pub(super) fn vgg_face_beside(root: &Path, scale: Scale) -> Option<PathBuf> {
    (scale == Scale::Paper).then(|| root.with_file_name(VGG_FACE))
}
