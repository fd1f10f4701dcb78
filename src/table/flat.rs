//! A table as files for other programs hold it: every column of one kind, a spread as two columns.

use super::{Cell, Table};
use std::borrow::Cow;

/// A column of a file.
pub(super) struct FlatColumn {
    /// The heading; behind that of a spread's second part stands `sd`.
    pub name: String,
    /// The table's column.
    index: usize,
    is_deviation: bool,
}

/// What a file's column holds in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value<'a> {
    Text(&'a str),
    Integer(i128),
    Number(f64),
    Missing,
}

impl<'a> Value<'a> {
    /// With full precision; nothing where there is no value.
    pub fn text(self) -> Option<Cow<'a, str>> {
        match self {
            Self::Text(text) => Some(text.into()),
            Self::Integer(value) => Some(value.to_string().into()),
            Self::Number(value) => Some(value.to_string().into()),
            Self::Missing => None,
        }
    }
}

impl Table {
    /// The columns as files have them.
    pub(super) fn flat_columns(&self) -> Vec<FlatColumn> {
        let mut columns = vec![];
        for (index, name) in self.columns.iter().enumerate() {
            columns.push(FlatColumn { name: name.clone(), index, is_deviation: false });
            if self.rows.iter().any(|row| matches!(row.get(index), Some(Cell::Spread { .. }))) {
                columns.push(FlatColumn { name: format!("{name} sd"), index, is_deviation: true });
            }
        }
        columns
    }
}

impl FlatColumn {
    /// What the column holds in a row of the table.
    pub fn value<'a>(&self, row: &'a [Cell]) -> Value<'a> {
        match row.get(self.index).unwrap_or(&Cell::Missing) {
            Cell::Spread { deviation, .. } if self.is_deviation => Value::Number(*deviation),
            _ if self.is_deviation => Value::Missing,
            Cell::Spread { mean, .. } => Value::Number(*mean),
            Cell::Text(text) => Value::Text(text),
            Cell::Integer(value) => Value::Integer(*value),
            Cell::Number(value) => Value::Number(*value),
            Cell::Missing => Value::Missing,
        }
    }
}
