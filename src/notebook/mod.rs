//! How results show themselves in a notebook cell.

mod display;
mod show;

pub use display::Display;
pub use show::ShowTable;
