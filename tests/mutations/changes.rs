//! What happens to files.

use rand::{RngExt, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;

/// One to four changes of those that files suffer, and of those that readers do.
pub fn mutated(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    const WORDS: [&[u8]; 12] = [
        b"99999999999999999999",
        b"-1",
        b"nan",
        b"1e309",
        b"\"",
        b",",
        b"\n",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\xef\xbb\xbf",
        b"../../x",
    ];
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        let end = (at + rng.random_range(1..=16)).min(bytes.len());
        match rng.random_range(0..7) {
            0 => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes[at] = rng.random(),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => drop(bytes.splice(at..at, WORDS.choose(rng).unwrap().iter().copied())),
            _ => drop(bytes.splice(at..end, WORDS.choose(rng).unwrap().iter().copied())),
        }
    }
    bytes
}
