//! Signals, others who write to the same place, and nobody who reads.

use super::{command, contents, done, run, text};
use noisyfer::train::checkpointed_epoch;
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout},
};

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

#[cfg(unix)]
#[test]
fn a_scheduler_that_ends_a_job_costs_an_epoch_at_most() {
    let (parts, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for signal in [libc::SIGTERM, libc::SIGHUP] {
        let (child, _out) = started(parts.path(), "8");
        // SAFETY: no memory is shared with the child.
        assert_eq!(unsafe { libc::kill(child.id() as i32, signal) }, 0);
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(130), "{}", text(&ended.stderr));
        assert!(text(&ended.stderr).contains("finishing this step"), "{}", text(&ended.stderr));
        assert!(text(&ended.stderr).contains("the training was interrupted after"), "{}", text(&ended.stderr));
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
fn nobody_has_to_listen() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = run(folder.path(), "3", false).spawn().unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", text(&ended.stderr));
    assert!(folder.path().join("run/metrics.json").is_file());
}

/// Two commands at once on one place: each ends well or is refused, and what they leave is what one of them leaves.
#[test]
fn two_of_a_kind_at_once_leave_what_one_leaves() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["synth", "raf", "--count", "12", "--out", "one"]);
    done(folder.path(), &["align", "raf", "--root", "one"]);
    for arguments in [&["synth", "raf", "--count", "12", "--out", "both"][..], &["align", "raf", "--root", "both"]] {
        let both = [0, 1].map(|_| command(folder.path(), arguments).spawn().unwrap());
        for ended in both.map(|child| child.wait_with_output().unwrap()) {
            let said = text(&ended.stderr);
            assert!(ended.status.success() || ended.status.code() == Some(1) && said.contains("both"), "{said}");
        }
        if arguments[0] == "align" {
            done(folder.path(), arguments);
        }
    }
    let of = |name: &str| {
        let mut files = contents(&folder.path().join(name));
        // Which faces this call aligned and which were there.
        files.retain(|(name, _)| !name.ends_with("alignment.csv"));
        files
    };
    assert!(of("one") == of("both"), "other files, or others in them");
}
