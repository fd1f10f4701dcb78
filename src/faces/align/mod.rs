//! Faces from photos, turned upright and cut out at one size: what the networks are trained on.
//!
//! # Conventions
//!
//! * Points and matrices are in **pixels**: x to the right, y down, origin at the **centre of the top left pixel**, so that
//!   the centre of a pixel has whole coordinates. This is how OpenCV reads a matrix.
//! * An angle is the slope of the eye line, `atan2(right.y - left.y, right.x - left.x)`: **positive when the eye on the
//!   right of the image is the lower one**. The face is turned back by it, anticlockwise as seen when it is positive.
//! * Left and right are those of the **image**, not of the person.
//! * Images are **R G B** everywhere, on disk and in memory. (The published code handed B G R to its networks; that is
//!   [`Fidelity`](crate::Fidelity)'s affair when an image becomes numbers, not here.)
//! * What lies outside the photo is **black**.
//! * A photo is taken as its EXIF orientation says, as OpenCV's `imread` does; landmarks may be of the pixels as they are stored
//!   ([`PhotoFrame`]).
//! * Landmarks that contradict each other are put right where that is certain, with a note in the row; else the row fails. Nothing is
//!   aligned upside down.
//!
//! # From a dataset to aligned faces
//!
//! [`FaceList`] lists the faces of a dataset in its distributor's layout, an [`Aligner`] says how a face is to lie,
//! [`align_faces`] aligns them all, on all cores, and returns an [`Alignment`]: a table with a row per face.
//!
//! ```
//! use noisyfer::{datasets::raf::write_raf, faces::align::{Aligner, FaceList, align_faces}};
//! let folder = tempfile::tempdir().unwrap();
//! let root = folder.path().join("raf");
//! write_raf(&root, 6, noisyfer::Seed(0))?;
//! let alignment = align_faces(&FaceList::raf(&root)?, &Aligner::default())?;
//! assert_eq!(alignment.count("done"), 6);
//! assert!(root.join("Image/myaligned/imgs/train_00001_aligned.jpg").is_file());
//! # Ok::<(), noisyfer::Error>(())
//! ```

mod aligner;
mod batch;
mod eyes;
mod face;
mod finder;
mod found;
mod frame;
mod geometry;
mod list;
mod listed;
mod matrix;
mod naming;
mod plausible;
mod points;
mod report;
mod resume;
mod shrink;
mod views;
mod warp;

pub use aligner::Aligner;
pub use batch::{align_faces, ensure_aligned};
pub use eyes::Eyes;
pub(crate) use face::AlignedFace;
pub(crate) use finder::Finder;
pub use frame::PhotoFrame;
pub use list::FaceList;
pub(crate) use listed::{Content, Failure, ListedFace, Points, because};
pub use matrix::Matrix;
pub(crate) use matrix::apply;
pub use points::FacePoints;
pub use report::Alignment;
