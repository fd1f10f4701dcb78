//! The command line: a thin layer over the library.

#![deny(clippy::print_stdout)]

mod cli;

use clap::Parser;
use noisyfer::Error;
use std::{env, process::ExitCode};

fn main() -> ExitCode {
    // An optimiser's state is read back onto burn's default device before it goes to its own; in a build for GPUs that would be
    // the first GPU, there or not.
    if env::var_os("BURN_DEVICE").is_none() {
        // SAFETY: there is no other thread yet.
        unsafe { env::set_var("BURN_DEVICE", "flex") };
    }
    let arguments = cli::Arguments::parse();
    if let Some(encoding) = &arguments.encoding {
        // SAFETY: as above.
        unsafe { env::set_var("NOISYFER_ENCODING", encoding) };
    }
    match cli::run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("noisyfer: {error}");
            match error {
                // As shells have it: what a script is to start again, not what it got wrong.
                Error::Interrupted { .. } => ExitCode::from(130),
                _ => ExitCode::FAILURE,
            }
        }
    }
}
