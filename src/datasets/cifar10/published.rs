//! The three noisy label sets of CIFAR-10 as published with the method, bit by bit.

use super::CIFAR10_CLASSES;
use crate::{
    Error, Result,
    labels::{LabelHead, LabelTable},
};
use rand_mt::Mt;

/// The share of labels that each published set drew anew. A tenth of these draws gives the true class again.
pub const PUBLISHED_RATIOS: [f64; 3] = [0.2, 0.3, 0.4];

/// The seed of the published sets.
const SEED: u32 = 100;

/// The published sets as a label table with the annotators `noisy_20`, `noisy_30`, `noisy_40` and the truth.
///
/// # Errors
/// [`Error::Format`] as [`published_noise`], or for names that occur twice; [`Error::Parameter`] for another number of
/// names than of labels.
pub fn published_cifar10(names: Vec<String>, truth: &[u8]) -> Result<LabelTable> {
    let mut table = LabelTable::from_names(names)?;
    for (ratio, codes) in PUBLISHED_RATIOS.iter().zip(published_noise(truth)?) {
        let name = format!("noisy_{}", (ratio * 100.0).round());
        table = table.with_head(LabelHead::categorical(&name, &CIFAR10_CLASSES), &codes)?;
    }
    table.with_truth(truth)
}

/// The published recipe: one random stream; for each of [`PUBLISHED_RATIOS`], for each label in turn, a uniform number
/// below the ratio draws the label anew from all ten classes. On the 50,000 training labels of CIFAR-10 in their
/// distributed order these are the published sets; part of them is had by selecting rows afterwards, since a shorter
/// list shifts the stream.
///
/// # Errors
/// [`Error::Format`] with the row of a true code above 9.
pub fn published_noise(truth: &[u8]) -> Result<[Vec<u8>; 3]> {
    if let Some(row) = truth.iter().position(|&code| code > 9) {
        return Err(Error::format(format!("true labels, row {row}"), truth[row], "a code of 0 to 9"));
    }
    let mut random = PythonRandom::new(SEED);
    let mut label = |ratio: f64, code: u8| if random.uniform() < ratio { random.digit() } else { code };
    Ok(PUBLISHED_RATIOS.map(|ratio| truth.iter().map(|&code| label(ratio, code)).collect()))
}

/// The draws of Python's `random` module (CPython's `_randommodule.c` and `random.py`).
struct PythonRandom(Mt);

impl PythonRandom {
    /// `random.seed(seed)`: the integer is a key of one word.
    fn new(seed: u32) -> Self {
        Self(Mt::new_with_key([seed]))
    }

    /// `random.uniform(0, 1)`: 27 and 26 bits make a multiple of 2^-53.
    fn uniform(&mut self) -> f64 {
        let (high, low) = (self.0.next_u32() >> 5, self.0.next_u32() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    /// `random.randint(0, 9)`: four bits, until they are below ten.
    fn digit(&mut self) -> u8 {
        loop {
            let bits = self.0.next_u32() >> 28;
            if bits < 10 {
                return bits as u8;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        datasets::cifar10::{TRAIN_LABELS, fingerprint, label_sets::tests::train_labels, names},
        labels::Ties,
    };

    #[test]
    fn python_draws() {
        // python3 -c "import random; random.seed(100); print([random.uniform(0, 1) for _ in range(3)],
        // [random.randint(0, 9) for _ in range(8)])"
        let mut random = PythonRandom::new(100);
        assert_eq!([(); 3].map(|()| random.uniform()), [0.1456692551041303, 0.45492700451402135, 0.7707838056590222]);
        assert_eq!([(); 8].map(|()| random.digit()), [6, 5, 6, 8, 1, 8, 1, 1]);
    }

    #[test]
    fn the_published_sets_bit_by_bit() {
        let Some(truth) = train_labels() else { return };
        assert_eq!(fingerprint(&truth), TRAIN_LABELS);
        let table = published_cifar10(names("train", truth.len()), &truth).unwrap();
        let published = [
            ("noisy_20", 8_793, "44d8abdd9fa5afdcec30db270c6c5a107b610204f9b38e333647a6b2104ea738"),
            ("noisy_30", 13_503, "a8aaa7fed783ca533974ac1c0158f110bc3ec475cc12943e24d3b94b9eaeaed2"),
            ("noisy_40", 18_026, "45c3e894a3e8c72176266ffa5fc9d7f28eec9fb52cad2b5dfa4808154a41aa4f"),
        ];
        for (set, wrong, sha256) in published {
            assert_eq!(fingerprint(&table.codes(set).unwrap()), sha256);
            assert_eq!(table.noise_rate(set).unwrap(), f64::from(wrong) / 50_000.0);
        }
        let vote = table.majority_vote(&Ties::Annotator("noisy_20".into())).unwrap();
        assert_eq!(vote.iter().zip(&truth).filter(|(vote, truth)| **vote == Some(**truth)).count(), 44_908);
    }

    #[test]
    fn a_strange_code_is_told() {
        assert!(published_noise(&[0, 10]).unwrap_err().to_string().contains("row 1: found 10"));
    }
}
