//! Tables of results, for notebooks and papers.

mod cells;
mod export;
mod flat;
mod frame;
mod html;
mod latex;
mod parquet;
mod summary;

pub use frame::ToTable;
pub(crate) use frame::part;

use crate::{Error, Result, text::Notation};

/// A table of results that shows itself in a notebook and exports itself as Markdown, LaTeX, CSV and Parquet.
///
/// ```
/// use noisyfer::table::{Better, Table};
/// let mut table = Table::new("Clean test set", &["method", "accuracy / %"]);
/// table.push(vec!["cross entropy".into(), 71.25.into()])?;
/// table.push(vec!["majority vote".into(), 78.5.into()])?;
/// let table = table.with_best("accuracy / %", Better::Higher)?;
/// assert!(table.to_markdown().contains("| **78.50** |"));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// What stands above the table.
    pub title: String,
    /// The column headings, with units: `"accuracy / %"`.
    pub columns: Vec<String>,
    /// What stands in grey below each heading on a page, such as the type of its values; empty: nothing.
    pub types: Vec<String>,
    /// The rows; cells that a row lacks are shown as missing.
    pub rows: Vec<Vec<Cell>>,
    /// The columns whose best value is set in bold.
    pub best: Vec<(String, Better)>,
    /// What stands below the table, such as `"generated data"`.
    pub note: String,
}

/// One value of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text, aligned left.
    Text(String),
    /// A whole number.
    Integer(i128),
    /// A number; all numbers of a column get the same decimals.
    Number(f64),
    /// A mean with its standard deviation, written `84.2 ± 0.3`.
    Spread {
        /// The mean over runs.
        mean: f64,
        /// The standard deviation over runs.
        deviation: f64,
    },
    /// No value.
    Missing,
}

/// Which of two values is the better one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Better {
    /// Accuracies, correlations.
    Higher,
    /// Losses, errors.
    Lower,
}

impl Cell {
    /// The number that a best value is chosen by.
    fn value(&self) -> Option<f64> {
        match self {
            Self::Integer(value) => Some(*value as f64),
            Self::Number(value) | Self::Spread { mean: value, .. } => Some(*value).filter(|value| value.is_finite()),
            Self::Text(_) | Self::Missing => None,
        }
    }
}

macro_rules! cell_from {
    ($($kind:ty => |$value:ident| $cell:expr;)*) => {
        $(impl From<$kind> for Cell {
            fn from($value: $kind) -> Self {
                $cell
            }
        })*
    };
}

cell_from! {
    &str => |text| Self::Text(text.into());
    String => |text| Self::Text(text);
    f64 => |value| Self::Number(value);
    // By way of its shortest text, so that 0.1 stays 0.1.
    f32 => |value| Self::Number(value.to_string().parse().unwrap_or(value.into()));
    Option<f64> => |value| value.map_or(Self::Missing, Self::Number);
    i32 => |value| Self::Integer(value.into());
    u32 => |value| Self::Integer(value.into());
    i64 => |value| Self::Integer(value.into());
    u64 => |value| Self::Integer(value.into());
    usize => |value| Self::Integer(value as i128);
}

impl Table {
    /// An empty table.
    pub fn new(title: &str, columns: &[&str]) -> Self {
        let columns = columns.iter().map(|name| name.to_string()).collect();
        Self { title: title.into(), columns, ..Self::default() }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Error::Parameter`] when it has not one cell per column.
    pub fn push(&mut self, row: Vec<Cell>) -> Result<()> {
        if row.len() != self.columns.len() {
            let name = format!("row {} of table {:?}", self.rows.len(), self.title);
            return Err(Error::parameter(
                name,
                format!("{} cells", row.len()),
                format!("{} cells", self.columns.len()),
            ));
        }
        self.rows.push(row);
        Ok(())
    }

    /// The same table with the best value of `column` in bold.
    ///
    /// # Errors
    /// [`Error::Parameter`] when there is no such column.
    pub fn with_best(mut self, column: &str, better: Better) -> Result<Self> {
        if !self.columns.iter().any(|name| name == column) {
            return Err(Error::parameter("the column", format!("{column:?}"), format!("one of {:?}", self.columns)));
        }
        self.best.push((column.into(), better));
        Ok(self)
    }

    /// The same table with a line below it.
    pub fn with_note(self, note: &str) -> Self {
        Self { note: note.into(), ..self }
    }

    /// Every cell as it is written, column by column.
    pub(super) fn written(&self) -> Vec<Column> {
        (0..self.columns.len()).map(|index| self.column(index)).collect()
    }

    fn column(&self, index: usize) -> Column {
        let name = &self.columns[index];
        let cells = || self.rows.iter().map(|row| row.get(index).unwrap_or(&Cell::Missing));
        let numbers = cells().filter_map(|cell| match cell {
            Cell::Number(value) | Cell::Spread { mean: value, .. } => Some(*value),
            _ => None,
        });
        let notation = Notation::of(numbers);
        let wanted = self.best.iter().find(|(column, _)| column == name).map(|(_, best)| best);
        let values = cells().filter_map(Cell::value);
        let best = wanted.and_then(|best| match best {
            Better::Higher => values.reduce(f64::max),
            Better::Lower => values.reduce(f64::min),
        });
        let written = cells().map(|cell| Written {
            text: match cell {
                Cell::Text(text) => text.clone(),
                Cell::Integer(value) => value.to_string().replace('-', "−"),
                Cell::Number(value) => notation.write(*value),
                Cell::Spread { mean, deviation } => {
                    format!("{} ± {}", notation.write(*mean), notation.write(*deviation))
                }
                Cell::Missing => "–".into(),
            },
            number: !matches!(cell, Cell::Text(_) | Cell::Missing),
            bold: best.is_some() && cell.value() == best,
        });
        let is_text = cells().any(|cell| matches!(cell, Cell::Text(_)));
        Column { name: name.clone(), numeric: !is_text && !self.rows.is_empty(), cells: written.collect() }
    }
}

/// A column as it is written.
pub(super) struct Column {
    pub name: String,
    /// Aligned right.
    pub numeric: bool,
    pub cells: Vec<Written>,
}

/// A cell as it is written.
pub(super) struct Written {
    pub text: String,
    pub number: bool,
    pub bold: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_written_alike() {
        let mut table = Table::new("t", &["name", "score"]);
        table.push(vec!["a".into(), Cell::Spread { mean: 84.25, deviation: 0.5 }]).unwrap();
        table.push(vec!["b".into(), 9.0.into()]).unwrap();
        table.push(vec!["c".into(), Cell::Missing]).unwrap();
        table.rows.push(vec![]);
        let table = table.with_best("score", Better::Lower).unwrap();
        let columns = table.written();
        let texts: Vec<_> = columns[1].cells.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["84.25 ± 0.50", "9.00", "–", "–"]);
        assert!(columns[1].cells[1].bold && !columns[1].cells[0].bold);
        assert!(columns[1].numeric && !columns[0].numeric);
    }

    #[test]
    fn mistakes_are_told() {
        let mut table = Table::new("t", &["a", "b"]);
        let error = table.push(vec![1.0.into()]).unwrap_err().to_string();
        assert_eq!(error, r#"row 0 of table "t" must be 2 cells, got 1 cells"#);
        assert!(table.with_best("c", Better::Higher).is_err());
    }
}
