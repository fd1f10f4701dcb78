//! Which trainings of a comparison are the same but for their seed.

use super::Comparison;
use crate::{
    Seed,
    labels::LabelHead,
    metrics::mean_and_deviation,
    model::ModelConfig,
    train::{Method, TrainConfig, Training},
};

/// The trainings of one method under the same settings, one a seed; never empty. One that was stopped is a group of its own, lest it
/// spoil the mean of the others.
pub(super) struct Group<'a> {
    /// The method's name, and the settings that tell it from other groups of this method.
    pub name: String,
    pub trainings: Vec<&'a Training>,
}

impl<'a> Group<'a> {
    pub fn first(&self) -> &'a Training {
        self.trainings[0]
    }

    /// The training with this seed.
    pub fn with_seed(&self, seed: Seed) -> Option<&'a Training> {
        self.trainings.iter().copied().find(|training| training.config.seed == seed)
    }

    /// Those of `groups` that were trained the same way, and as long, but for adversarial steps; `None` for a method without such
    /// steps, and where there is none.
    pub fn baseline<'b>(&self, groups: &'b [Group<'a>]) -> Option<&'b Group<'a>> {
        let without = self.first().method.without_adversarial()?;
        let own = Key { method: &without, ..key(self.first()) };
        groups.iter().find(|group| key(group.first()) == own && stopped(group.first()) == stopped(self.first()))
    }

    /// The trainings of this and of another group that have their seed in common, and their test images.
    pub fn pairs(&self, other: &Group<'a>) -> Vec<(&'a Training, &'a Training)> {
        let mut pairs = vec![];
        for own in &self.trainings {
            let same = other.with_seed(own.config.seed).filter(|other| are_tested_alike(own, other));
            pairs.extend(same.map(|other| (*own, other)));
        }
        pairs
    }

    /// A number of each training; those that have it.
    pub fn values(&self, value: impl Fn(&Training) -> Option<f64>) -> Vec<f64> {
        self.trainings.iter().filter_map(|training| value(training)).collect()
    }

    /// The mean accuracy of the last epoch over the seeds, in [0, 1].
    pub fn accuracy(&self) -> f64 {
        mean_and_deviation(&self.values(|training| Some(training.last.accuracy()))).0
    }
}

/// The most accurate of `groups`: several where they are the same to a tenth of a point.
pub(super) fn most_accurate<'a, 'b>(groups: &'b [Group<'a>]) -> Vec<&'b Group<'a>> {
    let shown = |group: &Group| (1000.0 * group.accuracy()).round();
    let most = groups.iter().map(shown).fold(f64::MIN, f64::max);
    groups.iter().filter(|group| shown(group) == most).collect()
}

/// Their names, as in a sentence.
pub(super) fn names(groups: &[&Group]) -> String {
    groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(" and ")
}

impl Comparison {
    /// The groups, in the order in which their first trainings were added.
    pub(super) fn groups(&self) -> Vec<Group<'_>> {
        let mut groups: Vec<Group> = vec![];
        for training in &self.trainings {
            let is_same = |other: &Training| key(other) == key(training) && stopped(other) == stopped(training);
            match groups.iter_mut().find(|group| is_same(group.first())) {
                Some(group) => group.trainings.push(training),
                None => groups.push(Group { name: training.title(), trainings: vec![training] }),
            }
        }
        let names: Vec<String> = groups.iter().map(|group| told_apart(group, &groups)).collect();
        for (group, name) in groups.iter_mut().zip(names) {
            group.name = name;
        }
        groups
    }
}

/// Whether two trainings were compared with the same classes, as far as they keep them.
fn are_tested_alike(one: &Training, other: &Training) -> bool {
    let (one, other) = (&one.last.reference, &other.last.reference);
    one.is_empty() || other.is_empty() || one == other
}

/// What all trainings of a group have in common.
#[derive(PartialEq)]
pub(super) struct Key<'a> {
    method: &'a Method,
    heads: &'a [LabelHead],
    model: &'a ModelConfig,
    settings: TrainConfig,
}

pub(super) fn key(training: &Training) -> Key<'_> {
    let settings = TrainConfig { seed: Seed(0), ..training.config.without_reports() };
    Key { method: &training.method, heads: &training.heads, model: &training.model, settings }
}

/// After how many epochs a training was stopped.
fn stopped(training: &Training) -> Option<usize> {
    training.interrupted.then_some(training.history.len())
}

/// The method's name, with the settings in which the group differs from others of the method, and where it was stopped:
/// "… (lambda_gan 0.4, stopped after 7 of 10 epochs)".
fn told_apart(group: &Group, groups: &[Group]) -> String {
    let title = group.first().title();
    let own = settings(group.first());
    let mut different = vec![];
    for other in groups.iter().filter(|other| other.first().title() == title) {
        for ((name, value), (_, other)) in own.iter().zip(settings(other.first())) {
            let text = format!("{name} {value}");
            if *value != other && !different.contains(&text) {
                different.push(text);
            }
        }
    }
    if let Some(epochs) = stopped(group.first()) {
        different.push(format!("stopped after {epochs} of {} epochs", group.first().config.epochs));
    }
    if different.is_empty() { title } else { format!("{title} ({})", different.join(", ")) }
}

/// Name and value of everything in [`key`]: heads, and the settings of method, networks and training.
fn settings(training: &Training) -> Vec<(String, String)> {
    let Key { method, heads, model, settings } = key(training);
    let heads: Vec<&str> = heads.iter().map(|head| head.name.as_str()).collect();
    let mut all = vec![("heads".to_string(), heads.join(" and "))];
    let method = serde_json::json!(method)["settings"].take();
    for fields in [method, serde_json::json!(model), serde_json::json!(settings)] {
        for (name, value) in fields.as_object().into_iter().flatten() {
            all.push((name.clone(), value.to_string().replace('"', "")));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use crate::{
        Seed,
        comparison::tests::comparison,
        train::{
            TrainConfig,
            made_up::made_up,
            methods::{JointDistribution, MultiTask},
        },
    };

    fn names(trainings: Vec<crate::train::Training>) -> Vec<(String, usize)> {
        let comparison = comparison(trainings);
        comparison.groups().into_iter().map(|group| (group.name, group.trainings.len())).collect()
    }

    #[test]
    fn seeds_are_one_group_and_settings_are_not() {
        let config = |seed: u64| TrainConfig { seed: Seed(seed), ..TrainConfig::default() };
        let joint = |lambda_gan: f64, seed: u64| {
            let method = JointDistribution { lambda_gan, ..JointDistribution::default() };
            made_up(&method.into(), &config(seed), 0..60)
        };
        let plain = made_up(&MultiTask {}.into(), &config(0), 0..60);
        let groups = names(vec![joint(1.0, 0), plain, joint(0.4, 0), joint(1.0, 1)]);
        let expected = [
            ("Joint distribution (lambda_gan 1.0)", 2),
            ("Multi-task CE", 1),
            ("Joint distribution (lambda_gan 0.4)", 1),
        ];
        assert_eq!(groups, expected.map(|(name, seeds)| (name.to_string(), seeds)));
    }

    #[test]
    fn a_training_that_was_stopped_is_no_part_of_a_mean() {
        let of = |seed: u64, interrupted: bool, right: usize| {
            let config = TrainConfig { seed: Seed(seed), epochs: 3, ..TrainConfig::default() };
            crate::train::Training { interrupted, ..made_up(&MultiTask {}.into(), &config, 0..right) }
        };
        let comparison = comparison(vec![of(0, false, 80), of(1, true, 20), of(2, false, 82)]);
        let groups: Vec<_> = comparison.groups().iter().map(|group| (group.name.clone(), group.accuracy())).collect();
        assert_eq!(groups[0], ("Multi-task CE".to_string(), 0.81));
        assert_eq!(groups[1], ("Multi-task CE (stopped after 1 of 3 epochs)".to_string(), 0.2));
    }

    #[test]
    fn a_baseline_that_was_stopped_is_none() {
        let baseline = |interrupted: bool| {
            let without =
                crate::train::Training { interrupted, ..made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..60) };
            let joint = made_up(&JointDistribution::default().into(), &TrainConfig::default(), 0..60);
            let comparison = comparison(vec![without, joint]);
            let groups = comparison.groups();
            groups[1].baseline(&groups).map(|group| group.name.clone())
        };
        assert_eq!((baseline(false), baseline(true)), (Some("Multi-task CE".to_string()), None));
    }

    #[test]
    fn a_baseline_is_trained_as_long() {
        let config = |epochs: usize| TrainConfig { epochs, ..TrainConfig::default() };
        let joint = made_up(&JointDistribution::default().into(), &config(30), 0..60);
        let without = |epochs: usize| made_up(&MultiTask {}.into(), &config(epochs), 0..50);
        let comparison = comparison(vec![without(10), joint, without(30)]);
        let groups = comparison.groups();
        let baseline = groups[1].baseline(&groups).unwrap();
        assert_eq!(baseline.first().config.epochs, 30);
        assert!(groups[1].baseline(&groups[..2]).is_none());
    }

    #[test]
    fn trainings_on_other_test_images_are_no_pair() {
        let joint = made_up(&JointDistribution::default().into(), &TrainConfig::default(), 0..60);
        let mut without = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..50);
        let mut pairs = |reference: Vec<u8>| {
            without.last.reference = reference;
            let comparison = comparison(vec![joint.clone(), without.clone()]);
            let groups = comparison.groups();
            groups[0].pairs(&groups[1]).len()
        };
        // A run of before the classes were kept is taken to have the same.
        assert_eq!([pairs(joint.last.reference.clone()), pairs(vec![]), pairs(vec![0; 9])], [1, 1, 0]);
    }

    #[test]
    fn other_networks_are_a_group_of_their_own() {
        let wide = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..60);
        let mut narrow = wide.clone();
        narrow.model.widths = [8, 8, 8];
        let groups = names(vec![wide, narrow]);
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[1], ("Multi-task CE (widths [8,8,8])".into(), 1));
    }

    #[test]
    fn fewer_heads_are_a_group_of_their_own() {
        let all = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..60);
        let mut fewer = all.clone();
        fewer.heads[0].name = "other".into();
        let groups = names(vec![all, fewer]);
        assert_eq!(groups, [("Multi-task CE (heads emotion)".into(), 1), ("Multi-task CE (heads other)".into(), 1)]);
    }
}
