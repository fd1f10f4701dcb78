//! One file of CIFAR-10, in either layout.

use crate::{
    Error, Result,
    formats::pickle::{self, Array, Value},
};

pub(super) const SIDE: usize = 32;
const PLANE: usize = SIDE * SIDE;
const PICTURE: usize = 3 * PLANE;

/// How many images each distributed file holds.
pub(super) const RECORDS: usize = 10_000;

/// The images of one file, `[records, 32, 32, 3]`, with their labels 0 to 9.
pub(super) struct Batch {
    pub(super) labels: Vec<u8>,
    pub(super) pixels: Vec<u8>,
}

impl Batch {
    /// Reads a pickled dict: `labels`, and `data` of `[records, 3072]` bytes in colour planes.
    pub(super) fn from_pickle(place: &str, bytes: &[u8], records: usize) -> Result<Self> {
        let batch = pickle::parse(place, bytes)?;
        let entry = |key: &str| {
            batch.get(key).ok_or_else(|| {
                Error::format(place, batch.kind(), format!("a dict with the entry {key:?}, as in cifar-10-batches-py"))
            })
        };
        let labels = labels(&format!("{place}, labels"), entry("labels")?, records)?;
        let place = format!("{place}, data");
        let data = Array::read(&place, entry("data")?)?;
        if data.dtype != "u1" || data.shape != [records, PICTURE] {
            let found = format!("shape {:?} of {}", data.shape, data.dtype);
            return Err(Error::format(place, found, format!("[{records}, {PICTURE}] of u1")));
        }
        let mut pixels = Vec::with_capacity(data.data.len());
        data.data.chunks_exact(PICTURE).for_each(|planes| interleave(planes, &mut pixels));
        Ok(Self { labels, pixels })
    }

    /// Reads records of one label byte and three colour planes.
    pub(super) fn from_binary(place: &str, bytes: &[u8], records: usize) -> Result<Self> {
        let size = records * (1 + PICTURE);
        if bytes.len() != size {
            let expected = format!("{size} ({records} records of {}): the file is cut off or another", 1 + PICTURE);
            return Err(Error::format(place, format!("{} bytes", bytes.len()), expected));
        }
        let (mut labels, mut pixels) = (Vec::with_capacity(records), Vec::with_capacity(records * PICTURE));
        for (record, content) in bytes.chunks_exact(1 + PICTURE).enumerate() {
            let at = || format!("{place}, record {record} (byte {})", record * (1 + PICTURE));
            labels.push(label(i128::from(content[0]), at)?);
            interleave(&content[1..], &mut pixels);
        }
        Ok(Self { labels, pixels })
    }
}

/// Class codes, however Python held them.
fn labels(place: &str, value: &Value, records: usize) -> Result<Vec<u8>> {
    let codes = pickle::integers(place, value)?;
    if codes.len() != records {
        let expected = format!("{records}: the file is another or damaged");
        return Err(Error::format(place, format!("{} labels", codes.len()), expected));
    }
    let mut labels = vec![];
    for (record, code) in codes.into_iter().enumerate() {
        labels.push(label(code.into(), || format!("{place}, record {record}"))?);
    }
    Ok(labels)
}

fn label(code: i128, place: impl Fn() -> String) -> Result<u8> {
    match code {
        0..=9 => Ok(code as u8),
        _ => Err(Error::format(place(), format!("the label {code}"), "a class code of 0 to 9")),
    }
}

/// Appends an image given as R, G and B planes to pixels that lie R G B.
fn interleave(planes: &[u8], pixels: &mut Vec<u8>) {
    let (red, rest) = planes.split_at(PLANE);
    let (green, blue) = rest.split_at(PLANE);
    for ((&r, &g), &b) in red.iter().zip(green).zip(blue) {
        pixels.extend_from_slice(&[r, g, b]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An image whose planes are all `r`, all `g`, all `b`.
    fn planes(r: u8, g: u8, b: u8) -> Vec<u8> {
        [[r; PLANE], [g; PLANE], [b; PLANE]].concat()
    }

    fn binary() -> Vec<u8> {
        [vec![3], planes(1, 2, 3), vec![9], planes(4, 5, 6)].concat()
    }

    /// The same two images as the distributed files pickle them: protocol 2, written by Python 2.
    fn pickled(codes: [u8; 2], rows: u8) -> Vec<u8> {
        let data = [planes(1, 2, 3), planes(4, 5, 6)].concat();
        let head = b"\x80\x02}q\x01(U\x06labelsq\x02]q\x03(K";
        let array = b"U\x04dataq\x04cnumpy.core.multiarray\n_reconstruct\nq\x05cnumpy\nndarray\nq\x06K\x00\x85U\x01b\x87R(K\x01K";
        let dtype = b"M\x00\x0c\x86cnumpy\ndtype\nU\x02u1K\x00K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89T";
        let mut bytes = [&head[..], &[codes[0], b'K', codes[1]], b"e", array, &[rows], dtype].concat();
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        bytes.extend(b"tbu.");
        bytes
    }

    #[test]
    fn both_layouts_hold_the_same() {
        let binary = Batch::from_binary("b", &binary(), 2).unwrap();
        let python = Batch::from_pickle("p", &pickled([3, 9], 2), 2).unwrap();
        assert_eq!(binary.labels, [3, 9]);
        assert_eq!(binary.pixels[..6], [1, 2, 3, 1, 2, 3]);
        assert_eq!(binary.pixels[PICTURE..PICTURE + 3], [4, 5, 6]);
        assert!(binary.labels == python.labels && binary.pixels == python.pixels);
    }

    #[test]
    fn damage_is_told_with_its_place() {
        let message = |result: Result<Batch>| result.err().unwrap().to_string();
        let mut wrong = binary();
        wrong[3073] = 10;
        assert!(message(Batch::from_binary("b", &wrong, 2)).starts_with("b, record 1 (byte 3073): found the label 10"));
        assert!(message(Batch::from_binary("b", &wrong[1..], 2)).starts_with("b: found 6145 bytes, expected 6146"));
        assert!(
            message(Batch::from_pickle("p", &pickled([3, 11], 2), 2))
                .starts_with("p, labels, record 1: found the label 11")
        );
        assert!(
            message(Batch::from_pickle("p", &pickled([3, 9], 2), 3))
                .starts_with("p, labels: found 2 labels, expected 3")
        );
        assert!(message(Batch::from_pickle("p", &pickled([3, 9], 3), 2)).contains("6144 bytes for shape [3, 3072]"));
        assert!(message(Batch::from_pickle("p", b"\x80\x02}.", 2)).contains("a dict with the entry \"labels\""));
        let whole = pickled([3, 9], 2);
        for end in 0..whole.len() {
            assert!(Batch::from_pickle("p", &whole[..end], 2).is_err());
        }
    }
}
