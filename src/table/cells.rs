//! The values of a data frame as cells.

use super::Cell;
use crate::{Error, Result};
use polars::prelude::{AnyValue, Column};

/// The first `count` rows.
pub(super) fn rows(columns: &[Column], count: usize) -> Result<Vec<Vec<Cell>>> {
    let row = |row| {
        columns.iter().map(|column| Ok(cell(column.get(row).map_err(Error::table("showing a data frame"))?))).collect()
    };
    (0..count).map(row).collect()
}

fn cell(value: AnyValue) -> Cell {
    match value {
        AnyValue::Null => Cell::Missing,
        AnyValue::Float32(value) => value.into(),
        AnyValue::Float64(value) => value.into(),
        AnyValue::Boolean(value) => value.to_string().into(),
        value => match (value.get_str(), value.is_integer()) {
            (Some(text), _) => text.into(),
            (None, true) => value.extract::<i128>().map_or(Cell::Missing, Cell::Integer),
            (None, false) => value.to_string().into(),
        },
    }
}
