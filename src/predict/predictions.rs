//! What a model says of images.

use crate::{
    Error, Result,
    labels::{HeadKind, LabelHead},
    train::{Calibration, Scoring, most_probable},
};
use polars::prelude::{Column, DataFrame, NamedFrom, Series};
use std::collections::HashSet;

/// The class probabilities and the values that a model gives to images.
#[derive(Clone, Debug)]
pub struct Predictions {
    heads: Vec<LabelHead>,
    /// For each head row-major `[images, width]`: probabilities, or values within the head's range.
    outputs: Vec<Vec<f32>>,
}

impl Predictions {
    /// Takes logits and raw values, `[images, width]` for each head. Where several heads predict the truth together, the head
    /// that stands for them all comes first. Probabilities are those of `calibration`.
    ///
    /// # Errors
    /// [`Error::Parameter`] without a head with classes.
    pub(super) fn new(
        heads: &[LabelHead],
        outputs: Vec<Vec<f32>>,
        scoring: Scoring,
        calibration: &Calibration,
    ) -> Result<Self> {
        let (heads, outputs) = scoring.predicting_heads(heads, outputs)?;
        let finished = heads.iter().zip(outputs).map(|(head, output)| match head.kind {
            HeadKind::Categorical { .. } => calibration.probabilities(head, &output),
            HeadKind::Continuous { low, high, .. } => output.iter().map(|value| value.clamp(low, high)).collect(),
        });
        let outputs = finished.collect();
        Ok(Self { heads, outputs })
    }

    /// One after another; none at all for no part.
    pub(super) fn joined(parts: Vec<Self>) -> Self {
        let mut parts = parts.into_iter();
        let mut all = parts.next().unwrap_or(Self { heads: vec![], outputs: vec![] });
        for part in parts {
            all.outputs.iter_mut().zip(part.outputs).for_each(|(all, part)| all.extend(part));
        }
        all
    }

    /// The model's heads.
    pub fn heads(&self) -> &[LabelHead] {
        &self.heads
    }

    /// How many images there are.
    pub fn len(&self) -> usize {
        self.heads.first().zip(self.outputs.first()).map_or(0, |(head, output)| output.len() / head.width())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first head with classes.
    ///
    /// # Errors
    /// [`Error::Parameter`] when there is none.
    pub fn emotion(&self) -> Result<&LabelHead> {
        let first = self.heads.iter().find(|head| head.classes().is_some());
        first.ok_or_else(|| Error::parameter("the model's heads", "none with classes", "one with classes"))
    }

    /// The first head with valence and arousal, if there is one.
    pub fn affect(&self) -> Option<&LabelHead> {
        self.heads.iter().find(|head| head.is_affect())
    }

    /// The probabilities of a head's classes or its values, row-major `[images, width]`; values lie within the head's
    /// range.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a head that the model does not have.
    pub fn of(&self, head: &str) -> Result<&[f32]> {
        let names = || self.heads.iter().map(|head| head.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = self.heads.iter().zip(&self.outputs).find(|(own, _)| own.name == head);
        let (_, output) = found.ok_or_else(|| Error::parameter("head", head, format!("one of {}", names())))?;
        Ok(output)
    }

    /// The most probable class of every image, as an index into the head's classes.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a head that the model does not have or that has no classes.
    pub fn classes(&self, head: &str) -> Result<Vec<u8>> {
        let probabilities = self.of(head)?;
        let width = self.heads.iter().find(|own| own.name == head).and_then(LabelHead::classes).map(<[String]>::len);
        let width = width.ok_or_else(|| Error::parameter("head", head, "one with classes"))?;
        Ok(most_probable(probabilities, width))
    }

    /// A row an image: `name`; for a head with classes its most probable one under the head's name, and a column
    /// `<head>_<class>` for every probability; for other heads a column a dimension.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of names than of images.
    pub fn frame(&self, names: &[String]) -> Result<DataFrame> {
        if names.len() != self.len() {
            return Err(Error::parameter("the number of names", names.len(), format!("{}, one an image", self.len())));
        }
        let mut columns = vec![Column::from(Series::new("name".into(), names))];
        for (head, output) in self.heads.iter().zip(&self.outputs) {
            let column = |name: &str, index: usize| {
                let values: Vec<f32> = output.iter().skip(index).step_by(head.width()).copied().collect();
                Column::from(Series::new(name.into(), values))
            };
            if let Some(classes) = head.classes() {
                let best = most_probable(output, classes.len());
                let best: Vec<&str> = best.into_iter().map(|code| classes[usize::from(code)].as_str()).collect();
                columns.push(Series::new(head.name.as_str().into(), best).into());
                let named = |(index, class): (usize, &String)| column(&format!("{}_{class}", head.name), index);
                columns.extend(classes.iter().enumerate().map(named));
            } else {
                columns.extend(head.columns().into_iter().enumerate().map(|(index, name)| column(name, index)));
            }
        }
        name_apart(&mut columns);
        DataFrame::new_infer_height(columns).map_err(Error::table("the table of predictions"))
    }
}

/// A number behind a name that an earlier column has, as pandas does: class `b_c` of head `a` and class `c` of head `a_b` share one.
fn name_apart(columns: &mut [Column]) {
    let mut known = HashSet::new();
    for column in columns {
        let name = column.name().to_string();
        let mut own = name.clone();
        for number in 1.. {
            if known.insert(own.clone()) {
                break;
            }
            own = format!("{name}.{number}");
        }
        column.rename(own.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::codes::affect_head;

    fn predictions(heads: &[LabelHead], outputs: &[Vec<f32>], scoring: Scoring) -> Predictions {
        Predictions::new(heads, outputs.to_vec(), scoring, &Calibration::default()).unwrap()
    }

    #[test]
    fn columns_of_one_name_are_told_apart() {
        let heads = [LabelHead::categorical("a", &["b_c", "d"]), LabelHead::categorical("a_b", &["c", "e"])];
        let said = predictions(&heads, &[vec![0.0, 0.0], vec![0.0, 1.0]], Scoring::AllHeads);
        let frame = said.frame(&["x".into()]).unwrap();
        let names: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
        assert_eq!(names, ["name", "a", "a_b_c", "a_d", "a_b", "a_b_c.1", "a_b_e"]);
    }

    #[test]
    fn logits_become_probabilities_and_values_stay_in_range() {
        let heads = [LabelHead::categorical("emotion", &["happy", "sad"]), affect_head()];
        let said = predictions(&heads, &[vec![1000.0, 0.0, 3.0, 3.0], vec![0.5, -2.0, 0.1, 0.2]], Scoring::AllHeads);
        assert_eq!(said.of("emotion").unwrap(), [1.0, 0.0, 0.5, 0.5]);
        assert_eq!(said.of("affect").unwrap(), [0.5, -1.0, 0.1, 0.2]);
        assert_eq!(said.classes("emotion").unwrap(), [0, 0]);
        let frame = said.frame(&["a".into(), "b".into()]).unwrap();
        let columns: Vec<_> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
        assert_eq!(columns, ["name", "emotion", "emotion_happy", "emotion_sad", "valence", "arousal"]);
        assert_eq!(frame.column("emotion").unwrap().str().unwrap().get(1), Some("happy"));
        assert_eq!(frame.column("emotion_sad").unwrap().f32().unwrap().get(1), Some(0.5));
        assert!(said.frame(&[]).is_err() && said.classes("affect").is_err());
        assert_eq!(said.of("joy").unwrap_err().to_string(), "head must be one of emotion, affect, got joy");
    }

    #[test]
    fn several_annotators_heads_predict_together() {
        let heads = ["anna", "ben"].map(|name| LabelHead::categorical(name, &["happy", "sad"]));
        let outputs = vec![vec![2f32.ln(), 0.0], vec![0.0, 8f32.ln()]];
        // 2/3 and 1/9 happy: in the mean of the logs 2 to 8 under the root.
        let together = predictions(&heads, &outputs, Scoring::AllHeads);
        assert_eq!(together.emotion().unwrap().name, "mean of anna, ben");
        let shares = together.of("mean of anna, ben").unwrap();
        assert!((shares[0] - 1.0 / 3.0).abs() < 1e-6, "{shares:?}");
        assert_eq!(predictions(&heads, &outputs, Scoring::FirstHead).emotion().unwrap().name, "anna");
    }
}
