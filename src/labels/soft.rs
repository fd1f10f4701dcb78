//! Labels that are shares of several classes.

use super::reading::ReadingReport;
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};

/// How much of each class every image has.
#[derive(Clone, Debug, PartialEq)]
pub struct SoftLabels {
    /// The images' names.
    pub names: Vec<String>,
    /// The classes, in the order of the columns.
    pub classes: Vec<String>,
    /// The shares, image by image: `[images, classes]`, at least 0.
    pub shares: Vec<f32>,
    /// What was read, and which rows were left out.
    pub report: ReadingReport,
}

impl SoftLabels {
    /// The shares as a polars table: `name`, and a column for each class.
    ///
    /// # Errors
    /// [`Error::Table`] when the fields do not belong together.
    pub fn frame(&self) -> Result<DataFrame> {
        let mut columns = vec![Column::from(Series::new("name".into(), &self.names))];
        for (index, class) in self.classes.iter().enumerate() {
            let shares: Vec<f32> = self.shares.iter().skip(index).step_by(self.classes.len()).copied().collect();
            columns.push(Series::new(class.as_str().into(), shares).into());
        }
        DataFrame::new_infer_height(columns).map_err(Error::table("the table of soft labels"))
    }
}
