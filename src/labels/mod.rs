//! Labels: heads, tables of several annotators and the files they come from, noise, votes.

mod affectnet;
mod cifar;
pub mod codes;
mod csv;
mod ferplus;
mod head;
mod join;
mod machine;
mod name;
pub mod noise;
mod published;
mod raf;
mod raf_noise;
mod reading;
mod reshape;
mod schema;
mod show;
mod soft;
mod table;
mod votes;

pub use affectnet::{
    AffectNetCsv, AffectNetOptions, AffectNetPart, AffectNetPlus, AffectNetRow, DamagedAffectNetRow,
    find_affectnet_csv, read_affectnet, read_affectnet_plus, read_affectnet_release,
};
pub use cifar::{read_cifar10n, read_ltnet};
pub use csv::{CsvOptions, read_csv, write_csv};
pub use ferplus::{FerPlus, read_ferplus};
pub use head::{HeadKind, LabelHead};
pub use join::{JoinReport, LabelJoin};
pub use machine::{AFFECTNET_MACHINE_LABELS, MachineLabels, RAF_MACHINE_AFFECT, RAF_MACHINE_EMOTIONS};
pub use name::fault_of_name;
pub use published::{PUBLISHED_RATIOS, published_cifar10, published_noise};
pub use raf::{read_affect_list, read_raf_list};
pub use raf_noise::{ClassAffect, RafLabels, RafPart};
pub use reading::{LabelReading, LeftOut, ReadingReport};
pub use soft::SoftLabels;
pub use table::LabelTable;
pub use votes::{Agreement, Ties};
