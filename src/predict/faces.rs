//! What a model says of faces in images' files.

use super::{face::FaceImage, predictions::Predictions, trained::TrainedModel};
use crate::{
    Error, Result,
    faces::align::{AlignedFace, Aligner},
    formats::write_frame,
    images::read_photo,
    images::{Augmentation, Images, fit, read_image, resize},
    table::Table,
};
use polars::prelude::DataFrame;

use rayon::prelude::*;
use std::path::Path;

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
    /// Names of faces whose landmarks or photo had something put right, or to be looked at, and what.
    pub noted: Vec<(String, String)>,
    pub(super) reader: FaceReader,
}

impl TrainedModel {
    /// Aligns the faces that are not, and says what the model sees in each. A face that cannot be read or aligned is
    /// reported in [`PredictedFaces::failed`]. A model that was not trained on aligned faces takes images of any size, as
    /// [`fit`] brings them to its side.
    ///
    /// # Errors
    /// [`Error::NoneUsable`] without a face that can be used, with the reason of the first, and [`Error::Interrupted`]; those of
    /// [`TrainedModel::predict`].
    pub fn predict_faces(&self, faces: &[FaceImage]) -> Result<PredictedFaces> {
        let (mut good, mut failed, mut noted) = (vec![], vec![], vec![]);
        let predictions = self.predict_in_parts(faces, |part| {
            let (mut pixels, reader, side) = (vec![], self.reader(), self.card.model.side);
            let read: Vec<_> = part.par_iter().map(|face| reader.read(face, side)).collect();
            for (face, picture) in part.iter().zip(read) {
                match picture {
                    Ok((picture, notes)) => {
                        pixels.extend_from_slice(picture.get(0).unwrap_or_default());
                        good.push(face.clone());
                        noted.extend(notes.into_iter().map(|note| (face.name.clone(), note.to_string())));
                    }
                    Err(why) => failed.push((face.name.clone(), why)),
                }
            }
            Images::new(side, pixels)
        })?;
        if good.is_empty() {
            let first = failed.first().map_or("there is none".into(), |(name, why)| {
                // Where the name is the file's path it is in the reason already.
                if why.starts_with(name.as_str()) { why.clone() } else { format!("{name}: {why}") }
            });
            return Err(Error::NoneUsable { what: "faces".into(), count: failed.len(), first });
        }
        let (model, note) = (self.card.name.clone(), self.note());
        Ok(PredictedFaces { model, note, faces: good, predictions, failed, noted, reader: self.reader() })
    }

    /// As the images were read that it was trained on.
    pub(super) fn reader(&self) -> FaceReader {
        FaceReader {
            aligner: Aligner { fidelity: self.fidelity(), ..Aligner::default() },
            expects_aligned: matches!(self.card.augmentation, Augmentation::Face(_)),
        }
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

    /// The faces that could not be used, and why.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn failures(&self) -> Result<Table> {
        let mut table = Table::new("Not looked at", &["Face", "Why"]);
        self.failed.iter().try_for_each(|(name, why)| table.push(vec![name.as_str().into(), why.as_str().into()]))?;
        Ok(table)
    }

    /// What was put right, or is to be looked at, in faces that were looked at.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn notes(&self) -> Result<Table> {
        let mut table = Table::new("Noted", &["Face", "What"]);
        self.noted.iter().try_for_each(|(name, what)| table.push(vec![name.as_str().into(), what.as_str().into()]))?;
        Ok(table)
    }

    /// Writes [`frame`](Self::frame) as CSV.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        write_frame(&self.frame()?, path)
    }
}

/// Brings faces to a model as it knows them.
#[derive(Clone, Debug)]
pub(super) struct FaceReader {
    pub aligner: Aligner,
    /// Whether it was trained on aligned faces, which are square; else an image of any size is one to it.
    expects_aligned: bool,
}

impl FaceReader {
    /// The face at `side` x `side` pixels, aligned by its points if it has any, and what is to be noted; or why not.
    pub fn read(&self, face: &FaceImage, side: usize) -> Result<(Images, Vec<&'static str>), String> {
        match &face.problem {
            Some(problem) => Err(problem.clone()),
            None => self.picture(face, side).map_err(|error| error.to_string()),
        }
    }

    /// As [`read`](Self::read) a face without a problem.
    pub fn picture(&self, face: &FaceImage, side: usize) -> Result<(Images, Vec<&'static str>)> {
        let fidelity = self.aligner.fidelity;
        match &face.points {
            None if self.expects_aligned => Ok((read_image(&face.path, side, fidelity)?, vec![])),
            None => Ok((fit(&read_photo(&face.path)?, side)?, vec![])),
            Some(points) => {
                let AlignedFace { image, notes, .. } =
                    self.aligner.align_file(&face.path, &face.name, points).map_err(|(_, error)| error)?;
                Ok((resize(&Images::new(self.aligner.side, image.into_raw())?, side, fidelity)?, notes))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    #[test]
    fn only_a_model_of_aligned_faces_needs_square_images() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wide.png");
        // Columns of 0 to 150 in steps of 30: the middle two have 60 and 90.
        RgbImage::from_fn(6, 2, |x, _| Rgb([30 * x as u8; 3])).save(&path).unwrap();
        let read = |expects_aligned| {
            FaceReader { aligner: Aligner::default(), expects_aligned }.read(&FaceImage::aligned(&path), 2)
        };
        assert_eq!(read(false).unwrap().0.get(0).unwrap()[..6], [60, 60, 60, 90, 90, 90]);
        assert!(read(true).unwrap_err().ends_with("wide.png: found 6 x 2 pixels, expected a square image"));
    }
}
