//! Who is right when annotators disagree.

use super::NoiseReport;
use crate::{
    labels::Annotations,
    table::{Cell, Table},
};
use std::collections::BTreeMap;

/// The items of which as many labels agree, of as many.
#[derive(Default)]
struct Group {
    items: usize,
    /// Of these the truth is known, and how often whom it agrees with.
    known: f64,
    most_given: f64,
    consensus: f64,
    anybody: f64,
}

impl NoiseReport {
    /// Who is right when annotators disagree: a row for every count of labels of an item and, of these, of the most frequent one. Where the
    /// truth is known, how often it is the class given most (of equally many, as often as a draw among them would find it), the consensus,
    /// and the class that anybody gave.
    pub fn disagreement_table(&self) -> Table {
        let found = self.consensus.most_probable();
        let mut groups: BTreeMap<(usize, usize), Group> = BTreeMap::new();
        for (item, truth) in self.truth.iter().enumerate() {
            let labels = self.annotations.responses().of(item).1;
            let counts = counts(&self.annotations, item);
            let most = counts.iter().copied().max().unwrap_or_default();
            let group = groups.entry((labels.len(), most)).or_default();
            group.items += 1;
            let Some(truth) = truth.filter(|_| most > 0) else { continue };
            group.known += 1.0;
            let equally = counts.iter().filter(|count| **count == most).count() as f64;
            let count = counts[usize::from(truth)];
            group.most_given += if count == most { 1.0 / equally } else { 0.0 };
            group.consensus += f64::from(u8::from(found[item] == Some(truth)));
            group.anybody += f64::from(u8::from(count > 0));
        }
        let columns =
            ["agreeing", "items", "share / %", "most given right / %", "consensus right / %", "anybody right / %"];
        let mut table = Table::new("Who is right when annotators disagree", &columns);
        for ((labels, most), group) in groups.iter().rev() {
            let share = |right: f64| Cell::from((group.known > 0.0).then(|| 100.0 * right / group.known));
            table.rows.push(vec![
                format!("{most} of {labels}").into(),
                group.items.into(),
                (100.0 * group.items as f64 / self.truth.len().max(1) as f64).into(),
                share(group.most_given),
                share(group.consensus),
                share(group.anybody),
            ]);
        }
        table.with_note(&format!("agreeing: labels of the class given most; consensus by {}", self.consensus.estimator))
    }
}

/// How often an item was given each class.
pub(super) fn counts(annotations: &Annotations, item: usize) -> Vec<usize> {
    let mut counts = vec![0; annotations.classes().len()];
    for label in annotations.responses().of(item).1 {
        counts[usize::from(*label)] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::annotations;
    use crate::noise::{MajorityVote, ReportOptions};

    #[test]
    fn groups_by_hand() {
        // Item 0: all say c0, rightly; items 1 and 2: two against one, the two right once; item 3: all differ; item 4: nobody.
        let said = [[0, 0, 0], [1, 1, 2], [1, 1, 2], [0, 1, 2]];
        let mut rows = vec![];
        for (item, labels) in said.iter().enumerate() {
            rows.extend(labels.iter().enumerate().map(|(by, label)| (item as u32, by as u32, *label)));
        }
        let truth = [("i0", "c0"), ("i1", "c1"), ("i2", "c2"), ("i3", "c1")];
        let truth = truth.map(|(item, class)| (item.to_string(), class.to_string())).into();
        let options = ReportOptions { estimator: Box::new(MajorityVote), truth, ..ReportOptions::default() };
        let table = NoiseReport::with(&annotations(5, 3, 3, &rows), &options).unwrap().disagreement_table();
        let row = |agreeing: &str, items: i128, share: f64, rates: [f64; 3]| {
            let mut row = vec![Cell::from(agreeing), Cell::Integer(items), share.into()];
            row.extend(rates.map(Cell::from));
            row
        };
        assert_eq!(table.rows[0], row("3 of 3", 1, 20.0, [100.0; 3]));
        assert_eq!(table.rows[1], row("2 of 3", 2, 40.0, [50.0, 50.0, 100.0]));
        // One of three by chance; the first of equals is c0.
        assert_eq!(table.rows[2], row("1 of 3", 1, 20.0, [100.0 * (1.0 / 3.0), 0.0, 100.0]));
        assert_eq!(table.rows[3][..3], ["0 of 0".into(), Cell::Integer(1), 20.0.into()]);
        assert_eq!(table.rows[3][3..], [Cell::Missing, Cell::Missing, Cell::Missing]);
    }
}
