//! Figures, drawn as SVG, exported as PNG and PDF.
//!
//! Every function here returns a [`Figure`], which shows itself as a cell's result and saves itself by the file's
//! extension. Figures of data that was generated rather than measured are marked with [`Figure::with_note`].

mod alignment;
mod axis;
mod bars;
mod canvas;
mod circumplex;
mod confusion;
mod contact_sheet;
mod curves;
mod figure;
mod fonts;
mod layout;
mod palette;
mod photo;
mod prediction;

pub use alignment::{AlignedFace, alignment};
pub use bars::{BarSeries, bars};
pub use circumplex::{AffectPoints, circumplex};
pub use confusion::{confusion, confusions};
pub use contact_sheet::{contact_sheet, image_grid};
pub use curves::{Marker, Series, curves};
pub use figure::{Figure, SvgArea};
pub use photo::FaceMarks;
pub use prediction::{Prediction, prediction};
