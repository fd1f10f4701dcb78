//! numpy's `.npy` files: one array each.

use super::pickle::{self, Array, Value};
use crate::{Error, Result};

const MAGIC: &[u8] = b"\x93NUMPY";

/// The array in an `.npy` file of any version; `place` names the file in errors. Arrays of objects are refused: they are
/// pickles.
///
/// # Errors
/// [`Error::Format`] for bytes that are no `.npy` file, or an array that is big-endian, column-major, of objects or cut
/// short.
pub fn parse(place: &str, bytes: &[u8]) -> Result<Array> {
    let error = |found: &str| Error::format(place, found, "an .npy file with one array, row-major and little-endian");
    let (header, data) = split(bytes).ok_or_else(|| error("no header of an .npy file"))?;
    let descr = text(header, "descr").ok_or_else(|| error("a header without a plain 'descr'"))?;
    let shape = shape(header).ok_or_else(|| error("a header without a shape"))?;
    if !descr.starts_with(['<', '|', '=']) || !descr.is_ascii() || descr.len() < 3 || descr.starts_with("|O") {
        return Err(error(&format!("elements of type {descr}")));
    }
    let dtype = descr[1..].to_string();
    let letters = if dtype.starts_with('U') { 4 } else { 1 };
    let width = dtype[1..].parse().ok().and_then(|width: usize| width.checked_mul(letters));
    let size = shape.iter().fold(width, |size, &side| size?.checked_mul(side));
    if shape.len() > 1 && value(header, "fortran_order").is_some_and(|order| order.starts_with("True")) {
        return Err(error("a column-major array"));
    }
    if size != Some(data.len()) {
        return Err(error(&format!("{} bytes for shape {shape:?} of {descr}", data.len())));
    }
    Ok(Array { shape, dtype, data: data.into() })
}

/// What `numpy.save` has pickled of a single Python object, such as a dict of arrays.
///
/// # Errors
/// [`Error::Format`] for bytes that are no such file.
pub(crate) fn object(place: &str, bytes: &[u8]) -> Result<Value> {
    let error = |found: &str| Error::format(place, found, "an .npy file with one Python object");
    let (header, data) = split(bytes).ok_or_else(|| error("no header of an .npy file"))?;
    if text(header, "descr") != Some("|O") {
        return Err(error("an array of numbers or text"));
    }
    let whole = pickle::parse(place, data)?;
    // An array without dimensions, the last part of whose state is a list of its one element.
    let Value::Object(array) = whole else { return Ok(whole) };
    let Some(Value::Tuple(mut state)) = array.state else { return Err(error("an array without content")) };
    match state.pop() {
        Some(Value::List(mut elements)) if elements.len() == 1 => elements.pop().ok_or_else(|| error("nothing")),
        _ => Err(error("an array of several objects")),
    }
}

/// An `.npy` file of `values`, row-major in `shape`.
pub fn write(shape: &[usize], values: &[f32]) -> Vec<u8> {
    let sides: String = shape.iter().map(|side| format!("{side}, ")).collect();
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({sides}), }}");
    // Magic, version, length and header together are a multiple of 64 bytes, and end a line.
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut bytes = [MAGIC, &[1, 0], &(header.len() as u16).to_le_bytes(), header.as_bytes()].concat();
    bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
    bytes
}

/// The numbers in an array of numbers, or of text that spells numbers, as AffectNet's labels are often stored.
///
/// # Errors
/// [`Error::Format`] for elements of another type, or text that is no number.
pub fn numbers(place: &str, array: &Array) -> Result<Vec<f64>> {
    let (kind, width) = array.dtype.split_at(1);
    let width = width.parse().unwrap_or(0);
    let spelled = |text: String| {
        let text = text.trim_end_matches('\0').trim().to_string();
        text.parse().map_err(|_| Error::format(place, format!("{text:?}"), "a number"))
    };
    match (kind, width) {
        ("f", 4) => Ok(array.data.as_chunks().0.iter().map(|&raw| f32::from_le_bytes(raw).into()).collect()),
        ("f", 8) => Ok(array.data.as_chunks().0.iter().map(|&raw| f64::from_le_bytes(raw)).collect()),
        ("U", 1..) => {
            let letter = |raw: &[u8; 4]| char::from_u32(u32::from_le_bytes(*raw)).unwrap_or('\u{fffd}');
            array
                .data
                .chunks_exact(4 * width)
                .map(|raw| spelled(raw.as_chunks().0.iter().map(letter).collect()))
                .collect()
        }
        ("S", 1..) => array.data.chunks_exact(width).map(|raw| spelled(String::from_utf8_lossy(raw).into())).collect(),
        ("i" | "u", _) => Ok(array.integers(place)?.into_iter().map(|number| number as f64).collect()),
        _ => {
            Err(Error::format(place, format!("elements of type {}", array.dtype), "numbers, or text that spells them"))
        }
    }
}

/// Header and data.
fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (version, rest) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<2>()?;
    let (length, rest) = match version[0] {
        1 => rest.split_first_chunk().map(|(length, rest)| (u16::from_le_bytes(*length).into(), rest))?,
        _ => rest.split_first_chunk().map(|(length, rest)| (u32::from_le_bytes(*length) as usize, rest))?,
    };
    let (header, data) = rest.split_at_checked(length)?;
    Some((str::from_utf8(header).ok()?, data))
}

/// What follows `'key':` in the header, which is a Python dict that numpy wrote.
fn value<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    let (_, after) = header.split_once(&format!("'{key}':"))?;
    Some(after.trim_start())
}

fn text<'a>(header: &'a str, key: &str) -> Option<&'a str> {
    value(header, key)?.strip_prefix('\'')?.split('\'').next()
}

/// A tuple of sides; that of a single number is empty.
fn shape(header: &str) -> Option<Vec<usize>> {
    let (sides, _) = value(header, "shape")?.strip_prefix('(')?.split_once(')')?;
    sides.split(',').map(str::trim).filter(|side| !side.is_empty()).map(|side| side.parse().ok()).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A file as numpy 2 writes it: the header is padded to a multiple of 64 bytes.
    pub(crate) fn file(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}");
        let padded = format!("{header:<117}\n");
        [&b"\x93NUMPY\x01\x00v\x00"[..], padded.as_bytes(), data].concat()
    }

    /// A 0-d array of text, `numpy.save(path, numpy.array(text))`.
    pub(crate) fn spelled(text: &str) -> Vec<u8> {
        let data: Vec<u8> = text.chars().flat_map(|letter| u32::from(letter).to_le_bytes()).collect();
        file(&format!("<U{}", text.chars().count()), "()", &data)
    }

    fn read(bytes: &[u8]) -> Result<Vec<f64>> {
        numbers("a.npy", &parse("a.npy", bytes)?)
    }

    #[test]
    fn what_is_written_is_read() {
        let values = [1.0, -2.5, f32::NAN, 0.0, 3.0, 4.0];
        let bytes = write(&[1, 2, 3], &values);
        assert_eq!((&bytes[..8], (bytes.len() - 24) % 64), (&b"\x93NUMPY\x01\0"[..], 0));
        let array = parse("a.npy", &bytes).unwrap();
        assert_eq!(array.shape, [1, 2, 3]);
        let read = numbers("a.npy", &array).unwrap();
        assert!(read[2].is_nan() && read[1] == -2.5 && read[5] == 4.0);
    }

    #[test]
    fn numbers_of_every_type() {
        assert_eq!(read(&spelled("-0.125")).unwrap(), [-0.125]);
        assert_eq!(read(&file("|S3", "()", b"7\0\0")).unwrap(), [7.0]);
        assert_eq!(read(&file("<U2", "(2,)", b"1\0\0\0\0\0\0\x001\0\0\x002\0\0\0")).unwrap(), [1.0, 12.0]);
        assert_eq!(read(&file("<f4", "(1, 2)", &[0, 0, 128, 63, 0, 0, 0, 192])).unwrap(), [1.0, -2.0]);
        assert_eq!(read(&file("<f8", "()", &0.1f64.to_le_bytes())).unwrap(), [0.1]);
        assert_eq!(read(&file("<i8", "()", &(-3i64).to_le_bytes())).unwrap(), [-3.0]);
        assert_eq!(read(&file("|u1", "(0,)", &[])).unwrap(), [0.0; 0]);
    }

    #[test]
    fn other_files_are_told() {
        let message = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert!(message(b"PK\x03\x04").contains("a.npy: found no header of an .npy file"));
        assert!(message(&file("|O", "()", b"\x80\x04.")).contains("elements of type |O"));
        assert!(message(&file(">i4", "()", &[0; 4])).contains("elements of type >i4"));
        assert!(message(&file("<i4", "(2,)", &[0; 4])).contains("4 bytes for shape [2] of <i4"));
        assert!(message(&file("<c8", "()", &[0; 8])).contains("elements of type c8"));
        assert!(message(&spelled("happy")).contains("found \"happy\", expected a number"));
        assert!(message(&file("<é", "()", &[])).contains("elements of type"));
        assert!(read(&file("<U99999999999999999999", "()", &[])).is_err());
        assert!(read(&file("<i8", "(18446744073709551615, 2)", &[])).is_err());
        let whole = spelled("0.5");
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "{end} bytes");
        }
    }
}
