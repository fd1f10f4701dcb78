//! Majorities for the consensus with a model, whose ties go by other rules than those of votes without one.

use super::Probability;

/// The labels of several annotators, counted.
pub(super) struct Votes<'a> {
    /// `labels[annotator][item]`
    pub labels: Vec<&'a [Option<u8>]>,
    pub classes: usize,
    /// How many labels each item has.
    pub given: Vec<u32>,
    /// How often each class was given to each item, `[items, classes]`.
    counts: Vec<u32>,
}

impl<'a> Votes<'a> {
    pub fn count(labels: Vec<&'a [Option<u8>]>, classes: usize) -> Self {
        let items = labels.first().map_or(0, |labels| labels.len());
        let (mut given, mut counts) = (vec![0; items], vec![0; items * classes]);
        for column in &labels {
            for (item, code) in column.iter().enumerate() {
                if let Some(code) = code {
                    given[item] += 1;
                    counts[item * classes + usize::from(*code)] += 1;
                }
            }
        }
        Self { labels, classes, given, counts }
    }

    /// The share of each item's labels that are `consensus`; `None` where there is none.
    pub fn agreement(&self, consensus: &[u8]) -> Vec<Option<f64>> {
        let share = |(item, code): (usize, &u8)| {
            let agreeing = self.counts[item * self.classes + usize::from(*code)];
            (self.given[item] > 0).then(|| f64::from(agreeing) / f64::from(self.given[item]))
        };
        consensus.iter().enumerate().map(share).collect()
    }

    /// The share of the others' labels that equal each annotator's; the mean of these shares where there are no others.
    pub fn agreement_of_annotators(&self) -> Vec<f64> {
        let mut shares = vec![];
        for column in &self.labels {
            let (mut equal, mut others) = (0.0, 0.0);
            for (item, code) in column.iter().enumerate() {
                if let Some(code) = code {
                    equal += f64::from(self.counts[item * self.classes + usize::from(*code)] - 1);
                    others += f64::from(self.given[item] - 1);
                }
            }
            shares.push((others > 0.0).then(|| equal / others));
        }
        filled_with_mean(shares)
    }

    /// The class with most labels. Ties go to the most probable class, then to the one given least often in all, then to that of the
    /// annotators who agree most with the majorities without ties, then to the lowest code.
    pub fn majority<P: Probability>(&self, probabilities: &[P]) -> Vec<u8> {
        let mut totals = vec![0u64; self.classes];
        for counts in self.counts.chunks_exact(self.classes) {
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += u64::from(count);
            }
        }
        let all: Vec<u8> = (0..self.classes).map(|class| class as u8).collect();
        let (mut tied, mut clear) = (vec![], vec![]);
        for (counts, row) in self.counts.chunks_exact(self.classes).zip(probabilities.chunks_exact(self.classes)) {
            let modes = best_by(&all, |code| f64::from(counts[usize::from(code)]));
            clear.push(Some(modes[0]).filter(|_| modes.len() == 1));
            tied.push(best_by(&modes, |code| row[usize::from(code)].into()));
        }
        let reliability = self.reliability(&clear);
        let mut majority = vec![];
        for (item, modes) in tied.iter().enumerate() {
            let rarest = best_by(modes, |code| -(totals[usize::from(code)] as f64));
            majority.push(best_by(&rarest, |code| self.mean_reliability(item, code, &reliability))[0]);
        }
        majority
    }

    /// The share of each annotator's labels that are the clear majority, over the items that have one.
    fn reliability(&self, clear: &[Option<u8>]) -> Vec<f64> {
        let mut shares = vec![];
        for column in &self.labels {
            let (mut equal, mut all) = (0.0, 0.0);
            for (label, clear) in column.iter().zip(clear) {
                if let (Some(code), Some(majority)) = (label, clear) {
                    equal += f64::from(u8::from(code == majority));
                    all += 1.0;
                }
            }
            shares.push((all > 0.0).then(|| equal / all));
        }
        filled_with_mean(shares)
    }

    /// Of the annotators who gave `item` the label `code`; 0 where nobody did.
    fn mean_reliability(&self, item: usize, code: u8, reliability: &[f64]) -> f64 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (column, reliability) in self.labels.iter().zip(reliability) {
            if column[item] == Some(code) {
                sum += reliability;
                count += 1.0;
            }
        }
        if count > 0.0 { sum / count } else { 0.0 }
    }
}

/// The shares that are known, and their mean where one is not; 0 without any.
fn filled_with_mean(shares: Vec<Option<f64>>) -> Vec<f64> {
    let known: Vec<f64> = shares.iter().copied().flatten().collect();
    let mean = known.iter().sum::<f64>() / known.len().max(1) as f64;
    shares.into_iter().map(|share| share.unwrap_or(mean)).collect()
}

/// The codes with the largest score; at least one of at least one.
fn best_by(codes: &[u8], score: impl Fn(u8) -> f64) -> Vec<u8> {
    let most = codes.iter().map(|&code| score(code)).fold(f64::NEG_INFINITY, f64::max);
    codes.iter().copied().filter(|&code| score(code) == most).collect()
}
