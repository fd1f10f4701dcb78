//! Bringing any table into the schema of a label table, or saying why not.

use super::{
    head::{HeadKind, LabelHead},
    table::truth_columns,
};
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, DataType, IntoSeries, NamedFrom, PlHashSet, Series, StringChunked};
use std::collections::HashSet;

/// The columns of the schema, in its order and types.
pub(super) fn conform(frame: &DataFrame, heads: &[LabelHead]) -> Result<DataFrame> {
    check_heads(heads)?;
    let names = names(frame)?;
    let source = Source { frame, names };
    let mut columns = vec![Column::from(names.clone().into_series())];
    for head in heads {
        for column in head.columns() {
            columns.push(source.labels(column, head)?);
        }
    }
    if let Some(head) = heads.iter().find(|head| head.classes().is_some()).filter(|_| source.has("truth")) {
        columns.push(source.labels("truth", head)?);
    }
    for head in heads.iter().filter(|head| head.classes().is_none()) {
        let truth = truth_columns(head);
        if truth.iter().any(|column| source.has(column)) {
            for column in truth {
                columns.push(source.labels(&column, head)?);
            }
        }
    }
    Ok(DataFrame::new(names.len(), columns)?)
}

/// The label that a cell of text means for this head: a class name or code, or a number of its range.
pub(super) fn parse(cell: &str, head: &LabelHead) -> Option<f64> {
    let named = head.classes().and_then(|classes| classes.iter().position(|class| class == cell));
    let number = named.map(|code| code as f64).or_else(|| cell.parse().ok());
    number.filter(|&number| is_label(number, head))
}

fn is_label(number: f64, head: &LabelHead) -> bool {
    match &head.kind {
        HeadKind::Categorical { classes } => number.fract() == 0.0 && (0.0..classes.len() as f64).contains(&number),
        HeadKind::Continuous { low, high, .. } => (*low..=*high).contains(&(number as f32)),
    }
}

/// What a column of this head may hold, for messages.
pub(super) fn expected(head: &LabelHead) -> String {
    match &head.kind {
        HeadKind::Categorical { classes } => {
            format!("a code of 0 to {} or one of {}", classes.len() - 1, classes.join(", "))
        }
        HeadKind::Continuous { low, high, .. } => format!("a number from {low} to {high}"),
    }
}

pub(super) fn check_heads(heads: &[LabelHead]) -> Result<()> {
    let mut seen = HashSet::from(["name", "truth"]);
    for head in heads {
        head.validate()?;
        for column in head.columns() {
            if column.starts_with("truth_") || !seen.insert(column) {
                let expected = "a name of its own, not name, truth or truth_…";
                return Err(Error::parameter(
                    format!("a column of head {:?}", head.name),
                    format!("{column:?}"),
                    expected,
                ));
            }
        }
    }
    let mut seen = HashSet::new();
    match heads.iter().find(|head| !seen.insert(&head.name)) {
        Some(head) => {
            Err(Error::parameter("the name of a head", format!("{:?} twice", head.name), "a name of its own"))
        }
        None => Ok(()),
    }
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

    /// One column of labels of this head, checked, in the schema's type.
    fn labels(&self, name: &str, head: &LabelHead) -> Result<Column> {
        let column = self.frame.column(name).map_err(|_| no_column(self.frame, name))?;
        let numbers = match column.dtype() {
            DataType::String => self.texts(column, head)?,
            dtype if dtype.is_primitive_numeric() => self.numbers(column, head)?,
            dtype => return Err(Error::format(format!("label table, column {name:?}"), dtype, expected(head))),
        };
        let labels = match head.kind {
            HeadKind::Categorical { .. } => {
                Series::new(name.into(), numbers.iter().map(|&code| code as u32).collect::<Vec<_>>())
            }
            HeadKind::Continuous { .. } => {
                Series::new(name.into(), numbers.iter().map(|&value| value as f32).collect::<Vec<_>>())
            }
        };
        Ok(labels.into())
    }

    fn texts(&self, column: &Column, head: &LabelHead) -> Result<Vec<f64>> {
        let label = |(row, cell): (usize, Option<&str>)| {
            let label = cell.and_then(|cell| parse(cell.trim(), head));
            label.ok_or_else(|| self.bad(column, row, cell.map(|cell| format!("{cell:?}")), head))
        };
        column.str()?.iter().enumerate().map(label).collect()
    }

    fn numbers(&self, column: &Column, head: &LabelHead) -> Result<Vec<f64>> {
        let label = |(row, cell): (usize, Option<f64>)| {
            let label = cell.filter(|&number| is_label(number, head));
            label.ok_or_else(|| self.bad(column, row, cell.map(|cell| cell.to_string()), head))
        };
        column.strict_cast(&DataType::Float64)?.f64()?.iter().enumerate().map(label).collect()
    }

    fn bad(&self, column: &Column, row: usize, found: Option<String>, head: &LabelHead) -> Error {
        let place = format!(
            "label table, column {:?}, row {row} ({})",
            column.name().as_str(),
            self.names.get(row).unwrap_or_default()
        );
        Error::format(place, found.unwrap_or("nothing".into()), expected(head))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::table::LabelTable;
    use polars::prelude::df;

    fn heads() -> Vec<LabelHead> {
        vec![LabelHead::categorical("a", &["cat", "dog"]), LabelHead::continuous("v", &["valence"], -1.0, 1.0)]
    }

    fn message(frame: DataFrame) -> String {
        LabelTable::new(frame, heads()).unwrap_err().to_string()
    }

    #[test]
    fn types_are_cast_when_nothing_is_lost() {
        let frame =
            df!("extra" => [1, 2], "a" => [0i64, 1], "valence" => [0.5f64, -1.0], "name" => ["x", "y"]).unwrap();
        let table = LabelTable::new(frame, heads()).unwrap();
        assert_eq!(column_names(table.frame()), ["name", "a", "valence"]);
        assert_eq!(table.codes("a").unwrap(), [0, 1]);
        for a in [Series::new("a".into(), ["cat", "1"]), Series::new("a".into(), [0.0f32, 1.0])] {
            let mut frame = df!("name" => ["x", "y"], "valence" => [0, 0]).unwrap();
            frame.with_column(a.into()).unwrap();
            assert_eq!(LabelTable::new(frame, heads()).unwrap().codes("a").unwrap(), [0, 1]);
        }
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
            (Series::new("a".into(), [Some(0), None]), "nothing"),
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
        let nan = df!("name" => ["x"], "a" => [0], "valence" => [f32::NAN]).unwrap();
        assert!(message(nan).contains("row 0 (x): found NaN, expected a number from -1 to 1"));
        let twice = df!("name" => ["x", "x"], "a" => [0, 0], "valence" => valence).unwrap();
        assert!(message(twice).contains("row 1: found the name \"x\" again"));
    }

    #[test]
    fn heads_must_not_share_columns() {
        let frame = df!("name" => ["x"], "a" => [0]).unwrap();
        let a = LabelHead::categorical("a", &["cat", "dog"]);
        for other in ["a", "truth", "name", "truth_a"] {
            let heads = vec![a.clone(), LabelHead::categorical(other, &["cat", "dog"])];
            assert!(LabelTable::new(frame.clone(), heads).is_err(), "{other}");
        }
    }
}
