//! Simulated annotators: what someone who errs would have said of a known truth.
//!
//! | errors | made by |
//! |---|---|
//! | by class | [`class_noise`] with [`TransitionMatrix::symmetric`], [`TransitionMatrix::pairwise`] or any other matrix |
//! | by item: hard ones err more, or by what they look like | [`difficulty_noise`], [`instance_noise`] |
//! | dependent annotators | [`copied_labels`] |
//! | missing labels, at random or by class | [`missing_labels`] |
//! | bias, scale, spread and outliers of numbers | [`ValueNoise`] |
//!
//! Each returns what came out beside the labels. [`annotate`] and [`annotate_values`] make label tables,
//! [`annotate_sparsely`] the labels of a crowd of whom each sees a few items.

mod crowd;
mod labels;
mod values;

pub use crowd::annotate_sparsely;
pub use labels::{
    CopiedLabels, MissingLabels, NoisyLabels, class_noise, copied_labels, difficulty_noise, instance_noise,
    missing_labels,
};
pub use values::{NoisyValues, ValueNoise, annotate_values};

use super::{head::LabelHead, matrix::TransitionMatrix, table::LabelTable};
use crate::{Error, Result, Seed};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

impl TransitionMatrix {
    /// What someone who errs like this says of each true code.
    ///
    /// ```
    /// use noisyfer::{Seed, labels::TransitionMatrix};
    /// let noise = TransitionMatrix::symmetric(&["angry", "happy", "sad"], 0.3)?;
    /// let given = noise.annotate(&[2; 1000], &mut Seed(1).stream("anna", 0))?;
    /// let wrong = given.iter().filter(|&&code| code != 2).count();
    /// assert!((250..350).contains(&wrong));
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Format`] with the row of a true code that is no class, or of which the matrix knows nothing.
    pub fn annotate(&self, truth: &[u8], rng: &mut ChaCha8Rng) -> Result<Vec<u8>> {
        let mut labels = vec![];
        for (row, &code) in truth.iter().enumerate() {
            self.check_known(row, code)?;
            labels.push(draw(self.row(code.into()), rng.random()) as u8);
        }
        Ok(labels)
    }

    /// Refuses the true class of `row` where the matrix does not say how it is labelled.
    fn check_known(&self, row: usize, code: u8) -> Result<()> {
        let classes = self.classes().len();
        if usize::from(code) < classes && self.row(code.into()).iter().any(|cell| *cell > 0.0) {
            return Ok(());
        }
        let expected = format!("a code below {classes} of a row that is not 0 in the matrix");
        Err(Error::format(format!("true labels, row {row}"), code, expected))
    }
}

/// A simulated annotator.
#[derive(Clone, Debug, PartialEq)]
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
/// [`Error::Parameter`] when an annotator's matrix is of other classes, or two share a name; [`Error::Format`]
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
        if noise.classes() != classes {
            let found = format!("of {}", noise.classes().join(", "));
            let expected = format!("of {}", classes.join(", "));
            return Err(Error::parameter(format!("the transition matrix of {name:?}"), found, expected));
        }
        if table.head(name).is_ok() {
            return Err(Error::parameter("the name of an annotator", format!("{name:?} twice"), "a name of its own"));
        }
        let codes = noise.annotate(truth, &mut seed.stream(name, 0))?;
        table = table.with_head(LabelHead::categorical(name, classes), &codes)?;
    }
    if annotators.is_empty() { Ok(table) } else { table.with_truth(truth) }
}

/// The place in whose share of [0, 1) `uniform` falls.
pub(crate) fn draw(probabilities: &[f64], uniform: f64) -> usize {
    let mut reached = 0.0;
    let class = probabilities.iter().position(|probability| {
        reached += probability;
        uniform < reached
    });
    // Rounding can leave the sum a little below 1.
    let last = || probabilities.iter().rposition(|&probability| probability > 0.0);
    class.or_else(last).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLASSES: [&str; 4] = ["a", "b", "c", "d"];

    /// 20,000 labels, each of the four classes equally often.
    fn truth() -> Vec<u8> {
        (0..20_000).map(|row| row as u8 % 4).collect()
    }

    #[test]
    fn labels_follow_the_matrix() {
        let given = [[1.0, 0.0, 0.0], [0.2, 0.5, 0.3], [0.0, 0.0, 1.0]];
        let three: Vec<_> = (0..30_000).map(|row| row as u8 % 3).collect();
        let names = (0..three.len()).map(|row| row.to_string()).collect();
        let noise = TransitionMatrix::new(&["a", "b", "c"], given.concat()).unwrap();
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
    fn rates_of_0_and_1_are_certain() {
        let mut rng = Seed(0).stream("test", 0);
        let flipped = TransitionMatrix::pairwise(&CLASSES, 1.0).unwrap().annotate(&[0, 1, 2, 3], &mut rng).unwrap();
        assert_eq!(flipped, [1, 2, 3, 0]);
        let all_wrong = TransitionMatrix::symmetric(&CLASSES, 1.0).unwrap().annotate(&truth(), &mut rng).unwrap();
        assert!(all_wrong.iter().zip(truth()).all(|(&given, truth)| given != truth));
        assert_eq!(TransitionMatrix::symmetric(&CLASSES, 0.0).unwrap().annotate(&truth(), &mut rng).unwrap(), truth());
    }

    #[test]
    fn annotators_do_not_disturb_each_other() {
        let noise = TransitionMatrix::symmetric(&CLASSES, 0.4).unwrap();
        let [anna, ben] = ["anna", "ben"].map(|name| Annotator::new(name, noise.clone()));
        let table = |annotators: &[Annotator], seed| {
            let names = (0..truth().len()).map(|row| row.to_string()).collect();
            annotate(names, &truth(), &CLASSES, annotators, Seed(seed)).unwrap()
        };
        let both = table(&[ben.clone(), anna.clone()], 1);
        assert_eq!(both.codes("anna").unwrap(), table(std::slice::from_ref(&anna), 1).codes("anna").unwrap());
        assert_ne!(both.codes("anna").unwrap(), table(&[anna], 2).codes("anna").unwrap());
        assert_ne!(both.codes("anna").unwrap(), both.codes("ben").unwrap());
        assert!((both.noise_rate("ben").unwrap() - 0.4).abs() < 0.015);
    }

    #[test]
    fn bad_parameters_are_told() {
        let (noise, mut rng) = (TransitionMatrix::symmetric(&["a", "b"], 0.1).unwrap(), Seed(0).stream("x", 0));
        let outside = noise.annotate(&[0, 2], &mut rng).unwrap_err().to_string();
        assert!(outside.starts_with("true labels, row 1: found 2, expected a code below 2"), "{outside}");
        let unknown = TransitionMatrix::new(&["a", "b"], vec![1.0, 0.0, 0.0, 0.0]).unwrap();
        assert!(unknown.annotate(&[0, 1], &mut rng).unwrap_err().to_string().contains("row 1: found 1"));
        let other = annotate(vec!["x".into()], &[0], &["a", "c"], &[Annotator::new("anna", noise)], Seed(0));
        let error = other.unwrap_err().to_string();
        assert_eq!(error, "the transition matrix of \"anna\" must be of a, c, got of a, b");
    }
}
