//! Files of others, damaged at random: every reader gives a value or an error, soon and with little memory.
//!
//! `NOISYFER_MUTATIONS` says how many of each kind are tried (300 by default), `NOISYFER_MUTATION_SEED` which ones. What fails is
//! kept in a file whose name the message gives.

use noisyfer::{
    Seed,
    datasets::{
        affectnet::{AffectNetOptions, read_affectnet, read_affectnet_plus, read_affectnet_release},
        cifar10::{read_cifar10, read_cifar10n, write_cifar10},
        ferplus::{read_ferplus, write_ferplus},
        own::{OwnColumns, read_own_labels},
        raf::{read_affect_list, read_raf_list},
    },
    images::{ImageBudget, encode_jpeg, read_images, read_photo},
    labels::{AnnotationOptions, read_annotations},
    prelude::*,
    run::read_config,
};
use rand::{RngExt, SeedableRng, seq::IndexedRandom};
use rand_chacha::ChaCha8Rng;
use std::{
    alloc::{GlobalAlloc, Layout, System},
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// Counts what is in use, and the most that was.
struct Counting;

static USED: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all work is the system's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let used = USED.fetch_add(layout.size(), Relaxed) + layout.size();
        MOST.fetch_max(used, Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        USED.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A kind of file, one that is whole, and what reads it.
struct Kind {
    name: &'static str,
    path: PathBuf,
    read: Box<dyn Fn(&Path)>,
    /// Bytes that may be taken beside ten times the file's.
    memory: usize,
}

const MEMORY: usize = 64 << 20;

/// What 100 million pixels take, and a copy of them.
const IMAGE_MEMORY: usize = 700 << 20;

fn kinds(folder: &Path) -> Vec<Kind> {
    let mut kinds = vec![];
    let mut add = |name, path: PathBuf, memory, read: Box<dyn Fn(&Path)>| kinds.push(Kind { name, path, read, memory });
    let (raf, affectnet, cifar) = (folder.join("raf"), folder.join("affectnet"), folder.join("cifar"));
    write_raf(&raf, 4, Seed(0)).unwrap();
    write_affectnet(&affectnet, 6, Seed(0)).unwrap();
    write_cifar10(&cifar, 6, Seed(0)).unwrap();
    write_ferplus(folder.join("ferplus"), 10, Seed(0)).unwrap();
    let list = raf.join("EmoLabel/list_patition_label.txt");
    add("RAF-DB's list", list, MEMORY, Box::new(|path| drop(read_raf_list(path, "emotion"))));
    let affect = raf.join("noisy_labels/list_va_AffectnetModel.txt");
    add("valence and arousal", affect, MEMORY, Box::new(|path| drop(read_affect_list(path))));
    let csv = affectnet.join("training.csv");
    add("AffectNet's list", csv, MEMORY, Box::new(|path| drop(read_affectnet(path, &AffectNetOptions::default()))));
    let faces = affectnet.clone();
    add(
        "AffectNet's folder",
        affectnet.join("validation.csv"),
        MEMORY,
        Box::new(move |_| drop(FaceList::affectnet(&faces))),
    );
    for batch in ["cifar-10-batches-py/data_batch_2", "cifar-10-batches-bin/data_batch_2.bin", "GENERATED.json"] {
        let root = match batch.split_once('/') {
            Some((layout, _)) => cifar.join(layout),
            None => cifar.clone(),
        };
        add("CIFAR-10", cifar.join(batch), MEMORY, Box::new(move |_| drop(read_cifar10(&root))));
    }
    let votes = folder.join("ferplus/fer2013new.csv");
    add("FER+'s votes", votes, MEMORY, Box::new(|path| drop(read_ferplus(path))));
    write(
        folder,
        "human.csv",
        b"clean_label,aggre_label,worse_label,random_label1,random_label2,random_label3\n6,6,4,6,4,6\n",
    );
    add("CIFAR-10N as CSV", folder.join("human.csv"), MEMORY, Box::new(|path| drop(read_cifar10n(path))));
    fs::copy(fixture("cases/73-labels-that-explode/h.pt"), folder.join("human.pt")).unwrap();
    add("CIFAR-10N", folder.join("human.pt"), 2 * MEMORY, Box::new(|path| drop(read_cifar10n(path))));
    write(folder, "own.csv", b"name,anna,ben,valence\na.png,happy,sad,0.5\nb.png,,sad,-0.25\nc.png,happy,happy,nan\n");
    let columns = OwnColumns::default();
    add(
        "own labels",
        folder.join("own.csv"),
        MEMORY,
        Box::new(move |path| drop(read_own_labels(path, None, &columns))),
    );
    write(folder, "long.csv", b"image,annotator,label\na,anna,happy\na,ben,sad\nb,anna,sad\nb,\"ben\",happy\n");
    let options = AnnotationOptions::default();
    add("annotations", folder.join("long.csv"), MEMORY, Box::new(move |path| drop(read_annotations(path, &options))));
    let plus = folder.join("plus");
    fs::create_dir(&plus).unwrap();
    write(&plus, "1.json", &fs::read(fixture("cases/77-infinite-share/annotations/2.json")).unwrap());
    let of_plus = plus.clone();
    let options = AffectNetOptions::default();
    add("AffectNet+", plus.join("1.json"), MEMORY, Box::new(move |_| drop(read_affectnet_plus(&of_plus, &options))));
    add_numpy(folder, &mut add);
    add_images(folder, &mut add);
    add_run(folder, &mut add);
    for name in ["zip.pth", "legacy.pth"] {
        fs::copy(fixture("fixtures/pytorch").join(name), folder.join(name)).unwrap();
        add("weights", folder.join(name), MEMORY, Box::new(|path| drop(Weights::read(path))));
    }
    kinds
}

type Add<'a> = &'a mut dyn FnMut(&'static str, PathBuf, usize, Box<dyn Fn(&Path)>);

/// The labels of AffectNet's newer release: a file of numbers each.
fn add_numpy(folder: &Path, add: Add) {
    let release = folder.join("release/annotations");
    fs::create_dir_all(&release).unwrap();
    let number = |kind: &str, bytes: &[u8]| {
        let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (), }}");
        let padding = " ".repeat(64 - (10 + header.len() + 1) % 64);
        let length = ((header.len() + padding.len() + 1) as u16).to_le_bytes();
        [b"\x93NUMPY\x01\0", &length[..], header.as_bytes(), padding.as_bytes(), b"\n", bytes].concat()
    };
    write(&release, "1_exp.npy", &number("<i8", &3i64.to_le_bytes()));
    write(&release, "1_val.npy", &number("<f8", &0.5f64.to_le_bytes()));
    write(&release, "1_aro.npy", &number("<f8", &0.25f64.to_le_bytes()));
    let root = folder.join("release");
    let read = move |_: &Path| drop(read_affectnet_release(&root, &AffectNetOptions::default()));
    add("AffectNet's numbers", release.join("1_exp.npy"), MEMORY, Box::new(read));
}

fn add_images(folder: &Path, add: Add) {
    let picture = image::RgbImage::from_fn(40, 40, |x, y| image::Rgb([5 * x as u8, 6 * y as u8, 60]));
    write(folder, "a.jpg", &encode_jpeg(&picture).unwrap());
    for name in ["a.png", "a.gif", "a.bmp", "a.tif"] {
        picture.save(folder.join(name)).unwrap();
    }
    fs::copy(fixture("cases/71-slow-progressive/p.jpg"), folder.join("slow.jpg")).unwrap();
    for name in ["a.jpg", "a.png", "a.gif", "a.bmp", "a.tif", "slow.jpg"] {
        add("photo", folder.join(name), IMAGE_MEMORY, Box::new(|path| drop(read_photo(path))));
    }
    let read = |path: &Path| drop(read_images(&[path.into()], 32, Fidelity::Corrected, &ImageBudget::default()));
    add("aligned face", folder.join("a.jpg"), IMAGE_MEMORY, Box::new(read));
}

fn add_run(folder: &Path, add: Add) {
    let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
    let cpu = device("cpu").unwrap();
    let method: Method = "majority-vote".parse().unwrap();
    let (run, checkpoint) = (folder.join("run"), folder.join("checkpoint"));
    let training = train_resumable(&experiment, &method, &config, &cpu, &checkpoint).unwrap();
    save_run(&run, &training).unwrap();
    // Without the sums, so that what reads the content is tried too.
    fs::remove_file(run.join("SHA256SUMS")).unwrap();
    for name in ["config.json", "metrics.json", "weights.safetensors", "sample_losses.npy"] {
        let (whole, cpu) = (run.clone(), cpu.clone());
        add("run", run.join(name), 4 * MEMORY, Box::new(move |_| drop(Run::open(&whole, &cpu))));
    }
    add("configuration", run.join("config.json"), MEMORY, Box::new(|path| drop(read_config(path))));
    for name in ["state.msgpack", "learner", "selected.safetensors"] {
        let (experiment, method, config) = (experiment.clone(), method.clone(), config.clone());
        let (cpu, of) = (cpu.clone(), checkpoint.clone());
        fs::remove_file(checkpoint.join("epoch_0001/SHA256SUMS")).unwrap_or_default();
        let read = move |_: &Path| drop(train_resumable(&experiment, &method, &config, &cpu, &of));
        add("checkpoint", checkpoint.join("epoch_0001").join(name), 8 * MEMORY, Box::new(read));
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).unwrap();
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// One to four changes of those that files suffer, and of those that readers do.
fn mutated(bytes: &[u8], rng: &mut ChaCha8Rng) -> Vec<u8> {
    const WORDS: [&[u8]; 12] = [
        b"99999999999999999999",
        b"-1",
        b"nan",
        b"1e309",
        b"\"",
        b",",
        b"\n",
        b"\0\0\0\0",
        b"\xff\xff\xff\xff",
        b"\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\xef\xbb\xbf",
        b"../../x",
    ];
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        if bytes.is_empty() {
            break;
        }
        let at = rng.random_range(0..bytes.len());
        let end = (at + rng.random_range(1..=16)).min(bytes.len());
        match rng.random_range(0..7) {
            0 => bytes[at] ^= 1 << rng.random_range(0..8),
            1 => bytes[at] = rng.random(),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            5 => drop(bytes.splice(at..at, WORDS.choose(rng).unwrap().iter().copied())),
            _ => drop(bytes.splice(at..end, WORDS.choose(rng).unwrap().iter().copied())),
        }
    }
    bytes
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn damaged_files_are_values_or_errors_soon_and_with_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let (count, seed) = (number("NOISYFER_MUTATIONS", 300), number("NOISYFER_MUTATION_SEED", 0));
    let mut faults = vec![];
    for (index, kind) in kinds(folder.path()).iter().enumerate() {
        let whole = fs::read(&kind.path).unwrap();
        // What takes long to read is tried less often.
        let start = Instant::now();
        (kind.read)(&kind.path);
        let slow = (start.elapsed().as_millis() / 5).clamp(1, 20) as u64;
        for round in 0..count.div_ceil(slow) {
            let mut rng = ChaCha8Rng::seed_from_u64(seed ^ (round << 8) ^ index as u64);
            let bytes = mutated(&whole, &mut rng);
            fs::write(&kind.path, &bytes).unwrap();
            MOST.store(USED.load(Relaxed), Relaxed);
            let (before, start) = (USED.load(Relaxed), Instant::now());
            let ended = catch_unwind(AssertUnwindSafe(|| (kind.read)(&kind.path)));
            let (took, memory) = (start.elapsed(), MOST.load(Relaxed).saturating_sub(before));
            let is_soon = took < Duration::from_secs(10);
            if ended.is_err() || !is_soon || memory > kind.memory + 10 * bytes.len() {
                let kept = std::env::temp_dir().join(format!("noisyfer-mutation-{index}-{round}"));
                fs::write(&kept, &bytes).unwrap();
                let panicked = ended.is_err();
                let of = kind.path.strip_prefix(folder.path()).unwrap().display().to_string();
                faults.push(format!(
                    "{} ({of}): panicked {panicked}, {took:?}, {} MB; kept as {}",
                    kind.name,
                    memory >> 20,
                    kept.display()
                ));
                if faults.len() > 20 {
                    panic!("{}", faults.join("\n"));
                }
            }
        }
        fs::write(&kind.path, &whole).unwrap();
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
