//! A trained model used: faces in files and in photos, on the command line and in the library, and its decoder's drawings.

use noisyfer::{
    datasets::affectnet::write_affectnet,
    predict::{FaceImage, TrainedModel},
    prelude::*,
};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn noisyfer(folder: &Path, arguments: &[&str]) -> (bool, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_noisyfer")).args(arguments).current_dir(folder).output().unwrap();
    (run.status.success(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
}

fn succeeds(folder: &Path, arguments: &str) -> String {
    let (succeeded, said) = noisyfer(folder, &arguments.split(' ').collect::<Vec<_>>());
    assert!(succeeded, "{arguments}: {said}");
    said
}

/// A generated AffectNet, and a run of the joint distribution on it.
fn trained(folder: &Path) {
    write_affectnet(folder.join("affectnet"), 120, Seed(1)).unwrap();
    succeeds(folder, "train affectnet --root affectnet --scale smoke --side 32 --out run");
}

fn png(path: PathBuf) -> (u32, u32) {
    noisyfer::image::image_dimensions(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn one_face_says_the_same_however_it_is_given() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    trained(folder);
    let model = TrainedModel::open(folder.join("run"), &device("cpu").unwrap()).unwrap();
    let list = FaceList::affectnet(folder.join("affectnet")).unwrap();
    let name = list.names().remove(0);
    let (photo, points) = list.face(&name).unwrap();
    let aligned = list.aligned(&[name]).remove(0).unwrap();

    let faces = [
        FaceImage::in_photo(&photo, points.clone()),
        FaceImage::with_eyes(&photo, points.eyes()).unwrap(),
        FaceImage::aligned(&aligned),
    ];
    let predicted = model.predict_faces(&faces).unwrap();
    assert_eq!((predicted.faces.len(), predicted.failed.len()), (3, 0));
    let probabilities = predicted.predictions.of("emotion").unwrap();
    let [landmarks, eyes, file] = [0, 1, 2].map(|face| &probabilities[7 * face..7 * (face + 1)]);
    let near = |one: &[f32], other: &[f32], most| one.iter().zip(other).all(|(a, b)| (a - b).abs() < most);
    assert!(near(landmarks, eyes, 1e-6), "{landmarks:?} {eyes:?}");
    // The file went through a JPEG.
    assert!(near(landmarks, file, 0.02), "{landmarks:?} {file:?}");
    assert!((landmarks.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    let read = model.predict(&model.read(std::slice::from_ref(&aligned)).unwrap()).unwrap();
    assert!(near(read.of("emotion").unwrap(), file, 1e-6));

    // On the command line, with figures; what was written before is kept.
    let eyes = points.eyes();
    let place = format!("{},{},{},{}", eyes.left[0], eyes.left[1], eyes.right[0], eyes.right[1]);
    let photo = photo.strip_prefix(folder).unwrap().display().to_string();
    let said = succeeds(folder, &format!("predict --run run {photo} --eyes {place} --out said"));
    assert!(said.contains("emotion_happy") && said.contains("generated data in the layout of AffectNet"), "{said}");
    let written = fs::read_to_string(folder.join("said/predictions.csv")).unwrap();
    assert!(written.starts_with("name,emotion,emotion_neutral,") && written.lines().count() == 2, "{written}");
    for figure in ["face_001.png", "faces.png", "circumplex.png"] {
        assert!(png(folder.join("said").join(figure)).0 > 300);
    }
    let said = succeeds(folder, &format!("predict --run run {} --out said", aligned.display()));
    assert!(said.contains("kept what was in said as said.1"), "{said}");
    assert_eq!(fs::read_to_string(folder.join("said.1/predictions.csv")).unwrap(), written);
}

#[test]
fn folders_and_lists_with_faces_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    trained(folder);
    let aligned = folder.join("affectnet/myaligned");
    let count = fs::read_dir(&aligned)
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().path().extension() == Some("jpg".as_ref()));
    let count = count.count();
    fs::write(aligned.join("broken.jpg"), b"no image").unwrap();
    noisyfer::image::RgbImage::new(30, 20).save(aligned.join("wide.png")).unwrap();
    let said = succeeds(folder, "predict --run run affectnet/myaligned --out folder --figures 1");
    assert!(said.contains("broken.jpg") && said.contains("30 x 20 pixels, expected a square image"), "{said}");
    let rows = fs::read_to_string(folder.join("folder/predictions.csv")).unwrap().lines().count();
    assert_eq!(rows, 1 + count);
    assert!(!folder.join("folder/face_002.png").exists());

    // AffectNet's own list: rows without a face and photos that are missing become lines of the report.
    let said = succeeds(
        folder,
        "predict --run run --landmarks affectnet/training.csv --photos affectnet/Manually_Annotated_Images",
    );
    assert!(said.contains("Not looked at"), "{said}");

    let fails = |arguments: &str| {
        let (succeeded, said) = noisyfer(folder, &arguments.split(' ').collect::<Vec<_>>());
        assert!(!succeeded, "{arguments}: {said}");
        said
    };
    assert!(
        fails("predict --run run affectnet/myaligned/broken.jpg")
            .contains("none of 1 faces can be used. The first: broken.jpg: ")
    );
    assert!(fails("predict --run run nowhere.jpg").contains("nowhere.jpg"));
    assert!(fails("predict --run run").contains("IMAGES"));
    assert!(
        fails("predict --run run a.jpg b.jpg --eyes 1,2,3,4")
            .contains("the number of photos with --eyes must be 1, got 2")
    );
    assert!(fails("predict --run run a.jpg --eyes 1,2,3").contains("3 numbers; 4 are needed"));
    assert!(fails("predict --run affectnet a.jpg").contains("a trained run not found"));
}

#[test]
fn the_decoder_draws_what_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    trained(folder);
    let said = succeeds(folder, "draw --run run --out grid.png --valence -0.5 --seed 3");
    assert!(said.contains("wrote grid.png"), "{said}");
    // Seven emotions below each other, five arousals beside each other, two pixels for one of the figure.
    let (width, height) = png(folder.join("grid.png"));
    assert!(width > 2 * 5 * 80 && height > 2 * 7 * 80, "{width} x {height}");

    let model = TrainedModel::open(folder.join("run"), &device("cpu").unwrap()).unwrap();
    let condition = |class, arousal| noisyfer::predict::Condition { class, affect: [0.0, arousal] };
    let conditions = [condition(1, 0.0), condition(1, 0.0), condition(2, 0.0), condition(1, 1.0)];
    let drawn = model.draw(&conditions, Seed(0)).unwrap();
    assert_eq!((drawn.len(), drawn.side()), (4, 32));
    let [first, same, sad, aroused] = [0, 1, 2, 3].map(|index| drawn.get(index).unwrap());
    assert!(first == same && first != sad && first != aroused);
    assert_ne!(model.draw(&conditions, Seed(1)).unwrap(), drawn);
    assert!(model.draw(&[], Seed(0)).unwrap().is_empty());
    assert!(model.draw(&[condition(7, 0.0)], Seed(0)).unwrap_err().to_string().contains("class must be below 7"));

    succeeds(
        folder,
        "train affectnet --root affectnet --scale smoke --side 32 --method multi-task --epochs 1 --out plain",
    );
    let (succeeded, said) = noisyfer(folder, &["draw", "--run", "plain", "--out", "none.png"]);
    assert!(!succeeded && said.contains("which has no decoder"), "{said}");
    assert!(!folder.join("none.png").exists());
}
