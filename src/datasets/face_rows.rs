//! Rows of face labels on their way from a file into a label table.

use crate::{
    Error, Result,
    labels::{LabelHead, LabelReading, LabelTable, LeftOut, ReadingReport},
};
use polars::prelude::{
    BooleanChunked, Column, DataFrame, Float32Chunked, IntoSeries, NewChunkedArray, PlHashSet, StringChunkedBuilder,
    UInt32Chunked,
};

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

    /// Counts a row that cannot be used for one of few reasons. `at` names it within the file.
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
            self.report.leave_out_later(left_out);
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
            let fault = |left_out: &LeftOut| format!("no usable row; {}", left_out.first_fault());
            let found = self.report.left_out.first().map_or("no row".into(), fault);
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
        let mut frame = DataFrame::new_infer_height(columns).map_err(Error::table("the table of face labels"))?;
        if is_first.contains(&false) {
            let first = BooleanChunked::from_slice("first".into(), &is_first);
            frame = frame.filter(&first).map_err(Error::table("leaving out the names of earlier rows"))?;
        }
        let labels = LabelTable::of_schema(&frame, heads.to_vec())?;
        Ok(LabelReading { labels, report: self.report })
    }
}
