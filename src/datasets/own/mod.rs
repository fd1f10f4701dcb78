//! Data of your own: a folder of images of any size, and CSV files of labels.
//!
//! A file is in one of two forms, told from its columns:
//!
//! * wide: a row for every image, a column for every annotator; a cell may be empty;
//! * long: a row for every label that someone gave, with the columns `annotator` and `label`, and perhaps the image's truth,
//!   which is then the same in all rows of the image.

mod columns;
mod folder;
mod generated;
mod labels;
mod reading;
#[cfg(test)]
mod tests;
mod words;

pub use columns::OwnColumns;
pub use folder::ImageFolder;
pub use generated::{generated_own, write_own};
pub use labels::{OwnLabels, OwnTable, read_own_labels};
pub use reading::OwnReading;
