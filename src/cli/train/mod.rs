//! `noisyfer train`.

mod own;
mod settings;

use super::{
    dataset::{FaceDataset, Source},
    places::check_folder,
};
use clap::{Args, ValueEnum};
use noisyfer::{
    Error, Fidelity, Result, Seed,
    datasets::cifar10::find_cifar10n,
    device::device,
    experiment::{Annotations, FaceOptions, FerPlusOptions, Recipe, Scale, Variation},
    files::{self, Lock},
    model::Architecture,
    progress::tell,
    run::{RunConfig, is_run, read_config, save_run},
    train::{Training, checkpointed_epoch, train_resumable},
};
use own::Own;
use settings::Settings;
use std::path::PathBuf;

#[derive(Args)]
pub struct Train {
    /// What to train on; with --config, that of the run.
    #[arg(required_unless_present = "config")]
    experiment: Option<Which>,
    #[command(flatten)]
    source: Source,
    /// RAF-DB and AffectNet: the labels to train on, `machine` or `own` [default: machine]; own data: their CSV file; CIFAR-10N:
    /// CIFAR-10_human.pt or a CSV [default: that in CIFAR-10's folder].
    #[arg(long)]
    labels: Option<PathBuf>,
    #[command(flatten)]
    own: Own,
    /// RAF-DB and AffectNet: the folder of the machine labels [default: noisy_labels, or that of the generated copy].
    #[arg(long)]
    noisy_labels: Option<PathBuf>,
    /// RAF-DB and AffectNet: the folder for aligned faces, and for images that do not fit into memory [default: the dataset's folder,
    /// or where that may only be read ~/.cache/noisyfer].
    #[arg(long)]
    cache: Option<PathBuf>,
    /// RAF-DB, AffectNet, FER+ and own data: width and height of the networks' images, 32, 64 or 128 [default: 64 and 32 at smoke
    /// scale; own data 32, and 64 at paper scale].
    #[arg(long, alias = "img-size")]
    side: Option<usize>,
    /// RAF-DB and AffectNet: MiB of memory for decoded images; more of them are kept in a file beside the aligned
    /// faces while the training lasts.
    #[arg(long, default_value_t = 4096)]
    image_memory: u64,
    /// smoke (seconds), laptop (minutes), workstation (tens of minutes) or paper (a GPU, or days) [default: laptop].
    #[arg(long)]
    scale: Option<Scale>,
    /// The seed of everything random: the same seed gives the same metrics [default: 0].
    #[arg(long)]
    seed: Option<u64>,
    /// One thing made harder, by the seed: symmetric-noise=RATE, copied-labels=SHARE, missing-labels=SHARE or
    /// training-images=COUNT; several times.
    #[arg(long, value_name = "WHAT=NUMBER")]
    vary: Vec<Variation>,
    /// Behave as the published code did, not as corrected.
    #[arg(long)]
    published: bool,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
    #[command(flatten)]
    settings: Settings,
    /// The config.json of a run: train as it was, but for what is given here.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The folder to write; one that already holds a run is moved aside first.
    #[arg(long)]
    out: PathBuf,
    /// Go on with the training of this --out that was stopped or killed, from the end of its last whole epoch.
    #[arg(long)]
    resume: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// CIFAR-10 with the three published noisy label sets.
    Cifar10,
    /// CIFAR-10 with the labels of people, CIFAR-10N's three random sets.
    Cifar10n,
    /// Generated faces with three noisy annotators and noisy valence/arousal.
    Faces,
    /// RAF-DB with machine emotions and machine valence/arousal.
    Raf,
    /// AffectNet with machine emotions and its own valence/arousal.
    Affectnet,
    /// FER2013's faces with FER+'s ten votes on each.
    Ferplus,
    /// A folder of images (--images) with labels in a CSV file (--labels).
    Own,
}

impl Train {
    pub fn run(self) -> Result<()> {
        if self.resume && self.is_finished() {
            tell(format_args!("{} is finished: there is nothing to go on with", self.out.display()));
            return Ok(());
        }
        self.check_places()?;
        let device = device(&self.device)?;
        let stored = self.config.as_ref().map(read_config).transpose()?;
        let mut experiment = self.recipe(stored.as_ref())?.build()?;
        for variation in &self.vary {
            experiment = experiment.with(variation, Seed(self.seed.unwrap_or_default()))?;
        }
        let (experiment, method, mut config) = self.settings.apply(experiment, stored)?;
        config.seed = self.seed.map_or(config.seed, Seed);
        if self.published {
            config.fidelity = Fidelity::Published;
        }
        let checkpoint = self.checkpoint()?;
        let training = train_resumable(&experiment, &method, &config, &device, &checkpoint)?;
        let saved = save_run(&self.out, &training);
        if let Some(path) = saved.or_else(|error| self.save_elsewhere(&training, error))? {
            tell(format_args!("kept the run that was in {} as {}", self.out.display(), path.display()));
        }
        tell(format_args!("wrote {}", self.out.display()));
        if training.interrupted {
            tell("The same command with --resume goes on.");
            return Ok(());
        }
        // The run has all that a finished training gives.
        files::remove_folder(checkpoint)
    }

    /// Keeps a run whose place turned out to be bad in the folder of temporary files.
    fn save_elsewhere(&self, training: &Training, error: Error) -> Result<Option<PathBuf>> {
        let name = format!("noisyfer_run_{}", std::process::id());
        let fallback = std::env::temp_dir().join(name);
        save_run(&fallback, training)?;
        tell(format_args!("{} could not be written: the run is in {}", self.out.display(), fallback.display()));
        Err(error)
    }

    /// Whether there is a whole run and nothing of one under way, as after a kill at the very end.
    fn is_finished(&self) -> bool {
        is_run(&self.out) && !self.checkpoint_folder().exists()
    }

    /// Looks at what the command names before any work: that the run can be written, and that its weights can be read.
    fn check_places(&self) -> Result<()> {
        check_folder("--out", &self.out)?;
        // It is moved aside and kept in checkpoints beside itself.
        check_folder("--out", &self.checkpoint_folder())?;
        if self.out.file_name().is_none() && is_run(&self.out) {
            let found = format!("{}, which holds a run and cannot be moved aside", self.out.display());
            return Err(Error::parameter("--out", found, "a folder's name"));
        }
        if let Some(cache) = &self.cache {
            check_folder("--cache", cache)?;
        }
        match self.settings.start() {
            Some(start) => Architecture::of_start(start).map(drop),
            None => Ok(()),
        }
    }

    fn checkpoint_folder(&self) -> PathBuf {
        files::beside(&self.out, ".checkpoint")
    }

    /// Where the training under way is kept, beside the run.
    ///
    /// Whether it can be written to, and nobody else does, is known here, before the work.
    fn checkpoint(&self) -> Result<PathBuf> {
        let folder = self.checkpoint_folder();
        if self.resume && !folder.exists() {
            return Err(missing(folder));
        }
        let _lock = Lock::take(&folder)?;
        match (self.resume, checkpointed_epoch(&folder)) {
            (true, None) => Err(missing(folder)),
            (false, Some(epoch)) => {
                if let Some(kept) = files::keep_aside(&folder)? {
                    tell(format_args!("kept the training that stopped after epoch {epoch} as {}", kept.display()));
                }
                Ok(folder)
            }
            _ => Ok(folder),
        }
    }

    /// What the experiment is made from: the arguments, or what the stored run was made from where no dataset is named.
    fn recipe(&self, stored: Option<&RunConfig>) -> Result<Recipe> {
        let (scale, seed) = (self.scale.unwrap_or_default(), Seed(self.seed.unwrap_or_default()));
        let Some(which) = self.experiment else {
            return Recipe::stored(stored.and_then(|stored| stored.recipe.as_ref()));
        };
        Ok(match which {
            Which::Own => self.own.recipe(self.labels.as_deref(), self.side, scale, seed)?,
            Which::Faces => Recipe::Faces { scale, seed },
            Which::Cifar10 if self.source.generated => Recipe::Cifar10Generated { seed },
            Which::Cifar10 => Recipe::Cifar10 { root: self.source.cifar10()?, scale, seed },
            Which::Cifar10n => self.cifar10n(scale, seed)?,
            Which::Ferplus => {
                let options = FerPlusOptions { scale, seed, side: self.side, fidelity: self.fidelity() };
                Recipe::FerPlus { root: self.source.ferplus(options.generated_count(), seed)?, options }
            }
            Which::Raf => {
                let options = self.face_options(scale, seed)?;
                Recipe::Raf { root: self.source.faces(FaceDataset::Raf, options.generated_count(), seed)?, options }
            }
            Which::Affectnet => {
                let options = self.face_options(scale, seed)?;
                let root = self.source.faces(FaceDataset::Affectnet, options.generated_count(), seed)?;
                Recipe::Affectnet { root, options }
            }
        })
    }

    fn cifar10n(&self, scale: Scale, seed: Seed) -> Result<Recipe> {
        if self.source.generated {
            let expected =
                "left out for cifar10n, whose labels are people's; `train cifar10 --generated` needs no files";
            return Err(Error::parameter("--generated", "given", expected));
        }
        let root = self.source.cifar10()?;
        let labels = self.labels.clone().map_or_else(|| find_cifar10n(&root), Ok)?;
        Ok(Recipe::Cifar10N { root, labels, scale, seed })
    }

    fn fidelity(&self) -> Fidelity {
        if self.published { Fidelity::Published } else { Fidelity::Corrected }
    }

    fn face_options(&self, scale: Scale, seed: Seed) -> Result<FaceOptions> {
        Ok(FaceOptions {
            scale,
            seed,
            side: self.side,
            fidelity: self.fidelity(),
            annotations: self.annotations()?,
            noisy_labels: self.noisy_labels.clone(),
            cache: self.cache.clone(),
            image_memory: Some(self.image_memory.saturating_mul(1 << 20)),
        })
    }

    /// Whose labels of RAF-DB or AffectNet: a model's that was trained on the other dataset, or the dataset's own, for a model that
    /// is to label the other one.
    fn annotations(&self) -> Result<Annotations> {
        match self.labels.as_deref().map(|labels| labels.to_string_lossy()).as_deref() {
            None | Some("machine") => Ok(Annotations::Machine),
            Some("own") => Ok(Annotations::Own),
            Some(other) => Err(Error::parameter("--labels", format!("{other:?}"), "machine or own")),
        }
    }
}

fn missing(folder: PathBuf) -> Error {
    let remedy = "Leave --resume out to start".into();
    Error::Missing { what: "a checkpoint to go on from".into(), looked_in: vec![folder], remedy }
}
