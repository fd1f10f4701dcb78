//! Where a command finds its dataset.

use clap::{Args, ValueEnum};
use noisyfer::{
    Error, Result, Seed,
    datasets::{
        affectnet::{find_affectnet, generated_affectnet},
        cifar10::find_cifar10,
        ferplus::{find_ferplus, generated_ferplus},
        raf::{find_raf, generated_raf},
    },
};
use std::path::PathBuf;

/// The folder of datasets.
const DATASETS: &str = "datasets";

#[derive(Args)]
pub struct Source {
    /// The dataset's folder [default: where datasets/README.md says].
    #[arg(long)]
    pub root: Option<PathBuf>,
    /// Take generated data in the dataset's place; faces are written to a folder below datasets/ unless they are there.
    #[arg(long, conflicts_with = "root")]
    pub generated: bool,
}

/// The datasets of faces in photos.
#[derive(Clone, Copy, ValueEnum)]
pub enum FaceDataset {
    /// RAF-DB's basic emotions.
    Raf,
    /// AffectNet (2017).
    Affectnet,
}

impl Source {
    /// How many generated faces are aligned or labelled.
    pub const FACES: usize = 600;

    /// The folder of a dataset of faces, of which a generated one has `count` by `seed`.
    pub fn faces(&self, dataset: FaceDataset, count: usize, seed: Seed) -> Result<PathBuf> {
        match (dataset, self.generated) {
            (FaceDataset::Raf, true) => generated_raf(DATASETS, count, seed),
            (FaceDataset::Raf, false) => self.root_or(find_raf),
            (FaceDataset::Affectnet, true) => generated_affectnet(DATASETS, count, seed),
            (FaceDataset::Affectnet, false) => self.root_or(find_affectnet),
        }
    }

    /// CIFAR-10's folder.
    pub fn cifar10(&self) -> Result<PathBuf> {
        self.root_or(find_cifar10)
    }

    /// FER+'s folder, of which a generated one has `count` images by `seed`.
    pub fn ferplus(&self, count: usize, seed: Seed) -> Result<PathBuf> {
        if self.generated { generated_ferplus(DATASETS, count, seed) } else { self.root_or(find_ferplus) }
    }

    fn root_or(&self, find: impl Fn(&'static str) -> Result<PathBuf>) -> Result<PathBuf> {
        let found = self.root.clone().map_or_else(|| find(DATASETS), Ok);
        found.map_err(|error| match error {
            Error::Missing { what, looked_in, remedy } => {
                let remedy = format!("{remedy}. --root names another folder, --generated takes generated data");
                Error::Missing { what, looked_in, remedy }
            }
            other => other,
        })
    }
}
