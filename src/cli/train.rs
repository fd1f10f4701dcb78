//! `noisyfer train`.

use super::dataset::{FaceDataset, Source};
use clap::{Args, ValueEnum};
use noisyfer::{
    Error, Fidelity, Result, Seed,
    device::device,
    experiment::{Annotations, FaceOptions, Scale},
    files,
    model::Precision,
    run::save_run,
    train::{Experiment, checkpointed_epoch, train_resumable},
};
use std::{fs, path::PathBuf};

#[derive(Args)]
pub struct Train {
    /// What to train on.
    experiment: Which,
    #[command(flatten)]
    source: Source,
    /// RAF-DB and AffectNet: the labels to train on.
    #[arg(long, value_enum, default_value_t = Labels::Machine)]
    labels: Labels,
    /// RAF-DB and AffectNet: the folder of the machine labels [default: noisy_labels, or that of the generated copy].
    #[arg(long)]
    noisy_labels: Option<PathBuf>,
    /// RAF-DB and AffectNet: width and height of the networks' images, 32, 64 or 128 [default: 64; 32 at smoke scale].
    #[arg(long)]
    side: Option<usize>,
    /// RAF-DB and AffectNet: MiB of memory for decoded images; more of them are kept in a file in the dataset's folder
    /// while the training lasts.
    #[arg(long, default_value_t = 4096)]
    image_memory: u64,
    /// Weights that the convolutions start from, vgg_face_dag.pth, or `scratch` [default: the experiment's].
    #[arg(long)]
    start: Option<PathBuf>,
    /// The method: single:ANNOTATOR, majority-vote, soft-vote, multi-task, latent-truth or joint-distribution.
    #[arg(long, default_value = "joint-distribution")]
    method: String,
    /// smoke (seconds), laptop (minutes) or paper (a GPU, or days).
    #[arg(long, default_value = "laptop")]
    scale: Scale,
    /// The seed of everything random: the same seed gives the same metrics.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Epochs, instead of the scale's.
    #[arg(long)]
    epochs: Option<usize>,
    /// Behave as the published code did, not as corrected.
    #[arg(long)]
    published: bool,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// What convolutions and linear layers multiply in: f32, or on a GPU bf16.
    #[arg(long, default_value_t)]
    precision: Precision,
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
    /// Generated faces with three noisy annotators and noisy valence/arousal.
    Faces,
    /// RAF-DB with machine emotions and machine valence/arousal.
    Raf,
    /// AffectNet with machine emotions and its own valence/arousal.
    Affectnet,
}

#[derive(Clone, Copy, ValueEnum)]
enum Labels {
    /// A model's that was trained on the other dataset.
    Machine,
    /// The dataset's own, for a model that is to label the other dataset.
    Own,
}

impl Train {
    pub fn run(self) -> Result<()> {
        let device = device(&self.device)?;
        let experiment = self.experiment()?;
        let mut config = experiment.training.clone();
        config.epochs = self.epochs.unwrap_or(config.epochs);
        config.fidelity = self.fidelity();
        config.precision = self.precision;
        config.start = match &self.start {
            None => config.start,
            Some(path) => Some(path.clone()).filter(|path| path.as_os_str() != "scratch"),
        };
        let checkpoint = self.checkpoint()?;
        let training = train_resumable(&experiment, &experiment.method(&self.method)?, &config, &device, &checkpoint)?;
        if let Some(path) = save_run(&self.out, &training)? {
            println!("kept the run that was in {} as {}", self.out.display(), path.display());
        }
        println!("{}", training.summary());
        println!("wrote {}", self.out.display());
        if training.interrupted {
            println!("The same command with --resume goes on.");
            return Ok(());
        }
        // The run has all that a finished training gives.
        fs::remove_dir_all(&checkpoint).map_err(|error| Error::io(&checkpoint, error))
    }

    /// Where the training under way is kept, beside the run.
    fn checkpoint(&self) -> Result<PathBuf> {
        let folder = PathBuf::from(format!("{}.checkpoint", self.out.display()));
        match (self.resume, checkpointed_epoch(&folder)) {
            (true, None) => {
                let remedy = "Leave --resume out to start".into();
                Err(Error::Missing { what: "a checkpoint to go on from".into(), looked_in: vec![folder], remedy })
            }
            (false, Some(epoch)) => {
                if let Some(kept) = files::keep_aside(&folder)? {
                    println!("kept the training that stopped after epoch {epoch} as {}", kept.display());
                }
                Ok(folder)
            }
            _ => Ok(folder),
        }
    }

    fn experiment(&self) -> Result<Experiment> {
        let (scale, seed) = (self.scale, Seed(self.seed));
        let options = FaceOptions {
            scale,
            seed,
            side: self.side,
            fidelity: self.fidelity(),
            annotations: match self.labels {
                Labels::Machine => Annotations::Machine,
                Labels::Own => Annotations::Own,
            },
            noisy_labels: self.noisy_labels.clone(),
            image_memory: Some(self.image_memory.saturating_mul(1 << 20)),
        };
        let root = |dataset| self.source.faces(dataset, options.generated_count(), seed);
        match self.experiment {
            Which::Faces => Experiment::faces(scale, seed),
            Which::Cifar10 if self.source.generated => Experiment::cifar10_generated(seed),
            Which::Cifar10 => Experiment::cifar10(self.source.cifar10()?, scale, seed),
            Which::Raf => Experiment::raf(root(FaceDataset::Raf)?, &options),
            Which::Affectnet => Experiment::affectnet(root(FaceDataset::Affectnet)?, &options),
        }
    }

    fn fidelity(&self) -> Fidelity {
        if self.published { Fidelity::Published } else { Fidelity::Corrected }
    }
}
