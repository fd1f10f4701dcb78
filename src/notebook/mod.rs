//! How results show themselves in a notebook, and how a notebook's stop button reaches the library.

mod display;
mod export;
mod frame;
mod html;
mod interrupt;
mod show;
mod table;
mod text;

pub use display::Display;
pub use frame::ShowTable;
pub use interrupt::{Interrupt, survive_interrupts};
pub use table::{Best, Cell, Table};
pub(crate) use text::{escape, grouped};
