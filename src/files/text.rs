//! Text as other programs save it: with a byte order mark, in UTF-16, with carriage returns at the ends of lines.

use super::pretender;
use crate::{Error, Result};
use memchr::memchr;
use std::{
    fs::File,
    io::{Cursor, Read},
    path::Path,
};

const MARK: &[u8] = "\u{feff}".as_bytes();

/// A text file as UTF-8 without a byte order mark, every line ended by `\n`, while it is read: for files too large to hold.
pub(crate) struct TextReader {
    source: Box<dyn Read + Send>,
    after_return: bool,
}

impl TextReader {
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for UTF-16 that is damaged, and for a pointer of Git LFS or a web page in the file's place.
    pub fn open(path: &Path) -> Result<Self> {
        let io = |error| Error::io(path, error);
        let mut file = File::open(path).map_err(io)?;
        let mut start = Vec::new();
        (&mut file).take(pretender::TELLING as u64).read_to_end(&mut start).map_err(io)?;
        pretender::check(path, &start)?;
        let source: Box<dyn Read + Send> = if is_utf16(&start) {
            file.read_to_end(&mut start).map_err(io)?;
            Box::new(Cursor::new(from_utf16(path, &start)?.into_bytes()))
        } else {
            let start = start.strip_prefix(MARK).unwrap_or(&start).to_vec();
            Box::new(Cursor::new(start).chain(file))
        };
        Ok(Self { source, after_return: false })
    }

    /// Turns each `\r` and each `\r\n` into `\n`, and says how many bytes are left.
    fn end_lines(&mut self, bytes: &mut [u8]) -> usize {
        if !self.after_return && memchr(b'\r', bytes).is_none() {
            return bytes.len();
        }
        let mut kept = 0;
        for at in 0..bytes.len() {
            let byte = bytes[at];
            let is_second = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            if !is_second {
                bytes[kept] = if self.after_return { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

impl Read for TextReader {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let count = self.source.read(buffer)?;
            let kept = self.end_lines(&mut buffer[..count]);
            // Nothing read is the end; a lone second half of a line's end is not.
            if kept > 0 || count == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The text of a whole file.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`] with the line for what is not UTF-8, and with what it may be.
pub(super) fn read(path: &Path) -> Result<String> {
    let mut bytes = Vec::new();
    TextReader::open(path)?.read_to_end(&mut bytes).map_err(|error| Error::io(path, error))?;
    String::from_utf8(bytes).map_err(|error| not_utf8(path, error.as_bytes(), error.utf8_error().valid_up_to()))
}

fn is_utf16(start: &[u8]) -> bool {
    start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff])
}

fn from_utf16(path: &Path, bytes: &[u8]) -> Result<String> {
    let is_big = bytes.starts_with(&[0xfe, 0xff]);
    let (pairs, rest) = bytes[2..].as_chunks::<2>();
    let units: Vec<u16> =
        pairs.iter().map(|&pair| if is_big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) }).collect();
    let text = String::from_utf16(&units).ok().filter(|_| rest.is_empty());
    text.ok_or_else(|| {
        Error::format(path.display(), "UTF-16 text that is damaged or cut off", "whole text; best in UTF-8")
    })
}

fn not_utf8(path: &Path, bytes: &[u8], at: usize) -> Error {
    let line = 1 + bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
    let found = if bytes.contains(&0) {
        "no text, or text in UTF-16 without its mark".into()
    } else {
        format!(
            "the byte {:#04x}, which is not UTF-8; the text may be in Windows-1252 or another old code page",
            bytes[at]
        )
    };
    let expected = "UTF-8: save it again as \"CSV UTF-8\", or `iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW`";
    Error::format(format!("{}:{line}", path.display()), found, expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_bytes(bytes: &[u8]) -> Result<String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        read(file.path())
    }

    #[test]
    fn marks_and_line_ends_of_every_kind() {
        let utf16 = |big: bool| {
            let units = "\u{feff}é\r\nb".encode_utf16();
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect::<Vec<u8>>()
        };
        for bytes in ["\u{feff}é\r\nb".as_bytes(), "é\rb".as_bytes(), "é\nb".as_bytes(), &utf16(true), &utf16(false)]
        {
            assert_eq!(read_bytes(bytes).unwrap(), "é\nb");
        }
        assert_eq!(read_bytes(b"a\r\r\n\n\rb").unwrap(), "a\n\n\n\nb", "four ends of lines");
        assert_eq!(read_bytes(b"").unwrap(), "");
    }

    #[test]
    fn a_line_end_may_lie_across_two_reads() {
        let mut reader = TextReader {
            source: Box::new(Cursor::new(b"a\r".to_vec()).chain(Cursor::new(b"\nb".to_vec()))),
            after_return: false,
        };
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "a\nb");
    }

    #[test]
    fn other_encodings_are_named_with_the_line() {
        let message = |bytes: &[u8]| read_bytes(bytes).unwrap_err().to_string();
        let old = message(b"name\nJos\xe9\n");
        assert!(old.contains(":2: found the byte 0xe9") && old.contains("Windows-1252"), "{old}");
        assert!(message(b"a\0\xff\0").contains("UTF-16 without its mark"));
        assert!(message(b"\xff\xfea\0b").contains("damaged or cut off"));
    }
}
