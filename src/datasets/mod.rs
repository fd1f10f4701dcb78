//! Datasets: one place for all that is known of each, its lists and folders, what reads them, and its generated copy.

pub mod affectnet;
pub mod cifar10;
mod dataset;
mod face_rows;
pub mod ferplus;
pub mod generated;
mod label_files;
mod machine_labels;
pub mod own;
pub(crate) mod places;
pub mod raf;

pub use dataset::{Dataset, split, split_off};
pub use label_files::{LabelColumns, LabelFile, read_label_files};
pub use machine_labels::{AFFECTNET_MACHINE_LABELS, MachineLabels, RAF_MACHINE_AFFECT, RAF_MACHINE_EMOTIONS};
