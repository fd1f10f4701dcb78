//! Where in a training a step is.

/// Where in a training the next step is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// From 0.
    pub epoch: usize,
    /// How many the epoch has.
    pub steps: usize,
    /// From 0.
    pub step: usize,
}

impl Place {
    /// How many epochs there were once the step is done.
    pub fn epochs_after(self) -> f64 {
        self.epoch as f64 + (self.step + 1) as f64 / self.steps.max(1) as f64
    }

    /// Another number for every step.
    pub fn index(self) -> u64 {
        ((self.epoch as u64) << 32) | self.step as u64
    }
}
