//! The command line of the crate.

fn main() {}
