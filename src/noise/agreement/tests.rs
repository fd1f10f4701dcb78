//! Hand counts, properties, and equality with scikit-learn and PyPI's krippendorff.

use super::*;
use crate::{
    Error, Result, Seed,
    labels::{LabelHead, LabelTable},
    metrics::BootstrapOptions,
    table::Cell,
};
use rand::RngExt;
use serde::Deserialize;
use std::collections::BTreeMap;

type Labels = Vec<Vec<Option<u8>>>;

pub(super) const NAMES: [&str; 6] = ["anna", "ben", "carl", "dora", "emil", "fred"];
const CLASSES: [&str; 4] = ["calm", "happy", "sad", "angry"];

fn ratings(labels: &[Vec<Option<u8>>]) -> CategoricalRatings {
    CategoricalRatings::new(&NAMES[..labels.len()], &CLASSES, labels).unwrap()
}

fn given(codes: &[u8]) -> Vec<Option<u8>> {
    codes.iter().copied().map(Some).collect()
}

/// Every coefficient of any number of annotators.
fn coefficients(ratings: &CategoricalRatings) -> [f64; 5] {
    let alpha = |level| ratings.krippendorff_alpha(level).unwrap();
    let [fleiss, observed] = [ratings.fleiss_kappa(), ratings.observed_agreement()].map(Result::unwrap);
    [fleiss, observed, alpha(Level::Nominal), alpha(Level::Ordinal), alpha(Level::Interval)]
}

pub(super) fn close(found: impl AsRef<[f64]>, expected: impl AsRef<[f64]>) {
    let (found, expected) = (found.as_ref(), expected.as_ref());
    assert_eq!(found.len(), expected.len());
    for (found_one, expected_one) in found.iter().zip(expected) {
        assert!((found_one - expected_one).abs() < 1e-9, "{found:?} {expected:?}");
    }
}

/// Labels right in 70 %, else any class; 30 % missing. `[annotators, items]`
fn drawn(annotators: usize, items: usize) -> Labels {
    let mut rng = Seed(0).stream("drawn labels", 0);
    let mut labels = vec![vec![]; annotators];
    for _ in 0..items {
        let truth = rng.random_range(0..4);
        for column in &mut labels {
            let label = if rng.random_bool(0.7) { truth } else { rng.random_range(0..4) };
            column.push((!rng.random_bool(0.3)).then_some(label));
        }
    }
    labels
}

#[derive(Deserialize)]
struct Peer {
    classes: usize,
    labels: Vec<Vec<i16>>,
    complete: Vec<Vec<i16>>,
    kappa: BTreeMap<String, f64>,
    fleiss: f64,
    alpha: BTreeMap<String, f64>,
    values: Vec<Vec<f32>>,
    value_gaps: Vec<Vec<Option<f32>>>,
    icc_single: f64,
    icc_mean: f64,
    value_alpha: BTreeMap<String, f64>,
}

fn codes(labels: &[Vec<i16>]) -> Labels {
    labels.iter().map(|column| column.iter().map(|&code| u8::try_from(code).ok()).collect()).collect()
}

#[test]
fn coefficients_equal_those_of_the_peers() {
    let peer: Peer = serde_json::from_str(include_str!("../../../tests/fixtures/noise_agreement.json")).unwrap();
    assert_eq!(peer.classes, CLASSES.len());
    let labels = ratings(&codes(&peer.labels));
    let pair = labels.pair("anna", "ben").unwrap();
    let kappa =
        [KappaWeights::None, KappaWeights::Linear, KappaWeights::Quadratic].map(|w| pair.cohen_kappa(w).unwrap());
    close(kappa, ["none", "linear", "quadratic"].map(|name| peer.kappa[name]));
    let alpha =
        [Level::Nominal, Level::Ordinal, Level::Interval].map(|level| labels.krippendorff_alpha(level).unwrap());
    close(alpha, ["nominal", "ordinal", "interval"].map(|name| peer.alpha[name]));
    close([ratings(&codes(&peer.complete)).fleiss_kappa().unwrap()], [peer.fleiss]);
    let values = ContinuousRatings::new(&NAMES[..3], &peer.values).unwrap();
    close([values.icc_single().unwrap(), values.icc_mean().unwrap()], [peer.icc_single, peer.icc_mean]);
    let with_nan = |column: &Vec<Option<f32>>| column.iter().map(|value| value.unwrap_or(f32::NAN)).collect::<Vec<_>>();
    let gaps = ContinuousRatings::new(&NAMES[..3], &peer.value_gaps.iter().map(with_nan).collect::<Vec<_>>()).unwrap();
    let alpha = [Level::Ordinal, Level::Interval].map(|level| gaps.krippendorff_alpha(level).unwrap());
    close(alpha, ["ordinal", "interval"].map(|name| peer.value_alpha[name]));
}

#[test]
fn kappas_by_hand() {
    // 7 of 10 equal; shares 0.5 and 0.6 of the first class: chance 0.3 + 0.2.
    let (first, second) = ([0, 0, 0, 0, 0, 1, 1, 1, 1, 1], [0, 0, 0, 0, 1, 0, 0, 1, 1, 1]);
    let pair = ratings(&[given(&first), given(&second)]);
    close([pair.cohen_kappa(KappaWeights::None).unwrap()], [(0.7 - 0.5) / 0.5]);
    // Distances 0, 1, 0; of all nine pairs 0, 2, 2, 1, 1, 1, 2, 0, 0.
    let ordered = ratings(&[given(&[0, 1, 2]), given(&[0, 2, 2])]);
    close([ordered.cohen_kappa(KappaWeights::Linear).unwrap()], [1.0 - (1.0 / 3.0) / 1.0]);
    // Two items of three labels each: all equal, and 2 against 1: agreement (1 + 1/3) / 2; shares 4/6 and 2/6 of the classes.
    let three = ratings(&[given(&[0, 1]), given(&[0, 1]), given(&[0, 0])]);
    let chance = 4.0 / 9.0 + 1.0 / 9.0;
    close([three.fleiss_kappa().unwrap()], [(2.0 / 3.0 - chance) / (1.0 - chance)]);
    close([three.observed_agreement().unwrap()], [2.0 / 3.0]);
}

#[test]
fn alpha_by_hand() {
    // Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), example C: nominal 0.743, ordinal 0.815, interval 0.849.
    let table = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
        [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
    ];
    let labels = table.map(|row| row.map(|code: u8| code.checked_sub(1)));
    let ratings = CategoricalRatings::new(&NAMES[..4], &["1", "2", "3", "4", "5"], &labels).unwrap();
    for (level, expected) in [(Level::Nominal, 0.743), (Level::Ordinal, 0.815), (Level::Interval, 0.849)] {
        let alpha = ratings.krippendorff_alpha(level).unwrap();
        assert!((alpha - expected).abs() < 5e-4, "{level:?} {alpha}");
    }
    let values = labels.map(|row| row.map(|code| code.map_or(f32::NAN, f32::from)));
    let values = ContinuousRatings::new(&NAMES[..4], &values).unwrap();
    for level in [Level::Ordinal, Level::Interval] {
        close([values.krippendorff_alpha(level).unwrap()], [ratings.krippendorff_alpha(level).unwrap()]);
    }
}

#[test]
fn the_order_of_items_annotators_and_classes_does_not_matter() {
    let labels = drawn(5, 200);
    let all = ratings(&labels);
    let items: Vec<usize> = (0..200).map(|item| item * 37 % 200).collect();
    close(coefficients(&all.of_items(&items).unwrap()), coefficients(&all));
    close(coefficients(&all.of_annotators(&[3, 1, 4, 0, 2]).unwrap()), coefficients(&all));
    let reversed: Labels =
        labels.iter().map(|column| column.iter().map(|code| code.map(|code| 3 - code)).collect()).collect();
    close(coefficients(&ratings(&reversed)), coefficients(&all));
    let kappa = |pair: &CategoricalRatings| pair.cohen_kappa(KappaWeights::Quadratic);
    let table = all.pairwise("kappa", kappa).unwrap();
    close([table.values[1][3].unwrap()], [kappa(&all.pair("dora", "ben").unwrap()).unwrap()]);
    assert_eq!((table.values[1][3], table.values[2][2]), (table.values[3][1], None));
}

#[test]
fn copies_agree_and_an_empty_class_changes_nothing() {
    let labels = drawn(3, 100);
    let mut copied = labels.clone();
    copied.push(labels[0].clone());
    let copied = ratings(&copied);
    let copies = copied.pair("anna", "dora").unwrap();
    assert_eq!(copies.cohen_kappa(KappaWeights::None).unwrap(), 1.0);
    assert!(coefficients(&copied)[2] > coefficients(&ratings(&labels))[2]);
    assert_eq!(coefficients(&ratings(&[given(&[0, 1, 2]), given(&[0, 1, 2])])), [1.0; 5]);
    let more = CategoricalRatings::new(&NAMES[..3], &["calm", "happy", "sad", "angry", "never"], &labels).unwrap();
    close(coefficients(&more), coefficients(&ratings(&labels)));
}

#[test]
fn items_with_fewer_than_two_labels_do_not_count_for_alpha() {
    let mut labels = drawn(3, 100);
    let before = coefficients(&ratings(&labels));
    for (column, label) in labels.iter_mut().zip([Some(2), None, None]) {
        column.extend([None, label]);
    }
    close(coefficients(&ratings(&labels)), before);
}

#[test]
fn a_contingency_holds_the_items_that_both_labelled() {
    let labels = [vec![Some(0), Some(0), Some(1), None], vec![Some(0), Some(1), Some(1), Some(2)]];
    let table = ratings(&labels).contingency("anna", "ben").unwrap();
    assert_eq!((table.counts.total(), table.counts.count(0, 1)), (3, Some(1)));
    let shown = table.to_table();
    assert_eq!(shown.columns[..3], ["anna", "ben: calm", "ben: happy"]);
    assert_eq!(shown.rows[0], ["calm".into(), 1.into(), 1.into(), 0.into(), 0.into(), Cell::Integer(2)]);
}

#[test]
fn intervals_hold_the_value_and_narrow_with_more_items() {
    let width = |items| {
        let labels = ratings(&drawn(3, items));
        let options = BootstrapOptions { resamples: 200, ..BootstrapOptions::default() };
        let interval = labels.interval(|ratings| ratings.krippendorff_alpha(Level::Nominal), &options).unwrap();
        assert!(interval.low < interval.value && interval.value < interval.high);
        interval.high - interval.low
    };
    let (narrow, wide) = (width(800), width(50));
    // A quarter, by the root of the number of items.
    assert!(wide / narrow > 2.5 && wide / narrow < 6.0, "{wide} {narrow}");
    let options = BootstrapOptions { resamples: 20, ..BootstrapOptions::default() };
    let table = ratings(&drawn(3, 50)).agreement_table(&options).unwrap();
    assert_eq!(table.rows.len(), 4);
    let alone = ratings(&drawn(1, 50)).agreement_table(&options).unwrap();
    assert!(alone.rows.iter().all(|row| row[1..] == [Cell::Missing, Cell::Missing, Cell::Missing]));
}

#[test]
fn tables_of_labels_are_read() {
    let names = (0..3).map(|row| row.to_string()).collect();
    let value = |name, dimension| LabelHead::continuous(name, &[dimension, &format!("{dimension}_arousal")], -1.0, 1.0);
    let table = LabelTable::from_names(names)
        .and_then(|table| table.with_labels(LabelHead::categorical("anna", &CLASSES), &[Some(0), None, Some(1)]))
        .and_then(|table| table.with_head(LabelHead::categorical("ben", &CLASSES), &[0, 1, 2]))
        .and_then(|table| table.with_values(value("a", "anna_valence"), &[0.1, 0.0, 0.2, 0.0, 0.3, 0.0]))
        .and_then(|table| table.with_values(value("b", "ben_valence"), &[0.2, 0.0, 0.3, 0.0, 0.4, 0.0]))
        .unwrap();
    let labels = CategoricalRatings::of_table(&table).unwrap();
    assert_eq!(
        (labels.annotators(), labels.items(), labels.classes().len()),
        (&["anna", "ben"].map(String::from)[..], 3, 4)
    );
    close([labels.observed_agreement().unwrap()], [0.5]);
    let values = ContinuousRatings::of_table(&table, &["anna_valence", "ben_valence"]).unwrap();
    assert!((values.bland_altman().unwrap().bias + 0.1).abs() < 1e-6);
    let unknown = ContinuousRatings::of_table(&table, &["valence"]).unwrap_err().to_string();
    assert!(unknown.contains("the column must be one of anna_valence, anna_valence_arousal, ben_valence"), "{unknown}");
    let other = table.with_head(LabelHead::categorical("carl", &["x", "y"]), &[0, 0, 1]).unwrap();
    let differ = CategoricalRatings::of_table(&other).unwrap_err().to_string();
    assert!(differ.starts_with("annotator carl: found other classes than those of anna"), "{differ}");
}

#[test]
fn bad_labels_are_told() {
    let message = |result: Result<CategoricalRatings>| result.unwrap_err().to_string();
    let new = |labels: &[Vec<Option<u8>>]| CategoricalRatings::new(&NAMES[..2], &CLASSES, labels);
    assert_eq!(
        message(new(&[given(&[0, 1]), given(&[0, 4])])),
        "ratings of ben, item 1: found code 4, expected a code below 4"
    );
    assert!(message(new(&[given(&[0, 1])])).contains("2 names and 1 lists of labels"));
    assert!(message(new(&[given(&[0, 1]), given(&[0])])).contains("ratings of ben: found 1 items, expected 2"));
    assert!(message(CategoricalRatings::new(&NAMES[..0], &CLASSES, &Labels::new())).contains("at least one"));
    assert!(message(CategoricalRatings::new(&["a"], &[""; 0], &[given(&[])])).contains("must be 1 to 255, got 0"));
    let infinite = ContinuousRatings::new(&["a"], &[[0.0, f32::INFINITY]]).unwrap_err().to_string();
    assert_eq!(infinite, "ratings of a, item 1: found inf, expected a finite number, or NaN for no label");
}

#[test]
fn what_is_not_defined_is_an_error() {
    let all_of = |ratings: &CategoricalRatings| {
        let alpha =
            [Level::Nominal, Level::Ordinal, Level::Interval].map(|level| ratings.krippendorff_alpha(level).err());
        let [kappa, fleiss] = [ratings.cohen_kappa(KappaWeights::None).err(), ratings.fleiss_kappa().err()];
        let errors: Vec<Error> = alpha.into_iter().chain([kappa, fleiss]).flatten().collect();
        assert_eq!(errors.len(), 5, "{errors:?}");
        errors[0].to_string()
    };
    let empty = ratings(&[vec![], vec![]]);
    assert!(all_of(&empty).contains("found no item with two labels"));
    assert!(empty.interval(|ratings| ratings.fleiss_kappa(), &BootstrapOptions::default()).is_err());
    assert!(all_of(&ratings(&[given(&[1, 1, 1]), given(&[1, 1, 1])])).contains("found one class throughout"));
    assert!(all_of(&ratings(&[vec![Some(1), None], vec![None, Some(1)]])).contains("no item with two labels"));
    let alone = ratings(&[given(&[0, 1])]);
    assert!(all_of(&alone).contains("no item with two labels"));
    assert!(alone.pairwise("kappa", CategoricalRatings::fleiss_kappa).unwrap_err().to_string().contains("at least 2"));
    assert!(alone.pair("anna", "zoe").unwrap_err().to_string().contains("the annotator must be one of anna"));
    assert!(alone.of_items(&[2]).is_err() && alone.of_annotators(&[1]).is_err() && alone.of_annotators(&[]).is_err());
    let equal = ContinuousRatings::new(&NAMES[..2], &[[1e6 + 0.1; 3], [1e6 + 0.1; 3]]).unwrap();
    let results =
        [equal.ccc(), equal.pcc(), equal.icc_single(), equal.icc_mean(), equal.krippendorff_alpha(Level::Interval)];
    assert!(results.iter().all(Result::is_err), "{results:?}");
    let few = ContinuousRatings::new(&NAMES[..2], &[[0.1], [0.2]]).unwrap();
    assert!(
        few.bland_altman().is_err() && few.icc_single().is_err() && few.krippendorff_alpha(Level::Nominal).is_err()
    );
    assert_eq!(few.profiles().unwrap().profiles[0].scale, None);
    assert!(few.of_annotators(&[0]).unwrap().profiles().is_err());
}
