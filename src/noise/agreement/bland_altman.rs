//! Bland and Altman's analysis of two annotators of numbers.

use super::{continuous::ContinuousRatings, ratings::Ratings};
use crate::{Error, Result, metrics::mean_and_deviation, table::Table};

/// How far the numbers of two annotators lie apart (Bland and Altman, Lancet 327, 1986), in the labels' unit.
#[derive(Clone, Debug, PartialEq)]
pub struct BlandAltman {
    /// The two annotators.
    pub annotators: [String; 2],
    /// The mean of first minus second.
    pub bias: f64,
    /// The sample standard deviation of the differences.
    pub deviation: f64,
    /// The limits of agreement, bias ∓ 1.96 deviations: 95 % of the differences lie between them where they are normal.
    pub limits: [f64; 2],
    /// For every item that both labelled, the mean of the two numbers and first minus second: the points of the picture.
    pub points: Vec<[f64; 2]>,
}

impl ContinuousRatings {
    /// Bias and limits of agreement of two annotators, over the items that both labelled.
    ///
    /// # Errors
    /// [`Error::Format`] for any number of annotators but two, or fewer than two items that both labelled.
    pub fn bland_altman(&self) -> Result<BlandAltman> {
        const NAME: &str = "Bland-Altman analysis";
        let (first, second) = self.both(NAME)?;
        let mut points = vec![];
        for (&first, &second) in first.iter().zip(&second) {
            let (first, second) = (f64::from(first), f64::from(second));
            points.push([(first + second) / 2.0, first - second]);
        }
        let differences: Vec<f64> = points.iter().map(|point| point[1]).collect();
        let (bias, Some(deviation)) = mean_and_deviation(&differences) else {
            let found = format!("{} items that both labelled", points.len());
            return Err(Error::format(NAME, found, "at least 2"));
        };
        let annotators = [0, 1].map(|place| self.annotators()[place].clone());
        let limits = [bias - 1.96 * deviation, bias + 1.96 * deviation];
        Ok(BlandAltman { annotators, bias, deviation, limits, points })
    }
}

impl BlandAltman {
    /// The numbers as a table of one row.
    pub fn to_table(&self) -> Table {
        let [first, second] = &self.annotators;
        let columns = ["difference", "items", "bias", "deviation", "lower limit", "upper limit"];
        let row = vec![
            format!("{first} − {second}").into(),
            self.points.len().into(),
            self.bias.into(),
            self.deviation.into(),
            self.limits[0].into(),
            self.limits[1].into(),
        ];
        Table { rows: vec![row], ..Table::new("Limits of agreement", &columns) }
    }
}
