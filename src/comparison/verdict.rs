//! What the numbers of a comparison say, in a sentence.

use super::{
    Comparison,
    groups::{Group, most_accurate, names},
};
use crate::{
    metrics::{McNemar, PairedDifference},
    text::signed,
    train::{Method, Reference, Training},
};

/// Below this p value a test calls a difference clear.
const SIGNIFICANT: f64 = 0.05;

/// A difference over several seeds, which also share their test images.
pub(super) struct Effect {
    /// In points of accuracy.
    pub difference: PairedDifference,
    /// With how many seeds McNemar's test finds it too.
    found: usize,
    /// Of how many, those whose predictions are known.
    tested: usize,
}

impl Effect {
    /// Whether the interval leaves out zero, and it takes more than a few images with any seed.
    pub fn is_clear(&self) -> bool {
        self.difference.is_clear() && (self.found > 0 || self.tested == 0)
    }
}

impl Comparison {
    /// Says which method is best on the last epoch, and what adversarial steps change against the same heads and task loss without
    /// them (multi-task cross entropy, or the latent truth) under the same fidelity. Written from the numbers, also when they do not help.
    ///
    /// Both were trained with the same seeds and see the same test images, so they are compared in pairs: over two or more
    /// seeds by the 95 % interval of their mean difference ([`PairedDifference`]), over the images by McNemar's test
    /// ([`McNemar`]). With several seeds a difference is called clear when the interval leaves out zero and the test finds
    /// it for at least one seed, with one seed when the test finds it.
    pub fn verdict(&self) -> String {
        let groups = self.groups();
        let all_best = most_accurate(&groups);
        let Some(best) = all_best.first() else { return "Nothing was trained.".into() };
        let note = self.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let is_best = match (self.against(), all_best.len()) {
            (Reference::Truth, 1) => "is most accurate on the clean test images",
            (Reference::Truth, _) => "are most accurate on the clean test images",
            (Reference::GivenLabels, 1) => "agrees best with the given labels of the test images",
            (Reference::GivenLabels, _) => "agree best with the given labels of the test images",
        };
        let share = 100.0 * best.accuracy();
        let mut text =
            format!("{}{note}: after the last epoch {} {is_best}, {share:.1} %.", self.experiment, names(&all_best));
        if !has_learned(best) {
            let chance = 100.0 * chance(best.first());
            return text + &format!(" That is not clearly above chance ({chance:.1} %): nothing was learned yet.");
        }
        let are = if all_best.len() > 1 { "They are" } else { "It is" };
        for (name, line) in &self.references {
            let word = if best.accuracy() > *line { "above" } else { "not above" };
            text += &format!(" {are} {word} {name}, {:.1} %.", 100.0 * line);
        }
        let at_chance = groups.iter().filter(|group| !has_learned(group)).map(|group| group.name.as_str());
        let at_chance: Vec<&str> = at_chance.collect();
        if !at_chance.is_empty() {
            text += &format!(" Not clearly above chance after these epochs: {}.", at_chance.join(", "));
        }
        for group in &groups {
            if let Some(without) = group.first().method.without_adversarial() {
                text += &self.effect(group, &without, &groups);
            }
        }
        if self.against() == Reference::GivenLabels {
            text +=
                " The truth is not known: who agrees more with labels that may be wrong need not be right more often.";
        }
        if best.trainings.len() < 3 {
            text += " A claim about the methods takes at least three seeds.";
        }
        text
    }

    /// What `adversarial` changes against `without`, trained under the same fidelity.
    fn effect(&self, adversarial: &Group, without: &Method, groups: &[Group]) -> String {
        let Some(baseline) = adversarial.baseline(groups) else {
            let missing = without.title_under(adversarial.first().config.fidelity);
            return format!(
                " {} is not compared: no {missing} was trained beside it under the same settings.",
                adversarial.name
            );
        };
        if !adversarial.first().is_adversarial() {
            return format!(
                " {} is not compared: it made no adversarial step, its epochs are too few.",
                adversarial.name
            );
        }
        let pairs = adversarial.pairs(baseline);
        let names = format!(" {} against {}", adversarial.name, baseline.name);
        match pairs.as_slice() {
            [] => format!("{names}: no seed in common, so no comparison."),
            [(with, without)] => names + &self.effect_on_images(with, without),
            _ => names + &self.effect_over_seeds(&pairs),
        }
    }

    /// With one seed, only the images can tell.
    fn effect_on_images(&self, with: &Training, without: &Training) -> String {
        let change = 100.0 * (with.last.accuracy() - without.last.accuracy());
        let Some(test) = self.mcnemar(with, without) else {
            return format!(
                ": {} points with one seed; not tested, for the true or the predicted class of each image is not known.",
                signed(change)
            );
        };
        let McNemar { first_only, second_only, p } = test;
        let right = match self.against() {
            Reference::Truth => "right",
            Reference::GivenLabels => "as they were labelled",
        };
        format!(
            ": {} points with one seed; {first_only} test images are {right} only with adversarial steps, {second_only} only \
             without (McNemar's test, {}): {}.",
            signed(change),
            if p < 0.001 { "p < 0.001".into() } else { format!("p = {p:.3}") },
            words(change, p < SIGNIFICANT)
        )
    }

    fn effect_over_seeds(&self, pairs: &[(&Training, &Training)]) -> String {
        let Some(effect) = self.effect_of(pairs) else { return String::new() };
        let PairedDifference { pairs: seeds, mean, interval, .. } = effect.difference;
        let [low, high] = interval.map(signed);
        let conclusion = match effect.difference.is_clear() {
            true if !effect.is_clear() => "the seeds agree, but the test images are too few to tell",
            is_clear => words(mean, is_clear),
        };
        let of_images = match effect.tested {
            0 => String::new(),
            tested => format!(", found by McNemar's test on the test images with {} of {tested} seeds", effect.found),
        };
        format!(": {} points over {seeds} seeds, 95 % interval {low} to {high}{of_images}: {conclusion}.", signed(mean))
    }

    /// What the first of each pair changes against the second, a pair a seed; `None` for fewer than two.
    pub(super) fn effect_of(&self, pairs: &[(&Training, &Training)]) -> Option<Effect> {
        let (mut first, mut second, mut tests) = (vec![], vec![], vec![]);
        for (with, without) in pairs {
            first.push(100.0 * with.last.accuracy());
            second.push(100.0 * without.last.accuracy());
            tests.extend(self.mcnemar(with, without));
        }
        let difference = PairedDifference::new(&first, &second).ok()?;
        let same_sign = |test: &McNemar| (test.first_only > test.second_only) == (difference.mean > 0.0);
        let found = tests.iter().filter(|test| test.p < SIGNIFICANT && same_sign(test)).count();
        Some(Effect { difference, found, tested: tests.len() })
    }

    /// `None` where the true class of each image is not known, or the predicted one, as for trainings stored before it was kept.
    fn mcnemar(&self, with: &Training, without: &Training) -> Option<McNemar> {
        let own = &with.last.reference;
        let reference = if own.is_empty() { &self.truth } else { own };
        McNemar::new(reference, &with.last.predicted, &without.last.predicted).ok()
    }
}

fn words(change: f64, is_clear: bool) -> &'static str {
    match (is_clear, change > 0.0) {
        (false, _) => "no clear difference",
        (true, true) => "adversarial steps helped here",
        (true, false) => "adversarial steps hurt here",
    }
}

/// The accuracy of guessing, in [0, 1].
fn chance(training: &Training) -> f64 {
    1.0 / training.last.confusion.classes().len().max(1) as f64
}

/// Whether the mean accuracy is two standard errors of the test images above chance.
fn has_learned(group: &Group) -> bool {
    let chance = chance(group.first());
    let images = group.first().last.confusion.total().max(1) as f64;
    group.accuracy() - chance >= 2.0 * (chance * (1.0 - chance) / images).sqrt()
}

#[cfg(test)]
mod tests {
    use crate::{
        Fidelity, Seed,
        comparison::tests::comparison,
        train::{
            Method, TrainConfig, Training,
            made_up::made_up,
            methods::{JointDistribution, MultiTask},
        },
    };

    /// Trainings with seeds 0, 1, …, each with as many images right as given, the first ones.
    fn seeds(method: &Method, fidelity: Fidelity, right: &[usize]) -> Vec<Training> {
        let config = |seed: usize| TrainConfig { seed: Seed(seed as u64), fidelity, ..TrainConfig::default() };
        right.iter().enumerate().map(|(seed, &right)| made_up(method, &config(seed), 0..right)).collect()
    }

    fn with_and_without(adversarial: &[usize], baseline: &[usize]) -> String {
        let mut trainings = seeds(&JointDistribution::default().into(), Fidelity::Corrected, adversarial);
        trainings.extend(seeds(&MultiTask {}.into(), Fidelity::Corrected, baseline));
        comparison(trainings).verdict()
    }

    #[track_caller]
    fn assert_says(verdict: &str, part: &str) {
        assert!(verdict.contains(part), "{part:?} is not in {verdict:?}");
    }

    #[test]
    fn adversarial_steps_that_help_over_three_seeds() {
        // Differences 20, 21, 19: mean 20, standard error 1 / sqrt(3), times 4.303 is 2.5.
        let verdict = with_and_without(&[80, 82, 81], &[60, 61, 62]);
        assert_says(
            &verdict,
            "made up: after the last epoch Joint distribution is most accurate on the clean test images, 81.0 %.",
        );
        assert_says(
            &verdict,
            "Joint distribution against Multi-task CE: +20.0 points over 3 seeds, 95 % interval +17.5 to +22.5, found by \
             McNemar's test on the test images with 3 of 3 seeds: adversarial steps helped here.",
        );
        assert!(!verdict.contains("at least three seeds"));
    }

    #[test]
    fn adversarial_steps_that_hurt() {
        let verdict = with_and_without(&[60, 61, 62], &[80, 82, 81]);
        assert_says(&verdict, "-20.0 points over 3 seeds");
        assert_says(&verdict, "with 3 of 3 seeds: adversarial steps hurt here.");
    }

    #[test]
    fn seeds_that_disagree_are_no_clear_difference() {
        // Differences 10, -10, 3: mean 1, deviation sqrt((81 + 121 + 4) / 2), times 4.303 / sqrt(3) is 25.2.
        let verdict = with_and_without(&[80, 70, 73], &[70, 80, 70]);
        assert_says(&verdict, "+1.0 points over 3 seeds, 95 % interval -24.2 to +26.2");
        assert_says(&verdict, "with 1 of 3 seeds: no clear difference.");
    }

    #[test]
    fn a_difference_of_few_images_is_not_called_clear_however_equal_the_seeds() {
        // 2 discordant images of 100 with every seed: p = 0.5.
        let verdict = with_and_without(&[72, 72, 72], &[70, 70, 70]);
        assert_says(
            &verdict,
            "95 % interval +2.0 to +2.0, found by McNemar's test on the test images with 0 of 3 seeds: the seeds agree, but",
        );
    }

    #[test]
    fn one_seed_is_tested_over_its_images() {
        let verdict = with_and_without(&[74], &[70]);
        // 4 images right only with adversarial steps: p = 2 / 16, with 6 it is 2 / 64.
        assert_says(
            &verdict,
            "+4.0 points with one seed; 4 test images are right only with adversarial steps, 0 only without",
        );
        assert_says(
            &verdict,
            "(McNemar's test, p = 0.125): no clear difference. A claim about the methods takes at least",
        );
        assert_says(&with_and_without(&[76], &[70]), "p = 0.031): adversarial steps helped here.");
        assert_says(&with_and_without(&[70], &[90]), "p < 0.001): adversarial steps hurt here.");
    }

    #[test]
    fn only_shared_seeds_are_paired() {
        // Seed 2 of the first has no partner.
        assert_says(&with_and_without(&[80, 82, 99], &[60, 61]), "+20.5 points over 2 seeds");
        let mut trainings = seeds(&JointDistribution::default().into(), Fidelity::Corrected, &[80]);
        trainings.extend(seeds(&MultiTask {}.into(), Fidelity::Corrected, &[0, 60]).split_off(1));
        assert_says(&comparison(trainings).verdict(), "no seed in common, so no comparison.");
    }

    #[test]
    fn trainings_without_the_class_of_each_image_are_compared_over_seeds_alone() {
        let mut trainings = seeds(&JointDistribution::default().into(), Fidelity::Corrected, &[80, 82, 81]);
        trainings.extend(seeds(&MultiTask {}.into(), Fidelity::Corrected, &[60, 61, 62]));
        trainings.iter_mut().for_each(|training| training.last.predicted.clear());
        assert_says(
            &comparison(trainings.clone()).verdict(),
            "95 % interval +17.5 to +22.5: adversarial steps helped here.",
        );
        trainings.retain(|training| training.config.seed == Seed(0));
        assert_says(
            &comparison(trainings).verdict(),
            "+20.0 points with one seed; not tested, for the true or the predicted class of each image is not known.",
        );
    }

    #[test]
    fn the_published_method_meets_the_baseline_of_its_fidelity() {
        let mut trainings = seeds(&MultiTask {}.into(), Fidelity::Corrected, &[90]);
        trainings.extend(seeds(&JointDistribution::default().into(), Fidelity::Published, &[80]));
        let alone = comparison(trainings.clone()).verdict();
        let missing = "Joint distribution (as published) is not compared: no Multi-task CE (as published) was trained";
        assert_says(&alone, missing);
        trainings.extend(seeds(&MultiTask {}.into(), Fidelity::Published, &[60]));
        let both = comparison(trainings).verdict();
        assert_says(&both, "Joint distribution (as published) against Multi-task CE (as published): +20.0 points");
    }

    #[test]
    fn chance_is_called_chance() {
        // Two standard errors of 100 images about 50 % are 10 points.
        let verdict = with_and_without(&[59], &[50]);
        assert_says(&verdict, "59.0 %. That is not clearly above chance (50.0 %): nothing was learned yet.");
        assert!(!verdict.contains("against"));
        assert_says(&with_and_without(&[61], &[50]), "Not clearly above chance after these epochs: Multi-task CE.");
        assert_eq!(comparison(vec![]).verdict(), "Nothing was trained.");
    }
}
