//! Files of others, damaged at random: every reader gives a value, or an error that names the file, soon and with little memory.
//!
//! `NOISYFER_MUTATIONS` says how many of each kind are tried (300 by default), `NOISYFER_MUTATION_SEED` which ones. What fails is
//! kept in a file whose name the message gives. With `--nocapture` a table says what each kind took at most.

mod changes;
mod kinds;
mod memory;

use changes::mutated;
use kinds::{Kind, kinds};
use memory::measured;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    time::Duration,
};

/// The processor's time that a file of some kilobytes may take.
const SOON: Duration = Duration::from_secs(1);

/// More faults of one kind than these are not worth reading.
const FAULTS: usize = 3;

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// The time that all threads of this process have computed, whatever else the machine does.
fn processor_time() -> Duration {
    // SAFETY: numbers without a meaning of zeros.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: it is written to, and lives.
    assert_eq!(unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) }, 0);
    let of = |time: libc::timeval| Duration::new(time.tv_sec as u64, 1000 * time.tv_usec as u32);
    of(usage.ru_utime) + of(usage.ru_stime)
}

/// What one file took, and what is wrong with that.
struct Outcome {
    took: Duration,
    memory: usize,
    message: Option<String>,
    fault: Option<String>,
}

fn tried(kind: &Kind, bytes: &[u8]) -> Outcome {
    fs::write(&kind.path, bytes).unwrap();
    let start = processor_time();
    let (ended, memory) = measured(|| catch_unwind(AssertUnwindSafe(|| (kind.read)(&kind.path))));
    let took = processor_time() - start;
    let message = ended.as_ref().ok().and_then(|error| Some(error.as_ref()?.to_string()));
    let fault = match &message {
        _ if ended.is_err() => Some("panicked".into()),
        Some(message) if !kind.named.iter().any(|name| message.contains(name)) => {
            Some(format!("does not name the file: {message}"))
        }
        _ if took > SOON => Some(format!("took {took:?}")),
        _ if memory > kind.memory + 10 * bytes.len() => Some(format!("took {} MB", memory >> 20)),
        _ => None,
    };
    Outcome { took, memory, message, fault }
}

/// Tries `count` damaged files of a kind, and says what they took.
fn try_kind(kind: &Kind, index: u64, count: u64, seed: u64, faults: &mut Vec<String>) -> String {
    let whole = fs::read(&kind.path).unwrap();
    let outcome = tried(kind, &whole);
    assert!(outcome.fault.is_none(), "{} whole: {:?}", kind.name, outcome.fault);
    assert!(outcome.message.is_none() || kind.is_refused, "{} whole: {:?}", kind.name, outcome.message);
    // What takes long to read is tried less often.
    let count = count.div_ceil((outcome.took.as_millis() / 5).clamp(1, 20) as u64);
    let (mut refused, mut took, mut memory, before) = (0, Duration::ZERO, 0, faults.len());
    for round in 0..count {
        let mut rng = ChaCha8Rng::seed_from_u64((seed << 40) ^ (round << 8) ^ index);
        let bytes = mutated(&whole, &mut rng);
        let outcome = tried(kind, &bytes);
        refused += u64::from(outcome.message.is_some());
        (took, memory) = (took.max(outcome.took), memory.max(outcome.memory));
        if let Some(fault) = outcome.fault
            && faults.len() < before + FAULTS
        {
            let kept = std::env::temp_dir().join(format!("noisyfer-mutation-{index}-{round}"));
            fs::write(&kept, &bytes).unwrap();
            faults.push(format!("{} ({}): {fault}; kept as {}", kind.name, file_name(&kind.path), kept.display()));
        }
    }
    fs::write(&kind.path, &whole).unwrap();
    let name = format!("{} ({})", kind.name, file_name(&kind.path));
    format!("| {name} | {count} | {refused} | {} | {} |", took.as_millis(), memory.div_ceil(1 << 20))
}

fn file_name(path: &Path) -> std::borrow::Cow<'_, str> {
    path.file_name().unwrap().to_string_lossy()
}

#[test]
fn damaged_files_are_values_or_errors_soon_and_with_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (count, seed) = (number("NOISYFER_MUTATIONS", 300), number("NOISYFER_MUTATION_SEED", 0));
    let mut faults = vec![];
    println!("| kind | tried | refused | ms of processor at most | MB at most |\n|---|---|---|---|---|");
    for (index, kind) in kinds(folder.path()).iter().enumerate() {
        println!("{}", try_kind(kind, index as u64, count, seed, &mut faults));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
