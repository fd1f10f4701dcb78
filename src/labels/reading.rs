//! What label files hold, and what is changed or left out on the way into a label table.

use super::{LabelHead, LabelTable};
use crate::{
    Error, Result,
    notebook::{Display, ShowTable, Table},
};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Float32Chunked, IntoSeries, NewChunkedArray, PlHashSet, StringChunkedBuilder,
    UInt32Chunked,
};
use std::path::Path;

/// Labels as read from a file or a folder.
#[derive(Clone, Debug)]
pub struct LabelReading {
    /// One row for every picture whose labels could be used.
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
    pub(super) fn new(path: &Path, shape: &str) -> Self {
        Self { place: path.display().to_string(), shape: shape.into(), rows: 0, clamped: vec![], left_out: vec![] }
    }

    /// Notes a row that is left out. `at` names it within the file.
    pub(super) fn leave_out(&mut self, reason: &str, at: impl ToString) {
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

    /// Shows the report as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.to_table().evcxr_display();
    }
}

impl LabelReading {
    /// The report, and below it the first rows of the labels, as a notebook cell's result.
    pub fn evcxr_display(&self) {
        let tables = [Ok(self.report.to_table()), self.labels.frame().preview()];
        Display::of_tables(&tables.into_iter().flatten().collect::<Vec<_>>()).show();
    }
}

/// Rows of face labels on their way into a table; what cannot be used goes into the report.
pub(super) struct FaceRows {
    report: ReadingReport,
    names: StringChunkedBuilder,
    codes: Vec<u32>,
    affect: [Vec<f32>; 2],
    clamped: [usize; 2],
}

impl Default for FaceRows {
    fn default() -> Self {
        Self::new(ReadingReport::default())
    }
}

impl FaceRows {
    pub(super) fn new(report: ReadingReport) -> Self {
        let names = StringChunkedBuilder::new("name".into(), 0);
        Self { report, names, codes: vec![], affect: [vec![], vec![]], clamped: [0; 2] }
    }

    /// Adds a row with those labels that the table's heads will ask for: a code of theirs, and finite numbers. Counts it,
    /// and clamps valence and arousal.
    pub(super) fn push(&mut self, name: &str, code: Option<u8>, affect: Option<[f32; 2]>) {
        self.report.rows += 1;
        self.names.append_value(name);
        self.codes.extend(code.map(u32::from));
        for (dimension, value) in affect.into_iter().flatten().enumerate() {
            self.clamped[dimension] += usize::from(value.abs() > 1.0);
            self.affect[dimension].push(value.clamp(-1.0, 1.0));
        }
    }

    /// Counts a row that cannot be used. `at` names it within the file.
    pub(super) fn leave_out(&mut self, reason: &str, at: impl ToString) {
        self.report.rows += 1;
        self.report.leave_out(reason, at);
    }

    /// Adds rows that come after these, and what their report counts.
    pub(super) fn append(&mut self, mut later: Self) {
        later.names.finish().no_null_iter().for_each(|name| self.names.append_value(name));
        self.codes.append(&mut later.codes);
        for dimension in 0..2 {
            self.affect[dimension].append(&mut later.affect[dimension]);
            self.clamped[dimension] += later.clamped[dimension];
        }
        self.report.rows += later.report.rows;
        for left_out in later.report.left_out {
            match self.report.left_out.iter_mut().find(|known| known.reason == left_out.reason) {
                Some(known) => known.rows += left_out.rows,
                None => self.report.left_out.push(left_out),
            }
        }
    }

    /// The table with `heads`, for which every row had its labels. Of rows with the same name the first one stays.
    ///
    /// # Errors
    /// [`Error::Format`] when no row is left, with the reason of the first that was left out; [`Error::Parameter`] for a
    /// head whose name is taken.
    pub(super) fn finish(mut self, heads: &[LabelHead]) -> Result<LabelReading> {
        let names = self.names.finish();
        if names.is_empty() {
            let reason = |left_out: &LeftOut| format!("no usable row; {}: {}", left_out.first, left_out.reason);
            let found = self.report.left_out.first().map_or("no row".into(), reason);
            return Err(Error::format(&self.report.place, found, format!("rows as in a {}", self.report.shape)));
        }
        let mut seen = PlHashSet::default();
        seen.reserve(names.len());
        let is_first: Vec<bool> = names.no_null_iter().map(|name| seen.insert(name)).collect();
        for (name, _) in names.no_null_iter().zip(&is_first).filter(|(_, is_first)| !**is_first) {
            self.report.leave_out("the name of an earlier row", name);
        }
        let mut columns = vec![Column::from(names.clone().into_series())];
        for head in heads {
            if head.classes().is_some() {
                let codes = std::mem::take(&mut self.codes);
                columns.push(UInt32Chunked::from_vec(head.name.as_str().into(), codes).into_series().into());
                continue;
            }
            for ((dimension, values), clamped) in head.columns().into_iter().zip(&mut self.affect).zip(self.clamped) {
                let values = std::mem::take(values);
                columns.push(Float32Chunked::from_vec(dimension.into(), values).into_series().into());
                self.report.clamped.push((dimension.into(), clamped));
            }
        }
        let mut frame = DataFrame::new_infer_height(columns)?;
        if is_first.contains(&false) {
            frame = frame.filter(&BooleanChunked::from_slice("first".into(), &is_first))?;
        }
        let labels = LabelTable::of_schema(&frame, heads.to_vec())?;
        Ok(LabelReading { labels, report: self.report })
    }
}
