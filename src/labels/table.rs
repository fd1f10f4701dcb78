//! The one shape of labels: a table with a row per image and a column per annotation.

use super::{head::LabelHead, heads::check_heads, schema};
use crate::{Error, Result};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};

/// Labels of several annotators, and the truth where it is known.
///
/// The columns of [`frame`](Self::frame): `name` (text, unique); for every categorical head one column of that name
/// with codes (`UInt32`, indices into its classes); for every continuous head one `Float32` column per dimension; and,
/// where known, `truth` (a code of the first categorical head) and `truth_<dimension>`. An annotator need not have seen every
/// image: where there is no label, the columns of its head are null. Names and truth never are.
///
/// ```
/// use noisyfer::labels::{LabelHead, LabelTable, Ties};
/// let classes = ["happy", "sad"];
/// let table = LabelTable::from_names(vec!["a.jpg".into(), "b.jpg".into()])?
///     .with_head(LabelHead::categorical("anna", &classes), &[0, 1])?
///     .with_head(LabelHead::categorical("ben", &classes), &[0, 0])?
///     .with_truth(&[0, 1])?;
/// assert_eq!(table.noise_rate("ben")?, 0.5);
/// assert_eq!(table.majority_vote(&Ties::FirstAnnotator)?, [Some(0), Some(1)]);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct LabelTable {
    frame: DataFrame,
    heads: Vec<LabelHead>,
}

impl LabelTable {
    /// Takes the columns of the schema out of `frame`; others are left behind. Codes may come as whole numbers of any
    /// type or as class names, values as any numbers. Nulls, NaN and texts as in [`read_csv`](super::read_csv) are missing labels.
    ///
    /// # Errors
    /// [`Error::Parameter`] for heads that are invalid or share a column; [`Error::Format`], with column and row, for a
    /// column that is missing or of a wrong type, a name that is missing or occurs twice, a code that is no class, a value
    /// outside its head's range, a continuous head with only some of its dimensions in a row, or a missing truth.
    pub fn new(frame: DataFrame, heads: Vec<LabelHead>) -> Result<Self> {
        let frame = schema::conform(&frame, &heads)?;
        Ok(Self { frame, heads })
    }

    /// A table of columns that are in the schema already, in any order; only the heads are checked.
    pub(crate) fn of_schema(frame: &DataFrame, heads: Vec<LabelHead>) -> Result<Self> {
        check_heads(&heads)?;
        let labels = std::iter::once("name").chain(heads.iter().flat_map(LabelHead::columns));
        // Not by `starts_with("truth")`: an annotator may be called truthful.
        let is_truth = |column: &&str| *column == "truth" || column.starts_with("truth_");
        let truth = schema::column_names(frame).into_iter().filter(is_truth);
        let frame = frame.select(labels.chain(truth)).map_err(Error::table("the columns of a label table"))?;
        Ok(Self { frame, heads })
    }

    /// A table of names without labels yet.
    ///
    /// # Errors
    /// [`Error::Format`] for a name that occurs twice.
    pub fn from_names(names: Vec<String>) -> Result<Self> {
        let column = Column::from(Series::new("name".into(), names));
        let frame = DataFrame::new_infer_height(vec![column]).map_err(Error::table("a label table of names"))?;
        Self::new(frame, vec![])
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

    /// The table without any truth, as a model in training may see it.
    pub fn without_truth(&self) -> Self {
        let given = std::iter::once("name").chain(self.heads.iter().flat_map(LabelHead::columns));
        let frame = self.frame.select(given).unwrap_or_else(|_| self.frame.clone());
        Self { frame, heads: self.heads.clone() }
    }

    /// The table with other columns, and with another or one more head.
    pub(super) fn with_columns(&self, columns: Vec<Column>, head: Option<LabelHead>) -> Result<Self> {
        let (mut frame, mut heads) = (self.frame.clone(), self.heads.clone());
        for column in columns {
            frame.with_column(column).map_err(Error::table("adding labels to a label table"))?;
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
        let bare = table.without_truth();
        assert!(bare.truth().is_none() && bare.truth_values("affect").is_none() && bare.len() == 3);
        assert_eq!(table.with_head(table.heads()[0].clone(), &[1, 1, 1]).unwrap().codes("emotion").unwrap(), [1, 1, 1]);
        assert_eq!(table.annotators().len(), 1);
    }

    #[test]
    fn errors_say_what_exists() {
        let table = faces();
        let message = table.codes("emotoin").unwrap_err().to_string();
        assert_eq!(message, "head must be one of emotion, affect, got \"emotoin\"");
        assert!(table.codes("affect").unwrap_err().to_string().contains("use `values`"));
        assert!(table.values("emotion").is_err());
        let few = table.with_truth(&[0]).unwrap_err().to_string();
        assert_eq!(few, "the number of labels for truth must be 3, for 3 rows, got 1");
        let outside = table.with_truth(&[0, 2, 0]).unwrap_err().to_string();
        assert!(outside.starts_with("label table, column \"truth\", row 1 (b): found 2"), "{outside}");
        let far = table.with_truth_values("affect", &[0.0, 0.0, 0.0, 1.5, 0.0, 0.0]).unwrap_err().to_string();
        assert!(far.starts_with("label table, column \"truth_arousal\", row 1 (b): found 1.5"), "{far}");
    }

    #[test]
    fn an_annotator_may_be_called_almost_truth() {
        let head = |name| LabelHead::categorical(name, &["happy", "sad"]);
        let table = faces().with_head(head("truthful"), &[1, 0, 1]).unwrap().with_truth(&[1, 1, 1]).unwrap();
        let other = LabelTable::from_names(vec!["b".into()]).unwrap().with_head(head("truthless"), &[0]).unwrap();
        let joined = table.join(&other).unwrap().labels;
        assert_eq!((joined.codes("truthful").unwrap(), joined.codes("truthless").unwrap()), (vec![0], vec![0]));
        assert_eq!(joined.truth().unwrap(), [1]);
    }
}
