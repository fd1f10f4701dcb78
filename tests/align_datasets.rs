//! Whole datasets aligned, with everything that is wrong with real ones.

use noisyfer::{
    Fidelity, Seed,
    datasets::{affectnet::write_affectnet, raf::write_raf},
    faces::align::{Aligner, Alignment, FaceList, align_faces},
    images::read_photo,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A column of the report; null is empty.
fn column(alignment: &Alignment, name: &str) -> Vec<String> {
    let texts = alignment.frame().column(name).unwrap().str().unwrap();
    texts.iter().map(|text| text.unwrap_or_default().to_string()).collect()
}

/// State and reason of the row of a image.
fn state(alignment: &Alignment, name: &str) -> (String, String) {
    let row = column(alignment, "name").iter().position(|found| found == name).unwrap_or_else(|| panic!("{name}"));
    (column(alignment, "state")[row].clone(), column(alignment, "reason")[row].clone())
}

fn align(list: FaceList) -> Alignment {
    align_faces(&list, &Aligner::default()).unwrap()
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn raf_in_both_folder_shapes_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("raf");
    write_raf(&root, 10, Seed(0)).unwrap();
    let first = align(FaceList::raf(&root).unwrap());
    assert_eq!((first.count("done"), first.count("failed")), (10, 0));
    let aligned = root.join("Image/myaligned/imgs/test_0001_aligned.jpg");
    assert_eq!(read_photo(&aligned).unwrap().dimensions(), (256, 256));
    assert!(fs::read_to_string(root.join("Image/myaligned/alignment.csv")).unwrap().lines().count() == 11);

    // The photos one folder deeper, in capitals; one aligned image half written, one replaced by something else.
    fs::create_dir(root.join("Image/original/imgs")).unwrap();
    for photo in files(&root.join("Image/original")) {
        let name = photo.file_name().unwrap().to_string_lossy().to_uppercase();
        fs::rename(&photo, root.join("Image/original/imgs").join(name)).unwrap();
    }
    let whole = fs::read(&aligned).unwrap();
    fs::write(&aligned, &whole[..whole.len() / 2]).unwrap();
    let other = root.join("Image/myaligned/imgs/train_00003_aligned.jpg");
    fs::copy(root.join("Image/aligned/train_00003_aligned.jpg"), &other).unwrap();
    let second = align(FaceList::raf(&root).unwrap());
    assert_eq!((second.count("done"), second.count("skipped"), second.count("failed")), (2, 8, 0));
    assert_eq!(state(&second, "train_00001.jpg"), ("skipped".into(), "already aligned".into()));
    assert_eq!(fs::read(&aligned).unwrap(), whole, "made again, the same");
}

#[test]
fn what_is_wrong_with_a_row_is_told_in_its_row() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("raf");
    write_raf(&root, 12, Seed(1)).unwrap();
    let path = |name: &str| root.join(name);
    let points =
        |stem: &str, text: &str| fs::write(path(&format!("Annotation/manual/{stem}_manu_attri.txt")), text).unwrap();
    fs::remove_file(path("Image/original/train_00001.jpg")).unwrap();
    fs::write(path("Image/original/train_00002.jpg"), "no image").unwrap();
    let photo = fs::read(path("Image/original/train_00003.jpg")).unwrap();
    fs::write(path("Image/original/train_00003.jpg"), &photo[..photo.len() / 2]).unwrap();
    points("train_00004", "80 90\n80 90\n85 100\n75 110\n95 110\n");
    points("train_00005", "80 90\n2000 90\n85 100\n75 110\n95 110\n");
    points("train_00006", "80\t90\r\n110 nan\n85 100\n75 110\n95 110\n");
    fs::remove_file(path("Annotation/manual/train_00007_manu_attri.txt")).unwrap();
    let outside = folder.path().join("train_00008.jpg");
    fs::copy(path("Image/original/train_00008.jpg"), &outside).unwrap();
    let list = path("EmoLabel/list_patition_label.txt");
    let text = fs::read_to_string(&list).unwrap() + "\r\n../../../train_00008.jpg 3\ntrain_00008.jpg 3\n\nalone\n";
    fs::write(&list, text).unwrap();
    let before = files(folder.path()).len();

    let alignment = align(FaceList::raf(&root).unwrap());
    for (name, reason) in [
        ("train_00001.jpg", "no such image"),
        ("train_00002.jpg", "image cannot be read"),
        ("train_00003.jpg", "image cannot be read"),
        ("train_00004.jpg", "eyes at one point"),
        ("train_00005.jpg", "landmarks outside the photo"),
        ("train_00006.jpg", "bad landmarks"),
        ("train_00007.jpg", "bad landmarks"),
        ("../../../train_00008.jpg", "bad name"),
        ("alone", "damaged row"),
    ] {
        assert_eq!(state(&alignment, name), ("failed".into(), reason.into()), "{name}");
    }
    assert_eq!(column(&alignment, "reason")[13], "listed twice");
    assert_eq!((alignment.count("done"), alignment.count("failed")), (5, 10));
    let details = column(&alignment, "detail");
    assert!(
        details[12].contains("list_patition_label.txt:13")
            && details[12].contains("found \"..\" in the name \"../../.."),
        "{}",
        details[12]
    );
    assert!(details[13].contains("as in list_patition_label.txt:8"), "{}", details[13]);
    let made = files(folder.path()).len() - before;
    assert_eq!(made, 5 + 2, "five images, settings and report: nothing anywhere else");
    assert_eq!(files(&path("Image/myaligned")).len(), made);
    assert!(alignment.failures(20, Seed(0)).unwrap().svg().contains("10 of 10 rows that failed"));
    assert!(alignment.contact_sheet(20, Seed(0)).unwrap().svg().contains("generated data in the layout of RAF-DB"));
    assert!(alignment.summary().to_text().contains("5 aligned, 0 skipped, 10 failed"));
}

#[test]
fn affectnet_in_both_image_layouts() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("affectnet");
    write_affectnet(&root, 60, Seed(0)).unwrap();
    let numbered = align(FaceList::affectnet(&root).unwrap());
    assert_eq!((numbered.count("done"), numbered.count("skipped"), numbered.count("failed")), (55, 5, 1));
    let reasons = column(&numbered, "reason");
    assert_eq!(reasons.iter().filter(|reason| *reason == "labelled uncertain").count(), 2);
    assert_eq!(reasons.iter().filter(|reason| *reason == "damaged row").count(), 1);

    // All in one folder, with other extensions, and validation under its other name.
    let images = root.join("Manually_Annotated_Images");
    for photo in files(&images) {
        let name = PathBuf::from(photo.file_name().unwrap()).with_extension("JPEG");
        fs::rename(&photo, images.join(name)).unwrap();
    }
    fs::rename(root.join("validation.csv"), root.join("validate.csv")).unwrap();
    let other = folder.path().join("other");
    let flat = align(FaceList::affectnet(&root).unwrap().with_output(&other));
    assert_eq!((flat.count("done"), flat.count("failed")), (55, 1));
    for image in files(&root.join("myaligned")).iter().filter(|path| path.extension().unwrap() == "jpg") {
        assert_eq!(fs::read(image).unwrap(), fs::read(other.join(image.file_name().unwrap())).unwrap());
    }
}

#[test]
fn affectnet_lists_as_spreadsheets_save_them() {
    let folder = tempfile::tempdir().unwrap();
    write_affectnet(folder.path(), 10, Seed(4)).unwrap();
    let list = folder.path().join("training.csv");
    let original = align(FaceList::affectnet(folder.path()).unwrap());
    let reversed = |line: &str| line.split(',').rev().map(|cell| format!("\"{cell}\"")).collect::<Vec<_>>().join(",");
    let lines: Vec<_> = fs::read_to_string(&list).unwrap().lines().map(reversed).collect();
    fs::write(&list, format!("\u{feff}{}\r\n", lines.join("\r\n"))).unwrap();
    let saved = align(FaceList::affectnet(folder.path()).unwrap().with_output(folder.path().join("other")));
    assert_eq!(saved.count("done"), original.count("done"));
    assert!(saved.count("done") > 5);

    fs::write(&list, "name;label\n1/a.jpg;1\n").unwrap();
    let message = FaceList::affectnet(folder.path()).unwrap_err().to_string();
    assert!(
        message.contains("training.csv:1: found \"name;label\", expected AffectNet's header or a row"),
        "{message}"
    );
}

#[test]
fn affectnet_rows_that_cannot_be_used() {
    let folder = tempfile::tempdir().unwrap();
    write_affectnet(folder.path(), 10, Seed(4)).unwrap();
    let training = fs::read_to_string(folder.path().join("training.csv")).unwrap();
    let row: Vec<&str> = training.lines().nth(1).unwrap().split(',').collect();
    let with = |name: &str, landmarks: &str, expression: &str, valence: &str| {
        format!("{name},1,1,9,9,{landmarks},{expression},{valence},0.1\n")
    };
    let points = row[5];
    let far: Vec<_> = points.split(';').map(|value| (value.parse::<f64>().unwrap() + 5000.0).to_string()).collect();
    let rows = [
        with("1/few.jpg", &vec!["5.00"; 134].join(";"), "1", "0.1"),
        with("1/words.jpg", "a;b", "1", "0.1"),
        with("/etc/rooted.jpg", points, "1", "0.1"),
        with("1/../../up.jpg", points, "1", "0.1"),
        with("1/eleven.jpg", points, "11", "0.1"),
        with("1/unlabelled.jpg", points, "1", "-2"),
        with(row[0], &far.join(";"), "1", "0.2"),
    ];
    fs::write(folder.path().join("training.csv"), rows.concat()).unwrap();
    let alignment = align(FaceList::affectnet(folder.path()).unwrap());
    for (name, expected, reason) in [
        ("1/few.jpg", "failed", "bad landmarks"),
        ("1/words.jpg", "failed", "bad landmarks"),
        ("/etc/rooted.jpg", "failed", "bad name"),
        ("1/../../up.jpg", "failed", "bad name"),
        ("1/eleven.jpg", "failed", "damaged row"),
        ("1/unlabelled.jpg", "skipped", "has no valence and arousal (-2)"),
        (row[0], "failed", "landmarks outside the photo"),
    ] {
        assert_eq!(state(&alignment, name), (expected.into(), reason.into()), "{name}");
    }
    let detail = &column(&alignment, "detail")[0];
    assert!(detail.contains("training.csv:1") && detail.contains("found 67 landmarks"), "{detail}");
}

#[test]
fn pictures_made_otherwise_are_not_mixed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("raf");
    write_raf(&root, 2, Seed(0)).unwrap();
    align(FaceList::raf(&root).unwrap());
    let published = Aligner { fidelity: Fidelity::Published, ..Aligner::default() };
    let error = align_faces(&FaceList::raf(&root).unwrap(), &published).unwrap_err().to_string();
    assert!(error.contains("alignment.json") && error.contains("made otherwise"), "{error}");
    fs::remove_file(root.join("Image/myaligned/alignment.json")).unwrap();
    let error = align_faces(&FaceList::raf(&root).unwrap(), &published).unwrap_err().to_string();
    assert!(error.contains("unknown origin"), "{error}");
    let bad = Aligner { eye_height: 2.0, ..Aligner::default() };
    assert!(align_faces(&FaceList::raf(&root).unwrap(), &bad).unwrap_err().to_string().contains("eye_height"));
    let error = FaceList::raf(folder.path()).unwrap_err().to_string();
    assert!(error.contains("EmoLabel/list_patition_label.txt"), "{error}");
    assert!(FaceList::affectnet(folder.path()).unwrap_err().to_string().contains("training.csv"));
    let figure = FaceList::raf(&root).unwrap().overlay("train_00001.jpg", &published).unwrap();
    assert!(figure.svg().contains("256 × 256 pixels"));
}

#[test]
fn what_a_kill_or_a_computer_leaves_in_the_folder_is_no_image() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("raf");
    write_raf(&root, 3, Seed(0)).unwrap();
    let aligned = root.join("Image/myaligned/imgs");
    fs::create_dir_all(&aligned).unwrap();
    for name in [".DS_Store", ".tmpAbCdEf", "._train_00001_aligned.jpg", "Thumbs.db"] {
        fs::write(aligned.join(name), "x").unwrap();
    }
    assert_eq!(align(FaceList::raf(&root).unwrap()).count("done"), 3);
    let other = folder.path().join("other");
    write_raf(&other, 3, Seed(0)).unwrap();
    fs::create_dir_all(other.join("Image/myaligned/imgs")).unwrap();
    fs::write(other.join("Image/myaligned/imgs/mine.png"), "x").unwrap();
    let said = align_faces(&FaceList::raf(&other).unwrap(), &Aligner::default()).unwrap_err().to_string();
    assert!(said.contains("images of unknown origin"), "{said}");
}
