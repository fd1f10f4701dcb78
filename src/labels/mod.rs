//! Labels: heads, tables of several annotators, noise, votes.

mod head;

pub use head::{HeadKind, LabelHead};
