//! Contradictions between classes and numbers: planted ones, bad input, tables.

use super::{Contradictions, contradictions};
use crate::{
    Result, Seed,
    images::Images,
    labels::{LabelHead, LabelTable},
    plot::{Width, text_boxes::check_texts},
};
use rand::RngExt;
use rand_distr::StandardNormal;

const CLASSES: [&str; 4] = ["calm", "happy", "sad", "angry"];

/// Four classes with their own valence and arousal; every 50th item has the numbers of the next class.
fn faces() -> (Vec<Option<u8>>, Vec<f32>, Vec<usize>) {
    let means = [[0.0, 0.0], [0.6, 0.2], [-0.6, -0.3], [-0.5, 0.6]];
    let mut rng = Seed(0).stream("faces", 0);
    let (mut labels, mut values, mut planted) = (vec![], vec![], vec![]);
    for item in 0..2000 {
        // One class is rare.
        let class = if item % 40 == 0 { 3 } else { item % 3 };
        let shown = if item % 50 == 7 { (class + 1) % 4 } else { class };
        if shown != class {
            planted.push(item);
        }
        labels.push(Some(class as u8));
        for mean in means[shown] {
            let noise: f32 = rng.sample(StandardNormal);
            values.push(mean + 0.08 * noise);
        }
    }
    (labels, values, planted)
}

#[test]
fn planted_contradictions_come_first() {
    let (labels, values, planted) = faces();
    let dimensions = ["valence", "arousal"].map(String::from);
    let found = contradictions(&labels, &values, &CLASSES.map(String::from), &dimensions, 10.0).unwrap();
    assert_eq!(found.items.len(), 2000);
    let mut first: Vec<usize> = found.items[..planted.len()].iter().map(|found| found.item).collect();
    first.sort_unstable();
    assert_eq!(first, planted);
    let worst = &found.items[0];
    assert!(worst.quality < 1e-3 && worst.distance > 2.5 && worst.suggested != worst.given, "{worst:?}");
    assert!(found.items[1999].quality > 0.99);
    // The order of the classes changes their codes and nothing else.
    let turned: Vec<_> = labels.iter().map(|label| label.map(|code| 3 - code)).collect();
    let mut names = CLASSES.map(String::from);
    names.reverse();
    let again = contradictions(&turned, &values, &names, &dimensions, 10.0).unwrap();
    assert_eq!(again.items[0].why, found.items[0].why);
    let rows: Vec<String> = (0..2000).map(|item| item.to_string()).collect();
    assert_eq!(found.to_table(&rows, 5).unwrap().rows.len(), 5);
    assert!(found.to_table(&rows[..1], 5).is_err());
}

#[test]
fn contradictions_need_both_class_and_numbers() {
    let classes = ["happy", "sad", "never"].map(String::from);
    let dimensions = ["valence", "arousal"].map(String::from);
    let nan = f32::NAN;
    let labels = [Some(0), Some(0), Some(1), None, Some(1)];
    let values = [0.5, 0.1, 0.5, 0.2, -0.5, 0.1, 0.0, 0.0, nan, nan];
    let find = |labels: &[Option<u8>], values: &[f32], shrinkage| {
        contradictions(labels, values, &classes, &dimensions, shrinkage)
    };
    let found = find(&labels, &values, 10.0).unwrap();
    assert_eq!(found.items.len(), 3);
    assert!(found.items.iter().all(|found| found.quality > 0.99 && found.suggested == found.given), "{found:?}");
    let message = |result: Result<Contradictions>| result.unwrap_err().to_string();
    assert!(message(find(&labels, &values[1..], 10.0)).contains("the number of values must be 10, for 5 items, got 9"));
    assert!(message(find(&labels, &values, 0.0)).contains("shrinkage must be > 0"));
    assert!(message(find(&[Some(3)], &[0.0, 0.0], 10.0)).contains("found code 3"));
    assert!(message(find(&[Some(0)], &[0.0, f32::INFINITY], 10.0)).contains("values, item 0"));
    assert!(message(find(&[None], &[0.0, 0.0], 10.0)).contains("found no item with both"));
    assert!(message(find(&[], &[], 10.0)).contains("found no item with both"));
    assert!(
        message(find(&[Some(0); 2], &[0.0, 0.5, 0.1, 0.5], 10.0)).contains("values, arousal: found 0.5 throughout")
    );
    assert!(
        contradictions(&[], &[], &[], &dimensions, 10.0).is_err()
            && contradictions(&[], &[], &classes, &[], 10.0).is_err()
    );
    // Equal within each class, and one dimension a copy of the other.
    let flat =
        find(&[Some(0), Some(0), Some(1), Some(1)], &[0.5, 0.5, 0.5, 0.5, -0.5, -0.5, -0.5, -0.5], 10.0).unwrap();
    assert!(flat.items.iter().all(|found| found.quality > 0.99 && found.distance < 1e-6), "{flat:?}");
}

#[test]
fn a_table_has_its_contradictions() {
    let names = (0..5).map(|row| row.to_string()).collect();
    let affect = LabelHead::continuous("affect", &["valence"], -1.0, 1.0);
    let table = LabelTable::from_names(names)
        .and_then(|table| table.with_head(LabelHead::categorical("emotion", &["happy", "sad"]), &[0, 0, 1, 1, 0]))
        .and_then(|table| table.with_values(affect, &[0.5, 0.6, -0.5, -0.6, -0.5]))
        .unwrap();
    let found = table.contradictions("emotion", "affect", 10.0).unwrap();
    assert_eq!((found.items[0].item, found.items[0].given, found.items[0].suggested), (4, 0, 1));
    assert!(table.contradictions("nobody", "affect", 10.0).is_err());
}

#[test]
fn contradictions_are_shown_as_images() {
    let classes = ["happy", "sad"].map(String::from);
    let labels = [0, 0, 0, 0, 1, 1, 1, 1, 0].map(Some);
    let valence = [0.6, 0.7, 0.5, 0.6, -0.6, -0.5, -0.7, -0.6, -0.5];
    let found = contradictions(&labels, &valence, &classes, &["valence".into()], 10.0).unwrap();
    let images = Images::new(1, vec![7; 27]).unwrap();
    let sheet = found.contact_sheet(&images, 2, Width::SingleColumn).unwrap();
    assert_eq!(sheet.svg().matches("<image ").count(), 2);
    assert!(sheet.svg().contains(">happy<") && sheet.svg().contains(">→ sad<"));
    check_texts("contradictions", &sheet);
    let few = found.contact_sheet(&Images::new(1, vec![7; 24]).unwrap(), 2, Width::SingleColumn);
    assert_eq!(few.unwrap_err().to_string(), "the number of images must be above 8, got 8");
}
