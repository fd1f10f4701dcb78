//! Reports by hand.

use super::*;
use crate::{
    labels::{
        Response,
        planted::{annotations, close},
    },
    noise::SoftVote,
    table::{Better, Cell},
};

/// The first two annotators agree on four items, the third differs on the last.
fn labels() -> Annotations {
    let mut rows = vec![];
    for item in 0..4 {
        let class = (item % 2) as u8;
        rows.extend([(item, 0, class), (item, 1, class), (item, 2, if item == 3 { 0 } else { class })]);
    }
    annotations(4, 3, 2, &rows)
}

fn voted(annotations: &Annotations) -> NoiseReport {
    let options = ReportOptions { estimator: Box::new(MajorityVote), ..ReportOptions::default() };
    NoiseReport::with(annotations, &options).unwrap()
}

fn numbers(row: &[Cell]) -> Vec<f64> {
    let number = |cell: &Cell| if let Cell::Number(number) = cell { Some(*number) } else { None };
    row.iter().filter_map(number).collect()
}

#[test]
fn tables_by_hand() {
    let report = voted(&labels());
    let consensus = report.consensus_table();
    assert_eq!(consensus.columns, ["name", "label", "confidence", "entropy"]);
    assert_eq!(consensus.rows[3], ["i3".into(), "c1".into(), Cell::Number(1.0), Cell::Number(0.0)]);
    let annotators = report.annotator_table();
    // Three of four: the mean of Beta(3.5, 1.5).
    close(&numbers(&annotators.rows[2])[..1], &[0.7], 1e-12);
    assert_eq!((annotators.rows[2][1].clone(), annotators.rows[2][6].clone()), (4.into(), Cell::Missing));
    let transitions = report.transition_table();
    assert_eq!(
        (transitions.rows.len(), transitions.rows[10][..3].to_vec()),
        (12, ["a2", "c1", "c0"].map(Cell::from).into())
    );
    // One label c0 and one label c1 of class c1: half of each.
    close(&numbers(&transitions.rows[10])[..1], &[0.5], 1e-12);
    let agreement = report.agreement_table();
    // a0 and a2: 3 of 4 agree, 1/2 by chance.
    let last = &agreement.rows[agreement.rows.len() - 2..];
    assert_eq!(last[0][..3], ["Cohen's kappa", "a0", "a2"].map(Cell::from));
    close(&numbers(&last[0]), &[0.5], 1e-12);
    let samples = report.sample_table();
    assert_eq!(
        samples.columns,
        ["name", "given a0", "given a1", "given a2", "suggested", "quality", "is_issue", "why"]
    );
    assert_eq!(samples.rows[0][..5], ["i3", "c1", "c1", "c0", "c1"].map(Cell::from));
    close(&numbers(&samples.rows[0]), &[2.0 / 3.0], 1e-12);
    assert_eq!(samples.rows[0][6..], ["false", ""].map(Cell::from));
}

#[test]
fn what_is_unsure_is_an_issue_and_the_truth_is_held_against_it() {
    let truth = [("i0", "c0"), ("i3", "c0")].map(|(item, class)| (item.to_string(), class.to_string())).into();
    let options = ReportOptions { estimator: Box::new(SoftVote), truth, ..ReportOptions::default() };
    let report = NoiseReport::with(&labels(), &options).unwrap();
    let issues = report.issues();
    assert_eq!((issues.len(), issues[0].item, issues[0].why.as_str()), (1, 3, "only 67 % sure"));
    // Two thirds of c1 twice, one third of c0.
    close(&[issues[0].quality.unwrap()], &[5.0 / 9.0], 1e-12);
    assert_eq!(report.consensus_accuracy(), Some(0.5));
    let right = |annotator: usize| numbers(&report.annotator_table().rows[annotator][6..]);
    assert_eq!((right(0), right(2)), (vec![0.5], vec![1.0]));
    let samples = report.sample_table();
    assert_eq!((samples.columns[8].as_str(), samples.rows[0][8].clone()), ("true", "c0".into()));
    assert!(report.suggestions()[0].starts_with("Look at 1 of 4 items"));
}

#[test]
fn a_model_doubts_single_labels() {
    let rows: Vec<_> =
        [0, 0, 0, 1, 1, 1].into_iter().enumerate().map(|(item, label)| (item as u32, 0, label)).collect();
    let probabilities = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.2, 0.8, 0.1, 0.9, 0.3, 0.7];
    let options = ReportOptions { probabilities: Some(&probabilities), ..ReportOptions::default() };
    let report = NoiseReport::with(&annotations(6, 1, 2, &rows), &options).unwrap();
    let issues = report.issues();
    assert_eq!((issues.len(), issues[0].item, issues[0].suggested, issues[0].quality), (1, 2, Some(1), Some(0.1)));
    assert_eq!(issues[0].why, "1 of 1 say c0, c1 is more probable");
    let corrected = report.corrected().unwrap();
    assert_eq!(corrected.codes("corrected").unwrap(), [0, 0, 1, 1, 1, 1]);
}

#[test]
fn what_the_consensus_does_not_support_is_suspect() {
    let report = voted(&labels());
    let suspicion = report.suspicion("a2").unwrap();
    assert_eq!((suspicion.name.as_str(), suspicion.worst(1)), ("consensus", vec![3]));
    let unknown = report.suspicion("eve").unwrap_err().to_string();
    assert_eq!(unknown, "the annotator must be one of a0, a1, a2, got \"eve\"");
}

#[test]
fn the_order_of_items_and_annotators_does_not_matter() {
    let said = [[0, 0, 1], [1, 1, 1], [0, 1, 1], [1, 0, 1], [0, 0, 0]];
    let (mut rows, mut turned) = (vec![], vec![]);
    for (item, labels) in said.iter().enumerate() {
        for (by, label) in labels.iter().enumerate() {
            rows.push((item as u32, by as u32, *label));
            turned.push((4 - item as u32, 2 - by as u32, *label));
        }
    }
    let (one, other) = (voted(&annotations(5, 3, 2, &rows)), voted(&annotations(5, 3, 2, &turned)));
    for item in 0..5 {
        let (here, there) = (&one.samples[item], &other.samples[4 - item]);
        assert_eq!((here.suggested, here.quality, &here.why), (there.suggested, there.quality, &there.why));
    }
    assert_eq!(one.disagreement_table(), other.disagreement_table());
    for annotator in 0..3 {
        assert_eq!(one.transition_matrix(annotator), other.transition_matrix(2 - annotator));
    }
    let alpha = |report: &NoiseReport| numbers(&report.agreement_table().rows[2])[0];
    close(&[alpha(&one)], &[alpha(&other)], 1e-12);
}

#[test]
fn of_a_crowd_too_large_to_compare_in_pairs_all_labels_count() {
    // Three label all of 20,000 items, fifty share a wrong label of each.
    let mut rows = vec![];
    for item in 0..20_000u32 {
        rows.extend((0..3).map(|by| (item, by, (item % 2) as u8)));
        rows.push((item, 3 + item % 50, ((item + 1) % 2) as u8));
    }
    let options = ReportOptions {
        estimator: Box::new(MajorityVote),
        bootstrap: BootstrapOptions { resamples: 3, ..BootstrapOptions::default() },
        ..ReportOptions::default()
    };
    let table = NoiseReport::with(&annotations(20_000, 53, 2, &rows), &options).unwrap().agreement_table();
    // Of the six pairs of an item three agree.
    assert_eq!(table.rows[0][3], 0.5.into());
    assert!(table.note.contains("53 annotators") && table.note.contains("3 resamples"), "{}", table.note);
    assert!(table.note.ends_with("pairs: the 50 annotators with most labels"), "{}", table.note);
}

#[test]
fn what_a_training_says_has_columns() {
    let losses = [0.1, 0.2, 0.3, 4.0].map(Some);
    let suspicions = vec![Suspicion::new("loss", &losses, Better::Lower).unwrap()];
    let options = || ReportOptions { suspicions: suspicions.clone(), ..ReportOptions::default() };
    let samples = NoiseReport::with(&labels(), &options()).unwrap().sample_table();
    assert_eq!((samples.columns[8].as_str(), samples.rows[0][8].clone()), ("loss", Cell::Number(0.0)));
    let error = NoiseReport::with(&annotations(1, 1, 2, &[(0, 0, 0)]), &options()).unwrap_err().to_string();
    assert_eq!(error, "the number of samples of \"loss\" must be 1, one an item, got 4");
}

#[test]
fn the_page_is_whole_and_names_are_escaped() {
    let evil = "<script>alert(1)</script>";
    let rows = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 1)];
    let rows = rows.map(|(item, annotator, label)| Response { item, annotator, label });
    let names = |other: &str| vec![evil.to_string(), other.to_string()];
    let labels = Annotations::new(&[evil, "sad"], names("x"), names("ben"), &rows).unwrap();
    let page = voted(&labels).to_html();
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n") && page.contains("light dark"));
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"));
    assert!(!page.contains("href=") && !page.contains("src="), "nothing from elsewhere");
}

#[test]
fn on_the_page_long_tables_are_folded_and_bad_annotators_come_first() {
    let mut rows = vec![];
    for item in 0..20 {
        let class = (item % 2) as u8;
        rows.extend([(item, 0, class), (item, 1, 1 - class), (item, 2, class)]);
    }
    let report = voted(&annotations(20, 4, 2, &rows));
    let page = report.to_html();
    assert_eq!(page.matches("<details>").count(), 1);
    assert!(page.contains("<details><summary>rows 16 to 20</summary>") && page.contains(">i19<"));
    let worst_first = report.annotators_worst_first();
    let names: Vec<&Cell> = worst_first.rows.iter().map(|row| &row[0]).collect();
    assert_eq!(names, [&"a1".into(), &"a0".into(), &"a2".into(), &"a3".into()], "a3 gave no label");
}

#[test]
fn corrected_emotions_are_machine_labels() {
    let rows = [(0, 0, 0), (1, 0, 1)].map(|(item, annotator, label)| Response { item, annotator, label });
    let names = |names: [&str; 3]| names.map(String::from).to_vec();
    let of = |classes: [&str; 2]| {
        let labels =
            Annotations::new(&classes, names(["1.jpg", "2.jpg", "3.jpg"]), vec!["anna".into()], &rows).unwrap();
        voted(&labels).corrected_emotions()
    };
    let labels = of(["sad", "happy"]).unwrap();
    // sad is code 2, happy 1; nobody labelled the third.
    assert_eq!((labels.names, labels.emotions), (["1.jpg", "2.jpg"].map(String::from).to_vec(), vec![2, 1]));
    assert!(of(["sad", "glad"]).unwrap_err().to_string().contains("found \"glad\", expected one of neutral, happy"));
}

#[test]
fn what_cannot_be_reported_is_told() {
    let error =
        |labels: &Annotations, options: ReportOptions| NoiseReport::with(labels, &options).unwrap_err().to_string();
    let nothing = annotations(2, 2, 2, &[]);
    assert_eq!(error(&nothing, ReportOptions::default()), "annotations: found no label, expected at least one");
    let truth: BTreeMap<String, String> = [("i0".into(), "angry".into())].into();
    let found = error(&labels(), ReportOptions { truth, ..ReportOptions::default() });
    assert_eq!(found, "the true class of \"i0\": found \"angry\", expected one of c0, c1");
    let found = error(&labels(), ReportOptions { probabilities: Some(&[0.5; 6]), ..ReportOptions::default() });
    assert!(found.contains("the number of probabilities must be 8"), "{found}");
    let found = error(&labels(), ReportOptions { probabilities: Some(&[0.9; 8]), ..ReportOptions::default() });
    assert!(found.starts_with("probabilities, item 0"), "{found}");
}
