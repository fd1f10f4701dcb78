//! Figures, drawn as SVG, exported as PNG and PDF.
//!
//! Every function here returns a [`Figure`], which shows itself as a cell's result and saves itself by the file's
//! extension. Functions that take a [`Width`] draw for print, in type of the same size at either width. Figures of data that was generated rather than measured are marked with [`Figure::with_note`].

mod affect_planes;
mod alignment;
mod axis;
mod bars;
mod canvas;
mod circumplex;
mod confusion;
mod contact_sheet;
mod coverage;
mod curves;
mod data_map;
mod density;
mod detection;
mod differences;
mod fallback;
mod figure;
mod flow;
mod fonts;
mod frame;
mod heat_map;
mod heat_scale;
mod histogram;
mod intervals;
mod layout;
mod palette;
mod photo;
mod prediction;
mod sheet;
mod suspects;
#[cfg(test)]
pub(crate) mod text_boxes;
mod width;

pub use affect_planes::{AffectEllipse, AffectPlane, affect_planes};
pub use alignment::{AlignedFace, alignment};
pub use bars::{BarSeries, bars};
pub use circumplex::{AffectPoints, circumplex};
pub use confusion::{confusion, confusions};
pub use contact_sheet::{contact_sheet, image_grid};
pub use curves::{Marker, Series, curves, curves_at};
pub use data_map::{DataMapPanel, data_maps};
pub use detection::{Detection, detection};
pub use differences::differences;
pub use figure::{Figure, SvgArea};
pub use flow::flow;
pub use heat_map::{HeatMap, heat_maps};
pub use heat_scale::HeatScale;
pub use histogram::{Density, histogram};
pub use intervals::{IntervalRow, intervals};
pub use photo::FaceMarks;
pub use prediction::{Prediction, prediction};
pub use suspects::{SuspectImage, suspects};
pub use width::Width;
