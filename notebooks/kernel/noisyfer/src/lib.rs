// What `noisyfer` means in a notebook cell. The compiler gets the dynamic library that is already built; the kernel's
// embedded rust-analyzer, which infers the types of variables and completes names, gets the library's own sources.
#![allow(unexpected_cfgs)]

#[cfg(not(rust_analyzer))]
pub use noisyfer_facade::*;

#[cfg(rust_analyzer)]
include!("library/lib.rs");
