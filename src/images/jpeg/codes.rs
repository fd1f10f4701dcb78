//! Whether the codes of a JPEG are all there (ITU-T T.81, sequential and progressive with Huffman codes). Decoders fill up with grey
//! what is missing, and behind a gap they go on with whatever comes; so the codes are counted here, without making pixels of them.

use super::{
    bits::{Bits, Codes, Table, next_mark},
    passes::{Frame, NONE_YET},
};

/// More bytes than this between the last code and the next mark are no filling: they are codes that were not understood.
const MOST_FILLING: usize = 32;

/// Looks at all codes of a JPEG.
pub(in crate::images) fn look(jpeg: &[u8]) -> Codes {
    let walk = Walk { jpeg: codes_of(jpeg), at: 2, tables: Default::default(), interval: 0, frame: None };
    walk.look().unwrap_or_else(|fault| fault)
}

/// The JPEG without what was put behind its codes in place of the rest: zeros are what an interrupted copy leaves, and a code in every
/// JPEG. One alone may be the end of the codes, and one behind a 255 belongs to it; a 255 alone is the first half of a mark.
pub(in crate::images) fn codes_of(jpeg: &[u8]) -> &[u8] {
    let end = jpeg.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
    let mut kept = end + usize::from(end > 0 && jpeg[end - 1] == 0xff).min(jpeg.len() - end);
    if jpeg.len() - kept == 1 {
        kept = jpeg.len();
    }
    jpeg[..kept].strip_suffix(&[0xff]).unwrap_or(&jpeg[..kept])
}

struct Walk<'a> {
    jpeg: &'a [u8],
    at: usize,
    /// For first coefficients and for the others, four each.
    tables: [[Option<Box<Table>>; 4]; 2],
    /// How many units stand between two restarts; 0 without them.
    interval: usize,
    frame: Option<Frame>,
}

impl<'a> Walk<'a> {
    fn look(mut self) -> Result<Codes, Codes> {
        while let Some(code) = self.marker() {
            match code {
                0xd9 => {
                    let is_begun = |frame: &Frame| frame.colours.iter().all(|colour| colour.missing[0] != NONE_YET);
                    return Ok(if self.frame.as_ref().is_some_and(is_begun) { Codes::Whole } else { Codes::Gap });
                }
                // Other ways of coding: decoders say what they make of them.
                0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return Ok(Codes::Whole),
                0..=1 | 0xd0..=0xd8 => {}
                _ => {
                    let content = self.segment().ok_or(Codes::CutOff)?;
                    match code {
                        0xc0..=0xc2 => self.frame = Some(Frame::read(code, content).ok_or(Codes::Gap)?),
                        0xc4 => self.read_tables(content).ok_or(Codes::Gap)?,
                        0xdd => self.interval = content.first_chunk().map_or(0, |two| u16::from_be_bytes(*two).into()),
                        0xda => self.scan(content)?,
                        _ => {}
                    }
                }
            }
        }
        let is_complete = |frame: &Frame| frame.colours.iter().all(|colour| colour.missing == [0; 64]);
        Ok(if self.frame.as_ref().is_some_and(is_complete) { Codes::WithoutMark } else { Codes::CutOff })
    }

    /// The next marker, behind which the walk then stands.
    fn marker(&mut self) -> Option<u8> {
        self.at = next_marker(self.jpeg, self.at);
        let code = *self.jpeg.get(self.at + 1)?;
        self.at += 2;
        Some(code)
    }

    /// What belongs to the marker, behind which the walk then stands.
    fn segment(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(u16::from_be_bytes(*self.jpeg.get(self.at..)?.first_chunk()?));
        let content = self.jpeg.get(self.at + 2..self.at + length)?;
        self.at += length;
        Some(content)
    }

    fn read_tables(&mut self, mut content: &[u8]) -> Option<()> {
        while let [which, rest @ ..] = content {
            let (table, length) = Table::read(rest)?;
            *self.tables.get_mut(usize::from(which >> 4))?.get_mut(usize::from(which & 15))? = Some(Box::new(table));
            content = &rest[length..];
        }
        Some(())
    }

    /// Walks over the codes of a pass, and stands behind them then.
    fn scan(&mut self, header: &[u8]) -> Result<(), Codes> {
        let frame = self.frame.as_mut().ok_or(Codes::Gap)?;
        if self.tables.iter().flatten().all(Option::is_none) {
            // Films leave the usual tables out.
            return Err(Codes::Whole);
        }
        let (parts, pass) = frame.pass(header).ok_or(Codes::Gap)?;
        let [across, down] = match parts[..] {
            [(colour, _)] => frame.colours[colour].blocks,
            _ => frame.units,
        };
        let (mut bits, mut run) = (Bits::new(self.jpeg, self.at), 0);
        for unit in 0..across * down {
            if unit > 0 && self.interval > 0 && unit.is_multiple_of(self.interval) {
                check_filling(self.jpeg, bits.place(), |code| matches!(code, 0xd0..=0xd7))?;
                bits.restart((unit / self.interval - 1) % 8)?;
                run = 0;
            }
            let (column, row) = (unit % across, unit / across);
            for &(colour, [of_first, of_others]) in &parts {
                let colour = &mut frame.colours[colour];
                let tables = [self.tables[0][of_first].as_deref(), self.tables[1][of_others].as_deref()];
                if parts.len() == 1 {
                    let stride = frame.units[0] * colour.sampling[0];
                    pass.block(&mut bits, tables, colour.found.get_mut(row * stride + column), &mut run)?;
                    continue;
                }
                let [wide, high] = colour.sampling;
                for down in 0..high {
                    for across in 0..wide {
                        let place = (row * high + down) * frame.units[0] * wide + column * wide + across;
                        pass.block(&mut bits, tables, colour.found.get_mut(place), &mut run)?;
                    }
                }
            }
        }
        for (colour, _) in parts {
            frame.colours[colour].missing[pass.first..=pass.last].fill(pass.low_bit);
        }
        self.at = bits.place();
        check_filling(self.jpeg, self.at, |_| true)
    }
}

/// Checks that there is a mark soon, and one that may stand there.
fn check_filling(jpeg: &[u8], from: usize, may_stand: fn(u8) -> bool) -> Result<(), Codes> {
    let mark = next_mark(jpeg, from);
    let filling = jpeg[from.min(mark)..mark].iter().filter(|&&byte| byte != 0 && byte != 0xff).count();
    match jpeg.get(mark + 1) {
        Some(&code) if filling <= MOST_FILLING && may_stand(code) => Ok(()),
        None if filling <= MOST_FILLING && may_stand(0xd9) => Ok(()),
        None => Err(Codes::CutOff),
        Some(_) => Err(Codes::Gap),
    }
}

/// As [`next_mark`] but for restarts, which belong to the codes.
fn next_marker(jpeg: &[u8], from: usize) -> usize {
    let mut at = next_mark(jpeg, from);
    while matches!(jpeg.get(at + 1), Some(0xd0..=0xd7)) {
        at = next_mark(jpeg, at + 2);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use libjpeg_turbo_rs::{Encoder, PixelFormat, Subsampling};

    /// Where the codes of the first pass begin.
    fn start(jpeg: &[u8]) -> usize {
        jpeg.windows(2).position(|two| two == [0xff, 0xda]).unwrap() + 14
    }

    #[test]
    fn whole_and_broken_codes_of_every_kind() {
        // Noise, of which every part takes some bytes.
        let pixels: Vec<u8> = (0..70 * 110 * 3u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 23) as u8).collect();
        for sampling in [Subsampling::S444, Subsampling::S422, Subsampling::S420, Subsampling::S440] {
            for (progressive, interval, optimised) in
                [(false, 0, false), (false, 3, false), (false, 0, true), (true, 0, true), (true, 5, true)]
            {
                let encoder = Encoder::new(&pixels, 70, 110, PixelFormat::Rgb).quality(90).subsampling(sampling);
                let encoder = encoder.progressive(progressive).optimize_huffman(optimised).restart_blocks(interval);
                let whole = encoder.encode().unwrap();
                let kind = format!("{sampling:?} {progressive} {interval} {optimised}");
                assert_eq!(look(&whole), Codes::Whole, "{kind}");
                assert_eq!(look(&[&whole, &b"a film with \xff\xda and more"[..]].concat()), Codes::Whole, "{kind}");
                let (start, end) = (start(&whole), whole.len() - 2);
                for left in [&whole[..end], &whole[..end + 1], &[&whole[..end], &[0; 99]].concat()] {
                    assert_eq!(look(left), Codes::WithoutMark, "{kind}");
                }
                for tenth in 0..10 {
                    let at = start + (end - start) * tenth / 10;
                    assert_eq!(look(&whole[..at]), Codes::CutOff, "{kind} {tenth}");
                    let zeros = [&whole[..at], &vec![0; whole.len() - at]].concat();
                    assert_eq!(look(&zeros), Codes::CutOff, "{kind} {tenth}, then zeros");
                    let gap = (end - at) / 2 + 1;
                    let without = [&whole[..at], &whole[at + gap..]].concat();
                    // Towards the end few codes are left to be too many or too few.
                    assert!(tenth > 7 || look(&without) != Codes::Whole, "{kind} {tenth}, then {gap} bytes missing");
                }
            }
        }
    }

    #[test]
    fn what_is_no_jpeg_is_no_trouble() {
        let encoder = Encoder::new(&[7; 70 * 110 * 3], 70, 110, PixelFormat::Rgb).progressive(true);
        let whole = encoder.encode().unwrap();
        for length in 0..whole.len() - 2 {
            assert_ne!(look(&whole[..length]), Codes::Whole, "{length} bytes");
        }
        for at in 0..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                // It says something, and does not panic.
                look(&damaged);
            }
        }
    }
}
