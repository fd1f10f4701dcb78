//! How results show themselves in a notebook.

mod interrupt;

pub use interrupt::{Interrupt, survive_interrupts};
