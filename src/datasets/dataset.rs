//! Images with their labels.

use crate::{Error, Result, Seed, images::Images, labels::LabelTable};
use rand::seq::SliceRandom;

/// Images and one row of labels for each.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The images.
    pub images: Images,
    /// Their labels, in the same order.
    pub labels: LabelTable,
}

impl Dataset {
    /// Pairs images with labels.
    ///
    /// # Errors
    /// [`Error::Format`] when there are not as many of the one as of the other.
    pub fn new(images: Images, labels: LabelTable) -> Result<Self> {
        if images.len() != labels.len() {
            return Err(Error::format(
                "dataset",
                format!("{} rows of labels", labels.len()),
                format!("{}, one an image", images.len()),
            ));
        }
        Ok(Self { images, labels })
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// The images and labels at `rows`, in that order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        Self::new(self.images.select(rows)?, self.labels.select_rows(rows)?)
    }
}

/// The share of the training images kept for validation, with noisy labels, to select an epoch by.
const VALIDATION: f64 = 0.1;

/// Splits noisy training images, in a random order by `seed`, into `count` for training and those for validation.
pub fn split(noisy: &Dataset, count: usize, seed: Seed) -> Result<(Dataset, Dataset)> {
    let mut rows: Vec<usize> = (0..noisy.len()).collect();
    rows.shuffle(&mut seed.stream("split", 0));
    let count = count.min(noisy.len());
    let validation = ((count as f64 * VALIDATION) as usize).max(1);
    Ok((noisy.select(&rows[validation..count])?, noisy.select(&rows[..validation])?))
}
