//! RAF-DB, basic emotions: its lists, its faces, the published machine labels for it, and a generated copy.

mod classes;
mod faces;
mod folder;
mod generated;
mod labels;
mod lists;
mod views;

pub use classes::read_raf_emotions;
pub use folder::{find_raf, find_raf_list, generated_raf};
pub use generated::write_raf;
pub use labels::{ClassAffect, RafLabels, RafPart};
pub use lists::{read_affect_list, read_raf_list};
