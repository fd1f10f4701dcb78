//! How a training under way is told: in place where a notebook can replace an output, otherwise in lines.

use super::{progress::Progress, training::Training, views_live::LiveView};
use crate::progress;
use std::time::Instant;

/// The report of one training.
pub(super) struct Report {
    live: Option<LiveView>,
    started: Instant,
}

impl Report {
    pub fn new() -> Self {
        Self { live: LiveView::new(), started: Instant::now() }
    }

    /// Whether it is shown in place, which is worth more reports than lines are.
    pub fn is_live(&self) -> bool {
        self.live.is_some()
    }

    pub fn show(&mut self, progress: &Progress) {
        match &mut self.live {
            Some(view) => view.show(progress),
            None => progress::tell(progress),
        }
    }

    pub fn end(self, training: &Training) {
        let summary = format!("{}; {:.0} s", training.summary(), self.started.elapsed().as_secs_f64());
        match self.live {
            Some(view) => view.end(training, &summary),
            None => progress::tell(summary),
        }
    }
}
