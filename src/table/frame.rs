//! Data frames as tables.

use super::{Cell, Table, cells::rows, summary};
use crate::{Result, text::grouped};
use polars::{frame::DataFrame, prelude::Column};

const ROWS_SHOWN: usize = 20;
const COLUMNS_SHOWN: usize = 12;
const CHARACTERS_SHOWN: usize = 60;

/// A `DataFrame` as a [`Table`].
pub trait ToTable {
    /// The whole data frame as a [`Table`], for export.
    ///
    /// # Errors
    /// [`Error::Table`](crate::Error::Table) when a column cannot be read.
    fn to_table(&self, title: &str) -> Result<Table>;

    /// Its first rows and columns, with a note that says how many there are.
    ///
    /// # Errors
    /// [`Error::Table`](crate::Error::Table) when a column cannot be read.
    fn preview(&self) -> Result<Table>;

    /// A row for each of its columns: type, values, missing and distinct ones, and of numbers mean, standard deviation, least,
    /// median and greatest.
    ///
    /// # Errors
    /// [`Error::Table`](crate::Error::Table) when a column cannot be read.
    fn describe(&self) -> Result<Table>;

    /// How often each value of `column` occurs, the most frequent first, with its share of all rows; of more than 50 values
    /// the first.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter), with those there are, for an unknown column;
    /// [`Error::Table`](crate::Error::Table) for one whose values cannot be counted.
    fn value_counts(&self, column: &str) -> Result<Table>;
}

impl ToTable for DataFrame {
    fn to_table(&self, title: &str) -> Result<Table> {
        let table = Table { title: title.into(), columns: names(self.columns()), ..Table::default() };
        Ok(Table { rows: rows(self.columns(), self.height())?, ..table })
    }

    fn preview(&self) -> Result<Table> {
        part(self, ROWS_SHOWN, COLUMNS_SHOWN)
    }

    fn describe(&self) -> Result<Table> {
        summary::describe(self)
    }

    fn value_counts(&self, column: &str) -> Result<Table> {
        summary::value_counts(self, column)
    }
}

/// At most that many of the first rows and columns, with a note that says how many there are.
pub(crate) fn part(frame: &DataFrame, most_rows: usize, most_columns: usize) -> Result<Table> {
    let (height, width) = (frame.height(), frame.width());
    let (shown_rows, shown_columns) = (height.min(most_rows), width.min(most_columns));
    let shown = &frame.columns()[..shown_columns];
    let types = shown.iter().map(|column| column.dtype().to_string()).collect();
    let mut table = Table { columns: names(shown), types, rows: rows(shown, shown_rows)?, ..Table::default() };
    table.rows.iter_mut().flatten().for_each(cut);
    table.note = format!("{}, {}", count(shown_rows, height, "row"), count(shown_columns, width, "column"));
    if shown_columns < width {
        table.columns.push("…".into());
        table.rows.iter_mut().for_each(|row| row.push("…".into()));
    }
    Ok(table)
}

fn names(columns: &[Column]) -> Vec<String> {
    columns.iter().map(|column| column.name().to_string()).collect()
}

fn cut(cell: &mut Cell) {
    if let Cell::Text(text) = cell
        && let Some((end, _)) = text.char_indices().nth(CHARACTERS_SHOWN)
    {
        text.truncate(end);
        text.push('…');
    }
}

fn count(shown: usize, all: usize, what: &str) -> String {
    let plural = if all == 1 { "" } else { "s" };
    match shown == all {
        true => format!("{} {what}{plural}", grouped(all as u64)),
        false => format!("{shown} of {} {what}{plural} shown", grouped(all as u64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    #[test]
    fn long_and_wide_frames_are_cut_with_a_count() {
        let frame = df!("name" => vec!["x".repeat(100); 1200], "code" => vec![7i64; 1200]).unwrap();
        let table = frame.preview().unwrap();
        assert_eq!((table.rows.len(), table.note.as_str()), (20, "20 of 1,200 rows shown, 2 columns"));
        assert_eq!(table.rows[0], [Cell::Text("x".repeat(60) + "…"), Cell::Integer(7)]);
        assert_eq!(frame.to_table("t").unwrap().rows.len(), 1200);
        let columns = (0..15).map(|index| Column::new(format!("c{index}").into(), [index])).collect();
        let wide = DataFrame::new(1, columns).unwrap().preview().unwrap();
        assert_eq!((wide.columns.len(), wide.note.as_str()), (13, "1 row, 12 of 15 columns shown"));
    }

    #[test]
    fn every_kind_of_value_has_a_cell() {
        let frame = df!(
            "i32" => [Some(1i32), None], "f32" => [Some(0.1f32), None], "f64" => [f64::NAN, 0.25],
            "text" => [Some("a<b"), None], "truth" => [true, false]
        );
        let table = frame.unwrap().preview().unwrap();
        assert_eq!(table.rows[0][..2], [Cell::Integer(1), Cell::Number(0.1)]);
        assert_eq!(table.rows[0][3..], [Cell::Text("a<b".into()), Cell::Text("true".into())]);
        assert_eq!(table.rows[1][0], Cell::Missing);
        assert!(table.to_html().contains("a&lt;b"));
        assert!(DataFrame::empty().preview().unwrap().to_html().contains("0 rows, 0 columns"));
    }
}
