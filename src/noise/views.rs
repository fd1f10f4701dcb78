//! How annotators' matrices, their quality and plans show themselves.

use super::{NoiseReport, PlanningCurve, Quality, TransitionMatrix};
use crate::{
    Error, Result,
    plot::{self, Figure, HeatMap, HeatScale, IntervalRow, Series, SuspectImage, Width},
    table::{Cell, Table},
};

const AXES: [&str; 2] = ["true class", "given label"];
/// Of more annotators, those with the most labels are drawn.
const MOST_MATRICES: usize = 12;

impl NoiseReport {
    /// The report's figures, each with a name for its file: suspect items where there are images of them, reliability, transition
    /// matrices and, of several annotators, agreement.
    pub fn figures(&self) -> Vec<(String, Figure)> {
        let agreement = self.pairwise.as_ref().map(|pairwise| pairwise.clustered().heat_map(Width::DoubleColumn));
        let suspects = (!self.images.is_empty()).then(|| self.suspects(Width::DoubleColumn));
        let drawn = [
            ("suspects", suspects),
            ("reliability", Some(self.quality.reliability(Width::DoubleColumn))),
            ("transitions", Some(self.quality.transition_maps(Width::DoubleColumn))),
            ("agreement", agreement),
        ];
        // What has nothing to show, such as the reliability of annotators without a consensus, is left out.
        drawn.into_iter().filter_map(|(name, figure)| Some((name.into(), figure?.ok()?))).collect()
    }

    /// The most suspect items that there are images of, each with the classes given, the one suggested and the quality of its labels. Its
    /// data: [`sample_table`](Self::sample_table).
    ///
    /// # Errors
    /// [`Error::Parameter`] without an image; [`Error::Figure`] for one without a pixel.
    pub fn suspects(&self, width: Width) -> Result<Figure> {
        let mut shown = vec![];
        for (item, image) in &self.images {
            let sample = &self.samples[*item];
            let suggested = sample.suggested.map_or("", |class| &self.annotations.classes()[usize::from(class)]);
            shown.push(SuspectImage {
                image: image.clone(),
                given: self.given_in_words(*item),
                suggested: suggested.into(),
                quality: sample.quality.unwrap_or_default(),
            });
        }
        plot::suspects("Labels in doubt, the worst first", &shown, width)
    }
}

impl TransitionMatrix {
    /// The matrix as a heat map with its numbers in percent: rows are true classes, columns given labels. Its data:
    /// [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`Error::Figure`] without a class.
    pub fn heat_map(&self, title: &str, width: Width) -> Result<Figure> {
        let maps = [HeatMap { name: String::new(), cells: self.cells().iter().copied().map(Some).collect() }];
        let title = if title.is_empty() { "P(given | true) / %" } else { title };
        plot::heat_maps(title, &maps, [self.classes(); 2], AXES, HeatScale::Share, width)
    }

    /// This matrix less another one, in percentage points: where it is blue, the first annotator gives the label more often.
    /// `names` are those of the two annotators. Its data: [`difference_table`](Self::difference_table).
    ///
    /// # Errors
    /// [`Error::Format`] for a matrix of other classes.
    pub fn difference_map(&self, other: &Self, names: [&str; 2], width: Width) -> Result<Figure> {
        let cells = self.differences(other)?.into_iter().map(Some).collect();
        let title = format!("P(given | true): {} − {}", names[0], names[1]);
        let maps = [HeatMap { name: String::new(), cells }];
        plot::heat_maps(&title, &maps, [self.classes(); 2], AXES, HeatScale::Difference, width)
    }

    /// The numbers of [`difference_map`](Self::difference_map), as shares: a row per true class, a column per given label.
    ///
    /// # Errors
    /// [`Error::Format`] for a matrix of other classes.
    pub fn difference_table(&self, other: &Self, names: [&str; 2]) -> Result<Table> {
        let differences = self.differences(other)?;
        let mut columns = vec!["true \\ given"];
        columns.extend(self.classes().iter().map(String::as_str));
        let mut table = Table::new(&format!("P(given | true): {} − {}", names[0], names[1]), &columns);
        for (class, row) in self.classes().iter().zip(differences.chunks_exact(self.classes().len())) {
            let mut cells = vec![Cell::from(class.as_str())];
            cells.extend(row.iter().map(|difference| Cell::Number(*difference)));
            table.push(cells)?;
        }
        Ok(table)
    }

    fn differences(&self, other: &Self) -> Result<Vec<f64>> {
        if self.classes() != other.classes() {
            let (found, expected) = (other.classes().join(", "), self.classes().join(", "));
            return Err(Error::format("the classes of the second matrix", found, format!("{expected}, as the first")));
        }
        Ok(self.cells().iter().zip(other.cells()).map(|(first, second)| first - second).collect())
    }
}

impl Quality {
    /// The transition matrices of the annotators side by side; of more than 12 those with the most labels. Its data:
    /// [`transition_table`](Self::transition_table).
    ///
    /// # Errors
    /// [`Error::Figure`] without an annotator.
    pub fn transition_maps(&self, width: Width) -> Result<Figure> {
        let mut chosen: Vec<usize> = (0..self.annotators().len()).collect();
        chosen.sort_by_key(|&annotator| std::cmp::Reverse(self.labels(annotator)));
        chosen.truncate(MOST_MATRICES);
        chosen.sort_unstable();
        let mut maps = vec![];
        for annotator in chosen {
            let cells = self.transition_matrix(annotator).cells().iter().copied().map(Some).collect();
            maps.push(HeatMap { name: self.annotators()[annotator].clone(), cells });
        }
        let classes = self.class_names();
        plot::heat_maps("P(given | true) / %", &maps, [classes; 2], AXES, HeatScale::Share, width)
    }

    /// Every cell of every annotator's transition matrix with its interval: a row per annotator, true class and given label.
    pub fn transition_table(&self) -> Table {
        let columns = ["annotator", "true", "given", "probability", "from", "to"];
        let (mut table, classes) = (Table::new("P(given | true)", &columns), self.class_names());
        for (annotator, name) in self.annotators().iter().enumerate() {
            for (truth, row) in classes.iter().enumerate() {
                for (given, column) in classes.iter().enumerate() {
                    let cell = self.transition(annotator, truth, given);
                    let mut cells: Vec<Cell> = [name, row, column].map(|text| text.as_str().into()).into();
                    cells.extend([cell.value, cell.low, cell.high].map(Cell::Number));
                    table.rows.push(cells);
                }
            }
        }
        table
    }

    /// The accuracy of each annotator against the consensus with its interval, the best first. Its data: [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`Error::Figure`] when no annotator gave a label to an item with a consensus.
    pub fn reliability(&self, width: Width) -> Result<Figure> {
        let mut rows = vec![];
        for (annotator, name) in self.annotators().iter().enumerate() {
            let Some(mut interval) = self.accuracy(annotator) else { continue };
            for end in [&mut interval.value, &mut interval.low, &mut interval.high] {
                *end *= 100.0;
            }
            rows.push(IntervalRow { name: name.clone(), interval, count: self.labels(annotator) });
        }
        rows.sort_by(|a, b| b.interval.value.total_cmp(&a.interval.value));
        let remark = format!("{:.0} % intervals", 100.0 * self.confidence());
        let many = format!("{} annotators, by accuracy", rows.len());
        plot::intervals(
            "Annotators against the consensus",
            &remark,
            "Agreement with the consensus (%)",
            &many,
            &rows,
            width,
        )
    }
}

impl PlanningCurve {
    /// The accuracy of consensus labels against the number of annotators an item, with its interval. Its data:
    /// [`to_table`](Self::to_table).
    ///
    /// # Errors
    /// [`Error::Figure`] without a point.
    pub fn curve(&self, width: Width) -> Result<Figure> {
        let (mut points, mut ends) = (vec![], vec![]);
        for point in &self.points {
            points.push((point.annotators as f64, 100.0 * point.accuracy));
            ends.push([100.0 * point.low, 100.0 * point.high]);
        }
        let name = format!("against {}", self.against);
        let series = [Series::new(&name, points).with_interval(ends)];
        let axes = ["Annotators an item", "Accuracy (%)"];
        plot::curves_at(width, "Label accuracy by annotators an item", axes, &series, &[])
    }
}
