//! Pictures and landmarks.

use super::place::{Place, cases, copy, rows};
use std::fs;

pub fn half_pictures_are_not_looked_at(place: &Place) {
    let said = place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 1);
    assert!(said.contains("cut.jpg") && said.contains("zeros.jpg") && said.contains("without its end"), "{said}");
    assert!(place.path("out/faces.png").is_file());
    assert!(place.fails("predict --run RUN faces/cut.jpg").contains("without its end"));
}

pub fn pictures_without_their_middle_fail(place: &Place) {
    copy(&cases().join("whole-raf"), &place.path("raf"));
    fs::copy(place.path("p.jpg"), place.path("raf/Image/original/train_00001.jpg")).unwrap();
    place.succeeds("align raf --root raf");
    let report = place.report("raf");
    let row = report.lines().find(|line| line.contains(",train_00001.jpg,")).unwrap();
    assert!(row.contains(",failed,") && row.contains("with a part missing or damaged"), "{row}");
    assert!(place.fails("predict --run RUN p.jpg").contains("with a part missing or damaged"));
}

pub fn companions_are_no_pictures(place: &Place) {
    let said = place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 1);
    assert!(!said.contains("._a.jpg") && !said.contains("not looked at"), "{said}");
    place.align("raf", 5);
}

pub fn pictures_by_their_content(place: &Place) {
    place.succeeds("predict --run RUN faces --out out");
    assert_eq!(rows(place, "out"), 4);
    place.align("raf", 5);
}

pub fn nothing_stands_on_its_head(place: &Place) {
    let report = place.align("raf", 5);
    for stem in ["train_00001", "train_00002"] {
        let row = report.lines().find(|line| line.contains(&format!(",{stem}.jpg,"))).unwrap();
        assert!(row.contains("eyes exchanged back"), "{row}");
    }
    let said = place.succeeds("predict --run RUN --landmarks faces.csv --out out");
    assert!(said.contains("eyes exchanged back"), "{said}");
    let eyes = place.succeeds("predict --run RUN photo.jpg --eyes 71,50,41,50");
    assert!(eyes.contains("left eye to the right of the right one"), "{eyes}");
    let upright = place.succeeds("predict --run RUN --landmarks upside_down.csv --out out2");
    assert!(!upright.contains("Noted"), "{upright}");
}

pub fn landmarks_of_both_frames(place: &Place) {
    let said = place.succeeds("predict --run RUN --landmarks faces.csv --out out");
    assert!(said.contains("photo turned by its EXIF orientation"), "{said}");
    assert!(said.contains("landmarks of the photo as it is stored"), "{said}");
    let table = fs::read_to_string(place.path("out/predictions.csv")).unwrap();
    let numbers = |line: &str| line.split(',').skip(3).map(|cell| cell.parse::<f64>().unwrap()).collect::<Vec<_>>();
    let rows: Vec<_> = table.lines().skip(1).map(numbers).collect();
    assert_eq!(rows.len(), 2);
    for (one, other) in rows[0].iter().zip(&rows[1]) {
        assert!((one - other).abs() < 0.02, "the same face: {rows:?}");
    }
    place.succeeds("predict --run RUN --landmarks faces.csv --frame upright");
}

pub fn landmarks_that_are_none(place: &Place) {
    let said = place.fails("predict --run RUN --landmarks faces.csv");
    assert!(
        said.contains(
            "none of 6 faces can be used. The first: photo.jpg, row 1: faces.csv:2, facial_landmarks: found \"nan\""
        ),
        "{said}"
    );
    assert_eq!((said.matches("found").count(), said.matches("expected").count()), (1, 1), "{said}");
    let list = fs::read_to_string(place.path("faces.csv")).unwrap();
    let lines: Vec<&str> = list.lines().collect();
    for (row, told) in [
        (2, "so detectors write that they found no face"),
        (3, "found nothing"),
        (4, "found NULL"),
        (5, "no face"),
        (6, "0 to 1, which are no pixels"),
    ] {
        fs::write(place.path("one.csv"), format!("{}\n{}\n", lines[0], lines[row])).unwrap();
        let said = place.fails("predict --run RUN --landmarks one.csv");
        assert!(said.contains(told), "row {row}: {said}");
    }
}
