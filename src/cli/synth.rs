//! `noisyfer synth`.

use super::places::check_folder;
use clap::{Args, ValueEnum};
use noisyfer::{
    Result, Seed,
    datasets::{affectnet::write_affectnet, cifar10::write_cifar10, ferplus::write_ferplus, raf::write_raf},
    progress::tell,
};
use std::path::PathBuf;

#[derive(Args)]
pub struct Synth {
    /// The dataset whose layout to write.
    dataset: Which,
    /// The folder to write: a new or empty one.
    #[arg(long)]
    out: PathBuf,
    /// How many images; CIFAR-10's six files round it up to a multiple of 6.
    #[arg(long, default_value_t = 600)]
    count: usize,
    /// The seed: the same seed gives the same files.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Which {
    /// RAF-DB's basic emotions: list, photos, manual attributes, bounding boxes.
    Raf,
    /// AffectNet (2017): training.csv, validation.csv, photos in numbered folders.
    Affectnet,
    /// CIFAR-10 in its Python and its binary form; the classes are ten shapes.
    Cifar10,
    /// FER+ and FER2013: fer2013new.csv with ten votes an image, and fer2013.csv.
    Ferplus,
}

impl Synth {
    pub fn run(self) -> Result<()> {
        check_folder("--out", &self.out)?;
        let (out, seed) = (&self.out, Seed(self.seed));
        let generated = match self.dataset {
            Which::Raf => write_raf(out, self.count, seed),
            Which::Affectnet => write_affectnet(out, self.count, seed),
            Which::Cifar10 => write_cifar10(out, self.count, seed),
            Which::Ferplus => write_ferplus(out, self.count, seed),
        }?;
        tell(format_args!("wrote {}: {} images, {generated}", out.display(), generated.count));
        Ok(())
    }
}
