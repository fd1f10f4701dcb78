//! Several methods on one experiment.

mod verdict;

use crate::{
    Result, Seed,
    metrics::{ConfusionMatrix, ContinuousScores, mean_and_deviation},
    plot::{self, BarSeries, Figure, Series},
    table::{Better, Cell, Table},
    train::{Evaluation, Experiment, Method, TrainConfig, Training, train},
};
use burn::tensor::Device;

/// The trainings of several methods, and of several seeds of each, on one experiment.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// The experiment's name.
    pub experiment: String,
    /// What must stand in every figure.
    pub note: Option<String>,
    /// What accuracy, in [0, 1], costs no training: see [`Experiment::references`].
    pub references: Vec<(String, f64)>,
    /// The trainings, in the order in which they ran.
    pub trainings: Vec<Training>,
}

const COLUMNS: [&str; 5] = [
    "Method",
    "Accuracy / %, last epoch",
    "Accuracy / %, selected epoch",
    "Accuracy / %, best on test",
    "Macro F1 / %",
];

/// Trains each of `methods` on `experiment` with the same settings. An interrupt ends the whole comparison, with what
/// there is.
///
/// # Errors
/// Those of [`train`].
pub fn compare(
    experiment: &Experiment,
    methods: &[Method],
    config: &TrainConfig,
    device: &Device,
) -> Result<Comparison> {
    compare_seeds(experiment, methods, &[config.seed], config, device)
}

/// [`compare`] with every one of `seeds` instead of the seed in `config`; the data are the same for all.
///
/// # Errors
/// Those of [`train`].
pub fn compare_seeds(
    experiment: &Experiment,
    methods: &[Method],
    seeds: &[Seed],
    config: &TrainConfig,
    device: &Device,
) -> Result<Comparison> {
    let mut comparison = Comparison::new(experiment);
    for &seed in seeds {
        let config = TrainConfig { seed, ..config.clone() };
        for method in methods {
            let training = train(experiment, method, &config, device)?;
            let interrupted = training.interrupted;
            comparison.add(training);
            if interrupted {
                return Ok(comparison);
            }
        }
    }
    Ok(comparison)
}

impl Comparison {
    /// An empty comparison on `experiment`.
    pub fn new(experiment: &Experiment) -> Self {
        Self {
            experiment: experiment.name.clone(),
            note: experiment.note.clone(),
            references: experiment.references(),
            trainings: vec![],
        }
    }

    /// Adds a training, of another method or of another seed.
    pub fn add(&mut self, training: Training) {
        self.trainings.push(training);
    }

    /// Adds the trainings of another comparison, such as one that learned from fewer heads.
    pub fn extend(&mut self, other: Self) {
        self.trainings.extend(other.trainings);
    }

    /// The training of the method called `name`; the first one, when there are several seeds.
    pub fn training(&self, name: &str) -> Option<&Training> {
        self.trainings.iter().find(|training| training.method == name)
    }

    /// The truth against the predictions of the last epoch, by method.
    pub fn confusions(&self) -> Vec<(String, ConfusionMatrix)> {
        self.trainings.iter().map(|training| (training.method.clone(), training.last.confusion.clone())).collect()
    }

    /// The results on the test images: accuracy of the last epoch (the one to report), of the selected epoch, and of the
    /// best on test, which flatters; macro F1; concordance of each continuous dimension, with the given labels where no
    /// truth is known. Several seeds become mean ± standard deviation.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        let (dimensions, known) = self.dimensions();
        let ccc = dimensions
            .iter()
            .map(|name| if known { format!("CCC {name}") } else { format!("CCC {name}, given labels") });
        let columns: Vec<String> = COLUMNS.map(String::from).into_iter().chain(ccc).collect();
        let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
        let mut table = Table::new(&self.experiment, &columns);
        for name in self.methods() {
            let percent =
                |value: &dyn Fn(&Training) -> f64| self.cell(&name, &|training| Some(100.0 * value(training)));
            let mut row = vec![
                name.as_str().into(),
                percent(&|training| training.last.accuracy()),
                percent(&|training| training.selected.accuracy()),
                percent(&|training| training.best_on_test().1),
                percent(&|training| training.last.confusion.macro_f1()),
            ];
            row.extend(
                dimensions.iter().map(|name_of| self.cell(&name, &|training| concordance(&training.last, name_of))),
            );
            table.push(row)?;
        }
        for column in columns.iter().filter(|column| ![COLUMNS[0], COLUMNS[3]].contains(column)) {
            table = table.with_best(column, Better::Higher)?;
        }
        let lines = self.references.iter().map(|(name, share)| format!("{name} {:.2} %", 100.0 * share));
        let lines = lines.collect::<Vec<_>>().join(", ");
        let lines = if lines.is_empty() { lines } else { format!("to beat: {lines}") };
        let notes: Vec<&str> =
            self.note.as_deref().into_iter().chain([&*lines]).filter(|note| !note.is_empty()).collect();
        Ok(table.with_note(&notes.join("; ")))
    }

    /// Test accuracy by epoch, a curve a method, with a band of one standard deviation for several seeds; a marker where
    /// the game starts.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a training.
    pub fn curves(&self) -> Result<Figure> {
        let series: Vec<Series> = self.methods().iter().map(|method| self.accuracy_curve(method)).collect();
        let markers = self.trainings.iter().map(Training::game_start).find(|markers| !markers.is_empty());
        let title = format!("{}: accuracy on clean test images", self.experiment);
        Ok(plot::curves(&title, "Epochs", "Accuracy (%)", &series, &markers.unwrap_or_default())?
            .noted(self.note.as_deref()))
    }

    /// Accuracy of the last and of the selected epoch, a group of bars a method; a line for the highest reference.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a training.
    pub fn bars(&self) -> Result<Figure> {
        let methods = self.methods();
        let series = |name: &str, value: &dyn Fn(&Training) -> f64| {
            let (means, deviations): (Vec<_>, Vec<_>) =
                methods.iter().map(|method| mean_and_deviation(&self.values(method, &|one| Some(value(one))))).unzip();
            let bars = BarSeries::new(name, means);
            if deviations.iter().all(Option::is_some) {
                bars.with_errors(deviations.into_iter().flatten().collect())
            } else {
                bars
            }
        };
        let last = series("last epoch", &|training| 100.0 * training.last.accuracy());
        let selected = series("selected on noisy validation labels", &|training| 100.0 * training.selected.accuracy());
        let title = format!("{}: accuracy on clean test images", self.experiment);
        let highest = self.references.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let line = highest.map(|(name, share)| (name.as_str(), 100.0 * share));
        Ok(plot::bars(&title, "Accuracy (%)", &methods, &[last, selected], line)?.noted(self.note.as_deref()))
    }

    fn accuracy_curve(&self, method: &str) -> Series {
        let longest = self.of(method).map(|training| training.history.len()).max().unwrap_or_default();
        let at = |epoch: usize| -> Vec<f64> {
            self.of(method).filter_map(|training| Some(100.0 * training.history.get(epoch)?.test_accuracy)).collect()
        };
        let spreads: Vec<_> = (0..longest).map(|epoch| mean_and_deviation(&at(epoch))).collect();
        let points = spreads.iter().enumerate().map(|(epoch, (mean, _))| (epoch as f64 + 1.0, *mean)).collect();
        let series = Series::new(method, points);
        match spreads.iter().map(|(_, deviation)| *deviation).collect() {
            Some(band) => series.with_band(band),
            None => series,
        }
    }

    /// The trainings of a method, one a seed.
    pub(super) fn of(&self, method: &str) -> impl Iterator<Item = &Training> {
        self.trainings.iter().filter(move |training| training.method == method)
    }

    pub(super) fn methods(&self) -> Vec<String> {
        let mut names: Vec<String> = vec![];
        for training in &self.trainings {
            if !names.contains(&training.method) {
                names.push(training.method.clone());
            }
        }
        names
    }

    /// The continuous dimensions, and whether their truth is known.
    fn dimensions(&self) -> (Vec<String>, bool) {
        let names = |scores: &[(String, ContinuousScores)]| scores.iter().map(|(name, _)| name.clone()).collect();
        let Some(first) = self.trainings.first() else { return (vec![], true) };
        match (first.last.continuous.as_slice(), &first.last.given) {
            ([], Some(given)) => (names(&given.continuous), false),
            (scores, _) => (names(scores), true),
        }
    }

    fn values(&self, method: &str, value: &dyn Fn(&Training) -> Option<f64>) -> Vec<f64> {
        self.of(method).filter_map(value).collect()
    }

    fn cell(&self, method: &str, value: &dyn Fn(&Training) -> Option<f64>) -> Cell {
        match mean_and_deviation(&self.values(method, value)) {
            (mean, Some(deviation)) => Cell::Spread { mean, deviation },
            (mean, None) => Some(mean).filter(|mean| mean.is_finite()).into(),
        }
    }
}

/// The concordance of a dimension, with the truth or else with the given labels.
fn concordance(evaluation: &Evaluation, dimension: &str) -> Option<f64> {
    let given = evaluation.given.iter().flat_map(|given| &given.continuous);
    evaluation.continuous.iter().chain(given).find(|(name, _)| name == dimension)?.1.ccc()
}
