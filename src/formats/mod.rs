//! File formats: bytes to values. They know of no dataset.

mod csv;
mod csv_rows;
mod name;
pub mod npy;
pub mod pickle;

pub use csv::{Csv, CsvRow, write_frame};
pub(crate) use csv_rows::each_of_three;
pub use name::{check_name, fault_of_name};
