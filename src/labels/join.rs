//! Joining label tables by the names of their rows, with a report of what has no partner.

use super::{heads::check_heads, table::LabelTable};
use crate::{
    Error, Result,
    formats::{name_key, stem_key},
    table::Table,
    text::grouped,
};
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, PlHashMap, PolarsResult, StringChunked};
use rayon::prelude::*;

/// Names shown of the rows without a partner.
const NAMES_SHOWN: usize = 3;

/// Two label tables as one.
#[derive(Clone, Debug)]
pub struct LabelJoin {
    /// The rows whose names are in both tables, in the order of the left one, with the heads of both.
    pub labels: LabelTable,
    /// Which rows had no partner.
    pub report: JoinReport,
}

/// How the rows of two label tables met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinReport {
    /// How many names are in both tables.
    pub matched: usize,
    /// The names that only the left table has, in its order.
    pub left_only: Vec<String>,
    /// The names that only the right table has, in its order.
    pub right_only: Vec<String>,
}

impl LabelTable {
    /// Joins the labels of `right` to the rows of this table by name, never by position. Names without an equal meet where just one
    /// on each side means the same image: another case, `\\` for `/`, `_aligned`, accents in two characters, no ending. The truth
    /// of `right`, if any, is left behind.
    ///
    /// ```
    /// use noisyfer::labels::{LabelHead, LabelTable};
    /// let table = |names: [&str; 2], head| {
    ///     let head = LabelHead::categorical(head, &["happy", "sad"]);
    ///     LabelTable::from_names(names.map(String::from).to_vec())?.with_head(head, &[0, 1])
    /// };
    /// let joined = table(["a.jpg", "b.jpg"], "anna")?.join(&table(["c.jpg", "a.jpg"], "ben")?)?;
    /// assert_eq!(joined.labels.codes("ben")?, [1]);
    /// assert_eq!(joined.report.left_only, ["b.jpg"]);
    /// # Ok::<(), noisyfer::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::Error::Parameter) when the two share the name of a head or a column; rename one by
    /// [`rename_head`](Self::rename_head).
    pub fn join(&self, right: &LabelTable) -> Result<LabelJoin> {
        let right = right.without_truth();
        let heads = [self.heads(), right.heads()].concat();
        check_heads(&heads)?;
        let (left, right) = (self.frame(), right.frame());
        let left_names = names(left)?.rechunk();
        let right_names = names(right)?;
        let (partners, has_partner) = partners(&left_names, right_names);
        let rows_left = (0..).zip(&partners).filter_map(|(row, partner)| partner.map(|_| row)).collect();
        let rows_right = partners.iter().flatten().copied().collect();
        let joined = beside(left, rows_left, right, rows_right).map_err(Error::table("joining label tables"))?;
        let report = JoinReport {
            matched: joined.height(),
            left_only: without_partner(&left_names, partners.iter().map(Option::is_some)),
            right_only: without_partner(right_names, has_partner.into_iter()),
        };
        let labels = LabelTable::of_schema(&joined, heads)?;
        Ok(LabelJoin { labels, report })
    }
}

/// For each left row its partner on the right, and whether each right row is one. No two names of a side are equal.
pub(super) fn partners(left: &StringChunked, right: &StringChunked) -> (Vec<Option<IdxSize>>, Vec<bool>) {
    let right_rows: PlHashMap<&str, IdxSize> = right.no_null_iter().zip(0..).collect();
    let partner = |row| right_rows.get(left.get(row)?).copied();
    let mut partners: Vec<_> = (0..left.len()).into_par_iter().map(partner).collect();
    let mut has_partner = vec![false; right.len()];
    partners.iter().flatten().for_each(|&row| has_partner[row as usize] = true);
    for key in [name_key, stem_key] {
        let left_rows = alone(left, |row| partners[row].is_none(), key);
        let right_rows = alone(right, |row| !has_partner[row], key);
        for (key, row) in left_rows {
            if let (Some(row), Some(Some(partner))) = (row, right_rows.get(&key)) {
                partners[row] = Some(*partner as IdxSize);
                has_partner[*partner] = true;
            }
        }
    }
    (partners, has_partner)
}

/// The rows without a partner by the keys of their names; `None` where several have one key.
fn alone(
    names: &StringChunked,
    is_alone: impl Fn(usize) -> bool,
    key: fn(&str) -> String,
) -> PlHashMap<String, Option<usize>> {
    let mut rows = PlHashMap::default();
    for (row, name) in names.no_null_iter().enumerate().filter(|(row, _)| is_alone(*row)) {
        rows.entry(key(name)).and_modify(|first| *first = None).or_insert(Some(row));
    }
    rows
}

fn names(frame: &DataFrame) -> Result<&StringChunked> {
    frame.column("name").and_then(Column::str).map_err(Error::table("the names of a label table"))
}

/// Rows of two tables next to each other, under the names of the left one.
fn beside(
    left: &DataFrame,
    rows_left: Vec<IdxSize>,
    right: &DataFrame,
    rows_right: Vec<IdxSize>,
) -> PolarsResult<DataFrame> {
    let left = left.take(&IdxCa::from_vec("row".into(), rows_left))?;
    let right = right.drop("name")?.take(&IdxCa::from_vec("row".into(), rows_right))?;
    left.hstack(right.columns())
}

fn without_partner(names: &StringChunked, has_partner: impl Iterator<Item = bool>) -> Vec<String> {
    let alone = names.no_null_iter().zip(has_partner).filter(|(_, has_partner)| !has_partner);
    alone.map(|(name, _)| name.to_string()).collect()
}

impl JoinReport {
    /// How many rows of `left` met rows of `right`, in words.
    pub(crate) fn line(&self, left: &str, right: &str) -> String {
        let [matched, left_rows, right_rows] =
            [0, self.left_only.len(), self.right_only.len()].map(|alone| grouped((self.matched + alone) as u64));
        format!(
            "{matched} of {left_rows} rows of {left} have a row of the same name in {right}, which has {right_rows}"
        )
    }

    /// How many rows met, and the first names of those that did not.
    pub fn to_table(&self) -> Table {
        let mut table = Table::new("Joined by name", &["Rows", "Count", "Such as"]);
        table.rows.push(vec!["in both".into(), self.matched.into(), "".into()]);
        for (what, names) in [("only in the left", &self.left_only), ("only in the right", &self.right_only)] {
            let more = if names.len() > NAMES_SHOWN { ", …" } else { "" };
            let shown = names[..names.len().min(NAMES_SHOWN)].join(", ") + more;
            table.rows.push(vec![what.into(), names.len().into(), shown.into()]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::head::LabelHead;

    fn table(head: &str, rows: &[(&str, u8)]) -> LabelTable {
        let (names, codes): (Vec<String>, Vec<u8>) = rows.iter().map(|(name, code)| (name.to_string(), *code)).unzip();
        let head = LabelHead::categorical(head, &["a", "b", "c"]);
        LabelTable::from_names(names).unwrap().with_head(head, &codes).unwrap()
    }

    #[test]
    fn rows_meet_by_name_in_any_order() {
        let left = table("anna", &[("1", 0), ("2", 1), ("3", 2), ("4", 0)]).with_truth(&[0, 1, 2, 0]).unwrap();
        let right = table("ben", &[("4", 2), ("5", 0), ("2", 1), ("6", 0)]).with_truth(&[2, 2, 2, 2]).unwrap();
        let LabelJoin { labels, report } = left.join(&right).unwrap();
        assert_eq!(labels.names(), ["2", "4"]);
        assert_eq!((labels.codes("anna").unwrap(), labels.codes("ben").unwrap()), (vec![1, 0], vec![1, 2]));
        assert_eq!(labels.truth().unwrap(), [1, 0], "the left table's");
        let only = |names: [&str; 2]| names.map(String::from).to_vec();
        assert_eq!(report, JoinReport { matched: 2, left_only: only(["1", "3"]), right_only: only(["5", "6"]) });
        assert!(report.to_table().to_text().contains("5, 6"));
        assert_eq!(
            report.line("a.txt", "b.txt"),
            "2 of 4 rows of a.txt have a row of the same name in b.txt, which has 4"
        );
    }

    #[test]
    fn names_of_one_image_meet_however_they_are_written() {
        let left = table("anna", &[("1/A.JPG", 0), ("2/é_aligned.jpg", 1), ("7.jpg", 2), ("B.jpg", 0), ("b.jpg", 1)]);
        let right = table("ben", &[("7", 2), ("2\\e\u{301}.jpg", 1), ("1/a.jpg", 0), ("b.JPG", 2)]);
        let LabelJoin { labels, report } = left.join(&right).unwrap();
        assert_eq!(labels.names(), ["1/A.JPG", "2/é_aligned.jpg", "7.jpg"]);
        assert_eq!(labels.codes("ben").unwrap(), [0, 1, 2]);
        assert_eq!(
            (report.left_only, report.right_only),
            (vec!["B.jpg".into(), "b.jpg".into()], vec!["b.JPG".into()]),
            "which of two?"
        );
    }

    #[test]
    fn nothing_in_common_is_a_join_of_no_rows() {
        let joined = table("anna", &[("1", 0)]).join(&table("ben", &[("2", 0)])).unwrap();
        assert_eq!((joined.labels.len(), joined.report.matched, joined.report.left_only.len()), (0, 0, 1));
    }

    #[test]
    fn heads_of_the_same_name_are_refused() {
        let (left, right) = (table("anna", &[("1", 0)]), table("anna", &[("1", 2)]));
        let message = left.join(&right).unwrap_err().to_string();
        assert!(message.contains("a column of head \"anna\""), "{message}");
        let joined = left.join(&right.rename_head("anna", "again").unwrap()).unwrap();
        assert_eq!(joined.labels.codes("again").unwrap(), [2]);
    }
}
