//! Experiments made harder on purpose: noisier labels, fewer of them, fewer images.

use super::Recipe;
use crate::{
    Error, Result, Seed,
    datasets::Dataset,
    labels::{
        LabelHead, LabelTable, TransitionMatrix,
        noise::{class_noise, copied_labels, missing_labels},
    },
    train::Experiment,
};
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// One thing that is changed about an experiment; the seed says how it falls out.
///
/// ```
/// use noisyfer::{Seed, experiment::{Scale, Variation}, train::Experiment};
/// let faces = Experiment::faces(Scale::Smoke, Seed(0))?;
/// let noisy = faces.with(&"symmetric-noise=0.6".parse()?, Seed(1))?;
/// assert_eq!(noisy.name, "Generated faces, symmetric noise 0.6");
/// let few = noisy.with(&Variation::TrainingImages(90), Seed(1))?;
/// assert_eq!((few.train.len(), few.training.epochs), (90, 8)); // instead of 360 and 2
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variation {
    /// Every annotator is replaced by one who has labelled the same images and, for a share of them in [0, 1], names any of the
    /// wrong classes, all alike and independently of the others.
    SymmetricNoise(f64),
    /// Every annotator but the first repeats the first one's label for a share of the images in [0, 1], right or wrong: errors that
    /// agree.
    CopiedLabels(f64),
    /// Every annotator leaves out a share of the images in [0, 1), at random.
    MissingLabels(f64),
    /// So many training images, at random, at least 2. Epochs, and those before the first adversarial step, grow as the images
    /// become fewer, such that a training takes about as many steps.
    TrainingImages(usize),
}

impl Variation {
    fn check(self) -> Result<()> {
        let (value, good, expected) = match self {
            Self::SymmetricNoise(share) | Self::CopiedLabels(share) => (share, (0.0..=1.0).contains(&share), "0 to 1"),
            Self::MissingLabels(share) => (share, (0.0..1.0).contains(&share), "at least 0 and below 1"),
            Self::TrainingImages(count) => (count as f64, count >= 2, "at least 2"),
        };
        if good { Ok(()) } else { Err(Error::parameter(self.name(), value, expected)) }
    }

    /// What stands behind the name of an experiment that is varied so.
    pub(crate) fn title(self) -> String {
        format!(", {}", self.to_string().replace(['-', '='], " "))
    }

    /// The axis that its values lie on, and which value it is there.
    pub(crate) fn place(self) -> (&'static str, f64) {
        let percent = |share: f64| (1e4 * share).round() / 100.0;
        match self {
            Self::SymmetricNoise(share) => ("Wrong labels (%)", percent(share)),
            Self::CopiedLabels(share) => ("Copied labels (%)", percent(share)),
            Self::MissingLabels(share) => ("Missing labels (%)", percent(share)),
            Self::TrainingImages(count) => ("Training images", count as f64),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::SymmetricNoise(_) => "symmetric-noise",
            Self::CopiedLabels(_) => "copied-labels",
            Self::MissingLabels(_) => "missing-labels",
            Self::TrainingImages(_) => "training-images",
        }
    }
}

impl fmt::Display for Variation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SymmetricNoise(share) | Self::CopiedLabels(share) | Self::MissingLabels(share) => {
                write!(f, "{}={share}", self.name())
            }
            Self::TrainingImages(count) => write!(f, "{}={count}", self.name()),
        }
    }
}

impl FromStr for Variation {
    type Err = Error;

    /// `symmetric-noise=0.4`, `copied-labels=0.5`, `missing-labels=0.5` or `training-images=500`.
    fn from_str(text: &str) -> Result<Self> {
        let unknown = || {
            let expected = "symmetric-noise, copied-labels, missing-labels or training-images, = and a number";
            Error::parameter("a variation", format!("{text:?}"), expected)
        };
        let (name, value) = text.split_once('=').ok_or_else(unknown)?;
        let share = || value.parse::<f64>().map_err(|_| unknown());
        let variation = match name {
            "symmetric-noise" => Self::SymmetricNoise(share()?),
            "copied-labels" => Self::CopiedLabels(share()?),
            "missing-labels" => Self::MissingLabels(share()?),
            "training-images" => Self::TrainingImages(value.parse().map_err(|_| unknown())?),
            _ => return Err(unknown()),
        };
        variation.check()?;
        Ok(variation)
    }
}

/// A variation and what it fell out by, as recipes store it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Varied {
    /// What is changed.
    pub variation: Variation,
    /// How it falls out.
    pub seed: Seed,
}

impl Experiment {
    /// The same experiment but for one thing. Annotators are those of the training images; on validation and test images, where
    /// these have labels by them, they err in the same way.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a share or number outside its range, more training images than there are, annotators who disagree on
    /// the classes, or [`Variation::SymmetricNoise`] for images without true labels or after [`Variation::CopiedLabels`].
    pub fn with(&self, variation: &Variation, seed: Seed) -> Result<Self> {
        variation.check()?;
        self.check_order(*variation)?;
        let mut varied = match *variation {
            Variation::TrainingImages(count) => self.with_training_images(count, seed)?,
            Variation::SymmetricNoise(rate) => {
                self.relabelled(seed, |labels, annotators, rng| symmetric(labels, annotators, rate, rng))?
            }
            Variation::CopiedLabels(share) => {
                self.relabelled(seed, |labels, annotators, rng| copied(labels, annotators, share, rng))?
            }
            Variation::MissingLabels(share) => {
                self.relabelled(seed, |labels, annotators, rng| missing(labels, annotators, share, rng))?
            }
        };
        varied.name = format!("{}{}", self.name, variation.title());
        varied.variations = self.variations + 1;
        varied.recipe = Recipe::of(self).ok().and_then(|recipe| recipe.varied(*variation, seed).value());
        Ok(varied)
    }

    /// Noise gives every label anew, so that copies made before it would be gone.
    fn check_order(&self, variation: Variation) -> Result<()> {
        let is_copied = |recipe: &Recipe| match recipe {
            Recipe::Varied { variations, .. } => {
                variations.iter().any(|before| matches!(before.variation, Variation::CopiedLabels(_)))
            }
            _ => false,
        };
        if matches!(variation, Variation::SymmetricNoise(_)) && Recipe::of(self).is_ok_and(|recipe| is_copied(&recipe))
        {
            return Err(Error::parameter(
                "symmetric-noise",
                "after copied-labels, whose copies it replaces",
                "before it",
            ));
        }
        Ok(())
    }

    fn with_training_images(&self, count: usize, seed: Seed) -> Result<Self> {
        let all = self.train.len();
        if count > all {
            return Err(Error::parameter("training-images", count, format!("at most {all}, which there are")));
        }
        let mut rows: Vec<usize> = (0..all).collect();
        rows.shuffle(&mut seed.stream("training images", 0));
        let longer = |epochs: usize| (epochs * all).div_ceil(count);
        let mut fewer = Self { train: self.train.select(&rows[..count])?, ..self.clone() };
        fewer.training.epochs = longer(self.training.epochs);
        fewer.joint_distribution.gan_start_epoch = longer(self.joint_distribution.gan_start_epoch);
        fewer.joint_distribution.ramp_epochs = longer(self.joint_distribution.ramp_epochs);
        Ok(fewer)
    }

    /// The labels of all annotators replaced by what `change` makes of those of a part, with a stream of its own for each part and
    /// variation: which label was drawn before must not decide on whether it is left out now.
    fn relabelled(
        &self,
        seed: Seed,
        change: impl Fn(&LabelTable, &[LabelHead], &mut ChaCha8Rng) -> Result<Vec<Labels>>,
    ) -> Result<Self> {
        let annotators = self.train.labels.annotators();
        let part = |name: &str, dataset: &Dataset| -> Result<Dataset> {
            let there = |head: &&LabelHead| dataset.labels.head(&head.name).is_ok();
            let own: Vec<LabelHead> = annotators.iter().filter(there).cloned().collect();
            let mut labels = dataset.labels.clone();
            let rng = &mut seed.stream(&format!("variation/{name}"), self.variations);
            for (head, changed) in own.iter().zip(change(&dataset.labels, &own, rng)?) {
                labels = labels.with_labels(head.clone(), &changed)?;
            }
            Dataset::new(dataset.images.clone(), labels)
        };
        Ok(Self {
            train: part("training", &self.train)?,
            validation: part("validation", &self.validation)?,
            test: part("test", &self.test)?,
            ..self.clone()
        })
    }
}

/// What one annotator says of each row.
type Labels = Vec<Option<u8>>;

fn symmetric(labels: &LabelTable, annotators: &[LabelHead], rate: f64, rng: &mut ChaCha8Rng) -> Result<Vec<Labels>> {
    let Some(classes) = annotators.first().and_then(LabelHead::classes) else { return Ok(vec![]) };
    if annotators.iter().any(|head| head.classes() != Some(classes)) {
        return Err(Error::parameter("the annotators", "different classes", "the same for symmetric-noise"));
    }
    let unknown = || Error::parameter("the images", "no true labels", "true labels, which symmetric-noise errs from");
    let (truth, noise) = (labels.truth().ok_or_else(unknown)?, TransitionMatrix::symmetric(classes, rate)?);
    let mut all = vec![];
    for head in annotators {
        let wrong = class_noise(&truth, &noise, rng)?.labels;
        let given = labels.labels(&head.name)?.into_iter().zip(wrong);
        all.push(given.map(|(before, wrong)| before.and(Some(wrong))).collect());
    }
    Ok(all)
}

fn copied(labels: &LabelTable, annotators: &[LabelHead], share: f64, rng: &mut ChaCha8Rng) -> Result<Vec<Labels>> {
    let mut all: Vec<Labels> = vec![];
    for head in annotators {
        let mut own = labels.labels(&head.name)?;
        if let Some(first) = all.first() {
            let same = annotators[0].kind == head.kind;
            if !same {
                return Err(Error::parameter("the annotators", "different classes", "the same for copied-labels"));
            }
            own = copied_labels(&own, first, share, rng)?.labels;
        }
        all.push(own);
    }
    Ok(all)
}

fn missing(labels: &LabelTable, annotators: &[LabelHead], share: f64, rng: &mut ChaCha8Rng) -> Result<Vec<Labels>> {
    let mut all = vec![];
    for head in annotators {
        let shares = vec![share; head.width()];
        all.push(missing_labels(&labels.labels(&head.name)?, &shares, rng)?.labels);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        experiment::Scale,
        metrics::{both_known, share_equal},
    };

    fn faces() -> Experiment {
        Experiment::faces(Scale::Smoke, Seed(0)).unwrap()
    }

    fn varied(text: &str) -> Experiment {
        faces().with(&text.parse().unwrap(), Seed(1)).unwrap()
    }

    fn of(dataset: &Dataset, annotator: &str) -> Labels {
        dataset.labels.labels(annotator).unwrap()
    }

    fn agreement(one: &[Option<u8>], other: &[Option<u8>]) -> f64 {
        share_equal(both_known(one, other))
    }

    #[test]
    fn annotators_err_as_often_as_they_are_told_and_each_on_their_own() {
        let noisy = varied("symmetric-noise=0.6");
        for part in [&noisy.train, &noisy.validation, &noisy.test] {
            let truth: Labels = part.labels.truth().unwrap().into_iter().map(Some).collect();
            let deviation = (0.6 * 0.4 / part.len() as f64).sqrt();
            for name in ["careful", "reserved", "hasty"] {
                let right = agreement(&truth, &of(part, name));
                assert!((right - 0.4).abs() < 4.0 * deviation, "{name}: {right}");
            }
            assert!(agreement(&of(part, "careful"), &of(part, "hasty")) < 0.4);
            assert_eq!(part.labels.truth_values("affect").unwrap().len(), 2 * part.len());
        }
        assert_eq!(noisy.train.labels.heads(), faces().train.labels.heads());
        assert_eq!(of(&varied("symmetric-noise=0.6").train, "hasty"), of(&noisy.train, "hasty"));
        let no_truth = Dataset::new(faces().train.images, faces().train.labels.without_truth()).unwrap();
        let no_truth = Experiment { train: no_truth, ..faces() };
        let error = no_truth.with(&Variation::SymmetricNoise(0.1), Seed(0)).unwrap_err().to_string();
        assert_eq!(error, "the images must be true labels, which symmetric-noise errs from, got no true labels");
    }

    #[test]
    fn labels_are_copied_and_left_out() {
        let (before, copied, missing) = (faces(), varied("copied-labels=1"), varied("missing-labels=0.5"));
        assert_eq!(of(&copied.train, "careful"), of(&before.train, "careful"));
        assert_eq!(of(&copied.train, "hasty"), of(&before.train, "careful"));
        let error = copied.with(&Variation::SymmetricNoise(0.5), Seed(1)).unwrap_err().to_string();
        assert!(error.contains("symmetric-noise must be before it, got after copied-labels"), "{error}");
        let known = of(&missing.train, "hasty").iter().flatten().count();
        assert!((140..220).contains(&known), "{known} of 360");
        assert_eq!(agreement(&of(&missing.train, "hasty"), &of(&before.train, "hasty")), 1.0);
        // Who has not labelled an image before is not made to.
        let noisy = missing.with(&Variation::SymmetricNoise(0.5), Seed(1)).unwrap();
        let labelled = |labels: Labels| labels.iter().map(Option::is_some).collect::<Vec<_>>();
        assert_eq!(labelled(of(&noisy.train, "hasty")), labelled(of(&missing.train, "hasty")));
    }

    #[test]
    fn what_one_variation_draws_tells_nothing_of_the_next() {
        let noisy = varied("symmetric-noise=0.6");
        let then = |text: &str| noisy.with(&text.parse().unwrap(), Seed(1)).unwrap().train;
        let (missing, copied) = (then("missing-labels=0.5"), then("copied-labels=0.5"));
        for name in ["careful", "reserved", "hasty"] {
            let (before, after) = (of(&noisy.train, name), of(&missing, name));
            for class in 0..7 {
                let count = |labels: &[Option<u8>]| labels.iter().filter(|label| **label == Some(class)).count() as f64;
                let share = count(&after) / count(&before);
                assert!((0.25..0.75).contains(&share), "{name} keeps {share} of class {class}");
            }
        }
        // Of the faces whose class is the last and that the first annotator has right, the second repeats a half, and has 40 % of the others
        // right: 0.7.
        let truth = copied.labels.truth().unwrap();
        let (first, second) = (of(&copied, "careful"), of(&copied, "reserved"));
        let (mut right, mut agree) = (0.0, 0.0);
        for row in 0..truth.len() {
            if truth[row] == 6 && first[row] == Some(6) {
                right += 1.0;
                agree += f64::from(second[row] == Some(6));
            }
        }
        assert!((0.5..0.95).contains(&(agree / right)), "{agree} of {right}");
        // The same once more leaves out half of the rest.
        let twice = noisy.with(&Variation::MissingLabels(0.5), Seed(1)).unwrap();
        let twice = twice.with(&Variation::MissingLabels(0.5), Seed(1)).unwrap();
        let known = of(&twice.train, "hasty").iter().flatten().count();
        assert!((60..120).contains(&known), "{known} of 360");
    }

    #[test]
    fn fewer_images_are_seen_more_often() {
        let (before, few) = (faces(), varied("training-images=100"));
        assert_eq!((few.train.len(), few.validation.len(), few.test.len()), (100, 40, 200));
        assert_eq!((few.training.epochs, few.joint_distribution.gan_start_epoch), (8, 4));
        assert_ne!(few.train.labels.names(), before.train.labels.names()[..100]);
        let error = before.with(&Variation::TrainingImages(361), Seed(0)).unwrap_err().to_string();
        assert_eq!(error, "training-images must be at most 360, which there are, got 361");
    }

    #[test]
    fn variations_are_texts_and_parts_of_recipes() {
        for text in ["symmetric-noise=0.25", "copied-labels=1", "missing-labels=0.5", "training-images=500"] {
            assert_eq!(text.parse::<Variation>().unwrap().to_string(), text);
        }
        for text in ["symmetric-noise", "noise=0.5", "symmetric-noise=much", "training-images=0.5"] {
            let error = text.parse::<Variation>().unwrap_err().to_string();
            assert!(error.starts_with("a variation must be symmetric-noise, copied-labels,"), "{error}");
        }
        assert!(
            "missing-labels=1".parse::<Variation>().is_err() && "symmetric-noise=nan".parse::<Variation>().is_err()
        );
        let twice = varied("missing-labels=0.5").with(&Variation::TrainingImages(50), Seed(2)).unwrap();
        let again = Recipe::of(&twice).unwrap().build().unwrap();
        assert_eq!(again.train.fingerprint(), twice.train.fingerprint());
        assert_eq!((again.name, again.training), (twice.name, twice.training));
    }
}
