//! The command line, as a user runs it.

use noisyfer::model::Weights;
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

fn noisyfer(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_noisyfer")).args(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn train(out: &Path, seed: &str, method: &str) -> String {
    let out = out.display().to_string();
    let run = noisyfer(&["train", "faces", "--scale", "smoke", "--method", method, "--seed", seed, "--out", &out]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    text(&run.stdout)
}

#[test]
fn runs_of_one_experiment_are_compared_and_others_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (vote, again, shapes) = (path("vote"), path("again"), path("shapes"));
    train(Path::new(&vote), "0", "majority-vote");
    train(Path::new(&again), "1", "majority-vote");
    let (table, figure) = (path("table.csv"), path("bars.svg"));
    let compared = noisyfer(&["compare", &vote, &again, "--out", &table, "--figure", &figure]);
    assert!(compared.status.success(), "{}", text(&compared.stderr));
    let accuracy = |run: &str| {
        let metrics: Value = serde_json::from_slice(&fs::read(Path::new(run).join("metrics.json")).unwrap()).unwrap();
        100.0 * metrics["accuracy_last"].as_f64().unwrap()
    };
    let mean = format!("{:.2}", (accuracy(&vote) + accuracy(&again)) / 2.0);
    let said = text(&compared.stdout);
    assert!(said.contains("CE on majority vote") && said.contains(&mean), "{mean} is not in {said}");
    assert!(fs::read_to_string(table).unwrap().contains("CE on majority vote") && Path::new(&figure).is_file());

    let other = noisyfer(&["train", "cifar10", "--generated", "--scale", "smoke", "--epochs", "1", "--out", &shapes]);
    assert!(other.status.success(), "{}", text(&other.stderr));
    let refused = noisyfer(&["compare", &vote, &shapes]);
    let said = text(&refused.stderr);
    assert!(!refused.status.success() && said.contains("expected one of Generated faces, as the first is"), "{said}");
}

#[test]
fn runs_along_a_variation_are_a_sweep() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let runs = ["0.2", "0.6"].map(|share| {
        let (out, vary) = (path(share), format!("symmetric-noise={share}"));
        let quick = ["--scale", "smoke", "--epochs", "1", "--method", "majority-vote", "--vary", &vary, "--out", &out];
        let run = noisyfer(&[&["train", "faces"][..], &quick].concat());
        assert!(run.status.success(), "{}", text(&run.stderr));
        out
    });
    let figure = path("curves.svg");
    let compared = noisyfer(&["compare", &runs[1], &runs[0], "--figure", &figure]);
    let said = text(&compared.stdout);
    assert!(compared.status.success() && said.contains("Wrong labels (%)") && said.contains("20"), "{said}");
    assert!(fs::read_to_string(&figure).unwrap().contains("Wrong labels (%)"));

    let plain = path("plain");
    train(Path::new(&plain), "0", "majority-vote");
    let refused = noisyfer(&["compare", &runs[0], &plain]);
    let said = text(&refused.stderr);
    assert!(said.contains("one of Generated faces with another value of Wrong labels (%)"), "{said}");
}

#[test]
fn the_same_seed_gives_the_same_metrics_and_no_run_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (out, aside) = (folder.path().join("a"), folder.path().join("a.1"));
    let metrics = |folder: &Path| fs::read(folder.join("metrics.json")).unwrap();
    train(&out, "7", "joint-distribution");
    let first = metrics(&out);
    train(&out, "7", "joint-distribution");
    assert_eq!(metrics(&out), first);
    assert!(!aside.exists(), "the same run is not kept twice");
    let said = train(&out, "8", "joint-distribution");
    assert!(said.contains("kept the run"), "{said}");
    assert_eq!(metrics(&aside), first);
    assert_ne!(metrics(&out), first);

    let read: Value = serde_json::from_slice(&first).unwrap();
    assert_eq!(read["epochs"], 2);
    assert_eq!(read["history"][0]["adversarial"], false);
    assert_eq!(read["history"][1]["adversarial"], true);
    let confusion = &read["last"]["confusion"];
    let counts: Vec<u64> = serde_json::from_value(confusion["counts"].clone()).unwrap();
    let classes = confusion["classes"].as_array().unwrap().len();
    let (right, all): (u64, u64) = (counts.iter().step_by(classes + 1).sum(), counts.iter().sum());
    assert_eq!(read["accuracy_last"], right as f64 / all as f64);
    let predicted = read["last"]["predicted"].as_str().unwrap().split(' ').count();
    assert_eq!(predicted as u64, all);

    let file = |name: &str| fs::read_to_string(out.join(name)).unwrap();
    let history = file("history.csv");
    assert!(history.starts_with("epoch,loss_"), "{history}");
    assert!(history.contains(",validation_agreement,validation_accuracy,test_accuracy"), "{history}");
    assert_eq!(history.lines().count(), 1 + 2);
    let config: Value = serde_json::from_str(&file("config.json")).unwrap();
    assert_eq!(config["training"]["seed"], 8);
    assert!(file("curves.svg").contains(">discriminators<") && file("confusion.svg").contains(">predicted class<"));
    let weights = Weights::read(out.join("weights.safetensors")).unwrap();
    assert!(weights.names().iter().any(|name| name.starts_with("decoder.")), "{:?}", weights.names());
}

#[test]
fn bench_prints_the_peers_keys() {
    for task in ["cifar", "multitask"] {
        let run = noisyfer(&["bench", "train", "--task", task, "--batch", "2", "--width", "8", "--steps", "1"]);
        assert!(run.status.success(), "{}", text(&run.stderr));
        let lines: Vec<Value> = text(&run.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        for (line, adversarial) in lines.iter().zip([false, true]) {
            assert_eq!(line["adversarial"], adversarial);
            assert_eq!(line["task"], task);
            assert!(line["seconds_per_step"].as_f64().unwrap() > 0.0);
            for key in ["batch", "width", "device", "precision", "images_per_second", "threads", "torch"] {
                assert!(line.get(key).is_some(), "{key}");
            }
        }
    }
}

#[test]
fn bench_joins_label_tables() {
    let folder = tempfile::tempdir().unwrap();
    let list = |name: &str, rows: &str| {
        let header = "subDirectory_filePath,expression,valence,arousal\n";
        fs::write(folder.path().join(name), format!("{header}{rows}")).unwrap();
        folder.path().join(name).display().to_string()
    };
    let training = list("training.csv", "1/a.jpg,0,0.5,0.25\n1/b.jpg,8,-2,-2\n2/c.jpg,6,0,0\n");
    let machine = list("machine.csv", "2/c.jpg,1,-2,-2\n1/a.jpg,0,-2,-2\n");
    let run = noisyfer(&["bench", "tables", &training, &machine]);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let line: Value = serde_json::from_slice(&run.stdout).unwrap();
    assert_eq!((&line["rows"], &line["agree"], &line["affect"]), (&2.into(), &1.into(), &0.75.into()));
}

#[test]
fn a_missing_dataset_is_an_error_that_names_every_place_and_both_ways_out() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [
        "train raf --out x",
        "train affectnet --out x",
        "train cifar10 --out x",
        "train cifar10n --out x",
        "train ferplus --out x",
        "align raf",
        "align affectnet",
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
        let run = command.args(arguments.split(' ')).current_dir(&folder).output().unwrap();
        let error = text(&run.stderr);
        assert_eq!(run.status.code(), Some(1), "{arguments}: {error}");
        for part in ["not found; looked in datasets/", "--root names another folder", "--generated"] {
            assert!(error.contains(part), "{arguments}: {error}");
        }
        assert_eq!(arguments.contains("raf"), error.contains("datasets/rafd/basic/EmoLabel"), "{error}");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0, "nothing is written");
    }
}

#[test]
fn generated_data_is_taken_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
        let run = command.args(arguments.split(' ')).current_dir(&folder).output().unwrap();
        assert!(run.status.success(), "{arguments}: {}", text(&run.stderr));
        text(&run.stdout)
    };
    let said = run("align raf --generated");
    assert!(said.contains("Generated faces in datasets/raf-generated-600-0."), "{said}");
    assert!(folder.path().join("datasets/raf-generated-600-0/Image/myaligned/alignment.csv").is_file());
    run("align raf --generated --published");
    assert!(folder.path().join("datasets/raf-generated-600-0/Image/myaligned_published/alignment.csv").is_file());
    run("train cifar10 --generated --epochs 1 --method majority-vote --out shapes");
    let metrics: Value = serde_json::from_slice(&fs::read(folder.path().join("shapes/metrics.json")).unwrap()).unwrap();
    assert_eq!(metrics["note"], "generated shapes, not CIFAR-10");
    run("train ferplus --generated --scale smoke --epochs 1 --method soft-vote --out votes");
    let metrics: Value = serde_json::from_slice(&fs::read(folder.path().join("votes/metrics.json")).unwrap()).unwrap();
    assert_eq!(metrics["note"], "generated data in the layout of FER+");
    assert_eq!(metrics["last"]["against"], "given_labels");
}

#[test]
fn bad_input_gets_a_clear_error() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().display().to_string();
    let out = folder.path().join("out").display().to_string();
    for (arguments, expected) in [
        (vec!["train", "cifar10", "--root", &root, "--out", &out], "cifar-10"),
        (vec!["train", "raf", "--root", &root, "--out", &out], "EmoLabel/list_patition_label.txt"),
        (vec!["train", "raf", "--root", &root, "--generated", "--out", &out], "cannot be used with"),
        (vec!["train", "faces", "--method", "mutli-task", "--out", &out], "method must be one of single,"),
        (vec!["train", "raf", "--set", "training.bata1=3", "--out", &out], "a setting of training must be one of"),
        (vec!["train", "cifar10n", "--generated", "--out", &out], "whose labels are people's"),
        (vec!["train", "ferplus", "--root", &root, "--out", &out], "github.com/microsoft/FERPlus"),
        (vec!["train", "faces", "--scale", "huge", "--out", &out], "smoke, laptop, workstation or paper"),
        (
            vec!["train", "faces", "--device", "gpu", "--out", &out],
            "\"cpu\", \"cuda\", \"cuda:N\" with the number of a GPU, from 0, or \"remote:HOST:PORT\"",
        ),
        (vec!["train", "faces", "--device", "cuda:4095", "--out", &out], "cuda:4095"),
        (vec!["bench", "train", "--task", "cifar", "--steps", "0"], "steps must be at least 1, got 0"),
        (vec!["bench", "train", "--task", "cifar", "--width", "12"], "base_width must be a positive multiple of 8"),
    ] {
        let run = noisyfer(&arguments);
        let error = text(&run.stderr);
        assert!(!run.status.success());
        assert!(error.contains(expected), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{error}");
    }
}

#[test]
fn own_data_are_trained_on_and_repeated_from_their_config() {
    let folder = tempfile::tempdir().unwrap();
    let faces = folder.path().join("faces");
    noisyfer::datasets::own::write_own(&faces, 60, noisyfer::Seed(0)).unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let own = ["train", "own", "--scale", "smoke", "--epochs", "1", "--method", "majority-vote"];
    let missing = noisyfer(&[&own[..], &["--out", &path("run")]].concat());
    assert!(text(&missing.stderr).contains("--images FOLDER and --labels FILE"), "{}", text(&missing.stderr));
    let files = ["--images", &path("faces"), "--labels", &path("faces/labels.csv"), "--out", &path("run")];
    let run = noisyfer(&[&own[..], &files].concat());
    let said = text(&run.stdout);
    assert!(run.status.success(), "{}", text(&run.stderr));
    assert!(said.contains("43 images to train on, 5 for validation, 12 test images (20 % of the images)"), "{said}");
    assert!(said.contains("test agreement with given labels"), "{said}");
    let elsewhere = ["--out", &path("elsewhere"), "--image-memory", "0", "--cache", &path("cache")];
    let elsewhere = noisyfer(&[&own[..], &files[..4], &elsewhere].concat());
    assert!(elsewhere.status.success() && folder.path().join("cache").is_dir(), "{}", text(&elsewhere.stderr));
    assert!(said.contains("labels.csv: a row an image, named in \"name\"\n  3 annotators: "), "{said}");
    // No two of these numbers are the same.
    assert!(said.contains("\n  numbers: valence from ") && said.contains(", arousal from "), "{said}");
    let again = noisyfer(&["train", "--config", &path("run/config.json"), "--out", &path("again")]);
    assert!(again.status.success(), "{}", text(&again.stderr));
    let metrics = |name: &str| fs::read(folder.path().join(name).join("metrics.json")).unwrap();
    assert_eq!(metrics("run"), metrics("again"));
    assert_eq!(metrics("run"), metrics("elsewhere"));
    for (arguments, part) in [
        (["--config", &path("run/config.json"), "--side", "64"], "--side must be left out, for the data are those of"),
        (["--config", &path("run/config.json"), "--test-share", "0.5"], "--test-share must be left out"),
        (["faces", "--scale", "smoke", "--side=64"], "given for faces, which does not take it"),
    ] {
        let refused = noisyfer(&[&["train"], &arguments[..], &["--out", &path("refused")]].concat());
        assert!(text(&refused.stderr).contains(part), "{}", text(&refused.stderr));
    }
    let predicted =
        noisyfer(&["predict", "--run", &path("run"), &path("faces"), "--out", &path("predicted"), "--figures", "0"]);
    assert!(predicted.status.success(), "{}", text(&predicted.stderr));
    let table = fs::read_to_string(folder.path().join("predicted/predictions.csv")).unwrap();
    assert_eq!(table.lines().count(), 1 + 60);
}
