//! How an alignment shows itself.

use super::{Aligner, Alignment, FaceList, FacePoints, apply};
use crate::{
    Result, Seed,
    images::read_photo,
    plot::{self, AlignedFace, FaceMarks, Figure},
    table::Table,
    text::grouped,
};
use image::{Rgb, RgbImage, imageops};
use rand::seq::SliceRandom;
use std::{collections::BTreeMap, path::Path};

const COLUMNS: usize = 8;

/// Pixels of a failed photo in its sheet.
const THUMBNAIL: u32 = 160;

/// What stands for a photo that cannot be read.
const GREY: Rgb<u8> = Rgb([225; 3]);

impl Alignment {
    /// How many rows are in each state, and why.
    pub fn summary(&self) -> Table {
        let mut counts: BTreeMap<(&str, &str), i64> = BTreeMap::new();
        for (state, reason) in self.texts("state").zip(self.texts("reason")) {
            *counts.entry((state.unwrap_or_default(), reason.unwrap_or_default())).or_default() += 1;
        }
        let mut counts: Vec<_> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let rows = counts.into_iter().map(|((state, why), count)| vec![state.into(), why.into(), count.into()]);
        let [done, skipped, failed] = ["done", "skipped", "failed"].map(|state| grouped(self.count(state) as u64));
        let note = format!(
            "{done} aligned, {skipped} skipped, {failed} failed; every row: {}",
            self.folder().join("alignment.csv").display()
        );
        let note = self.note.iter().fold(note, |note, generated| format!("{note}; {generated}"));
        Table { rows: rows.collect(), note, ..Table::new("Alignment", &["state", "why", "rows"]) }
    }

    /// A random sample of at most `count` aligned faces, with their names.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) when there is none or `count` is above 2,000; those of reading an image.
    pub fn contact_sheet(&self, count: usize, seed: Seed) -> Result<Figure> {
        let aligned = self.texts("aligned").zip(self.texts("name"));
        let aligned: Vec<_> = aligned.filter_map(|(path, name)| Some((path?, name?.to_string()))).collect();
        let shown = sample(aligned.clone(), count, seed);
        let pictures = shown.iter().map(|(path, _)| read_photo(self.root.join(path))).collect::<Result<Vec<_>>>()?;
        let title = format!("{} of {} aligned faces", shown.len(), grouped(aligned.len() as u64));
        let captions = shown.into_iter().map(|(_, name)| name).collect::<Vec<_>>();
        self.sheet(&title, &pictures, &captions)
    }

    /// A random sample of at most `count` rows that failed: their photos, grey where there is none, and why.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) when none has failed or `count` is above 2,000.
    pub fn failures(&self, count: usize, seed: Seed) -> Result<Figure> {
        let rows = self.texts("state").zip(self.texts("name")).zip(self.texts("photo").zip(self.texts("reason")));
        let failed: Vec<_> = rows.filter(|((state, _), _)| *state == Some("failed")).collect();
        let shown = sample(failed.clone(), count, seed);
        let thumbnails: Vec<_> = shown.iter().map(|(_, (photo, _))| self.thumbnail(*photo)).collect();
        let caption = |((_, name), (_, why)): &((_, Option<&str>), (_, Option<&str>))| {
            format!("{}: {}", name.unwrap_or("?"), why.unwrap_or_default())
        };
        let captions: Vec<_> = shown.iter().map(caption).collect();
        let title = format!("{} of {} rows that failed", shown.len(), grouped(failed.len() as u64));
        self.sheet(&title, &thumbnails, &captions)
    }

    fn sheet(&self, title: &str, pictures: &[RgbImage], captions: &[String]) -> Result<Figure> {
        Ok(plot::contact_sheet(title, pictures, captions, COLUMNS)?.noted(self.note.as_deref()))
    }

    /// The photo in the middle of a square; all grey if there is none that can be read.
    fn thumbnail(&self, photo: Option<&str>) -> RgbImage {
        let mut square = RgbImage::from_pixel(THUMBNAIL, THUMBNAIL, GREY);
        let photo = photo.and_then(|path| read_photo(self.root.join(Path::new(path))).ok());
        if let Some(photo) = photo.filter(|photo| photo.width() > 0 && photo.height() > 0) {
            let share = f64::from(THUMBNAIL) / f64::from(photo.width().max(photo.height()));
            let [width, height] =
                [photo.width(), photo.height()].map(|length| ((f64::from(length) * share) as u32).clamp(1, THUMBNAIL));
            let small = imageops::thumbnail(&photo, width, height);
            let [x, y] = [width, height].map(|length| i64::from((THUMBNAIL - length) / 2));
            imageops::replace(&mut square, &small, x, y);
        }
        square
    }
}

impl FaceList {
    /// The photo called `name` with landmarks, eye line and what is cut out, beside the aligned face.
    ///
    /// # Errors
    /// Those of [`face`](Self::face), of reading the photo and of [`Aligner::align`].
    pub fn overlay(&self, name: &str, aligner: &Aligner) -> Result<Figure> {
        let (path, points) = self.face(name)?;
        let eyes = aligner.align_file(&path, name, &points).map_err(|(_, error)| error)?.eyes;
        let photo = read_photo(path)?;
        let (face, matrix, marks) = (aligner.align(&photo, &eyes)?, aligner.matrix(&eyes)?, points.marks());
        let face_marks = FaceMarks {
            landmarks: marks.landmarks.iter().map(|&point| apply(matrix, point)).collect(),
            eyes: marks.eyes.map(|eye| apply(matrix, eye)),
        };
        let crop = aligner.crop_box(&eyes)?;
        let aligned = AlignedFace { photo: &photo, marks, crop, face: &face, face_marks };
        Ok(plot::alignment(name, &aligned)?.noted(self.note.as_deref()))
    }
}

impl FacePoints {
    /// The points as a figure draws them.
    fn marks(&self) -> FaceMarks {
        let landmarks = self.points().iter().map(|point| point.map(f64::from)).collect();
        FaceMarks { landmarks, eyes: [self.eyes().left, self.eyes().right] }
    }
}

fn sample<T>(mut rows: Vec<T>, count: usize, seed: Seed) -> Vec<T> {
    rows.shuffle(&mut seed.stream("contact sheet", 0));
    rows.truncate(count);
    rows
}
