//! Simulated annotators: what someone who errs would have said of a known truth.

use super::{
    head::{HeadKind, LabelHead},
    table::LabelTable,
};
use crate::{Error, Result, Seed};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};

/// How an annotator errs: `rows[truth][given]` is the probability of saying `given` where `truth` is right. Rows sum to 1.
///
/// ```
/// use noisyfer::{Seed, labels::noise::TransitionMatrix};
/// let noise = TransitionMatrix::symmetric(10, 0.3)?;
/// let truth = [7; 1000];
/// let given = noise.annotate(&truth, &mut Seed(1).stream("anna", 0))?;
/// let wrong = given.iter().filter(|&&code| code != 7).count();
/// assert!((250..350).contains(&wrong));
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Vec<f64>>", into = "Vec<Vec<f64>>")]
pub struct TransitionMatrix {
    rows: Vec<Vec<f64>>,
}

impl TransitionMatrix {
    /// Class-dependent noise: any row-stochastic matrix, `[classes, classes]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 256 classes, a matrix that is not square, an entry outside
    /// [0, 1], or a row whose sum differs from 1 by more than 1e-6.
    pub fn new(rows: Vec<Vec<f64>>) -> Result<Self> {
        check_classes(rows.len())?;
        for (truth, row) in rows.iter().enumerate() {
            let name = format!("row {truth} of a transition matrix");
            if row.len() != rows.len() {
                return Err(Error::parameter(
                    name,
                    format!("{} entries", row.len()),
                    format!("{} entries", rows.len()),
                ));
            }
            if let Some(entry) = row.iter().find(|entry| !(0.0..=1.0).contains(*entry)) {
                return Err(Error::parameter(name, entry, "probabilities of 0 to 1"));
            }
            let sum: f64 = row.iter().sum();
            if (sum - 1.0).abs() > 1e-6 {
                return Err(Error::parameter(name, format!("the sum {sum}"), "probabilities that sum to 1"));
            }
        }
        Ok(Self { rows })
    }

    /// Symmetric noise: with probability `rate` any of the other classes, all alike.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 256 classes or a rate outside [0, 1].
    pub fn symmetric(classes: usize, rate: f64) -> Result<Self> {
        Self::from_entries(classes, rate, |_, _| rate / (classes - 1) as f64)
    }

    /// Pair flips: with probability `rate` the next class, after the last one the first.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than 2 or more than 256 classes or a rate outside [0, 1].
    pub fn pair_flip(classes: usize, rate: f64) -> Result<Self> {
        Self::from_entries(classes, rate, |truth, given| if given == (truth + 1) % classes { rate } else { 0.0 })
    }

    /// The probabilities, `[truth][given]`.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// What the annotator says of each true code.
    ///
    /// # Errors
    /// [`Error::Format`] with the row of a true code that is no class.
    pub fn annotate(&self, truth: &[u8], rng: &mut ChaCha8Rng) -> Result<Vec<u8>> {
        let label = |(row, &code): (usize, &u8)| {
            let probabilities = self.rows.get(usize::from(code)).ok_or_else(|| {
                Error::format(format!("true labels, row {row}"), code, format!("a code below {}", self.rows.len()))
            })?;
            Ok(draw(probabilities, rng.random()))
        };
        truth.iter().enumerate().map(label).collect()
    }

    fn from_entries(classes: usize, rate: f64, wrong: impl Fn(usize, usize) -> f64) -> Result<Self> {
        check_classes(classes)?;
        if !(0.0..=1.0).contains(&rate) {
            return Err(Error::parameter("the noise rate", rate, "0 to 1"));
        }
        let entry = |truth, given| if truth == given { 1.0 - rate } else { wrong(truth, given) };
        Self::new((0..classes).map(|truth| (0..classes).map(|given| entry(truth, given)).collect()).collect())
    }
}

impl TryFrom<Vec<Vec<f64>>> for TransitionMatrix {
    type Error = Error;

    fn try_from(rows: Vec<Vec<f64>>) -> Result<Self> {
        Self::new(rows)
    }
}

impl From<TransitionMatrix> for Vec<Vec<f64>> {
    fn from(matrix: TransitionMatrix) -> Self {
        matrix.rows
    }
}

/// A simulated annotator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotator {
    /// The name: the head and column of the label table.
    pub name: String,
    /// How the annotator errs.
    pub noise: TransitionMatrix,
}

impl Annotator {
    /// An annotator called `name` who errs like `noise`.
    pub fn new(name: &str, noise: TransitionMatrix) -> Self {
        Self { name: name.into(), noise }
    }
}

/// A label table with the truth and what each annotator says of it. An annotator's labels depend on the seed and its
/// name only, not on who else is there.
///
/// # Errors
/// [`Error::Parameter`] when an annotator's matrix is not as wide as `classes`, or two share a name; [`Error::Format`]
/// for names that occur twice or a true code that is no class.
pub fn annotate(
    names: Vec<String>,
    truth: &[u8],
    classes: &[&str],
    annotators: &[Annotator],
    seed: Seed,
) -> Result<LabelTable> {
    let mut table = LabelTable::from_names(names)?;
    for annotator in annotators {
        let Annotator { name, noise } = annotator;
        if noise.rows.len() != classes.len() {
            let what = format!("the transition matrix of {name:?}");
            return Err(Error::parameter(
                what,
                format!("{} wide", noise.rows.len()),
                format!("{} wide", classes.len()),
            ));
        }
        if table.head(name).is_ok() {
            return Err(Error::parameter("the name of an annotator", format!("{name:?} twice"), "a name of its own"));
        }
        let codes = noise.annotate(truth, &mut seed.stream(name, 0))?;
        table = table.with_head(LabelHead::categorical(name, classes), &codes)?;
    }
    if annotators.is_empty() { Ok(table) } else { table.with_truth(truth) }
}

/// The table with continuous head `head` as someone gives it who errs by [`gaussian`] noise, and its truth.
/// `truth`: `[rows, dimensions]`.
///
/// # Errors
/// [`Error::Parameter`] for a categorical head, a wrong number of values or a bad `sd`; [`Error::Format`] for a true
/// value outside the head's range.
pub fn annotate_values(table: &LabelTable, head: LabelHead, truth: &[f32], sd: f32, seed: Seed) -> Result<LabelTable> {
    let HeadKind::Continuous { low, high, .. } = head.kind else {
        return Err(Error::parameter(format!("head {:?}", head.name), "categorical", "continuous"));
    };
    let name = head.name.clone();
    let values = gaussian(truth, sd, low, high, &mut seed.stream(&name, 0))?;
    table.with_values(head, &values)?.with_truth_values(&name, truth)
}

/// Adds normal noise of standard deviation `sd` to values and clamps them into `low..=high`.
///
/// # Errors
/// [`Error::Parameter`] for a negative or infinite `sd` or an empty range.
pub fn gaussian(values: &[f32], sd: f32, low: f32, high: f32, rng: &mut ChaCha8Rng) -> Result<Vec<f32>> {
    if !(sd >= 0.0 && sd.is_finite()) {
        return Err(Error::parameter("the standard deviation", sd, "a number >= 0"));
    }
    if low.partial_cmp(&high) != Some(std::cmp::Ordering::Less) {
        return Err(Error::parameter("the range of values", format!("{low}..={high}"), "low < high"));
    }
    Ok(values.iter().map(|value| (value + sd * normal(rng)).clamp(low, high)).collect())
}

/// A standard normal number (Box and Muller 1958). Not by `rand_distr` as elsewhere in the crate: that draws other numbers
/// from a stream, and the annotators of a published seed must keep their labels.
fn normal(rng: &mut ChaCha8Rng) -> f32 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    (radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()) as f32
}

/// The class in whose share of [0, 1) `uniform` falls.
fn draw(probabilities: &[f64], uniform: f64) -> u8 {
    let mut reached = 0.0;
    let class = probabilities.iter().position(|probability| {
        reached += probability;
        uniform < reached
    });
    // Rounding can leave the sum a little below 1.
    let last = || probabilities.iter().rposition(|&probability| probability > 0.0);
    class.or_else(last).unwrap_or_default() as u8
}

fn check_classes(classes: usize) -> Result<()> {
    if !(2..=256).contains(&classes) {
        return Err(Error::parameter("the number of classes", classes, "2 to 256"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 20,000 labels, each of the four classes equally often.
    fn truth() -> Vec<u8> {
        (0..20_000).map(|row| row as u8 % 4).collect()
    }

    #[test]
    fn labels_follow_the_matrix() {
        let given = vec![vec![1.0, 0.0, 0.0], vec![0.2, 0.5, 0.3], vec![0.0, 0.0, 1.0]];
        let three: Vec<_> = (0..30_000).map(|row| row as u8 % 3).collect();
        let names = (0..three.len()).map(|row| row.to_string()).collect();
        let noise = TransitionMatrix::new(given.clone()).unwrap();
        let table = annotate(names, &three, &["a", "b", "c"], &[Annotator::new("x", noise)], Seed(3)).unwrap();
        let confusion = table.confusion("x").unwrap();
        for (truth, row) in given.iter().enumerate() {
            for (label, &probability) in row.iter().enumerate() {
                // Four standard deviations of a share of 10,000 draws are at most 0.02.
                let rate = confusion.rate(truth, label).unwrap();
                assert!((rate - probability).abs() <= 0.02 * f64::from(probability % 1.0 > 0.0));
            }
        }
    }

    #[test]
    fn symmetric_and_pair_flips() {
        let mut rng = Seed(0).stream("test", 0);
        assert_eq!(
            TransitionMatrix::symmetric(4, 0.3).unwrap().rows()[1],
            [0.1, 0.7, 0.1, 0.1].map(|p: f64| if p == 0.1 { 0.3 / 3.0 } else { p })
        );
        let flipped = TransitionMatrix::pair_flip(4, 1.0).unwrap().annotate(&[0, 1, 2, 3], &mut rng).unwrap();
        assert_eq!(flipped, [1, 2, 3, 0]);
        let all_wrong = TransitionMatrix::symmetric(4, 1.0).unwrap().annotate(&truth(), &mut rng).unwrap();
        assert!(all_wrong.iter().zip(truth()).all(|(&given, truth)| given != truth));
        assert_eq!(TransitionMatrix::symmetric(4, 0.0).unwrap().annotate(&truth(), &mut rng).unwrap(), truth());
    }

    #[test]
    fn annotators_do_not_disturb_each_other() {
        let noise = TransitionMatrix::symmetric(4, 0.4).unwrap();
        let [anna, ben] = ["anna", "ben"].map(|name| Annotator::new(name, noise.clone()));
        let table = |annotators: &[Annotator], seed| {
            let names = (0..truth().len()).map(|row| row.to_string()).collect();
            annotate(names, &truth(), &["a", "b", "c", "d"], annotators, Seed(seed)).unwrap()
        };
        let both = table(&[ben.clone(), anna.clone()], 1);
        assert_eq!(both.codes("anna").unwrap(), table(std::slice::from_ref(&anna), 1).codes("anna").unwrap());
        assert_ne!(both.codes("anna").unwrap(), table(&[anna], 2).codes("anna").unwrap());
        assert_ne!(both.codes("anna").unwrap(), both.codes("ben").unwrap());
        assert!((both.noise_rate("ben").unwrap() - 0.4).abs() < 0.015);
    }

    #[test]
    fn values_stay_in_their_range() {
        let names = (0..5_000).map(|row| row.to_string()).collect();
        let head = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
        let table = LabelTable::from_names(names).unwrap();
        let table = annotate_values(&table, head, &[0.0; 10_000], 0.1, Seed(5)).unwrap();
        let values = table.values("affect").unwrap();
        let sd = (values.iter().map(|value| value * value).sum::<f32>() / 10_000.0).sqrt();
        assert!((sd - 0.1).abs() < 0.004, "{sd}");
        assert_eq!(table.truth_values("affect").unwrap(), [0.0; 10_000]);
        let mut rng = Seed(5).stream("wide", 0);
        let clamped = gaussian(&[0.9; 1000], 5.0, -1.0, 1.0, &mut rng).unwrap();
        assert!(clamped.iter().all(|value| (-1.0..=1.0).contains(value)) && clamped.contains(&-1.0));
        assert!(
            gaussian(&[0.0], -0.1, -1.0, 1.0, &mut rng).is_err()
                && gaussian(&[0.0], f32::NAN, -1.0, 1.0, &mut rng).is_err()
        );
    }

    #[test]
    fn bad_parameters_are_told() {
        let message = |rows| TransitionMatrix::new(rows).unwrap_err().to_string();
        assert!(
            message(vec![vec![0.5, 0.4], vec![0.0, 1.0]])
                .contains("row 0 of a transition matrix must be probabilities that sum to 1")
        );
        assert!(message(vec![vec![1.0], vec![0.0, 1.0]]).contains("must be 2 entries, got 1 entries"));
        assert!(message(vec![vec![1.5, -0.5], vec![0.0, 1.0]]).contains("got 1.5"));
        assert!(message(vec![vec![f64::NAN, 1.0], vec![0.0, 1.0]]).contains("got NaN"));
        assert!(TransitionMatrix::symmetric(1, 0.1).is_err() && TransitionMatrix::pair_flip(3, 1.1).is_err());
        let outside = TransitionMatrix::symmetric(2, 0.1).unwrap().annotate(&[0, 2], &mut Seed(0).stream("x", 0));
        assert!(outside.unwrap_err().to_string().contains("true labels, row 1: found 2"));
    }
}
