use super::*;
use crate::Seed;
use rand::RngExt;

/// Images of three classes, of which scores at temperature `planted` are the true probabilities, and three annotators who name
/// another class for a share of them.
fn made_up(images: usize, planted: f64, wrong: f64, seed: u64) -> (Vec<f32>, LabelTable) {
    let mut rng = Seed(seed).stream("calibration test", 0);
    let (mut scores, mut truth) = (vec![], vec![]);
    let mut labels = vec![vec![]; 3];
    for _ in 0..images {
        let row: Vec<f32> = (0..3).map(|_| 2.0 * rng.random::<f32>()).collect();
        let shares = softmax(&row, planted);
        let place: f64 = rng.random();
        let class = if place < shares[0] { 0 } else { 1 + u8::from(place >= shares[0] + shares[1]) };
        for given in &mut labels {
            let error = if rng.random::<f64>() < wrong { rng.random_range(1..3) } else { 0 };
            given.push((class + error) % 3);
        }
        scores.extend(row);
        truth.push(class);
    }
    let names = (0..images).map(|row| row.to_string()).collect();
    let mut table = LabelTable::from_names(names).unwrap();
    for (name, given) in ["anna", "ben", "carl"].iter().zip(&labels) {
        table = table.with_head(LabelHead::categorical(name, &["a", "b", "c"]), given).unwrap();
    }
    (scores, table.with_truth(&truth).unwrap())
}

#[test]
fn a_planted_temperature_is_found_behind_wrong_labels() {
    for (planted, wrong) in [(0.3, 0.0), (0.3, 0.4), (1.5, 0.2)] {
        let (scores, labels) = made_up(4000, planted, wrong, 1);
        let heads = [LabelHead::categorical("truth", &["a", "b", "c"])];
        let fit = |heads: &[LabelHead], outputs: &[Vec<f32>]| {
            Calibration::fit(heads, outputs.to_vec(), Scoring::AllHeads, &labels, &labels).unwrap()
        };
        let outputs = [scores];
        let found = fit(&heads, &outputs).temperature("truth");
        assert!((found / planted).ln().abs() < 0.15, "{found}, planted {planted}, {wrong} wrong");
        // Of one annotator alone, who is wrong at a rate that has to be found.
        // Where nobody is sure, errors can't be told from doubt.
        if planted > 1.0 {
            continue;
        }
        let single = fit(&labels.annotators()[..1], &outputs);
        let (found, rate) = (single.temperature("anna"), single.error_rate().unwrap());
        assert!((found / planted).ln().abs() < 0.3, "{found}, planted {planted}, {wrong} wrong");
        assert!((rate - wrong).abs() < 0.06, "{rate}, planted {wrong}");
    }
}

#[test]
fn an_annotators_own_head_says_what_the_annotator_does() {
    let (scores, labels) = made_up(4000, 0.3, 0.4, 1);
    let outputs = vec![scores; 3];
    let found = Calibration::fit(&labels.annotators(), outputs, Scoring::AllHeads, &labels, &labels).unwrap();
    let truth = found.temperature("mean of anna, ben, carl");
    assert!((truth / 0.3).ln().abs() < 0.15 && found.error_rate().is_none(), "{found:?}");
    assert!(found.temperature("ben") > 2.0 * truth, "{found:?}");
}

#[test]
fn annotators_who_share_no_image_are_one() {
    let (scores, labels) = made_up(4000, 0.3, 0.4, 1);
    let mut parts = labels.clone();
    for (place, head) in labels.annotators().into_iter().enumerate() {
        let mut given = labels.labels(&head.name).unwrap();
        given.iter_mut().enumerate().filter(|(row, _)| row % 3 != place).for_each(|(_, label)| *label = None);
        parts = parts.with_labels(head, &given).unwrap();
    }
    let heads = [LabelHead::categorical("truth", &["a", "b", "c"])];
    let found = Calibration::fit(&heads, vec![scores], Scoring::AllHeads, &parts, &parts).unwrap();
    assert!((found.temperature("truth") / 0.3).ln().abs() < 0.3, "{found:?}");
    assert!((found.error_rate().unwrap() - 0.4).abs() < 0.06, "{found:?}");
}

#[test]
fn without_labels_it_stays_as_trained() {
    let (scores, labels) = made_up(20, 0.3, 0.0, 1);
    let outputs = [scores];
    let head = LabelHead::categorical("truth", &["a", "b", "c"]);
    let silent = ["anna", "ben", "carl"].iter().fold(labels.clone(), |table, name| {
        table.with_labels(LabelHead::categorical(name, &["a", "b", "c"]), &[None; 20]).unwrap()
    });
    let fit = |head: &LabelHead, labels: &LabelTable, validation: &LabelTable| {
        let heads = std::slice::from_ref(head);
        Calibration::fit(heads, outputs.to_vec(), Scoring::AllHeads, labels, validation).unwrap()
    };
    assert_eq!(fit(&head, &labels, &silent).temperature("truth"), 1.0);
    // Other classes than anybody's.
    let other = LabelHead::categorical("truth", &["x", "y", "z"]);
    assert_eq!(fit(&other, &labels, &labels), Calibration::default());
    assert_eq!(fit(&head, &labels, &labels.select_rows(&[]).unwrap()).temperature("truth"), 1.0);
}

#[test]
fn few_labels_that_agree_do_not_make_certain() {
    // Three images, all right: without a prior the lowest temperature were the best.
    let found = fit_temperature(&[1.0, 0.0, 1.0, 0.0, 0.0, 1.0], &[1.0, 0.0, 1.0, 0.0, 0.0, 1.0], 2);
    assert!((0.4..0.8).contains(&found), "{found}");
}

#[test]
fn a_temperature_divides_scores_and_a_file_may_not_have_none() {
    let head = LabelHead::categorical("truth", &["a", "b"]);
    let read = |text: &str| serde_json::from_str::<Calibration>(text).unwrap();
    let half = read(r#"{"temperatures": {"truth": 0.5}}"#);
    let shares = half.probabilities(&head, &[2f32.ln(), 0.0, 1000.0, -1000.0]);
    assert!((shares[0] - 0.8).abs() < 1e-6 && shares[2..] == [1.0, 0.0], "{shares:?}");
    half.validate().unwrap();
    for bad in ["0", "-1"] {
        let error = read(&format!(r#"{{"temperatures": {{"truth": {bad}}}}}"#)).validate().unwrap_err().to_string();
        assert_eq!(error, format!("calibration must be temperatures > 0, got {bad} for truth"));
    }
    for bad in ["1.5", "-0.5"] {
        let rate = read(&format!(r#"{{"temperatures": {{}}, "error_rate": {bad}}}"#)).validate().unwrap_err();
        assert_eq!(rate.to_string(), format!("calibration must be one in [0, 1], got an error rate of {bad}"));
    }
}
