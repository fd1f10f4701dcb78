//! The classes that occur in a file.

use crate::formats::{is_missing, number};
use std::collections::BTreeSet;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_in_their_order_and_once() {
        let cells = ["10.0", "sad", "2", "NA", "10", "happy", "", "2.0", "0.5", "-0", "0", "-0.0", "-1"];
        assert_eq!(classes_in(cells.into_iter()), ["-1", "0", "0.5", "2", "10", "happy", "sad"]);
    }
}
