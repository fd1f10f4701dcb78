//! Ending a long computation on request, without losing what it has made.
//!
//! Jupyter's stop button sends SIGINT to the kernel and to the process that runs its cells. By default that would
//! end the process and every variable with it, so the notebook's kernel calls [`survive_interrupts`] when it loads
//! this library, and training asks an [`Interrupt`] after each step whether it should return what it has so far.
//! On the command line SIGTERM, by which schedulers end a job before they kill it, and SIGHUP, of a closed terminal, ask the same.

use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
    low_level,
};
use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// In a notebook a second interrupt ends the process only when it follows this closely: an impatient click during
/// a long step must not cost the variables.
const SECOND_INTERRUPT: Duration = Duration::from_secs(2);

static WATCHERS: AtomicUsize = AtomicUsize::new(0);
static REQUESTED: AtomicBool = AtomicBool::new(false);
static IN_NOTEBOOK: AtomicBool = AtomicBool::new(false);

/// While one is alive, the first interrupt (Ctrl-C, or Jupyter's stop button) only sets a flag.
///
/// A request holds until the outermost watcher is dropped: a loop over several trainings that holds one itself sees
/// the request that ended a training within it.
///
/// On the command line a second Ctrl-C ends the process. In a notebook two interrupts within two seconds do.
///
/// ```
/// use noisyfer::interrupt::Interrupt;
/// let interrupt = Interrupt::watch();
/// let mut steps = 0;
/// while steps < 3 && !interrupt.requested() {
///     steps += 1;
/// }
/// assert_eq!(steps, 3);
/// ```
#[derive(Debug)]
pub struct Interrupt(());

impl Interrupt {
    /// Starts to watch, with no request made yet unless an outer watcher has seen one.
    pub fn watch() -> Self {
        listen();
        if WATCHERS.fetch_add(1, SeqCst) == 0 {
            REQUESTED.store(false, SeqCst);
        }
        Self(())
    }

    /// Whether an interrupt has come since the outermost watcher began.
    pub fn requested(&self) -> bool {
        REQUESTED.load(SeqCst)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        WATCHERS.fetch_sub(1, SeqCst);
    }
}

/// From now on a single interrupt never ends this process, also while nothing watches; two within two seconds do,
/// whatever the process is busy with. The notebook's kernel calls this when it loads the library.
pub fn survive_interrupts() {
    IN_NOTEBOOK.store(true, SeqCst);
    listen();
}

/// Handles interrupts on a thread of their own, where it is safe to print and to wait, unlike in a signal handler.
fn listen() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| {
        // Without a thread or a pipe for it (a system out of both) interrupts keep what they did before.
        if let Ok(mut signals) = Signals::new(asking()) {
            let _ = std::thread::Builder::new().name("interrupt".into()).spawn(move || {
                let mut previous = None;
                for signal in signals.forever() {
                    answer(signal, previous.replace(Instant::now()));
                }
            });
        }
    });
}

/// The signals that ask to end. A notebook's server ends its kernels by SIGTERM, and means it; a process that was started with
/// `nohup` ignores SIGHUP, and must go on to.
fn asking() -> Vec<i32> {
    let mut signals = vec![SIGINT];
    if !IN_NOTEBOOK.load(SeqCst) {
        signals.push(SIGTERM);
        if !is_ignored(SIGHUP) {
            signals.push(SIGHUP);
        }
    }
    signals
}

#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    // SAFETY: with no new action the call only writes the present one, to memory that is ours and may be all zero.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        libc::sigaction(signal, std::ptr::null(), &raw mut action) == 0 && action.sa_sigaction == libc::SIG_IGN
    }
}

#[cfg(not(unix))]
fn is_ignored(_signal: i32) -> bool {
    true
}

fn answer(signal: i32, previous: Option<Instant>) {
    let watched = WATCHERS.load(SeqCst) > 0;
    if !IN_NOTEBOOK.load(SeqCst) {
        if !watched || REQUESTED.swap(true, SeqCst) {
            let _ = low_level::emulate_default_handler(signal);
        }
        let name = low_level::signal_name(signal).unwrap_or("a signal");
        // A closed terminal cannot be told.
        let _ = writeln!(
            std::io::stderr(),
            "Interrupted ({name}): finishing this step. Press Ctrl-C, or send it, again to end at once."
        );
    } else if previous.is_some_and(|previous| previous.elapsed() < SECOND_INTERRUPT) {
        eprintln!(
            "Interrupted twice: the process of the cells was ended, all variables are lost. Run the cells again."
        );
        low_level::exit(128 + SIGINT);
    } else {
        REQUESTED.store(watched, SeqCst);
        let what = if watched { "finishing this step" } else { "nothing in this cell watches for it" };
        eprintln!(
            "Interrupted: {what}. Interrupt twice within two seconds to end the process; all variables are then lost."
        );
    }
}
