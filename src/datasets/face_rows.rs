//! Rows of face labels on their way from a file into a label table.

use crate::{
    Error, Result,
    labels::{Clamped, LabelHead, LabelReading, LabelTable, LeftOut, ReadingReport},
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
    /// How many values of each dimension were clamped, and the first of them.
    clamped: [(usize, String); 2],
}

impl Default for FaceRows {
    fn default() -> Self {
        Self::new(ReadingReport::default())
    }
}

impl FaceRows {
    pub(super) fn new(report: ReadingReport) -> Self {
        let names = StringChunkedBuilder::new("name".into(), 0);
        Self { report, names, codes: vec![], affect: Default::default(), clamped: Default::default() }
    }

    /// Adds a row with those labels that the table's heads will ask for: a code of theirs, and finite numbers. Counts it,
    /// and clamps valence and arousal.
    pub(super) fn push(&mut self, name: &str, code: Option<u8>, affect: Option<[f32; 2]>) {
        self.report.rows += 1;
        self.names.append_value(name);
        self.codes.extend(code.map(u32::from));
        for (dimension, value) in affect.into_iter().flatten().enumerate() {
            if value.abs() > 1.0 {
                self.clamp(dimension, 1, || format!("{value} of {name}"));
            }
            self.affect[dimension].push(value.clamp(-1.0, 1.0));
        }
    }

    /// Counts clamped values.
    fn clamp(&mut self, dimension: usize, values: usize, first_of_them: impl FnOnce() -> String) {
        let (count, first) = &mut self.clamped[dimension];
        if *count == 0 {
            *first = first_of_them();
        }
        *count += values;
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
        for (dimension, (values, first)) in later.clamped.into_iter().enumerate() {
            self.affect[dimension].append(&mut later.affect[dimension]);
            self.clamp(dimension, values, || first);
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
            let dimensions = head.columns().into_iter().zip(&mut self.affect).zip(&mut self.clamped);
            for ((dimension, of_all), (values, first)) in dimensions {
                let (of_all, first) = (std::mem::take(of_all), std::mem::take(first));
                let (head, dimension, values, of) = (head.name.clone(), dimension.to_string(), *values, of_all.len());
                columns.push(Float32Chunked::from_vec(dimension.as_str().into(), of_all).into_series().into());
                self.report.clamped.push(Clamped { head, dimension, values, of, first });
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
