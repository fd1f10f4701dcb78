use super::*;
use crate::{
    Fidelity, Seed,
    datasets::generated::generated_faces,
    model::Weights,
    train::{
        StepNumber,
        methods::{EncodedLabels, LearningMethod, RobustJoint, own_labels},
        small_step::{batch, heads, small_model},
    },
};

fn step(settings: &JointDistribution) -> AdversarialStep {
    AdversarialStep::new(&small_model(), &TrainConfig::default(), settings, own_labels(&heads()), &Device::flex())
        .unwrap()
}

fn weights(step: &AdversarialStep) -> Weights {
    step.learner().weights().merge(step.discriminators().weights(&heads()))
}

/// The largest change of any weight whose name starts so; running statistics and singular vectors are none.
fn largest_change(before: &Weights, after: &Weights, start: &str) -> f32 {
    let mut largest = 0f32;
    for name in before.names() {
        if name.starts_with(start) && ["weight", "weight_orig", "bias"].iter().any(|end| name.ends_with(end)) {
            let (before, after) = (&before.get(&name).unwrap().values, &after.get(&name).unwrap().values);
            for (before, after) in before.iter().zip(after) {
                largest = largest.max((before - after).abs());
            }
        }
    }
    largest
}

#[test]
fn encoder_decoder_and_discriminators_have_rates_of_their_own() {
    let settings = JointDistribution {
        discriminator_updates: 1,
        discriminator_learning_rate: Some(1e-2),
        generator_learning_rate: Some(1e-3),
        ..JointDistribution::default()
    };
    let mut step = step(&settings);
    let before = weights(&step);
    step.step(&batch(), true).unwrap();
    let after = weights(&step);
    // Adam's first step has the length of the rate.
    for (network, rate) in [("encoder.", 1e-4), ("decoder.", 1e-3), ("discriminator_", 1e-2)] {
        let change = largest_change(&before, &after, network);
        assert!((change / rate - 1.0).abs() < 1e-2, "{network} moved by {change} instead of {rate}");
    }
}

#[test]
fn each_optimisers_gradients_are_clipped() {
    let step = |clip_norm| {
        let (config, settings) = (TrainConfig { clip_norm, ..TrainConfig::default() }, JointDistribution::default());
        let mut step =
            AdversarialStep::new(&small_model(), &config, &settings, own_labels(&heads()), &Device::flex()).unwrap();
        let before = weights(&step);
        step.step(&batch(), true).unwrap();
        [before, weights(&step)]
    };
    let free = step(None);
    assert_eq!(step(Some(1e6)), free);
    let [before, after] = step(Some(1e-12));
    for network in ["encoder.", "decoder.", "discriminator_"] {
        // Adam's first step has the length of the rate, 1e-4, unless gradients are far below its ε of 1e-8.
        let (clipped, free) = (largest_change(&before, &after, network), largest_change(&free[0], &free[1], network));
        assert!(clipped < 1e-7 && free > 0.9e-4, "{network} moved by {clipped}, and by {free} without a bound");
    }
}

#[test]
fn the_latents_score_leaves_the_encoder_alone_where_it_is_to() {
    let of = |encoder_scores| {
        // Of image, latent, two heads and all jointly only the latent's score counts.
        let score_weights = vec![0.0, 1.0, 0.0, 0.0, 0.0];
        let settings = JointDistribution { encoder_scores, score_weights, ..JointDistribution::default() };
        let mut step = step(&settings);
        step.step(&batch(), true).unwrap();
        Weights::of(&step.learner().encoder, "encoder")
    };
    let mut supervised = step(&JointDistribution::default());
    supervised.step(&batch(), false).unwrap();
    let supervised = Weights::of(&supervised.learner().encoder, "encoder");
    assert_eq!(of(EncoderScores::LabelsAndJoint), supervised);
    assert_ne!(of(EncoderScores::All), supervised);
}

#[test]
fn discriminators_are_given_logits_where_they_are_to_and_as_published() {
    let of = |encoded_labels, fidelity| {
        let settings = JointDistribution { encoded_labels, ..JointDistribution::default() };
        let config = TrainConfig { fidelity, ..TrainConfig::default() };
        let (model, fitted) = (small_model(), own_labels(&heads()));
        let mut step = AdversarialStep::new(&model, &config, &settings, fitted, &Device::flex()).unwrap();
        let adversarial = step.step(&batch(), true).unwrap().adversarial.unwrap().1;
        adversarial.into_scalar::<f32>()
    };
    let [probabilities, logits] = [EncodedLabels::Probabilities, EncodedLabels::Logits];
    assert_ne!(of(logits, Fidelity::Corrected), of(probabilities, Fidelity::Corrected));
    assert_eq!(of(logits, Fidelity::Published), of(probabilities, Fidelity::Published));
    let output = [Tensor::<2>::from_data([[2f32.ln(), 0.0, 0.0]; 4], &Device::flex())];
    for (kind, expected) in [(probabilities, [0.5, 0.25, 0.25]), (logits, [2f32.ln(), 0.0, 0.0])] {
        let labels = AdversarialLabels::given_and_predicted(&heads()[..1], &output, &batch().targets[..1], kind);
        let encoded: Vec<f32> = labels.unwrap().encoded[0].clone().into_data().iter::<f32>().collect();
        for (found, expected) in encoded.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-6, "{encoded:?} for {kind:?}");
        }
    }
}

#[test]
fn the_adversarial_loss_counts_as_much_as_lambda_has_risen() {
    let settings = JointDistribution { gan_start_epoch: 1, ramp_epochs: 1, ..JointDistribution::default() };
    let config = TrainConfig { epochs: 2, ..TrainConfig::default() };
    let (model, fitted) = (small_model(), own_labels(&heads()));
    let mut step = AdversarialStep::new(&model, &config, &settings, fitted, &Device::flex()).unwrap();
    // Two epochs of four steps, the second of which is adversarial.
    for (index, lambda) in [(4, 0.2), (5, 0.4), (6, 0.6), (7, 0.8)] {
        let losses = step.step(&Batch { step: StepNumber { index, total: 8 }, ..batch() }, true).unwrap();
        let number = |loss: &Tensor<1>| loss.clone().into_scalar::<f32>();
        let task: f32 = losses.heads.iter().map(|head| number(&head.mean)).sum();
        let expected = task + lambda * number(&losses.adversarial.unwrap().1);
        assert!((number(&losses.total) - expected).abs() < 1e-5, "λ is not {lambda}");
    }
}

#[test]
fn every_third_step_is_adversarial() {
    let mut step = step(&JointDistribution { every: 3, ..JointDistribution::default() });
    let adversarial = [0, 1, 2, 3].map(|index| {
        let batch = Batch { step: StepNumber { index, total: 4 }, ..batch() };
        step.step(&batch, true).unwrap().adversarial.is_some()
    });
    assert_eq!(adversarial, [true, false, false, true]);
}

#[test]
fn discriminators_see_images_changed_by_the_seed_and_the_place() {
    let first = |augment, index| {
        let mut step = step(&JointDistribution { augment, ..JointDistribution::default() });
        let batch = Batch { step: StepNumber { index, total: 2 }, ..batch() };
        step.step(&batch, true).unwrap().adversarial.unwrap().0.into_scalar::<f32>()
    };
    assert_eq!(first(true, 0), first(true, 0));
    assert_ne!(first(true, 0), first(false, 0));
    assert_ne!(first(true, 0), first(true, 1));
    assert_eq!(first(false, 0), first(false, 1), "without, nothing is drawn");
}

#[test]
fn the_robust_step_trains_encoder_transitions_and_discriminators() {
    let labels = generated_faces(8, 32, Seed(0)).unwrap().labels;
    let settings = RobustJoint::default();
    let fitted = settings.fit(&labels, Seed(0)).unwrap();
    let (encoded, discriminated) = (fitted.heads().to_vec(), fitted.discriminated_heads().to_vec());
    let rows = [0, 1, 2, 3];
    let mut targets = vec![];
    for (target, head) in fitted.targets(&labels).unwrap().iter().zip(&encoded) {
        targets.push(target.batch(head, &rows, &Device::flex().autodiff()));
    }
    let batch = Batch { targets, ..batch() };
    let device = Device::flex();
    let mut step =
        AdversarialStep::new(&small_model(), &TrainConfig::default(), &settings.adversarial, fitted, &device).unwrap();
    let weights =
        |step: &AdversarialStep| step.learner().weights().merge(step.discriminators().weights(&discriminated));
    let before = weights(&step);
    step.step(&batch, true).unwrap();
    let after = weights(&step);
    let annotators = labels.annotators().into_iter().map(|head| format!("discriminator_z1_{}.", head.name));
    let networks = ["encoder.", "decoder.", "method.", "discriminator_x.", "discriminator_joint_xz."];
    for network in networks.map(String::from).into_iter().chain(annotators) {
        let names: Vec<String> = before.names().into_iter().filter(|name| name.starts_with(&network)).collect();
        assert!(names.iter().any(|name| before.get(name) != after.get(name)), "{network} {names:?}");
    }
}
