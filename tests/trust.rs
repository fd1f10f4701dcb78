//! What goes wrong around a training, and what is left of it.

use noisyfer::{prelude::*, train::checkpointed_epoch};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

fn command(folder: &Path, epochs: &str, resume: bool) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
    let arguments = ["train", "faces", "--scale", "smoke", "--method", "majority-vote", "--epochs", epochs];
    command.args(arguments).args(["--set", "training.verbose=true"]).args(resume.then_some("--resume"));
    command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(folder: &Path, epochs: &str, resume: bool) -> Command {
    let mut command = command(folder, epochs, resume);
    command.args(["--out", "run"]);
    command
}

/// Starts one and waits for the end of its second epoch, which comes after the checkpoint of its first.
fn started(folder: &Path, epochs: &str) -> (Child, BufReader<ChildStdout>) {
    let mut child = run(folder, epochs, false).spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("epoch 2/") {
        line.clear();
        assert!(out.read_line(&mut line).unwrap() > 0, "it ended early");
    }
    (child, out)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(unix)]
#[test]
fn a_scheduler_that_ends_a_job_costs_an_epoch_at_most() {
    let (parts, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for signal in [libc::SIGTERM, libc::SIGHUP] {
        let (child, _out) = started(parts.path(), "8");
        // SAFETY: no memory is shared with the child.
        assert_eq!(unsafe { libc::kill(child.id() as i32, signal) }, 0);
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success(), "{}", text(&ended.stderr));
        assert!(text(&ended.stderr).contains("finishing this step"), "{}", text(&ended.stderr));
        assert!(checkpointed_epoch(parts.path().join("run.checkpoint")).is_some_and(|epoch| epoch < 8));
        assert!(run(parts.path(), "8", true).status().unwrap().success());
        assert!(run(whole.path(), "8", false).status().unwrap().success());
        let metrics = |folder: &Path| fs::read_to_string(folder.join("run/metrics.json")).unwrap();
        assert_eq!(metrics(parts.path()), metrics(whole.path()));
    }
}

#[test]
fn two_trainings_do_not_write_to_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let (mut first, _out) = started(folder.path(), "500");
    for resume in [false, true] {
        let second = run(folder.path(), "500", resume).output().unwrap();
        let said = text(&second.stderr);
        assert!(!second.status.success() && said.contains("run.checkpoint is being written by process"), "{said}");
        assert!(said.contains(&first.id().to_string()), "{said}");
    }
    let epochs = checkpointed_epoch(folder.path().join("run.checkpoint"));
    assert!(epochs.is_some(), "what the first one kept is where it was");
    first.kill().unwrap();
    first.wait().unwrap();
    let after = run(folder.path(), "3", false).output().unwrap();
    assert!(after.status.success(), "a killed process holds nothing: {}", text(&after.stderr));
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let to = |out: &str| {
        let mut command = command(folder.path(), "2", false);
        command.args(["--out", out]).output().unwrap()
    };
    fs::write(folder.path().join("file"), "mine").unwrap();
    for out in ["file", "file/run"] {
        let said = to(out);
        assert!(!said.status.success() && said.stdout.is_empty(), "{}", text(&said.stdout));
        assert!(text(&said.stderr).contains("file"), "{}", text(&said.stderr));
    }
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "mine");
    for _ in 0..2 {
        let said = to("slash/");
        assert!(said.status.success(), "{}", text(&said.stderr));
    }
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["file", "slash", "slash.1"]);
}

#[test]
fn nobody_has_to_listen() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = run(folder.path(), "3", false).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", text(&ended.stderr));
    assert!(folder.path().join("run/metrics.json").is_file());
}

#[test]
fn a_training_that_diverges_says_so_and_keeps_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    for learning_rate in [1e4, 1e30] {
        let config = TrainConfig { learning_rate, epochs: 3, ..experiment.training.clone() };
        let method = "majority-vote".parse().unwrap();
        let ended = train_resumable(&experiment, &method, &config, &device("cpu").unwrap(), folder.path());
        let said = ended.unwrap_err().to_string();
        assert!(said.contains("finite number") && said.contains("epoch 1"), "{said}");
        assert_eq!(checkpointed_epoch(folder.path()), None);
    }
}
