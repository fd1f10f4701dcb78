//! Where long work tells how it goes: whole lines on standard output, which is what a notebook's cell shows.

pub(crate) mod front;

use crate::text::printable;
use std::{
    fmt::Display,
    io::Write,
    time::{Duration, Instant},
};

/// Prints a line, with the control characters escaped that names out of files may hold. A standard output that is closed or full
/// ends the telling, not the work.
pub fn tell(line: impl Display) {
    let _ = writeln!(std::io::stdout(), "{}", printable(&line.to_string()));
}

/// Says when it is time for another line.
#[derive(Debug)]
pub struct Pace {
    every: Duration,
    told: Instant,
}

impl Pace {
    /// A line every so often, the first one after that time.
    pub fn new(every: Duration) -> Self {
        Self { every, told: Instant::now() }
    }

    /// Whether a line is due; from then on the next one is waited for.
    pub fn is_due(&mut self) -> bool {
        let due = self.told.elapsed() >= self.every;
        if due {
            self.told = Instant::now();
        }
        due
    }
}
