//! What a model says of faces in images' files.

use super::{face::FaceImage, predictions::Predictions, trained::TrainedModel};
use crate::{
    Error, Result,
    faces::align::{Aligner, read_photo},
    formats::write_frame,
    images::{Images, read_image, resize},
    labels::LabelHead,
    plot::{self, AffectPoints, Figure, Prediction},
    table::Table,
    text::grouped,
};
use polars::prelude::DataFrame;

use rayon::prelude::*;
use std::path::Path;

/// The columns of a sheet of faces.
const COLUMNS: usize = 8;

/// Faces with what a model says of each.
#[derive(Clone, Debug)]
pub struct PredictedFaces {
    /// The model, for figures and tables.
    pub model: String,
    /// What must stand in every figure, such as that the model was trained on generated data.
    pub note: Option<String>,
    /// The faces that could be read.
    pub faces: Vec<FaceImage>,
    /// Probabilities and values for each of them.
    pub predictions: Predictions,
    /// The names of the others, and why.
    pub failed: Vec<(String, String)>,
    aligner: Aligner,
}

impl TrainedModel {
    /// Aligns the faces that are not, and says what the model sees in each. A face that cannot be read or aligned is
    /// reported in [`PredictedFaces::failed`].
    ///
    /// # Errors
    /// [`Error::Format`] without a face that can be used, with the reason of the first, and [`Error::Interrupted`]; those of
    /// [`TrainedModel::predict`].
    pub fn predict_faces(&self, faces: &[FaceImage]) -> Result<PredictedFaces> {
        let (mut good, mut failed) = (vec![], vec![]);
        let predictions = self.predict_in_parts(faces, |part| {
            let (mut pixels, aligner, side) = (vec![], self.aligner(), self.card.model.side);
            let read: Vec<Result<Images>> = part.par_iter().map(|face| read_face(face, &aligner, side)).collect();
            for (face, picture) in part.iter().zip(read) {
                match picture {
                    Ok(picture) => {
                        pixels.extend_from_slice(picture.get(0).unwrap_or_default());
                        good.push(face.clone());
                    }
                    Err(error) => failed.push((face.name.clone(), error.to_string())),
                }
            }
            Images::new(side, pixels)
        })?;
        if good.is_empty() {
            let found = failed.first().map_or("none".into(), |(name, why)| format!("none to look at; {name}: {why}"));
            return Err(Error::format("faces", found, "at least 1 face that can be read"));
        }
        let (model, note) = (self.card.name.clone(), self.note());
        Ok(PredictedFaces { model, note, faces: good, predictions, failed, aligner: self.aligner() })
    }

    /// As the faces were aligned that it was trained on.
    pub(super) fn aligner(&self) -> Aligner {
        Aligner { fidelity: self.fidelity(), ..Aligner::default() }
    }
}

impl PredictedFaces {
    /// A row a face, as [`Predictions::frame`].
    ///
    /// # Errors
    /// None in practice: there are as many names as faces.
    pub fn frame(&self) -> Result<DataFrame> {
        self.predictions.frame(&self.faces.iter().map(|face| face.name.clone()).collect::<Vec<_>>())
    }

    /// Face `index` in its image, the most probable class written on it, all probabilities and the circumplex beside it.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an index past the end; those of reading the image again.
    pub fn figure(&self, index: usize) -> Result<Figure> {
        let past_end = || Error::parameter("the index of a face", index, format!("below {}", self.faces.len()));
        let face = self.faces.get(index).ok_or_else(past_end)?;
        let photo = read_photo(&face.path)?;
        let prediction = self.prediction(index)?;
        let figure = match &face.points {
            None => plot::prediction(&face.name, &photo, None, &prediction),
            Some(points) => {
                let aligned = self.aligner.align(&photo, &points.eyes())?;
                let corners = self.aligner.crop_box(&points.eyes())?;
                plot::prediction(&face.name, &photo, Some((&aligned, corners)), &prediction)
            }
        };
        Ok(figure?.noted(self.note.as_deref()))
    }

    /// Every face in the plane of valence and arousal, coloured by its most probable class.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a model without valence and arousal.
    pub fn circumplex(&self) -> Result<Figure> {
        let missing = || Error::parameter("the model's heads", "no valence and arousal", "valence and arousal");
        let values = self.predictions.of(&self.predictions.affect().ok_or_else(missing)?.name)?;
        let column = |index: usize| values.iter().skip(index).step_by(2).copied().collect::<Vec<_>>();
        let head = self.predictions.emotion()?;
        let points = AffectPoints::new("predicted", &column(0), &column(1), &self.predictions.classes(&head.name)?);
        let title = format!("{}: valence and arousal", self.model);
        let classes = head.classes().unwrap_or_default();
        Ok(plot::circumplex(&title, classes, &[points])?.noted(self.note.as_deref()))
    }

    /// The first `count` faces as they were aligned, each with its most probable class.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a count of 0 or above 2,000; those of reading the images again.
    pub fn contact_sheet(&self, count: usize) -> Result<Figure> {
        let shown = &self.faces[..count.min(self.faces.len())];
        let side = self.aligner.side;
        let pictures: Vec<Images> =
            shown.par_iter().map(|face| read_face(face, &self.aligner, side)).collect::<Result<_>>()?;
        let pictures: Vec<_> = pictures.iter().filter_map(|picture| picture.rgb(0)).collect();
        let captions =
            (0..shown.len()).map(|index| Ok(format!("{}\n{}", self.prediction(index)?.class(), shown[index].name)));
        let title = format!("{} of {} faces by {}", shown.len(), grouped(self.faces.len() as u64), self.model);
        let captions = captions.collect::<Result<Vec<_>>>()?;
        Ok(plot::contact_sheet(&title, &pictures, &captions, COLUMNS)?.noted(self.note.as_deref()))
    }

    /// The faces that could not be used, and why.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn failures(&self) -> Result<Table> {
        let mut table = Table::new("Not looked at", &["Face", "Why"]);
        self.failed.iter().try_for_each(|(name, why)| table.push(vec![name.as_str().into(), why.as_str().into()]))?;
        Ok(table)
    }

    /// Writes [`frame`](Self::frame) as CSV.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        write_frame(&self.frame()?, path)
    }

    /// The prediction for face `index`.
    fn prediction(&self, index: usize) -> Result<Prediction> {
        let row = |head: &LabelHead| -> Result<Vec<f32>> {
            Ok(self.predictions.of(&head.name)?.chunks(head.width()).nth(index).unwrap_or_default().to_vec())
        };
        let head = self.predictions.emotion()?;
        let probabilities = head.classes().unwrap_or_default().iter().cloned().zip(row(head)?).collect();
        let affect = self.predictions.affect().map(row).transpose()?.map(|values| [values[0], values[1]]);
        Ok(Prediction { probabilities, affect })
    }
}

/// The face at `side` x `side` pixels, aligned by its points if it has any.
fn read_face(face: &FaceImage, aligner: &Aligner, side: usize) -> Result<Images> {
    if let Some(problem) = &face.problem {
        return Err(Error::format(&face.name, problem, "a row that can be used"));
    }
    let Some(points) = &face.points else { return read_image(&face.path, side, aligner.fidelity) };
    let aligned = aligner.align(&read_photo(&face.path)?, &points.eyes())?;
    resize(&Images::new(aligner.side, aligned.into_raw())?, side, aligner.fidelity)
}
