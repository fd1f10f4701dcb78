//! Hand counts, and planted numbers recovered.

use super::*;
use crate::{
    Seed,
    labels::planted::{annotations, close},
};
use rand::RngExt;

#[test]
fn one_label_by_hand() {
    let labels = annotations(1, 1, 2, &[(0, 0, 1)]);
    let mut model = Model::new(&labels);
    // σ(1 · e): the prior's ability and easiness.
    let right = 1.0 / (1.0 + (-1f64.exp()).exp());
    close(&[model.e_step()], &[0.5f64.ln()], 1e-12);
    close(&model.posterior, &[1.0 - right, right], 1e-12);
    close(
        &log_weights(&[1.0], 3).row(0, 2)[..3],
        &[((1.0 - right) / 2.0).ln(), ((1.0 - right) / 2.0).ln(), right.ln()],
        1e-12,
    );
}

#[test]
fn newton_finds_the_maximum() {
    // x - e^x / 2 about 0, with the prior's curvature: a function with its maximum where 1 - e^x / 2 - (x - 1) = 0.
    let of = |x: f64| {
        let mut at = prior(x);
        at.value += x - x.exp() / 2.0;
        at.slope += 1.0 - x.exp() / 2.0;
        at.curvature -= x.exp() / 2.0;
        at
    };
    let found = maximum(5.0, of);
    assert!((2.0 - found - found.exp() / 2.0).abs() < 1e-6, "{found}");
}

#[test]
fn planted_abilities_and_difficulties_are_recovered() {
    let mut rng = Seed(0).stream("glad", 0);
    let (items, annotators) = (400u32, 40u32);
    let ability = |annotator: u32| f64::from(annotator) / 20.0 - 0.5;
    let easiness = |item: u32| if item.is_multiple_of(2) { 0.3 } else { 4.0 };
    let (mut rows, mut truth) = (vec![], vec![]);
    for item in 0..items {
        truth.push(rng.random_range(0..3));
        for annotator in 0..annotators {
            let right = 1.0 / (1.0 + (-ability(annotator) * easiness(item)).exp());
            let wrong = if rng.random_bool(right) { 0 } else { rng.random_range(1..3) };
            rows.push((item, annotator, (truth[item as usize] + wrong) % 3));
        }
    }
    let fit = Glad::default().fit(&annotations(400, 40, 3, &rows)).unwrap();
    let abilities = &fit.annotator_parameters[0].values;
    assert!(abilities[0] < abilities[10] && abilities[10] < abilities[25] && abilities[25] < abilities[39]);
    assert!(abilities[0] < 0.0, "malice has a negative ability: {abilities:?}");
    let mean = |first: usize| fit.item_parameters[0].values.iter().skip(first).step_by(2).sum::<f64>() / 200.0;
    assert!(mean(1) > 3.0 * mean(0), "{} and {}", mean(0), mean(1));
    let easy_right = (1..400).step_by(2).filter(|item| fit.most_probable()[*item] == Some(truth[*item])).count();
    assert!(easy_right > 195, "{easy_right} of 200");
    for pair in fit.log_likelihood.windows(2) {
        assert!(pair[1] >= pair[0] - 1e-9, "{pair:?}");
    }
}

#[test]
fn bad_settings_are_told() {
    let labels = annotations(1, 1, 2, &[(0, 0, 1)]);
    let error = |options: Glad| options.fit(&labels).unwrap_err().to_string();
    assert!(error(Glad { iterations: 0, ..Glad::default() }).contains("iterations must be at least 1"));
    assert!(error(Glad { tolerance: -1.0, ..Glad::default() }).contains("tolerance must be >= 0, got -1"));
}
