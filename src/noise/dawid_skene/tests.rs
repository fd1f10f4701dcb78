//! Hand counts, and planted numbers recovered.

use super::*;
use crate::{
    labels::planted::{annotations, close, coin, crowd, share_right},
    noise::MajorityVote,
};

#[test]
fn the_first_iteration_by_hand() {
    let labels = annotations(3, 2, 2, &[(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1)]);
    let fit = DawidSkene { iterations: 1, ..DawidSkene::default() }.fit(&labels).unwrap();
    // The soft vote is 1 0, then 1/2 1/2; nobody labelled the third item.
    close(&fit.prior, &[0.75, 0.25], 1e-12);
    close(fit.transitions[0].cells(), &[1.51 / 1.52, 0.01 / 1.52, 0.51 / 0.52, 0.01 / 0.52], 1e-12);
    close(fit.transitions[1].cells(), &[1.01 / 1.52, 0.51 / 1.52, 0.01 / 0.52, 0.51 / 0.52], 1e-12);
    let first = [0.75 * 1.51 * 1.01 / 1.52f64.powi(2), 0.25 * 0.51 * 0.01 / 0.52f64.powi(2)];
    let second = [0.75 * 1.51 * 0.51 / 1.52f64.powi(2), 0.25 * 0.51 * 0.51 / 0.52f64.powi(2)];
    let (sum, other) = (first[0] + first[1], second[0] + second[1]);
    let expected = [first[0] / sum, first[1] / sum, second[0] / other, second[1] / other, 0.0, 0.0];
    close(&fit.posterior, &expected, 1e-12);
    close(&fit.log_likelihood, &[sum.ln() + other.ln()], 1e-12);
    assert_eq!(fit.most_probable()[2], None);
}

#[test]
fn one_coin_by_hand() {
    let labels = annotations(3, 2, 2, &[(0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 1)]);
    let options = DawidSkene { errors: AnnotatorErrors::OneCoin, iterations: 1, ..DawidSkene::default() };
    let fit = options.fit(&labels).unwrap();
    // Both are right in 1 + 1/2 of 2 labels; two of four cells' prior counts are right too.
    let accuracy = 1.52 / 2.04;
    close(fit.transitions[1].cells(), &[accuracy, 1.0 - accuracy, 1.0 - accuracy, accuracy], 1e-12);
    // They disagree about the second item, and are equally good: the prior stays.
    close(fit.shares(1), &[0.75, 0.25], 1e-12);
}

#[test]
fn gold_items_stay_and_teach() {
    // Two annotators who never agree: only the truth of two items tells who is right.
    let rows: Vec<_> =
        (0..10).flat_map(|item| [(item, 0, (item % 2) as u8), (item, 1, ((item + 1) % 2) as u8)]).collect();
    let labels = annotations(10, 2, 2, &rows);
    let gold = [("i0", "c1"), ("i1", "c0")].map(|(item, class)| (item.to_string(), class.to_string()));
    let fit = DawidSkene { gold: BTreeMap::from(gold), ..DawidSkene::default() }.fit(&labels).unwrap();
    let expected: Vec<_> = (0..10).map(|item| Some((item + 1) % 2)).collect();
    assert_eq!(fit.most_probable(), expected);
    assert_eq!((fit.shares(0), fit.shares(1)), (&[0.0, 1.0][..], &[1.0, 0.0][..]));
    assert!(fit.accuracies[0].unwrap() < 0.1 && fit.accuracies[1].unwrap() > 0.9);
    // ln (1/2 · ~1 · ~1) an item.
    assert!((fit.log_likelihood.last().unwrap() - 10.0 * 0.5f64.ln()).abs() < 0.2, "{:?}", fit.log_likelihood);
}

#[test]
fn planted_matrices_are_recovered_where_the_majority_is_wrong() {
    // Three good annotators, each with a habit, and two spammers who always say the first class.
    let habit = |cells: [f64; 9]| cells.to_vec();
    let mut matrices = vec![
        habit([0.8, 0.2, 0.0, 0.0, 0.8, 0.2, 0.2, 0.0, 0.8]),
        habit([0.8, 0.0, 0.2, 0.2, 0.8, 0.0, 0.0, 0.2, 0.8]),
        habit([0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8]),
    ];
    matrices.resize(5, habit([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0]));
    let (labels, truth) = crowd(4000, &matrices, 5, 0);
    let fit = DawidSkene::default().fit(&labels).unwrap();
    for (found, planted) in fit.transitions.iter().zip(&matrices) {
        close(found.cells(), planted, 0.06);
    }
    let vote = share_right(&MajorityVote.fit(&labels).unwrap().most_probable(), &truth);
    let fitted = share_right(&fit.most_probable(), &truth);
    assert!(vote < 0.75 && fitted > 0.9, "{fitted} after {vote}");
}

#[test]
fn the_likelihood_rises_until_it_has_settled() {
    let matrices: Vec<_> = (0..20).map(|annotator| coin(0.4 + 0.025 * f64::from(annotator), 4)).collect();
    let (labels, _) = crowd(500, &matrices, 5, 1);
    let of = |tolerance| DawidSkene { tolerance, prior_count: 1e-9, ..DawidSkene::default() }.fit(&labels).unwrap();
    let history = of(0.0).log_likelihood;
    assert_eq!(history.len(), 100);
    for pair in history.windows(2) {
        assert!(pair[1] > pair[0] - 1e-6, "{pair:?}");
    }
    let settled = of(1e-3).log_likelihood;
    assert!(settled.len() < 100 && settled[..] == history[..settled.len()]);
}

#[test]
fn threads_change_no_bit() {
    let matrices: Vec<_> = (0..6).map(|_| coin(0.7, 3)).collect();
    let (labels, _) = crowd(5000, &matrices, 4, 2);
    let fit = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| DawidSkene::default().fit(&labels).unwrap())
    };
    let (one, four) = (fit(1), fit(4));
    assert_eq!((one.posterior, one.log_likelihood), (four.posterior, four.log_likelihood));
}

#[test]
fn what_cannot_be_fitted_is_told() {
    let labels = annotations(1, 1, 2, &[(0, 0, 1)]);
    let error = |options: DawidSkene| options.fit(&labels).unwrap_err().to_string();
    let default = DawidSkene::default;
    assert!(error(DawidSkene { iterations: 0, ..default() }).starts_with("iterations must be at least 1"));
    assert!(error(DawidSkene { prior_count: 0.0, ..default() }).contains("must be > 0, got 0"));
    assert!(error(DawidSkene { tolerance: f64::NAN, ..default() }).contains("tolerance must be >= 0"));
    let gold = |item: &str, class: &str| DawidSkene { gold: [(item.into(), class.into())].into(), ..default() };
    assert_eq!(error(gold("i0", "sad")), "the true class of \"i0\" must be one of c0, c1, got \"sad\"");
    assert!(error(gold("i7", "c0")).contains("name of an item with annotations, each item once, got \"i7\""));
}
