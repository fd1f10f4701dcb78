//! Files of labels and folders of images, as people have them.

use super::*;
use crate::{
    Result, files,
    images::ImageBudget,
    labels::{HeadKind, LabelHead},
};
use image::{Rgb, RgbImage};
use std::path::PathBuf;

fn write(folder: &tempfile::TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    files::write_atomically(&path, text.as_bytes()).unwrap();
    path
}

fn read(text: &str, columns: &OwnColumns) -> Result<OwnLabels> {
    let folder = tempfile::tempdir().unwrap();
    read_own_labels(write(&folder, "labels.csv", text), None, columns)
}

fn message(text: &str, columns: &OwnColumns) -> String {
    read(text, columns).unwrap_err().to_string()
}

fn classes(table: &OwnTable) -> Vec<String> {
    table.labels.heads()[0].classes().unwrap().to_vec()
}

#[test]
fn wide_form_with_gaps() {
    let text = "image,anna,ben,truth\n1.png,sad,,happy\n2.png,happy,sad,sad\n3.png,,,sad\n";
    let table = read(text, &OwnColumns::default()).unwrap().train;
    assert_eq!(classes(&table), ["happy", "sad"]);
    assert_eq!(table.labels.labels("anna").unwrap(), [Some(1), Some(0), None]);
    assert_eq!(table.labels.labels("ben").unwrap(), [None, Some(1), None]);
    assert_eq!(table.labels.truth().unwrap(), [0, 1, 1]);
}

#[test]
fn long_form_with_the_truth_of_each_image() {
    let text = "image,annotator,label,truth\n2.png,ben,sad,happy\n1.png,anna,sad,sad\n2.png,anna,happy,happy\n3.png,ben,,sad\n";
    let table = read(text, &OwnColumns::default()).unwrap().train;
    assert_eq!(table.labels.names(), ["2.png", "1.png"]);
    assert_eq!(table.labels.labels("ben").unwrap(), [Some(1), None]);
    assert_eq!(table.labels.truth().unwrap(), [0, 1]);
    assert_eq!(table.images.len(), 3, "the third is to be reported");
    let other = message(&text.replace("2.png,anna,happy,happy", "2.png,anna,happy,sad"), &OwnColumns::default());
    assert!(
        other.contains(
            "labels.csv:4: found the truth \"sad\" in column \"truth\" for \"2.png\", expected \"happy\" in all its rows, as in line 2"
        ),
        "{other}"
    );
}

#[test]
fn the_truth_of_an_image_is_one_however_its_number_is_written() {
    let text = "image,annotator,label,truth\n1.png,ben,1,0\n1.png,anna,0,0.0\n2.png,ben,1.0,1\n2.png,anna,-0,1\n";
    let labels = read(text, &OwnColumns::default()).unwrap().train.labels;
    assert_eq!(labels.truth().unwrap(), [0, 1]);
    assert_eq!(labels.labels("anna").unwrap(), [Some(0), Some(0)]);
}

#[test]
fn classes_found_and_given() {
    let found = read("image,anna,ben\n1.png,10,2.0\n2.png,9,\n", &OwnColumns::default()).unwrap().train;
    assert_eq!(classes(&found), ["2", "9", "10"]);
    assert_eq!(found.labels.labels("anna").unwrap(), [Some(2), Some(1)]);
    assert_eq!(found.labels.labels("ben").unwrap(), [Some(0), None]);
    let given = |names: &[&str]| OwnColumns {
        classes: Some(names.iter().map(|name| name.to_string()).collect()),
        ..OwnColumns::default()
    };
    let table = read("image,anna\n1.png,happy\n2.png,0\n", &given(&["sad", "happy"])).unwrap().train;
    assert_eq!(table.labels.codes("anna").unwrap(), [1, 0]);
    let unknown = message("image,anna\n1.png,happy\n\n2.png,hapy\n", &given(&["sad", "happy"]));
    assert!(
        unknown.contains("labels.csv:4: found \"hapy\" in column \"anna\", expected a code of 0 to 1 or one of sad"),
        "{unknown}"
    );
}

#[test]
fn continuous_columns() {
    let text = "image,anna,arousal,valence,age\n1.png,a,0.5,-1,30.5\n2.png,b,,,41\n3.png,a,0,0.25,NA\n";
    let labels = read(text, &OwnColumns::default()).unwrap().train.labels;
    let heads: Vec<_> = labels.heads().iter().map(|head| (head.name.as_str(), head.columns())).collect();
    assert_eq!(heads, [("anna", vec!["anna"]), ("affect", vec!["valence", "arousal"]), ("age", vec!["age"])]);
    assert!(matches!(labels.heads()[1].kind, HeadKind::Continuous { low: -1.0, high: 1.0, .. }));
    assert!(matches!(labels.heads()[2].kind, HeadKind::Continuous { low: 30.5, high: 41.0, .. }));
    let affect = labels.values_or_nan("affect").unwrap();
    assert_eq!((&affect[..2], &affect[4..]), (&[-1.0, 0.5][..], &[0.25, 0.0][..]));
    assert!(affect[2].is_nan() && labels.values_or_nan("age").unwrap()[2].is_nan());
}

#[test]
fn continuous_columns_of_several_annotators() {
    let text = "image,anna,anna:valence,anna:arousal,ben:arousal,ben:valence,age,truth_valence,truth_arousal\n\
                1.png,a,0.5,-0.5,0.25,1.5,30.5,0.5,0\n2.png,b,,,0.5,0.5,40,-0.5,0\n";
    let labels = read(text, &OwnColumns::default()).unwrap().train.labels;
    let affect = LabelHead::continuous("affect", &["valence", "arousal"], -0.5, 1.5);
    let heads = [affect.by("anna"), affect.by("ben"), LabelHead::continuous("age", &["age"], 30.5, 40.0)];
    assert_eq!(labels.heads()[1..], heads, "in the range of all, so that they are of one kind");
    assert_eq!(labels.values("ben:affect").unwrap(), [1.5, 0.25, 0.5, 0.5]);
    assert_eq!(labels.truth_values("anna:affect").unwrap(), [0.5, 0.0, -0.5, 0.0]);
}

#[test]
fn what_the_columns_were_taken_for_is_told_with_hints() {
    let told = |text: &str| {
        let lines = read(text, &OwnColumns::default()).unwrap().train.in_words;
        assert!(lines[0].contains("labels.csv: a row "), "{lines:?}");
        lines[1..].to_vec()
    };
    let text = "image,anna,ben,age,sex,valence,truth\n1,happy,sad,20,F,0.5,happy\n2,sad,sad,30,M,-2,sad\n3,Sad,sad,30,M,-2,sad\n";
    assert_eq!(
        told(text),
        [
            "  4 annotators: anna, ben, age, sex; 7 classes: 20, 30, F, M … sad",
            "  numbers: valence from -2 to 0.5",
            "  truth: truth",
            "  hint: the classes \"Sad\", \"sad\" differ only in case or spaces; where they are one, write them alike",
            "  hint: age, sex: no class in common with another column; where these are no annotators' labels, name the columns \
             that are: --annotators, or `annotators` in a notebook",
            "  hint: valence: -2 in 2 rows, all else from -1 to 1; where it stands for an absent value, empty these cells of the file",
        ]
    );
    let long = "image,annotator,label,valence\n1,anna,a,0.5\n1,ben,b,0.25\n";
    assert_eq!(
        told(long),
        ["  2 annotators: anna, ben; 2 classes: a, b", "  left out: valence (beside a row per label)"]
    );
    let plain = "image,anna,ben,age\n1,a,b,30.5\n2,b,b,41\n3,a,,-1.5\n";
    assert_eq!(told(plain), ["  2 annotators: anna, ben; 2 classes: a, b", "  numbers: age from -1.5 to 41"]);
}

#[test]
fn a_test_file_is_read_by_the_heads_of_the_training_file() {
    let folder = tempfile::tempdir().unwrap();
    let train = write(&folder, "train.csv", "image,anna,ben\n1.png,1,2\n2.png,2,\n");
    let read = |text: &str| read_own_labels(&train, Some(&write(&folder, "test.csv", text)), &OwnColumns::default());
    let truth = read("image,truth\n3.png,2\n").unwrap().test.unwrap().labels;
    assert_eq!((truth.truth().unwrap(), truth.codes("own").unwrap()), (vec![1], vec![1]));
    let others = read("image,carl\n3.png,1\n4.png,\n").unwrap().test.unwrap().labels;
    assert_eq!(others.labels("carl").unwrap(), [Some(0), None]);
    let unknown = read("image,anna\n3.png,0\n").unwrap_err().to_string();
    assert!(unknown.contains("test.csv:2: found \"0\" in column \"anna\", expected one of 1, 2"), "{unknown}");
}

#[test]
fn faults_are_told_with_their_lines() {
    let none = OwnColumns::default();
    assert!(message("image,anna\n1.png,a\n\n../2.png,b\n", &none).contains("labels.csv:4: found \"..\" in the name"));
    assert!(
        message("image,anna\n1.png,a\n1.png,b\n", &none)
            .contains("labels.csv:3: found the name \"1.png\" of line 2 again")
    );
    assert!(
        message("image,truth\n1.png,a\n", &none)
            .contains("labels.csv:1: found the columns image, truth, expected a column per annotator")
    );
    assert!(
        message("image,anna\n1.png,a\n", &none)
            .contains("labels.csv:1: found 1 classes in anna, expected 2 to 255; where a column")
    );
    assert!(
        message("image,anna,truth\n1.png,a,b\n2.png,b,\n", &none)
            .contains("labels.csv:3: found nothing in column \"truth\"")
    );
    let gold = OwnColumns { truth: Some("gold".into()), ..OwnColumns::default() };
    assert!(message("image,anna\n1.png,a\n2.png,b\n", &gold).contains("expected one column called \"gold\""));
    let semicolon = OwnColumns { delimiter: ';', ..OwnColumns::default() };
    assert!(read("image;anna\n1.png;a\n2.png;b\n", &semicolon).is_ok());
}

#[test]
fn images_of_any_size_and_a_report_of_what_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let images = folder.path().join("images");
    std::fs::create_dir(&images).unwrap();
    RgbImage::from_fn(12, 4, |x, _| Rgb([20 * x as u8; 3])).save(images.join("wide.PNG")).unwrap();
    RgbImage::from_pixel(7, 9, Rgb([50; 3])).save(images.join("high.png")).unwrap();
    std::fs::write(images.join("text.png"), "no image").unwrap();
    let text = "image,anna\nwide.png,a\nhigh,b\ngone.png,a\ntext.png,b\n\nnothing.png,\nlost.png,b\n";
    let path = write(&folder, "labels.csv", text);
    let table = read_own_labels(&path, None, &OwnColumns::default()).unwrap().train;
    let images = ImageFolder::open(&images).unwrap();
    let reading = table.read_images(&images, 4, &ImageBudget::default()).unwrap();
    assert_eq!(reading.dataset.labels.names(), ["wide.png", "high"]);
    // The middle third of columns 0 to 11: 4 to 7.
    assert_eq!(reading.dataset.images.get(0).unwrap()[..12], [80, 80, 80, 100, 100, 100, 120, 120, 120, 140, 140, 140]);
    let left_out: Vec<_> = reading.report.left_out.iter().map(|out| (out.reason.as_str(), out.rows)).collect();
    assert_eq!(left_out, [("no such image in the folder", 2), ("no label", 1), ("an image that cannot be read", 1)]);
    let [gone, lost] = &reading.report.left_out[0].first[..] else { panic!("{:?}", reading.report.left_out[0]) };
    assert!(gone.ends_with("labels.csv:4 (gone.png)") && lost.ends_with("labels.csv:8 (lost.png)"), "{gone} {lost}");
    assert!(reading.report.left_out[2].first[0].contains("labels.csv:5: "), "{:?}", reading.report.left_out[2]);
    let error = |text: &str| {
        let table = read_own_labels(write(&folder, "labels.csv", text), None, &OwnColumns::default()).unwrap().train;
        table.read_images(&images, 4, &ImageBudget::default()).unwrap_err().to_string()
    };
    let none = error("image,anna\na.png,a\nb.png,b\n");
    assert!(
        none.contains("labels.csv: found no usable image among 2; ")
            && none.contains("labels.csv:2 (a.png): no such image"),
        "{none}"
    );
    let again = error("image,anna\nhigh,a\nhigh.png,b\n");
    assert!(
        again.contains("labels.csv:3: found the image ")
            && again.contains("again, as in ")
            && again.contains("labels.csv:2"),
        "{again}"
    );
}
