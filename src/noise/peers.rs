//! Equality with crowd-kit on small generated cases, made by `scripts/peer/noise_consensus_cases.py`.

use super::{
    AnnotatorErrors, DawidSkene, Estimator, Glad, Mace, MaceInference, SoftVote, WeightedVote, mace::Strategies,
};
use crate::labels::Annotations;
use crate::labels::planted::{annotations, close};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Case {
    items: usize,
    annotators: usize,
    classes: usize,
    rows: Vec<(u32, u32, u8)>,
    /// The true classes of items 1, 2, ….
    gold: Vec<u8>,
    soft_vote: Vec<f64>,
    weighted_vote: Vec<f64>,
    weights: Vec<f64>,
    dawid_skene: Vec<f64>,
    dawid_skene_with_gold: Vec<f64>,
    one_coin: Vec<f64>,
    glad: Vec<f64>,
    abilities: Vec<f64>,
    log_easiness: Vec<f64>,
    mace: BTreeMap<String, MaceCase>,
}

#[derive(Deserialize)]
struct MaceCase {
    spamming: Vec<f64>,
    labels: Vec<f64>,
    posterior: Vec<f64>,
    spamming_after: Vec<f64>,
}

fn each_case(check: impl Fn(&Case, &Annotations)) {
    let cases: Vec<Case> = serde_json::from_str(include_str!("../../tests/fixtures/noise_consensus.json")).unwrap();
    assert_eq!(cases.len(), 3);
    for case in cases {
        check(&case, &annotations(case.items, case.annotators, case.classes, &case.rows));
    }
}

#[test]
fn votes_are_crowd_kits() {
    each_case(|case, labels| {
        close(&SoftVote.fit(labels).unwrap().posterior, &case.soft_vote, 1e-9);
        let weighted = WeightedVote.fit(labels).unwrap();
        close(&weighted.posterior, &case.weighted_vote, 1e-9);
        close(&weighted.annotator_parameters[0].values, &case.weights, 1e-9);
    });
}

/// crowd-kit adds no prior count, but lifts counts to 1e-10.
#[test]
fn dawid_skene_is_crowd_kits() {
    each_case(|case, labels| {
        let plain = DawidSkene { iterations: 8, tolerance: 0.0, prior_count: 1e-10, ..DawidSkene::default() };
        close(&plain.fit(labels).unwrap().posterior, &case.dawid_skene, 1e-6);
        let mut gold = BTreeMap::new();
        for (place, class) in case.gold.iter().enumerate() {
            gold.insert(format!("i{}", place + 1), format!("c{class}"));
        }
        let with_gold = DawidSkene { gold, ..plain.clone() };
        close(&with_gold.fit(labels).unwrap().posterior, &case.dawid_skene_with_gold, 1e-6);
        let one_coin = DawidSkene { errors: AnnotatorErrors::OneCoin, ..plain };
        close(&one_coin.fit(labels).unwrap().posterior, &case.one_coin, 1e-6);
    });
}

/// The M steps differ, but have the same maximum.
#[test]
fn glad_ends_where_crowd_kits_does() {
    each_case(|case, labels| {
        let fitted = Glad { iterations: 2000, tolerance: 0.0 }.fit(labels).unwrap();
        close(&fitted.posterior, &case.glad, 1e-6);
        close(&fitted.annotator_parameters[0].values, &case.abilities, 1e-5);
        let easiness: Vec<f64> = case.log_easiness.iter().map(|beta| beta.exp()).collect();
        close(&fitted.item_parameters[0].values, &easiness, 1e-4);
    });
}

#[test]
fn mace_is_crowd_kits_from_the_same_start() {
    each_case(|case, labels| {
        for (method, expected) in &case.mace {
            let inference = match method.as_str() {
                "em" => MaceInference::Em { smoothing: 0.01 },
                _ => MaceInference::default(),
            };
            let spamming = expected.spamming.as_chunks::<2>().0.to_vec();
            let start = Strategies { spamming, labels: expected.labels.clone() };
            let end = Mace { inference, iterations: 20, ..Mace::default() }.run(labels, start);
            close(&end.posterior, &expected.posterior, 1e-6);
            close(&end.strategies.spamming.concat(), &expected.spamming_after, 1e-6);
        }
    });
}
