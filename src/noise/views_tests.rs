//! Every figure of the laboratory at both widths, with long names: no text is cut off or stands on another.

use super::{
    MajorityVote, Planning, PlanningCurve, PlanningPoint, Quality, TransitionMatrix,
    agreement::{AffectLabels, AffectPlanes, CategoricalRatings, ContinuousRatings, Ratings},
    dynamics::{Components, DataMap, LossHistory, OutputHistory, Outputs, Suspicion, detector_curves},
    estimator::Estimator,
    predictions::{Filter, LabelledPredictions, Quality as LabelQuality},
};
use crate::{
    Result, Seed,
    images::Images,
    labels::{Annotations, Response},
    plot::{Figure, Width, text_boxes::check_texts},
    table::Better,
};
use rand::{Rng, RngExt};

const CLASSES: [&str; 7] = ["neutral", "happy", "sad", "surprise", "fear", "disgust", "anger or contempt"];
const ANNOTATORS: [&str; 5] = [
    "crowd worker A3F9KX71QW2 (Mechanical Turk)",
    "anna",
    "machine: enet_b2_8_best",
    "Dr. Wolfeschlegelsteinhausen",
    "ben",
];
const ITEMS: usize = 400;

/// Draws at both widths and checks the texts; the size of the SVG stays below `most` bytes.
fn check(name: &str, most: usize, draw: impl Fn(Width) -> Result<Figure>) {
    for (width, pixels) in [(Width::SingleColumn, 312), (Width::DoubleColumn, 660)] {
        let figure = draw(width).unwrap();
        check_texts(name, &figure);
        assert_eq!(figure.size().0, pixels, "{name}");
        assert!(figure.svg().len() < most, "{name}: {} bytes", figure.svg().len());
    }
}

fn rng(purpose: &str) -> impl Rng {
    Seed(7).stream(purpose, 0)
}

fn normal(rng: &mut impl Rng) -> f64 {
    (0..12).map(|_| rng.random::<f64>()).sum::<f64>() - 6.0
}

/// The true classes, and labels of annotators who err the more the later they stand.
fn labels(annotators: usize) -> (Vec<u8>, Vec<Vec<Option<u8>>>) {
    let mut rng = rng("labels");
    let truth: Vec<u8> = (0..ITEMS).map(|_| (rng.random::<f64>().powi(2) * CLASSES.len() as f64) as u8).collect();
    let mut given = vec![];
    for annotator in 0..annotators {
        let error = 0.05 + 0.5 * annotator as f64 / annotators as f64;
        let mut labels = vec![];
        for &class in &truth {
            let wrong = rng.random::<f64>() < error;
            let other = if annotator % 2 == 0 { (class + 1) % 7 } else { rng.random_range(0..7) };
            labels.push((rng.random::<f64>() < 0.9).then_some(if wrong { other } else { class }));
        }
        given.push(labels);
    }
    (truth, given)
}

fn quality(annotators: usize) -> (Annotations, Quality) {
    let (_, given) = labels(annotators);
    let mut responses = vec![];
    for (annotator, labels) in given.iter().enumerate() {
        for (item, label) in labels.iter().enumerate() {
            responses.extend(label.map(|label| Response { item: item as u32, annotator: annotator as u32, label }));
        }
    }
    let items = (0..ITEMS).map(|item| item.to_string()).collect();
    let names = (0..annotators).map(|place| format!("{} {place}", ANNOTATORS[place % ANNOTATORS.len()])).collect();
    let annotations = Annotations::new(&CLASSES, items, names, &responses).unwrap();
    let consensus = MajorityVote.fit(&annotations).unwrap();
    let quality = Quality::of(&annotations, &consensus, &Default::default()).unwrap();
    (annotations, quality)
}

#[test]
fn annotators() {
    let (annotations, few) = quality(5);
    check("transition", 40_000, |width| few.transition_matrix(0).heat_map("", width));
    check("transitions", 90_000, |width| few.transition_maps(width));
    let names = [ANNOTATORS[0], ANNOTATORS[3]];
    let [first, second] = [0, 3].map(|annotator| few.transition_matrix(annotator));
    check("difference", 40_000, |width| first.difference_map(&second, names, width));
    let two = TransitionMatrix::new(&["no", "yes"], vec![0.9, 0.1, 0.2, 0.8]).unwrap();
    check("two_classes", 10_000, |width| two.heat_map("A binary question", width));
    assert!(first.difference_map(&two, names, Width::default()).is_err());
    assert_eq!(few.transition_table().rows.len(), 5 * 49);
    let difference = first.difference_table(&second, names).unwrap();
    let expected = first.probability(2, 1) - second.probability(2, 1);
    assert_eq!(difference.rows[2][2], expected.into());

    check("reliability", 20_000, |width| few.reliability(width));
    let (_, many) = quality(150);
    check("reliability_many", 60_000, |width| many.reliability(width));
    check("transitions_many", 200_000, |width| many.transition_maps(width));
    let options = Planning { replicates: 8, ..Planning::default() };
    let curve = super::resampled_accuracy(&annotations, &MajorityVote, None, 4, &options).unwrap();
    check("planning", 20_000, |width| curve.curve(width));
    let points = (1..=30).map(|annotators| PlanningPoint { annotators, accuracy: 0.8, low: 0.7, high: 0.95 }).collect();
    let long = PlanningCurve { against: "the classes drawn from the model", points };
    check("planning_long", 20_000, |width| long.curve(width));
}

#[test]
fn agreement() {
    let (truth, mut given) = labels(5);
    given.push(truth.iter().copied().map(Some).collect());
    let names: Vec<&str> = ANNOTATORS.into_iter().chain(["the truth"]).collect();
    let ratings = CategoricalRatings::new(&names, &CLASSES, &given).unwrap();
    let kappa =
        ratings.pairwise("Cohen's kappa", |pair| pair.cohen_kappa(super::agreement::KappaWeights::None)).unwrap();
    check("kappa", 40_000, |width| kappa.heat_map(width));
    let (_, crowd) = labels(60);
    let workers: Vec<String> = (0..60).map(|worker| format!("worker {worker}")).collect();
    let crowd = CategoricalRatings::new(&workers, &CLASSES, &crowd).unwrap();
    let alike = crowd.pairwise("Observed agreement", |pair| pair.observed_agreement()).unwrap();
    check("agreement_crowd", 400_000, |width| alike.heat_map(width));
    let flow = ratings.contingency("the truth", ANNOTATORS[3]).unwrap();
    check("flow", 20_000, |width| flow.flow(width));
    let counted = flow.flow_table().rows.iter().map(|row| row[2].clone()).collect::<Vec<_>>();
    assert!(counted.len() <= 49 && counted.contains(&flow.counts.count(0, 0).unwrap().into()));
    let many: Vec<String> = (0..60).map(|class| format!("action unit {class} of the whole list")).collect();
    let codes: Vec<Option<u8>> = (0..500).map(|item| Some((item * item % 60) as u8)).collect();
    let others: Vec<Option<u8>> = (0..500).map(|item| Some((item * 7 % 60) as u8)).collect();
    let wide = CategoricalRatings::new(&["a", "b"], &many, &[codes, others]).unwrap();
    check("flow_many", 150_000, |width| wide.contingency("a", "b")?.flow(width));

    let mut rng = rng("values");
    let truth: Vec<f32> = (0..20_000).map(|_| (0.4 * normal(&mut rng)).clamp(-1.0, 1.0) as f32).collect();
    let noisy: Vec<f32> =
        truth.iter().map(|value| (0.7 * f64::from(*value) + 0.1 + 0.15 * normal(&mut rng)) as f32).collect();
    let both = ContinuousRatings::new(&[ANNOTATORS[0], ANNOTATORS[2]], &[truth, noisy]).unwrap();
    let altman = both.bland_altman().unwrap();
    check("bland_altman", 120_000, |width| altman.figure(width));
    assert_eq!(altman.point_table().rows.len(), 20_000);
    // One outlier, before which limits and bias lie close together.
    let mut far = altman.clone();
    far.points.push([0.0, 40.0]);
    check("bland_altman_outlier", 120_000, |width| far.figure(width));
}

#[test]
fn valence_and_arousal() {
    const MEANS: [[f64; 2]; 7] =
        [[0.0, 0.0], [0.7, 0.3], [-0.6, -0.3], [0.1, 0.7], [-0.4, 0.6], [-0.6, 0.2], [-0.5, 0.65]];
    let mut rng = rng("affect");
    let (mut codes, mut truth) = (vec![], vec![]);
    for item in 0..9000 {
        let class = (item * item + item / 7) % 7;
        codes.push(Some(class as u8));
        for mean in MEANS[class] {
            truth.push((mean + 0.17 * normal(&mut rng)).clamp(-1.0, 1.0) as f32);
        }
    }
    let mut given = vec![];
    for (scale, shift) in [(1.0, 0.0), (0.6, 0.15), (1.15, -0.1)] {
        let one = |value: &f32| (scale * f64::from(*value) + shift + 0.05 * normal(&mut rng)).clamp(-1.0, 1.0) as f32;
        given.push(truth.iter().map(one).collect::<Vec<f32>>());
    }
    let mut annotators = vec![];
    for (annotator, values) in ANNOTATORS.into_iter().zip(&given) {
        annotators.push(AffectLabels { annotator, classes: &codes, values });
    }
    let planes = AffectPlanes::new(&CLASSES.map(String::from), &annotators, Some(&truth)).unwrap();
    check("affect", 120_000, |width| planes.figure(width));
    let one = AffectPlanes::new(&CLASSES.map(String::from), &annotators[..1], None).unwrap();
    check("affect_one", 50_000, |width| one.figure(width));
}

/// Some samples that are learned early, some late, some never.
fn data_map(samples: usize, rng: &mut impl Rng) -> DataMap {
    let (mut confidence, mut variability, mut correctness) = (vec![], vec![], vec![]);
    for _ in 0..samples {
        let learned = rng.random::<f64>().powf(0.4);
        confidence.push(Some((learned + 0.04 * normal(rng)).clamp(0.0, 1.0)));
        variability.push(Some(((learned * (1.0 - learned)).sqrt() * (0.75 + 0.08 * normal(rng))).clamp(0.0, 0.5)));
        correctness.push(Some((1.2 * learned - 0.15 + 0.05 * normal(rng)).clamp(0.0, 1.0)));
    }
    let none = vec![None; samples];
    DataMap { confidence, variability, correctness, wrong: none.clone(), forgetting: none }
}

#[test]
fn training() {
    let (truth, given) = labels(2);
    let mut rng = rng("training");
    let mut outputs = vec![];
    for epoch in 0..12 {
        for &class in &truth {
            let certain = 0.25 + 0.05 * f64::from(epoch) * rng.random::<f64>();
            for other in 0..7 {
                outputs.push(if other == class { certain } else { (1.0 - certain) / 6.0 } as f32);
            }
        }
    }
    let maps = [0, 1].map(|annotator: usize| {
        OutputHistory::new(&given[annotator], &outputs, 7, Outputs::Probabilities).unwrap().data_map()
    });
    let large = data_map(9000, &mut rng);
    check("data_map", 120_000, |width| large.figure("Data map of anna's labels", width));
    let panels = [(ANNOTATORS[0], &maps[0]), (ANNOTATORS[1], &maps[1])];
    check("data_maps", 60_000, |width| DataMap::figures("Data maps", &panels, width));

    let losses: Vec<f32> = (0..5000)
        .map(|sample| if sample % 4 == 0 { 2.4 + 0.5 * normal(&mut rng) } else { (0.3 * normal(&mut rng) - 0.8).exp() } as f32)
        .collect();
    let history = LossHistory::new(&[losses]).unwrap();
    for (name, components) in [("losses_normal", Components::Gaussian), ("losses_beta", Components::Beta)] {
        let histogram = history.histogram(components, 60).unwrap();
        check(name, 30_000, |width| histogram.figure("Mean losses over the first 10 epochs", width));
    }

    let wrong: Vec<Option<bool>> = (0..20_000).map(|_| Some(rng.random::<f64>() < 0.2)).collect();
    let names = ["area under the margin", "mean loss", "forgetting", "Dawid-Skene's posterior of the given label"];
    let mut suspicions = vec![];
    for (place, name) in names.into_iter().enumerate() {
        let distance = 2.0 - 0.5 * place as f64;
        let value = |wrong: &Option<bool>| wrong.map(|wrong| distance * f64::from(u8::from(wrong)) + normal(&mut rng));
        let values: Vec<Option<f64>> = wrong.iter().map(value).collect();
        suspicions.push(Suspicion::new(name, &values, Better::Lower).unwrap());
    }
    let curves = detector_curves(&suspicions, &wrong).unwrap();
    check("detectors", 120_000, |width| curves.figure(width));
}

#[test]
fn suspects() {
    let (truth, given) = labels(1);
    let mut probabilities = vec![];
    for &class in &truth {
        probabilities.extend((0..7).map(|other| if other == class { 0.76 } else { 0.04f32 }));
    }
    let classes = CLASSES.map(String::from);
    let predictions = LabelledPredictions::new(&given[0], &probabilities, &classes).unwrap();
    let issues = predictions.issue_list(Filter::PredictedNotGiven, LabelQuality::SelfConfidence);
    assert!(issues.len() > 10);
    let pixels = (0..ITEMS * 16 * 16 * 3).map(|place| (place * 31 % 251) as u8).collect();
    let images = Images::new(16, pixels).unwrap();
    check("suspects", 200_000, |width| predictions.suspect_sheet(&issues, &images, 14, width));
    let few = Images::new(16, vec![0; 16 * 16 * 3]).unwrap();
    assert!(predictions.suspect_sheet(&issues, &few, 14, Width::default()).is_err());
}
