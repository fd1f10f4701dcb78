//! What goes wrong around the work, and what is left of it. `scripts/torture` kills more often, and damages more files.

#[cfg(target_os = "linux")]
mod clock;
mod damage;
#[cfg(target_os = "linux")]
mod disk;
mod places;
mod stops;
#[path = "../../src/test_data.rs"]
mod test_data;

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_noisyfer");

/// A training of a second, as the arguments that are the same everywhere.
const TRAIN: [&str; 6] = ["train", "faces", "--scale", "smoke", "--method", "majority-vote"];

fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn train(folder: &Path, epochs: &str, out: &str) -> Command {
    let mut command = command(folder, &TRAIN);
    command.args(["--epochs", epochs, "--set", "training.verbose=true", "--out", out]);
    command
}

fn run(folder: &Path, epochs: &str, resume: bool) -> Command {
    let mut command = train(folder, epochs, "run");
    command.args(resume.then_some("--resume"));
    command
}

/// Runs what must work.
fn done(folder: &Path, arguments: &[&str]) -> Output {
    let ended = command(folder, arguments).output().unwrap();
    assert!(ended.status.success(), "{arguments:?}: {}", text(&ended.stderr));
    ended
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The files of a folder and of those in it, sorted, with what they hold.
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let (mut files, mut folders) = (vec![], vec![folder.to_path_buf()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push((path.strip_prefix(folder).unwrap().display().to_string(), fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}
