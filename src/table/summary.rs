//! What is in the columns of a data frame.

use super::{Cell, Table, cells::rows};
use crate::{Error, Result, text::grouped};
use polars::{
    frame::DataFrame,
    prelude::{Column, IntoLazy, SortMultipleOptions, col, len},
};

/// The most values that are counted in a table.
const VALUES_SHOWN: usize = 50;

/// A row for each column.
pub(super) fn describe(frame: &DataFrame) -> Result<Table> {
    let headings = ["column", "type", "values", "missing", "distinct", "mean", "sd", "least", "median", "greatest"];
    let mut table = Table::new("", &headings);
    for column in frame.columns() {
        table.push(described(column)?)?;
    }
    let rows = grouped(frame.height() as u64);
    Ok(table.with_note(&format!("{rows} row{}", if frame.height() == 1 { "" } else { "s" })))
}

fn described(column: &Column) -> Result<Vec<Cell>> {
    let failed = |error| Error::table("describing a data frame")(error);
    let missing = column.null_count();
    let distinct = match column.n_unique() {
        Ok(count) => Cell::from(count - usize::from(missing > 0)),
        // Of lists and the like, which are not compared.
        Err(_) => Cell::Missing,
    };
    let kind = column.dtype().to_string();
    let mut row = vec![column.name().as_str().into(), kind.as_str().into()];
    row.extend([(column.len() - missing).into(), missing.into(), distinct]);
    if !column.dtype().is_primitive_numeric() {
        row.extend(std::iter::repeat_n(Cell::Missing, 5));
        return Ok(row);
    }
    let series = column.as_materialized_series();
    let least = series.min::<f64>().map_err(failed)?;
    let greatest = series.max::<f64>().map_err(failed)?;
    let numbers = [series.mean(), series.std(1), least, series.median(), greatest];
    row.extend(numbers.map(Cell::from));
    Ok(row)
}

/// The values of a column with their counts.
pub(super) fn value_counts(frame: &DataFrame, column: &str) -> Result<Table> {
    let unknown = |_| {
        let known: Vec<_> = frame.columns().iter().map(|column| column.name().as_str()).collect();
        Error::parameter("the column", format!("{column:?}"), format!("one of {known:?}"))
    };
    let values = frame.column(column).map_err(unknown)?.clone().with_name("value".into());
    let counting = || Error::table("counting the values of a data frame");
    let order = SortMultipleOptions::default().with_order_descending_multi([true, false]);
    let counts = DataFrame::new(frame.height(), vec![values])
        .map_err(counting())?
        .lazy()
        .group_by([col("value")])
        .agg([len().alias("rows")])
        .sort(["rows", "value"], order)
        .collect()
        .map_err(counting())?;
    let mut table = Table::new("", &[column, "rows", "share / %"]);
    for mut row in rows(counts.columns(), counts.height().min(VALUES_SHOWN))? {
        let count = row[1].value().unwrap_or_default();
        row.push(Cell::Number(100.0 * count / frame.height() as f64));
        table.push(row)?;
    }
    let note = match counts.height() {
        height if height > VALUES_SHOWN => format!("{VALUES_SHOWN} of {} values", grouped(height as u64)),
        _ => String::new(),
    };
    Ok(table.with_note(&note))
}

#[cfg(test)]
mod tests {
    use crate::table::{Cell, ToTable};
    use polars::df;

    #[test]
    fn columns_are_described() {
        let frame = df!("name" => [Some("a"), Some("b"), None], "age" => [1i64, 2, 6]).unwrap();
        let table = frame.describe().unwrap();
        let missing = || Cell::Missing;
        let text: [Cell; 5] = ["name".into(), "str".into(), 2usize.into(), 1usize.into(), 2usize.into()];
        assert_eq!(table.rows[0][..5], text);
        assert_eq!(table.rows[0][5..], [missing(), missing(), missing(), missing(), missing()]);
        // The deviations from 3 are 2, 1 and 3: the sum of squares is 14, by 2 it is 7.
        let numbers = [3.0, 7f64.sqrt(), 1.0, 2.0, 6.0].map(Cell::Number);
        assert_eq!(table.rows[1][5..], numbers);
        assert_eq!(table.note, "3 rows");
    }

    #[test]
    fn values_are_counted_the_most_frequent_first() {
        let frame = df!("count" => [Some("sad"), Some("happy"), None, Some("sad"), Some("angry")]).unwrap();
        let table = frame.value_counts("count").unwrap();
        assert_eq!(table.columns, ["count", "rows", "share / %"]);
        assert_eq!(table.rows[0], ["sad".into(), 2usize.into(), 40.0.into()]);
        assert_eq!((table.rows.len(), &table.rows[3][2]), (4, &Cell::Number(20.0)));
        let error = frame.value_counts("colour").unwrap_err().to_string();
        assert_eq!(error, r#"the column must be one of ["count"], got "colour""#);
    }
}
