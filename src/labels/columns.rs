//! The labels of a table, head by head: out of its columns and into them.

use super::{
    head::{HeadKind, LabelHead},
    heads::classes_of_truth,
    table::LabelTable,
};
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, NamedFrom, Series, UInt32Chunked};

impl LabelTable {
    /// The codes that categorical head `head` gave, `[rows]`; `None` where it gave none.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head.
    pub fn labels(&self, head: &str) -> Result<Vec<Option<u8>>> {
        match self.head(head)?.kind {
            HeadKind::Categorical { .. } => {
                let codes = self.code_column(head)?.iter();
                Ok(codes.map(|code| code.map(|code| code as u8)).collect())
            }
            HeadKind::Continuous { .. } => Err(wrong_kind(head, "categorical (for this one use `values`)")),
        }
    }

    /// The codes that categorical head `head` gave, `[rows]`, one in every row.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head; [`Error::Format`] with the number of rows without a label.
    pub fn codes(&self, head: &str) -> Result<Vec<u8>> {
        let labels = self.labels(head)?;
        self.check_complete(head, labels.iter().filter(|label| label.is_none()).count(), "labels")?;
        Ok(labels.into_iter().flatten().collect())
    }

    /// The values that continuous head `head` gave, row by row: `[rows, dimensions]`; NaN in rows where it gave none.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a categorical head.
    pub fn values_or_nan(&self, head: &str) -> Result<Vec<f32>> {
        match &self.head(head)?.kind {
            HeadKind::Continuous { dimensions, .. } => self.value_columns(dimensions),
            HeadKind::Categorical { .. } => Err(wrong_kind(head, "continuous (for this one use `labels`)")),
        }
    }

    /// The values that continuous head `head` gave, row by row: `[rows, dimensions]`, some in every row.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a categorical head; [`Error::Format`] with the number of rows without values.
    pub fn values(&self, head: &str) -> Result<Vec<f32>> {
        let values = self.values_or_nan(head)?;
        let missing = values.iter().filter(|value| value.is_nan()).count() / self.head(head)?.width();
        self.check_complete(head, missing, "values_or_nan")?;
        Ok(values)
    }

    /// The true codes, `[rows]`, where known.
    pub fn truth(&self) -> Option<Vec<u8>> {
        let codes = self.code_column("truth").ok()?;
        Some(codes.no_null_iter().map(|code| code as u8).collect())
    }

    /// The classes that the truth is told in: those of the first categorical head. `None` without truth.
    pub fn truth_classes(&self) -> Option<&[String]> {
        self.truth().and(classes_of_truth(self.heads()))
    }

    /// The true values for continuous head `head`, `[rows, dimensions]`, where known.
    pub fn truth_values(&self, head: &str) -> Option<Vec<f32>> {
        self.true_values(self.head(head).ok()?)
    }

    /// As [`truth_values`](Self::truth_values), for a head of the table or for what several of them [share](LabelHead::shared).
    pub(crate) fn true_values(&self, head: &LabelHead) -> Option<Vec<f32>> {
        self.value_columns(&head.truth_columns()).ok()
    }

    /// The table with one more annotator, or with other labels of one that it has. `codes`: `[rows]`.
    ///
    /// # Errors
    /// As [`LabelTable::new`]; [`Error::Parameter`] for a continuous head or another number of codes than of rows.
    pub fn with_head(&self, head: LabelHead, codes: &[u8]) -> Result<Self> {
        self.with_labels(head, &codes.iter().copied().map(Some).collect::<Vec<_>>())
    }

    /// [`with_head`](Self::with_head) with `None` in the rows that the annotator did not label.
    ///
    /// # Errors
    /// Those of [`with_head`](Self::with_head).
    pub fn with_labels(&self, head: LabelHead, labels: &[Option<u8>]) -> Result<Self> {
        if head.classes().is_none() {
            return Err(wrong_kind(&head.name, "categorical (for this one use `with_values`)"));
        }
        let column = self.new_code_column(&head.name, labels)?;
        self.with_columns(vec![column], Some(head))
    }

    /// The table with one more continuous head, or with other values of one that it has. `values`: `[rows, dimensions]`; a
    /// row without values is NaN in all dimensions.
    ///
    /// # Errors
    /// As [`LabelTable::new`]; [`Error::Parameter`] for a categorical head or a wrong number of values.
    pub fn with_values(&self, head: LabelHead, values: &[f32]) -> Result<Self> {
        let HeadKind::Continuous { dimensions, .. } = &head.kind else {
            return Err(wrong_kind(&head.name, "continuous (for this one use `with_head`)"));
        };
        let columns = self.new_value_columns(dimensions, values)?;
        self.with_columns(columns, Some(head))
    }

    /// The table with the true codes, `[rows]`.
    ///
    /// # Errors
    /// As [`LabelTable::new`]; [`Error::Parameter`] for another number of codes than of rows.
    pub fn with_truth(&self, codes: &[u8]) -> Result<Self> {
        let column = self.new_code_column("truth", &codes.iter().copied().map(Some).collect::<Vec<_>>())?;
        self.with_columns(vec![column], None)
    }

    /// The table with the true values of continuous head `head`, `[rows, dimensions]`.
    ///
    /// # Errors
    /// As [`LabelTable::new`]; [`Error::Parameter`] for an unknown or a categorical head or a wrong number of values.
    pub fn with_truth_values(&self, head: &str, values: &[f32]) -> Result<Self> {
        let head = self.head(head)?;
        if head.classes().is_some() {
            return Err(wrong_kind(&head.name, "continuous (for this one use `with_truth`)"));
        }
        let columns = self.new_value_columns(&head.truth_columns(), values)?;
        self.with_columns(columns, None)
    }

    /// [`frame`](Self::frame) with class names for codes, as people read it.
    ///
    /// # Errors
    /// None in practice: every code of a table has a class.
    pub fn frame_with_names(&self) -> Result<DataFrame> {
        let mut frame = self.frame().clone();
        let annotators = self.annotators();
        let truth = annotators.first().map(|head| ("truth", head)).filter(|_| self.truth().is_some());
        for (column, head) in annotators.iter().map(|head| (head.name.as_str(), head)).chain(truth) {
            let classes = head.classes().unwrap_or_default();
            let codes = self.code_column(column)?.iter();
            let named: Vec<_> = codes.map(|code| classes.get(code? as usize).map(String::as_str)).collect();
            let named = Series::new(column.into(), named).into();
            frame.with_column(named).map_err(Error::table("writing class names for codes"))?;
        }
        Ok(frame)
    }

    fn check_complete(&self, head: &str, missing: usize, with_gaps: &str) -> Result<()> {
        if missing == 0 {
            return Ok(());
        }
        let found = format!("no label in {missing} of {} rows", self.len());
        let expected = format!("one in every row; `{with_gaps}` gives those that are there");
        Err(Error::format(format!("label table, head {head:?}"), found, expected))
    }

    fn code_column(&self, column: &str) -> Result<&UInt32Chunked> {
        self.frame().column(column).and_then(Column::u32).map_err(Error::table("the codes of a label table"))
    }

    fn value_columns(&self, columns: &[String]) -> Result<Vec<f32>> {
        let width = columns.len();
        let mut values = vec![f32::NAN; self.len() * width];
        for (dimension, column) in columns.iter().enumerate() {
            let numbers = self.frame().column(column).and_then(Column::f32);
            for (row, value) in numbers.map_err(Error::table("the values of a label table"))?.iter().enumerate() {
                values[row * width + dimension] = value.unwrap_or(f32::NAN);
            }
        }
        Ok(values)
    }

    fn new_code_column(&self, name: &str, labels: &[Option<u8>]) -> Result<Column> {
        self.check_count(name, labels.len(), self.len())?;
        let codes: Vec<_> = labels.iter().map(|label| label.map(u32::from)).collect();
        Ok(Column::from(Series::new(name.into(), codes)))
    }

    fn new_value_columns(&self, columns: &[String], values: &[f32]) -> Result<Vec<Column>> {
        self.check_count(&columns.join(", "), values.len(), self.len() * columns.len())?;
        let mut made = vec![];
        for (dimension, name) in columns.iter().enumerate() {
            let column: Vec<f32> = values.chunks_exact(columns.len()).map(|row| row[dimension]).collect();
            made.push(Series::new(name.as_str().into(), column).into());
        }
        Ok(made)
    }

    fn check_count(&self, column: &str, count: usize, expected: usize) -> Result<()> {
        if count != expected {
            let expected = format!("{expected}, for {} rows", self.len());
            return Err(Error::parameter(format!("the number of labels for {column}"), count, expected));
        }
        Ok(())
    }
}

fn wrong_kind(head: &str, expected: &str) -> Error {
    Error::parameter(format!("head {head:?}"), "the other kind", expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn emotion() -> LabelHead {
        LabelHead::categorical("emotion", &["happy", "sad"])
    }

    fn affect() -> LabelHead {
        LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0)
    }

    fn three() -> LabelTable {
        LabelTable::from_names(["a", "b", "c"].map(String::from).to_vec()).unwrap()
    }

    #[test]
    fn labels_may_be_missing() {
        let table = three().with_labels(emotion(), &[Some(1), None, Some(0)]).unwrap();
        let table = table.with_values(affect(), &[0.1, 0.2, f32::NAN, f32::NAN, 0.5, 0.6]).unwrap();
        assert_eq!(table.labels("emotion").unwrap(), [Some(1), None, Some(0)]);
        let values = table.values_or_nan("affect").unwrap();
        assert_eq!((&values[..2], &values[4..]), (&[0.1, 0.2][..], &[0.5, 0.6][..]));
        assert!(values[2].is_nan() && values[3].is_nan());
        assert_eq!(table.frame().column("valence").unwrap().null_count(), 1, "null, not NaN");
        let message = |result: Option<Error>| result.unwrap().to_string();
        assert_eq!(
            message(table.codes("emotion").err()),
            "label table, head \"emotion\": found no label in 1 of 3 rows, expected one in every row; `labels` gives those \
             that are there"
        );
        assert!(
            message(table.values("affect").err())
                .contains("no label in 1 of 3 rows, expected one in every row; `values_or_nan`")
        );
        let half = three().with_values(affect(), &[0.0, 0.0, 0.3, f32::NAN, 0.0, 0.0]);
        assert_eq!(
            message(half.err()),
            "label table, column \"arousal\", row 1 (b): found nothing, expected a number from -1 to 1, or nothing in \
             valence and arousal"
        );
    }

    #[test]
    fn the_truth_is_never_missing() {
        let table = three().with_values(affect(), &[f32::NAN; 6]).unwrap();
        let message = table.with_truth_values("affect", &[0.0, 0.0, f32::NAN, 0.0, 0.0, 0.0]).unwrap_err().to_string();
        assert!(message.starts_with("label table, column \"truth_valence\", row 1 (b): found nothing"), "{message}");
        assert!(message.ends_with("leave the column out where the truth is not known"), "{message}");
        let whole = table.with_truth_values("affect", &[0.5; 6]).unwrap();
        assert_eq!(whole.truth_values("affect").unwrap(), [0.5; 6]);
    }

    #[test]
    fn annotators_of_the_same_values_share_their_truth() {
        let values = [0.1, 0.2, f32::NAN, f32::NAN, 0.5, 0.6];
        let table = three().with_values(affect().by("anna"), &values).unwrap();
        let table = table.with_values(affect().by("ben"), &[0.0; 6]).unwrap();
        assert!(table.true_values(&affect()).is_none());
        let table = table.with_truth_values("ben:affect", &[0.5; 6]).unwrap();
        let columns = ["anna:valence", "anna:arousal", "ben:valence", "ben:arousal", "truth_valence", "truth_arousal"];
        assert_eq!(schema_columns(&table)[1..], columns);
        assert_eq!(table.values_or_nan("anna:affect").unwrap()[..2], [0.1, 0.2]);
        assert_eq!(table.truth_values("anna:affect").unwrap(), [0.5; 6]);
        assert_eq!(table.true_values(&affect()).unwrap(), [0.5; 6]);
        assert_eq!(schema_columns(&table.select_rows(&[2]).unwrap())[1..], columns);
    }

    fn schema_columns(table: &LabelTable) -> Vec<String> {
        table.frame().get_column_names().into_iter().map(|name| name.to_string()).collect()
    }

    #[test]
    fn people_read_class_names() {
        let table = three().with_labels(emotion(), &[Some(1), None, Some(0)]).unwrap().with_truth(&[0, 1, 0]).unwrap();
        let frame = table.frame_with_names().unwrap();
        let column = |name: &str| {
            frame.column(name).unwrap().str().unwrap().iter().map(|cell| cell.map(String::from)).collect::<Vec<_>>()
        };
        assert_eq!(column("emotion"), [Some("sad".into()), None, Some("happy".into())]);
        assert_eq!(column("truth"), ["happy", "sad", "happy"].map(|name| Some(name.to_string())));
    }
}
