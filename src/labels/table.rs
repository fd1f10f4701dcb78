//! The one shape of labels: a table with a row per image and a column per annotation.

use super::{
    head::{HeadKind, LabelHead},
    schema,
};
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NamedFrom, Series};
use std::collections::HashMap;

/// Labels of several annotators, and the truth where it is known.
///
/// The columns of [`frame`](Self::frame): `name` (text, unique); for every categorical head one column of that name
/// with codes (`UInt32`, indices into its classes); for every continuous head one `Float32` column per dimension; and,
/// where known, `truth` (a code of the first categorical head) and `truth_<dimension>`. Nothing is ever null.
///
/// ```
/// use noisyfer::labels::{LabelHead, LabelTable, Ties};
/// let classes = ["happy", "sad"];
/// let table = LabelTable::from_names(vec!["a.jpg".into(), "b.jpg".into()])?
///     .with_head(LabelHead::categorical("anna", &classes), &[0, 1])?
///     .with_head(LabelHead::categorical("ben", &classes), &[0, 0])?
///     .with_truth(&[0, 1])?;
/// assert_eq!(table.noise_rate("ben")?, 0.5);
/// assert_eq!(table.majority_vote(&Ties::FirstAnnotator)?, [0, 1]);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LabelTable {
    frame: DataFrame,
    heads: Vec<LabelHead>,
}

impl LabelTable {
    /// Takes the columns of the schema out of `frame`; others are left behind. Codes may come as whole numbers of any
    /// type or as class names, values as any numbers.
    ///
    /// # Errors
    /// [`Error::Parameter`] for heads that are invalid or share a column; [`Error::Format`], with column and row, for a
    /// column that is missing or of a wrong type, a null, a name that occurs twice, a code that is no class, or a value
    /// that is not finite or outside its head's range.
    pub fn new(frame: DataFrame, heads: Vec<LabelHead>) -> Result<Self> {
        let frame = schema::conform(&frame, &heads)?;
        Ok(Self { frame, heads })
    }

    /// A table of columns that are in the schema already, in any order; only the heads are checked.
    pub(crate) fn of_schema(frame: &DataFrame, heads: Vec<LabelHead>) -> Result<Self> {
        schema::check_heads(&heads)?;
        let labels = std::iter::once("name").chain(heads.iter().flat_map(LabelHead::columns));
        let truth = schema::column_names(frame).into_iter().filter(|column| column.starts_with("truth"));
        let frame = frame.select(labels.chain(truth))?;
        Ok(Self { frame, heads })
    }

    /// A table of names without labels yet.
    ///
    /// # Errors
    /// [`Error::Format`] for a name that occurs twice.
    pub fn from_names(names: Vec<String>) -> Result<Self> {
        let column = Column::from(Series::new("name".into(), names));
        Self::new(DataFrame::new_infer_height(vec![column])?, vec![])
    }

    /// The polars table.
    pub fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The heads, in the order in which they were given.
    pub fn heads(&self) -> &[LabelHead] {
        &self.heads
    }

    /// The head called `name`.
    ///
    /// # Errors
    /// [`Error::Parameter`] naming the heads that exist.
    pub fn head(&self, name: &str) -> Result<&LabelHead> {
        self.heads.iter().find(|head| head.name == name).ok_or_else(|| {
            let names: Vec<_> = self.heads.iter().map(|head| head.name.as_str()).collect();
            Error::parameter("head", format!("{name:?}"), format!("one of {}", names.join(", ")))
        })
    }

    /// The annotators: the categorical heads.
    pub fn annotators(&self) -> Vec<LabelHead> {
        self.heads.iter().filter(|head| head.classes().is_some()).cloned().collect()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of the rows.
    pub fn names(&self) -> Vec<String> {
        let names = self.frame.column("name").and_then(|column| column.str().cloned());
        names.map(|names| names.no_null_iter().map(String::from).collect()).unwrap_or_default()
    }

    /// The codes that categorical head `head` gave, `[rows]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a continuous head.
    pub fn codes(&self, head: &str) -> Result<Vec<u8>> {
        match self.head(head)?.kind {
            HeadKind::Categorical { .. } => self.code_column(head),
            HeadKind::Continuous { .. } => Err(wrong_kind(head, "categorical (for this one use `values`)")),
        }
    }

    /// The values that continuous head `head` gave, row by row: `[rows, dimensions]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown or a categorical head.
    pub fn values(&self, head: &str) -> Result<Vec<f32>> {
        match &self.head(head)?.kind {
            HeadKind::Continuous { dimensions, .. } => self.value_columns(dimensions),
            HeadKind::Categorical { .. } => Err(wrong_kind(head, "continuous (for this one use `codes`)")),
        }
    }

    /// The true codes, `[rows]`, where known.
    pub fn truth(&self) -> Option<Vec<u8>> {
        self.code_column("truth").ok()
    }

    /// The true values for continuous head `head`, `[rows, dimensions]`, where known.
    pub fn truth_values(&self, head: &str) -> Option<Vec<f32>> {
        self.value_columns(&truth_columns(self.head(head).ok()?)).ok()
    }

    /// The table with one more annotator, or with other labels of one that it has. `codes`: `[rows]`.
    ///
    /// # Errors
    /// As [`LabelTable::new`]; [`Error::Parameter`] for a continuous head or another number of codes than of rows.
    pub fn with_head(&self, head: LabelHead, codes: &[u8]) -> Result<Self> {
        if head.classes().is_none() {
            return Err(wrong_kind(&head.name, "categorical (for this one use `with_values`)"));
        }
        let column = self.new_code_column(&head.name, codes)?;
        self.with_columns(vec![column], Some(head))
    }

    /// The table with one more continuous head, or with other values of one that it has. `values`: `[rows, dimensions]`.
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
        let column = self.new_code_column("truth", codes)?;
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
        let columns = self.new_value_columns(&truth_columns(head), values)?;
        self.with_columns(columns, None)
    }

    /// The table without any truth, as a model in training may see it.
    pub fn without_truth(&self) -> Self {
        let given = std::iter::once("name").chain(self.heads.iter().flat_map(LabelHead::columns));
        let frame = self.frame.select(given).unwrap_or_else(|_| self.frame.clone());
        Self { frame, heads: self.heads.clone() }
    }

    /// The table with these heads only, in this order, and their truth. `truth` stays when the first annotator's classes do.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown head.
    pub fn select_heads(&self, names: &[&str]) -> Result<Self> {
        let heads: Vec<_> = names.iter().map(|name| self.head(name).cloned()).collect::<Result<_>>()?;
        let frame = if classes_of_truth(&heads) == classes_of_truth(&self.heads) {
            self.frame.clone()
        } else {
            self.frame.drop_many(["truth"])
        };
        Self::new(frame, heads)
    }

    /// The rows at these indices, in this order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a row past the end; [`Error::Format`] for a row that is taken twice.
    pub fn select_rows(&self, rows: &[usize]) -> Result<Self> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::parameter("row", row, format!("below {}", self.len())));
        }
        let rows: Vec<_> = rows.iter().map(|&row| row as IdxSize).collect();
        Self::new(self.frame.take(&IdxCa::from_vec("rows".into(), rows))?, self.heads.clone())
    }

    /// The rows with these names, in this order: how labels are joined to images.
    ///
    /// # Errors
    /// [`Error::Format`] for names without a row, with their number and the first of them.
    pub fn select_names(&self, names: &[String]) -> Result<Self> {
        let own = self.names();
        let rows: HashMap<_, _> = own.iter().enumerate().map(|(row, name)| (name, row)).collect();
        let unknown: Vec<_> = names.iter().filter(|name| !rows.contains_key(name)).collect();
        if let Some(first) = unknown.first() {
            let found = format!("no labels for {} of {} names, such as {first:?}", unknown.len(), names.len());
            return Err(Error::format("label table", found, format!("a row for every name, like {:?}", own.first())));
        }
        self.select_rows(&names.iter().map(|name| rows[name]).collect::<Vec<_>>())
    }

    fn code_column(&self, column: &str) -> Result<Vec<u8>> {
        Ok(self.frame.column(column)?.u32()?.no_null_iter().map(|code| code as u8).collect())
    }

    fn value_columns(&self, columns: &[String]) -> Result<Vec<f32>> {
        let mut values = vec![0.0; self.len() * columns.len()];
        for (dimension, column) in columns.iter().enumerate() {
            let places = values.iter_mut().skip(dimension).step_by(columns.len());
            places.zip(self.frame.column(column)?.f32()?.no_null_iter()).for_each(|(place, value)| *place = value);
        }
        Ok(values)
    }

    fn new_code_column(&self, name: &str, codes: &[u8]) -> Result<Column> {
        self.check_count(name, codes.len(), self.len())?;
        let codes: Vec<_> = codes.iter().map(|&code| u32::from(code)).collect();
        Ok(Column::from(Series::new(name.into(), codes)))
    }

    fn new_value_columns(&self, columns: &[String], values: &[f32]) -> Result<Vec<Column>> {
        self.check_count(&columns.join(", "), values.len(), self.len() * columns.len())?;
        let column = |(dimension, name): (usize, &String)| {
            let column: Vec<_> = values.iter().skip(dimension).step_by(columns.len()).copied().collect();
            Column::from(Series::new(name.as_str().into(), column))
        };
        Ok(columns.iter().enumerate().map(column).collect())
    }

    fn check_count(&self, column: &str, count: usize, expected: usize) -> Result<()> {
        if count != expected {
            let expected = format!("{expected}, for {} rows", self.len());
            return Err(Error::parameter(format!("the number of labels for {column}"), count, expected));
        }
        Ok(())
    }

    fn with_columns(&self, columns: Vec<Column>, head: Option<LabelHead>) -> Result<Self> {
        let (mut frame, mut heads) = (self.frame.clone(), self.heads.clone());
        for column in columns {
            frame.with_column(column)?;
        }
        if let Some(head) = head {
            match heads.iter_mut().find(|old| old.name == head.name) {
                Some(old) => *old = head,
                None => heads.push(head),
            }
        }
        Self::new(frame, heads)
    }
}

/// The classes that the column `truth` is told in: those of the first categorical head.
pub(super) fn classes_of_truth(heads: &[LabelHead]) -> Option<&[String]> {
    heads.iter().find_map(LabelHead::classes)
}

/// The columns of a head's true values.
pub(super) fn truth_columns(head: &LabelHead) -> Vec<String> {
    head.columns().iter().map(|dimension| format!("truth_{dimension}")).collect()
}

fn wrong_kind(head: &str, expected: &str) -> Error {
    Error::parameter(format!("head {head:?}"), "the other kind", expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faces() -> LabelTable {
        let names = ["a", "b", "c"].map(String::from).to_vec();
        let table = LabelTable::from_names(names).unwrap();
        let table = table.with_head(LabelHead::categorical("emotion", &["happy", "sad"]), &[0, 1, 1]).unwrap();
        let affect = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
        table.with_values(affect, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]).unwrap()
    }

    #[test]
    fn what_goes_in_comes_out() {
        let table = faces().with_truth(&[0, 0, 1]).unwrap().with_truth_values("affect", &[0.0; 6]).unwrap();
        assert_eq!(table.names(), ["a", "b", "c"]);
        assert_eq!(table.codes("emotion").unwrap(), [0, 1, 1]);
        assert_eq!(table.values("affect").unwrap(), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        assert_eq!(table.truth().unwrap(), [0, 0, 1]);
        assert_eq!(table.truth_values("affect").unwrap(), [0.0; 6]);
        let columns = ["name", "emotion", "valence", "arousal", "truth", "truth_valence", "truth_arousal"];
        assert_eq!(schema::column_names(table.frame()), columns);

        let some = table.select_rows(&[2, 0]).unwrap();
        assert_eq!(
            (some.names(), some.values("affect").unwrap()),
            (vec!["c".into(), "a".into()], vec![0.5, 0.6, 0.1, 0.2])
        );
        assert_eq!(table.select_names(&some.names()).unwrap().codes("emotion").unwrap(), [1, 0]);
        let message = table.select_names(&["a".into(), "x".into()]).unwrap_err().to_string();
        assert!(message.contains("no labels for 1 of 2 names, such as \"x\""), "{message}");
        let bare = table.without_truth();
        assert!(bare.truth().is_none() && bare.truth_values("affect").is_none() && bare.len() == 3);
        let affect = table.select_heads(&["affect"]).unwrap();
        assert_eq!(
            schema::column_names(affect.frame()),
            ["name", "valence", "arousal", "truth_valence", "truth_arousal"]
        );
        assert_eq!(table.with_head(table.heads()[0].clone(), &[1, 1, 1]).unwrap().codes("emotion").unwrap(), [1, 1, 1]);
        assert_eq!(table.annotators().len(), 1);
    }

    #[test]
    fn errors_say_what_exists() {
        let table = faces();
        let message = table.codes("emotoin").unwrap_err().to_string();
        assert_eq!(message, "head must be one of emotion, affect, got \"emotoin\"");
        assert!(table.codes("affect").unwrap_err().to_string().contains("use `values`"));
        assert!(
            table.values("emotion").is_err() && table.select_rows(&[3]).is_err() && table.select_rows(&[1, 1]).is_err()
        );
        let few = table.with_truth(&[0]).unwrap_err().to_string();
        assert_eq!(few, "the number of labels for truth must be 3, for 3 rows, got 1");
        let outside = table.with_truth(&[0, 2, 0]).unwrap_err().to_string();
        assert!(outside.starts_with("label table, column \"truth\", row 1 (b): found 2"), "{outside}");
        let far = table.with_truth_values("affect", &[0.0, 0.0, 0.0, 1.5, 0.0, 0.0]).unwrap_err().to_string();
        assert!(far.starts_with("label table, column \"truth_arousal\", row 1 (b): found 1.5"), "{far}");
    }
}
