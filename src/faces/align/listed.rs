//! The rows of a list of faces.

use super::points::FacePoints;
use crate::{Error, Result, files, formats::npy};
use std::path::PathBuf;

/// One row of a dataset's list.
#[derive(Debug)]
pub(crate) struct ListedFace {
    /// File and line: `training.csv:12`.
    pub place: String,
    /// The image's name as listed; leads nowhere but below the folders of images if the row has a face.
    pub name: String,
    pub content: Content,
    /// The aligned image's path below the folder of aligned images; empty without a face.
    pub aligned: PathBuf,
}

/// What is to be done about a listed face.
#[derive(Debug)]
pub(crate) enum Content {
    /// Align it by these landmarks.
    Face(Points),
    /// It is aligned already, by the distributor.
    Aligned,
    /// Leave it out: why.
    LeftOut(String),
    /// The row is wrong: why, in short and in full.
    Bad(&'static str, String),
}

/// Why a row cannot be aligned: in few words, the same for all rows of a kind, and in full.
pub(crate) type Failure = (&'static str, Error);

/// Makes an error a [`Failure`].
pub(crate) fn because(reason: &'static str) -> impl Fn(Error) -> Failure {
    move |error| (reason, error)
}

/// The landmarks of a face.
#[derive(Debug)]
pub(crate) enum Points {
    /// Given in the list itself.
    Listed(FacePoints),
    /// In a file of RAF-DB's manual annotations.
    File(PathBuf),
    /// In an array of AffectNet-8, x and y of 68 points.
    Numpy(PathBuf),
}

impl ListedFace {
    pub fn new(place: String, name: impl Into<String>, content: Content) -> Self {
        Self { place, name: name.into(), content, aligned: PathBuf::new() }
    }
}

impl Points {
    pub fn read(&self, place: &str) -> Result<FacePoints> {
        match self {
            Self::Listed(points) => Ok(points.clone()),
            Self::File(path) => {
                FacePoints::parse_raf(&format!("{place}, {}", path.display()), &files::read_text(path)?)
            }
            Self::Numpy(path) => {
                let place = path.display().to_string();
                let numbers = npy::numbers(&place, &npy::parse(&place, &files::read(path)?)?)?;
                let (points, []) = numbers.as_chunks::<2>() else {
                    return Err(Error::format(
                        place,
                        format!("{} numbers", numbers.len()),
                        "136: x and y of 68 points",
                    ));
                };
                FacePoints::new(&place, points)
            }
        }
    }
}
