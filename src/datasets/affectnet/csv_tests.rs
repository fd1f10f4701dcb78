//! AffectNet's lists, as they are and as they are found.

use super::{AffectNetCsv, AffectNetRow, DamagedAffectNetRow};
use crate::{
    Result,
    datasets::affectnet::{AffectNetOptions, AffectNetPart, find_affectnet_csv, read_affectnet},
    labels::LabelReading,
};
use std::{fs, path::PathBuf};

const HEADER: &str =
    "subDirectory_filePath,face_x,face_y,face_width,face_height,facial_landmarks,expression,valence,arousal\n";

fn written(text: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.csv");
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn read(text: impl AsRef<[u8]>, options: &AffectNetOptions) -> Result<LabelReading> {
    read_affectnet(written(text).1.as_path(), options)
}

const ROWS: &str = "1/a.jpg,0,1,2,3,1;2,1,0.5,-0.25\r\n\
    1/b.JPG,NULL,NULL,NULL,NULL,1;2,6,1.25,-1\n\
    broken,0,1\n\
    2/c.jpg,0,1,2,3,1;2,8,-2,-2\n\n\
    2/d.jpg,0,1,2,3,1;2,7,0,0\n\
    ../e.jpg,0,1,2,3,1;2,0,0,0\n\
    /f.jpg,0,1,2,3,1;2,0,0,0\n\
    2/g.jpg,0,1,2,3,1;2,11,0,0\n\
    2/h.jpg,0,1,2,3,1;2,0,nan,0\n\
    2/i.jpg,0,1,2,3,1;2,3,-2,-2\n\
    1/a.jpg,0,1,2,3,1;2,0,0,0\n\
    2/j.jpg,0,1,2,3,1;2,0,0,0.125";

#[test]
fn with_and_without_header() {
    for (text, shape, line) in [
        (format!("{HEADER}{ROWS}"), "AffectNet CSV with header", 4),
        (ROWS.to_string(), "AffectNet CSV without header", 3),
    ] {
        let LabelReading { labels, report } = read(text, &AffectNetOptions::default()).unwrap();
        assert_eq!(labels.names(), ["1/a.jpg", "1/b.JPG", "2/j.jpg"]);
        assert_eq!(labels.codes("emotion").unwrap(), [1, 6, 0]);
        assert_eq!(labels.values("affect").unwrap(), [0.5, -0.25, 1.0, -1.0, 0.0, 0.125]);
        assert_eq!((report.shape.as_str(), report.rows, report.left_out_rows()), (shape, 12, 9));
        let clamped: Vec<_> = report.clamped.iter().map(|one| (one.values, one.of, &*one.first)).collect();
        assert_eq!(clamped, [(1, 4, "1.25 of 1/b.JPG"), (0, 4, "")]);
        let left_out: Vec<_> = report.left_out.iter().map(|one| (&*one.reason, one.first.join("; "))).collect();
        let at = |after: usize| format!("line {}", line + after);
        let expected = [
            ("malformed row", at(0) + " (3 cells for 9)"),
            ("expression none", at(1)),
            ("expression contempt", at(3)),
            ("\"..\" in the name", at(4)),
            ("an absolute path in the name", at(5)),
            ("malformed expression", at(6) + " (the expression \"11\", which is none of 0 to 10)"),
            ("no valence and arousal (`affect: false` reads without)", at(7) + "; " + &at(8)),
            ("the name of an earlier row", "1/a.jpg".into()),
        ];
        assert_eq!(left_out, expected);
    }
}

#[test]
fn cells_that_all_differ_are_one_reason() {
    let row = |row: usize| format!("1/{row}.jpg,0,1,2,3,1;2,1,{row} %,0\n");
    let text: String = (0..2_000).map(row).collect();
    let report = read(format!("{HEADER}{text}a.jpg,0,1,2,3,1;2,1,0,0\n"), &AffectNetOptions::default()).unwrap().report;
    let [left_out] = &report.left_out[..] else { panic!("{:?}", report.left_out) };
    assert_eq!((&*left_out.reason, left_out.rows, left_out.first.len()), ("malformed valence or arousal", 2_000, 10));
    assert_eq!(left_out.first[0], "line 2 (the valence \"0 %\", which is no number)");
    assert_eq!(left_out.first[9], "line 11 (the valence \"9 %\", which is no number)");
}

#[test]
fn other_classes_and_heads() {
    let options = AffectNetOptions { annotator: "machine".into(), contempt: true, affect: false };
    let LabelReading { labels, report } = read(format!("{HEADER}{ROWS}"), &options).unwrap();
    assert_eq!(labels.names(), ["1/a.jpg", "1/b.JPG", "2/d.jpg", "2/h.jpg", "2/i.jpg", "2/j.jpg"]);
    assert_eq!(labels.codes("machine").unwrap(), [1, 6, 7, 0, 3, 0]);
    assert!(labels.heads().len() == 1 && report.clamped.is_empty());
    let reordered = "\u{feff}\"expression\",arousal,valence,\"subDirectory_filePath\"\n\"1\",0.5,-0.5,\"a.jpg\"\n";
    let labels = read(reordered, &AffectNetOptions::default()).unwrap().labels;
    assert_eq!((labels.names(), labels.values("affect").unwrap()), (vec!["a.jpg".into()], vec![-0.5, 0.5]));
}

#[test]
fn faces_and_landmarks_on_demand() {
    let text = format!("{HEADER}a,1,2.5,3,4,0.5;1.5,0,0,0\nb,NULL,2,3,4,1;2,0,0,0\n\"c\",1\n");
    let (_folder, path) = written(text);
    let mut seen = vec![];
    let csv = AffectNetCsv::open(path).unwrap();
    let add = |part: &mut Vec<_>, line, row: Result<AffectNetRow, DamagedAffectNetRow>| {
        let row = row.map(|row| (row.face(), row.landmarks().to_string()));
        part.push((line, row.map_err(|row| (row.name, row.why))));
    };
    csv.gather(add, |part| seen.extend(part)).unwrap();
    let expected = [
        (2, Ok((Some([1.0, 2.5, 3.0, 4.0]), "0.5;1.5".into()))),
        (3, Ok((None, "1;2".into()))),
        (4, Err(("c".into(), "2 cells for 9".into()))),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn other_files_are_told() {
    let message = |text: &[u8]| read(text, &AffectNetOptions::default()).unwrap_err().to_string();
    assert!(message(b"name;label\na;1\n").contains("list.csv:1: found \"name;label\", expected AffectNet's header"));
    assert!(message(b"subDirectory_filePath,expression\na,1\n").contains("list.csv:1: found \"subDirectory"));
    assert!(message(b"").contains("list.csv:1: found \"\""));
    assert!(message(HEADER.as_bytes()).contains("found no row"));
    let bad = [HEADER.as_bytes(), b"\xff\xfd,0,1,2,3,4,5,0,0\n"].concat();
    assert!(
        message(&bad).contains("no usable row; line 2 (text that is not UTF-8 (`--encoding")
            && message(&bad).contains("): malformed row"),
        "{}",
        message(&bad)
    );
    let folder = tempfile::tempdir().unwrap();
    assert!(read_affectnet(folder.path().join("none.csv"), &AffectNetOptions::default()).is_err());
    let missing = find_affectnet_csv(folder.path(), AffectNetPart::Validation).unwrap_err().to_string();
    assert!(missing.contains("validation.csv or validate.csv not found; looked in"), "{missing}");
    fs::write(folder.path().join("validate.csv"), ROWS).unwrap();
    assert!(find_affectnet_csv(folder.path(), AffectNetPart::Validation).unwrap().ends_with("validate.csv"));
}
