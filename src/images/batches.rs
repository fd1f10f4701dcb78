//! Batches, prepared on other threads while the device works.

use super::{Images, augment::Augmentation};
use crate::{Error, Result, Seed};
use rand::seq::SliceRandom;
use rayon::prelude::*;
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, sync_channel},
};

/// How many batches may wait, prepared.
const AHEAD: usize = 2;

/// What an epoch over images is made of. Order and augmentation follow from the seed and the epoch alone, whatever the number
/// of threads.
#[derive(Clone, Debug)]
pub struct EpochPlan {
    /// The images.
    pub images: Images,
    /// How each is changed before it is shown.
    pub augmentation: Augmentation,
    /// Images a batch.
    pub batch_size: usize,
    /// The seed of order and augmentation.
    pub seed: Seed,
    /// The epoch, from 0.
    pub epoch: usize,
}

/// One batch in host memory.
#[derive(Clone, Debug, PartialEq)]
pub struct HostBatch<T> {
    /// Which of the images these are.
    pub rows: Vec<usize>,
    /// `[batch, 3, side, side]` in [-1, 1].
    pub pixels: Vec<f32>,
    /// What else was prepared for the batch.
    pub draws: T,
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

    /// Starts preparing the epoch's batches on a thread of their own, and hands them out in order. `draw` adds what else a
    /// step needs, given its number in the epoch and its number of images.
    pub fn batches<T: Send + 'static>(self, draw: impl Fn(usize, usize) -> T + Send + 'static) -> Batches<T> {
        let (sender, receiver) = sync_channel(AHEAD);
        std::thread::spawn(move || {
            for (step, rows) in self.order().into_iter().enumerate() {
                let prepared = catch_unwind(AssertUnwindSafe(|| {
                    let draws = draw(step, rows.len());
                    Ok(HostBatch { pixels: self.pixels(&rows)?, rows, draws })
                }));
                let batch = prepared.unwrap_or_else(|panic| Err(panicked(step, &*panic)));
                let failed = batch.is_err();
                // The receiver is gone when training stopped early.
                if sender.send(batch).is_err() || failed {
                    break;
                }
            }
        });
        Batches { receiver }
    }

    /// The images of `rows`, varied: `[rows, 3, side, side]`.
    fn pixels(&self, rows: &[usize]) -> Result<Vec<f32>> {
        let side = self.images.side();
        let mut pixels = vec![0.0; rows.len() * 3 * side * side];
        pixels.par_chunks_mut(3 * side * side).zip(rows).try_for_each(|(out, &row)| {
            let index = (self.epoch * self.images.len() + row) as u64;
            let mut rng = self.seed.stream("augmentation", index);
            self.images.get(row).map_or(Ok(()), |image| self.augmentation.apply(image, side, &mut rng, out))
        })?;
        Ok(pixels)
    }
}

/// The batches of one epoch, in order; after an error there are no more. Dropping it ends their preparation.
pub struct Batches<T> {
    receiver: Receiver<Result<HostBatch<T>>>,
}

impl<T> Iterator for Batches<T> {
    type Item = Result<HostBatch<T>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.receiver.recv().ok()
    }
}

/// A panic on the preparing thread as an error: unseen, it would end the epoch early.
fn panicked(step: usize, panic: &(dyn Any + Send)) -> Error {
    let text = panic.downcast_ref::<&str>().map(|text| text.to_string());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
    let expected = "a batch; this is a fault of the program: please report it with the message above";
    Error::format(format!("preparing batch {}", step + 1), format!("a panic: {text}"), expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> EpochPlan {
        let pixels = (0..9 * 32 * 32 * 3).map(|index| (index % 251) as u8).collect();
        let images = Images::new(32, pixels).unwrap();
        EpochPlan { images, augmentation: Augmentation::None, batch_size: 4, seed: Seed(1), epoch: 0 }
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
        let alone = single.install(|| plan().pixels(&rows)).unwrap();
        assert_eq!(alone, plan().pixels(&rows).unwrap());
        let first = plan().batches(|step, count| (step, count)).next().unwrap().unwrap();
        assert_eq!(first, HostBatch { rows, pixels: alone, draws: (0, 4) });
    }

    #[test]
    fn a_panic_on_the_preparing_thread_is_an_error() {
        let mut batches = plan().batches(|step, _| assert!(step < 1, "out of luck"));
        assert!(batches.next().unwrap().is_ok());
        let error = batches.next().unwrap().unwrap_err().to_string();
        assert!(error.starts_with("preparing batch 2: found a panic: out of luck, expected a batch"), "{error}");
        assert!(batches.next().is_none());
    }
}
