//! The passes in which a JPEG brings its coefficients.

use super::bits::{Bits, Codes, Table};

/// That no pass has brought a coefficient yet.
pub(super) const NONE_YET: u8 = 255;

pub(super) struct Frame {
    is_progressive: bool,
    /// Units of all colours: across and down.
    pub units: [usize; 2],
    pub colours: Vec<Colour>,
}

pub(super) struct Colour {
    id: u8,
    /// Blocks of 8 x 8 in a unit of all colours: across and down.
    pub sampling: [usize; 2],
    /// Blocks that hold something of the image: across and down.
    pub blocks: [usize; 2],
    /// For each block of a progressive image which of its coefficients are not 0.
    pub found: Vec<u64>,
    /// How many bits of each coefficient are still to come.
    pub missing: [u8; 64],
}

/// A colour in a pass: its place in the frame, and its tables.
pub(super) type Part = (usize, [usize; 2]);

/// Which coefficients a pass brings, and which of their bits.
pub(super) struct Pass {
    pub first: usize,
    pub last: usize,
    is_refinement: bool,
    pub low_bit: u8,
}

impl Frame {
    pub fn read(code: u8, content: &[u8]) -> Option<Self> {
        let &[_, a, b, c, d, count] = content.first_chunk()?;
        let [height, width] = [[a, b], [c, d]].map(|length| usize::from(u16::from_be_bytes(length)));
        let described: Vec<[u8; 3]> = content.get(6..)?.as_chunks().0.iter().take(count.into()).copied().collect();
        let sampling = |[_, both, _]: &[u8; 3]| [usize::from(both >> 4), usize::from(both & 15)];
        let most = |axis: usize| described.iter().map(|colour| sampling(colour)[axis]).max().filter(|&most| most > 0);
        let (most, lengths) = ([most(0)?, most(1)?], [width, height]);
        let units = [0, 1].map(|axis| lengths[axis].div_ceil(8 * most[axis]));
        let mut colours = vec![];
        for colour in &described {
            let sampling = sampling(colour);
            let blocks = [0, 1].map(|axis| (lengths[axis] * sampling[axis]).div_ceil(most[axis]).div_ceil(8));
            let count = if code == 0xc2 { units[0] * sampling[0] * units[1] * sampling[1] } else { 0 };
            colours.push(Colour { id: colour[0], sampling, blocks, found: vec![0; count], missing: [NONE_YET; 64] });
        }
        let is_whole = colours.len() == usize::from(count) && height > 0 && width > 0;
        is_whole.then_some(Self { is_progressive: code == 0xc2, units, colours })
    }

    /// The colours and the coefficients of a pass.
    pub fn pass(&self, header: &[u8]) -> Option<(Vec<Part>, Pass)> {
        let (count, rest) = header.split_first()?;
        let (chosen, rest) = rest.split_at_checked(2 * usize::from(*count))?;
        let &[first, last, bits] = rest.first_chunk()?;
        let mut parts = vec![];
        for &[id, tables] in chosen.as_chunks().0 {
            let place = self.colours.iter().position(|colour| colour.id == id)?;
            parts.push((place, [usize::from(tables >> 4) & 3, usize::from(tables & 15) & 3]));
        }
        let whole = Pass { first: 0, last: 63, is_refinement: false, low_bit: 0 };
        if !self.is_progressive {
            return Some((parts, whole));
        }
        let [first, last] = [first, last].map(usize::from);
        let pass = Pass { first, last, is_refinement: bits >> 4 > 0, low_bit: bits & 15 };
        (last < 64 && first <= last && (first == 0) == (last == 0)).then_some((parts, pass))
    }
}

impl Pass {
    /// Walks over the codes of a block. `found` says which of its coefficients are not 0, and is none for a sequential image; `run` counts
    /// the blocks to come that have no more of them.
    pub fn block(
        &self,
        bits: &mut Bits,
        [of_first, of_others]: [Option<&Table>; 2],
        found: Option<&mut u64>,
        run: &mut u32,
    ) -> Result<(), Codes> {
        let Some(found) = found else {
            bits.value(of_first)?;
            return self.coefficients(bits, of_others, &mut 0, &mut 0, 1);
        };
        match (self.first, self.is_refinement) {
            (0, true) => bits.skip(1),
            (0, false) => bits.value(of_first),
            (first, false) => self.coefficients(bits, of_others, found, run, first),
            (_, true) => self.refine(bits, of_others, found, run),
        }
    }

    fn coefficients(
        &self,
        bits: &mut Bits,
        table: Option<&Table>,
        found: &mut u64,
        run: &mut u32,
        mut at: usize,
    ) -> Result<(), Codes> {
        if *run > 0 {
            *run -= 1;
            return Ok(());
        }
        while at <= self.last {
            let symbol = bits.symbol(table)?;
            let (zeros, size) = (symbol >> 4, symbol & 15);
            match (zeros, size) {
                (15, 0) => at += 16,
                (_, 0) => {
                    // In a sequential image there is none but 0, the end of this block.
                    *run = (1 << zeros) - 1 + bits.take(zeros)?;
                    return Ok(());
                }
                _ => {
                    at += usize::from(zeros);
                    if at > self.last {
                        return Err(Codes::Gap);
                    }
                    *found |= 1 << at;
                    bits.skip(size)?;
                    at += 1;
                }
            }
        }
        Ok(())
    }

    /// One more bit of the coefficients that are known, and those that come with it.
    fn refine(&self, bits: &mut Bits, table: Option<&Table>, found: &mut u64, run: &mut u32) -> Result<(), Codes> {
        let mut at = self.first;
        while *run == 0 && at <= self.last {
            let symbol = bits.symbol(table)?;
            let (mut zeros, size) = (symbol >> 4, symbol & 15);
            if size == 0 && zeros < 15 {
                *run = (1 << zeros) + bits.take(zeros)?;
                break;
            }
            bits.skip(size)?;
            while at <= self.last {
                if *found >> at & 1 == 1 {
                    bits.skip(1)?;
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                at += 1;
            }
            if size > 0 {
                if at > self.last {
                    return Err(Codes::Gap);
                }
                *found |= 1 << at;
            }
            at += 1;
        }
        if *run > 0 {
            while at <= self.last {
                bits.skip((*found >> at & 1) as u8)?;
                at += 1;
            }
            *run -= 1;
        }
        Ok(())
    }
}
