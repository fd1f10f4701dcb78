//! A model's labels for a whole dataset: the paper's noisy labels came from a model of the other dataset.

use super::{predictions::Predictions, trained::TrainedModel};
use crate::{
    Error, Result,
    datasets::MachineLabels,
    faces::align::{Aligner, FaceList, ensure_aligned},
    files,
    formats::write_frame,
    labels::{
        LabelTable,
        codes::{EMOTIONS, emotion_head},
    },
    metrics::ConfusionMatrix,
    table::Table,
};
use polars::prelude::DataFrame;

use std::path::{Path, PathBuf};

/// The file of all probabilities beside the labels.
pub const PROBABILITIES: &str = "probabilities.csv";

/// What a model says of the faces of a dataset.
#[derive(Clone, Debug)]
pub struct Labelling {
    /// The model, for figures and tables.
    pub model: String,
    /// What must stand in every figure, such as that the model was trained on generated data.
    pub note: Option<String>,
    /// The faces as the dataset's list names them.
    pub names: Vec<String>,
    /// Probabilities and values for each.
    pub predictions: Predictions,
    /// How many rows of the list have no aligned face, and so no label.
    pub without_face: usize,
}

impl TrainedModel {
    /// Labels every face of a dataset; aligns the faces first unless they have been.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a model without the seven [`EMOTIONS`]; those of
    /// [`ensure_aligned`]; [`Error::Format`] without a face; [`Error::Interrupted`].
    pub fn label(&self, list: &FaceList) -> Result<Labelling> {
        if !self.card.heads.iter().any(|head| head.kind == emotion_head("", false).kind) {
            let found = format!("{}, whose heads have other classes", self.card.name);
            return Err(Error::parameter("the model", found, format!("one that names {}", EMOTIONS.join(", "))));
        }
        let list = ensure_aligned(list, &Aligner { fidelity: self.fidelity(), ..Aligner::default() })?;
        let names = list.names();
        let faces = names.iter().zip(list.aligned(&names)).filter_map(|(name, path)| Some((name.clone(), path?)));
        let (names, paths): (Vec<String>, Vec<PathBuf>) = faces.unzip();
        if names.is_empty() {
            return Err(Error::format("the faces to label", "none that is aligned", "at least 1; see alignment.csv"));
        }
        let without_face = list.len() - names.len();
        let predictions = self.predict_in_parts(&paths, |part| self.read(part))?;
        Ok(Labelling { model: self.card.name.clone(), note: self.card.note.clone(), names, predictions, without_face })
    }
}

impl Labelling {
    /// The labels to write: the most probable emotion, and valence and arousal where the model has them.
    ///
    /// # Errors
    /// None in practice: the model's heads were checked.
    pub fn machine_labels(&self) -> Result<MachineLabels> {
        let emotion = self.predictions.heads().iter().find(|head| head.kind == emotion_head("", false).kind);
        let emotion = emotion.ok_or_else(|| Error::parameter("the model's heads", "no emotions", "seven emotions"))?;
        let affect = self.predictions.affect().map(|head| self.predictions.of(&head.name)).transpose()?;
        Ok(MachineLabels {
            names: self.names.clone(),
            emotions: self.predictions.classes(&emotion.name)?,
            affect: affect.map(|values| values.as_chunks().0.to_vec()),
        })
    }

    /// A row a face, as [`Predictions::frame`].
    ///
    /// # Errors
    /// None in practice: there are as many names as faces.
    pub fn frame(&self) -> Result<DataFrame> {
        self.predictions.frame(&self.names)
    }

    /// Writes the lists that stand for the published ones of RAF-DB ([`MachineLabels::write_raf`]) and [`PROBABILITIES`].
    /// Files of these names that are there already are kept, as `<name>.1`, `.2` and so on.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write_raf(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let folder = folder.as_ref();
        let labels = self.machine_labels()?;
        keep(folder, MachineLabels::RAF_FILES)?;
        let mut written = labels.write_raf(folder)?;
        written.push(self.write_probabilities(folder)?);
        Ok(written)
    }

    /// Writes the list that stands for the published one of AffectNet ([`MachineLabels::write_affectnet`]), made from its
    /// list `training`, and [`PROBABILITIES`]. Files that are there already are kept, as `<name>.1`, `.2` and so on.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Format`] for another list.
    pub fn write_affectnet(&self, folder: impl AsRef<Path>, training: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let folder = folder.as_ref();
        let labels = self.machine_labels()?;
        keep(folder, MachineLabels::AFFECTNET_FILES)?;
        Ok(vec![labels.write_affectnet(folder, training)?, self.write_probabilities(folder)?])
    }

    fn write_probabilities(&self, folder: &Path) -> Result<PathBuf> {
        let path = folder.join(PROBABILITIES);
        files::keep_aside(&path)?;
        write_frame(&self.frame()?, &path)?;
        Ok(path)
    }

    /// The emotions of head `head` in `own`, the dataset's own labels say, against the model's, by name.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown head; [`Error::Format`] when no name is in both.
    pub fn against(&self, own: &LabelTable, head: &str) -> Result<ConfusionMatrix> {
        let machine = self.machine_labels()?;
        let table = LabelTable::from_names(machine.names)?;
        let table = table.with_head(emotion_head("machine", false), &machine.emotions)?;
        let both = own.select_heads(&[head])?.join(&table)?.labels;
        if both.is_empty() {
            let found = format!("no name in common, such as {:?}", self.names.first());
            return Err(Error::format("the dataset's own labels", found, "labels of the same dataset"));
        }
        ConfusionMatrix::new(&EMOTIONS.map(String::from), &both.codes(head)?, &both.codes("machine")?)
    }

    /// How often each emotion was named, and how sure the model was of it.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        let labels = self.machine_labels()?;
        let head = self.predictions.emotion()?;
        let probabilities = self.predictions.of(&head.name)?;
        let mut table = Table::new(&format!("Labels by {}", self.model), &["Emotion", "Faces", "Mean probability / %"]);
        for (code, emotion) in (0..).zip(EMOTIONS) {
            let rows: Vec<usize> = (0..labels.names.len()).filter(|&row| labels.emotions[row] == code).collect();
            let sure = |&row: &usize| f64::from(probabilities[row * head.width() + usize::from(code)]);
            let mean = rows.iter().map(sure).sum::<f64>() / rows.len() as f64;
            let mean = Some(100.0 * mean).filter(|mean| mean.is_finite());
            table.push(vec![emotion.into(), rows.len().into(), mean.into()])?;
        }
        let without = (self.without_face > 0).then(|| format!("{} rows without an aligned face", self.without_face));
        let notes: Vec<String> = self.note.clone().into_iter().chain(without).collect();
        Ok(table.with_note(&notes.join("; ")))
    }
}

fn keep(folder: &Path, names: &[&str]) -> Result<()> {
    names.iter().try_for_each(|name| files::keep_aside(folder.join(name)).map(drop))
}
