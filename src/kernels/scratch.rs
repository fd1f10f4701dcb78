//! Working memory that is used again: fresh memory costs a page fault for every 4 KiB.

use std::{
    ops::{Deref, DerefMut},
    sync::{Mutex, PoisonError},
};

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
