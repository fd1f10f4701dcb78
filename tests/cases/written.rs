//! What is written, and when it is done.

use super::place::{Place, cases, command};
use std::fs;

pub fn a_slash_is_no_other_folder(place: &Place) {
    let train = "train faces --scale smoke --epochs 1 --method multi-task --out";
    for seed in 0..2 {
        place.succeeds(&format!("{train} runs/a/ --seed {seed}"));
    }
    assert!(place.path("runs/a.1/metrics.json").is_file() && place.path("runs/a/metrics.json").is_file());
    fs::create_dir(place.path("here")).unwrap();
    let here = |arguments: &str| command(&place.path("here"), arguments.split(' '));
    let (succeeded, said) = here(&format!("{train} ."));
    assert!(succeeded, "{said}");
    let (succeeded, said) = here(&format!("{train} ."));
    assert!(!succeeded && said.contains("--out must be") && !said.contains("epoch"), "{said}");
}

pub fn aligned_faces_go_elsewhere(place: &Place) {
    let train = "train raf --root raf --labels own --scale smoke --epochs 1 --method multi-task";
    place.succeeds(&format!("{train} --out run --cache cache"));
    assert!(!place.path("raf/Image/myaligned").exists());
    let made = fs::read_dir(place.path("cache")).unwrap().next().unwrap().unwrap().path();
    assert!(made.file_name().unwrap().to_string_lossy().starts_with("raf-"));
    assert!(made.join("alignment.csv").is_file());
    let said = place.succeeds("label --run RUN --dataset raf --root raf --out labels --cache cache");
    assert!(!said.contains("Aligning"), "{said}");
    // A file in the folder's place keeps everybody out, also those whom permissions do not.
    fs::write(place.path("raf/Image/myaligned"), "").unwrap();
    let said = place.succeeds("align raf --root raf");
    assert!(said.contains("raf/Image/myaligned cannot be written to: aligned faces go to"), "{said}");
    let users = fs::read_dir(place.path("users-cache/noisyfer")).unwrap().next().unwrap().unwrap().path();
    assert!(users.join("alignment.csv").is_file() && users.join("imgs/train_00001_aligned.jpg").is_file());
    let said = place.succeeds(&format!("{train} --out second"));
    assert!(!said.contains("Aligning"), "{said}");
}

pub fn photos_that_come_later_are_used(place: &Place) {
    let train = "train raf --root raf --noisy-labels raf/noisy_labels --scale smoke --epochs 1 --method multi-task";
    let first = place.succeeds(&format!("{train} --out run"));
    assert!(first.contains("training: 4 images") && first.contains("5 of 11 rows failed"), "{first}");
    let last = |said: &str| said.trim_end().lines().last().unwrap().to_string();
    assert!(last(&first).ends_with(" rows were left out; run/left_out.csv says why"), "{first}");
    assert!(fs::read_to_string(place.path("run/left_out.csv")).unwrap().contains("no aligned face"));
    let labelled = place.succeeds("label --run RUN --dataset raf --root raf --out labels");
    assert!(
        last(&labelled).contains("5 of 11 rows have no aligned face, and so no label; raf/Image/myaligned"),
        "{labelled}"
    );
    for photo in fs::read_dir(place.path("later")).unwrap().map(|entry| entry.unwrap()) {
        fs::copy(photo.path(), place.path("raf/Image/original").join(photo.file_name())).unwrap();
    }
    let second = place.succeeds(&format!("{train} --out run"));
    assert!(
        second.contains("training: 9 images") && second.contains("5 faces of raf have no aligned image"),
        "{second}"
    );
    let third = place.succeeds(&format!("{train} --out run"));
    assert!(third.contains("training: 9 images") && !third.contains("aligned image"), "{third}");
}

pub fn weights_are_looked_at_first(place: &Place) {
    fs::write(place.path("page.pth"), "<!DOCTYPE html>").unwrap();
    fs::copy(cases().join("names-with-a-prefix/tiny.pth"), place.path("tiny.pth")).unwrap();
    place.succeeds("synth affectnet --out gen --count 60");
    for (start, told) in [("nowhere.pth", "nowhere.pth"), ("page.pth", "a web page"), ("tiny.pth", "VGG-Face")] {
        let said =
            place.fails(&format!("train affectnet --root gen --labels own --scale smoke --start {start} --out run"));
        assert!(said.contains(told) && !said.contains("Aligning"), "{said}");
    }
    fs::copy(cases().join("names-with-a-prefix/plain.pth"), place.path("plain.pth")).unwrap();
    let wide = "train affectnet --root gen --labels own --scale smoke --start plain.pth --width 16 --out run";
    let said = place.fails(wide);
    assert!(said.contains("conv1_1.weight of shape [8, 3, 3, 3] instead of [16, 3, 3, 3]"), "{said}");
    assert!(!place.path("gen/myaligned").exists());
}

pub fn nothing_worked_is_a_failure(place: &Place) {
    for photo in fs::read_dir(place.path("raf/Image/original")).unwrap().map(|entry| entry.unwrap().path()) {
        fs::remove_file(photo).unwrap();
    }
    let said = place.fails("align raf --root raf");
    let last = said.trim_end().lines().last().unwrap();
    assert!(last.contains("none of 5 rows of raf/Image/myaligned/alignment.csv can be used"), "{last}");
    assert!(last.contains("train_00001.jpg, no such image"), "{last}");
}
