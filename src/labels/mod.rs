//! Labels: heads, tables of several annotators, noise, votes.

mod cifar;
pub mod codes;
mod csv;
mod head;
pub mod noise;
mod published;
mod schema;
mod show;
mod table;
mod votes;

pub use cifar::{read_cifar10n, read_ltnet};
pub use csv::{CsvOptions, read_csv, write_csv};
pub use head::{HeadKind, LabelHead};
pub use published::{PUBLISHED_RATIOS, published_cifar10, published_noise};
pub use table::LabelTable;
pub use votes::{Agreement, Ties};
