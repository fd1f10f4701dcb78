//! The bits of a JPEG's codes.

/// So many bits of a code say at once what it means, unless it is longer.
const QUICK: u32 = 9;

/// What became of the codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::images) enum Codes {
    /// All are there, or they are of a kind that is not looked at here.
    Whole,
    /// All are there, and only the mark of the end is missing.
    WithoutMark,
    /// They end before the image does.
    CutOff,
    /// There are too few or too many between two marks, or such as are none.
    Gap,
}

/// What codes mean.
pub(super) struct Table {
    /// Length and meaning of the code that begins so; of length 0 where it is longer, or none.
    quick: [(u8, u8); 1 << QUICK],
    /// For each length from 1 the first code that is too large, left-aligned in 16 bits, and what added to a code's bits is the place of
    /// its meaning.
    ends: [(u32, i32); 16],
    meanings: Vec<u8>,
}

impl Table {
    /// Reads how many codes have 1 to 16 bits, and their meanings; also how many bytes these are.
    pub fn read(content: &[u8]) -> Option<(Self, usize)> {
        let (counts, rest) = content.split_first_chunk::<16>()?;
        let total = counts.iter().map(|&count| usize::from(count)).sum();
        let meanings = rest.get(..total)?.to_vec();
        let mut table = Self { quick: [(0, 0); 1 << QUICK], ends: [(0, 0); 16], meanings };
        let (mut code, mut place) = (0u32, 0usize);
        for (length, &count) in (1..).zip(counts) {
            let offset = place as i32 - code as i32;
            for _ in 0..count {
                if length <= QUICK {
                    let start = (code << (QUICK - length)) as usize;
                    let same = table.quick.get_mut(start..start + (1 << (QUICK - length)))?;
                    same.fill((length as u8, table.meanings[place]));
                }
                code += 1;
                place += 1;
            }
            table.ends[length as usize - 1] = (code << (16 - length), offset);
            code <<= 1;
        }
        Some((table, 16 + total))
    }
}

/// The bits of a pass, up to the next mark.
pub(super) struct Bits<'a> {
    jpeg: &'a [u8],
    /// The byte to come.
    at: usize,
    /// The bits that were taken from bytes before it, left-aligned, and how many.
    held: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(jpeg: &'a [u8], at: usize) -> Self {
        Self { jpeg, at, held: 0, count: 0 }
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(&byte) = self.jpeg.get(self.at) else { return };
            if byte == 0xff {
                // What is followed by 0 is a byte of the codes.
                if self.jpeg.get(self.at + 1) != Some(&0) {
                    return;
                }
                self.at += 1;
            }
            self.at += 1;
            self.held |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// Leaves bits out.
    pub fn skip(&mut self, count: u8) -> Result<(), Codes> {
        let count = u32::from(count);
        if self.count < count {
            self.fill();
        }
        if self.count < count {
            return Err(if self.at < self.jpeg.len() { Codes::Gap } else { Codes::CutOff });
        }
        self.held <<= count;
        self.count -= count;
        Ok(())
    }

    /// The number that the next bits are.
    pub fn take(&mut self, count: u8) -> Result<u32, Codes> {
        if self.count < u32::from(count) {
            self.fill();
        }
        // In two steps, since nothing is shifted by all 64.
        let number = (self.held >> 1 >> (63 - u32::from(count))) as u32;
        self.skip(count)?;
        Ok(number)
    }

    /// What the next code means.
    pub fn symbol(&mut self, table: Option<&Table>) -> Result<u8, Codes> {
        let table = table.ok_or(Codes::Gap)?;
        if self.count < 16 {
            self.fill();
        }
        let (length, meaning) = table.quick[(self.held >> (64 - QUICK)) as usize];
        if length > 0 {
            self.skip(length)?;
            return Ok(meaning);
        }
        let next = (self.held >> 48) as u32;
        for (length, &(end, offset)) in (1..).zip(&table.ends) {
            if next < end {
                let place = (next >> (16 - length)) as i32 + offset;
                self.skip(length)?;
                return table.meanings.get(place as usize).copied().ok_or(Codes::Gap);
            }
        }
        // Behind the last code there may be too few bits for any.
        self.skip(16)?;
        Err(Codes::Gap)
    }

    /// Leaves out a size and the number of that many bits behind it.
    pub fn value(&mut self, table: Option<&Table>) -> Result<(), Codes> {
        let size = self.symbol(table)?;
        if size > 16 { Err(Codes::Gap) } else { self.skip(size) }
    }

    /// Goes on behind the restart of this number, the next mark.
    pub fn restart(&mut self, number: usize) -> Result<(), Codes> {
        let at = next_mark(self.jpeg, self.place());
        match self.jpeg.get(at + 1) {
            Some(&code) if usize::from(code) == 0xd0 + number => {
                *self = Self::new(self.jpeg, at + 2);
                Ok(())
            }
            Some(_) => Err(Codes::Gap),
            None => Err(Codes::CutOff),
        }
    }

    /// The byte behind the last code. The bytes that are held are counted back.
    pub fn place(&self) -> usize {
        let mut at = self.at;
        for _ in 0..self.count / 8 {
            at -= 1;
            if self.jpeg[at] == 0 && at > 0 && self.jpeg[at - 1] == 0xff {
                at -= 1;
            }
        }
        at
    }
}

/// Where the next mark is: a 255 that is followed by something else than 0, which makes it a code, and 255, which fills up.
pub(super) fn next_mark(jpeg: &[u8], from: usize) -> usize {
    let mut at = from;
    while at < jpeg.len() && (jpeg[at] != 0xff || matches!(jpeg.get(at + 1), Some(0 | 0xff))) {
        at += 1;
    }
    at
}
