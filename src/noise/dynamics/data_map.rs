//! Data maps: how sure a network was of each label over the epochs, and how often it changed its mind.

use super::suspicion::Suspicion;
use crate::{table::Better, table::Table};

/// What became of every sample's label over the epochs (data map: Swayamdipta et al., EMNLP 2020; forgetting: Toneva et al., ICLR 2019). All
/// lists are `[samples]`, `None` where there is no label or no epoch met the sample.
#[derive(Clone, Debug, PartialEq)]
pub struct DataMap {
    /// The mean probability of the label, in [0, 1].
    pub confidence: Vec<Option<f64>>,
    /// The standard deviation of that probability, over n, in [0, 0.5].
    pub variability: Vec<Option<f64>>,
    /// The share of epochs in which the label was the most probable class, in [0, 1].
    pub correctness: Vec<Option<f64>>,
    /// The number of epochs in which it was not: wrong events.
    pub wrong: Vec<Option<u32>>,
    /// How often it was the most probable class and in the next epoch that met the sample no longer. A sample that was never right forgets
    /// nothing; its [`correctness`](Self::correctness) is 0.
    pub forgetting: Vec<Option<u32>>,
}

/// Sums over epochs.
pub(super) struct Gathered {
    samples: Vec<Sums>,
}

#[derive(Clone, Default)]
struct Sums {
    met: u32,
    right: u32,
    forgotten: u32,
    was_right: bool,
    mean: f64,
    /// About the mean.
    squares: f64,
}

impl Gathered {
    pub fn add(&mut self, sample: usize, probability: f64, right: bool) {
        let sums = &mut self.samples[sample];
        sums.met += 1;
        // Welford's update: variances of nearly equal numbers stay exact.
        let before = probability - sums.mean;
        sums.mean += before / f64::from(sums.met);
        sums.squares += before * (probability - sums.mean);
        sums.right += u32::from(right);
        sums.forgotten += u32::from(sums.was_right && !right);
        sums.was_right = right;
    }

    pub fn finish(self) -> DataMap {
        let met = |of: fn(&Sums) -> f64| self.samples.iter().map(|s| (s.met > 0).then(|| of(s))).collect();
        let counts = |of: fn(&Sums) -> u32| self.samples.iter().map(|s| (s.met > 0).then(|| of(s))).collect();
        DataMap {
            confidence: met(|sums| sums.mean),
            variability: met(|sums| (sums.squares.max(0.0) / f64::from(sums.met)).sqrt()),
            correctness: met(|sums| f64::from(sums.right) / f64::from(sums.met)),
            wrong: counts(|sums| sums.met - sums.right),
            forgetting: counts(|sums| sums.forgotten),
        }
    }
}

impl DataMap {
    pub(super) fn gather(samples: usize) -> Gathered {
        Gathered { samples: vec![Sums::default(); samples] }
    }

    /// Confidence, correctness and forgetting as suspicions. For forgetting, samples that were never right are the most suspect, as those
    /// who introduced data maps have it. Wrong events are correctness in other words where all samples were met equally often.
    pub fn suspicions(&self) -> Vec<Suspicion> {
        let mut forgetting = vec![];
        for (&correctness, &forgotten) in self.correctness.iter().zip(&self.forgetting) {
            let never_right = correctness == Some(0.0);
            forgetting.push(forgotten.map(|count| if never_right { f64::INFINITY } else { f64::from(count) }));
        }
        vec![
            Suspicion::of_numbers("confidence", &self.confidence, Better::Higher),
            Suspicion::of_numbers("correctness", &self.correctness, Better::Higher),
            Suspicion::of_numbers("forgetting", &forgetting, Better::Lower),
        ]
    }

    /// A row per sample with a label, by name, `[samples]`; for the picture of confidence against variability.
    pub fn to_table(&self, names: &[String]) -> Table {
        let columns = ["name", "confidence", "variability", "correctness", "wrong", "forgetting"];
        let mut table = Table::new("Data map", &columns);
        for (sample, name) in names.iter().enumerate().take(self.confidence.len()) {
            let count = |counts: &[Option<u32>]| counts[sample].map(f64::from).into();
            if self.confidence[sample].is_some() {
                table.rows.push(vec![
                    name.as_str().into(),
                    self.confidence[sample].into(),
                    self.variability[sample].into(),
                    self.correctness[sample].into(),
                    count(&self.wrong),
                    count(&self.forgetting),
                ]);
            }
        }
        table
    }
}
