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

static FREE: Mutex<Vec<Vec<f32>>> = Mutex::new(vec![]);

fn free() -> std::sync::MutexGuard<'static, Vec<Vec<f32>>> {
    FREE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scratch {
    pub fn take(length: usize) -> Self {
        let mut values = free().pop().unwrap_or_default();
        if values.len() < length {
            values.resize(length, 0.0);
        }
        Self { values, length }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        free().push(std::mem::take(&mut self.values));
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
