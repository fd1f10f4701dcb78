//! Results that a notebook shows at once, in order, and may replace while its cell runs.
//!
//! The notebook's front kernel (docs/kernel.md) reads what cells write to standard output. A line that begins with
//! U+0002 is a result in several formats, as JSON: `{"data": {"text/plain": …, "image/png": …}}`. One with an `"id"`
//! replaces what was shown under it before. `{"panic": …}` is a panic.

use serde_json::{Value, json};
use std::{
    env,
    io::Write,
    process,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
};

/// By this variable the front kernel says that it listens: `live`, or `once` where an output cannot be replaced later, as in a
/// notebook that is executed without a browser.
const LISTENS: &str = "NOISYFER_FRONT";
/// Begins a marked line.
pub(crate) const MARK: char = '\u{2}';

/// Whether a front kernel listens, so that results can be shown anywhere in a cell.
pub(crate) fn is_listening() -> bool {
    env::var_os(LISTENS).is_some()
}

/// Shows a result now: `data` has its formats by MIME type. Only while a front kernel listens.
pub(crate) fn show(data: &Value) {
    write(&json!({ "data": data }));
}

/// Tells that a cell panicked at a line of a file, from 1; with a backtrace where one is wanted.
pub(crate) fn tell_panic(message: &str, (file, line): (String, u32), backtrace: Option<&str>) {
    write(&json!({ "panic": { "message": message, "file": file, "line": line, "backtrace": backtrace } }));
}

/// A place in a cell's output whose content is replaced while the cell runs.
#[derive(Debug)]
pub(crate) struct Place(String);

impl Place {
    /// A new place, below what was shown before; none where outputs cannot be replaced.
    pub fn new() -> Option<Self> {
        static PLACES: AtomicUsize = AtomicUsize::new(0);
        let is_live = env::var_os(LISTENS).is_some_and(|how| how == "live");
        is_live.then(|| Self(format!("{}-{}", process::id(), PLACES.fetch_add(1, Relaxed))))
    }

    /// Shows `data`, formats by MIME type, in place of what was here.
    pub fn show(&self, data: &Value) {
        write(&json!({ "id": self.0, "data": data }));
    }
}

/// Nothing can be told to anyone when standard output is closed.
fn write(result: &Value) {
    let mut output = std::io::stdout().lock();
    let _ = output.write_all(line(result).as_bytes()).and_then(|()| output.flush());
}

fn line(result: &Value) -> String {
    format!("{MARK}{result}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_line_is_one_line_whatever_it_holds() {
        let written = line(&json!({ "data": { "text/plain": "a\nb" } }));
        assert_eq!(written, "\u{2}{\"data\":{\"text/plain\":\"a\\nb\"}}\n");
    }

    #[test]
    fn without_a_front_kernel_nothing_can_be_replaced() {
        assert!(!is_listening() && Place::new().is_none());
    }
}
