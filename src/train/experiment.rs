//! Everything that a training needs besides its method.

use super::{
    TrainConfig,
    methods::{JointDistribution, Method},
};
use crate::{
    Error, Result,
    datasets::Dataset,
    images::Augmentation,
    labels::{LabelHead, LabelTable, ReadingReport},
    model::ModelConfig,
    progress,
};

/// Everything that a training needs besides its method.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The name for figures and files.
    pub name: String,
    /// What must stand in every figure, such as that the data is generated.
    pub note: Option<String>,
    /// Noisy training images.
    pub train: Dataset,
    /// Noisy validation images, to select an epoch by.
    pub validation: Dataset,
    /// Test images, with their true labels where these are known.
    pub test: Dataset,
    /// The sizes of the networks.
    pub model: ModelConfig,
    /// The settings that suit this data and scale.
    pub training: TrainConfig,
    /// The settings of the paper's method that suit this data and scale.
    pub joint_distribution: JointDistribution,
    /// How training images are changed before they are shown.
    pub augmentation: Augmentation,
    /// What of its files could not be used or was changed, and why, where that is a part of them.
    pub left_out: Vec<ReadingReport>,
    /// What it was made from, such that the same can be made again; `None` for one put together by hand.
    pub recipe: Option<serde_json::Value>,
    /// How often it was varied ([`Experiment::with`]): each time draws random numbers of its own.
    pub variations: u64,
}

impl Experiment {
    /// An experiment on data of your own, with the paper's settings for CIFAR-10 and images as they are; every field can be
    /// set afterwards.
    ///
    /// ```
    /// use noisyfer::{Seed, datasets::{generated::generated_faces, split}, model::ModelConfig, train::Experiment};
    /// let (train, rest) = split(&generated_faces(60, 32, Seed(0))?, 60, Seed(0))?;
    /// let experiment = Experiment::new("mine", train, rest.clone(), rest, ModelConfig::default())?;
    /// assert_eq!((experiment.train.len(), experiment.validation.len()), (54, 6));
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`validate`](Self::validate).
    pub fn new(name: &str, train: Dataset, validation: Dataset, test: Dataset, model: ModelConfig) -> Result<Self> {
        let [train, validation, test] = without_silent([train, validation, test])?;
        let experiment = Self {
            name: name.into(),
            note: None,
            train,
            validation,
            test,
            model,
            training: TrainConfig::default(),
            joint_distribution: JointDistribution::default(),
            augmentation: Augmentation::None,
            left_out: vec![],
            recipe: None,
            variations: 0,
        };
        experiment.validate()?;
        Ok(experiment)
    }

    /// Checks that the parts agree: sides of images, heads and their classes.
    ///
    /// # Errors
    /// [`Error::Parameter`] or [`Error::Format`] naming the part that does not.
    pub fn validate(&self) -> Result<()> {
        let heads = self.train.labels.heads();
        self.model.validate(heads)?;
        self.augmentation.validate()?;
        for (part, dataset) in [("training", &self.train), ("validation", &self.validation), ("test", &self.test)] {
            let (side, own) = (dataset.images.side(), self.model.side);
            if side != own {
                let found = format!("{side} x {side} pixels");
                let expected = format!("{own} x {own}, the model's side; resize them or set model.side");
                return Err(Error::format(format!("{part} images of {}", self.name), found, expected));
            }
            if dataset.is_empty() {
                return Err(Error::format(format!("{part} images of {}", self.name), "none", "at least 1"));
            }
        }
        for head in heads {
            check_head(&self.validation.labels, head, "validation labels", true)?;
            check_head(&self.test.labels, head, "test labels", false)?;
        }
        self.check_truth()
    }

    /// The true classes of the test images are those of the training's first annotator.
    fn check_truth(&self) -> Result<()> {
        let first =
            |labels: &LabelTable| labels.annotators().first().and_then(LabelHead::classes).map(<[String]>::to_vec);
        let (train, test) = (first(&self.train.labels), first(&self.test.labels));
        if test.is_some() && train != test {
            let names = |classes: Option<Vec<String>>| classes.unwrap_or_default().join(", ");
            return Err(Error::format("the classes of the test labels", names(test), names(train)));
        }
        Ok(())
    }

    /// The method that `text` names, as [`Method`] reads it; an adversarial step with the settings that suit this data.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown name, with those that exist.
    pub fn method(&self, text: &str) -> Result<Method> {
        Ok(text.trim().parse::<Method>()?.with_adversarial(&self.joint_distribution))
    }

    /// The methods that `list` names, separated by commas: `"single:careful, majority-vote, joint-distribution"`.
    ///
    /// # Errors
    /// As [`method`](Self::method).
    pub fn methods(&self, list: &str) -> Result<Vec<Method>> {
        list.split(',').map(|text| self.method(text)).collect()
    }

    /// The same experiment with some of its heads to learn from, such as the emotions without valence and arousal.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) for an unknown head.
    pub fn with_heads(&self, names: &[&str]) -> Result<Self> {
        let select = |dataset: &Dataset| Dataset::new(dataset.images.clone(), dataset.labels.select_heads(names)?);
        Ok(Self { train: select(&self.train)?, validation: select(&self.validation)?, ..self.clone() })
    }
}

/// The three parts without the annotators who labelled no training image: a head of theirs would learn nothing, and guess.
fn without_silent(parts: [Dataset; 3]) -> Result<[Dataset; 3]> {
    let annotators = parts[0].labels.annotators();
    let mut silent = vec![];
    for head in &annotators {
        if parts[0].labels.labels(&head.name)?.iter().all(Option::is_none) {
            silent.push(head.name.as_str());
        }
    }
    if silent.is_empty() || silent.len() == annotators.len() {
        return Ok(parts);
    }
    progress::tell(format_args!("left out, for they labelled no training image: {}", silent.join(", ")));
    let [train, validation, test] = parts;
    let heard = |part: Dataset| {
        let heads = part.labels.heads().iter().map(|head| head.name.as_str());
        let heads: Vec<&str> = heads.filter(|name| !silent.contains(name)).collect();
        Dataset::new(part.images, part.labels.select_heads(&heads)?)
    };
    Ok([heard(train)?, heard(validation)?, heard(test)?])
}

/// A head of the training labels is the same in other labels, where they have or must have it.
fn check_head(labels: &LabelTable, head: &LabelHead, place: &str, required: bool) -> Result<()> {
    match labels.head(&head.name) {
        Ok(found) if found.kind == head.kind => Ok(()),
        Ok(_) => Err(Error::format(
            place,
            format!("head {:?} with other classes or values", head.name),
            "those of the training labels",
        )),
        Err(_) if required => {
            Err(Error::format(place, format!("no head {:?}", head.name), "the heads of the training labels"))
        }
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Seed, datasets::generated::generated_faces, labels::LabelHead};

    fn faces(side: usize) -> Dataset {
        generated_faces(6, side, Seed(0)).unwrap()
    }

    fn error(train: Dataset, validation: Dataset, test: Dataset) -> String {
        Experiment::new("mine", train, validation, test, ModelConfig::default()).unwrap_err().to_string()
    }

    #[test]
    fn who_labelled_nothing_is_left_out() {
        let mut train = faces(32);
        let head = train.labels.head("hasty").unwrap().clone();
        train.labels = train.labels.with_labels(head, &[None; 6]).unwrap();
        let experiment = Experiment::new("mine", train, faces(32), faces(32), ModelConfig::default()).unwrap();
        for part in [&experiment.train, &experiment.validation, &experiment.test] {
            let names: Vec<&str> = part.labels.heads().iter().map(|head| head.name.as_str()).collect();
            assert_eq!(names, ["careful", "reserved", "affect"]);
            assert!(part.labels.truth().is_some());
        }
    }

    #[test]
    fn parts_that_disagree_are_named() {
        assert!(Experiment::new("mine", faces(32), faces(32), faces(32), ModelConfig::default()).is_ok());
        let side = error(faces(32), faces(32), faces(64));
        assert!(
            side.starts_with("test images of mine: found 64 x 64 pixels, expected 32 x 32, the model's side"),
            "{side}"
        );
        let fewer = Dataset::new(faces(32).images, faces(32).labels.select_heads(&["careful"]).unwrap()).unwrap();
        assert_eq!(
            error(faces(32), fewer, faces(32)),
            "validation labels: found no head \"reserved\", expected the heads of the training labels"
        );
        let other = LabelHead::categorical("careful", &["yes", "no"]);
        let other = Dataset::new(faces(32).images, faces(32).labels.without_truth().with_head(other, &[0; 6]).unwrap())
            .unwrap();
        assert!(
            error(faces(32), faces(32), other).starts_with("test labels: found head \"careful\" with other classes")
        );
    }

    #[test]
    fn the_joint_distribution_takes_the_datas_settings() {
        let mut experiment = Experiment::new("mine", faces(32), faces(32), faces(32), ModelConfig::default()).unwrap();
        experiment.joint_distribution.lambda_gan = 0.25;
        let methods = experiment.methods("single:careful, joint-distribution").unwrap();
        assert_eq!(methods[0].to_string(), "single:careful");
        assert_eq!(methods[1].adversarial().unwrap().lambda_gan, 0.25);
        let robust = experiment.method("robust-joint").unwrap();
        assert_eq!((robust.name(), robust.adversarial().unwrap().lambda_gan), ("robust-joint", 0.25));
        assert!(experiment.methods("majority-vote, none").is_err());
    }
}
