//! Every kind of file that is read, whole, and what reads it.

use noisyfer::{
    Result, Seed,
    datasets::{
        affectnet::{AffectNetOptions, read_affectnet, read_affectnet_plus, read_affectnet_release},
        cifar10::{read_cifar10, read_cifar10n, write_cifar10},
        ferplus::{read_ferplus, write_ferplus},
        generated::Generated,
        own::{OwnColumns, read_own_labels},
        raf::{read_affect_list, read_raf_list},
        read_label_files,
    },
    images::{ImageBudget, encode_jpeg, read_images, read_photo},
    labels::{AnnotationOptions, WideOptions, read_annotations, read_answers, read_wide},
    noise::predictions::read_probabilities,
    prelude::*,
    run::read_config,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Reads a file and gives the error, if there is one.
type Read = Box<dyn Fn(&Path) -> Option<Error>>;

/// A kind of file, one that is whole, and what reads it.
pub struct Kind {
    pub name: &'static str,
    pub path: PathBuf,
    pub read: Read,
    /// Bytes that may be taken beside ten times the file's.
    pub memory: usize,
    /// Whether it is refused as it is.
    pub is_refused: bool,
    /// What errors have to hold, one of these.
    pub named: Vec<String>,
}

const MEMORY: usize = 64 << 20;

/// What 100 million pixels take, and a copy of them.
const IMAGE_MEMORY: usize = 700 << 20;

/// The limit of unpacked label files, and the labels.
const UNPACKED_MEMORY: usize = 128 << 20;

/// A network, its optimiser's state and a batch, as the files say that is whole.
const NETWORK_MEMORY: usize = 256 << 20;

/// Where kinds are made, and those that are.
struct Kinds<'a> {
    folder: &'a Path,
    made: Vec<Kind>,
}

/// One file of every kind, in `folder`.
pub fn kinds(folder: &Path) -> Vec<Kind> {
    let mut kinds = Kinds { folder, made: vec![] };
    kinds.add_datasets();
    kinds.add_annotations();
    kinds.add_affectnet_releases();
    kinds.add_images();
    kinds.add_run();
    kinds.add_weights();
    kinds.made
}

impl Kinds<'_> {
    /// Adds what is at `path`, read by `read`.
    fn add<T>(
        &mut self,
        name: &'static str,
        path: PathBuf,
        memory: usize,
        read: impl Fn(&Path) -> Result<T> + 'static,
    ) {
        let read = Box::new(move |path: &Path| read(path).err());
        let named = vec![path.file_name().unwrap().to_str().unwrap().to_string()];
        self.made.push(Kind { name, path, read, memory, is_refused: false, named });
    }

    /// Says that what was added last is refused as it is.
    fn refused(&mut self) {
        self.made.last_mut().unwrap().is_refused = true;
    }

    /// Says what errors of what was added last may name instead of the file.
    fn named(&mut self, name: &str) {
        self.made.last_mut().unwrap().named.push(name.into());
    }

    /// Writes a file and returns its path.
    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn add_datasets(&mut self) {
        let [raf, affectnet, cifar, ferplus] =
            ["raf", "affectnet", "cifar", "ferplus"].map(|name| self.folder.join(name));
        write_raf(&raf, 4, Seed(0)).unwrap();
        write_affectnet(&affectnet, 6, Seed(0)).unwrap();
        write_cifar10(&cifar, 6, Seed(0)).unwrap();
        write_ferplus(&ferplus, 10, Seed(0)).unwrap();
        let list = raf.join("EmoLabel/list_patition_label.txt");
        self.add("RAF-DB's list", list, MEMORY, |path| read_raf_list(path, "emotion"));
        let affect = raf.join("noisy_labels/list_va_AffectnetModel.txt");
        self.add("valence and arousal", affect, MEMORY, |path| read_affect_list(path));
        let csv = affectnet.join("training.csv");
        self.add("AffectNet's list", csv, MEMORY, |path| read_affectnet(path, &AffectNetOptions::default()));
        let validation = affectnet.join("validation.csv");
        self.add("AffectNet's folder", validation, MEMORY, move |_| FaceList::affectnet(&affectnet));
        for batch in ["cifar-10-batches-py/data_batch_2", "cifar-10-batches-bin/data_batch_2.bin"] {
            let path = cifar.join(batch);
            let root = path.parent().unwrap().to_path_buf();
            self.add("CIFAR-10", path, MEMORY, move |_| read_cifar10(&root));
        }
        self.add("GENERATED.json", cifar.join("GENERATED.json"), MEMORY, move |_| Generated::read(&cifar));
        self.add("FER+'s votes", ferplus.join("fer2013new.csv"), MEMORY, |path| read_ferplus(path));
        let header = "clean_label,aggre_label,worse_label,random_label1,random_label2,random_label3";
        let human = self.write("human.csv", format!("{header}\n6,6,4,6,4,6\n"));
        self.add("CIFAR-10N as CSV", human, MEMORY, |path| read_cifar10n(path));
        self.refused();
        let packed = self.write("human.pt", fixture("cases/73-labels-that-explode/h.pt"));
        self.add("CIFAR-10N", packed, UNPACKED_MEMORY, |path| read_cifar10n(path));
        self.refused();
        let own = "name,anna,ben,valence\na.png,happy,sad,0.5\nb.png,,sad,-0.25\nc.png,happy,happy,nan\n";
        let (own, columns) = (self.write("own.csv", own), OwnColumns::default());
        self.add("own labels", own, MEMORY, move |path| read_own_labels(path, None, &columns));
        let list = "subDirectory_filePath,facial_landmarks\na.jpg,10;12;25;12;18;20;12;28;24;28\n";
        let (list, photos) = (self.write("faces.csv", list), self.folder.to_path_buf());
        self.add("photos with points", list, MEMORY, move |path| FaceImage::listed(path, &photos));
    }

    fn add_annotations(&mut self) {
        let long = "image,annotator,label\na,anna,happy\na,ben,sad\nb,anna,sad\nb,\"ben\",happy\n";
        let (long, options) = (self.write("long.csv", long), AnnotationOptions::default());
        let probabilities = self.write("probabilities.csv", "name,happy,sad\na,0.75,0.25\nb,0.5,0.5\n");
        let annotations = read_annotations(&long, &options).unwrap();
        self.add("annotations", long, MEMORY, move |path| read_annotations(path, &options));
        self.add("probabilities", probabilities, MEMORY, move |path| read_probabilities(path, &annotations));
        let wide = self.write("wide.csv", "item,anna,ben\na,happy,sad\nb,,sad\n");
        self.add("annotations", wide.clone(), MEMORY, |path| read_wide(path, &WideOptions::default()));
        self.add("label files", wide, MEMORY, |path| read_label_files(&[path.into()], &LabelColumns::default()));
        let answers = self.write("answers.json", r#"{"0": {"anna": 1, "ben": 0}, "1": {"anna": 1}}"#);
        self.add("answers", answers, MEMORY, |path| read_answers(path, None));
    }

    /// AffectNet+, a JSON file for each image; and the newer release, a file of numbers for each label.
    fn add_affectnet_releases(&mut self) {
        let of_image = self.write("plus/1.json", fixture("cases/77-infinite-share/annotations/2.json"));
        let root = self.folder.join("plus");
        self.add("AffectNet+", of_image, MEMORY, move |_| read_affectnet_plus(&root, &AffectNetOptions::default()));
        let number = |kind: &str, bytes: &[u8]| {
            let header = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': (), }}");
            let padding = " ".repeat(64 - (10 + header.len() + 1) % 64);
            let length = ((header.len() + padding.len() + 1) as u16).to_le_bytes();
            [b"\x93NUMPY\x01\0", &length[..], header.as_bytes(), padding.as_bytes(), b"\n", bytes].concat()
        };
        let class = self.write("release/annotations/1_exp.npy", number("<i8", &3i64.to_le_bytes()));
        self.write("release/annotations/1_val.npy", number("<f8", &0.5f64.to_le_bytes()));
        self.write("release/annotations/1_aro.npy", number("<f8", &0.25f64.to_le_bytes()));
        let root = self.folder.join("release");
        let read = move |_: &Path| read_affectnet_release(&root, &AffectNetOptions::default());
        self.add("AffectNet's numbers", class, MEMORY, read);
        self.named("1: _exp.npy");
        self.named("1: an expression");
    }

    fn add_images(&mut self) {
        let picture = image::RgbImage::from_fn(40, 40, |x, y| image::Rgb([5 * x as u8, 6 * y as u8, 60]));
        let jpeg = self.write("a.jpg", encode_jpeg(&picture).unwrap());
        for name in ["a.png", "a.gif", "a.bmp", "a.tif", "a.webp"] {
            picture.save(self.folder.join(name)).unwrap();
        }
        self.write("slow.jpg", fixture("cases/71-slow-progressive/p.jpg"));
        for name in ["a.jpg", "a.png", "a.gif", "a.bmp", "a.tif", "a.webp", "slow.jpg"] {
            self.add("photo", self.folder.join(name), IMAGE_MEMORY, |path| read_photo(path));
        }
        self.refused();
        let read = |path: &Path| read_images(&[path.into()], 32, Fidelity::Corrected, &ImageBudget::default());
        self.add("aligned face", jpeg, IMAGE_MEMORY, read);
    }

    /// A run and a checkpoint, without their sums, so that what reads the content is tried too.
    fn add_run(&mut self) {
        let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let cpu = device("cpu").unwrap();
        let method: Method = "majority-vote".parse().unwrap();
        let (run, checkpoint) = (self.folder.join("run"), self.folder.join("checkpoint"));
        let training = train_resumable(&experiment, &method, &config, &cpu, &checkpoint).unwrap();
        save_run(&run, &training).unwrap();
        fs::remove_file(run.join("SHA256SUMS")).unwrap();
        for name in ["config.json", "metrics.json", "weights.safetensors", "sample_losses.npy"] {
            let (whole, cpu) = (run.clone(), cpu.clone());
            self.add("run", run.join(name), NETWORK_MEMORY, move |_| Run::open(&whole, &cpu));
            // What does not fit together may be the fault of either.
            self.named("weights.safetensors");
        }
        self.add("configuration", run.join("config.json"), MEMORY, |path| read_config(path));
        fs::remove_file(checkpoint.join("epoch_0001/SHA256SUMS")).unwrap();
        for name in ["state.msgpack", "learner", "selected.safetensors"] {
            let (experiment, method, config) = (experiment.clone(), method.clone(), config.clone());
            let (cpu, of) = (cpu.clone(), checkpoint.clone());
            let read = move |_: &Path| train_resumable(&experiment, &method, &config, &cpu, &of);
            self.add("checkpoint", checkpoint.join("epoch_0001").join(name), NETWORK_MEMORY, read);
            // Readable, but of no training that is known.
            self.named("epoch_0001: found the checkpoint of a training with other data");
            // Weights that are finite, and too large.
            self.named("the network's outputs");
        }
    }

    fn add_weights(&mut self) {
        for name in ["zip.pth", "legacy.pth"] {
            let path = self.write(name, fixture(&format!("fixtures/pytorch/{name}")));
            self.add("weights", path, MEMORY, |path| Weights::read(path));
        }
    }
}

fn fixture(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)).unwrap()
}
