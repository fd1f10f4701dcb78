//! `noisyfer draw`.

use super::places::{check_file, write_file_or_keep};
use clap::Args;
use noisyfer::{Result, Seed, device::device, plot::Figure, predict::TrainedModel, progress::tell};
use std::path::PathBuf;

#[derive(Args)]
pub struct Draw {
    /// The run whose decoder draws: the folder that `noisyfer train … --out` wrote, trained with adversarial steps.
    #[arg(long)]
    run: PathBuf,
    /// The figure to write: .png, .svg or .pdf.
    #[arg(long)]
    out: PathBuf,
    /// The valence of all faces, in [-1, 1].
    #[arg(long, default_value_t = 0.0, allow_negative_numbers = true)]
    valence: f32,
    /// The seed of z0, which all faces share.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What computes: cpu, cuda, cuda:N or remote:HOST:PORT.
    #[arg(long, default_value = "cpu")]
    device: String,
}

impl Draw {
    pub fn run(self) -> Result<()> {
        check_file("--out", &self.out, Figure::ENDINGS)?;
        let model = TrainedModel::open(&self.run, &device(&self.device)?)?;
        let figure = model.decoder_grid(self.valence, Seed(self.seed))?;
        write_file_or_keep("figure", &self.out, |out| figure.save(out))?;
        tell(format_args!("wrote {}", self.out.display()));
        Ok(())
    }
}
