//! Labels of an adversarial step by hand, and as the paper's.

use super::*;
use burn::tensor::Device;
use serde_json::json;

/// Classes a and b, annotators r and s, and one value.
fn fitted() -> Fitted {
    let continuous = LabelHead::continuous("v", &["v"], -1.0, 1.0);
    let annotator = |name: &str| LabelHead::categorical(name, &["a", "b"]);
    let discriminated = vec![annotator("r"), annotator("s"), continuous.clone()];
    let labels = LabelTable::from_names(vec!["x".into()]).unwrap().with_values(continuous, &[0.0]).unwrap();
    let labels = labels.with_head(annotator("r"), &[0]).unwrap().with_head(annotator("s"), &[0]).unwrap();
    let latent_truth = SeenThroughMatrices::new(&labels, 4.0, Regulariser::None, 0.0).unwrap();
    Fitted { latent_truth, discriminated }
}

fn annotations(lists: &[&[Option<u8>]], device: &Device) -> BatchTarget {
    let rows: Vec<usize> = (0..lists[0].len()).collect();
    let lists = lists.iter().map(|list| list.to_vec()).collect();
    Targets::Annotators(lists).batch(&LabelHead::categorical("truth", &["a", "b"]), &rows, device)
}

fn close(found: &Tensor<2>, expected: &[f32]) {
    let found: Vec<f32> = found.clone().into_data().iter::<f32>().collect();
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 1e-5, "{found} instead of {expected}");
    }
}

/// Logits of T = 3/4 1/4 over 1/2 1/2.
fn noisy(device: &Device) -> Tensor<2> {
    Tensor::from_data([[3f32.ln(), 0.0], [0.0, 0.0]], device)
}

/// Logits of a T that never errs.
fn faultless(device: &Device) -> Tensor<2> {
    Tensor::from_data([[1e3f32, 0.0], [0.0, 1e3]], device)
}

#[test]
fn the_posterior_by_hand() {
    let device = Device::flex();
    let BatchTarget::Annotators(lists) = annotations(&[&[Some(0), Some(1), None]], &device) else { panic!() };
    let logits = Tensor::<2>::from_data([[2f32.ln(), 0.0]; 3], &device); // 2/3 1/3
    let posterior = softmax(log_posterior(logits, &[noisy(&device)], &lists), 1);
    // 2/3 * 3/4 against 1/3 * 1/2; 2/3 * 1/4 against 1/3 * 1/2; nothing but the encoder.
    close(&posterior, &[0.75, 0.25, 0.5, 0.5, 2.0 / 3.0, 1.0 / 3.0]);
}

#[test]
fn classes_are_drawn_by_their_probabilities() {
    let device = Device::flex();
    let log = Tensor::<2>::from_data([[3f32.ln(), 0.0]], &device).repeat_dim(0, 4000);
    let drawn = drawn_classes(log, &mut Seed(0).stream("test", 0));
    close(&drawn.clone().sum_dim(1), &[1.0; 4000]);
    let share: f32 = drawn.narrow(1, 0, 1).mean().into_scalar();
    assert!((share - 0.75).abs() < 0.02, "four standard deviations are 0.027: {share}");
}

#[test]
fn labels_of_an_adversarial_step_by_hand() {
    let device = Device::flex();
    let outputs = [
        Tensor::<2>::from_data([[2f32.ln(), 0.0], [0.0, 2f32.ln()]], &device), // 2/3 1/3, 1/3 2/3
        Tensor::<2>::from_data([[0.1f32], [0.2]], &device),
    ];
    let values = Tensor::<2>::from_data([[0.5f32], [-0.5]], &device);
    // The faultless annotator decides the truth: b, then a.
    let annotators = annotations(&[&[Some(0), Some(0)], &[Some(1), Some(0)]], &device);
    let targets = [annotators, BatchTarget::Values { values, known: None }];
    let (parameters, mut rng) = ([noisy(&device), faultless(&device)], Seed(0).stream("test", 0));
    let mut context =
        AdversarialContext { parameters: &parameters, encoded_labels: EncodedLabels::Probabilities, rng: &mut rng };
    let labels = fitted().adversarial_labels(&outputs, &targets, &mut context).unwrap();
    assert_eq!([labels.decoder.len(), labels.drawn.len(), labels.encoded.len()], [2, 3, 3]);
    close(&labels.decoder[0], &[0.0, 1.0, 1.0, 0.0]);
    close(&labels.drawn[0], &[0.5, 0.5, 0.75, 0.25]);
    close(&labels.drawn[1], &[0.0, 1.0, 1.0, 0.0]);
    // 2/3 * 3/4 + 1/3 * 1/2 and 1/3 * 3/4 + 2/3 * 1/2.
    close(&labels.encoded[0], &[2.0 / 3.0, 1.0 / 3.0, 7.0 / 12.0, 5.0 / 12.0]);
    close(&labels.encoded[1], &[2.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 2.0 / 3.0]);
    close(&labels.decoder[1], &[0.5, -0.5]);
    close(&labels.drawn[2], &[0.5, -0.5]);
    close(&labels.encoded[2], &[0.1, 0.2]);
}

#[test]
fn with_a_faultless_annotator_the_labels_are_the_papers() {
    let device = Device::flex();
    let head = [LabelHead::categorical("r", &["a", "b"])];
    let outputs = [Tensor::<2>::from_data([[1.5f32, 0.0], [0.3, 0.0]], &device)];
    let codes = [Some(0), Some(1)];
    let own = Targets::Classes(codes.to_vec()).batch(&head[0], &[0, 1], &device);
    let published =
        AdversarialLabels::given_and_predicted(&head, &outputs, &[own], EncodedLabels::Probabilities).unwrap();
    let (parameters, mut rng) = ([faultless(&device)], Seed(0).stream("test", 0));
    let mut context =
        AdversarialContext { parameters: &parameters, encoded_labels: EncodedLabels::Probabilities, rng: &mut rng };
    let target = annotations(&[&codes], &device);
    let robust = fitted().adversarial_labels(&outputs, &[target], &mut context).unwrap();
    for (robust, published) in [
        (&robust.decoder, &published.decoder),
        (&robust.drawn, &published.drawn),
        (&robust.encoded, &published.encoded),
    ] {
        let published: Vec<f32> = published[0].clone().into_data().iter::<f32>().collect();
        close(&robust[0], &published);
    }
}

#[test]
fn settings_of_the_adversarial_step_stand_beside_its_own() {
    let method = Method::from(RobustJoint::default());
    let changed = method.with_setting("lambda_gan", json!(0.3)).unwrap().with_setting("diagonal", json!(2)).unwrap();
    let settings = changed.settings::<RobustJoint>().unwrap();
    assert_eq!((settings.adversarial.lambda_gan, settings.diagonal), (0.3, 2.0));
    assert_eq!(changed.without_adversarial().unwrap(), LatentTruth { diagonal: 2.0 }.into());
    let logits = changed.with_setting("encoded_labels", json!("logits")).unwrap_err();
    assert!(logits.to_string().starts_with("encoded_labels must be probabilities"));
    let of_faces = JointDistribution { encoded_labels: EncodedLabels::Logits, ..JointDistribution::default() };
    assert!(RobustJoint::default().with_adversarial(&of_faces).check().is_ok(), "an experiment's own are the paper's");
    let mut stored = serde_json::to_value(settings).unwrap();
    stored["lambda"] = json!(1);
    assert!(serde_json::from_value::<RobustJoint>(stored).unwrap_err().to_string().contains("unknown field"));
}
