//! Commands and their arguments.

mod align;
mod bench;
mod check;
mod compare;
mod dataset;
mod draw;
mod frame;
mod label;
mod noise;
mod places;
mod predict;
mod serve;
mod synth;
mod train;

use clap::{Parser, Subcommand};
use noisyfer::Result;

/// Facial emotion recognition from noisy, multi-task annotations.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// How text is encoded that is not UTF-8: windows-1252.
    #[arg(long, global = true, value_name = "NAME")]
    pub encoding: Option<String>,
}

#[derive(Subcommand)]
enum Command {
    /// Train one method on one experiment and write the run to a folder.
    Train(Box<train::Train>),
    /// Compare runs of one experiment: a table, and what it says of each method.
    Compare(compare::Compare),
    /// Write a generated dataset in the layout of a real one.
    Synth(synth::Synth),
    /// Turn the faces of a dataset upright and cut them out; goes on where it was interrupted.
    Align(align::Align),
    /// Label a dataset by a trained model, in the form of the published machine labels.
    Label(label::Label),
    /// Say what is wrong with labels of several annotators: consensus, annotators, agreement, the items to look at.
    Noise(noise::Noise),
    /// Say what a trained model sees in images: emotion probabilities, valence, arousal.
    Predict(predict::Predict),
    /// Draw what the decoder of a trained model has learned: a face for every emotion and arousal.
    Draw(draw::Draw),
    /// Let other machines compute on this one's device: `--device remote:HOST:PORT` there.
    Serve(serve::Serve),
    /// Hold a device against the processor: kernels, stored trajectories, every method, checkpoints.
    Check(check::CheckDevice),
    /// Measure speed.
    #[command(subcommand)]
    Bench(bench::Bench),
}

/// Runs the command.
pub fn run(arguments: Arguments) -> Result<()> {
    match arguments.command {
        Command::Train(command) => command.run(),
        Command::Compare(command) => command.run(),
        Command::Synth(command) => command.run(),
        Command::Align(command) => command.run(),
        Command::Label(command) => command.run(),
        Command::Noise(command) => command.run(),
        Command::Predict(command) => command.run(),
        Command::Draw(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Bench(command) => command.run(),
    }
}
