//! Labels: heads, tables of several annotators, their long form, noise, votes.

pub(crate) mod annotation_csv;
mod annotations;
pub(crate) mod answers;
mod classes;
pub mod codes;
pub(crate) mod collector;
mod columns;
mod csv;
mod head;
mod heads;
mod join;
mod matrix;
pub mod noise;
#[cfg(test)]
pub(crate) mod planted;
mod reading;
mod reshape;
mod responses;
mod schema;
mod soft;
mod table;
mod votes;
pub(crate) mod wide;

pub(crate) use annotation_csv::annotations;
pub use annotation_csv::{AnnotationOptions, read_annotations};
pub use annotations::Annotations;
pub use answers::read_answers;
pub(crate) use classes::{class_name, classes_alike, classes_in};
pub(crate) use csv::label_table;
pub use csv::{CsvOptions, read_csv, write_csv};
pub(crate) use head::{CLASS_COUNTS, shared_name};
pub use head::{HeadKind, LabelHead};
pub use join::{JoinReport, LabelJoin};
pub(crate) use matrix::matrix_table;
pub use matrix::{TransitionMatrix, TruthMatrix};
pub(crate) use reading::with_left_out;
pub use reading::{Clamped, LabelReading, LeftOut, ReadingReport, left_out_table};
pub(crate) use responses::ByAnnotator;
pub use responses::{Response, Responses};
pub use soft::SoftLabels;
pub use table::LabelTable;
pub use votes::{Agreement, Ties};
pub use wide::{WideOptions, read_wide};
