//! What type inference and completion in a notebook know of `burn`: names and signatures, never code. The compiler gets
//! the real crate through the notebook library, and of this one nothing.
#![cfg(rust_analyzer)]

pub mod tensor;
