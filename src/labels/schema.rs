//! Bringing any table into the schema of a label table, or saying why not.

use super::{head::LabelHead, heads::check_heads};
use crate::{Error, Result};
use polars::prelude::{
    Column, DataFrame, DataType, Float32Chunked, IntoColumn, IntoSeries, PlHashSet, StringChunked, UInt32Chunked,
};

/// The columns of the schema, in its order and types.
pub(super) fn conform(frame: &DataFrame, heads: &[LabelHead]) -> Result<DataFrame> {
    check_heads(heads)?;
    let names = names(frame)?;
    let source = Source { frame, names };
    let mut columns = vec![Column::from(names.clone().into_series())];
    for head in heads {
        columns.extend(source.given(head)?);
    }
    if let Some(head) = heads.iter().find(|head| head.classes().is_some()).filter(|_| source.has("truth")) {
        columns.push(source.truth("truth", head)?);
    }
    for head in heads.iter().filter(|head| head.classes().is_none()) {
        let truth = head.truth_columns();
        let is_new = |column: &String| columns.iter().all(|known| known.name().as_str() != column);
        if truth.iter().any(|column| source.has(column)) && truth.iter().all(is_new) {
            for column in truth {
                columns.push(source.truth(&column, head)?);
            }
        }
    }
    DataFrame::new(names.len(), columns).map_err(Error::table("the columns of a label table"))
}

/// The first row in which some of the columns of a head have a label and others none, and the first of these.
pub(super) fn first_gap(columns: &[Vec<Option<f64>>]) -> Option<(usize, usize)> {
    let rows = columns.first()?.len();
    for row in 0..rows {
        let gap = columns.iter().position(|labels| labels[row].is_none());
        if let Some(gap) = gap.filter(|_| columns.iter().any(|labels| labels[row].is_some())) {
            return Some((row, gap));
        }
    }
    None
}

/// What a row of a head with several columns may hold.
pub(super) fn expected_together(head: &LabelHead) -> String {
    format!("{}, or nothing in {}", head.expected(), head.columns().join(" and "))
}

/// What a row of the truth must hold.
pub(super) fn expected_truth(head: &LabelHead) -> String {
    format!("{}; leave the column out where the truth is not known", head.expected())
}

/// The column `name`, where every name is there once.
fn names(frame: &DataFrame) -> Result<&StringChunked> {
    let column = frame.column("name").map_err(|_| no_column(frame, "name"))?;
    let names = column.str().map_err(|_| Error::format("label table, column \"name\"", column.dtype(), "text"))?;
    let mut seen = PlHashSet::default();
    seen.reserve(names.len());
    for (row, name) in names.iter().enumerate() {
        let error = |found: String| Error::format(format!("label table, row {row}"), found, "a name of its own");
        let name = name.ok_or_else(|| error("no name".into()))?;
        if !seen.insert(name) {
            return Err(error(format!("the name {name:?} again")));
        }
    }
    Ok(names)
}

fn no_column(frame: &DataFrame, column: &str) -> Error {
    let found = format!("the columns {}", column_names(frame).join(", "));
    Error::format("label table", found, format!("one called {column:?}"))
}

pub(super) fn column_names(frame: &DataFrame) -> Vec<&str> {
    frame.get_column_names().into_iter().map(|name| name.as_str()).collect()
}

struct Source<'a> {
    frame: &'a DataFrame,
    names: &'a StringChunked,
}

impl Source<'_> {
    fn has(&self, column: &str) -> bool {
        self.frame.column(column).is_ok()
    }

    /// The columns of a head's labels, null where there is none: for a row all of them or none.
    fn given(&self, head: &LabelHead) -> Result<Vec<Column>> {
        let names = head.columns();
        let mut columns = vec![];
        for name in &names {
            columns.push(self.labels(name, head)?);
        }
        if let Some((row, gap)) = first_gap(&columns) {
            return Err(Error::format(self.place(names[gap], row), "nothing", expected_together(head)));
        }
        Ok(names.iter().zip(columns).map(|(name, labels)| column(name, labels, head)).collect())
    }

    /// A column of true labels, in every row one.
    fn truth(&self, name: &str, head: &LabelHead) -> Result<Column> {
        let labels = self.labels(name, head)?;
        match labels.iter().position(Option::is_none) {
            None => Ok(column(name, labels, head)),
            Some(row) => Err(Error::format(self.place(name, row), "nothing", expected_truth(head))),
        }
    }

    /// One column of labels of this head, checked.
    fn labels(&self, name: &str, head: &LabelHead) -> Result<Vec<Option<f64>>> {
        let column = self.frame.column(name).map_err(|_| no_column(self.frame, name))?;
        match column.dtype() {
            DataType::String => self.texts(column, head),
            dtype if dtype.is_primitive_numeric() || *dtype == DataType::Null => self.numbers(column, head),
            dtype => Err(Error::format(format!("label table, column {name:?}"), dtype, head.expected())),
        }
    }

    fn texts(&self, column: &Column, head: &LabelHead) -> Result<Vec<Option<f64>>> {
        let mut labels = Vec::with_capacity(column.len());
        let cells = column.str().map_err(Error::table("label texts"))?;
        for (row, cell) in cells.iter().enumerate() {
            let cell = cell.map(str::trim).filter(|cell| !head.is_missing(cell));
            let label = cell.and_then(|cell| head.parse(cell));
            if let Some(cell) = cell.filter(|_| label.is_none()) {
                return Err(self.bad(column, row, format!("{cell:?}"), head));
            }
            labels.push(label);
        }
        Ok(labels)
    }

    /// NaN is a missing label: programs that know no missing whole number write it so.
    fn numbers(&self, column: &Column, head: &LabelHead) -> Result<Vec<Option<f64>>> {
        let mut labels = Vec::with_capacity(column.len());
        let numbers = column.strict_cast(&DataType::Float64).map_err(Error::table("labels as numbers"))?;
        for (row, number) in numbers.f64().map_err(Error::table("labels as numbers"))?.iter().enumerate() {
            let label = number.filter(|number| !number.is_nan());
            if let Some(number) = label.filter(|&number| !head.has(number)) {
                return Err(self.bad(column, row, number.to_string(), head));
            }
            labels.push(label);
        }
        Ok(labels)
    }

    fn bad(&self, column: &Column, row: usize, found: String, head: &LabelHead) -> Error {
        Error::format(self.place(column.name(), row), found, head.expected())
    }

    fn place(&self, column: &str, row: usize) -> String {
        format!("label table, column {column:?}, row {row} ({})", self.names.get(row).unwrap_or_default())
    }
}

/// Labels in the schema's type.
fn column(name: &str, labels: Vec<Option<f64>>, head: &LabelHead) -> Column {
    let labels = labels.into_iter();
    match head.classes() {
        Some(_) => labels.map(|code| code.map(|code| code as u32)).collect::<UInt32Chunked>().into_column(),
        None => labels.map(|value| value.map(|value| value as f32)).collect::<Float32Chunked>().into_column(),
    }
    .with_name(name.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::{NamedFrom, Series, df};

    fn heads() -> Vec<LabelHead> {
        vec![LabelHead::categorical("a", &["cat", "dog"]), LabelHead::continuous("v", &["valence"], -1.0, 1.0)]
    }

    fn codes(frame: &DataFrame) -> Vec<Option<u32>> {
        frame.column("a").unwrap().u32().unwrap().iter().collect()
    }

    fn message(frame: DataFrame) -> String {
        conform(&frame, &heads()).unwrap_err().to_string()
    }

    #[test]
    fn types_are_cast_when_nothing_is_lost() {
        let frame =
            df!("extra" => [1, 2], "a" => [0i64, 1], "valence" => [0.5f64, -1.0], "name" => ["x", "y"]).unwrap();
        let frame = conform(&frame, &heads()).unwrap();
        assert_eq!(column_names(&frame), ["name", "a", "valence"]);
        assert_eq!(codes(&frame), [Some(0), Some(1)]);
        for a in [Series::new("a".into(), ["cat", "1"]), Series::new("a".into(), [0.0f32, 1.0])] {
            let mut frame = df!("name" => ["x", "y"], "valence" => [0, 0]).unwrap();
            frame.with_column(a.into()).unwrap();
            assert_eq!(codes(&conform(&frame, &heads()).unwrap()), [Some(0), Some(1)]);
        }
    }

    #[test]
    fn missing_labels_become_null() {
        for a in [
            Series::new("a".into(), [None, Some(1u32)]),
            Series::new("a".into(), [f64::NAN, 1.0]),
            Series::new("a".into(), [" na ", "dog"]),
        ] {
            let mut frame = df!("name" => ["x", "y"], "valence" => [Some(0.5), None]).unwrap();
            frame.with_column(a.into()).unwrap();
            let frame = conform(&frame, &heads()).unwrap();
            assert_eq!(codes(&frame), [None, Some(1)]);
            assert_eq!(frame.column("valence").unwrap().null_count(), 1);
        }
        let nobody = df!("name" => ["x"], "a" => [None::<u32>], "valence" => [f32::NAN], "truth" => [1]).unwrap();
        assert_eq!(codes(&conform(&nobody, &heads()).unwrap()), [None]);
        let unknown = df!("name" => ["x"], "a" => [0], "valence" => [0], "truth" => [None::<u32>]).unwrap();
        assert!(message(unknown).contains("column \"truth\", row 0 (x): found nothing, expected a code of 0 to 1"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_row() {
        let valence = [0.0f32, 0.0];
        let frame = |a: Series| {
            let mut frame = df!("name" => ["x", "y"], "valence" => valence).unwrap();
            frame.with_column(a.into()).unwrap();
            frame
        };
        let place = "label table, column \"a\", row 1 (y): found ";
        for (a, found) in [
            (Series::new("a".into(), [0, 2]), "2"),
            (Series::new("a".into(), [0, -1]), "-1"),
            (Series::new("a".into(), [0.0, 0.5]), "0.5"),
            (Series::new("a".into(), ["cat", "cow"]), "\"cow\""),
        ] {
            let message = message(frame(a));
            assert!(
                message.starts_with(&format!("{place}{found}, expected a code of 0 to 1 or one of cat, dog")),
                "{message}"
            );
        }
        assert!(message(frame(Series::new("b".into(), [0, 0]))).contains("found the columns name, valence, b"));
        assert!(message(frame(Series::new("a".into(), [true, false]))).contains("found bool"));
        let far = df!("name" => ["x"], "a" => [0], "valence" => [f32::INFINITY]).unwrap();
        assert!(message(far).contains("row 0 (x): found inf, expected a number from -1 to 1"));
        let nameless = df!("name" => [Some("x"), None], "a" => [0, 0], "valence" => valence).unwrap();
        assert!(message(nameless).contains("row 1: found no name"));
        let twice = df!("name" => ["x", "x"], "a" => [0, 0], "valence" => valence).unwrap();
        assert!(message(twice).contains("row 1: found the name \"x\" again"));
    }
}
