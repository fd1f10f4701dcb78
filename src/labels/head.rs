//! Label heads: what an experiment is annotated with, as data.

use crate::{
    Error, Result,
    formats::{is_missing, number},
};
use serde::{Deserialize, Serialize};
use std::{collections::HashSet, ops::RangeInclusive};

/// How many classes labels can have: codes take a byte, of which one stands for no label.
pub(crate) const CLASS_COUNTS: RangeInclusive<usize> = 2..=255;

/// One annotation of every image, and with it one output of the encoder and one label discriminator.
///
/// An experiment is a list of heads: three categorical ones are CIFAR-10 with three label sets, a
/// categorical and a continuous one are faces with emotion and valence/arousal.
///
/// ```
/// use noisyfer::labels::LabelHead;
/// let heads = [
///     LabelHead::categorical("annotator_1", &["happy", "sad"]),
///     LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0),
/// ];
/// assert_eq!(heads.iter().map(LabelHead::width).sum::<usize>(), 4);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LabelHead {
    /// The name of the annotator or task; for a categorical head also its column in a label table.
    pub name: String,
    /// What an annotation is.
    pub kind: HeadKind,
}

/// What an annotation is: one of several classes, or numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeadKind {
    /// One class out of several; a label is an index into `classes`.
    Categorical {
        /// The class names, in the order of the codes.
        classes: Vec<String>,
    },
    /// One number per dimension, such as valence and arousal.
    Continuous {
        /// The names of the dimensions; also their columns in a label table.
        dimensions: Vec<String>,
        /// The smallest value that a label may have.
        low: f32,
        /// The largest value that a label may have.
        high: f32,
    },
}

impl LabelHead {
    /// A head with one of `classes` as its label.
    pub fn categorical(name: &str, classes: &[&str]) -> Self {
        Self { name: name.into(), kind: HeadKind::Categorical { classes: owned(classes) } }
    }

    /// A head with one number in `low..=high` for each of `dimensions`.
    pub fn continuous(name: &str, dimensions: &[&str], low: f32, high: f32) -> Self {
        Self { name: name.into(), kind: HeadKind::Continuous { dimensions: owned(dimensions), low, high } }
    }

    /// How many numbers the encoder gives for this head: classes or dimensions.
    pub fn width(&self) -> usize {
        match &self.kind {
            HeadKind::Categorical { classes } => classes.len(),
            HeadKind::Continuous { dimensions, .. } => dimensions.len(),
        }
    }

    /// The class names; `None` for a continuous head.
    pub fn classes(&self) -> Option<&[String]> {
        match &self.kind {
            HeadKind::Categorical { classes } => Some(classes),
            HeadKind::Continuous { .. } => None,
        }
    }

    /// The columns that this head takes up in a label table: its name, or one per dimension.
    pub fn columns(&self) -> Vec<&str> {
        match &self.kind {
            HeadKind::Categorical { .. } => vec![&self.name],
            HeadKind::Continuous { dimensions, .. } => dimensions.iter().map(String::as_str).collect(),
        }
    }

    /// A continuous head as one of several annotators gives it. It is called `WHO:NAME`, and so are its columns:
    ///
    /// ```
    /// use noisyfer::labels::LabelHead;
    /// let affect = LabelHead::continuous("affect", &["valence", "arousal"], -1.0, 1.0);
    /// let annas = affect.by("anna");
    /// assert_eq!((annas.name.as_str(), annas.columns()), ("anna:affect", vec!["anna:valence", "anna:arousal"]));
    /// assert_eq!(annas.shared(), affect);
    /// ```
    pub fn by(&self, annotator: &str) -> Self {
        self.renamed(|name| format!("{annotator}:{name}"))
    }

    /// What several annotators give in common: the head without the annotator's name that [`by`](Self::by) puts before its own. All
    /// of them have the same true values.
    pub fn shared(&self) -> Self {
        self.renamed(|name| shared_name(name).into())
    }

    fn renamed(&self, rename: impl Fn(&str) -> String) -> Self {
        let mut head = Self { name: rename(&self.name), kind: self.kind.clone() };
        if let HeadKind::Continuous { dimensions, .. } = &mut head.kind {
            dimensions.iter_mut().for_each(|dimension| *dimension = rename(dimension));
        }
        head
    }

    /// The columns of a continuous head's true values in a label table: `truth_<dimension>`, without the name of an annotator.
    pub(super) fn truth_columns(&self) -> Vec<String> {
        self.columns().into_iter().map(|dimension| format!("truth_{}", shared_name(dimension))).collect()
    }

    /// Whether a cell of text stands for no label: it [says](is_missing) that there is nothing, and no class is called so.
    pub(super) fn is_missing(&self, cell: &str) -> bool {
        is_missing(cell) && !self.classes().unwrap_or_default().iter().any(|class| class == cell)
    }

    /// The label that a cell of text means: a class name, a code where no class is called by a number, or a number of the range.
    pub(crate) fn parse(&self, cell: &str) -> Option<f64> {
        let classes = self.classes().unwrap_or_default();
        if let Some(code) = classes.iter().position(|class| class == cell) {
            return Some(code as f64);
        }
        let number = number(cell)?;
        if self.has_numbered_classes() {
            // Whole numbers are often written with decimals where some are missing: 1.0 is class "1", and no code.
            let code = classes.iter().position(|class| class.parse() == Ok(number));
            return code.map(|code| code as f64);
        }
        Some(number).filter(|&number| self.has(number))
    }

    /// Whether a class is called by a number, so that numbers are names and no codes.
    fn has_numbered_classes(&self) -> bool {
        self.classes().unwrap_or_default().iter().any(|class| class.parse().is_ok_and(f64::is_finite))
    }

    /// Whether a number is a label of this head: a class code, or a number of the range.
    pub(super) fn has(&self, number: f64) -> bool {
        match &self.kind {
            HeadKind::Categorical { classes } => number.fract() == 0.0 && (0.0..classes.len() as f64).contains(&number),
            HeadKind::Continuous { low, high, .. } => (*low..=*high).contains(&(number as f32)),
        }
    }

    /// What a cell of this head may hold, for messages.
    pub(crate) fn expected(&self) -> String {
        match &self.kind {
            HeadKind::Categorical { classes } if self.has_numbered_classes() => {
                format!("one of {}", classes.join(", "))
            }
            HeadKind::Categorical { classes } => {
                format!("a code of 0 to {} or one of {}", classes.len() - 1, classes.join(", "))
            }
            HeadKind::Continuous { low, high, .. } => format!("a number from {low} to {high}"),
        }
    }

    /// Whether its numbers are valence and arousal, in this order.
    pub fn is_affect(&self) -> bool {
        self.columns() == ["valence", "arousal"]
    }

    /// Checks the head itself.
    ///
    /// # Errors
    /// [`Error::Parameter`] for fewer than two classes or more than 255, two of one name or one without, no dimension, or an
    /// empty range.
    pub fn validate(&self) -> Result<()> {
        match &self.kind {
            HeadKind::Categorical { classes } if !CLASS_COUNTS.contains(&classes.len()) => Err(Error::parameter(
                format!("the number of classes of head {:?}", self.name),
                classes.len(),
                "2 to 255",
            )),
            HeadKind::Categorical { classes } => self.check_names(classes),
            HeadKind::Continuous { dimensions, .. } if dimensions.is_empty() => {
                Err(Error::parameter(format!("the number of dimensions of head {:?}", self.name), 0, "at least 1"))
            }
            HeadKind::Continuous { low, high, .. } if low.partial_cmp(high) != Some(std::cmp::Ordering::Less) => Err(
                Error::parameter(format!("the range of head {:?}", self.name), format!("{low}..={high}"), "low < high"),
            ),
            HeadKind::Continuous { .. } => Ok(()),
        }
    }

    /// No two classes share a name, and all have one.
    fn check_names(&self, classes: &[String]) -> Result<()> {
        let mut known = HashSet::new();
        for class in classes {
            if class.trim().is_empty() || !known.insert(class) {
                let expected = "names of which no two are the same and none is empty";
                return Err(Error::parameter(
                    format!("the classes of head {:?}", self.name),
                    classes.join(", "),
                    expected,
                ));
            }
        }
        Ok(())
    }
}

/// The name of what an annotator gives, without the annotator's own: `valence` of `anna:valence`.
pub(crate) fn shared_name(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, shared)| shared)
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_names_where_a_class_is_called_by_one_and_else_codes() {
        let named = LabelHead::categorical("anna", &["sad", "happy"]);
        assert_eq!(
            ["happy", "1", "0.0", "2", "0.5"].map(|cell| named.parse(cell)),
            [Some(1.0), Some(1.0), Some(0.0), None, None]
        );
        let numbered = LabelHead::categorical("anna", &["1", "2", "other"]);
        assert_eq!(
            ["1", "2.0", "other", "0", "1.5"].map(|cell| numbered.parse(cell)),
            [Some(0.0), Some(1.0), Some(2.0), None, None]
        );
        assert_eq!(numbered.expected(), "one of 1, 2, other");
    }
}
