//! Matrices of true and given classes, whose axes are part of their types.

use super::head::CLASS_COUNTS;
use crate::{
    Error, Result,
    table::{Cell, Table},
};
use std::sync::Arc;

/// P(given | true), how labels are wrong: a row is a true class and sums to 1, a column is the label given. A row of zeros is a
/// class of which nothing is known.
///
/// ```
/// use noisyfer::labels::TransitionMatrix;
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

/// P(true | given), what labels say: a row is the label given and sums to 1, a column is a true class. A row of zeros is a label
/// of which nothing is known.
#[derive(Clone, Debug, PartialEq)]
pub struct TruthMatrix {
    classes: Arc<[String]>,
    cells: Vec<f64>,
}

impl TransitionMatrix {
    /// A matrix of cells `[true class, label given]`, row by row.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes; [`Error::Format`] for another number of cells, a cell
    /// outside [0, 1], or a row whose sum is neither 0 nor, within 1e-6, 1.
    pub fn new(classes: &[impl AsRef<str>], cells: Vec<f64>) -> Result<Self> {
        let classes = named(classes)?;
        let count = classes.len();
        let error = |found: String, expected: String| Error::format("a matrix P(given | true)", found, expected);
        if cells.len() != count * count {
            return Err(error(format!("{} cells", cells.len()), format!("{} for {count} classes", count * count)));
        }
        for (row, class) in cells.chunks_exact(count).zip(classes.iter()) {
            let sum: f64 = row.iter().sum();
            let good = (sum - 1.0).abs() <= 1e-6 || sum == 0.0;
            if !good || row.iter().any(|cell| !(0.0..=1.0).contains(cell)) {
                let expected = "shares of 1; rows are true classes: transpose a matrix whose columns sum to 1";
                return Err(error(format!("the row {row:?} of {class:?}"), expected.into()));
            }
        }
        Ok(Self { classes, cells })
    }

    /// Symmetric noise: with probability `rate` any of the other classes, all alike.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes or a rate outside [0, 1].
    pub fn symmetric(classes: &[impl AsRef<str>], rate: f64) -> Result<Self> {
        let others = classes.len().saturating_sub(1) as f64;
        Self::of_errors(classes, rate, |_, _| rate / others)
    }

    /// Pairwise noise: with probability `rate` the next class, after the last one the first.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes or a rate outside [0, 1].
    pub fn pairwise(classes: &[impl AsRef<str>], rate: f64) -> Result<Self> {
        let count = classes.len();
        Self::of_errors(classes, rate, |truth, given| if given == (truth + 1) % count { rate } else { 0.0 })
    }

    fn of_errors(classes: &[impl AsRef<str>], rate: f64, wrong: impl Fn(usize, usize) -> f64) -> Result<Self> {
        if !(0.0..=1.0).contains(&rate) {
            return Err(Error::parameter("the noise rate", rate, "0 to 1"));
        }
        let (classes, mut cells) = (named(classes)?, vec![]);
        for truth in 0..classes.len() {
            for given in 0..classes.len() {
                cells.push(if truth == given { 1.0 - rate } else { wrong(truth, given) });
            }
        }
        Ok(Self { classes, cells })
    }

    /// How labels are wrong, counted; those that are missing do not count. Zeros for a class without a label.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 255 classes, or another number of labels than of true ones;
    /// [`Error::Format`] with the row of a code that is no class.
    pub fn realised(classes: &[impl AsRef<str>], truth: &[u8], labels: &[Option<u8>]) -> Result<Self> {
        let classes = named(classes)?;
        let count = classes.len();
        if truth.len() != labels.len() {
            return Err(Error::parameter("the number of labels", labels.len(), format!("{}", truth.len())));
        }
        let mut counts = vec![0.0; count * count];
        for (row, (&truth, &label)) in truth.iter().zip(labels).enumerate() {
            let Some(label) = label else { continue };
            if usize::from(truth.max(label)) >= count {
                let found = format!("codes {truth} and {label}");
                return Err(Error::format(
                    format!("true and given labels, row {row}"),
                    found,
                    format!("below {count}"),
                ));
            }
            counts[usize::from(truth) * count + usize::from(label)] += 1.0;
        }
        Ok(Self::of_counts(classes, counts))
    }

    /// Of what is known to be a matrix of these classes.
    pub(crate) fn of_cells(classes: Arc<[String]>, cells: Vec<f64>) -> Self {
        Self { classes, cells }
    }

    /// Of counts `[true class, label given]`, row by row.
    pub(crate) fn of_counts(classes: Arc<[String]>, mut counts: Vec<f64>) -> Self {
        for row in counts.chunks_exact_mut(classes.len()) {
            let sum: f64 = row.iter().sum();
            if sum > 0.0 {
                row.iter_mut().for_each(|count| *count /= sum);
            }
        }
        Self { classes, cells: counts }
    }

    /// The classes, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The cells `[true class, label given]`, row by row.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The cells of a true class, `[label given]`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn row(&self, truth: usize) -> &[f64] {
        row(&self.cells, self.classes.len(), truth)
    }

    /// The probability that an item of class `truth` gets the label `given`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn probability(&self, truth: usize, given: usize) -> f64 {
        self.row(truth)[given]
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
        let table = matrix_table("P(given | true)", "true \\ given", &self.classes, &self.cells);
        table.with_note("rows: true class, columns: given label, rows sum to 1")
    }
}

impl TruthMatrix {
    /// Of what is known to be a matrix of these classes.
    pub(crate) fn of_cells(classes: Arc<[String]>, cells: Vec<f64>) -> Self {
        Self { classes, cells }
    }

    /// The classes, in the order of rows and columns.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The cells `[label given, true class]`, row by row.
    pub fn cells(&self) -> &[f64] {
        &self.cells
    }

    /// The cells of a label given, `[true class]`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn row(&self, given: usize) -> &[f64] {
        row(&self.cells, self.classes.len(), given)
    }

    /// The probability that an item with the label `given` is of class `truth`.
    ///
    /// # Panics
    /// For a code that is no class.
    pub fn probability(&self, given: usize, truth: usize) -> f64 {
        self.row(given)[truth]
    }

    /// The matrix with its axes named.
    pub fn to_table(&self) -> Table {
        let table = matrix_table("P(true | given)", "given \\ true", &self.classes, &self.cells);
        table.with_note("rows: given label, columns: true class, rows sum to 1")
    }
}

fn named(classes: &[impl AsRef<str>]) -> Result<Arc<[String]>> {
    if !CLASS_COUNTS.contains(&classes.len()) {
        return Err(Error::parameter("the number of classes", classes.len(), "2 to 255"));
    }
    Ok(classes.iter().map(|class| class.as_ref().to_string()).collect())
}

fn row(cells: &[f64], classes: usize, class: usize) -> &[f64] {
    assert!(class < classes, "the classes are 0 to {}", classes - 1);
    &cells[class * classes..(class + 1) * classes]
}

/// A square matrix with a head for its corner.
pub(crate) fn matrix_table<V: Copy + Into<Cell>>(title: &str, corner: &str, classes: &[String], cells: &[V]) -> Table {
    let mut columns = vec![corner];
    columns.extend(classes.iter().map(String::as_str));
    let mut table = Table::new(title, &columns);
    for (class, cells) in classes.iter().zip(cells.chunks_exact(classes.len().max(1))) {
        let mut row = vec![class.as_str().into()];
        row.extend(cells.iter().map(|&cell| cell.into()));
        table.rows.push(row);
    }
    table
}

#[cfg(test)]
mod tests;
