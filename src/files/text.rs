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

/// The environment variable for the encoding of text that is not UTF-8.
const ENCODING: &str = "NOISYFER_ENCODING";

/// What the bytes 0x80 to 0x9f are in Windows-1252; the others are what they are in Unicode, and so are the five that are none.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A text file as UTF-8 without a byte order mark, every line ended by `\n`, while it is read: for files too large to hold.
pub(crate) struct TextReader {
    source: Box<dyn Read + Send>,
    after_return: bool,
}

impl TextReader {
    /// # Errors
    /// [`Error::Io`]; [`Error::Format`] for UTF-16 that is damaged, and for a pointer of Git LFS or a web page in the file's place;
    /// [`Error::Parameter`] for an encoding that is not known.
    pub fn open(path: &Path) -> Result<Self> {
        let io = |error| Error::io(path, error);
        let mut file = File::open(path).map_err(io)?;
        let mut start = Vec::new();
        (&mut file).take(pretender::TELLING as u64).read_to_end(&mut start).map_err(io)?;
        pretender::check_text(path, &start)?;
        let source: Box<dyn Read + Send> = if is_utf16(&start) {
            file.read_to_end(&mut start).map_err(io)?;
            Box::new(Cursor::new(from_utf16(path, &start)?.into_bytes()))
        } else if is_windows_1252_read()? {
            file.read_to_end(&mut start).map_err(io)?;
            let start = start.strip_prefix(MARK).unwrap_or(&start);
            Box::new(Cursor::new(from_windows_1252(start).into_bytes()))
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
    match String::from_utf8(bytes) {
        Ok(text) => match memchr(0, text.as_bytes()) {
            Some(at) => Err(not_utf8(path, text.as_bytes(), at)),
            None => Ok(text),
        },
        Err(error) => Err(not_utf8(path, error.as_bytes(), error.utf8_error().valid_up_to())),
    }
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

/// Whether the user says that text that is not UTF-8 is Windows-1252.
fn is_windows_1252_read() -> Result<bool> {
    let Some(encoding) = std::env::var_os(ENCODING) else { return Ok(false) };
    match encoding.to_string_lossy().trim().to_ascii_lowercase().as_str() {
        "" | "utf-8" | "utf8" => Ok(false),
        "windows-1252" | "cp1252" | "latin1" | "latin-1" | "iso-8859-1" => Ok(true),
        _ => Err(Error::parameter(ENCODING, encoding.display(), "utf-8 or windows-1252")),
    }
}

/// The text of bytes in UTF-8, or else in Windows-1252: text with other letters than those of ASCII is never both by chance.
fn from_windows_1252(bytes: &[u8]) -> String {
    match str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => bytes.iter().map(|&byte| windows_1252(byte)).collect(),
    }
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte) - 0x80],
        _ => byte.into(),
    }
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
    let start = bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |end| end + 1);
    let letter = 1 + String::from_utf8_lossy(&bytes[start..at]).chars().count();
    let expected = "UTF-8: save it again as \"CSV UTF-8\", or read it as it is: `--encoding windows-1252`, or NOISYFER_ENCODING=windows-1252 in the \
                    environment";
    Error::format(format!("{}:{line}, letter {letter}", path.display()), found, expected)
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
    fn windows_1252_is_read_where_it_is_not_utf8() {
        assert_eq!(from_windows_1252(b"Jos\xe9 \x80 \x96 \xff"), "José € – ÿ");
        assert_eq!(from_windows_1252("José €".as_bytes()), "José €");
    }

    #[test]
    fn other_encodings_are_named_with_the_line() {
        let message = |bytes: &[u8]| read_bytes(bytes).unwrap_err().to_string();
        let old = message(b"name\nJos\xe9\n");
        assert!(old.contains(":2, letter 4: found the byte 0xe9") && old.contains("Windows-1252"), "{old}");
        assert!(
            old.contains("`--encoding windows-1252`, or NOISYFER_ENCODING=windows-1252 in the environment"),
            "{old}"
        );
        for unmarked in [&b"a\0\xff\0"[..], b"a\0b\0\n\0"] {
            assert!(message(unmarked).contains("UTF-16 without its mark"));
        }
        assert!(message(b"\xff\xfea\0b").contains("damaged or cut off"));
    }
}
