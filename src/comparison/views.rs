//! How a comparison shows itself.

use super::{Comparison, groups::Group};
use crate::{
    Result,
    metrics::{Metric, mean_and_deviation},
    plot::{self, BarSeries, Figure, Series},
    table::{Better, Cell, Table},
    train::{Reference, Training},
};

/// A number of a training, if it has one.
type Value = Box<dyn Fn(&Training) -> Option<f64>>;

/// A column of numbers, one of each training.
struct Column {
    heading: String,
    /// `None` where no best value is to be set in bold.
    better: Option<Better>,
    value: Value,
}

impl Column {
    fn new(heading: &str, better: Option<Better>, value: impl Fn(&Training) -> Option<f64> + 'static) -> Self {
        Self { heading: heading.into(), better, value: Box::new(value) }
    }

    /// A metric of the last epoch, as it is.
    fn of(metric: Metric) -> Self {
        let name = metric.name.clone();
        Self::new(&metric.name, Some(metric.better), move |training| training.last.metric(&name).ok()?.value)
    }

    /// A share, in percent.
    fn percent(name: &str, better: Option<Better>, share: impl Fn(&Training) -> Option<f64> + 'static) -> Self {
        Self::new(name, better, move |training| Some(100.0 * share(training)?))
    }
}

impl Comparison {
    /// The results on the test images: accuracy of the last epoch (the one to report), of the selected epoch, and of the
    /// best on test, which flatters; what else is measured on classes; concordance of each continuous dimension, with the
    /// given labels where no truth is known, and there agreement with these instead of accuracy. Several seeds become mean ± standard deviation.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn table(&self) -> Result<Table> {
        let (share, higher) = (self.against().share(), Some(Better::Higher));
        let mut columns = vec![
            Column::percent(&format!("{share} / %, last epoch"), higher, |training| Some(training.last.accuracy())),
            Column::percent(&format!("{share} / %, selected epoch"), higher, |training| {
                Some(training.selected.accuracy())
            }),
            Column::percent(&format!("{share} / %, best on test"), None, |training| Some(training.best_on_test().1)),
        ];
        for metric in self.class_metrics().into_iter().filter(|metric| metric.name != "Accuracy") {
            let name = metric.name;
            let heading = format!("{name} / %");
            let share = move |training: &Training| training.last.metric(&name).ok()?.value;
            columns.push(Column::percent(&heading, Some(metric.better), share));
        }
        columns.extend(self.concordances().into_iter().map(Column::of));
        let lines: Vec<String> =
            self.references.iter().map(|(name, share)| format!("{name} {:.2} %", 100.0 * share)).collect();
        let mut notes: Vec<String> = self.note.iter().cloned().collect();
        if !lines.is_empty() {
            notes.push(format!("to beat: {}", lines.join(", ")));
        }
        Ok(self.table_of_columns(&columns)?.with_note(&notes.join("; ")))
    }

    /// The metrics called `names`, as [`Evaluation::metrics`](crate::train::Evaluation::metrics) gives them, of the last
    /// epoch; several seeds become mean ± standard deviation.
    ///
    /// # Errors
    /// [`crate::Error::Parameter`] for a name that no training knows, with those that exist.
    pub fn table_of(&self, names: &[&str]) -> Result<Table> {
        let known = self.metrics();
        let columns =
            names.iter().map(|name| Ok(Column::of(Metric::find(&known, name)?))).collect::<Result<Vec<_>>>()?;
        Ok(self.table_of_columns(&columns)?.with_note(self.note.as_deref().unwrap_or_default()))
    }

    fn table_of_columns(&self, columns: &[Column]) -> Result<Table> {
        let mut headings = vec!["Method", "Seeds"];
        headings.extend(columns.iter().map(|column| column.heading.as_str()));
        let mut table = Table::new(&self.experiment, &headings);
        for group in self.groups() {
            let mut row = vec![group.name.as_str().into(), group.trainings.len().into()];
            for column in columns {
                row.push(spread(&group.values(&column.value)));
            }
            table.push(row)?;
        }
        for column in columns {
            if let Some(better) = column.better {
                table = table.with_best(&column.heading, better)?;
            }
        }
        Ok(table)
    }

    /// Every metric that some training has, without doubles.
    fn metrics(&self) -> Vec<Metric> {
        let mut all: Vec<Metric> = vec![];
        for metric in self.trainings.iter().flat_map(|training| training.last.metrics()) {
            if all.iter().all(|known| known.name != metric.name) {
                all.push(metric);
            }
        }
        all
    }

    fn class_metrics(&self) -> Vec<Metric> {
        self.trainings.first().map(|training| training.last.confusion.metrics()).unwrap_or_default()
    }

    /// Of every dimension with the truth; where none has a truth, with the given labels.
    fn concordances(&self) -> Vec<Metric> {
        let mut metrics = self.metrics();
        metrics.retain(|metric| metric.name.starts_with("CCC "));
        let truth_known = self.trainings.iter().any(|training| !training.last.continuous.is_empty());
        metrics.retain(|metric| !truth_known || !metric.name.ends_with(", given labels"));
        metrics
    }

    /// What figures of test images are called.
    fn title(&self) -> String {
        let what = match self.against() {
            Reference::Truth => "accuracy on clean test images",
            Reference::GivenLabels => "agreement with the given labels of the test images",
        };
        format!("{}: {what}", self.experiment)
    }

    /// Their axis; with several seeds it says how far they are shown to lie apart.
    fn axis(&self) -> String {
        let axis = match self.against() {
            Reference::Truth => "Accuracy (%)",
            Reference::GivenLabels => "Agreement (%)",
        };
        match self.groups().iter().any(|group| group.trainings.len() > 1) {
            true => format!("{axis}, ± standard deviation"),
            false => axis.into(),
        }
    }

    /// Test accuracy by epoch, a curve a method, with a band of one standard deviation for several seeds; a marker where
    /// adversarial steps start.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a training.
    pub fn curves(&self) -> Result<Figure> {
        let series: Vec<Series> = self.groups().iter().map(accuracy_curve).collect();
        let markers = self.trainings.iter().map(Training::adversarial_start).find(|markers| !markers.is_empty());
        let title = self.title();
        Ok(plot::curves(&title, "Epochs", &self.axis(), &series, &markers.unwrap_or_default())?
            .noted(self.note.as_deref()))
    }

    /// Accuracy of the last and of the selected epoch, a group of bars a method; a line for the highest reference.
    ///
    /// # Errors
    /// [`crate::Error::Figure`] without a training.
    pub fn bars(&self) -> Result<Figure> {
        let groups = self.groups();
        let names: Vec<String> = groups.iter().map(|group| group.name.clone()).collect();
        let last = accuracy_bars("last epoch", &groups, |training| training.last.accuracy());
        let selected =
            accuracy_bars("selected on noisy validation labels", &groups, |training| training.selected.accuracy());
        let title = self.title();
        let highest = self.references.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let line = highest.map(|(name, share)| (name.as_str(), 100.0 * share));
        Ok(plot::bars(&title, &self.axis(), &names, &[last, selected], line)?.noted(self.note.as_deref()))
    }
}

/// A bar in percent for each group, with the deviation where every group has one.
fn accuracy_bars(name: &str, groups: &[Group], accuracy: impl Fn(&Training) -> f64) -> BarSeries {
    let (mut means, mut deviations) = (vec![], vec![]);
    for group in groups {
        let (mean, deviation) = mean_and_deviation(&group.values(|training| Some(100.0 * accuracy(training))));
        means.push(mean);
        deviations.extend(deviation);
    }
    let bars = BarSeries::new(name, means);
    if deviations.len() == groups.len() { bars.with_errors(deviations) } else { bars }
}

fn accuracy_curve(group: &Group) -> Series {
    let longest = group.trainings.iter().map(|training| training.history.len()).max().unwrap_or_default();
    let (mut points, mut band) = (vec![], vec![]);
    for epoch in 0..longest {
        let values = group.values(|training| Some(100.0 * training.history.get(epoch)?.test_accuracy));
        let (mean, deviation) = mean_and_deviation(&values);
        points.push((epoch as f64 + 1.0, mean));
        band.extend(deviation);
    }
    let series = Series::new(&group.name, points);
    if band.len() == longest { series.with_band(band) } else { series }
}

pub(super) fn spread(values: &[f64]) -> Cell {
    match mean_and_deviation(values) {
        (mean, Some(deviation)) => Cell::Spread { mean, deviation },
        (mean, None) => Some(mean).filter(|mean| mean.is_finite()).into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Seed,
        comparison::{Comparison, tests::comparison},
        train::{
            TrainConfig,
            made_up::made_up,
            methods::{MajorityVote, MultiTask},
        },
    };

    fn two_methods() -> Comparison {
        let seed = |seed: u64| TrainConfig { seed: Seed(seed), ..TrainConfig::default() };
        let mut two = comparison(vec![
            made_up(&MultiTask {}.into(), &seed(0), 0..60),
            made_up(&MajorityVote {}.into(), &seed(0), 0..75),
            made_up(&MultiTask {}.into(), &seed(1), 0..64),
        ]);
        two.references = vec![("always a".into(), 0.5)];
        two.note = Some("generated data".into());
        two
    }

    #[test]
    fn the_table_gives_means_deviations_and_seeds() {
        let table = two_methods().table().unwrap().to_csv();
        let lines: Vec<&str> = table.lines().collect();
        assert!(lines[0].starts_with("Method,Seeds,"), "{table}");
        assert!(lines[0].ends_with(",Macro F1 / %,Macro F1 / % sd"), "{table}");
        // 60 and 64: mean 62, deviation sqrt(4 + 4).
        let text = two_methods().table().unwrap().to_text();
        assert!(text.contains("62.00 ± 2.83") && text.contains("75.00"), "{text}");
        assert!(text.contains("generated data; to beat: always a 50.00 %"), "{text}");
        assert_eq!(two_methods().table().unwrap().rows[0][1], 2.into());
    }

    #[test]
    fn any_metric_can_be_a_column() {
        let table = two_methods().table_of(&["Recall of b", "Accuracy"]).unwrap();
        assert_eq!(table.columns, ["Method", "Seeds", "Recall of b", "Accuracy"]);
        // Of images 0 to 74, 37 are of class b.
        assert_eq!(table.rows[1][2..], [0.74.into(), 0.75.into()]);
        let error = two_methods().table_of(&["Acuracy"]).unwrap_err().to_string();
        assert_eq!(error, r#"the metric must be one of Accuracy, Macro F1, Recall of a, Recall of b, got "Acuracy""#);
    }

    #[test]
    fn figures_show_every_method_its_numbers_and_the_note() {
        let bars = two_methods().bars().unwrap();
        for text in [">Multi-task CE<", ">CE on majority vote<", ">62.0<", ">75.0<", ">always a<", "generated data"] {
            assert!(bars.svg().contains(text), "{text} in {}", bars.svg());
        }
        let curves = two_methods().curves().unwrap();
        assert!(curves.svg().contains(">Multi-task CE<") && curves.svg().contains("generated data"));
        assert!(Comparison::default().bars().is_err() && Comparison::default().curves().is_err());
    }
}
