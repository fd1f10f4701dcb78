//! AffectNet's CSV lists, read piece by piece: the training list is hundreds of megabytes, nearly all of it landmarks.

use super::row::{AffectNetRow, COLUMNS, DamagedAffectNetRow};
use crate::{
    Error, Result,
    files::TextReader,
    formats::{named_separator, separator, take_row},
    labels::ReadingReport,
};
use csv::StringRecord;
use memchr::{memchr_iter, memrchr};
use rayon::prelude::*;
use std::{
    io::Read,
    path::{Path, PathBuf},
};

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
        csv.columns =
            cells.iter().map(|cell| COLUMNS.iter().position(|column| column.eq_ignore_ascii_case(cell))).collect();
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
            return Ok(AffectNetRow::new(found));
        }
        let why = format!("{} cells for {}", cells.len(), self.columns.len());
        Err(DamagedAffectNetRow { name: found[0].into(), why })
    }
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
