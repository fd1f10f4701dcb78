//! The process that runs a notebook's cells.

use crate::{interrupt, progress::front};
use std::{
    backtrace::Backtrace,
    env,
    panic::{self, PanicHookInfo},
};

/// Prepares the process that runs a notebook's cells; the notebook's library calls this when it is loaded. An interrupt no longer
/// ends the process. Under the front kernel a panic is told by its message and place, and the process ends with the kernel:
/// a training whose notebook is gone must not run on.
pub fn prepare() {
    interrupt::survive_interrupts();
    if front::is_listening() {
        panic::set_hook(Box::new(tell_panic));
        #[cfg(unix)]
        end_with_parent();
    }
}

fn tell_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("a value that is no text");
    let place = panic.location().map_or((String::new(), 0), |place| (place.file().to_string(), place.line()));
    // The kernel always sets RUST_BACKTRACE for cells, so the front kernel hands on what the user has set.
    let backtrace = env::var_os("NOISYFER_BACKTRACE").map(|_| Backtrace::force_capture().to_string());
    front::tell_panic(message, place, backtrace.as_deref());
}

/// A process that is busy does not read that its parent has ended, so it is looked at every second.
#[cfg(unix)]
fn end_with_parent() {
    use std::{os::unix::process::parent_id, process, thread, time::Duration};
    let parent = parent_id();
    // Without a thread for it the process ends when it next waits for a cell.
    let _ = thread::Builder::new().name("parent".into()).spawn(move || {
        while parent_id() == parent {
            thread::sleep(Duration::from_secs(1));
        }
        process::exit(1);
    });
}
