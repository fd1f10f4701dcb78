//! What label files hold, and what is changed or left out on the way into a label table.

use super::table::LabelTable;
use crate::table::Table;
use std::path::Path;

/// Labels as read from a file or a folder.
#[derive(Clone, Debug)]
pub struct LabelReading {
    /// One row for every image whose labels could be used.
    pub labels: LabelTable,
    /// What was found, changed and left out.
    pub report: ReadingReport,
}

/// What was found in a label file, and what became of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadingReport {
    /// The file or folder.
    pub place: String,
    /// The shape in which it was found, such as `"AffectNet CSV without header"`.
    pub shape: String,
    /// How many rows it holds, headers not counted.
    pub rows: usize,
    /// How many values lay outside [-1, 1] and were moved to the nearer end, by dimension.
    pub clamped: Vec<(String, usize)>,
    /// The rows left out, by reason.
    pub left_out: Vec<LeftOut>,
}

/// Rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Why.
    pub reason: String,
    /// How many.
    pub rows: usize,
    /// The first of them, by line or name.
    pub first: String,
}

impl ReadingReport {
    /// A report on nothing read yet.
    pub(crate) fn new(path: &Path, shape: &str) -> Self {
        Self { place: path.display().to_string(), shape: shape.into(), rows: 0, clamped: vec![], left_out: vec![] }
    }

    /// Notes a row that is left out. `at` names it within the file.
    pub(crate) fn leave_out(&mut self, reason: &str, at: impl ToString) {
        match self.left_out.iter_mut().find(|known| known.reason == reason) {
            Some(known) => known.rows += 1,
            None => self.left_out.push(LeftOut { reason: reason.into(), rows: 1, first: at.to_string() }),
        }
    }

    /// How many rows were left out, for whatever reason.
    pub fn left_out_rows(&self) -> usize {
        self.left_out.iter().map(|left_out| left_out.rows).sum()
    }

    /// A row for every fact, with counts.
    pub fn to_table(&self) -> Table {
        let file = Path::new(&self.place).file_name().map_or(self.place.clone(), |name| name.display().to_string());
        let mut table = Table::new(&format!("{file}: {}", self.shape), &["Rows", "Count", "First"]);
        table.rows.push(vec!["in the file".into(), self.rows.into(), "".into()]);
        table.rows.push(vec!["used".into(), (self.rows - self.left_out_rows()).into(), "".into()]);
        for LeftOut { reason, rows, first } in &self.left_out {
            table.rows.push(vec![format!("left out: {reason}").into(), (*rows).into(), first.as_str().into()]);
        }
        for (dimension, rows) in &self.clamped {
            table.rows.push(vec![format!("{dimension} clamped to [-1, 1]").into(), (*rows).into(), "".into()]);
        }
        table
    }
}

/// Those of the reports that say of something that it was left out.
pub(crate) fn with_left_out(reports: impl IntoIterator<Item = ReadingReport>) -> Vec<ReadingReport> {
    reports.into_iter().filter(|report| report.left_out_rows() > 0).collect()
}

/// What was left out of several files, a row for every reason.
pub fn left_out_table(reports: &[ReadingReport]) -> Table {
    let mut table = Table::new("Left out", &["Of", "Reason", "Rows", "First"]);
    for report in reports {
        for LeftOut { reason, rows, first } in &report.left_out {
            table.rows.push(vec![
                report.place.as_str().into(),
                reason.as_str().into(),
                (*rows).into(),
                first.as_str().into(),
            ]);
        }
    }
    table
}
