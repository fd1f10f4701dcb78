//! `noisyfer train`.

mod own;
mod recipe;
mod settings;

use super::{
    dataset::Source,
    places::{check_apart, check_folder, check_named, write_or_keep},
};
use clap::Args;
use noisyfer::{
    Error, Fidelity, Result, Seed,
    device::device,
    experiment::{Recipe, Scale, Variation},
    files::{self, Lock},
    labels::{ReadingReport, left_out_table},
    model::Encoder,
    progress::tell,
    run::{RunConfig, is_finished_run, is_run, read_config, save_run},
    train::{checkpointed_epoch, train_locked},
};
use own::Own;
use recipe::Which;
use settings::Settings;
use std::path::{Path, PathBuf};

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
    /// or where that may only be read ~/.cache/noisyfer]; own data: for such images [default: the system's for temporary files].
    #[arg(long)]
    cache: Option<PathBuf>,
    /// RAF-DB, AffectNet, FER+ and own data: width and height of the networks' images, 32, 64 or 128 [default: 64 and 32 at smoke
    /// scale; own data 32, and 64 at paper scale].
    #[arg(long, alias = "img-size")]
    side: Option<usize>,
    /// RAF-DB, AffectNet and own data: MiB of memory for decoded images; more of them are kept in a file beside the aligned
    /// faces, or of own data in --cache, while the training lasts [default: 4096].
    #[arg(long)]
    image_memory: Option<u64>,
    /// smoke (seconds), laptop (minutes), workstation (tens of minutes) or paper (a GPU, or days) [default: laptop].
    #[arg(long)]
    scale: Option<Scale>,
    /// The seed of everything random: the same seed gives the same metrics [default: 0, or that of --config].
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
    /// The config.json of a run: train as it was, but for what is given here; without a dataset on its data.
    #[arg(long)]
    config: Option<PathBuf>,
    /// The folder to write; one that already holds a run is moved aside first.
    #[arg(long)]
    out: PathBuf,
    /// Go on with the training of this --out that was stopped or killed, from the end of its last whole epoch.
    #[arg(long)]
    resume: bool,
}

impl Train {
    pub fn run(self) -> Result<()> {
        if self.resume && self.is_finished() {
            tell(format_args!("{} is finished: there is nothing to go on with", self.out.display()));
            return Ok(());
        }
        self.check_places()?;
        let lock = self.lock()?;
        let ended = self.train(lock);
        let checkpoint = self.checkpoint_folder();
        let is_own = !matches!(ended, Err(Error::Busy { .. }));
        if ended.is_err() && is_own && checkpoint.exists() && checkpointed_epoch(&checkpoint).is_none() {
            // There is nothing to go on with, and a script that looks for the folder shall know.
            files::remove_folder(checkpoint)?;
        }
        ended
    }

    /// Reads the data and trains; `lock` is that of the checkpoint.
    fn train(&self, lock: Lock) -> Result<()> {
        let device = device(&self.device)?;
        let stored = self.config.as_ref().map(read_config).transpose()?;
        let trained = stored.as_ref().map(|stored| &stored.training);
        let seed = self.seed.map(Seed).or(trained.map(|training| training.seed)).unwrap_or_default();
        let fidelity = match self.published {
            true => Fidelity::Published,
            false => trained.map_or(Fidelity::Corrected, |training| training.fidelity),
        };
        self.settings.check(stored.as_ref())?;
        let recipe = self.recipe(stored.as_ref(), seed, fidelity)?;
        self.check_start(&recipe, stored.as_ref())?;
        let mut experiment = recipe.build()?;
        for variation in &self.vary {
            experiment = experiment.with(variation, seed)?;
        }
        let (experiment, method, mut config) = self.settings.apply(experiment, stored)?;
        config.seed = seed;
        if self.published {
            config.fidelity = fidelity;
        }
        let lock = self.cleared(lock)?;
        let training = train_locked(&experiment, &method, &config, &device, &lock)?;
        if let Some(path) = write_or_keep("run", &self.out, |out| save_run(out, &training))? {
            tell(format_args!("kept the run that was in {} as {}", self.out.display(), path.display()));
        }
        tell(format_args!("wrote {}", self.out.display()));
        if training.interrupted {
            tell(match checkpointed_epoch(lock.folder()) {
                Some(_) => "The same command with --resume goes on.",
                None => "It was stopped within its first epoch: there is nothing to go on with.",
            });
            let (done, total) = (training.history.len(), config.epochs);
            return Err(Error::Interrupted { what: "the training".into(), done, total });
        }
        // The run has all that a finished training gives.
        files::remove_folder(lock.folder())?;
        self.tell_left_out(&experiment.left_out)
    }

    /// Says last what could not be used of the data, and writes beside the run why.
    fn tell_left_out(&self, reports: &[ReadingReport]) -> Result<()> {
        if reports.is_empty() {
            return Ok(());
        }
        let path = self.out.join("left_out.csv");
        left_out_table(reports).save(&path)?;
        let left_out: usize = reports.iter().map(ReadingReport::left_out_rows).sum();
        if left_out == 0 {
            tell(format_args!(
                "all rows were used, but values outside [-1, 1] were clamped; {} counts them",
                path.display()
            ));
            return Ok(());
        }
        let rows: usize = reports.iter().filter(|report| report.left_out_rows() > 0).map(|report| report.rows).sum();
        tell(format_args!("{left_out} of {rows} rows were left out; {} says why", path.display()));
        Ok(())
    }

    /// Whether there is the run of a whole training and nothing of one under way, as after a kill at the very end.
    fn is_finished(&self) -> bool {
        is_finished_run(&self.out) && !self.checkpoint_folder().exists()
    }

    /// Looks at the places that the command names before any work.
    fn check_places(&self) -> Result<()> {
        check_folder("--out", &self.out)?;
        // It is moved aside and kept in checkpoints beside itself.
        check_folder("--out", &self.checkpoint_folder())?;
        if is_run(&self.out) {
            check_named("--out", &self.out, "a run")?;
        }
        if let Some(cache) = &self.cache {
            check_folder("--cache", cache)?;
        }
        let inputs = [&self.source.root, &self.labels, &self.noisy_labels].map(Option::as_deref);
        let inputs: Vec<&Path> = inputs.into_iter().chain(self.own.files()).flatten().collect();
        check_apart("--out", &self.out, &inputs)
    }

    /// Looks at the weights that the encoder is to start from before any data: that they can be read, and fit it.
    fn check_start(&self, recipe: &Recipe, stored: Option<&RunConfig>) -> Result<()> {
        let own = stored.map_or(recipe.start(), |stored| stored.training.start.clone());
        let start = if self.settings.names_start() { self.settings.start().map(PathBuf::from) } else { own };
        if let Some(start) = &start {
            // A run that is moved aside takes the weights with it that its config names.
            check_apart("--out", &self.out, &[start])?;
        }
        let model = self.settings.model(stored.map_or(recipe.model(), |stored| stored.card.model.clone()))?;
        start.map_or(Ok(()), |start| Encoder::check_start(&model, start))
    }

    fn checkpoint_folder(&self) -> PathBuf {
        files::beside(&self.out, ".checkpoint")
    }

    /// Takes the right to write where the training under way is kept, beside the run: whether it can be written to, and nobody else
    /// does, is known before the work.
    fn lock(&self) -> Result<Lock> {
        let folder = self.checkpoint_folder();
        if self.resume && !folder.exists() {
            return Err(missing(folder));
        }
        Lock::take(folder)
    }

    /// The lock of a folder without the epochs of an earlier training, unless it is to go on with them.
    fn cleared(&self, lock: Lock) -> Result<Lock> {
        match (self.resume, checkpointed_epoch(lock.folder())) {
            (true, None) => tell("The training that was stopped had finished no epoch: it starts anew."),
            (false, Some(epoch)) => {
                if let Some(kept) = files::keep_aside(lock.folder())? {
                    tell(format_args!("kept the training that stopped after epoch {epoch} as {}", kept.display()));
                }
                return Lock::take(lock.folder());
            }
            _ => {}
        }
        Ok(lock)
    }
}

fn missing(folder: PathBuf) -> Error {
    let remedy = "Leave --resume out to start".into();
    Error::Missing { what: "a checkpoint to go on from".into(), looked_in: vec![folder], remedy }
}
