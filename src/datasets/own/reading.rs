//! From a table of labels and a folder to images with labels.

use super::{folder::ImageFolder, labels::OwnTable};
use crate::{
    Error, Result,
    datasets::Dataset,
    images::read_photo,
    images::{ImageBudget, fit, read_each},
    labels::ReadingReport,
};
use std::{
    collections::{HashMap, HashSet},
    path::{Path, PathBuf},
};

/// Images with their labels, and what could not be used.
#[derive(Clone, Debug)]
pub struct OwnReading {
    /// The images that have a label and could be read.
    pub dataset: Dataset,
    /// Their files.
    pub files: Vec<PathBuf>,
    /// What was left out, and why.
    pub report: ReadingReport,
}

/// An image that has a label and a file.
struct Usable {
    /// Its row in the table of labels.
    row: usize,
    place: String,
    file: PathBuf,
}

impl OwnTable {
    /// Reads the images at `side` x `side` pixels, upright, as [`fit`] brings them there: the shorter edge is scaled and the
    /// middle of the longer one kept; in memory, or where `budget` has them. Images that are listed but have no label (or truth), are
    /// not in the folder or cannot be read are left out and reported.
    ///
    /// # Errors
    /// [`Error::Format`], with file and line, for a name that may mean several images and for an image that is named twice; when
    /// no image can be used, with the reason of the first, and for a budget's folder without room. [`Error::Interrupted`];
    /// [`Error::Parameter`] for a bad `side`.
    pub fn read_images(&self, folder: &ImageFolder, side: usize, budget: &ImageBudget) -> Result<OwnReading> {
        let mut report = ReadingReport::new(&self.path, "labels of images in a folder");
        report.rows = self.images.len();
        let usable = self.usable(folder, &mut report)?;
        let files: Vec<PathBuf> = usable.iter().map(|image| image.file.clone()).collect();
        let mut unreadable = HashSet::new();
        let read = |path: &Path| fit(&read_photo(path)?, side);
        let images = read_each(&files, side, budget, read, &mut |index, error| {
            report.leave_out("an image that cannot be read", format!("{}: {error}", usable[index].place));
            unreadable.insert(index);
            Ok(())
        })?;
        if images.is_empty() {
            let first = report.left_out.first().map_or(String::new(), |first| format!("; {}", first.first_fault()));
            let found = format!("no usable image among {}{first}", report.rows);
            let expected = format!("rows that name images below {}, with labels", folder.root().display());
            return Err(Error::format(&report.place, found, expected));
        }
        let (mut rows, mut read_files) = (vec![], vec![]);
        for (index, image) in usable.into_iter().enumerate() {
            if !unreadable.contains(&index) {
                rows.push(image.row);
                read_files.push(image.file);
            }
        }
        let dataset = Dataset::new(images, self.labels.select_rows(&rows)?)?;
        Ok(OwnReading { dataset, files: read_files, report })
    }

    fn usable(&self, folder: &ImageFolder, report: &mut ReadingReport) -> Result<Vec<Usable>> {
        let rows: HashMap<String, usize> = self.labels.names().into_iter().zip(0..).collect();
        let is_labelled = self.labelled()?;
        let (mut usable, mut named) = (vec![], HashMap::new());
        for (name, place) in &self.images {
            let Some(&row) = rows.get(name).filter(|&&row| is_labelled[row]) else {
                report.leave_out("no label", format!("{place} ({name})"));
                continue;
            };
            let Some(file) = folder.find(place, name)? else {
                report.leave_out("no such image in the folder", format!("{place} ({name})"));
                continue;
            };
            if let Some(earlier) = named.insert(file.clone(), place) {
                let found = format!("the image {} again, as in {earlier}", file.display());
                return Err(Error::format(place, found, "every image once"));
            }
            usable.push(Usable { row, place: place.clone(), file });
        }
        Ok(usable)
    }

    /// Whether each row has a truth, a class or a value.
    fn labelled(&self) -> Result<Vec<bool>> {
        let labels = &self.labels;
        let mut is_labelled = vec![labels.truth().is_some(); labels.len()];
        for head in labels.heads() {
            if head.classes().is_some() {
                for (row, label) in labels.labels(&head.name)?.iter().enumerate() {
                    is_labelled[row] |= label.is_some();
                }
            } else {
                for (row, values) in labels.values_or_nan(&head.name)?.chunks_exact(head.width()).enumerate() {
                    is_labelled[row] |= values.iter().all(|value| value.is_finite());
                }
            }
        }
        Ok(is_labelled)
    }
}
