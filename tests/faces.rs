//! The experiments on RAF-DB and AffectNet, from generated copies of their folders.

use noisyfer::{
    datasets::{affectnet::write_affectnet, raf::write_raf},
    images::{EpochPlan, ImageBudget, read_images},
    prelude::*,
    train::methods::{EncodedLabels, JointDistribution},
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn smoke() -> FaceOptions {
    FaceOptions { scale: Scale::Smoke, ..FaceOptions::default() }
}

fn raf(folder: &Path, count: usize) -> PathBuf {
    let root = folder.join("raf");
    write_raf(&root, count, Seed(5)).unwrap();
    root
}

/// Mean absolute difference of two images.
fn distance(one: &[u8], other: &[u8]) -> f64 {
    one.iter().zip(other).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / one.len() as f64
}

#[test]
fn raf_pairs_every_picture_with_its_own_labels() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 50);
    let experiment = Experiment::raf(&root, &smoke()).unwrap();
    assert_eq!((experiment.train.len(), experiment.validation.len(), experiment.test.len()), (36, 4, 10));
    assert_eq!(experiment.note.as_deref(), Some("generated data in the layout of RAF-DB"));
    let lists = RafLabels::in_folders(&root, root.join("noisy_labels")).unwrap();
    for (part, dataset) in [(RafPart::Train, &experiment.train), (RafPart::Test, &experiment.test)] {
        let names = dataset.labels.names();
        assert!(names.iter().all(|name| part.has(name)));
        let listed = lists.labels.select_names(&names).unwrap();
        assert_eq!(dataset.labels.truth(), listed.truth());
        assert_eq!(dataset.labels.codes("emotion").unwrap(), listed.codes("emotion").unwrap());
        assert_eq!(dataset.labels.values("affect").unwrap(), listed.values("affect").unwrap());
        for (row, name) in names.iter().enumerate() {
            let stem = name.trim_end_matches(".jpg");
            let own = root.join(format!("Image/myaligned/imgs/{stem}_aligned.jpg"));
            let own = read_images(&[own], 32, Fidelity::Corrected, &ImageBudget::default()).unwrap();
            assert_eq!(dataset.images.get(row), own.get(0), "{name}");
        }
    }
    // Always the commonest class, and the teacher: both from the test rows.
    let references = experiment.references();
    let truth = experiment.test.labels.truth().unwrap();
    let machine = experiment.test.labels.codes("emotion").unwrap();
    let right = truth.iter().zip(&machine).filter(|(truth, machine)| truth == machine).count();
    assert_eq!(references[1], ("given labels (emotion)".into(), right as f64 / 10.0));
    assert!(references[0].0.starts_with("always "));
}

#[test]
fn a_face_that_cannot_be_aligned_is_left_out_and_alignment_is_done_once() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 50);
    fs::write(root.join("Image/original/train_00003.jpg"), b"no image").unwrap();
    let experiment = Experiment::raf(&root, &smoke()).unwrap();
    assert_eq!(experiment.train.len() + experiment.validation.len(), 39);
    let report = root.join("Image/myaligned/alignment.csv");
    let made = |name: &str| {
        let face = root.join("Image/myaligned/imgs").join(format!("{name}_aligned.jpg"));
        fs::metadata(face).unwrap().modified().unwrap()
    };
    let before = made("test_0002");
    fs::remove_file(root.join("Image/myaligned/imgs/test_0001_aligned.jpg")).unwrap();
    assert_eq!(Experiment::raf(&root, &smoke()).unwrap().test.len(), 10, "what is gone is made again");
    assert_eq!(made("test_0002"), before, "and nothing else");
    // An interrupted alignment goes on.
    let rows = fs::read_to_string(&report).unwrap();
    let cut = rows.replacen("test_0001.jpg,done,", "test_0001.jpg,skipped,interrupted", 1);
    assert_ne!(cut, rows);
    fs::write(&report, cut).unwrap();
    assert_eq!(Experiment::raf(&root, &smoke()).unwrap().test.len(), 10);
}

#[test]
fn faces_aligned_as_corrected_and_as_published_lie_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 20);
    let open = |fidelity| Experiment::raf(&root, &FaceOptions { fidelity, ..smoke() }).unwrap();
    let aligned = |folder: &str, name: &str| {
        let path = root.join("Image").join(folder).join("imgs").join(name.replace(".jpg", "_aligned.jpg"));
        read_images(&[path], 32, Fidelity::Published, &ImageBudget::default()).unwrap()
    };
    let corrected = open(Fidelity::Corrected);
    let published = open(Fidelity::Published);
    let names = published.test.labels.names();
    assert_eq!(names.len(), 4);
    for (row, name) in names.iter().enumerate() {
        assert_eq!(published.test.images.get(row), aligned("myaligned_published", name).get(0), "{name}");
        assert_ne!(published.test.images.get(row), aligned("myaligned", name).get(0), "{name}");
    }
    assert_eq!(open(Fidelity::Corrected).test.images, corrected.test.images);

    // A folder called `myaligned` that was aligned as published is used for that, and not for the other.
    let images = root.join("Image");
    fs::remove_dir_all(images.join("myaligned")).unwrap();
    fs::rename(images.join("myaligned_published"), images.join("myaligned")).unwrap();
    assert_eq!(open(Fidelity::Published).test.images, published.test.images);
    assert!(!images.join("myaligned_published").exists());
    assert_eq!(open(Fidelity::Corrected).test.images, corrected.test.images);
    assert!(images.join("myaligned_corrected/alignment.json").is_file());
}

#[test]
fn the_layout_of_the_published_code_is_found() {
    let folder = tempfile::tempdir().unwrap();
    write_raf(folder.path().join("rafd/basic"), 20, Seed(5)).unwrap();
    write_affectnet(folder.path().join("affectnet"), 60, Seed(5)).unwrap();
    fs::rename(folder.path().join("affectnet/validation.csv"), folder.path().join("affectnet/validate.csv")).unwrap();
    let raf = Experiment::raf_or_generated(folder.path(), &smoke()).unwrap();
    assert_eq!((raf.train.len() + raf.validation.len(), raf.test.len()), (16, 4));
    let affectnet = Experiment::affectnet_or_generated(folder.path(), &smoke()).unwrap();
    assert_eq!(affectnet.test.len(), 10, "12 rows, of which one has no emotion and one shows contempt");
    let faces = FaceList::raf_or_generated(folder.path(), 2, Seed(0)).unwrap();
    assert_eq!(faces.len(), 20);
}

#[test]
fn what_is_missing_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 10);
    let error = |options: &FaceOptions| Experiment::raf(&root, options).unwrap_err().to_string();
    let elsewhere = FaceOptions { noisy_labels: Some(folder.path().join("none")), ..smoke() };
    assert!(error(&elsewhere).starts_with("machine emotions not found; looked in"), "{}", error(&elsewhere));
    let wide = FaceOptions { side: Some(48), ..smoke() };
    assert!(error(&wide).contains("side must be 32, 64 or 128, got 48"));
    fs::remove_dir_all(root.join("Image")).unwrap();
    assert!(error(&smoke()).starts_with("the photos of "), "{}", error(&smoke()));
    let root = folder.path().join("affectnet");
    write_affectnet(&root, 30, Seed(1)).unwrap();
    fs::remove_file(root.join("noisy_labels/training_RAFModel.csv")).unwrap();
    let message = Experiment::affectnet(&root, &smoke()).unwrap_err().to_string();
    assert!(message.starts_with("machine labels for AffectNet not found"), "{message}");
}

#[test]
fn affectnet_keeps_its_own_affect_and_takes_the_machines_emotions() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("affectnet");
    write_affectnet(&root, 120, Seed(2)).unwrap();
    let machine = Experiment::affectnet(&root, &smoke()).unwrap();
    let own = Experiment::affectnet(&root, &FaceOptions { annotations: Annotations::Own, ..smoke() }).unwrap();
    let given = [&machine, &own].map(|experiment| experiment.joint_distribution.encoded_labels);
    assert_eq!(given, [EncodedLabels::Logits, EncodedLabels::Probabilities], "a machine's labels, and people's");
    // 96 training rows, of which one in twelve shows contempt and another has no emotion.
    assert_eq!(machine.train.len() + machine.validation.len(), 80);
    assert_eq!(machine.train.labels.names(), own.train.labels.names());
    assert_eq!(machine.train.images, own.train.images);
    assert_eq!(machine.train.labels.truth().unwrap(), own.train.labels.codes("emotion").unwrap());
    assert_ne!(machine.train.labels.codes("emotion").unwrap(), own.train.labels.codes("emotion").unwrap());
    assert_eq!(machine.train.labels.values("affect").unwrap(), own.train.labels.values("affect").unwrap());
    assert_eq!(machine.test.labels.truth_values("affect").unwrap(), machine.test.labels.values("affect").unwrap());
    assert_eq!(machine.references().len(), 1, "validation labels are the truth, not given ones");
    // The images are those of the rows: each aligned face is nearer to itself than to the others.
    let list = FaceList::affectnet(&root).unwrap();
    let names = machine.test.labels.names();
    let paths: Vec<_> = list.aligned(&names).into_iter().flatten().collect();
    let images = read_images(&paths, 32, Fidelity::Corrected, &ImageBudget::default()).unwrap();
    for row in 0..names.len() {
        let own = machine.test.images.get(row).unwrap();
        let nearest = (0..names.len())
            .min_by(|&a, &b| distance(own, images.get(a).unwrap()).total_cmp(&distance(own, images.get(b).unwrap())));
        assert_eq!(nearest, Some(row));
    }
}

#[test]
fn trained_at_every_side_with_all_scores_reported() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 40);
    for side in [64, 128] {
        let options = FaceOptions { side: Some(side), ..smoke() };
        let experiment = Experiment::raf(&root, &options).unwrap();
        let config = TrainConfig { epochs: 1, ..experiment.training.clone() };
        let method = JointDistribution { gan_start_epoch: 0, ..experiment.joint_distribution.clone() };
        let training = train(&experiment, &method.into(), &config, &device("cpu").unwrap()).unwrap();
        assert!(training.history[0].adversarial);
        let given = training.last.given.as_ref().unwrap();
        assert!(training.last.continuous.is_empty(), "RAF-DB knows no true valence");
        assert_eq!(given.continuous.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["valence", "arousal"]);
        assert!(training.history[0].validation_accuracy.is_some());
        let text = training.last.table().unwrap().to_text();
        for measure in ["Macro F1", "Recall of fear", "SAGR arousal, given labels", "Given labels that are right"] {
            assert!(text.contains(measure), "{text}");
        }
        let mut comparison = Comparison::new(&experiment);
        comparison.add(training);
        let text = comparison.table().unwrap().to_text();
        assert!(text.contains("CCC valence, given labels") && text.contains("to beat: always"), "{text}");
        let bars = comparison.bars().unwrap();
        assert!(bars.svg().contains(">Joint distribution<") && bars.svg().contains("generated data"));
        // A dot for every face and for each of seven classes in the legend.
        assert_eq!(experiment.affect().unwrap().svg().matches("h.01").count(), experiment.train.len() + 7);
        let agreement = format!(" % of {} agree<", experiment.train.len());
        assert!(experiment.annotator_confusions().unwrap().svg().contains(&agreement));
    }
}

#[test]
fn pictures_beyond_the_memory_budget_train_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 40);
    let experiment = |image_memory| Experiment::raf(&root, &FaceOptions { image_memory, ..smoke() }).unwrap();
    let (memory, file) = (experiment(None), experiment(Some(0)));
    for (memory, file) in
        [(&memory.train, &file.train), (&memory.validation, &file.validation), (&memory.test, &file.test)]
    {
        assert!(!memory.is_empty() && memory.images == file.images);
    }
    let batches = |experiment: &Experiment| {
        let (images, augmentation) = (experiment.train.images.clone(), experiment.augmentation.clone());
        let plan = EpochPlan { images, augmentation, batch_size: 8, seed: Seed(1), epoch: 3 };
        plan.batches(|_, _| ()).collect::<noisyfer::Result<Vec<_>>>().unwrap()
    };
    assert_eq!(batches(&memory), batches(&file));
}

#[test]
fn the_command_line_says_what_it_did_not_use_and_what_it_clamped() {
    let folder = tempfile::tempdir().unwrap();
    let root = raf(folder.path(), 20);
    let rewrite = |list: &str, line: &dyn Fn(&str) -> Option<String>| {
        let path = root.join("noisy_labels").join(list);
        let lines: Vec<String> = fs::read_to_string(&path).unwrap().lines().filter_map(line).collect();
        fs::write(path, lines.join("\n")).unwrap();
    };
    // Of 16 training images the machine has labelled the first 8, and valence goes from 1 to 9.
    rewrite("list_label_AffectnetModel.txt", &|line| (line < "train_00009").then(|| line.to_string()));
    rewrite("list_va_AffectnetModel.txt", &|line| Some(format!("{} 5 0", line.split(' ').next()?)));
    let train = "train raf --root raf --scale smoke --epochs 1 --method multi-task --out run";
    let noisyfer = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_noisyfer"));
        let run = command.args(train.split(' ')).current_dir(&folder).output().unwrap();
        String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr)
    };
    let said = noisyfer();
    assert!(
        said.contains(
            "12 of 20 rows of list_patition_label.txt have a row of the same name in list_label_AffectnetModel.txt"
        ) && said.contains("list_va_AffectnetModel.txt: 20 of 20 values of valence (head affect) lay outside [-1, 1]")
            && said.trim_end().ends_with("16 of 40 rows were left out; run/left_out.csv says why"),
        "{said}"
    );
    let left_out = fs::read_to_string(folder.path().join("run/left_out.csv")).unwrap();
    assert!(
        left_out.contains("train_00009.jpg; train_00010.jpg; ") && left_out.contains("5 of train_00001.jpg"),
        "{left_out}"
    );
    rewrite("list_label_AffectnetModel.txt", &|line| (!line.starts_with("test_")).then(|| line.to_string()));
    let said = noisyfer();
    assert!(
        said.contains("test images: found 0 with labels, expected at least 2, each with a row in every list"),
        "{said}"
    );
}

#[test]
fn the_command_line_trains_on_both_and_says_that_they_are_generated() {
    let folder = tempfile::tempdir().unwrap();
    let noisyfer = |arguments: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_noisyfer")).args(arguments).current_dir(&folder).output().unwrap();
        (
            run.status.success(),
            String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr),
        )
    };
    for (dataset, method) in [("raf", "joint-distribution"), ("affectnet", "multi-task")] {
        let train = format!("train {dataset} --scale smoke --epochs 1 --method {method} --out {dataset}");
        let (succeeded, said) = noisyfer(&train.split(' ').collect::<Vec<_>>());
        assert!(!succeeded && said.contains("--root names another folder, --generated takes generated data"), "{said}");
        assert!(!folder.path().join(dataset).exists(), "{said}");
        let (succeeded, said) = noisyfer(&format!("{train} --generated").split(' ').collect::<Vec<_>>());
        assert!(
            succeeded && said.contains(&format!("Generated faces in datasets/{dataset}-generated-300-0.")),
            "{said}"
        );
        let metrics = fs::read_to_string(folder.path().join(dataset).join("metrics.json")).unwrap();
        let metrics: serde_json::Value = serde_json::from_str(&metrics).unwrap();
        assert!(metrics["note"].as_str().unwrap().starts_with("generated data"));
        let given = dataset == "raf";
        assert_eq!(metrics["last"]["given"].is_object(), given);
        let scores = if given { &metrics["last"]["given"]["continuous"] } else { &metrics["last"]["continuous"] };
        assert_eq!(scores[0][0], "valence");
        for measure in ["rmse", "sagr"] {
            assert!(scores[0][1][measure].as_f64().unwrap().is_finite(), "{scores}");
        }
    }
    let (succeeded, said) = noisyfer(&["train", "raf", "--root", "nowhere", "--out", "x"]);
    assert!(!succeeded && said.contains("RAF-DB's list of images not found"), "{said}");
    let vgg = "train affectnet --generated --scale smoke --encoder vgg16 --start vgg_face_dag.pth --out x";
    let vgg: Vec<&str> = vgg.split(' ').collect();
    let (succeeded, said) = noisyfer(&vgg);
    assert!(!succeeded && said.contains("VGG-Face's weights not found; looked in vgg_face_dag.pth"), "{said}");
}
