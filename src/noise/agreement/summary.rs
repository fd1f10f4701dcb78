//! All coefficients of a table of labels, with intervals.

use super::{Level, categorical::CategoricalRatings, continuous::ContinuousRatings, ratings::Ratings};
use crate::{
    Result,
    metrics::BootstrapOptions,
    table::{Cell, Table},
};

/// The coefficient of classes without an order, by its name in the table.
pub const NOMINAL_ALPHA: &str = "Krippendorff's alpha, nominal";

impl CategoricalRatings {
    /// The coefficients of all annotators together, each with its bootstrap interval; the ordinal ones are meant for ordered
    /// classes only. What is not defined has no value.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for bad options.
    pub fn agreement_table(&self, options: &BootstrapOptions) -> Result<Table> {
        table(
            self,
            options,
            &[
                ("observed agreement", Self::observed_agreement),
                ("Fleiss' kappa", Self::fleiss_kappa),
                (NOMINAL_ALPHA, |ratings| ratings.krippendorff_alpha(Level::Nominal)),
                ("Krippendorff's alpha, ordinal", |ratings| ratings.krippendorff_alpha(Level::Ordinal)),
            ],
        )
    }
}

impl ContinuousRatings {
    /// The coefficients of all annotators together, each with its bootstrap interval. What is not defined has no value.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for bad options.
    pub fn agreement_table(&self, options: &BootstrapOptions) -> Result<Table> {
        table(
            self,
            options,
            &[
                ("ICC(2,1)", Self::icc_single),
                ("ICC(2,k)", Self::icc_mean),
                ("Krippendorff's alpha, interval", |ratings| ratings.krippendorff_alpha(Level::Interval)),
                ("Krippendorff's alpha, ordinal", |ratings| ratings.krippendorff_alpha(Level::Ordinal)),
            ],
        )
    }
}

type Coefficient<R> = (&'static str, fn(&R) -> Result<f64>);

fn table<R: Ratings>(ratings: &R, options: &BootstrapOptions, coefficients: &[Coefficient<R>]) -> Result<Table> {
    options.check()?;
    let mut table = Table::new("Agreement", &["coefficient", "value", "low", "high"]);
    for (name, coefficient) in coefficients {
        let cells = match ratings.interval(coefficient, options) {
            Ok(interval) => [interval.value, interval.low, interval.high].map(Cell::from),
            Err(_) => [Cell::Missing, Cell::Missing, Cell::Missing],
        };
        let mut row = vec![(*name).into()];
        row.extend(cells);
        table.rows.push(row);
    }
    let (items, annotators) = (ratings.items(), ratings.annotators().len());
    let percent = 100.0 * options.confidence;
    let note = format!("{items} items, {annotators} annotators; {percent:.0} % bootstrap intervals over items");
    Ok(table.with_note(&note))
}
