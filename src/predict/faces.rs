//! What a model says of faces in images' files.

use super::{face::FaceImage, predictions::Predictions, trained::TrainedModel};
use crate::{
    Error, Result,
    faces::align::Aligner,
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
    pub(super) reader: FaceReader,
}

impl TrainedModel {
    /// Aligns the faces that are not, and says what the model sees in each. A face that cannot be read or aligned is
    /// reported in [`PredictedFaces::failed`]. A model that was not trained on aligned faces takes images of any size, as
    /// [`fit`] brings them to its side.
    ///
    /// # Errors
    /// [`Error::Format`] without a face that can be used, with the reason of the first, and [`Error::Interrupted`]; those of
    /// [`TrainedModel::predict`].
    pub fn predict_faces(&self, faces: &[FaceImage]) -> Result<PredictedFaces> {
        let (mut good, mut failed) = (vec![], vec![]);
        let predictions = self.predict_in_parts(faces, |part| {
            let (mut pixels, reader, side) = (vec![], self.reader(), self.card.model.side);
            let read: Vec<Result<Images>> = part.par_iter().map(|face| reader.read(face, side)).collect();
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
        Ok(PredictedFaces { model, note, faces: good, predictions, failed, reader: self.reader() })
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
    /// The face at `side` x `side` pixels, aligned by its points if it has any.
    pub fn read(&self, face: &FaceImage, side: usize) -> Result<Images> {
        if let Some(problem) = &face.problem {
            return Err(Error::format(&face.name, problem, "a row that can be used"));
        }
        let fidelity = self.aligner.fidelity;
        match &face.points {
            None if self.expects_aligned => read_image(&face.path, side, fidelity),
            None => fit(&read_photo(&face.path)?, side),
            Some(points) => {
                let aligned = self.aligner.align(&read_photo(&face.path)?, &points.eyes())?;
                resize(&Images::new(self.aligner.side, aligned.into_raw())?, side, fidelity)
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
        assert_eq!(read(false).unwrap().get(0).unwrap()[..6], [60, 60, 60, 90, 90, 90]);
        assert!(read(true).unwrap_err().to_string().ends_with("wide.png: found 6 x 2 pixels, expected a square image"));
    }
}
