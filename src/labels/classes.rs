//! The classes that occur in a file.

use crate::formats::{is_missing, number};
use std::collections::{BTreeMap, BTreeSet};

/// The labels that occur in cells of text: numbers in their order, then texts in that of the alphabet. Equal numbers are one
/// class however they are written, `1` and `1.0`.
pub(crate) fn classes_in<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut classes = BTreeSet::new();
    for cell in cells.filter(|cell| !is_missing(cell)) {
        classes.insert(class_name(cell));
    }
    let mut classes: Vec<String> = classes.into_iter().collect();
    // Stable: texts stay in their order.
    classes.sort_by(|a, b| number(a).unwrap_or(f64::INFINITY).total_cmp(&number(b).unwrap_or(f64::INFINITY)));
    classes
}

/// What the class of a label is called: a number in one way however it is written, `1` for `1.0` and `0` for `-0`.
pub(crate) fn class_name(label: &str) -> String {
    // -0 + 0 is 0.
    number(label).map_or(label.into(), |number| (number + 0.0).to_string())
}

/// What is said of classes whose names differ only in case or in spaces.
pub(crate) fn classes_alike(classes: &[String]) -> Vec<String> {
    let mut alike: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for class in classes {
        let key = class.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        alike.entry(key).or_default().push(format!("{class:?}"));
    }
    let several = alike.values().filter(|names| names.len() > 1);
    let told = |names: &Vec<String>| {
        format!("the classes {} differ only in case or spaces; where they are one, write them alike", names.join(", "))
    };
    several.map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_their_order_and_once() {
        let cells = ["10.0", "sad", "2", "NA", "10", "happy", "", "2.0", "0.5", "-0", "0", "-0.0", "-1"];
        assert_eq!(classes_in(cells.into_iter()), ["-1", "0", "0.5", "2", "10", "happy", "sad"]);
    }

    #[test]
    fn names_that_differ_only_in_case_are_told() {
        let classes = ["HAPPY", "Happy", "happy", "sad", "very  sad", "very sad"].map(String::from);
        let told = classes_alike(&classes);
        let first = "the classes \"HAPPY\", \"Happy\", \"happy\" differ only in case or spaces; where they are one, write them alike";
        assert_eq!((told[0].as_str(), told.len()), (first, 2));
        assert_eq!(classes_alike(&classes[2..5]), [""; 0]);
    }
}
