//! Pictures with their labels.

use super::Images;
use crate::{Error, Result, labels::LabelTable};

/// Pictures and one row of labels for each.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// The pictures.
    pub images: Images,
    /// Their labels, in the same order.
    pub labels: LabelTable,
}

impl Dataset {
    /// Pairs pictures with labels.
    ///
    /// # Errors
    /// [`Error::Format`] when there are not as many of the one as of the other.
    pub fn new(images: Images, labels: LabelTable) -> Result<Self> {
        if images.len() != labels.len() {
            return Err(Error::format(
                "dataset",
                format!("{} rows of labels", labels.len()),
                format!("{}, one a picture", images.len()),
            ));
        }
        Ok(Self { images, labels })
    }

    /// How many pictures there are.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.images.is_empty()
    }

    /// The pictures and labels at `rows`, in that order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        Self::new(self.images.select(rows)?, self.labels.select_rows(rows)?)
    }
}
