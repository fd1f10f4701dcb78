//! `noisyfer train`.

use clap::{Args, ValueEnum};
use noisyfer::{
    Fidelity, Result, Seed,
    device::device,
    experiment::{Experiment, Scale, save_run},
    train::{Method, train},
};
use std::path::PathBuf;

#[derive(Args)]
pub struct Train {
    /// What to train on.
    experiment: Which,
    /// The dataset's folder; generated faces need none.
    #[arg(long, default_value = "datasets/cifar10")]
    root: PathBuf,
    /// The method.
    #[arg(long, value_enum, default_value_t = MethodName::JointDistribution)]
    method: MethodName,
    /// The annotator of `--method single-annotator`; the first one by default.
    #[arg(long)]
    annotator: Option<String>,
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
    /// What computes: cpu, cuda or cuda:N.
    #[arg(long, default_value = "cpu")]
    device: String,
    /// The folder to write; one that already holds a run is moved aside first.
    #[arg(long)]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// CIFAR-10 with the three published noisy label sets.
    Cifar10,
    /// Generated faces with three noisy annotators and noisy valence/arousal.
    Faces,
}

#[derive(Clone, Copy, ValueEnum)]
enum MethodName {
    SingleAnnotator,
    MajorityVote,
    SoftVote,
    MultiTask,
    LatentTruth,
    JointDistribution,
}

impl Train {
    pub fn run(self) -> Result<()> {
        let (seed, device) = (Seed(self.seed), device(&self.device)?);
        let experiment = match self.experiment {
            Which::Cifar10 => Experiment::cifar10(&self.root, self.scale, seed)?,
            Which::Faces => Experiment::faces(self.scale, seed)?,
        };
        let mut config = experiment.training.clone();
        config.epochs = self.epochs.unwrap_or(config.epochs);
        if self.published {
            config.fidelity = Fidelity::Published;
        }
        let training = train(&experiment, &self.method(&experiment), &config, &device)?;
        if let Some(path) = save_run(&self.out, &experiment, &config, &training)? {
            println!("kept the run that was in {} as {}", self.out.display(), path.display());
        }
        println!("{}", training.summary());
        println!("wrote {}", self.out.display());
        Ok(())
    }

    fn method(&self, experiment: &Experiment) -> Method {
        let first = || experiment.train.labels.annotators().first().map(|head| head.name.clone()).unwrap_or_default();
        match self.method {
            MethodName::SingleAnnotator => Method::SingleAnnotator(self.annotator.clone().unwrap_or_else(first)),
            MethodName::MajorityVote => Method::MajorityVote,
            MethodName::SoftVote => Method::SoftVote,
            MethodName::MultiTask => Method::MultiTask,
            MethodName::LatentTruth => Method::LatentTruth,
            MethodName::JointDistribution => Method::JointDistribution,
        }
    }
}
