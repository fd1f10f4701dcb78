//! AffectNet's CSV lists, read piece by piece: the training list is hundreds of megabytes, nearly all of it landmarks.

use super::{ABSENT, present};
use crate::{
    Error, Result,
    files::TextReader,
    formats::{is_missing, named_separator, number, separator, take_row, whole},
    labels::ReadingReport,
};
use csv::StringRecord;
use memchr::{memchr_iter, memrchr};
use rayon::prelude::*;
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// The columns, in the order in which lists without header have them.
const COLUMNS: [&str; 9] = [
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

/// The columns without which a list of labels is of no use: the image, its expression, valence and arousal.
const LABELS: [usize; 4] = [0, 6, 7, 8];

/// The columns without which a list of faces is of no use: the image and the landmarks.
const FACES: [usize; 2] = [0, 5];

/// The bytes read from disk at once.
const BLOCK: usize = 1 << 22;

/// The lines of a part: few enough that all cores have some of a block.
const LINES: usize = 256;

/// A CSV list of AffectNet, of which only the first line has been read.
#[derive(Clone, Debug)]
pub struct AffectNetCsv {
    path: PathBuf,
    has_header: bool,
    /// How many lines stand before the first row.
    skipped: usize,
    delimiter: u8,
    /// For each cell of a row, which of [`COLUMNS`] it belongs to.
    columns: Vec<Option<usize>>,
}

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

impl AffectNetCsv {
    /// Opens a list of labels and finds out what separates its cells and whether it has a header: the original validation list has
    /// none.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] when the first line is neither a header with the columns
    /// `subDirectory_filePath`, `expression`, `valence` and `arousal` nor a row of nine cells.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path.as_ref(), &LABELS)
    }

    /// As [`open`](Self::open) a list of faces, which needs no other columns than `subDirectory_filePath` and
    /// `facial_landmarks`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_faces(path: impl AsRef<Path>) -> Result<Self> {
        Self::open_with(path.as_ref(), &FACES)
    }

    fn open_with(path: &Path, needed: &[usize]) -> Result<Self> {
        let mut start = Vec::new();
        let block = TextReader::open(path)?.take(BLOCK as u64).read_to_end(&mut start);
        block.map_err(|error| Error::io(path, error))?;
        let start = String::from_utf8_lossy(&start);
        let mut csv = Self { path: path.into(), has_header: false, skipped: 0, delimiter: b',', columns: vec![] };
        let mut lines = start.lines().skip_while(|line| line.trim().is_empty());
        csv.skipped = start.lines().take_while(|line| line.trim().is_empty()).count();
        let mut first = lines.next().unwrap_or_default();
        if let Some(named) = named_separator(first) {
            csv.delimiter = named;
            csv.skipped += 1;
            first = lines.next().unwrap_or_default();
        } else {
            csv.delimiter = separator(first, b',');
        }
        let mut cells = StringRecord::new();
        let is_whole = take_row(first, csv.delimiter, &mut cells).is_ok();
        csv.columns = cells.iter().map(|cell| COLUMNS.iter().position(|column| *column == cell)).collect();
        csv.has_header = csv.columns.iter().any(Option::is_some);
        if csv.has_header {
            csv.skipped += 1;
        } else if csv.columns.len() == COLUMNS.len() {
            csv.columns = (0..COLUMNS.len()).map(Some).collect();
        }
        if is_whole && csv.is_usable(needed, &cells) {
            return Ok(csv);
        }
        let found: String = first.trim().chars().take(80).collect();
        let needed: Vec<&str> = needed.iter().map(|&column| COLUMNS[column]).collect();
        let expected = format!(
            "AffectNet's header or a row, that is {}, separated by commas; needed are {}",
            COLUMNS.join(", "),
            needed.join(", ")
        );
        let line = csv.skipped + usize::from(!csv.has_header);
        Err(Error::format(format!("{}:{line}", csv.path.display()), format!("{found:?}"), expected))
    }

    /// Whether the needed columns are there, each once; and where there is no header, whether the first row holds what they hold.
    fn is_usable(&self, needed: &[usize], first: &StringRecord) -> bool {
        for &column in needed {
            if self.columns.iter().filter(|found| **found == Some(column)).count() != 1 {
                return false;
            }
        }
        self.has_header || self.of_cells(first).is_ok_and(|row| row.expression().is_ok() && row.affect().is_ok())
    }

    /// Takes each line after the header into some `Part`, with its number from 1, as a row or with what is wrong with it.
    /// Parts are made on all cores and given to `see` in the order of the file. Two blocks of lines are in memory at most:
    /// one is parsed while the next is read.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn gather<Part: Default + Send>(
        &self,
        add: impl Fn(&mut Part, usize, Result<AffectNetRow, DamagedAffectNetRow>) + Sync,
        mut see: impl FnMut(Part),
    ) -> Result<()> {
        let error = |source| Error::io(&self.path, source);
        let mut file = TextReader::open(&self.path)?;
        let mut lines_before = 0;
        let mut block = next_block(Vec::new(), &mut file, &[]).map_err(error)?;
        let mut spare = Vec::new();
        while !block.is_empty() {
            // The end of the block is that of the file, or lies within a line, which goes to the next block.
            let end = memrchr(b'\n', &block).map_or(block.len(), |end| end + 1);
            let (whole, rest) = block.split_at(end);
            let lines = lines(whole);
            let part = |(index, lines): (usize, &[&[u8]])| {
                let (mut part, mut cells) = (Part::default(), StringRecord::new());
                for (number, line) in (lines_before + index * LINES + 1..).zip(lines) {
                    if number > self.skipped && !self.is_blank(line) {
                        add(&mut part, number, self.row(line, &mut cells));
                    }
                }
                part
            };
            let parts = || lines.par_chunks(LINES).enumerate().map(part).collect::<Vec<_>>();
            let (parts, next) = rayon::join(parts, || next_block(std::mem::take(&mut spare), &mut file, rest));
            parts.into_iter().for_each(&mut see);
            lines_before += lines.len();
            spare = std::mem::replace(&mut block, next.map_err(error)?);
        }
        Ok(())
    }

    /// Whether there is nothing in a line but separators.
    fn is_blank(&self, line: &[u8]) -> bool {
        line.iter().all(|byte| byte.is_ascii_whitespace() || *byte == self.delimiter)
    }

    /// The first line of a list that has one.
    pub fn header() -> String {
        COLUMNS.join(",")
    }

    /// A report that says which shape was found.
    pub(super) fn report(&self) -> ReadingReport {
        let shape = if self.has_header { "AffectNet CSV with header" } else { "AffectNet CSV without header" };
        ReadingReport::new(&self.path, shape)
    }

    fn row<'a>(&self, line: &[u8], cells: &'a mut StringRecord) -> Result<AffectNetRow<'a>, DamagedAffectNetRow> {
        let damaged = |name: &str, why: &str| DamagedAffectNetRow { name: name.into(), why: why.into() };
        let Ok(text) = str::from_utf8(line) else {
            let name =
                String::from_utf8_lossy(line).split(char::from(self.delimiter)).next().unwrap_or_default().to_string();
            return Err(damaged(&name, "text that is not UTF-8 (`--encoding windows-1252` reads such)"));
        };
        if take_row(text, self.delimiter, cells).is_err() {
            return Err(damaged(cells.get(0).unwrap_or_default(), "a quote that is never closed"));
        }
        self.of_cells(cells)
    }

    fn of_cells<'a>(&self, cells: &'a StringRecord) -> Result<AffectNetRow<'a>, DamagedAffectNetRow> {
        let mut found = [""; COLUMNS.len()];
        for (cell, column) in cells.iter().zip(&self.columns) {
            if let Some(column) = column {
                found[*column] = cell;
            }
        }
        if cells.len() == self.columns.len() {
            return Ok(AffectNetRow { name: found[0], cells: found });
        }
        let why = format!("{} cells for {}", cells.len(), self.columns.len());
        Err(DamagedAffectNetRow { name: found[0].into(), why })
    }
}

impl<'a> AffectNetRow<'a> {
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
        Self { name, cells }
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

/// A cell as it is written, in quotes where it holds a comma or a quote.
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.into() }
}

/// Fills `block` with the beginning of a line that the last block ended with, and up to [`BLOCK`] bytes that follow in
/// the file; with nothing at its end.
fn next_block(mut block: Vec<u8>, file: &mut TextReader, begun: &[u8]) -> std::io::Result<Vec<u8>> {
    block.clear();
    block.extend_from_slice(begun);
    file.take(BLOCK as u64).read_to_end(&mut block)?;
    Ok(block)
}

/// The lines of a block, without their ends.
fn lines(block: &[u8]) -> Vec<&[u8]> {
    let unended = (!block.ends_with(b"\n")).then_some(block.len());
    let mut start = 0;
    let line = |end: usize| &block[std::mem::replace(&mut start, end + 1)..end];
    memchr_iter(b'\n', block).chain(unended).map(line).collect()
}
