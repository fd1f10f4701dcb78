//! Machine labels: a model trained on one generated dataset labels the other, and its labels are trained on.

use noisyfer::{
    datasets::{
        affectnet::{AffectNetOptions, read_affectnet, write_affectnet},
        raf::{read_affect_list, read_raf_list, write_raf},
    },
    predict::{PROBABILITIES, TrainedModel},
    prelude::*,
};
use polars::prelude::{CsvReader, SerReader};
use std::{fs, path::Path, process::Command};

fn noisyfer(folder: &Path, arguments: &str) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
    let run = { run }.args(arguments.split(' ')).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

fn succeeds(folder: &Path, arguments: &str) -> String {
    let (succeeded, said) = noisyfer(folder, arguments);
    assert!(succeeded, "{arguments}: {said}");
    said
}

#[test]
fn from_one_dataset_to_labels_for_the_other_and_back() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_affectnet(folder.join("affectnet"), 120, Seed(1)).unwrap();
    write_raf(folder.join("raf"), 40, Seed(1)).unwrap();
    fs::write(folder.join("raf/Image/original/train_00002.jpg"), b"no image").unwrap();

    let teach = "train affectnet --root affectnet --labels own --method multi-task --scale smoke --out teacher";
    succeeds(folder, teach);
    let said = succeeds(folder, "label --run teacher --dataset raf --root raf --out labels");
    assert!(said.contains("% of 39 labels agree with the dataset's own"), "{said}");
    assert!(said.contains("1 rows without an aligned face") && said.contains("generated data"), "{said}");

    // What is on disk is what the model says of these images.
    let model = TrainedModel::open(folder.join("teacher"), &device("cpu").unwrap()).unwrap();
    let names: Vec<String> = (0..40)
        .map(|row| if row < 32 { format!("train_{:05}.jpg", row + 1) } else { format!("test_{:04}.jpg", row - 31) })
        .filter(|name| name != "train_00002.jpg")
        .collect();
    let list = read_raf_list(folder.join("labels/list_label_AffectnetModel.txt"), "machine").unwrap();
    let affect = read_affect_list(folder.join("labels/list_va_AffectnetModel.txt")).unwrap();
    assert_eq!(list.labels.names(), names);
    let face = |name: &String| folder.join("raf/Image/myaligned/imgs").join(name.replace(".jpg", "_aligned.jpg"));
    let said = model.predict(&model.read(&names.iter().map(face).collect::<Vec<_>>()).unwrap()).unwrap();
    assert_eq!(list.labels.codes("machine").unwrap(), said.classes("emotion").unwrap());
    assert_eq!(affect.labels.values("affect").unwrap(), said.of("affect").unwrap());
    let probabilities = fs::File::open(folder.join("labels").join(PROBABILITIES)).unwrap();
    let probabilities = CsvReader::new(probabilities).finish().unwrap();
    assert_eq!((probabilities.height(), probabilities.width()), (39, 1 + 1 + 7 + 2));

    // They can be trained on, and the labels for AffectNet come from the other side.
    let lists = RafLabels::in_folders(folder.join("raf"), folder.join("labels")).unwrap();
    assert_eq!(lists.joins[0].left_only, ["train_00002.jpg"]);
    succeeds(folder, "train raf --root raf --noisy-labels labels --scale smoke --epochs 1 --out student");
    let said = succeeds(folder, "label --run student --dataset affectnet --root affectnet --out labels");
    assert!(said.contains("wrote labels/training_RAFModel.csv"), "{said}");
    let emotions = AffectNetOptions { affect: false, ..AffectNetOptions::default() };
    let machine = read_affectnet(folder.join("labels/training_RAFModel.csv"), &emotions).unwrap();
    // 96 rows of which one in twelve has no face.
    assert_eq!((machine.labels.len(), machine.report.left_out_rows()), (88, 0));
    let first = fs::read_to_string(folder.join("labels/training_RAFModel.csv")).unwrap();
    assert_eq!(first.lines().nth(1).unwrap().split(',').nth(5).unwrap().split(';').count(), 136, "landmarks are kept");
    assert!(folder.join(format!("labels/{PROBABILITIES}.1")).is_file(), "what was there is kept");
    succeeds(folder, "train affectnet --root affectnet --noisy-labels labels --scale smoke --epochs 1 --out student2");
}

#[test]
fn a_model_of_something_else_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    write_raf(folder.join("raf"), 10, Seed(1)).unwrap();
    let experiment = Experiment::cifar10_generated(Seed(0)).unwrap();
    let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
    let training = train(&experiment, &"majority-vote".parse().unwrap(), &config, &device("cpu").unwrap()).unwrap();
    save_run(folder.join("shapes"), &training).unwrap();
    let (succeeded, said) = noisyfer(folder, "label --run shapes --dataset raf --root raf --out labels");
    assert!(!succeeded && said.contains("the model must be one that names neutral, happy"), "{said}");
    let (succeeded, said) = noisyfer(folder, "label --run none --dataset raf --root raf --out labels");
    assert!(!succeeded && said.contains("a trained run not found"), "{said}");
    assert!(!folder.join("labels").exists());
}
