//! Noise on classes: by class, by how hard an item is, by what it looks like; copied and missing labels.

use super::draw;
use crate::{Error, Result, labels::TransitionMatrix, seed::standard_normals};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// Labels made from a truth, with what came out of the draws.
#[derive(Clone, Debug, PartialEq)]
pub struct NoisyLabels {
    /// What was given, `[items]`.
    pub labels: Vec<u8>,
    /// P(given | true) as it came out; zeros for a class without an item.
    pub matrix: TransitionMatrix,
    /// How probable an error was, `[items]`, in [0, 1].
    pub error_rates: Vec<f64>,
}

/// Errors that depend on the true class alone: symmetric, pairwise or any other matrix.
///
/// # Errors
/// Those of [`TransitionMatrix::annotate`].
pub fn class_noise(truth: &[u8], matrix: &TransitionMatrix, rng: &mut ChaCha8Rng) -> Result<NoisyLabels> {
    let labels = matrix.annotate(truth, rng)?;
    let error_rates = truth.iter().map(|&class| 1.0 - matrix.probability(class.into(), class.into())).collect();
    NoisyLabels::of(truth, labels, matrix.classes(), error_rates)
}

/// Hard items err more: an item of difficulty d errs d / (mean difficulty) times as often as the matrix says of its class, at most
/// always, and in the matrix's proportions. `difficulty`: `[items]`, >= 0.
///
/// # Errors
/// [`Error::Parameter`] for another number of difficulties, or one that is negative or not finite, or only zeros; [`Error::Format`]
/// with the row of a true code that is no class, or one whose row in the matrix is 0.
pub fn difficulty_noise(
    truth: &[u8],
    matrix: &TransitionMatrix,
    difficulty: &[f64],
    rng: &mut ChaCha8Rng,
) -> Result<NoisyLabels> {
    if difficulty.len() != truth.len() {
        return Err(Error::parameter("the number of difficulties", difficulty.len(), format!("{}", truth.len())));
    }
    if let Some(bad) = difficulty.iter().find(|value| !(value.is_finite() && **value >= 0.0)) {
        return Err(Error::parameter("a difficulty", bad, "a number >= 0"));
    }
    let mean = difficulty.iter().sum::<f64>() / difficulty.len().max(1) as f64;
    if mean == 0.0 && !truth.is_empty() {
        return Err(Error::parameter("the difficulties", "only zeros", "one above 0"));
    }
    let (mut labels, mut error_rates) = (vec![], vec![]);
    for (row, (&class, difficulty)) in truth.iter().zip(difficulty).enumerate() {
        matrix.check_known(row, class)?;
        let mut shares = matrix.row(class.into()).to_vec();
        let error: f64 = 1.0 - shares[usize::from(class)];
        let rate = (error * difficulty / mean).min(1.0);
        for share in &mut shares {
            *share *= if error > 0.0 { rate / error } else { 0.0 };
        }
        shares[usize::from(class)] = 1.0 - rate;
        labels.push(draw(&shares, rng.random()) as u8);
        error_rates.push(rate);
    }
    NoisyLabels::of(truth, labels, matrix.classes(), error_rates)
}

/// Errors that depend on what an item looks like (Xia et al., "Part-dependent label noise", NeurIPS 2020, algorithm 2): item x errs
/// with a probability of its own, drawn from N(`rate`, 0.1²) within [0, 1], and the wrong classes share it as softmax(x W_y) does,
/// with normal projections W_y, one for each true class. `features`: `[items, width]`, row by row, standardised, such as
/// pixels or an encoder's output.
///
/// # Errors
/// [`Error::Parameter`] for a rate outside [0, 1], or features that make no rows or are not finite; [`Error::Format`] with the row of
/// a true code that is no class.
pub fn instance_noise(
    truth: &[u8],
    classes: &[impl AsRef<str>],
    features: &[f32],
    rate: f64,
    rng: &mut ChaCha8Rng,
) -> Result<NoisyLabels> {
    check_share("the noise rate", rate)?;
    check_codes(truth, classes.len())?;
    if truth.is_empty() || features.is_empty() || !features.len().is_multiple_of(truth.len()) {
        let expected = format!("as many for each of {} items, at least one", truth.len());
        return Err(Error::parameter("the number of features", features.len(), expected));
    }
    if let Some(bad) = features.iter().find(|value| !value.is_finite()) {
        return Err(Error::parameter("a feature", bad, "a finite number"));
    }
    let (width, count) = (features.len() / truth.len(), classes.len());
    let projections: Vec<Vec<f32>> = (0..count).map(|_| standard_normals(width * count, rng)).collect();
    let (mut labels, mut error_rates) = (vec![], vec![]);
    for (&class, item) in truth.iter().zip(features.chunks_exact(width)) {
        let error = truncated_normal(rate, 0.1, rng);
        let mut logits = vec![0.0f64; count];
        for (feature, weights) in item.iter().zip(projections[usize::from(class)].chunks_exact(count)) {
            for (logit, weight) in logits.iter_mut().zip(weights) {
                *logit += f64::from(feature * weight);
            }
        }
        logits[usize::from(class)] = f64::NEG_INFINITY;
        let largest = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut shares: Vec<f64> = logits.iter().map(|logit| (logit - largest).exp()).collect();
        let sum: f64 = shares.iter().sum();
        shares.iter_mut().for_each(|share| *share *= error / sum);
        shares[usize::from(class)] = 1.0 - error;
        labels.push(draw(&shares, rng.random()) as u8);
        error_rates.push(error);
    }
    let names: Vec<&str> = classes.iter().map(AsRef::as_ref).collect();
    NoisyLabels::of(truth, labels, &names, error_rates)
}

/// A normal number within [0, 1]: drawn again until it is.
fn truncated_normal(mean: f64, deviation: f64, rng: &mut ChaCha8Rng) -> f64 {
    loop {
        let value = mean + deviation * f64::from(standard_normals(1, rng)[0]);
        if (0.0..=1.0).contains(&value) {
            return value;
        }
    }
}

impl NoisyLabels {
    fn of(truth: &[u8], labels: Vec<u8>, classes: &[impl AsRef<str>], error_rates: Vec<f64>) -> Result<Self> {
        let given: Vec<Option<u8>> = labels.iter().copied().map(Some).collect();
        let matrix = TransitionMatrix::realised(classes, truth, &given)?;
        Ok(Self { labels, matrix, error_rates })
    }
}

/// Labels of which some are another annotator's, right or wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct CopiedLabels {
    /// The labels, `[items]`.
    pub labels: Vec<Option<u8>>,
    /// Which of them are copies, `[items]`.
    pub copied: Vec<bool>,
}

/// Dependent annotators: each of `own` labels is, with probability `share`, replaced by that of `source`.
///
/// # Errors
/// [`Error::Parameter`] for a share outside [0, 1], or for another number of labels.
pub fn copied_labels(
    own: &[Option<u8>],
    source: &[Option<u8>],
    share: f64,
    rng: &mut ChaCha8Rng,
) -> Result<CopiedLabels> {
    check_share("the share of copies", share)?;
    if own.len() != source.len() {
        return Err(Error::parameter("the number of labels to copy", source.len(), format!("{}", own.len())));
    }
    let copied: Vec<bool> = own.iter().map(|_| rng.random_bool(share)).collect();
    let mut labels = own.to_vec();
    for (place, label) in labels.iter_mut().enumerate() {
        *label = if copied[place] { source[place] } else { *label };
    }
    Ok(CopiedLabels { labels, copied })
}

/// Labels of which some were left out.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingLabels {
    /// The labels, `[items]`.
    pub labels: Vec<Option<u8>>,
    /// The share of each class's labels that was left out, `[classes]`; `None` where there was none.
    pub shares: Vec<Option<f64>>,
}

/// Leaves out labels of each class with a probability of its own, `shares` `[classes]`: by class where these differ, at random where
/// they are all alike.
///
/// # Errors
/// [`Error::Parameter`] for a share outside [0, 1], or without one for a class that was given.
pub fn missing_labels(labels: &[Option<u8>], shares: &[f64], rng: &mut ChaCha8Rng) -> Result<MissingLabels> {
    for share in shares {
        check_share("the share of missing labels", *share)?;
    }
    let (mut given, mut missing) = (vec![0.0; shares.len()], vec![0.0; shares.len()]);
    let mut kept = labels.to_vec();
    for label in &mut kept {
        let Some(class) = label.map(usize::from) else { continue };
        let Some(share) = shares.get(class) else {
            let expected = format!("one for each class, of which {class} is one");
            return Err(Error::parameter("the number of shares of missing labels", shares.len(), expected));
        };
        given[class] += 1.0;
        if rng.random_bool(*share) {
            *label = None;
            missing[class] += 1.0;
        }
    }
    let shares = given.iter().zip(&missing).map(|(given, missing)| (*given > 0.0).then(|| missing / given));
    Ok(MissingLabels { labels: kept, shares: shares.collect() })
}

fn check_share(name: &str, share: f64) -> Result<()> {
    if (0.0..=1.0).contains(&share) { Ok(()) } else { Err(Error::parameter(name, share, "0 to 1")) }
}

fn check_codes(truth: &[u8], classes: usize) -> Result<()> {
    match truth.iter().position(|&code| usize::from(code) >= classes) {
        None => Ok(()),
        Some(row) => {
            let place = format!("true labels, row {row}");
            Err(Error::format(place, truth[row], format!("a code below {classes}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;

    const CLASSES: [&str; 3] = ["a", "b", "c"];

    fn truth() -> Vec<u8> {
        (0..30_000).map(|row| (row % 3) as u8).collect()
    }

    fn rng() -> ChaCha8Rng {
        Seed(0).stream("test", 0)
    }

    fn share_wrong(noisy: &NoisyLabels, of: impl Fn(usize) -> bool) -> f64 {
        let items: Vec<usize> = (0..truth().len()).filter(|&item| of(item)).collect();
        let wrong = items.iter().filter(|&&item| noisy.labels[item] != truth()[item]).count();
        wrong as f64 / items.len() as f64
    }

    #[test]
    fn the_realised_matrix_is_near_the_planned_one() {
        let planned = TransitionMatrix::pairwise(&CLASSES, 0.3).unwrap();
        let noisy = class_noise(&truth(), &planned, &mut rng()).unwrap();
        for (found, planned) in noisy.matrix.cells().iter().zip(planned.cells()) {
            assert!((found - planned).abs() < 0.02 && (*planned > 0.0 || *found == 0.0), "{found} {planned}");
        }
        assert!((noisy.error_rates[7] - 0.3).abs() < 1e-12);
    }

    #[test]
    fn hard_items_err_more() {
        let matrix = TransitionMatrix::symmetric(&CLASSES, 0.3).unwrap();
        // Difficulties 1 and 3: half and one and a half of the rate.
        let difficulty: Vec<f64> = (0..30_000).map(|item| if item % 2 == 0 { 1.0 } else { 3.0 }).collect();
        let noisy = difficulty_noise(&truth(), &matrix, &difficulty, &mut rng()).unwrap();
        assert!((noisy.error_rates[0] - 0.15).abs() < 1e-12 && (noisy.error_rates[1] - 0.45).abs() < 1e-12);
        assert!((share_wrong(&noisy, |item| item % 2 == 0) - 0.15).abs() < 0.015);
        assert!((share_wrong(&noisy, |item| item % 2 == 1) - 0.45).abs() < 0.015);
        assert!((noisy.matrix.probability(1, 1) - 0.7).abs() < 0.02);
        let unknown = TransitionMatrix::new(&CLASSES, vec![1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]).unwrap();
        let error = difficulty_noise(&truth(), &unknown, &difficulty, &mut rng()).unwrap_err().to_string();
        assert!(error.contains("row 1: found 1, expected a code below 3 of a row that is not 0"), "{error}");
    }

    #[test]
    fn what_an_item_looks_like_decides_how_it_is_called() {
        // Two looks of each class: every item of a look has the same wrong class, more often than not.
        let features: Vec<f32> =
            (0..30_000).flat_map(|item| if item % 2 == 0 { [8.0, 0.0] } else { [0.0, 8.0] }).collect();
        let noisy = instance_noise(&truth(), &CLASSES, &features, 0.4, &mut rng()).unwrap();
        assert!((share_wrong(&noisy, |_| true) - 0.4).abs() < 0.02);
        for look in 0..6 {
            let mut counts = [0.0; 3];
            for item in (0..30_000).filter(|item| item % 6 == look && noisy.labels[*item] != truth()[*item]) {
                counts[usize::from(noisy.labels[item])] += 1.0;
            }
            let most = counts.iter().copied().fold(0.0, f64::max);
            assert!(most / counts.iter().sum::<f64>() > 0.6, "{look}: {counts:?}");
        }
        assert!(noisy.error_rates.iter().all(|rate| (0.0..=1.0).contains(rate)));
    }

    #[test]
    fn copies_and_gaps() {
        let (own, source) = (vec![Some(0); 10_000], vec![Some(1); 10_000]);
        let copies = copied_labels(&own, &source, 0.25, &mut rng()).unwrap();
        let ones = copies.labels.iter().filter(|label| **label == Some(1)).count();
        assert_eq!(ones, copies.copied.iter().filter(|copied| **copied).count());
        assert!((2300..2700).contains(&ones), "{ones}");
        let labels: Vec<Option<u8>> = (0..10_000).map(|row| (row % 3 < 2).then_some((row % 3) as u8)).collect();
        let missing = missing_labels(&labels, &[0.0, 0.5, 1.0], &mut rng()).unwrap();
        assert_eq!((missing.shares[0], missing.shares[2]), (Some(0.0), None));
        assert!((missing.shares[1].unwrap() - 0.5).abs() < 0.04);
        assert!(labels.iter().zip(&missing.labels).all(|(before, after)| after.is_none() || before == after));
    }

    #[test]
    fn bad_settings_are_told() {
        let matrix = TransitionMatrix::symmetric(&CLASSES, 0.3).unwrap();
        let error = |result: Result<NoisyLabels>| result.unwrap_err().to_string();
        let of = |difficulty: &[f64]| error(difficulty_noise(&[0, 1], &matrix, difficulty, &mut rng()));
        assert_eq!(of(&[1.0]), "the number of difficulties must be 2, got 1");
        assert_eq!(of(&[1.0, -1.0]), "a difficulty must be a number >= 0, got -1");
        assert_eq!(of(&[0.0, 0.0]), "the difficulties must be one above 0, got only zeros");
        let of = |features: &[f32], rate| error(instance_noise(&[0, 3], &CLASSES[..], features, rate, &mut rng()));
        assert_eq!(of(&[0.0; 2], 1.5), "the noise rate must be 0 to 1, got 1.5");
        assert_eq!(of(&[0.0; 2], 0.5), "true labels, row 1: found 3, expected a code below 3");
        let of = |features: &[f32]| error(instance_noise(&[0, 2], &CLASSES[..], features, 0.1, &mut rng()));
        assert!(of(&[0.0; 3]).contains("as many for each of 2 items") && of(&[f32::NAN; 2]).contains("got NaN"));
        assert!(copied_labels(&[None], &[], 0.5, &mut rng()).is_err());
        let error = missing_labels(&[Some(2)], &[0.5], &mut rng()).unwrap_err().to_string();
        assert_eq!(
            error,
            "the number of shares of missing labels must be one for each class, of which 2 is one, got 1"
        );
    }
}
