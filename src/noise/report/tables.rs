//! The report table by table.

use super::NoiseReport;
use crate::{
    Result,
    labels::TransitionMatrix,
    metrics::share_equal,
    noise::agreement::Ratings,
    table::{Cell, Table},
};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// With more annotators the labels of an item are written in one cell.
const MOST_COLUMNS: usize = 12;

/// A spammer's score is below it, in [0, 1].
const SPAMMER: f64 = 0.1;

/// So many labels a class make a spammer's score say something.
const LABELS_A_CLASS: usize = 5;

impl NoiseReport {
    /// A row per item: `name,label,confidence,entropy`; confidence is the probability of the label, entropy in nats.
    pub fn consensus_table(&self) -> Table {
        let title = format!("Consensus by {}", self.consensus.estimator);
        let mut table = Table::new(&title, &["name", "label", "confidence", "entropy"]);
        let (confidence, entropy) = (self.consensus.confidence(), self.consensus.entropy());
        for (item, label) in self.consensus.most_probable().into_iter().enumerate() {
            let known = label.map(|_| confidence[item]);
            let label = label.map_or(Cell::Missing, |label| self.class(label).into());
            table.rows.push(vec![
                self.consensus.items[item].as_str().into(),
                label,
                known.into(),
                entropy[item].into(),
            ]);
        }
        table.with_note("confidence in [0, 1]; entropy in nats, 0 is certain")
    }

    /// A row per annotator: `annotator,labels,accuracy,low,high,spammer_score,right,flags`. Accuracy is that against the consensus, with
    /// its 95 % interval; `right` against the truth, where that is known.
    pub fn annotator_table(&self) -> Table {
        self.annotators_in(0..self.annotations.annotators().len())
    }

    /// The same, the annotator of least accuracy first and those who gave no label last.
    pub(super) fn annotators_worst_first(&self) -> Table {
        let accuracy =
            |&annotator: &usize| self.quality.accuracy(annotator).map_or(f64::INFINITY, |interval| interval.value);
        let mut order: Vec<usize> = (0..self.annotations.annotators().len()).collect();
        order.sort_by(|first, second| accuracy(first).total_cmp(&accuracy(second)));
        let table = self.annotators_in(order.into_iter());
        Table { title: format!("{}, the worst first", table.title), ..table }
    }

    fn annotators_in(&self, order: impl Iterator<Item = usize>) -> Table {
        let columns = ["annotator", "labels", "accuracy", "low", "high", "spammer_score", "right", "flags"];
        let mut table = Table::new("Annotators against the consensus", &columns);
        let right = self.right();
        for annotator in order {
            let accuracy = self.quality.accuracy(annotator);
            table.rows.push(vec![
                self.annotations.annotators()[annotator].as_str().into(),
                self.consensus.labels_by[annotator].into(),
                accuracy.map(|interval| interval.value).into(),
                accuracy.map(|interval| interval.low).into(),
                accuracy.map(|interval| interval.high).into(),
                accuracy.map(|_| self.quality.spammer_score(annotator)).into(),
                right[annotator].into(),
                self.flags(annotator).join("; ").into(),
            ]);
        }
        table.with_note(
            "shares of 1 with 95 % intervals; spammer score: 0 labels whatever the item; right: against the truth",
        )
    }

    /// The share of each annotator's labels that are the truth, where it is known.
    fn right(&self) -> Vec<Option<f64>> {
        let count = self.annotations.annotators().len();
        let (mut right, mut known) = (vec![0.0; count], vec![0.0; count]);
        for response in self.annotations.responses().iter() {
            if let Some(truth) = self.truth[response.item as usize] {
                known[response.annotator as usize] += 1.0;
                right[response.annotator as usize] += f64::from(u8::from(truth == response.label));
            }
        }
        right.iter().zip(&known).map(|(right, known)| (*known > 0.0).then(|| right / known)).collect()
    }

    /// What is to be said of an annotator.
    pub(super) fn flags(&self, annotator: usize) -> Vec<String> {
        let mut flags = vec![];
        let enough = self.quality.labels(annotator) >= LABELS_A_CLASS * self.annotations.classes().len();
        if enough && self.quality.spammer_score(annotator) < SPAMMER {
            flags.push("spammer".into());
        }
        for pair in &self.copiers.pairs {
            if let Some(other) = pair.annotators.iter().find(|other| **other != annotator)
                && pair.annotators.contains(&annotator)
            {
                flags.push(format!("errs together with {}", self.annotations.annotators()[*other]));
            }
        }
        flags
    }

    /// P(given | true) of an annotator, against the consensus.
    ///
    /// # Panics
    /// For an annotator that is not there.
    pub fn transition_matrix(&self, annotator: usize) -> TransitionMatrix {
        self.quality.transition_matrix(annotator)
    }

    /// All transition matrices, a row per cell: `annotator,true,given,probability,low,high`, P(given | true) with its 95 % interval.
    pub fn transition_table(&self) -> Table {
        let mut table = Table::new("P(given | true)", &["annotator", "true", "given", "probability", "low", "high"]);
        // On all cores: a crowd of thousands has millions of intervals.
        let annotators = (0..self.annotations.annotators().len()).into_par_iter();
        table.rows = annotators.flat_map_iter(|annotator| self.transitions_of(annotator)).collect();
        table.with_note("of each annotator and true class the probabilities sum to 1; 95 % intervals")
    }

    fn transitions_of(&self, annotator: usize) -> Vec<Vec<Cell>> {
        let (name, classes) = (&self.annotations.annotators()[annotator], self.annotations.classes());
        let mut rows = vec![];
        for (truth, class) in classes.iter().enumerate() {
            for (given, label) in classes.iter().enumerate() {
                let cell = self.quality.transition(annotator, truth, given);
                let mut row: Vec<Cell> = [name, class, label].map(|text| text.as_str().into()).into();
                row.extend([cell.value, cell.low, cell.high].map(Cell::from));
                rows.push(row);
            }
        }
        rows
    }

    /// How far annotators agree: `coefficient,first,second,value,low,high`; all together with a bootstrap interval, then Cohen's kappa of
    /// every two.
    pub fn agreement_table(&self) -> Table {
        let columns = ["coefficient", "first", "second", "value", "low", "high"];
        let names = self.ratings.annotators();
        let mut note = self.agreement.note.clone();
        if names.len() < self.annotations.annotators().len() {
            note += &format!("; pairs: the {} annotators with most labels", names.len());
        }
        let mut table = Table::new("Agreement", &columns).with_note(&note);
        for row in &self.agreement.rows {
            let mut cells = vec![row[0].clone(), Cell::Missing, Cell::Missing];
            cells.extend_from_slice(&row[1..]);
            table.rows.push(cells);
        }
        for (first, values) in self.pairwise.iter().flat_map(|pairwise| pairwise.values.iter().enumerate()) {
            for (second, value) in values.iter().enumerate().skip(first + 1) {
                let [one, other] = [first, second].map(|annotator| names[annotator].as_str().into());
                table.rows.push(vec![
                    "Cohen's kappa".into(),
                    one,
                    other,
                    (*value).into(),
                    Cell::Missing,
                    Cell::Missing,
                ]);
            }
        }
        table
    }

    /// A row per item, the worst first: `name`, what was given, `suggested,quality,is_issue,why`, the ranks of trainings' suspicions, and `true` where the truth is known. What
    /// was given has a column per annotator, `given ANNA`, or of a large crowd one for all, `given`. Quality is in [0, 1], low = bad.
    pub fn sample_table(&self) -> Table {
        let annotators = self.annotations.annotators();
        let has_truth = self.truth.iter().any(Option::is_some);
        let mut columns = vec!["name".to_string()];
        if annotators.len() > MOST_COLUMNS {
            columns.push("given".into());
        } else {
            columns.extend(annotators.iter().map(|annotator| format!("given {annotator}")));
        }
        columns.extend(["suggested", "quality", "is_issue", "why"].map(String::from));
        columns.extend(self.suspicions.iter().map(|suspicion| suspicion.name.clone()));
        columns.extend(has_truth.then(|| "true".to_string()));
        let mut samples: Vec<_> = self.samples.iter().collect();
        samples.sort_by(|one, other| one.worst_first(other));
        let mut table = Table { title: "Items, the worst first".into(), columns, ..Table::default() };
        for sample in samples {
            let class = |code: Option<u8>| code.map_or(Cell::Missing, |code| self.class(code).into());
            let mut row: Vec<Cell> = vec![self.consensus.items[sample.item].as_str().into()];
            row.extend(self.given(sample.item));
            row.extend([class(sample.suggested), sample.quality.into()]);
            row.extend([sample.is_issue.to_string().into(), sample.why.as_str().into()]);
            row.extend(self.suspicions.iter().map(|suspicion| Cell::from(suspicion.ranks()[sample.item])));
            row.extend(has_truth.then(|| class(self.truth[sample.item])));
            table.rows.push(row);
        }
        table.with_note(
            "quality: mean probability of the labels given, in [0, 1], low = bad; is_issue: whether to look at it",
        )
    }

    fn given(&self, item: usize) -> Vec<Cell> {
        let (by, labels) = self.annotations.responses().of(item);
        let annotators = self.annotations.annotators();
        if annotators.len() > MOST_COLUMNS {
            let pairs = by.iter().zip(labels);
            let said: Vec<String> =
                pairs.map(|(by, label)| format!("{}: {}", annotators[*by as usize], self.class(*label))).collect();
            return vec![said.join("; ").into()];
        }
        let mut cells = vec![Cell::Missing; annotators.len()];
        for (by, label) in by.iter().zip(labels) {
            cells[*by as usize] = self.class(*label).into();
        }
        cells
    }

    /// What is known at a glance: items, labels, annotators, issues, and where the truth is known how often the consensus is right.
    pub fn summary_table(&self) -> Table {
        let annotations = &self.annotations;
        let mut table = Table::new("Labels", &["what", "value"]);
        let mut add = |what: &str, value: Cell| table.rows.push(vec![what.into(), value]);
        add("items", annotations.items().len().into());
        add("annotators", annotations.annotators().len().into());
        add("classes", annotations.classes().join(", ").into());
        add("labels", annotations.len().into());
        add("estimator", self.consensus.estimator.into());
        add("items to look at", self.issues().len().into());
        if let Some(right) = self.consensus_accuracy() {
            add("consensus right / %", (100.0 * right).into());
        }
        table
    }

    /// The share of the items with a known truth that the consensus has right; `None` without a known truth.
    pub fn consensus_accuracy(&self) -> Option<f64> {
        let mut pairs = vec![];
        for (found, truth) in self.consensus.most_probable().iter().zip(&self.truth) {
            pairs.extend(truth.map(|truth| (Some(truth), *found)));
        }
        (!pairs.is_empty()).then(|| share_equal(pairs))
    }

    /// Writes `consensus.csv`, `annotators.csv`, `transitions.csv`, `agreement.csv` and `samples.csv` to `folder`; returns their paths.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io) naming the file.
    pub fn save_tables(&self, folder: impl AsRef<Path>) -> Result<Vec<PathBuf>> {
        let tables = [
            ("consensus.csv", self.consensus_table()),
            ("annotators.csv", self.annotator_table()),
            ("transitions.csv", self.transition_table()),
            ("agreement.csv", self.agreement_table()),
            ("samples.csv", self.sample_table()),
        ];
        let mut written = vec![];
        for (name, table) in tables {
            let path = folder.as_ref().join(name);
            table.save(&path)?;
            written.push(path);
        }
        Ok(written)
    }
}
