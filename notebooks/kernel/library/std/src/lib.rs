//! What type inference in a notebook needs to know of `std`: names, never code.
#![no_std]

extern crate alloc;

pub use alloc::{borrow, boxed, format, string, vec};
pub use core::{clone, convert, default, iter, marker, ops, option, result};

pub mod collections {
    pub struct HashMap<K, V>(*const K, *const V);
    pub struct BTreeMap<K, V>(*const K, *const V);
}
pub mod path {
    #[derive(Clone)]
    pub struct PathBuf(());
    impl PathBuf {
        pub fn from(path: &str) -> Self {
            loop {}
        }
    }
}
pub mod time {
    #[derive(Clone, Copy)]
    pub struct Duration(());
    #[derive(Clone, Copy)]
    pub struct Instant(());
    impl Instant {
        pub fn now() -> Self {
            loop {}
        }
        pub fn elapsed(&self) -> Duration {
            loop {}
        }
    }
}
pub mod prelude {
    pub mod rust_2024 {
        pub use alloc::{borrow::ToOwned, boxed::Box, format, string::{String, ToString}, vec, vec::Vec};
        pub use core::prelude::rust_2024::*;
    }
    pub use rust_2024 as rust_2021;
    pub use rust_2024 as v1;
}
