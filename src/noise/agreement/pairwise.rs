//! A coefficient of every two annotators.

use crate::table::Table;

/// A coefficient of every two annotators; see [`Ratings::pairwise`](super::Ratings::pairwise).
#[derive(Clone, Debug, PartialEq)]
pub struct Pairwise {
    /// What the coefficient is called.
    pub name: String,
    /// The annotators' names.
    pub annotators: Vec<String>,
    /// `values[a][b]`, symmetric; `None` on the diagonal and where the coefficient is not defined.
    pub values: Vec<Vec<Option<f64>>>,
}

impl Pairwise {
    /// The mean over the pairs that have a value; `None` without one.
    pub fn mean(&self) -> Option<f64> {
        let (mut sum, mut pairs) = (0.0, 0.0);
        for value in self.values.iter().flatten().flatten() {
            sum += value;
            pairs += 1.0;
        }
        (pairs > 0.0).then(|| sum / pairs)
    }

    /// A row and a column per annotator.
    pub fn to_table(&self) -> Table {
        let mut columns = vec![self.name.clone()];
        columns.extend(self.annotators.iter().cloned());
        let mut rows = vec![];
        for (annotator, values) in self.annotators.iter().zip(&self.values) {
            let mut row = vec![annotator.as_str().into()];
            row.extend(values.iter().map(|value| (*value).into()));
            rows.push(row);
        }
        Table { title: format!("{} of every two annotators", self.name), columns, rows, ..Table::default() }
    }
}
