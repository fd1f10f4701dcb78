//! A place in the bytes of a pickle, and errors that name it.

use crate::{Error, Result};

pub(super) struct Cursor<'a> {
    place: &'a str,
    bytes: &'a [u8],
    at: usize,
    opcode_at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(place: &'a str, bytes: &'a [u8], start: usize) -> Self {
        Self { place, bytes, at: start, opcode_at: start }
    }

    /// The next opcode. Errors name its byte from here on.
    pub(super) fn opcode(&mut self) -> Result<u8> {
        self.opcode_at = self.at;
        Ok(self.take(1)?[0])
    }

    /// The byte that is read next.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// How many bytes the file has.
    pub(super) fn size(&self) -> usize {
        self.bytes.len()
    }

    pub(super) fn error(&self, found: impl ToString, expected: impl ToString) -> Error {
        Error::format(format!("{}, byte {}", self.place, self.opcode_at), found, expected)
    }

    pub(super) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let rest = &self.bytes[self.at.min(self.bytes.len())..];
        let taken = rest.get(..count).ok_or_else(|| {
            self.error(
                format!("{} bytes to the end", rest.len()),
                format!("{count} more: the file is cut off or damaged"),
            )
        })?;
        self.at += count;
        Ok(taken)
    }

    pub(super) fn line(&mut self) -> Result<&'a str> {
        let rest = &self.bytes[self.at..];
        let end = rest.iter().position(|&byte| byte == b'\n');
        let end = end.ok_or_else(|| self.error("no line feed to the end", "a line: the file is cut off"))?;
        self.at += end + 1;
        std::str::from_utf8(&rest[..end]).map_err(|_| self.error("a line that is no UTF-8", "text"))
    }

    /// An unsigned little-endian number of `width` bytes.
    pub(super) fn length(&mut self, width: usize) -> Result<usize> {
        let number = self.take(width)?.iter().rev().fold(0u64, |number, &byte| number << 8 | u64::from(byte));
        usize::try_from(number).map_err(|_| self.error(number, "a length that fits this machine"))
    }
}
