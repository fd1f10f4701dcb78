//! How the crate's own results show themselves.

use super::{Display, Table, text::grouped};
use crate::{Result, data::Images, metrics::ConfusionMatrix, metrics::ContinuousScores, plot};

const PICTURES_SHOWN: usize = 24;

impl ConfusionMatrix {
    /// The rates in percent as a table: a row per true class, a column per given label.
    pub fn to_table(&self) -> Table {
        let k = self.classes().len();
        let columns = ["true class".to_string()].into_iter().chain(self.classes().iter().cloned());
        let row = |truth: usize| {
            let rates = (0..k).map(|given| (100.0 * self.rate(truth, given)).into());
            [self.classes()[truth].as_str().into()].into_iter().chain(rates).collect()
        };
        let accuracy = format!("{:.1} % of {} agree", 100.0 * self.accuracy(), grouped(self.total()));
        Table {
            columns: columns.collect(),
            rows: (0..k).map(row).collect(),
            note: format!("% of row; {accuracy}"),
            ..Table::default()
        }
    }

    /// Shows the matrix as a notebook cell's result: a heat map, or the table as text.
    pub fn evcxr_display(&self) {
        show_figure(plot::confusion(self, "", "given label"), self.to_table().to_text());
    }
}

impl Images {
    /// Shows the first pictures as a notebook cell's result.
    pub fn evcxr_display(&self) {
        let shown = self.len().min(PICTURES_SHOWN);
        let figure = self.select(&(0..shown).collect::<Vec<_>>()).and_then(|first| {
            let side = self.side();
            let title = format!("{shown} of {} pictures, {side} × {side} pixels", grouped(self.len() as u64));
            plot::contact_sheet(&title, &first, &[], 8)
        });
        show_figure(figure, format!("{self:?}"));
    }
}

impl ContinuousScores {
    /// The scores as a table of one row.
    pub fn to_table(&self) -> Table {
        let columns = ["CCC", "PCC", "RMSE", "SAGR"].map(String::from).to_vec();
        let row = vec![self.ccc.into(), self.pcc.into(), self.rmse.into(), self.sagr.into()];
        Table { columns, rows: vec![row], ..Table::default() }
    }

    /// Shows the scores as a notebook cell's result.
    pub fn evcxr_display(&self) {
        self.to_table().evcxr_display();
    }
}

/// The figure with `plain` as its text; only the text where it cannot be drawn.
fn show_figure(figure: Result<plot::Figure>, plain: String) {
    let display = figure.map_or_else(|_| Display::default(), |figure| figure.display());
    Display { plain, ..display }.show();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confusion_matrix_as_a_table() {
        let classes = ["a", "b"].map(String::from);
        let matrix = ConfusionMatrix::new(&classes, &[0, 0, 1], &[0, 1, 1]).unwrap();
        let text = matrix.to_table().to_text();
        assert_eq!(text.lines().nth(2).unwrap(), "a           50   50");
        assert!(text.ends_with("% of row; 66.7 % of 3 agree\n"));
    }
}
