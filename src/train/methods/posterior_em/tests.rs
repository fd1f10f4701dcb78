//! Updates by hand, and planted annotators recovered.

use super::*;
use crate::{
    labels::planted::{distance_from_planted, planted, share_right},
    noise::most_probable,
};
use burn::tensor::Device;
use rand::RngExt;

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (one, other) in found.iter().zip(expected) {
        assert!((one - other).abs() < 1e-6, "{found:?} instead of {expected:?}");
    }
}

fn table(columns: &[&[Option<u8>]]) -> LabelTable {
    let mut table = LabelTable::from_names((0..columns[0].len()).map(|row| row.to_string()).collect()).unwrap();
    for (index, labels) in columns.iter().enumerate() {
        let head = LabelHead::categorical(&format!("set_{index}"), &["a", "b"]);
        table = table.with_labels(head, labels).unwrap();
    }
    table
}

#[test]
fn an_update_by_hand() {
    let labels = table(&[&[Some(0), Some(1), None], &[Some(1), Some(1), Some(0)]]);
    let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
    fitted.state.transitions = vec![vec![0.8, 0.2, 0.3, 0.7], vec![0.9, 0.1, 0.4, 0.6]];
    let before = fitted.state.posterior.clone();
    // p is 3/4 1/4 for the first image; the second was not met; the third has 1/2 1/2 and only the second label.
    let logits = vec![3f32.ln(), 0.0, f32::NAN, f32::NAN, 0.0, 0.0];
    let outputs = [logits];
    fitted.end_of_epoch(&TrainingPass { epoch: 2, epochs: 10, outputs: &outputs }).unwrap();
    assert_eq!(fitted.state.posterior, before, "warming up");
    fitted.end_of_epoch(&TrainingPass { epoch: 3, epochs: 10, outputs: &outputs }).unwrap();
    let (a, b) = (0.75 * 0.8 * 0.1, 0.25 * 0.3 * 0.6);
    let first = a / (a + b);
    let third = 0.9 / 1.3;
    let expected = [first, 1.0 - first, before[2], before[3], third, 1.0 - third];
    close(&fitted.state.posterior, &expected);
    // The first annotator said a of the first image and b of the second.
    let (said_a, said_b) = (first + 0.01, before[2] + 0.01);
    close(&fitted.state.transitions[0][..2], &[said_a / (said_a + said_b), said_b / (said_a + said_b)]);
    // The loss looks its rows up.
    let target = fitted.targets(&labels).unwrap()[0].batch(&fitted.heads()[0], &[2], &Device::flex());
    let output = Tensor::<2>::from_data([[3f32.ln(), 0.0]], &Device::flex());
    let context = LossContext { rows: &[2], ..LossContext::default() };
    let loss: f32 = fitted.loss(0, output, &target, &context).unwrap().mean.into_scalar();
    close(&[loss.into()], &[third * (4f64 / 3.0).ln() + (1.0 - third) * 4f64.ln()]);
}

#[test]
fn an_image_that_nobody_labelled_is_what_the_network_says() {
    let labels = table(&[&[Some(0), None], &[Some(0), None]]);
    let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
    let loss = |fitted: &Fitted| -> f32 {
        let target = fitted.targets(&labels).unwrap()[0].batch(&fitted.heads()[0], &[1], &Device::flex());
        let output = Tensor::<2>::from_data([[0.0, 0.0]], &Device::flex());
        let context = LossContext { rows: &[1], ..LossContext::default() };
        fitted.loss(0, output, &target, &context).unwrap().mean.into_scalar()
    };
    assert_eq!(loss(&fitted), 0.0, "not met yet");
    let outputs = [vec![0.0, 0.0, 3f32.ln(), 0.0]];
    fitted.end_of_epoch(&TrainingPass { epoch: 9, epochs: 10, outputs: &outputs }).unwrap();
    close(&fitted.state.posterior[2..], &[0.75, 0.25]);
    close(&[loss(&fitted).into()], &[2f64.ln()]);
}

#[test]
fn predictions_are_averaged_if_asked_to() {
    let labels = table(&[&[Some(0)]]);
    let mut fitted = PosteriorEm { momentum: 0.7, ..PosteriorEm::default() }.fitted(&labels).unwrap();
    fitted.notice(&[3f32.ln(), 0.0]);
    close(&fitted.state.predictions, &[0.75, 0.25]);
    fitted.notice(&[0.0, 3f32.ln()]);
    close(&fitted.state.predictions, &[0.7 * 0.75 + 0.3 * 0.25, 0.7 * 0.25 + 0.3 * 0.75]);
    fitted.notice(&[f32::NAN, f32::NAN]);
    close(&fitted.state.predictions, &[0.6, 0.4]);
}

#[test]
fn a_single_label_is_never_forgotten() {
    let labels = table(&[&[Some(0), None], &[None, Some(1)]]);
    let mut fitted = PosteriorEm { warm_up: 0.0, ..PosteriorEm::default() }.fitted(&labels).unwrap();
    let outputs = [vec![-50.0, 0.0, -50.0, 0.0]];
    fitted.end_of_epoch(&TrainingPass { epoch: 0, epochs: 1, outputs: &outputs }).unwrap();
    close(&fitted.state.posterior, &[0.05, 0.95, 0.0, 1.0]);
    let two = Annotations::of_table(&table(&[&[Some(0), None], &[Some(1), None]])).unwrap();
    assert_eq!(single_labels(two.responses()), None);
}

#[test]
fn a_network_that_is_right_more_often_than_not_improves_the_posterior() {
    let labels = planted(4000);
    let truth = labels.truth().unwrap();
    let mut fitted = PosteriorEm::default().fitted(&labels).unwrap();
    let right = |fitted: &Fitted| share_right(&most_probable(&fitted.state.posterior, 3), &truth);
    let before = right(&fitted);
    // A network that says 80 %, and is right in 80 %.
    let mut rng = Seed(1).stream("network", 0);
    let mut logits = vec![0.0; 3 * truth.len()];
    for (row, class) in truth.iter().enumerate() {
        let wrong = if rng.random_bool(0.2) { rng.random_range(1..3) } else { 0 };
        logits[3 * row + (usize::from(*class) + wrong) % 3] = 8f32.ln();
    }
    let outputs = [logits];
    for epoch in 0..10 {
        fitted.end_of_epoch(&TrainingPass { epoch, epochs: 10, outputs: &outputs }).unwrap();
    }
    assert!(right(&fitted) > before + 0.03, "{} after {before}", right(&fitted));
    assert!(distance_from_planted(&fitted.state.transitions) < 0.05, "{:?}", fitted.state.transitions);
    let mut other = PosteriorEm::default().fitted(&labels).unwrap();
    other.restore(&fitted.state().unwrap()).unwrap();
    assert_eq!(other.state.posterior, fitted.state.posterior);
    assert_eq!(other.state.transitions, fitted.state.transitions);
    let error = fitted.restore(&PosteriorEm::default().fitted(&planted(5)).unwrap().state().unwrap());
    assert!(error.unwrap_err().to_string().contains("found 15 numbers"));
}
