//! Faces: aligned from photos, and drawn by the crate.

pub mod align;
pub mod draw;
