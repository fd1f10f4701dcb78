//! Intraclass correlation of numbers: how much of the variance is the items'.

use super::{
    continuous::ContinuousRatings,
    ratings::{Ratings, undefined},
};
use crate::{Error, Result};

const NAME: &str = "intraclass correlation";

/// Mean squares of a two-way analysis of variance without replication.
struct MeanSquares {
    items: f64,
    annotators: f64,
    error: f64,
}

impl ContinuousRatings {
    /// ICC(2,1): the reliability of one annotator, at most 1, where items and annotators are both samples and absolute agreement
    /// counts, so that an annotator's bias lowers it (Shrout and Fleiss, Psychological Bulletin 86, 1979):
    /// (B - E) / (B + (k - 1) E + k (J - E) / n), with the mean squares of items B, annotators J and error E. Over the
    /// items that everyone labelled; it may be negative.
    ///
    /// # Errors
    /// [`Error::Format`] for fewer than two annotators or than two items that everyone labelled, or when no value differs.
    pub fn icc_single(&self) -> Result<f64> {
        let (squares, items) = self.mean_squares()?;
        let MeanSquares { items: b, annotators: j, error: e } = squares;
        let k = self.annotators().len() as f64;
        ratio(b - e, b + (k - 1.0) * e + k * (j - e) / items)
    }

    /// ICC(2,k): the reliability of the mean of all annotators, (B - E) / (B + (J - E) / n); as
    /// [`icc_single`](Self::icc_single) otherwise.
    ///
    /// # Errors
    /// Those of [`icc_single`](Self::icc_single).
    pub fn icc_mean(&self) -> Result<f64> {
        let (squares, items) = self.mean_squares()?;
        let MeanSquares { items: b, annotators: j, error: e } = squares;
        ratio(b - e, b + (j - e) / items)
    }

    /// The mean squares and the number of items.
    fn mean_squares(&self) -> Result<(MeanSquares, f64)> {
        let count = self.annotators().len();
        let items = self.complete().count();
        if count < 2 || items < 2 {
            let found = format!("{count} annotators and {items} items that everyone labelled");
            return Err(Error::format(NAME, found, "at least 2 of both"));
        }
        // Not by sums of squares: those of equal values may be rounding errors.
        let first = self.complete().flatten().next();
        if self.complete().flatten().all(|value| Some(value) == first) {
            return Err(undefined(NAME, "equal labels throughout"));
        }
        let (k, n) = (count as f64, items as f64);
        let mut of_annotator = vec![0.0; count];
        for row in self.complete() {
            for (sum, &value) in of_annotator.iter_mut().zip(row) {
                *sum += f64::from(value) / n;
            }
        }
        let mean = of_annotator.iter().sum::<f64>() / k;
        let annotators: f64 = of_annotator.iter().map(|of| n * (of - mean).powi(2)).sum();
        let (mut of_items, mut error) = (0.0, 0.0);
        for row in self.complete() {
            let of_item = row.iter().map(|&value| f64::from(value)).sum::<f64>() / k;
            of_items += k * (of_item - mean).powi(2);
            for (of_annotator, &value) in of_annotator.iter().zip(row) {
                error += (f64::from(value) - of_item - of_annotator + mean).powi(2);
            }
        }
        let squares = MeanSquares {
            items: of_items / (n - 1.0),
            annotators: annotators / (k - 1.0),
            error: error / ((n - 1.0) * (k - 1.0)),
        };
        Ok((squares, n))
    }
}

fn ratio(part: f64, whole: f64) -> Result<f64> {
    if whole == 0.0 { Err(undefined(NAME, "no variance between items")) } else { Ok(part / whole) }
}
