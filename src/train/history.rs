//! The epochs of a training, a row each: as a table to read, and as a file for programs.

use super::{
    evaluation::Reference,
    training::{EpochRecord, Training},
};
use crate::{
    Result,
    table::{Cell, Table},
};

/// A number of an epoch, if it has one.
type Value = Box<dyn Fn(&EpochRecord) -> Option<f64>>;

/// A number of every epoch.
struct Column {
    /// As a person reads it; shares are in percent.
    heading: String,
    /// As a program names it; shares lie in [0, 1].
    name: String,
    is_share: bool,
    value: Value,
}

impl Column {
    fn new(heading: String, name: String, value: impl Fn(&EpochRecord) -> Option<f64> + 'static) -> Self {
        Self { heading, name, is_share: false, value: Box::new(value) }
    }

    fn share(heading: &str, name: &str, value: impl Fn(&EpochRecord) -> Option<f64> + 'static) -> Self {
        Self { is_share: true, ..Self::new(format!("{heading} / %"), name.into(), value) }
    }

    fn percent(&self, record: &EpochRecord) -> Option<f64> {
        let value = (self.value)(record)?;
        Some(if self.is_share { 100.0 * value } else { value })
    }
}

impl Training {
    /// Losses, validation agreement and test scores, a row an epoch.
    ///
    /// # Errors
    /// None in practice: the table is made of its own columns.
    pub fn history_table(&self) -> Result<Table> {
        let columns = self.columns();
        let mut headings = vec!["Epoch"];
        headings.extend(columns.iter().map(|column| column.heading.as_str()));
        let mut table = Table::new(&self.title(), &headings);
        for record in &self.history {
            let mut row: Vec<Cell> = vec![record.epoch.into()];
            row.extend(columns.iter().map(|column| Cell::from(column.percent(record))));
            table.push(row)?;
        }
        Ok(table.with_note(self.note.as_deref().unwrap_or_default()))
    }

    /// [`history_table`](Self::history_table) as CSV for programs: its columns are `epoch` (from 1), `loss_<head>`,
    /// `validation_agreement`, `validation_accuracy` where the truth is known, `test_accuracy` (without a truth
    /// `test_agreement`, with the given labels) and `test_ccc_<dimension>`, in lower case with underscores. Shares are numbers in [0, 1].
    pub fn history_csv(&self) -> String {
        let columns = self.columns();
        let mut headings = vec!["epoch"];
        headings.extend(columns.iter().map(|column| column.name.as_str()));
        let mut table = Table::new("", &headings);
        for record in &self.history {
            let mut row: Vec<Cell> = vec![record.epoch.into()];
            row.extend(columns.iter().map(|column| Cell::from((column.value)(record))));
            table.rows.push(row);
        }
        table.to_csv()
    }

    fn columns(&self) -> Vec<Column> {
        let mut columns = vec![];
        // The last epoch has the most losses: adversarial steps may start late.
        for (loss, _) in self.history.last().iter().flat_map(|last| &last.losses) {
            let of = loss.clone();
            let value = move |record: &EpochRecord| {
                let (_, value) = record.losses.iter().find(|(name, _)| *name == of)?;
                Some(*value)
            };
            columns.push(Column::new(format!("Loss {loss}"), snake_case(&format!("loss_{loss}")), value));
        }
        let agreement = |record: &EpochRecord| Some(record.validation_agreement);
        columns.push(Column::share("Validation, noisy labels", "validation_agreement", agreement));
        if self.history.iter().any(|record| record.validation_accuracy.is_some()) {
            let accuracy = |record: &EpochRecord| record.validation_accuracy;
            columns.push(Column::share("Validation, truth", "validation_accuracy", accuracy));
        }
        let (heading, name) = match self.last.against {
            Reference::Truth => ("Test accuracy", "test_accuracy"),
            Reference::GivenLabels => ("Test agreement with given labels", "test_agreement"),
        };
        columns.push(Column::share(heading, name, |record| Some(record.test_accuracy)));
        for (dimension, _) in &self.last.continuous {
            let of = dimension.clone();
            let value = move |record: &EpochRecord| record.test_ccc.iter().find(|(name, _)| *name == of)?.1;
            let name = snake_case(&format!("test_ccc_{dimension}"));
            columns.push(Column::new(format!("Test CCC {dimension}"), name, value));
        }
        columns
    }
}

/// Lower case, with an underscore for all that is no letter or digit.
fn snake_case(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        let kept = if character.is_alphanumeric() { character } else { '_' };
        text.extend(kept.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::train::{EpochRecord, Reference, TrainConfig, made_up::made_up, methods::MultiTask};

    #[test]
    fn without_a_truth_nothing_is_called_accuracy() {
        let mut training = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..75);
        training.last.against = Reference::GivenLabels;
        assert!(
            training
                .history_csv()
                .starts_with("epoch,loss_emotion,validation_agreement,test_agreement\n1,0.5,0.5,0.75")
        );
        assert_eq!(training.history_table().unwrap().columns[3], "Test agreement with given labels / %");
        let metrics = training.last.metrics();
        assert_eq!((metrics[0].name.as_str(), metrics[0].value), ("Agreement with given labels", Some(0.75)));
        let figures = [training.agreement(), training.confusion()].map(|figure| figure.unwrap().svg().to_string());
        assert!(figures[0].contains("agreement with given labels") && figures[1].contains("majority label, % of row"));
        let shown = figures.concat() + &training.summary() + &training.last.table().unwrap().to_text();
        assert!(!shown.contains("ccuracy") && !shown.contains("truth") && !shown.contains("true class"), "{shown}");
    }

    #[test]
    fn a_file_has_names_and_shares_and_a_table_headings_and_percent() {
        let mut training = made_up(&MultiTask {}.into(), &TrainConfig::default(), 0..75);
        let first = training.history[0].clone();
        let mut losses = first.losses.clone();
        losses.push(("Given labels (2)".into(), 1.25));
        let second = EpochRecord { epoch: 2, losses, validation_accuracy: Some(0.5), ..first };
        training.history.push(second);
        let csv = training.history_csv();
        let expected = "epoch,loss_emotion,loss_given_labels__2_,validation_agreement,validation_accuracy,test_accuracy\n\
                        1,0.5,,0.5,,0.75\n2,0.5,1.25,0.5,0.5,0.75\n";
        assert_eq!(csv, expected);
        let table = training.history_table().unwrap();
        let headings = ["Epoch", "Loss emotion", "Loss Given labels (2)", "Validation, noisy labels / %"];
        assert_eq!(table.columns[..4], headings);
        assert_eq!(table.rows[1][3..], [50.0.into(), 50.0.into(), 75.0.into()]);
    }
}
