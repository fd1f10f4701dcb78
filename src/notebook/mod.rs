//! How results show themselves in a notebook.

mod display;
mod export;
mod frame;
mod html;
mod show;
mod table;
mod text;

pub use display::Display;
pub use frame::ShowTable;
pub use table::{Best, Cell, Table};
pub(crate) use text::{escape, grouped};
