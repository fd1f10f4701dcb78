//! Which letters a font has: its table `cmap` (OpenType specification, formats 4 and 12).

/// The letters of a face, as ranges of characters.
pub(super) struct Coverage(Vec<(u32, u32)>);

impl Coverage {
    /// Of the face of this index in a font's file, which may be a collection. A file that is no font has no letters.
    pub fn of(file: &[u8], face: usize) -> Self {
        Self(ranges(file, face).unwrap_or_default())
    }

    /// How many faces a file has.
    pub fn faces(file: &[u8]) -> usize {
        if file.starts_with(b"ttcf") { long(file, 8).unwrap_or(0) as usize } else { 1 }
    }

    pub fn has(&self, letter: char) -> bool {
        let letter = u32::from(letter);
        self.0.iter().any(|&(first, last)| (first..=last).contains(&letter))
    }
}

fn short(bytes: &[u8], at: usize) -> Option<usize> {
    bytes.get(at..)?.first_chunk().map(|two| u16::from_be_bytes(*two).into())
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|four| u32::from_be_bytes(*four))
}

fn ranges(file: &[u8], face: usize) -> Option<Vec<(u32, u32)>> {
    let start = if file.starts_with(b"ttcf") { long(file, 12 + 4 * face)? as usize } else { 0 };
    let tables = (0..short(file, start + 4)?).map(|table| start + 12 + 16 * table);
    let entry = tables.into_iter().find(|&at| file.get(at..at + 4) == Some(b"cmap"))?;
    let cmap = file.get(long(file, entry + 8)? as usize..)?;
    let mut found = None;
    for table in 0..short(cmap, 2)? {
        let at = 4 + 8 * table;
        let (platform, encoding) = (short(cmap, at)?, short(cmap, at + 2)?);
        let table = cmap.get(long(cmap, at + 4)? as usize..)?;
        match (platform, encoding, short(table, 0)?) {
            // All of Unicode.
            (0, _, 12) | (3, 10, 12) => return all_planes(table),
            (0, _, 4) | (3, 1, 4) => found = first_plane(table),
            _ => {}
        }
    }
    found
}

fn all_planes(table: &[u8]) -> Option<Vec<(u32, u32)>> {
    let mut ranges = vec![];
    for group in 0..long(table, 12)? as usize {
        let at = 16 + 12 * group;
        ranges.push((long(table, at)?, long(table, at + 4)?));
    }
    Some(ranges)
}

fn first_plane(table: &[u8]) -> Option<Vec<(u32, u32)>> {
    let segments = short(table, 6)? / 2;
    let mut ranges = vec![];
    for segment in 0..segments {
        let (last, first) = (short(table, 14 + 2 * segment)?, short(table, 16 + 2 * (segments + segment))?);
        // The last segment is of no letter.
        if first <= last && last != 0xffff {
            ranges.push((first as u32, last as u32));
        }
    }
    Some(ranges)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_dejavu_sans() {
        let font = dejavu::sans::regular();
        assert_eq!(Coverage::faces(font), 1);
        let coverage = Coverage::of(font, 0);
        for letter in ['A', 'é', 'λ', 'Ж', 'ف', '−', '→'] {
            assert!(coverage.has(letter), "{letter}");
        }
        for letter in ['中', '한', 'か', '\u{ffff}'] {
            assert!(!coverage.has(letter), "{letter}");
        }
        for length in 0..font.len().min(5000) {
            Coverage::of(&font[..length], 0);
        }
        assert!(!Coverage::of(b"no font", 0).has('A'));
    }
}
