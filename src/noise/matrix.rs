//! Transition matrices, whose axes are part of their types.

use crate::{
    Error, Result,
    table::{Cell, Table},
};
use std::sync::Arc;

/// P(given | true): a row is a true class and sums to 1, a column is the label given.
///
/// ```
/// use noisyfer::noise::TransitionMatrix;
/// let matrix = TransitionMatrix::new(&["sad", "happy"], vec![0.9, 0.1, 0.4, 0.6])?;
/// assert_eq!(matrix.probability(0, 1), 0.1); // a sad face that is called happy
/// // Where one face in five is sad, a face that is called sad is so in 0.2 · 0.9 of 0.2 · 0.9 + 0.8 · 0.4 cases.
/// let reverse = matrix.truth_given_label(&[0.2, 0.8])?;
/// assert!((reverse.probability(0, 0) - 0.36).abs() < 1e-12);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionMatrix {
    classes: Arc<[String]>,
    cells: Vec<f64>,
}

/// P(true | given): a row is the label given and sums to 1, a column is a true class.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthMatrix {
    classes: Arc<[String]>,
    cells: Vec<f64>,
}

impl TransitionMatrix {
    /// A matrix of cells `[true class, label given]`, row by row.
    ///
    /// # Errors
    /// [`Error::Format`] for another number of cells, a cell outside [0, 1], or a row whose sum is further than 1e-6 from 1.
    pub fn new(classes: &[&str], cells: Vec<f64>) -> Result<Self> {
        let classes: Arc<[String]> = classes.iter().map(|class| class.to_string()).collect();
        let count = classes.len();
        let error = |found: String, expected: String| Error::format("a matrix P(given | true)", found, expected);
        if cells.len() != count * count {
            return Err(error(format!("{} cells", cells.len()), format!("{} for {count} classes", count * count)));
        }
        for (row, class) in cells.chunks_exact(count.max(1)).zip(classes.iter()) {
            let sum: f64 = row.iter().sum();
            if row.iter().any(|cell| !(0.0..=1.0).contains(cell)) || (sum - 1.0).abs() > 1e-6 {
                let expected = "shares of 1; rows are true classes: transpose a matrix whose columns sum to 1";
                return Err(error(format!("the row {row:?} of {class:?}"), expected.into()));
            }
        }
        Ok(Self { classes, cells })
    }

    pub(crate) fn of_cells(classes: Arc<[String]>, cells: Vec<f64>) -> Self {
        Self { classes, cells }
    }

    /// The classes, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The cells `[true class, label given]`, row by row.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The probability that an item of class `truth` gets the label `given`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn probability(&self, truth: usize, given: usize) -> f64 {
        assert!(given < self.classes.len(), "the classes are 0 to {}", self.classes.len() - 1);
        self.cells[truth * self.classes.len() + given]
    }

    /// What a label says of the truth, by Bayes' rule: P(true | given), for classes as frequent as `prior`, `[classes]`, says.
    /// A label that is never given says nothing: its row is the prior.
    ///
    /// # Errors
    /// [`Error::Format`] for a prior of another length, or not of shares of 1.
    pub fn truth_given_label(&self, prior: &[f64]) -> Result<TruthMatrix> {
        let count = self.classes.len();
        let sum: f64 = prior.iter().sum();
        if prior.len() != count || prior.iter().any(|share| *share < 0.0) || (sum - 1.0).abs() > 1e-6 || sum.is_nan() {
            return Err(Error::format("a prior", format!("{prior:?}"), format!("{count} shares of 1, one a class")));
        }
        let mut cells = vec![];
        for given in 0..count {
            let joint: Vec<f64> = (0..count).map(|truth| prior[truth] * self.probability(truth, given)).collect();
            let sum: f64 = joint.iter().sum();
            cells.extend((0..count).map(|truth| if sum > 0.0 { joint[truth] / sum } else { prior[truth] }));
        }
        Ok(TruthMatrix { classes: self.classes.clone(), cells })
    }

    /// The matrix with its axes named.
    pub fn to_table(&self) -> Table {
        table("P(given | true)", "true \\ given", &self.classes, &self.cells)
    }
}

impl TruthMatrix {
    /// The classes, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The cells `[label given, true class]`, row by row.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The probability that an item with the label `given` is of class `truth`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn probability(&self, given: usize, truth: usize) -> f64 {
        assert!(truth < self.classes.len(), "the classes are 0 to {}", self.classes.len() - 1);
        self.cells[given * self.classes.len() + truth]
    }

    /// The matrix with its axes named.
    pub fn to_table(&self) -> Table {
        table("P(true | given)", "given \\ true", &self.classes, &self.cells)
    }
}

fn table(title: &str, axes: &str, classes: &[String], cells: &[f64]) -> Table {
    let columns: Vec<&str> = std::iter::once(axes).chain(classes.iter().map(String::as_str)).collect();
    let mut table = Table::new(title, &columns);
    for (class, row) in classes.iter().zip(cells.chunks_exact(classes.len())) {
        let numbers = row.iter().map(|cell| Cell::Number(*cell));
        table.rows.push(std::iter::once(Cell::from(class.as_str())).chain(numbers).collect());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axes_are_printed() {
        let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 0.5, 0.5]).unwrap();
        let table = matrix.to_table();
        assert_eq!((table.title.as_str(), table.columns[0].as_str()), ("P(given | true)", "true \\ given"));
        assert_eq!(table.rows[1], ["y".into(), Cell::Number(0.5), Cell::Number(0.5)]);
        let reverse = matrix.truth_given_label(&[0.5, 0.5]).unwrap();
        // Label x: 0.5 · 1 against 0.5 · 0.5.
        assert_eq!(reverse.cells(), [2.0 / 3.0, 1.0 / 3.0, 0.0, 1.0]);
        let table = reverse.to_table();
        assert_eq!((table.title.as_str(), table.columns[0].as_str()), ("P(true | given)", "given \\ true"));
    }

    #[test]
    fn a_label_that_is_never_given_says_nothing() {
        let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 1.0, 0.0]).unwrap();
        assert_eq!(matrix.truth_given_label(&[0.3, 0.7]).unwrap().cells()[2..], [0.3, 0.7]);
    }

    #[test]
    fn what_is_no_transition_matrix_is_told() {
        let message = |cells: &[f64]| TransitionMatrix::new(&["x", "y"], cells.to_vec()).unwrap_err().to_string();
        assert!(message(&[1.0]).contains("found 1 cells, expected 4 for 2 classes"));
        assert!(message(&[0.9, 0.4, 0.1, 0.6]).contains("transpose"));
        assert!(message(&[f64::NAN, 1.0, 0.0, 1.0]).contains("NaN"));
        let matrix = TransitionMatrix::new(&["x", "y"], vec![1.0, 0.0, 0.0, 1.0]).unwrap();
        assert!(matrix.truth_given_label(&[1.0]).unwrap_err().to_string().contains("2 shares of 1"));
        assert!(matrix.truth_given_label(&[f64::NAN, 0.0]).is_err());
    }
}
