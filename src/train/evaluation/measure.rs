//! Predictions held against the truth and against given labels.

use super::{Evaluation, GivenScores, Reference, most_probable};
use crate::{
    Error, Result,
    datasets::Dataset,
    labels::{LabelHead, LabelTable},
    metrics::{ConfusionMatrix, ContinuousScores, both_known, share_equal},
    train::{scoring::Scoring, targets::Targets},
};

/// Compares `outputs` of [`predict`](super::predict()) with the truth of `dataset`, or without one with the majority of its given
/// labels; and with the given labels and values where there are such.
///
/// # Errors
/// [`Error::Format`] when the dataset has neither truth nor labels of the heads' classes, or when its truth is told in other classes.
pub fn evaluate(outputs: &[Vec<f32>], heads: &[LabelHead], dataset: &Dataset, scoring: Scoring) -> Result<Evaluation> {
    let labels = &dataset.labels;
    let scored = scoring.class_scores(heads, outputs)?;
    let predicted = most_probable(&scored.scores, scored.classes.len());
    let predictions = some(&predicted);
    check_classes(heads, labels)?;
    let (against, reference) = reference(labels)?;
    let codes = given_labels(labels, &scored.heads)?;
    let share = |classes: &[Option<u8>]| Some(share_equal(both_known(classes, codes.as_ref()?)));
    let given = GivenScores {
        agreement: share(&predictions),
        right: share(&reference),
        continuous: continuous_scores(outputs, heads, |head| given_values(labels, &head.name))?,
    };
    let (known, compared): (Vec<u8>, Vec<u8>) = both_known(&reference, &predictions).unzip();
    Ok(Evaluation {
        head: scored.name,
        against,
        confusion: ConfusionMatrix::new(&scored.classes, &known, &compared)?,
        continuous: continuous_scores(outputs, heads, |head| labels.true_values(head))?,
        given: Some(given).filter(|given| given.agreement.is_some() || !given.continuous.is_empty()),
        predicted,
        reference: reference.into_iter().collect::<Option<Vec<u8>>>().unwrap_or_default(),
        mirror_averaged: None,
        crops_averaged: None,
        confidence: None,
    })
}

/// The given values of a continuous head, unless they are the true ones: those have their scores already.
fn given_values(labels: &LabelTable, head: &str) -> Option<Vec<f32>> {
    let values = labels.values_or_nan(head).ok()?;
    let same = |(a, b): (&f32, &f32)| a == b || a.is_nan() && b.is_nan();
    let truth = labels.truth_values(head);
    truth.is_none_or(|truth| !truth.iter().zip(&values).all(same)).then_some(values)
}

/// The given labels that are held against predictions by `heads`, which share their classes: those of the first head that is an
/// annotator's own, or for a head that stands for all annotators of these classes their majority; `None` without any.
fn given_labels(labels: &LabelTable, heads: &[&LabelHead]) -> Result<Option<Vec<Option<u8>>>> {
    let annotators = labels.annotators();
    let codes = if let Some(own) = heads.iter().find(|head| annotators.contains(head)) {
        labels.labels(&own.name)?
    } else {
        let Some(pooled) = heads.first() else { return Ok(None) };
        let Some(alike) = labels.select_annotators(&pooled.kind)? else { return Ok(None) };
        alike.majority_vote(&Default::default())?
    };
    // The true ones have their scores already.
    let is_true = labels.truth().is_some_and(|truth| some(&truth) == codes);
    Ok(Some(codes).filter(|codes| codes.iter().any(Option::is_some) && !is_true))
}

/// Checks that the truth of `labels`, if there is one, is told in the classes that `heads` predict.
///
/// # Errors
/// [`Error::Format`] with both.
pub(in crate::train) fn check_classes(heads: &[LabelHead], labels: &LabelTable) -> Result<()> {
    let predicted = heads.iter().find_map(LabelHead::classes).unwrap_or_default();
    match labels.truth_classes() {
        Some(told) if told != predicted && !predicted.is_empty() => {
            let expected = format!("{}, in this order, as they are predicted", predicted.join(", "));
            Err(Error::format("the classes of the truth", told.join(", "), expected))
        }
        _ => Ok(()),
    }
}

/// What predictions for `labels` are compared with, a class a row where there is one.
///
/// # Errors
/// [`Error::Format`] for labels with neither a truth nor annotators of the same classes.
pub fn reference(labels: &LabelTable) -> Result<(Reference, Vec<Option<u8>>)> {
    match labels.truth() {
        Some(truth) => Ok((Reference::Truth, some(&truth))),
        None => {
            let expected = "a label table with truth, or with annotators of the same classes";
            let vote = labels.majority_vote(&Default::default());
            Ok((
                Reference::GivenLabels,
                vote.map_err(|error| Error::format("test set without truth", error, expected))?,
            ))
        }
    }
}

/// The scores of every dimension for whose head there are values, `[rows, dimensions]`; rows with NaN are left out.
fn continuous_scores(
    outputs: &[Vec<f32>],
    heads: &[LabelHead],
    values: impl Fn(&LabelHead) -> Option<Vec<f32>>,
) -> Result<Vec<(String, ContinuousScores)>> {
    let mut scores = vec![];
    for (head, output) in heads.iter().zip(outputs).filter(|(head, _)| head.classes().is_none()) {
        let Some(values) = values(head) else { continue };
        for (index, dimension) in head.columns().into_iter().enumerate() {
            let (mut predicted, mut known) = (vec![], vec![]);
            for (output, value) in output.chunks_exact(head.width()).zip(values.chunks_exact(head.width())) {
                if value[index].is_finite() {
                    predicted.push(output[index]);
                    known.push(value[index]);
                }
            }
            if !known.is_empty() {
                scores.push((dimension.to_string(), ContinuousScores::new(&predicted, &known)?));
            }
        }
    }
    Ok(scores)
}

/// The share of predictions that are true, in [0, 1]; `None` where the truth is unknown.
pub(in crate::train) fn accuracy(
    outputs: &[Vec<f32>],
    heads: &[LabelHead],
    labels: &LabelTable,
    scoring: Scoring,
) -> Option<f64> {
    let scored = scoring.class_scores(heads, outputs).ok()?;
    let predicted = most_probable(&scored.scores, scored.classes.len());
    Some(share_equal(predicted.into_iter().zip(labels.truth()?)))
}

fn some(codes: &[u8]) -> Vec<Option<u8>> {
    codes.iter().copied().map(Some).collect()
}

/// The mean agreement of the predictions with noisy labels, over the categorical heads and the rows that have labels, in [0, 1]:
/// what can be measured without a truth, and so what an epoch may be selected by.
pub fn noisy_agreement(outputs: &[Vec<f32>], heads: &[LabelHead], targets: &[Targets]) -> f64 {
    let mut agreements = vec![];
    for ((head, targets), output) in heads.iter().zip(targets).zip(outputs) {
        let Some(classes) = head.classes().map(<[String]>::len) else { continue };
        let (mut sum, mut count) = (0.0, 0usize);
        for (row, class) in most_probable(output, classes).into_iter().enumerate() {
            if let Some(agreement) = targets.agreement(row, class.into(), classes) {
                sum += agreement;
                count += 1;
            }
        }
        agreements.push(sum / count.max(1) as f64);
    }
    agreements.iter().sum::<f64>() / agreements.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{images::Images, metrics::Metric};

    #[test]
    fn missing_labels_are_neither_agreed_with_nor_counted() {
        let head = LabelHead::categorical("anna", &["a", "b"]);
        let names = ["x", "y", "z"].map(String::from).to_vec();
        let labels =
            LabelTable::from_names(names).unwrap().with_labels(head.clone(), &[Some(0), None, Some(1)]).unwrap();
        let targets = [Targets::Classes(labels.labels("anna").unwrap())];
        // Predicted are a, b, a: of the two that have a label one agrees.
        let outputs = [vec![1.0, 0.0, 0.0, 1.0, 1.0, 0.0]];
        assert_eq!(noisy_agreement(&outputs, std::slice::from_ref(&head), &targets), 0.5);
        let dataset = Dataset::new(Images::new(1, vec![0; 9]).unwrap(), labels).unwrap();
        let evaluation = evaluate(&outputs, std::slice::from_ref(&head), &dataset, Scoring::AllHeads).unwrap();
        assert_eq!((evaluation.against, evaluation.confusion.total()), (Reference::GivenLabels, 2));
        assert_eq!((evaluation.accuracy(), evaluation.given.unwrap().agreement), (0.5, Some(0.5)));
    }

    #[test]
    fn a_truth_in_other_classes_is_refused() {
        let labels = LabelTable::from_names(vec!["x".into()]).unwrap();
        let labels = labels.with_head(LabelHead::categorical("anna", &["a", "b"]), &[0]).unwrap();
        let labels = labels.with_truth(&[0]).unwrap();
        let dataset = Dataset::new(Images::new(1, vec![0; 3]).unwrap(), labels).unwrap();
        let ben = [LabelHead::categorical("ben", &["b", "a"])];
        let error = evaluate(&[vec![1.0, 0.0]], &ben, &dataset, Scoring::AllHeads).unwrap_err().to_string();
        assert!(error.contains("the classes of the truth: found a, b, expected b, a, in this order"), "{error}");
    }

    #[test]
    fn every_head_is_held_against_the_given_labels_and_values() {
        let head = |name: &str| LabelHead::categorical(name, &["a", "b"]);
        let affect = LabelHead::continuous("affect", &["v"], -1.0, 1.0);
        let labels = LabelTable::from_names(["x", "y", "z"].map(String::from).to_vec()).unwrap();
        let labels = labels.with_head(head("anna"), &[0, 1, 1]).unwrap().with_head(head("ben"), &[1, 1, 0]).unwrap();
        let labels = labels.with_head(head("carl"), &[1, 1, 1]).unwrap().with_truth(&[0, 1, 0]).unwrap();
        let labels = labels.with_values(affect.clone(), &[0.5, 0.0, -0.5]).unwrap();
        let (classes, values) = (vec![1.0, 0.0, 0.0, 1.0, 0.0, 1.0], vec![0.5, 0.0, -0.5]); // a b b
        let given = |names: &[&str], labels: &LabelTable| {
            let heads: Vec<LabelHead> = names.iter().map(|name| head(name)).chain([affect.clone()]).collect();
            let outputs: Vec<Vec<f32>> = names.iter().map(|_| classes.clone()).chain([values.clone()]).collect();
            let dataset = Dataset::new(Images::new(1, vec![0; 9]).unwrap(), labels.clone()).unwrap();
            let evaluation = evaluate(&outputs, &heads, &dataset, Scoring::AllHeads).unwrap();
            let metrics = evaluation.metrics();
            assert_eq!(Metric::find(&metrics, "CCC v, given labels").unwrap().value, Some(1.0), "{names:?}");
            evaluation.given.unwrap()
        };
        let (all, two_thirds, third) = (Some(1.0), Some(2.0 / 3.0), Some(1.0 / 3.0));
        // Anna says a b b, and the majority b b b; the truth is a b a.
        for (names, agreement, right) in [
            (&["anna"][..], all, two_thirds),
            (&["anna", "ben", "carl"], all, two_thirds),
            (&["truth"], two_thirds, third),
        ] {
            let given = given(names, &labels);
            assert_eq!((given.agreement, given.right), (agreement, right), "{names:?}");
        }
        // Values alone are compared too.
        let silent = ["anna", "ben", "carl"]
            .iter()
            .fold(labels, |labels, name| labels.with_labels(head(name), &[None; 3]).unwrap());
        assert_eq!(given(&["truth"], &silent).agreement, None);
    }
}
