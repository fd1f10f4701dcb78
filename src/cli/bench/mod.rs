//! `noisyfer bench`: speed.

mod data;
mod noise;
mod predictions;
mod tables;
mod train;

use clap::Subcommand;
use noisyfer::Result;

#[derive(Subcommand)]
pub enum Bench {
    /// Seconds per training step, without adversarial updates and with them: one JSON line each.
    Train(train::BenchTrain),
    /// Images per second from files into memory, and from memory into batches: one JSON line.
    Data(data::BenchData),
    /// Seconds to read many annotators' labels and to find their consensus: one JSON line.
    Noise(noise::BenchNoise),
    /// Seconds to find the labels that out-of-sample probabilities doubt, and their confident joint: one JSON line.
    Predictions(predictions::BenchPredictions),
    /// Seconds for Krippendorff's alpha at three levels: one JSON line.
    Agreement(predictions::BenchAgreement),
    /// Seconds to read AffectNet's training list and machine labels for it, and to join them: one JSON line.
    Tables(tables::BenchTables),
}

impl Bench {
    pub fn run(self) -> Result<()> {
        match self {
            Self::Train(bench) => bench.run(),
            Self::Data(bench) => bench.run(),
            Self::Noise(bench) => bench.run(),
            Self::Predictions(bench) => bench.run(),
            Self::Agreement(bench) => bench.run(),
            Self::Tables(bench) => bench.run(),
        }
    }
}
