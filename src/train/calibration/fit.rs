//! The temperature of the highest posterior density, alone or with the share of wrong labels.

use crate::train::scoring::softmax;

/// Temperatures that are tried: e^(i / 50) of |i| up to this, 0.1 to 10.
const STEPS: i32 = 115;

/// The temperatures that are tried, each with the logarithm of its prior density.
fn temperatures() -> impl Iterator<Item = (f64, f64)> {
    (-STEPS..=STEPS).map(|step| {
        let log = f64::from(step) / 50.0;
        (log.exp(), -log * log / 2.0)
    })
}

/// The temperature of the highest posterior density.
pub fn fit_temperature(scores: &[f32], likelihoods: &[f64], classes: usize) -> f64 {
    let rows = scores.chunks_exact(classes).zip(likelihoods.chunks_exact(classes));
    let labelled: Vec<_> = rows.filter(|(_, of)| of.iter().any(|likelihood| *likelihood > 0.0)).collect();
    let mut best = (f64::NEG_INFINITY, 1.0);
    for (temperature, mut density) in temperatures() {
        for (row, likelihoods) in &labelled {
            let shares = softmax(row, temperature);
            let likelihood: f64 = shares.iter().zip(*likelihoods).map(|(share, likelihood)| share * likelihood).sum();
            density += likelihood.max(f64::MIN_POSITIVE).ln();
        }
        if density > best.0 {
            best = (density, temperature);
        }
    }
    best.1
}

/// The temperature and the share of wrong labels of the highest posterior density.
pub fn fit_with_errors(scores: &[f32], labels: &[Option<u8>], classes: usize) -> (f64, f64) {
    let others = classes.max(2) as f64 - 1.0;
    let mut best = (f64::NEG_INFINITY, (1.0, 0.0));
    for (temperature, prior) in temperatures() {
        let mut given = vec![];
        for (row, label) in scores.chunks_exact(classes).zip(labels) {
            given.extend(label.map(|class| softmax(row, temperature)[usize::from(class)]));
        }
        for percent in (0..=90).step_by(2) {
            let error_rate = f64::from(percent) / 100.0;
            let mut density = prior;
            for share in &given {
                let likelihood = (1.0 - error_rate) * share + error_rate * (1.0 - share) / others;
                density += likelihood.max(f64::MIN_POSITIVE).ln();
            }
            if density > best.0 {
                best = (density, (temperature, error_rate));
            }
        }
    }
    best.1
}
