//! File formats: bytes to values. They know of no dataset.

mod accents;
mod cell;
mod csv;
mod csv_rows;
mod list;
mod name;
pub mod npy;
pub mod pickle;
mod torch;

pub(crate) use cell::quoted;
pub use cell::{is_missing, number, whole};
pub use csv::{Csv, CsvRow, write_frame};
pub(crate) use csv_rows::{CsvRows, each_of_three, named_separator, separator, take_row};
pub(crate) use list::{NAMES, read_list};
pub use name::{clean_name, fault_of_name};
pub(crate) use name::{cleaned, is_image_ending, name_key, stem_key, stem_of};
pub(crate) use torch::TorchFile;
