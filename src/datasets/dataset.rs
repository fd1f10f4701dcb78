//! Images with their labels.

use crate::{Error, Result, Seed, images::Images, labels::LabelTable};
use rand::seq::SliceRandom;
use sha2::{Digest, Sha256};

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

    /// sha256 of names, labels and pixels, in lower-case hexadecimal: the same for the same data in the same order.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(self.images.side().to_le_bytes());
        for row in 0..self.images.len() {
            hash.update(self.images.get(row).unwrap_or_default());
        }
        for column in self.labels.frame().columns() {
            hash.update(column.name().as_bytes());
            for value in column.as_materialized_series().iter() {
                hash.update([0]);
                hash.update(value.to_string().as_bytes());
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::LabelHead;

    #[test]
    fn a_fingerprint_is_of_names_labels_and_pixels() {
        let dataset = |name: &str, code: u8, pixel: u8| {
            let head = LabelHead::categorical("anna", &["a", "b"]);
            let labels = LabelTable::from_names(vec![name.into()]).unwrap().with_head(head, &[code]).unwrap();
            Dataset::new(Images::new(1, vec![pixel; 3]).unwrap(), labels).unwrap().fingerprint()
        };
        let first = dataset("x", 0, 7);
        assert_eq!(first, dataset("x", 0, 7));
        assert_eq!(first.len(), 64);
        for other in [dataset("y", 0, 7), dataset("x", 1, 7), dataset("x", 0, 8)] {
            assert_ne!(first, other);
        }
    }
}
