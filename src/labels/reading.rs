//! What label files hold, and what is changed or left out on the way into a label table.

use super::table::LabelTable;
use crate::{progress, table::Table, text::grouped};
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
    /// How many values lay outside [-1, 1] and were moved to the nearer end, for each dimension that was read.
    pub clamped: Vec<Clamped>,
    /// The rows left out, by reason.
    pub left_out: Vec<LeftOut>,
}

/// Rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// Why: one of few reasons, so nothing that differs from row to row.
    pub reason: String,
    /// How many.
    pub rows: usize,
    /// The first ten of them, by line or name, with what stands there where that says more.
    pub first: Vec<String>,
}

impl LeftOut {
    /// The first row and the reason, in words.
    pub(crate) fn first_fault(&self) -> String {
        format!("{}: {}", self.first.first().map_or("", String::as_str), self.reason)
    }
}

/// Values of one dimension that lay outside [-1, 1] and were moved to the nearer end.
#[derive(Clone, Debug, PartialEq)]
pub struct Clamped {
    /// The head that the dimension belongs to, such as `affect`.
    pub head: String,
    /// The dimension, such as `valence`.
    pub dimension: String,
    /// How many.
    pub values: usize,
    /// Out of how many.
    pub of: usize,
    /// The first of them and its row: `1.5 of train_00001.jpg`; empty without one.
    pub first: String,
}

/// How many rows of a reason are named.
const NAMED: usize = 10;

/// Models overshoot now and then; where more than this share of the values does, the list may have another scale.
const CLAMPED_SHARE: f64 = 0.01;

impl ReadingReport {
    /// A report on nothing read yet.
    pub(crate) fn new(path: &Path, shape: &str) -> Self {
        Self { place: path.display().to_string(), shape: shape.into(), rows: 0, clamped: vec![], left_out: vec![] }
    }

    /// Notes a row that is left out. `at` names it within the file, and is where cells belong: there are few reasons, among which
    /// the row's is looked up.
    pub(crate) fn leave_out(&mut self, reason: &str, at: impl ToString) {
        let left_out = self.of_reason(reason);
        left_out.rows += 1;
        if left_out.first.len() < NAMED {
            left_out.first.push(at.to_string());
        }
    }

    /// Notes rows of a later part of the same file that are left out.
    pub(crate) fn leave_out_later(&mut self, later: LeftOut) {
        let left_out = self.of_reason(&later.reason);
        left_out.rows += later.rows;
        left_out.first.extend(later.first);
        left_out.first.truncate(NAMED);
    }

    /// Notes the rows of these names, which were counted before and are left out after all.
    pub(crate) fn leave_out_names(&mut self, reason: &str, names: &[String]) {
        for name in names {
            self.leave_out(reason, name);
        }
    }

    fn of_reason(&mut self, reason: &str) -> &mut LeftOut {
        let known = self.left_out.iter().position(|known| known.reason == reason);
        let at = known.unwrap_or(self.left_out.len());
        if known.is_none() {
            self.left_out.push(LeftOut { reason: reason.into(), rows: 0, first: vec![] });
        }
        &mut self.left_out[at]
    }

    /// How many rows were left out, for whatever reason.
    pub fn left_out_rows(&self) -> usize {
        self.left_out.iter().map(|left_out| left_out.rows).sum()
    }

    /// The name of the file or folder.
    pub(crate) fn file(&self) -> String {
        Path::new(&self.place).file_name().map_or(self.place.clone(), |name| name.display().to_string())
    }

    /// Tells what was left out, if anything was, and of which dimensions many values were clamped.
    pub(crate) fn tell(&self) {
        if self.left_out_rows() > 0 {
            progress::tell(self.to_table().to_text());
        }
        for line in self.much_clamped() {
            progress::tell(line);
        }
    }

    fn much_clamped(&self) -> Vec<String> {
        let mut lines = vec![];
        for Clamped { head, dimension, values, of, first } in &self.clamped {
            if *values as f64 > CLAMPED_SHARE * *of as f64 {
                let [values, of] = [values, of].map(|&count| grouped(count as u64));
                lines.push(format!(
                    "{}: {values} of {of} values of {dimension} (head {head}) lay outside [-1, 1] and were moved to the nearer end, \
                     such as {first}; expected are numbers from -1 to 1: bring a list of another scale to this one",
                    self.file()
                ));
            }
        }
        lines
    }

    fn has_clamped(&self) -> bool {
        self.clamped.iter().any(|clamped| clamped.values > 0)
    }

    /// A row for every fact, with counts.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new(&format!("{}: {}", self.file(), self.shape), &["Rows", "Count", "First"]);
        table.rows.push(vec!["in the file".into(), self.rows.into(), "".into()]);
        table.rows.push(vec!["used".into(), (self.rows - self.left_out_rows()).into(), "".into()]);
        for LeftOut { reason, rows, first } in &self.left_out {
            let first = first.first().map_or("", String::as_str);
            table.rows.push(vec![format!("left out: {reason}").into(), (*rows).into(), first.into()]);
        }
        for clamped in &self.clamped {
            table.rows.push(vec![clamped.what().into(), clamped.values.into(), clamped.first.as_str().into()]);
        }
        table
    }
}

impl Clamped {
    fn what(&self) -> String {
        format!("{} clamped to [-1, 1]", self.dimension)
    }
}

/// Those of the reports that say of something that it was left out or clamped.
pub(crate) fn with_left_out(reports: impl IntoIterator<Item = ReadingReport>) -> Vec<ReadingReport> {
    reports.into_iter().filter(|report| report.left_out_rows() > 0 || report.has_clamped()).collect()
}

/// What was left out of several files, a row for every reason, with the first ten of its rows; and what was clamped in them.
pub fn left_out_table(reports: &[ReadingReport]) -> Table {
    let mut table = Table::new("Left out", &["Of", "Reason", "Rows", "First"]);
    for report in reports {
        for LeftOut { reason, rows, first } in &report.left_out {
            table.rows.push(vec![
                report.place.as_str().into(),
                reason.as_str().into(),
                (*rows).into(),
                first.join("; ").into(),
            ]);
        }
        for clamped in report.clamped.iter().filter(|clamped| clamped.values > 0) {
            let first = clamped.first.as_str().into();
            table.rows.push(vec![report.place.as_str().into(), clamped.what().into(), clamped.values.into(), first]);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_ten_rows_of_each_reason_are_named() {
        let mut report = ReadingReport::new(Path::new("folder/list.csv"), "a list");
        let mut later = report.clone();
        for line in 2..10 {
            report.leave_out("no number", format_args!("line {line}"));
        }
        for line in 10..30 {
            later.leave_out("no number", format_args!("line {line}"));
        }
        later.leave_out("no name", "line 30");
        later.left_out.into_iter().for_each(|left_out| report.leave_out_later(left_out));
        assert_eq!((report.left_out.len(), report.left_out_rows()), (2, 29));
        assert_eq!((report.left_out[0].rows, report.left_out[0].first.len()), (28, 10));
        assert_eq!(report.left_out[1].first_fault(), "line 30: no name");
        let table = left_out_table(&[report]).to_csv();
        assert!(
            table.contains("folder/list.csv,no number,28,line 2; line 3;") && table.contains("line 10; line 11\n"),
            "{table}"
        );
    }

    #[test]
    fn many_clamped_values_are_told_and_few_are_only_listed() {
        let clamped = |values| Clamped {
            head: "affect".into(),
            dimension: "valence".into(),
            values,
            of: 1_000,
            first: "5 of a.jpg".into(),
        };
        let report = |values| ReadingReport {
            clamped: vec![clamped(values)],
            ..ReadingReport::new(Path::new("folder/list.txt"), "a list")
        };
        assert!(report(10).much_clamped().is_empty(), "1 %");
        let line = report(11).much_clamped().remove(0);
        assert!(
            line.starts_with("list.txt: 11 of 1,000 values of valence (head affect) lay outside [-1, 1]"),
            "{line}"
        );
        assert!(line.contains("such as 5 of a.jpg; expected are numbers from -1 to 1"), "{line}");
        let listed = with_left_out([report(0), report(1)]);
        assert_eq!(listed, [report(1)]);
        let table = left_out_table(&listed).to_csv();
        assert!(table.contains("folder/list.txt,\"valence clamped to [-1, 1]\",1,5 of a.jpg\n"), "{table}");
    }
}
