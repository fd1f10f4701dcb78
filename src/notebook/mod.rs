//! How results show themselves in a notebook cell.

mod display;
mod fields;
mod foreign;
mod interactive;
mod process;
mod show;
mod tensor;
mod views_browse;
mod views_slider;

pub use display::Display;
pub use foreign::{Show, ShowDebug};
pub use interactive::Interactive;
pub use process::prepare;
pub use views_browse::browse;
pub use views_slider::slider;
