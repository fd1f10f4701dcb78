//! How label tables show themselves in a notebook.

use super::{Agreement, LabelTable};
use crate::notebook::{ShowTable, Table};

impl LabelTable {
    /// Shows the first rows as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.frame().evcxr_display();
    }
}

impl Agreement {
    /// The share of rows on which each two annotators agree, in percent.
    pub fn to_table(&self) -> Table {
        let columns: Vec<&str> =
            ["Agreement / %"].into_iter().chain(self.annotators.iter().map(String::as_str)).collect();
        let row = |(name, rates): (&String, &Vec<f64>)| {
            std::iter::once(name.as_str().into()).chain(rates.iter().map(|rate| (100.0 * rate).into())).collect()
        };
        let rows = self.annotators.iter().zip(&self.rates).map(row).collect();
        Table { rows, ..Table::new("Annotators against each other", &columns) }
    }

    /// Shows the table as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.to_table().evcxr_display();
    }
}
