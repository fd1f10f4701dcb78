//! A model's labels for a whole dataset: the paper's noisy labels came from a model of the other dataset.

use super::{predictions::Predictions, trained::TrainedModel};
use crate::{
    Error, Result,
    datasets::MachineLabels,
    faces::align::{Aligner, FaceList, ensure_aligned},
    files,
    formats::write_frame,
    labels::{
        LabelHead, LabelTable,
        codes::{EMOTIONS, emotion_head},
    },
    metrics::{ConfusionMatrix, mean_and_deviation},
    table::Table,
    text::grouped,
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
    /// The table that says why.
    pub alignment: PathBuf,
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
        let (model, note, alignment) = (self.card.name.clone(), self.card.note.clone(), list.report());
        Ok(Labelling { model, note, names, predictions, without_face, alignment })
    }
}

impl Labelling {
    /// The labels to write: the most probable emotion, and valence and arousal where the model has them.
    ///
    /// # Errors
    /// None in practice: the model's heads were checked.
    pub fn machine_labels(&self) -> Result<MachineLabels> {
        let emotion = self.emotion()?;
        let affect = self.predictions.affect().map(|head| self.predictions.of(&head.name)).transpose()?;
        Ok(MachineLabels {
            names: self.names.clone(),
            emotions: self.predictions.classes(&emotion.name)?,
            affect: affect.map(|values| values.as_chunks().0.to_vec()),
        })
    }

    /// The head with the seven emotions, which need not be the first with classes.
    fn emotion(&self) -> Result<&LabelHead> {
        let emotion = self.predictions.heads().iter().find(|head| head.kind == emotion_head("", false).kind);
        emotion.ok_or_else(|| Error::parameter("the model's heads", "no emotions", "seven emotions"))
    }

    /// A row a face, as [`Predictions::frame`].
    ///
    /// # Errors
    /// None in practice: there are as many names as faces.
    pub fn frame(&self) -> Result<DataFrame> {
        self.predictions.frame(&self.names)
    }

    /// How many rows have no label, of how many, and where it says why; `None` where all have one.
    pub fn without_face_in_words(&self) -> Option<String> {
        let [without, all] =
            [self.without_face, self.without_face + self.names.len()].map(|count| grouped(count as u64));
        let why = self.alignment.display();
        (self.without_face > 0)
            .then(|| format!("{without} of {all} rows have no aligned face, and so no label; {why} says why"))
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
    /// list `training` where it has one, and [`PROBABILITIES`]. Files that are there already are kept, as `<name>.1`, `.2` and so on.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Format`] for another list.
    pub fn write_affectnet(&self, folder: impl AsRef<Path>, training: Option<PathBuf>) -> Result<Vec<PathBuf>> {
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
        let head = self.emotion()?;
        let emotions = self.predictions.classes(&head.name)?;
        let probabilities = self.predictions.of(&head.name)?;
        let mut table = Table::new(&format!("Labels by {}", self.model), &["Emotion", "Faces", "Mean probability / %"]);
        for (code, emotion) in (0..).zip(EMOTIONS) {
            let mut percent = vec![];
            for (class, of_face) in emotions.iter().zip(probabilities.chunks_exact(head.width())) {
                if *class == code {
                    percent.push(100.0 * f64::from(of_face[usize::from(code)]));
                }
            }
            let (mean, _) = mean_and_deviation(&percent);
            table.push(vec![
                emotion.into(),
                percent.len().into(),
                Some(mean).filter(|mean| mean.is_finite()).into(),
            ])?;
        }
        let without = (self.without_face > 0).then(|| format!("{} rows without an aligned face", self.without_face));
        let notes: Vec<String> = self.note.clone().into_iter().chain(without).collect();
        Ok(table.with_note(&notes.join("; ")))
    }
}

fn keep(folder: &Path, names: &[&str]) -> Result<()> {
    names.iter().try_for_each(|name| files::keep_aside(folder.join(name)).map(drop))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::{Calibration, Scoring};

    #[test]
    fn the_table_is_of_the_emotions_also_behind_another_head() {
        let heads = [LabelHead::categorical("mask", &["no", "yes"]), emotion_head("emotion", false)];
        // Certain of happy; then happy and sad alike, of which the first counts: (1 + 1/2) / 2.
        let happy = [0.0, 900.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        let tied = [0.0, 900.0, 900.0, 0.0, 0.0, 0.0, 0.0];
        let predictions = Predictions::new(
            &heads,
            vec![vec![0.0; 4], [happy, tied].concat()],
            Scoring::AllHeads,
            &Calibration::default(),
        )
        .unwrap();
        let (names, model) = (vec!["a".into(), "b".into()], "model".into());
        let labelling = Labelling { model, note: None, names, predictions, without_face: 1, alignment: "a.csv".into() };
        let table = labelling.table().unwrap();
        assert_eq!(table.rows[1], ["happy".into(), 2.into(), 75.0.into()]);
        assert_eq!(table.rows[2], ["sad".into(), 0.into(), crate::table::Cell::Missing]);
        assert_eq!(table.note, "1 rows without an aligned face");
        let last = labelling.without_face_in_words().unwrap();
        assert_eq!(last, "1 of 3 rows have no aligned face, and so no label; a.csv says why");
    }
}
