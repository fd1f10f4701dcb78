//! One row of AffectNet's lists.

use super::{ABSENT, present};
use crate::formats::{is_missing, number, quoted, whole};

/// The columns, in the order in which lists without header have them.
pub(super) const COLUMNS: [&str; 9] = [
    "subDirectory_filePath",
    "face_x",
    "face_y",
    "face_width",
    "face_height",
    "facial_landmarks",
    "expression",
    "valence",
    "arousal",
];

/// One row of an AffectNet list. Cells are parsed when they are asked for.
#[derive(Clone, Debug)]
pub struct AffectNetRow<'a> {
    /// The image's path below the folder of images, such as `689/737d….jpg`; as untrusted as the file.
    pub name: &'a str,
    /// In the order of [`COLUMNS`]; those that the list has not are empty.
    cells: [&'a str; COLUMNS.len()],
}

/// A row of an AffectNet list that cannot be used.
#[derive(Clone, Debug)]
pub struct DamagedAffectNetRow {
    /// The name in it, as far as there is one.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}

impl<'a> AffectNetRow<'a> {
    /// A row of these cells, in the order of [`COLUMNS`].
    pub(super) fn new(cells: [&'a str; COLUMNS.len()]) -> Self {
        Self { name: cells[0], cells }
    }

    /// The expression, 0 to 10: an index into [`AFFECTNET_EXPRESSIONS`](crate::labels::codes::AFFECTNET_EXPRESSIONS).
    ///
    /// # Errors
    /// What is there instead, in words.
    pub fn expression(&self) -> Result<u8, String> {
        let code = whole(self.cells[6]).filter(|&code| code <= 10);
        code.map(|code| code as u8)
            .ok_or_else(|| format!("the expression {:?}, which is none of 0 to 10", self.cells[6]))
    }

    /// Valence and arousal as they stand in the file, which is in [-1, 1]; `None` where they are absent.
    ///
    /// # Errors
    /// What is there instead, in words.
    pub fn affect(&self) -> Result<Option<[f32; 2]>, String> {
        let [valence, arousal] = [7, 8].map(|column| self.cells[column]);
        if is_missing(valence) || is_missing(arousal) {
            return Ok(None);
        }
        let value = |cell: &str, what: &str| {
            let bad = || format!("the {what} {cell:?}, which is no number");
            number(cell).map(|value| value as f32).ok_or_else(bad)
        };
        Ok(present([value(valence, "valence")?, value(arousal, "arousal")?]))
    }

    /// A row of which only the name is known.
    pub(in crate::datasets) fn of_name(name: &'a str) -> Self {
        let mut cells = [""; COLUMNS.len()];
        cells[0] = name;
        Self::new(cells)
    }

    /// The row as a line of a list, with other labels; -2 stands for values that are absent.
    pub(in crate::datasets) fn relabelled(&self, expression: u8, affect: Option<[f32; 2]>) -> String {
        let raw = |cell: &str| if cell.is_empty() { "NULL".into() } else { quoted(cell) };
        let [name, x, y, width, height, landmarks, ..] = self.cells.map(raw);
        let [valence, arousal] = affect.unwrap_or([ABSENT; 2]);
        format!("{name},{x},{y},{width},{height},{landmarks},{expression},{valence},{arousal}")
    }

    /// The face's left, top, width and height in pixels of the image; `None` where the file says NULL or has none.
    pub fn face(&self) -> Option<[f32; 4]> {
        let mut face = [0.0; 4];
        for (place, cell) in face.iter_mut().zip(&self.cells[1..5]) {
            *place = number(cell)? as f32;
        }
        Some(face)
    }

    /// The landmarks as they stand in the file, `x1;y1;x2;y2;…` in pixels of the image, for
    /// [`FacePoints::parse_affectnet`](crate::faces::align::FacePoints::parse_affectnet); empty where there are none.
    pub fn landmarks(&self) -> &'a str {
        self.cells[5]
    }
}
