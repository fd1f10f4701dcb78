//! Files of runs and checkpoints that have changed.

use super::text;
use noisyfer::{prelude::*, train::checkpointed_epoch};
use std::{fs, path::Path};

/// Cuts off every file of `folder` in turn, and turns a bit of it: `open` must refuse both with the file's name, and leave it.
fn damage_each(folder: &Path, open: impl Fn() -> Result<()>) {
    open().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        let path = folder.join(&name);
        let whole = fs::read(&path).unwrap();
        for place in [0, whole.len() / 2, whole.len() - 1] {
            let mut turned = whole.clone();
            turned[place] ^= 4;
            for damaged in [turned, whole[..place].to_vec()] {
                // Without its list, or a line of it, a folder is one of earlier versions, and cannot be checked.
                if damaged.len() < whole.len() && name == "SHA256SUMS" {
                    continue;
                }
                fs::write(&path, &damaged).unwrap();
                let said = open().expect_err(&format!("{name:?} damaged at {place}")).to_string();
                assert!(said.contains(name.to_str().unwrap()), "{said}");
                assert!(fs::read(&path).unwrap() == damaged, "{name:?} was changed");
            }
        }
        fs::write(&path, whole).unwrap();
    }
    open().unwrap();
}

#[test]
fn a_run_or_checkpoint_that_has_changed_is_refused_by_the_files_name() {
    let folder = tempfile::tempdir().unwrap();
    let [run, checkpoint] = ["run", "checkpoint"].map(|name| folder.path().join(name));
    let cpu = device("cpu").unwrap();
    let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
    let method = "majority-vote".parse().unwrap();
    let train = || train_resumable(&experiment, &method, &config, &cpu, &checkpoint);
    save_run(&run, &train().unwrap()).unwrap();
    damage_each(&run, || Run::open(&run, &cpu).map(drop));
    assert_eq!(checkpointed_epoch(&checkpoint), Some(1));
    damage_each(&checkpoint.join("epoch_0001"), || train().map(drop));
}

#[test]
fn a_damaged_checkpoint_is_moved_aside_and_its_epoch_trained_again() {
    let folder = tempfile::tempdir().unwrap();
    let cpu = device("cpu").unwrap();
    let mut experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    experiment.training = TrainConfig { schedule: Schedule::Constant, average: Average::None, ..experiment.training };
    let method = "majority-vote".parse().unwrap();
    let train = |epochs| {
        let config = TrainConfig { epochs, ..experiment.training.clone() };
        train_resumable(&experiment, &method, &config, &cpu, folder.path()).unwrap()
    };
    let epoch = |name: &str| folder.path().join(name);
    train(1);
    fs::rename(epoch("epoch_0001"), epoch("first")).unwrap();
    fs::create_dir(epoch("unfinished")).unwrap();
    let whole = train(2);
    // As after a kill between the new one and the removal of the old one.
    fs::rename(epoch("first"), epoch("epoch_0001")).unwrap();
    fs::write(epoch("epoch_0002/state.msgpack"), "cut").unwrap();
    let again = train(2);
    assert_eq!(again.last.accuracy(), whole.last.accuracy());
    assert_eq!(fs::read_to_string(epoch("epoch_0002.1/state.msgpack")).unwrap(), "cut");
    let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    left.sort();
    assert_eq!(left, ["epoch_0002", "epoch_0002.1", "lock"]);
}

#[test]
fn a_training_that_diverges_says_so_and_keeps_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let experiment = Experiment::faces(Scale::Smoke, Seed(0)).unwrap();
    // By plain descent: Muon keeps the filters as long as they are, whatever the rate.
    let optimiser = Optimiser::Sgd { momentum: 0.85, weight_decay: 1.33e-3, norm_bias_factor: 16.0 };
    for learning_rate in [1e4, 1e30] {
        let config = TrainConfig { learning_rate, optimiser, epochs: 3, ..experiment.training.clone() };
        let method = "majority-vote".parse().unwrap();
        let ended = train_resumable(&experiment, &method, &config, &device("cpu").unwrap(), folder.path());
        let said = ended.unwrap_err().to_string();
        assert!(said.contains("finite number") && said.contains("epoch 1"), "{said}");
        assert_eq!(checkpointed_epoch(folder.path()), None);
    }
}

#[test]
fn a_damaged_list_is_told_by_its_name_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    super::done(folder.path(), &["synth", "raf", "--count", "12", "--out", "raf"]);
    let list = folder.path().join("raf/EmoLabel/list_patition_label.txt");
    let whole = fs::read_to_string(&list).unwrap();
    for damaged in ["", "\0\0\0\0", &whole.replacen(" ", "", 1)] {
        fs::write(&list, damaged).unwrap();
        refused(folder.path(), "raf", "list_patition_label.txt");
    }
    super::done(folder.path(), &["synth", "affectnet", "--count", "12", "--out", "affectnet"]);
    let lists = ["training.csv", "validation.csv"].map(|name| folder.path().join("affectnet").join(name));
    let header = fs::read_to_string(&lists[0]).unwrap().lines().next().unwrap().to_string() + "\n";
    for list in &lists {
        fs::write(list, &header).unwrap();
    }
    refused(folder.path(), "affectnet", "training.csv");
}

fn refused(folder: &Path, dataset: &str, list: &str) {
    let before = super::contents(folder);
    let ended = super::command(folder, &["align", dataset, "--root", dataset]).output().unwrap();
    let said = text(&ended.stderr);
    assert!(ended.status.code() == Some(1) && said.contains(list), "{said}");
    assert!(super::contents(folder) == before, "something was written: {said}");
}
