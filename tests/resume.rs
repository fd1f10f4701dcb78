//! A training that was stopped goes on as if it had not been.

use noisyfer::{
    prelude::*,
    train::{Average, Schedule, checkpointed_epoch},
};
use std::{
    fs,
    io::{BufRead, BufReader},
    path::Path,
    process::{Command, Stdio},
};

fn faces(epochs: usize) -> (Experiment, TrainConfig) {
    let experiment = Experiment::faces(Scale::Smoke, Seed(4)).unwrap();
    // At a constant rate a training may be made longer; the moving average is one more thing that a checkpoint holds.
    let (schedule, average) = (Schedule::Constant, Average::Exponential { decay: 0.9 });
    let config = TrainConfig { epochs, schedule, average, learning_rate: 0.02, ..experiment.training.clone() };
    (experiment, config)
}

#[test]
fn every_method_goes_on_with_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let cpu = device("cpu").unwrap();
    let (experiment, long) = faces(3);
    let short = TrainConfig { epochs: 1, ..long.clone() };
    let mut methods = experiment.methods("joint-distribution, latent-truth, robust-joint, posterior-em, elr").unwrap();
    for (setting, value) in [("augment", true.into()), ("ramp_epochs", 2.into()), ("beta1", 0.5.into())] {
        methods[2] = methods[2].with_setting(setting, value).unwrap();
    }
    for method in methods {
        let checkpoint = folder.path().join(method.name());
        let whole = train(&experiment, &method, &long, &cpu).unwrap();
        for (epochs, config) in [(1, &short), (2, &TrainConfig { epochs: 2, ..long.clone() }), (3, &long)] {
            let part = train_resumable(&experiment, &method, config, &cpu, &checkpoint).unwrap();
            assert_eq!((part.history.len(), checkpointed_epoch(&checkpoint)), (epochs, Some(epochs)));
            assert_eq!(fs::read_dir(&checkpoint).unwrap().count(), 2, "only the last one is kept, beside the lock");
        }
        let parts = train_resumable(&experiment, &method, &long, &cpu, &checkpoint).unwrap();
        assert_eq!(parts.learner.weights(), whole.learner.weights(), "{}", method.name());
        assert_eq!(parts.selected_learner.weights(), whole.selected_learner.weights());
        assert_eq!(
            (&parts.last, &parts.selected, parts.selected_epoch),
            (&whole.last, &whole.selected, whole.selected_epoch)
        );
        assert_eq!(parts.sample_losses.unwrap().of(2, &parts.heads[0].name).unwrap().len(), experiment.train.len());
        for (part, whole) in parts.history.iter().zip(&whole.history) {
            assert_eq!(
                (&part.losses, part.adversarial, part.test_accuracy),
                (&whole.losses, whole.adversarial, whole.test_accuracy)
            );
        }
    }
}

#[test]
fn a_checkpoint_of_another_training_or_a_damaged_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let cpu = device("cpu").unwrap();
    let (experiment, config) = faces(1);
    let train = |config: &TrainConfig, method: &Method| {
        train_resumable(&experiment, method, config, &cpu, folder.path()).map(|_| ()).map_err(|error| error.to_string())
    };
    let method: Method = "majority-vote".parse().unwrap();
    train(&config, &method).unwrap();
    let other = TrainConfig { learning_rate: 0.5, ..config.clone() };
    let said = train(&other, &method).unwrap_err();
    let rate = config.learning_rate;
    assert!(said.contains(&format!("another training: training.learning_rate {rate} instead of 0.5,")), "{said}");
    let cycle = |epochs| TrainConfig { epochs, ..experiment.training.clone() };
    let folder_of_cycle = folder.path().join("cycle");
    train_resumable(&experiment, &method, &cycle(1), &cpu, &folder_of_cycle).unwrap();
    let longer = train_resumable(&experiment, &method, &cycle(2), &cpu, &folder_of_cycle).unwrap_err().to_string();
    assert!(
        longer.contains("another training: training.epochs 1 instead of 2,"),
        "its rate would have fallen more slowly: {longer}"
    );
    let said = train(&config, &"soft-vote".parse().unwrap()).unwrap_err();
    assert!(said.contains("epoch_0001") && said.contains("method"), "{said}");
    // Half a checkpoint, as a killed process leaves it, is not looked at; a damaged one is named.
    fs::create_dir(folder.path().join("unfinished")).unwrap();
    train(&config, &method).unwrap();
    let learner = folder.path().join("epoch_0001/learner");
    let bytes = fs::read(&learner).unwrap();
    let mut flipped = bytes.clone();
    flipped[bytes.len() / 2] ^= 1;
    fs::write(&learner, &flipped).unwrap();
    let said = train(&config, &method).unwrap_err();
    assert!(said.contains("epoch_0001/learner: found content with sha256"), "{said}");
    // What a kill may leave beside a damaged one is whole, and is gone on from; the damaged one is moved aside.
    let before = folder.path().join("epoch_0000");
    copy(&folder.path().join("epoch_0001"), &before);
    fs::write(before.join("learner"), &bytes).unwrap();
    train(&config, &method).unwrap();
    fs::remove_dir_all(before).unwrap();
    fs::rename(folder.path().join("epoch_0001.1"), folder.path().join("epoch_0001")).unwrap();
    fs::write(&learner, &bytes[..bytes.len() / 2]).unwrap();
    assert!(train(&config, &method).unwrap_err().contains("epoch_0001"));
    fs::remove_file(&learner).unwrap();
    assert!(train(&config, &method).unwrap_err().contains("SHA256SUMS: found the name \"learner\""));
}

#[test]
fn a_killed_command_goes_on_to_the_same_metrics() {
    let folder = tempfile::tempdir().unwrap();
    let command = |out: &str, resume: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
        let arguments = ["train", "faces", "--scale", "smoke", "--epochs", "4", "--seed", "5", "--out", out];
        let verbose = ["--set", "training.verbose=true"];
        command
            .args(arguments)
            .args(verbose)
            .args(resume.then_some("--resume"))
            .current_dir(&folder)
            .stdout(Stdio::piped());
        command
    };
    let metrics = |out: &str| fs::read_to_string(folder.path().join(out).join("metrics.json")).unwrap();
    assert!(command("whole", false).output().unwrap().status.success());
    assert!(!folder.path().join("whole.checkpoint").exists(), "a finished training needs none");

    let mut killed = command("parts", false).spawn().unwrap();
    let lines = BufReader::new(killed.stdout.take().unwrap()).lines();
    // The line of the second epoch comes after the checkpoint of the first.
    assert!(lines.map_while(Result::ok).any(|line| line.contains("epoch 2/4") && line.contains("validation")));
    killed.kill().unwrap();
    killed.wait().unwrap();
    let checkpoint = folder.path().join("parts.checkpoint");
    assert!(checkpointed_epoch(&checkpoint).is_some_and(|epoch| (1..4).contains(&epoch)));
    let said = command("parts", true).output().unwrap();
    assert!(said.status.success() && String::from_utf8_lossy(&said.stdout).contains("going on after epoch"));
    assert_eq!(metrics("parts"), metrics("whole"));
    let said = command("parts", true).output().unwrap();
    assert!(said.status.success() && String::from_utf8_lossy(&said.stdout).contains("parts is finished"));
    missing(folder.path(), &mut command("none", true));
}

fn missing(folder: &Path, command: &mut Command) {
    let said = command.stderr(Stdio::piped()).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stderr).contains("a checkpoint to go on from not found"));
    assert!(!folder.join("none.checkpoint").exists());
}

fn copy(from: &Path, into: &Path) {
    fs::create_dir(into).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, into.join(path.file_name().unwrap())).unwrap();
    }
}
