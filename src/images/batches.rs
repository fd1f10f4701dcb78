//! Batches, prepared on other threads while the device works.

use super::{Images, augment::Augmentation};
use crate::{Result, Seed, seed::standard_normals};
use rand::{RngExt, seq::SliceRandom};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::sync::mpsc::{Receiver, sync_channel};

/// How many batches may wait, prepared.
const AHEAD: usize = 2;

/// What a training epoch is made of. Order, augmentation and noise follow from the seed and the epoch alone, whatever
/// the number of threads.
#[derive(Clone, Debug)]
pub struct EpochPlan {
    /// The training images.
    pub images: Images,
    /// How each is changed before it is shown.
    pub augmentation: Augmentation,
    /// Images a batch.
    pub batch_size: usize,
    /// Dimensions of the latent.
    pub noise: usize,
    /// Width of the encoder's hidden layers.
    pub hidden: usize,
    /// Probability with which a hidden unit is dropped.
    pub dropout: f64,
    /// The experiment's seed.
    pub seed: Seed,
    /// The epoch, from 0.
    pub epoch: usize,
}

/// One batch in host memory.
#[derive(Clone, Debug, PartialEq)]
pub struct HostBatch {
    /// The rows of the training set.
    pub rows: Vec<usize>,
    /// `[batch, 3, side, side]` in [-1, 1].
    pub pixels: Vec<f32>,
    /// The encoder's ε, `[batch, noise]`.
    pub encoder_noise: Vec<f32>,
    /// The decoder's z0, `[batch, noise]`.
    pub decoder_noise: Vec<f32>,
    /// Dropout masks of the two hidden layers, `[batch, hidden]`: 0, or 1 / (1 - p). Empty without dropout.
    pub dropout: Vec<Vec<f32>>,
}

impl EpochPlan {
    /// The rows of each batch, shuffled. A last batch of one row joins the one before it: batch norm and concordance
    /// need two.
    pub fn order(&self) -> Vec<Vec<usize>> {
        let mut rows: Vec<usize> = (0..self.images.len()).collect();
        rows.shuffle(&mut self.seed.stream("order", self.epoch as u64));
        let mut batches: Vec<Vec<usize>> = rows.chunks(self.batch_size.max(1)).map(<[usize]>::to_vec).collect();
        if batches.len() > 1 && batches.last().is_some_and(|last| last.len() == 1) {
            let last = batches.pop().unwrap_or_default();
            batches.last_mut().expect("there was more than one").extend(last);
        }
        batches
    }

    /// Starts preparing the epoch's batches on a thread of their own, and hands them out in order.
    pub fn batches(self) -> Batches {
        let (sender, receiver) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            for (step, rows) in self.order().into_iter().enumerate() {
                // The receiver is gone when training stopped early.
                if sender.send(self.prepare(step, rows)).is_err() {
                    break;
                }
            }
        });
        Batches { receiver }
    }

    fn prepare(&self, step: usize, rows: Vec<usize>) -> Result<HostBatch> {
        let side = self.images.side();
        let mut pixels = vec![0.0; rows.len() * 3 * side * side];
        pixels.par_chunks_mut(3 * side * side).zip(&rows).try_for_each(|(out, &row)| {
            let index = (self.epoch * self.images.len() + row) as u64;
            let mut rng = self.seed.stream("augmentation", index);
            self.images.get(row).map_or(Ok(()), |picture| self.augmentation.apply(picture, side, &mut rng, out))
        })?;
        let mut rng = self.seed.stream("noise", ((self.epoch as u64) << 32) | step as u64);
        let encoder_noise = standard_normals(rows.len() * self.noise, &mut rng);
        let decoder_noise = standard_normals(rows.len() * self.noise, &mut rng);
        let layers = if self.dropout > 0.0 { 2 } else { 0 };
        let dropout = (0..layers).map(|_| self.mask(rows.len() * self.hidden, &mut rng)).collect();
        Ok(HostBatch { rows, pixels, encoder_noise, decoder_noise, dropout })
    }

    fn mask(&self, count: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
        let kept = (1.0 / (1.0 - self.dropout)) as f32;
        (0..count).map(|_| if rng.random_bool(self.dropout) { 0.0 } else { kept }).collect()
    }
}

/// The batches of one epoch, in order. Dropping it ends their preparation.
pub struct Batches {
    receiver: Receiver<Result<HostBatch>>,
}

impl Iterator for Batches {
    type Item = Result<HostBatch>;

    fn next(&mut self) -> Option<Result<HostBatch>> {
        self.receiver.recv().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> EpochPlan {
        let pixels = (0..9 * 32 * 32 * 3).map(|index| (index % 251) as u8).collect();
        EpochPlan {
            images: Images::new(32, pixels).unwrap(),
            augmentation: Augmentation::None,
            batch_size: 4,
            noise: 3,
            hidden: 8,
            dropout: 0.5,
            seed: Seed(1),
            epoch: 0,
        }
    }

    #[test]
    fn every_row_once_and_no_batch_of_one() {
        let order = plan().order();
        assert_eq!(order.iter().map(Vec::len).collect::<Vec<_>>(), [4, 5]);
        let mut rows = order.concat();
        rows.sort_unstable();
        assert_eq!(rows, (0..9).collect::<Vec<_>>());
        assert_ne!(order, EpochPlan { epoch: 1, ..plan() }.order());
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let single = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let rows = plan().order().remove(0);
        let alone = single.install(|| plan().prepare(0, rows.clone())).unwrap();
        assert_eq!(alone, plan().prepare(0, rows).unwrap());
        assert_eq!(alone, plan().batches().next().unwrap().unwrap());
    }
}
