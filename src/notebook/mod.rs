//! How results show themselves in a notebook cell.

mod display;
mod process;
mod show;

pub use display::Display;
pub use process::prepare;
pub use show::ShowTable;
