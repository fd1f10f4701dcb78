//! Working memory that is used again: fresh memory costs a page fault for every 4 KiB.

use super::memory::NEW_MEMORY;
use rayon::prelude::*;
use std::{
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
    sync::{Mutex, PoisonError},
};

/// Zeros, written by all threads: by one of them, while the others wait, they are a twentieth of a training step.
pub fn zeros(length: usize) -> Vec<f32> {
    const PART: usize = 1 << 16;
    if length * size_of::<f32>() >= NEW_MEMORY {
        return vec![0.0; length];
    }
    let mut values = Vec::with_capacity(length);
    let parts = values.spare_capacity_mut()[..length].par_chunks_mut(PART);
    parts.for_each(|part| part.fill(MaybeUninit::new(0.0)));
    // SAFETY: they have just been written.
    unsafe { values.set_len(length) };
    values
}

/// A buffer with whatever numbers were left in it; free for the next taker when dropped.
pub struct Scratch {
    values: Vec<f32>,
    length: usize,
}

/// Buffers by the power of two that they reach. One stack for all would let every buffer grow to the size of the largest: gigabytes
/// after some hundred steps, when what is needed at once is a tenth of that.
static FREE: Mutex<[Vec<Vec<f32>>; 65]> = Mutex::new([const { vec![] }; 65]);

/// Does something with the free buffers of about this length.
fn free<R>(length: usize, work: impl FnOnce(&mut Vec<Vec<f32>>) -> R) -> R {
    let class = (usize::BITS - length.leading_zeros()) as usize;
    work(&mut FREE.lock().unwrap_or_else(PoisonError::into_inner)[class])
}

impl Scratch {
    pub fn take(length: usize) -> Self {
        let mut values = free(length, Vec::pop).unwrap_or_default();
        if values.len() < length {
            values.resize(length, 0.0);
        }
        Self { values, length }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let values = std::mem::take(&mut self.values);
        free(values.len(), |free| free.push(values));
    }
}

impl Deref for Scratch {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.values[..self.length]
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.values[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_buffer_is_not_taken_for_little_work() {
        const LARGE: usize = 12_345_678;
        drop(Scratch::take(LARGE));
        let small: Vec<Scratch> = (1..20).map(|length| Scratch::take(length * 100)).collect();
        assert!(small.iter().all(|scratch| scratch.values.len() < 2 * scratch.len()));
        let again = Scratch::take(LARGE - 1);
        assert_eq!((again.len(), again.values.len() >= LARGE - 1), (LARGE - 1, true));
    }
}
