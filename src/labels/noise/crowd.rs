//! Many annotators with few labels each.

use super::{Annotator, draw};
use crate::{
    Error, Result, Seed,
    labels::{Annotations, Response},
};
use rand::{RngExt, seq::index::sample};

/// What a crowd says of known true classes, `[items]`: of every item, `each` annotators drawn at random, all alike, say what they think.
/// All annotators err independently, each by their own matrix.
///
/// ```
/// use noisyfer::{Seed, labels::{TransitionMatrix, noise::{Annotator, annotate_sparsely}}};
/// let classes = ["happy", "sad"];
/// let mut people = vec![];
/// for person in 0..20 {
///     people.push(Annotator::new(&format!("person {person}"), TransitionMatrix::symmetric(&classes, 0.2)?));
/// }
/// let names = (0..100).map(|item| format!("{item}.jpg")).collect();
/// let labels = annotate_sparsely(names, &[1; 100], &people, 3, Seed(0))?;
/// assert_eq!((labels.len(), labels.annotators().len()), (300, 20));
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] without annotators, for more labels an item than there are annotators, another number of names than of true
/// classes, and matrices of different classes; [`Error::Format`] with the row of a true code that is no class, or of which an annotator's
/// matrix knows nothing.
pub fn annotate_sparsely(
    names: Vec<String>,
    truth: &[u8],
    annotators: &[Annotator],
    each: usize,
    seed: Seed,
) -> Result<Annotations> {
    let classes = check(&names, truth, annotators, each)?;
    let mut rng = seed.stream("crowd", 0);
    let mut responses = vec![];
    for (item, code) in truth.iter().enumerate() {
        for annotator in sample(&mut rng, annotators.len(), each) {
            let noise = &annotators[annotator].noise;
            noise.check_known(item, *code)?;
            let label = draw(noise.row((*code).into()), rng.random()) as u8;
            responses.push(Response { item: item as u32, annotator: annotator as u32, label });
        }
    }
    let annotators = annotators.iter().map(|annotator| annotator.name.clone()).collect();
    Annotations::new(&classes, names, annotators, &responses)
}

/// The classes of all annotators.
fn check<'a>(names: &[String], truth: &[u8], annotators: &'a [Annotator], each: usize) -> Result<Vec<&'a str>> {
    let Some(first) = annotators.first() else {
        return Err(Error::parameter("the number of annotators", 0, "at least 1"));
    };
    if names.len() != truth.len() {
        let expected = format!("{}, one a true class", truth.len());
        return Err(Error::parameter("the number of names", names.len(), expected));
    }
    if each == 0 || each > annotators.len() {
        let expected = format!("1 to {}, the annotators", annotators.len());
        return Err(Error::parameter("labels of each item", each, expected));
    }
    for annotator in annotators {
        if annotator.noise.classes() != first.noise.classes() {
            let [found, expected] = [annotator, first].map(|one| format!("of {}", one.noise.classes().join(", ")));
            return Err(Error::parameter(format!("the transition matrix of {:?}", annotator.name), found, expected));
        }
    }
    Ok(first.noise.classes().iter().map(String::as_str).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::TransitionMatrix;

    fn person(name: &str, wrong: f64) -> Annotator {
        Annotator::new(name, TransitionMatrix::symmetric(&["a", "b"], wrong).unwrap())
    }

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|item| item.to_string()).collect()
    }

    #[test]
    fn every_item_has_as_many_labels_by_different_people() {
        let people = [person("right", 0.0), person("wrong", 1.0), person("half", 0.5)];
        let truth: Vec<u8> = (0..3000).map(|item| item as u8 % 2).collect();
        let labels = annotate_sparsely(names(3000), &truth, &people, 2, Seed(4)).unwrap();
        let mut right = [0.0; 3];
        let mut given = [0.0; 3];
        for (item, code) in truth.iter().enumerate() {
            let (by, said) = labels.responses().of(item);
            assert!(by.len() == 2 && by[0] != by[1]);
            for (by, label) in by.iter().zip(said) {
                given[*by as usize] += 1.0;
                right[*by as usize] += f64::from(u8::from(label == code));
            }
        }
        assert_eq!((right[0], right[1]), (given[0], 0.0));
        // Four standard deviations of a share of 2,000 draws are 0.045.
        assert!((right[2] / given[2] - 0.5).abs() < 0.045 && (given[2] / 2000.0 - 1.0).abs() < 0.06);
        let again = annotate_sparsely(names(3000), &truth, &people, 2, Seed(4)).unwrap();
        assert_eq!(labels.responses(), again.responses());
    }

    #[test]
    fn what_cannot_be_drawn_is_told() {
        let people = [person("anna", 0.1), person("ben", 0.1)];
        let message = |truth: &[u8], people: &[Annotator], each| {
            annotate_sparsely(names(2), truth, people, each, Seed(0)).unwrap_err().to_string()
        };
        assert!(message(&[0, 1], &[], 1).contains("the number of annotators must be at least 1"));
        assert!(message(&[0, 1], &people, 3).contains("labels of each item must be 1 to 2, the annotators, got 3"));
        assert!(message(&[0], &people, 1).contains("the number of names must be 1, one a true class, got 2"));
        assert!(message(&[0, 2], &people, 1).contains("true labels, row 1: found 2, expected a code below 2"));
        let other = Annotator::new("eve", TransitionMatrix::symmetric(&["x", "y"], 0.1).unwrap());
        assert!(message(&[0, 1], &[people[0].clone(), other], 1).contains("the transition matrix of \"eve\""));
    }
}
