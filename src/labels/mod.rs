//! Labels: heads, tables of several annotators, their long form, noise, votes.

mod annotation_csv;
mod annotations;
mod classes;
pub mod codes;
mod columns;
mod csv;
mod head;
mod heads;
mod join;
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

pub(crate) use annotation_csv::annotations;
pub use annotation_csv::{AnnotationOptions, read_annotations};
pub use annotations::Annotations;
pub(crate) use classes::classes_in;
pub(crate) use csv::label_table;
pub use csv::{CsvOptions, read_csv, write_csv};
pub(crate) use head::shared_name;
pub use head::{HeadKind, LabelHead};
pub use join::{JoinReport, LabelJoin};
pub use reading::{LabelReading, LeftOut, ReadingReport};
pub(crate) use responses::ByAnnotator;
pub use responses::{Response, Responses};
pub use soft::SoftLabels;
pub use table::LabelTable;
pub use votes::{Agreement, Ties};
