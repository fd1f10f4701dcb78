//! How predictions and what a decoder draws show themselves.

use super::{drawing::Condition, faces::PredictedFaces, trained::TrainedModel};
use crate::{
    Error, Result, Seed,
    images::Images,
    images::read_photo,
    labels::LabelHead,
    plot::{self, AffectPoints, Figure, Prediction},
    text::grouped,
};
use image::RgbImage;
use rayon::prelude::*;

/// The columns of a sheet of faces.
const COLUMNS: usize = 8;

/// The arousals of a decoder's grid, a column each.
const AROUSALS: [f32; 5] = [-1.0, -0.5, 0.0, 0.5, 1.0];

impl PredictedFaces {
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
                let aligner = &self.reader.aligner;
                let aligned = aligner.align_file(&face.path, &face.name, points).map_err(|(_, error)| error)?;
                let corners = aligner.crop_box(&aligned.eyes)?;
                plot::prediction(&face.name, &photo, Some((&aligned.image, corners)), &prediction)
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
        let side = self.reader.aligner.side;
        let read = |face| Ok(self.reader.picture(face, side)?.0);
        let pictures: Vec<Images> = shown.par_iter().map(read).collect::<Result<_>>()?;
        let pictures: Vec<_> = pictures.iter().filter_map(|picture| picture.rgb(0)).collect();
        let captions =
            (0..shown.len()).map(|index| Ok(format!("{}\n{}", self.prediction(index)?.class(), shown[index].name)));
        let title = format!("{} of {} faces by {}", shown.len(), grouped(self.faces.len() as u64), self.model);
        let captions = captions.collect::<Result<Vec<_>>>()?;
        Ok(plot::contact_sheet(&title, &pictures, &captions, COLUMNS)?.noted(self.note.as_deref()))
    }

    /// The prediction for face `index`.
    fn prediction(&self, index: usize) -> Result<Prediction> {
        let row = |head: &LabelHead| -> Result<Vec<f32>> {
            Ok(self.predictions.of(&head.name)?.chunks(head.width()).nth(index).unwrap_or_default().to_vec())
        };
        let head = self.predictions.emotion()?;
        let probabilities = head.classes().unwrap_or_default().iter().cloned().zip(row(head)?).collect();
        let affect = match self.predictions.affect().map(row).transpose()?.as_deref() {
            Some(&[valence, arousal]) => Some([valence, arousal]),
            _ => None,
        };
        Ok(Prediction { probabilities, affect })
    }
}

impl TrainedModel {
    /// Draws every class in a row, from the one z0 of `seed`: with arousal from -1 to 1 and this valence, or, for a model without
    /// valence and arousal, one image a row.
    ///
    /// # Errors
    /// Those of [`draw`](Self::draw).
    pub fn decoder_grid(&self, valence: f32, seed: Seed) -> Result<Figure> {
        let head = self.card.heads.iter().find(|head| head.classes().is_some());
        let classes = head.and_then(LabelHead::classes).unwrap_or_default();
        let has_affect = self.card.heads.iter().any(LabelHead::is_affect);
        let arousals = if has_affect { &AROUSALS[..] } else { &[0.0] };
        let conditions = (0..classes.len()).flat_map(|class| {
            arousals.iter().map(move |&arousal| Condition { class: class as u8, affect: [valence, arousal] })
        });
        let images = self.draw(&conditions.collect::<Vec<_>>(), seed)?;
        let row = |row: usize| {
            (row * arousals.len()..(row + 1) * arousals.len()).filter_map(|index| images.rgb(index)).collect()
        };
        let rows: Vec<Vec<RgbImage>> = (0..classes.len()).map(row).collect();
        let columns = arousals.iter().map(|arousal| format!("arousal {arousal:+.1}").replace('-', "−"));
        let columns: Vec<String> = if has_affect { columns.collect() } else { vec![] };
        let affect = if has_affect { format!(", valence {valence:+.1}").replace('-', "−") } else { String::new() };
        let title = format!("Drawn by the decoder of {}{affect}, one z0", self.card.name);
        Ok(plot::image_grid(&title, &rows, classes, &columns)?.noted(self.note().as_deref()))
    }
}
