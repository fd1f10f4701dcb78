//! Comparisons along a setting of the experiment, such as the share of wrong labels.

use super::{
    Comparison,
    groups::{most_accurate, names},
    verdict::Effect,
    views::spread,
};
use crate::{
    Result,
    metrics::{half_interval, mean_and_deviation},
    plot::{self, Figure, Series},
    table::{Cell, Table},
    text::signed,
    train::{Experiment, Training},
};

/// How methods fare as one thing about an experiment changes: a comparison for each of its values.
///
/// ```no_run
/// use noisyfer::prelude::*;
/// let (faces, device) = (Experiment::faces(Scale::Laptop, Seed(0))?, device("cpu")?);
/// let mut sweep = Sweep::new(&faces, "Wrong labels (%)");
/// for rate in [20.0, 40.0, 60.0, 80.0] {
///     for seed in Scale::Laptop.seeds() {
///         let noisy = faces.with(&Variation::SymmetricNoise(rate / 100.0), seed)?;
///         let methods = noisy.methods("majority-vote, multi-task, joint-distribution")?;
///         sweep.add(rate, compare_once("runs/noise", &noisy, &methods, &[seed], &noisy.training, &device)?);
///     }
/// }
/// sweep.curves()?.save("noise.pdf")?;
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sweep {
    /// The name of the experiment that is varied.
    pub experiment: String,
    /// What must stand in every figure.
    pub note: Option<String>,
    /// What changes, with its unit: the figures' horizontal axis.
    pub setting: String,
    /// Its values, ascending, and what was trained there.
    pub points: Vec<(f64, Comparison)>,
}

/// A method along the setting.
struct Line {
    name: String,
    /// A value of the setting, and for each seed there the number.
    points: Vec<(f64, Vec<f64>)>,
}

/// A method with adversarial steps and the same without, at a value of the setting.
struct Pairing<'a> {
    value: f64,
    comparison: &'a Comparison,
    name: String,
    /// With and without, a pair a seed.
    pairs: Vec<(&'a Training, &'a Training)>,
}

impl Sweep {
    /// An empty one over `experiment`.
    pub fn new(experiment: &Experiment, setting: &str) -> Self {
        let (name, note) = (experiment.name.clone(), experiment.note.clone());
        Self { experiment: name, note, setting: setting.into(), points: vec![] }
    }

    /// Adds what was trained at this value of the setting, beside what is there already.
    pub fn add(&mut self, value: f64, comparison: Comparison) {
        match self.points.iter_mut().find(|(known, _)| *known == value) {
            Some((_, known)) => known.extend(comparison),
            None => self.points.push((value, comparison)),
        }
        self.points.sort_by(|one, other| one.0.total_cmp(&other.0));
    }

    /// Accuracy on the test images after the last epoch in percent, a row a method and a column a value of the setting: mean ±
    /// standard deviation over the seeds.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        self.table_of(&self.accuracies(), "accuracy / % after the last epoch, mean ± standard deviation")
    }

    /// What adversarial steps change in points of accuracy, against the same method without them and the same seed: a row a method
    /// and a column a value of the setting, mean ± standard deviation over the seeds.
    ///
    /// # Errors
    /// As [`table`](Self::table).
    pub fn differences_table(&self) -> Result<Table> {
        self.table_of(&self.differences(), "points of accuracy, paired by seed, mean ± standard deviation")
    }

    /// Accuracy against the setting, a curve a method, with a band of the mean's 95 % interval over the seeds.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a training.
    pub fn curves(&self) -> Result<Figure> {
        let title = format!("{}: accuracy on test images", self.experiment);
        self.figure(&title, "Accuracy (%)", &self.accuracies())
    }

    /// What adversarial steps change, against the setting, with the 95 % interval of the paired differences' mean over the seeds: a
    /// band that holds 0 is no clear difference.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a method that was trained with and without them.
    pub fn differences_figure(&self) -> Result<Figure> {
        let title = format!("{}: what adversarial steps change", self.experiment);
        self.figure(&title, "Difference in accuracy (points)", &self.differences())
    }

    /// In sentences: the best method at each value, and where adversarial steps make a clear difference, as
    /// [`Comparison::verdict`] finds it.
    pub fn verdict(&self) -> String {
        let mut sentences = vec![];
        for (value, comparison) in &self.points {
            let groups = comparison.groups();
            let best = most_accurate(&groups);
            if let Some(first) = best.first() {
                let (verb, accuracy) = (if best.len() > 1 { "are" } else { "is" }, 100.0 * first.accuracy());
                sentences.push(format!("{} {value}: best {verb} {}, {accuracy:.1} %.", self.setting, names(&best)));
            }
        }
        for (name, clear) in self.clear_differences() {
            let found = if clear.is_empty() { "clear nowhere".into() } else { clear.join(", ") };
            sentences.push(format!("{name}: {found}."));
        }
        sentences.join(" ")
    }

    /// Of each method with adversarial steps: its name and its baseline's, and where the difference is clear.
    fn clear_differences(&self) -> Vec<(String, Vec<String>)> {
        let mut lines: Vec<(String, Vec<String>)> = vec![];
        for Pairing { value, comparison, name, pairs } in self.pairings() {
            let mut clear = vec![];
            if let Some(Effect { difference, .. }) = comparison.effect_of(&pairs).filter(Effect::is_clear) {
                let [mean, low, high] = [difference.mean, difference.interval[0], difference.interval[1]].map(signed);
                clear.push(format!("{mean} at {value} (95 % interval {low} to {high})"));
            }
            match lines.iter_mut().find(|(known, _)| *known == name) {
                Some((_, before)) => before.extend(clear),
                None => lines.push((name, clear)),
            }
        }
        lines
    }

    fn accuracies(&self) -> Vec<Line> {
        let mut lines = vec![];
        for (value, comparison) in &self.points {
            for group in comparison.groups() {
                let accuracies = group.values(|training| Some(100.0 * training.last.accuracy()));
                add_point(&mut lines, &group.name, *value, accuracies);
            }
        }
        lines
    }

    fn differences(&self) -> Vec<Line> {
        let mut lines = vec![];
        for Pairing { value, name, pairs, .. } in self.pairings() {
            let mut differences = vec![];
            for (with, without) in pairs {
                differences.push(100.0 * (with.last.accuracy() - without.last.accuracy()));
            }
            add_point(&mut lines, &name, value, differences);
        }
        lines
    }

    /// Each method with adversarial steps beside the same without, at each value.
    fn pairings(&self) -> Vec<Pairing<'_>> {
        let mut pairings = vec![];
        for (value, comparison) in &self.points {
            let groups = comparison.groups();
            for group in &groups {
                let Some(baseline) = group.baseline(&groups) else { continue };
                let name = format!("{} against {}", group.name, baseline.name);
                pairings.push(Pairing { value: *value, comparison, name, pairs: group.pairs(baseline) });
            }
        }
        pairings
    }

    fn figure(&self, title: &str, axis: &str, lines: &[Line]) -> Result<Figure> {
        let (mut series, mut axis) = (vec![], axis.to_string());
        if lines.iter().flat_map(|line| &line.points).any(|(_, numbers)| numbers.len() > 1) {
            axis += ", band: 95 % interval";
        }
        for line in lines {
            let (mut points, mut band) = (vec![], vec![]);
            for (value, numbers) in &line.points {
                points.push((*value, mean_and_deviation(numbers).0));
                band.extend(half_interval(numbers));
            }
            let one = Series::new(&line.name, points);
            series.push(if band.len() == one.points.len() { one.with_band(band) } else { one });
        }
        Ok(plot::curves(title, &self.setting, &axis, &series, &[])?.noted(self.note.as_deref()))
    }

    fn table_of(&self, lines: &[Line], what: &str) -> Result<Table> {
        let values: Vec<String> = self.points.iter().map(|(value, _)| value.to_string()).collect();
        let mut columns = vec![self.setting.as_str()];
        columns.extend(values.iter().map(String::as_str));
        let mut table = Table::new(&self.experiment, &columns);
        for line in lines {
            let mut row = vec![Cell::from(line.name.as_str())];
            for (value, _) in &self.points {
                let numbers = line.points.iter().find(|(known, _)| known == value);
                row.push(numbers.map_or(Cell::Missing, |(_, numbers)| spread(numbers)));
            }
            table.push(row)?;
        }
        let notes: Vec<&str> = self.note.as_deref().into_iter().chain([what]).collect();
        Ok(table.with_note(&notes.join("; ")))
    }
}

fn add_point(lines: &mut Vec<Line>, name: &str, value: f64, numbers: Vec<f64>) {
    match lines.iter_mut().find(|line| line.name == name) {
        Some(line) => line.points.push((value, numbers)),
        None => lines.push(Line { name: name.into(), points: vec![(value, numbers)] }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Seed,
        comparison::tests::comparison,
        train::{
            TrainConfig,
            made_up::made_up,
            methods::{JointDistribution, MultiTask},
        },
    };

    fn training(adversarial: bool, seed: u64, right: usize) -> Training {
        let config = TrainConfig { seed: Seed(seed), ..TrainConfig::default() };
        let method = if adversarial { JointDistribution::default().into() } else { MultiTask {}.into() };
        made_up(&method, &config, 0..right)
    }

    /// At 20 % adversarial steps give 10 points with every seed, at 40 % they give and take.
    fn sweep() -> Sweep {
        let mut sweep = Sweep {
            experiment: "made up".into(),
            note: Some("generated data".into()),
            setting: "Wrong labels (%)".into(),
            points: vec![],
        };
        for (value, with) in [(40.0, [52, 48, 50]), (20.0, [72, 74, 76])] {
            for (seed, without) in [(0, 0), (1, 2), (2, 4)] {
                let without = if value == 20.0 { 62 + without } else { 50 };
                let both = vec![training(false, seed, without), training(true, seed, with[seed as usize])];
                sweep.add(value, comparison(both));
            }
        }
        sweep
    }

    #[test]
    fn means_and_paired_differences_stand_in_the_tables() {
        let table = sweep().table().unwrap();
        assert_eq!(table.columns, ["Wrong labels (%)", "20", "40"]);
        let text = table.to_text();
        assert!(text.contains("64 ± 2") && text.contains("74 ± 2"), "{text}");
        let text = sweep().differences_table().unwrap().to_text();
        assert!(text.contains("10.000 ± 0.000") && text.contains(" 0 ± 2"), "{text}");
    }

    #[test]
    fn the_verdict_names_where_the_interval_leaves_out_zero() {
        let expected = "Wrong labels (%) 20: best is Joint distribution, 74.0 %. Wrong labels (%) 40: best are Multi-task CE \
                        and Joint distribution, 50.0 %. Joint distribution against Multi-task CE: +10.0 at 20 (95 % interval +10.0 to +10.0).";
        assert_eq!(sweep().verdict(), expected);
    }

    #[test]
    fn a_difference_of_few_images_is_not_called_clear_however_equal_the_seeds() {
        let mut sweep = Sweep::default();
        for seed in 0..3 {
            sweep.add(20.0, comparison(vec![training(false, seed, 70), training(true, seed, 72)]));
        }
        assert!(
            sweep.verdict().ends_with("Joint distribution against Multi-task CE: clear nowhere."),
            "{}",
            sweep.verdict()
        );
    }

    #[test]
    fn figures_have_a_line_a_method_and_the_note() {
        for figure in [sweep().curves().unwrap(), sweep().differences_figure().unwrap()] {
            for text in ["Joint distribution", "Wrong labels (%)", "generated data"] {
                assert!(figure.svg().contains(text), "{text} in {}", figure.svg());
            }
        }
    }
}
