//! Places that cannot be written to.

use super::{command, contents, done, text, train};
#[cfg(target_os = "linux")]
use super::{disk, test_data};
use std::{fs, path::Path, process::Output};

#[cfg(target_os = "linux")]
#[test]
fn a_full_standard_output_ends_no_work() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    for (index, arguments) in WRITERS.iter().enumerate() {
        let place = format!("quiet{index}");
        // What the third writer has aligned.
        let arguments = arguments.replace("PLACE", &place).replace("raf/Image/original/train_00001.jpg", "quiet2/new");
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ended = command(folder.path(), &arguments.split(' ').collect::<Vec<_>>()).stdout(full).output().unwrap();
        assert!(ended.status.success(), "{arguments}: {}", text(&ended.stderr));
        assert!(fs::read_dir(folder.path().join(place)).unwrap().next().is_some(), "{arguments}");
    }
}

#[test]
fn what_is_there_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    let path = |name: &str| folder.path().join(name);
    let run = |arguments: &str| command(folder.path(), &arguments.split(' ').collect::<Vec<_>>()).output().unwrap();
    // Photos with the names of figures.
    fs::create_dir(path("photos")).unwrap();
    fs::copy(path("raf/Image/original/train_00001.jpg"), path("photos/face_001.png")).unwrap();
    let refused = run("predict --run run photos --out photos");
    assert!(text(&refused.stderr).contains("which holds photos"), "{}", text(&refused.stderr));
    fs::create_dir(path("figures")).unwrap();
    fs::write(path("figures/aligned.png"), "mine").unwrap();
    let drawn = run("align raf --root raf --figures figures");
    assert!(
        drawn.status.success() && text(&drawn.stdout).contains("kept what was in figures"),
        "{}",
        text(&drawn.stderr)
    );
    assert_eq!(fs::read_to_string(path("figures.1/aligned.png")).unwrap(), "mine");
    fs::write(path("overlay.png"), "mine").unwrap();
    let refused = run("align raf --root raf --figures figures/..");
    assert!(text(&refused.stderr).contains("holds figures and cannot be moved aside"), "{}", text(&refused.stderr));
    fs::create_dir(path("report")).unwrap();
    fs::write(path("report/annotators.csv"), "mine").unwrap();
    let refused = run("noise crowd.csv --out report");
    let expected = "a folder without it, or that of an earlier report, which has report.html";
    assert!(text(&refused.stderr).contains(expected), "{}", text(&refused.stderr));
    assert_eq!(fs::read_to_string(path("report/annotators.csv")).unwrap(), "mine");
    for _ in 0..2 {
        assert!(run("noise crowd.csv --out new").status.success(), "a report may be made again");
    }
    // Weights that the run's config would name where they are no more.
    let refused = run("train faces --scale smoke --start run/weights.safetensors --out run");
    assert!(text(&refused.stderr).contains("which holds run/weights.safetensors"), "{}", text(&refused.stderr));
    // What cannot begin leaves nothing to go on with.
    assert!(!run("train raf --root none --out begun").status.success() && !path("begun.checkpoint").exists());
    fs::create_dir(path("begun.checkpoint")).unwrap();
    let anew = run("train faces --scale smoke --epochs 1 --out begun --resume");
    assert!(anew.status.success() && text(&anew.stdout).contains("it starts anew"), "{}", text(&anew.stderr));
}

#[test]
fn labels_that_are_only_compared_with_cost_nothing() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    let list = folder.path().join("raf/EmoLabel/list_patition_label.txt");
    let broken = fs::read_to_string(&list).unwrap().replacen(" 1\n", " 9\n", 1).replacen(" 2\n", " 9\n", 1);
    fs::write(&list, broken).unwrap();
    let labelled =
        done(folder.path(), &["label", "--run", "run", "--dataset", "raf", "--root", "raf", "--out", "made"]);
    let said = text(&labelled.stdout);
    assert!(said.contains("will not be compared with the dataset's own") && said.contains("wrote made"), "{said}");
}

#[test]
fn a_place_that_cannot_be_written_to_is_told_before_the_training() {
    let folder = tempfile::tempdir().unwrap();
    let to = |epochs: &str, out: &str| train(folder.path(), epochs, out).output().unwrap();
    fs::write(folder.path().join("file"), "mine").unwrap();
    for out in ["file", "file/run"] {
        let said = to("2", out);
        assert!(!said.status.success() && said.stdout.is_empty(), "{}", text(&said.stdout));
        assert!(text(&said.stderr).contains("file"), "{}", text(&said.stderr));
    }
    assert_eq!(fs::read_to_string(folder.path().join("file")).unwrap(), "mine");
    for epochs in ["1", "2"] {
        let said = to(epochs, "slash/");
        assert!(said.status.success(), "{}", text(&said.stderr));
    }
    let mut names: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["file", "slash", "slash.1"]);
}

/// Everything that writes, told to write below `place`.
const WRITERS: [&str; 8] = [
    "train faces --scale smoke --epochs 1 --out PLACE/new",
    "synth raf --count 6 --out PLACE/new",
    "align raf --root raf --out PLACE/new",
    "label --run run --dataset raf --root raf --out PLACE/new",
    "noise crowd.csv --out PLACE/new",
    "predict --run run raf/Image/original/train_00001.jpg --out PLACE/new",
    "draw --run run --out PLACE/new.png",
    "compare run --out PLACE/new.csv",
];

/// What the writers read.
fn inputs(folder: &Path) {
    done(folder, &["synth", "raf", "--count", "6", "--out", "raf"]);
    let method = ["--method", "joint-distribution", "--vary", "training-images=32", "--set", "model.widths=[8,8,8]"];
    let train = ["train", "faces", "--scale", "smoke", "--epochs", "1", "--out", "run"];
    done(folder, &[&train[..], &method].concat());
    fs::write(folder.join("crowd.csv"), "task,worker,label\n1,x,a\n1,y,a\n2,x,b\n2,y,b\n").unwrap();
}

/// Runs every writer by `run`, which must refuse it before its work.
fn refused_by_all(place: &str, run: impl Fn(&[&str]) -> Output) {
    for arguments in WRITERS {
        let arguments = arguments.replace("PLACE", place);
        let ended = run(&arguments.split(' ').collect::<Vec<_>>());
        let (out, said) = (text(&ended.stdout), text(&ended.stderr));
        assert_eq!(ended.status.code(), Some(1), "{arguments}: {out}{said}");
        assert!(said.contains(place) && out.is_empty(), "{arguments}: {out}{said}");
    }
}

#[test]
fn every_command_refuses_a_file_in_a_folders_place_before_its_work() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    fs::write(folder.path().join("mine"), "mine").unwrap();
    let before = contents(folder.path());
    refused_by_all("mine", |arguments| command(folder.path(), arguments).output().unwrap());
    assert!(contents(folder.path()) == before, "something was written");
}

#[cfg(target_os = "linux")]
#[test]
fn every_command_refuses_a_read_only_place_before_its_work() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    fs::create_dir(folder.path().join("locked")).unwrap();
    fs::rename(folder.path().join("raf"), folder.path().join("locked/raf")).unwrap();
    done(folder.path(), &["synth", "raf", "--count", "6", "--out", "raf"]);
    let lock = "mount --bind locked locked; mount -o remount,bind,ro locked; exec \"$@\"";
    let run = |arguments: &[&str]| disk::apart(folder.path(), lock, arguments);
    if run(&["--version"]).is_none() {
        return test_data::skip("no right to mount a folder anew");
    }
    refused_by_all("locked", |arguments| run(arguments).unwrap());
    // A dataset that may only be read is no reason not to work.
    let aligned = run(&["align", "raf", "--root", "locked/raf"]).unwrap();
    let said = text(&aligned.stdout) + &text(&aligned.stderr);
    assert!(aligned.status.success() && said.contains("cache"), "{said}");
}
