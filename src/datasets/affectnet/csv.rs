//! AffectNet's CSV lists, read piece by piece: the training list is hundreds of megabytes, nearly all of it landmarks.

use super::{ABSENT, present};
use crate::{Error, Result, labels::ReadingReport};
use memchr::{memchr_iter, memrchr};
use rayon::prelude::*;
use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
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

/// The columns without which a list is of no use: the image, its expression, valence and arousal.
const NEEDED: [usize; 4] = [0, 6, 7, 8];

/// The bytes read from disk at once.
const BLOCK: usize = 1 << 22;

/// The lines of a part: few enough that all cores have some of a block.
const LINES: usize = 256;

/// A CSV list of AffectNet, of which only the first line has been read.
#[derive(Clone, Debug)]
pub struct AffectNetCsv {
    path: PathBuf,
    has_header: bool,
    /// For each cell of a row, which of [`COLUMNS`] it belongs to.
    columns: Vec<Option<usize>>,
}

/// One row of an AffectNet list.
#[derive(Clone, Debug)]
pub struct AffectNetRow<'a> {
    /// The image's path below the folder of images, such as `689/737d….jpg`; as untrusted as the file.
    pub name: &'a str,
    /// The expression, 0 to 10: an index into [`AFFECTNET_EXPRESSIONS`](crate::labels::codes::AFFECTNET_EXPRESSIONS).
    pub expression: u8,
    /// Valence and arousal as they stand in the file, which is in [-1, 1]; `None` where they are absent.
    pub affect: Option<[f32; 2]>,
    face: [Option<&'a [u8]>; 4],
    landmarks: Option<&'a [u8]>,
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
    /// Opens a list and finds out whether it has a header: the original validation list has none.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] when the first line is neither a header with the columns
    /// `subDirectory_filePath`, `expression`, `valence` and `arousal` nor a row of nine cells.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref().to_path_buf();
        let error = |source| Error::io(&path, source);
        let mut first = Vec::new();
        let file = File::open(&path).map_err(error)?;
        BufReader::new(file.take(BLOCK as u64)).read_until(b'\n', &mut first).map_err(error)?;
        let column = |cell: &[u8]| COLUMNS.iter().position(|column| column.as_bytes() == cell);
        let mut columns: Vec<_> = cells(&first).map(column).collect();
        let has_header = columns.iter().any(Option::is_some);
        if !has_header && columns.len() == COLUMNS.len() {
            columns = (0..COLUMNS.len()).map(Some).collect();
        }
        let csv = Self { path, has_header, columns };
        if NEEDED.iter().all(|&column| csv.columns.contains(&Some(column))) && (has_header || csv.row(&first).is_ok()) {
            return Ok(csv);
        }
        let found: String = String::from_utf8_lossy(&first).trim().chars().take(80).collect();
        let expected = format!("AffectNet's header or a row, that is {}, separated by commas", COLUMNS.join(", "));
        Err(Error::format(format!("{}:1", csv.path.display()), format!("{found:?}"), expected))
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
        let mut file = File::open(&self.path).map_err(error)?;
        let mut lines_before = 0;
        let mut block = next_block(Vec::new(), &mut file, &[]).map_err(error)?;
        let mut spare = Vec::new();
        while !block.is_empty() {
            // The end of the block is that of the file, or lies within a line, which goes to the next block.
            let end = memrchr(b'\n', &block).map_or(block.len(), |end| end + 1);
            let (whole, rest) = block.split_at(end);
            let lines = lines(whole);
            let part = |(index, lines): (usize, &[&[u8]])| {
                let mut part = Part::default();
                for (number, line) in (lines_before + index * LINES + 1..).zip(lines) {
                    let is_header = self.has_header && number == 1;
                    if !is_header && !line.trim_ascii().is_empty() {
                        add(&mut part, number, self.row(line));
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

    /// The first line of a list that has one.
    pub fn header() -> String {
        COLUMNS.join(",")
    }

    /// A report that says which shape was found.
    pub(super) fn report(&self) -> ReadingReport {
        let shape = if self.has_header { "AffectNet CSV with header" } else { "AffectNet CSV without header" };
        ReadingReport::new(&self.path, shape)
    }

    fn row<'a>(&self, line: &'a [u8]) -> Result<AffectNetRow<'a>, DamagedAffectNetRow> {
        let mut found = [None; COLUMNS.len()];
        let mut count = 0;
        for cell in cells(line) {
            if let Some(Some(column)) = self.columns.get(count) {
                found[*column] = Some(cell);
            }
            count += 1;
        }
        let row = if count == self.columns.len() {
            AffectNetRow::of_cells(found)
        } else {
            Err(format!("{count} cells for {}", self.columns.len()))
        };
        let name = || String::from_utf8_lossy(found[0].unwrap_or_default()).into_owned();
        row.map_err(|why| DamagedAffectNetRow { name: name(), why })
    }
}

impl<'a> AffectNetRow<'a> {
    /// `cells` in the order of [`COLUMNS`].
    fn of_cells(cells: [Option<&'a [u8]>; COLUMNS.len()]) -> Result<Self, String> {
        let [name, x, y, width, height, landmarks, expression, valence, arousal] = cells;
        let name = str::from_utf8(name.unwrap_or_default()).map_err(|_| "a name that is not UTF-8")?;
        let expression = expression.and_then(parsed).filter(|&expression: &u8| expression <= 10);
        let affect = number(valence).zip(number(arousal)).ok_or("valence or arousal is no number")?;
        Ok(Self {
            name,
            expression: expression.ok_or("an expression outside 0 to 10")?,
            affect: present(affect.into()),
            face: [x, y, width, height],
            landmarks,
        })
    }

    /// The row as a line of a list, with other labels; -2 stands for values that are absent.
    pub(in crate::datasets) fn relabelled(&self, expression: u8, affect: Option<[f32; 2]>) -> String {
        let raw = |cell: Option<&[u8]>| String::from_utf8_lossy(cell.unwrap_or(b"NULL")).into_owned();
        let [x, y, width, height] = self.face.map(raw);
        let [valence, arousal] = affect.unwrap_or([ABSENT; 2]);
        let landmarks = raw(self.landmarks);
        format!("{},{x},{y},{width},{height},{landmarks},{expression},{valence},{arousal}", self.name)
    }

    /// The face's left, top, width and height in pixels of the image; `None` where the file says NULL or has none.
    pub fn face(&self) -> Option<[f32; 4]> {
        let mut face = [0.0; 4];
        for (place, cell) in face.iter_mut().zip(self.face) {
            *place = number(cell)?;
        }
        Some(face)
    }

    /// The 68 landmarks as they stand in the file, `x1;y1;x2;y2;…` in pixels of the image, for
    /// [`FacePoints::parse_affectnet`](crate::faces::align::FacePoints::parse_affectnet); `None` where there are none.
    pub fn landmarks(&self) -> Option<&'a str> {
        str::from_utf8(self.landmarks?).ok()
    }
}

fn parsed<T: std::str::FromStr>(cell: &[u8]) -> Option<T> {
    str::from_utf8(cell).ok()?.parse().ok()
}

/// A finite number.
fn number(cell: Option<&[u8]>) -> Option<f32> {
    cell.and_then(parsed).filter(|number: &f32| number.is_finite())
}

/// Fills `block` with the beginning of a line that the last block ended with, and up to [`BLOCK`] bytes that follow in
/// the file; with nothing at its end.
fn next_block(mut block: Vec<u8>, file: &mut File, begun: &[u8]) -> std::io::Result<Vec<u8>> {
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

/// The cells of a line. No cell of AffectNet's holds a comma; some copies have quotes around the cells.
fn cells(line: &[u8]) -> impl Iterator<Item = &[u8]> {
    let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
    let mut start = 0;
    memchr_iter(b',', line).chain([line.len()]).map(move |end| {
        let cell = line[std::mem::replace(&mut start, end + 1)..end].trim_ascii();
        cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")).unwrap_or(cell)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        datasets::affectnet::{AffectNetOptions, AffectNetPart, find_affectnet_csv, read_affectnet},
        labels::LabelReading,
    };
    use std::fs;

    const HEADER: &str =
        "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";

    fn written(text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.csv");
        fs::write(&path, text).unwrap();
        (folder, path)
    }

    fn read(text: impl AsRef<[u8]>, options: &AffectNetOptions) -> Result<LabelReading> {
        read_affectnet(written(text).1.as_path(), options)
    }

    const ROWS: &str = "1/a.jpg,0,1,2,3,1;2,1,0.5,-0.25\r\n\
        1/b.JPG,NULL,NULL,NULL,NULL,1;2,6,1.25,-1\n\
        broken,0,1\n\
        2/c.jpg,0,1,2,3,1;2,8,-2,-2\n\n\
        2/d.jpg,0,1,2,3,1;2,7,0,0\n\
        ../e.jpg,0,1,2,3,1;2,0,0,0\n\
        /f.jpg,0,1,2,3,1;2,0,0,0\n\
        2/g.jpg,0,1,2,3,1;2,11,0,0\n\
        2/h.jpg,0,1,2,3,1;2,0,nan,0\n\
        2/i.jpg,0,1,2,3,1;2,3,-2,-2\n\
        1/a.jpg,0,1,2,3,1;2,0,0,0\n\
        2/j.jpg,0,1,2,3,1;2,0,0,0.125";

    #[test]
    fn with_and_without_header() {
        for (text, shape, line) in [
            (format!("{HEADER}{ROWS}"), "AffectNet CSV with header", 4),
            (ROWS.to_string(), "AffectNet CSV without header", 3),
        ] {
            let LabelReading { labels, report } = read(text, &AffectNetOptions::default()).unwrap();
            assert_eq!(labels.names(), ["1/a.jpg", "1/b.JPG", "2/j.jpg"]);
            assert_eq!(labels.codes("emotion").unwrap(), [1, 6, 0]);
            assert_eq!(labels.values("affect").unwrap(), [0.5, -0.25, 1.0, -1.0, 0.0, 0.125]);
            assert_eq!((report.shape.as_str(), report.rows, report.left_out_rows()), (shape, 12, 9));
            assert_eq!(report.clamped, [("valence".into(), 1), ("arousal".into(), 0)]);
            let left_out: Vec<_> = report.left_out.iter().map(|one| (&*one.reason, one.first.clone())).collect();
            let at = |after: usize| format!("line {}", line + after);
            let expected = [
                ("malformed, 3 cells for 9", at(0)),
                ("expression none", at(1)),
                ("expression contempt", at(3)),
                ("\"..\" in the name", at(4)),
                ("an absolute path in the name", at(5)),
                ("malformed, an expression outside 0 to 10", at(6)),
                ("malformed, valence or arousal is no number", at(7)),
                ("no valence and arousal (`affect: false` reads without)", at(8)),
                ("the name of an earlier row", "1/a.jpg".into()),
            ];
            assert_eq!(left_out, expected);
        }
    }

    #[test]
    fn other_classes_and_heads() {
        let options = AffectNetOptions { annotator: "machine".into(), contempt: true, affect: false };
        let LabelReading { labels, report } = read(format!("{HEADER}{ROWS}"), &options).unwrap();
        assert_eq!(labels.names(), ["1/a.jpg", "1/b.JPG", "2/d.jpg", "2/i.jpg", "2/j.jpg"]);
        assert_eq!(labels.codes("machine").unwrap(), [1, 6, 7, 3, 0]);
        assert!(labels.heads().len() == 1 && report.clamped.is_empty());
        let reordered = "\u{feff}\"expression\",arousal,valence,\"subDirectory_filePath\"\n\"1\",0.5,-0.5,\"a.jpg\"\n";
        let labels = read(reordered, &AffectNetOptions::default()).unwrap().labels;
        assert_eq!((labels.names(), labels.values("affect").unwrap()), (vec!["a.jpg".into()], vec![-0.5, 0.5]));
    }

    #[test]
    fn faces_and_landmarks_on_demand() {
        let text = format!("{HEADER}a,1,2.5,3,4,0.5;1.5,0,0,0\nb,NULL,2,3,4,1;2,0,0,0\n\"c\",1\n");
        let (_folder, path) = written(text);
        let mut seen = vec![];
        let csv = AffectNetCsv::open(path).unwrap();
        let add = |part: &mut Vec<_>, line, row: Result<AffectNetRow, DamagedAffectNetRow>| {
            let row = row.map(|row| (row.face(), row.landmarks().unwrap().to_string()));
            part.push((line, row.map_err(|row| (row.name, row.why))));
        };
        csv.gather(add, |part| seen.extend(part)).unwrap();
        let expected = [
            (2, Ok((Some([1.0, 2.5, 3.0, 4.0]), "0.5;1.5".into()))),
            (3, Ok((None, "1;2".into()))),
            (4, Err(("c".into(), "2 cells for 9".into()))),
        ];
        assert_eq!(seen, expected);
    }

    #[test]
    fn other_files_are_told() {
        let message = |text: &[u8]| read(text, &AffectNetOptions::default()).unwrap_err().to_string();
        assert!(
            message(b"name;label\na;1\n").contains("list.csv:1: found \"name;label\", expected AffectNet's header")
        );
        assert!(message(b"subDirectory_filePath,expression\na,1\n").contains("list.csv:1: found \"subDirectory"));
        assert!(message(b"").contains("list.csv:1: found \"\""));
        assert!(message(HEADER.as_bytes()).contains("found no row"));
        let bad = [HEADER.as_bytes(), b"\xff\xfe,0,1,2,3,4,5,0,0\n"].concat();
        assert!(
            message(&bad).contains("no usable row; line 2: malformed, a name that is not UTF-8"),
            "{}",
            message(&bad)
        );
        let folder = tempfile::tempdir().unwrap();
        assert!(read_affectnet(folder.path().join("none.csv"), &AffectNetOptions::default()).is_err());
        let missing = find_affectnet_csv(folder.path(), AffectNetPart::Validation).unwrap_err().to_string();
        assert!(missing.contains("validation.csv or validate.csv not found; looked in"), "{missing}");
        fs::write(folder.path().join("validate.csv"), ROWS).unwrap();
        assert!(find_affectnet_csv(folder.path(), AffectNetPart::Validation).unwrap().ends_with("validate.csv"));
    }
}
