//! Names.

use super::place::Place;
use std::fs;

pub fn backslashes_are_slashes(place: &Place) {
    place.align("affectnet", 8);
    let train = "train affectnet --root affectnet --noisy-labels affectnet/noisy_labels --scale smoke --epochs 1";
    let said = place.succeeds(&format!("{train} --method multi-task --out out"));
    assert!(said.contains("training: 5 images, out of 5 with an aligned face, out of 5 with labels"), "{said}");
}

pub fn photos_of_one_name_are_two_faces(place: &Place) {
    let report = place.align("affectnet", 8);
    let mut made: Vec<&str> = report.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 8, "{report}");
}

pub fn accents_are_compared(place: &Place) {
    place.align("affectnet", 5);
}

pub fn names_in_any_script(place: &Place) {
    place.succeeds("predict --run RUN faces --out out");
    let table = fs::read_to_string(place.path("out/predictions.csv")).unwrap();
    for name in ["笑脸_01.png", "한국.png", "فرح.png", "100%_a&b_{c}$.png"] {
        assert!(table.contains(name), "{table}");
    }
}
