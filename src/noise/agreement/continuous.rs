//! Numbers given by several annotators, such as valence.

use super::ratings::{Grid, Ratings};
use crate::{
    Error, Result,
    labels::{HeadKind, LabelTable},
    metrics,
};

/// The numbers that several annotators gave the same items, of one dimension such as valence; not everyone need have
/// labelled every item.
///
/// ```
/// use noisyfer::noise::agreement::{ContinuousRatings, Ratings};
/// let nobody = f32::NAN;
/// let valence = [vec![0.1, 0.5, -0.3, 0.8], vec![0.2, 0.6, -0.2, nobody], vec![0.0, 0.4, -0.4, 0.7]];
/// let ratings = ContinuousRatings::new(&["anna", "ben", "carl"], &valence)?;
/// let pair = ratings.pair("ben", "anna")?;
/// assert!((pair.bland_altman()?.bias - 0.1).abs() < 1e-6);
/// assert!(pair.pcc()? > 0.999 && pair.ccc()? < 0.98 && ratings.icc_single()? < 0.98);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct ContinuousRatings {
    pub(super) grid: Grid<f32>,
}

impl ContinuousRatings {
    /// `values[annotator][item]`; NaN where there is no label.
    ///
    /// # Errors
    /// [`Error::Format`] when names and lists are not as many, the lists not equally long, or a value is infinite.
    pub fn new(annotators: &[impl AsRef<str>], values: &[impl AsRef<[f32]>]) -> Result<Self> {
        let grid = Grid::of_columns(annotators, values, |value| value)?;
        if let Some(cell) = grid.cells.iter().position(|value| value.is_infinite()) {
            let (item, annotator) = (cell / annotators.len(), cell % annotators.len());
            let place = format!("ratings of {}, item {item}", grid.annotators[annotator]);
            return Err(Error::format(place, grid.cells[cell], "a finite number, or NaN for no label"));
        }
        Ok(Self { grid })
    }

    /// The values in these columns of a table, an annotator each: one dimension of several continuous heads.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a column that is no dimension of a continuous head.
    pub fn of_table(table: &LabelTable, columns: &[&str]) -> Result<Self> {
        let mut found = vec![];
        for head in table.heads() {
            let HeadKind::Continuous { dimensions, .. } = &head.kind else { continue };
            let values = table.values_or_nan(&head.name)?;
            for (place, dimension) in dimensions.iter().enumerate() {
                let column: Vec<f32> = values.chunks_exact(dimensions.len()).map(|row| row[place]).collect();
                found.push((dimension, column));
            }
        }
        let mut values = vec![];
        for column in columns {
            let chosen = found.iter().find(|(dimension, _)| dimension.as_str() == *column).ok_or_else(|| {
                let names: Vec<_> = found.iter().map(|(dimension, _)| dimension.as_str()).collect();
                Error::parameter("the column", format!("{column:?}"), format!("one of {}", names.join(", ")))
            })?;
            values.push(chosen.1.as_slice());
        }
        Self::new(columns, &values)
    }

    /// Concordance correlation of two annotators, in [-1, 1]; see [`ccc`](metrics::ccc). It does not depend on which is the
    /// first, and is 0 where only one of them varies. Over the items that both labelled.
    ///
    /// # Errors
    /// [`Error::Format`] for any number of annotators but two, for fewer than two items, or when neither varies.
    pub fn ccc(&self) -> Result<f64> {
        let (first, second) = self.both("CCC")?;
        metrics::ccc(&first, &second).or_else(|_| metrics::ccc(&second, &first))
    }

    /// Pearson's correlation of two annotators, in [-1, 1]; see [`pcc`](metrics::pcc). Over the items that both labelled.
    ///
    /// # Errors
    /// [`Error::Format`] for any number of annotators but two, for fewer than two items, or when one does not vary.
    pub fn pcc(&self) -> Result<f64> {
        let (first, second) = self.both("PCC")?;
        metrics::pcc(&first, &second)
    }

    /// The values of two annotators for the items that both labelled.
    pub(super) fn both(&self, coefficient: &str) -> Result<(Vec<f32>, Vec<f32>)> {
        self.grid.check_pair(coefficient)?;
        let (mut first, mut second) = (vec![], vec![]);
        for row in self.complete() {
            first.push(row[0]);
            second.push(row[1]);
        }
        Ok((first, second))
    }

    /// The items that everyone labelled.
    pub(super) fn complete(&self) -> impl Iterator<Item = &[f32]> + Clone {
        self.grid.rows().filter(|row| row.iter().all(|value| !value.is_nan()))
    }
}

impl Ratings for ContinuousRatings {
    fn annotators(&self) -> &[String] {
        &self.grid.annotators
    }

    fn items(&self) -> usize {
        self.grid.items()
    }

    fn of_items(&self, items: &[usize]) -> Result<Self> {
        Ok(Self { grid: self.grid.of_items(items)? })
    }

    fn of_annotators(&self, annotators: &[usize]) -> Result<Self> {
        Ok(Self { grid: self.grid.of_annotators(annotators)? })
    }
}
