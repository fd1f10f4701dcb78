//! The one dynamic library through which notebook cells reach everything.
pub use noisyfer::*;
