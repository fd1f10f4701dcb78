//! Commands and their arguments.

mod bench;
mod bench_tables;
mod train;

use clap::{Parser, Subcommand};
use noisyfer::Result;

/// Facial emotion recognition from noisy, multi-task annotations.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train one method on one experiment and write the run to a folder.
    Train(train::Train),
    /// Measure speed.
    #[command(subcommand)]
    Bench(bench::Bench),
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Train(command) => command.run(),
        Command::Bench(command) => command.run(),
    }
}
