//! Matrices of conditional probabilities that know their axes.

use crate::{Error, Result, table::Table};

/// What the classes of an axis are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// True classes.
    True,
    /// Given labels.
    Given,
}

impl Axis {
    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::True => Self::Given,
            Self::Given => Self::True,
        }
    }

    /// As it is written in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::True => "true class",
            Self::Given => "given label",
        }
    }
}

/// The probability of each column for each row: P(given | true) where rows are true classes, P(true | given) where they are given
/// labels.
#[derive(Clone, Debug, PartialEq)]
pub struct NoiseMatrix {
    classes: Vec<String>,
    rows: Axis,
    values: Vec<f64>,
}

impl NoiseMatrix {
    /// `values`: `[classes, classes]`, row by row; every row sums to 1 within 0.001, or is all 0 for a class of which nothing is known.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of values; [`Error::Format`] for a row that is no distribution.
    pub fn new(classes: &[String], rows: Axis, values: Vec<f64>) -> Result<Self> {
        let count = classes.len();
        if values.len() != count * count || count == 0 {
            return Err(Error::parameter("the number of values", values.len(), format!("{}", count * count)));
        }
        for (class, row) in classes.iter().zip(values.chunks_exact(count)) {
            let sum: f64 = row.iter().sum();
            let is_distribution = row.iter().all(|&value| value >= 0.0) && (sum - 1.0).abs() <= 1e-3;
            if !is_distribution && row.iter().any(|&value| value != 0.0) {
                let place = format!("noise matrix, {} {class}", rows.name());
                return Err(Error::format(place, format!("{row:?}"), "numbers >= 0 of sum 1"));
            }
        }
        Ok(Self { classes: classes.to_vec(), rows, values })
    }

    /// The class names, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// What the rows are; the columns are the other.
    pub fn rows(&self) -> Axis {
        self.rows
    }

    /// All values, row by row, `[classes, classes]`.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The probabilities of the columns for one row; `None` where there is no such class.
    pub fn row(&self, class: usize) -> Option<&[f64]> {
        self.values.chunks_exact(self.classes.len()).nth(class)
    }

    /// The matrix with rows and columns changed, by Bayes' rule: P(c | r) of P(r | c) and `prior`, the shares of this matrix's row
    /// classes, `[classes]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a prior of another length, or with a number that is negative or not finite.
    pub fn bayes(&self, prior: &[f64]) -> Result<Self> {
        let count = self.classes.len();
        if prior.len() != count || prior.iter().any(|share| !share.is_finite() || *share < 0.0) {
            return Err(Error::parameter("the prior", format!("{prior:?}"), format!("{count} numbers >= 0")));
        }
        let mut values = vec![0.0; count * count];
        for row in 0..count {
            let joint: Vec<f64> = (0..count).map(|column| self.values[column * count + row] * prior[column]).collect();
            let sum: f64 = joint.iter().sum();
            if sum > 0.0 {
                for (value, joint) in values[row * count..].iter_mut().zip(joint) {
                    *value = joint / sum;
                }
            }
        }
        Ok(Self { classes: self.classes.clone(), rows: self.rows.other(), values })
    }

    /// The probabilities as a table, with the axes in its title, heads and note.
    pub fn to_table(&self) -> Table {
        let (rows, columns) = (self.rows.name(), self.rows.other().name());
        let title = match self.rows {
            Axis::True => "P(given | true)",
            Axis::Given => "P(true | given)",
        };
        let note = format!("rows: {rows}, columns: {columns}, rows sum to 1");
        matrix_table(title, &format!("{rows} ↓ {columns} →"), &self.classes, &self.values).with_note(&note)
    }
}

/// A square matrix with a head for its corner.
pub(super) fn matrix_table<V: Copy + Into<crate::table::Cell>>(
    title: &str,
    corner: &str,
    classes: &[String],
    values: &[V],
) -> Table {
    let mut columns = vec![corner.to_string()];
    columns.extend(classes.iter().cloned());
    let mut rows = vec![];
    for (class, values) in classes.iter().zip(values.chunks_exact(classes.len().max(1))) {
        let mut row = vec![class.as_str().into()];
        row.extend(values.iter().map(|&value| value.into()));
        rows.push(row);
    }
    Table { title: title.into(), columns, rows, ..Table::default() }
}
