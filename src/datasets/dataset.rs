//! Images with their labels.

use crate::{Error, Result, Seed, images::Images, labels::LabelTable, text::hexadecimal};
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
        hexadecimal(&hash.finalize())
    }

    /// The images and labels at `rows`, in that order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end.
    pub fn select(&self, rows: &[usize]) -> Result<Self> {
        Self::new(self.images.select(rows)?, self.labels.select_rows(rows)?)
    }
}

/// The share of the training images kept for validation, with noisy labels, to select an epoch and a temperature by.
const VALIDATION: f64 = 0.1;
/// No more than these: an agreement of 80 % is then known to within 2 points, and training needs the others more.
const MOST_VALIDATION: usize = 2_500;

/// The first `count` of `noisy`, in a random order by `seed`, as training images and a tenth of them, at least one and at most
/// 2,500, for validation.
///
/// # Errors
/// [`Error::Format`] for fewer than 2 images.
pub fn split(noisy: &Dataset, count: usize, seed: Seed) -> Result<(Dataset, Dataset)> {
    let mut rows: Vec<usize> = (0..noisy.len()).collect();
    rows.shuffle(&mut seed.stream("split", 0));
    let count = count.min(noisy.len());
    if count < 2 {
        return Err(Error::format("images to train on", count, "at least 2, one of them for validation"));
    }
    let validation = ((count as f64 * VALIDATION) as usize).clamp(1, MOST_VALIDATION);
    Ok((noisy.select(&rows[validation..count])?, noisy.select(&rows[..validation])?))
}

/// Splits a random part of `share` off, at least one image, by `seed` and `purpose`; gives the rest and the part.
///
/// # Errors
/// [`Error::Parameter`] for a share that is not above 0 and below 1; [`Error::Format`] for fewer than 2 images.
pub fn split_off(dataset: &Dataset, share: f64, seed: Seed, purpose: &str) -> Result<(Dataset, Dataset)> {
    if !(share > 0.0 && share < 1.0) {
        return Err(Error::parameter(format!("the share for {purpose}"), share, "above 0 and below 1"));
    }
    if dataset.len() < 2 {
        return Err(Error::format(format!("images to split for {purpose}"), dataset.len(), "at least 2"));
    }
    let mut rows: Vec<usize> = (0..dataset.len()).collect();
    rows.shuffle(&mut seed.stream(&format!("split/{purpose}"), 0));
    let count = ((rows.len() as f64 * share).round() as usize).clamp(1, rows.len() - 1);
    Ok((dataset.select(&rows[count..])?, dataset.select(&rows[..count])?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::LabelHead;

    #[test]
    fn a_share_is_split_off_by_seed() {
        let names: Vec<String> = (0..10).map(|row| row.to_string()).collect();
        let all = Dataset::new(Images::new(1, vec![0; 30]).unwrap(), LabelTable::from_names(names).unwrap()).unwrap();
        let split = |seed| split_off(&all, 0.2, Seed(seed), "test").unwrap();
        let (rest, part) = split(0);
        assert_eq!((rest.len(), part.len()), (8, 2));
        let mut names = [rest.labels.names(), part.labels.names()].concat();
        names.sort();
        assert_eq!(names, all.labels.names(), "each image once");
        assert_eq!(split(0).1.labels.names(), part.labels.names());
        assert!((1..9).any(|seed| split(seed).1.labels.names() != part.labels.names()));
        assert_eq!(split_off(&all, 0.99, Seed(0), "test").unwrap().0.len(), 1);
        for share in [0.0, 1.0, f64::NAN] {
            let error = split_off(&all, share, Seed(0), "test").unwrap_err().to_string();
            assert!(error.starts_with("the share for test must be above 0 and below 1"), "{error}");
        }
    }

    #[test]
    fn a_tenth_is_for_validation_and_one_image_is_too_few() {
        let of = |count: usize| {
            let names = (0..count).map(|row| row.to_string()).collect();
            Dataset::new(Images::new(1, vec![0; 3 * count]).unwrap(), LabelTable::from_names(names).unwrap()).unwrap()
        };
        let sizes = |(train, validation): (Dataset, Dataset)| (train.len(), validation.len());
        assert_eq!(sizes(split(&of(40), 30, Seed(0)).unwrap()), (27, 3));
        assert_eq!(sizes(split(&of(2), 30, Seed(0)).unwrap()), (1, 1));
        assert_eq!(sizes(split(&of(26_000), 26_000, Seed(0)).unwrap()), (23_500, 2_500));
        for (images, count) in [(2, 0), (2, 1), (1, 30)] {
            let error = split(&of(images), count, Seed(0)).unwrap_err().to_string();
            assert!(error.contains("expected at least 2, one of them for validation"), "{error}");
        }
    }

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
