//! Valence and arousal of several annotators in the plane.

use crate::{Error, Result, labels::LabelTable, table::Table};

/// The plane is divided into so many parts along either axis; each part with enough items has an arrow.
const PARTS: usize = 8;
const LEAST_IN_PART: usize = 5;
/// A class with fewer items has no ellipse.
const LEAST_IN_CLASS: f64 = 3.0;

/// What one annotator gave.
#[derive(Clone, Copy, Debug)]
pub struct AffectLabels<'a> {
    /// The annotator.
    pub annotator: &'a str,
    /// The class of each item, `[items]`; `None` where there is none.
    pub classes: &'a [Option<u8>],
    /// Valence and arousal, `[items, 2]`, row by row, in [-1, 1]; NaN where there are none.
    pub values: &'a [f32],
}

/// How annotators use the plane of valence and arousal: where their labels lie, what they are for each class, and where they move to from
/// a reference.
///
/// ```
/// use noisyfer::noise::agreement::{AffectLabels, AffectPlanes};
/// let classes = ["happy", "sad"].map(String::from);
/// let labels = [0, 0, 0, 1, 1, 1].map(Some);
/// let values = [0.6, 0.1, 0.7, 0.2, 0.8, 0.3, -0.5, -0.2, -0.6, -0.3, -0.7, -0.1];
/// let anna = AffectLabels { annotator: "anna", classes: &labels, values: &values };
/// let planes = AffectPlanes::new(&classes, &[anna], None)?;
/// assert!((planes.annotators[0].classes[0].unwrap().mean[0] - 0.7).abs() < 1e-6);
/// # Ok::<(), noisyfer::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AffectPlanes {
    /// In the order given.
    pub annotators: Vec<PlaneOfAnnotator>,
    /// What the arrows start from: `the true values`.
    pub reference: &'static str,
    pub(super) class_names: Vec<String>,
}

/// One annotator's labels in the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaneOfAnnotator {
    /// The annotator.
    pub annotator: String,
    /// Valence and arousal of every item with both.
    pub points: Vec<(f64, f64)>,
    /// Mean and covariance of each class, `[classes]`; `None` for fewer than three items.
    pub classes: Vec<Option<ClassInPlane>>,
    /// Where labels move to, from part to part of the plane.
    pub moves: Vec<Move>,
}

/// A class's labels in the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClassInPlane {
    /// How many items.
    pub items: usize,
    /// Mean valence and arousal.
    pub mean: [f64; 2],
    /// The sample variance of valence, the covariance, the variance of arousal.
    pub covariance: [f64; 3],
}

/// The items of one part of the plane, of which there are 8 by 8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// How many items, at least 5.
    pub items: usize,
    /// The mean of the reference.
    pub from: (f64, f64),
    /// The mean that the annotator gave.
    pub to: (f64, f64),
}

impl AffectPlanes {
    /// Compares the annotators with `truth`, `[items, 2]`, NaN where it is not known, or without one each with the mean of the others.
    ///
    /// # Errors
    /// [`Error::Format`] when lists have not as many items, a code is no class or a value infinite; [`Error::Parameter`] without an annotator.
    pub fn new(classes: &[String], annotators: &[AffectLabels], truth: Option<&[f32]>) -> Result<Self> {
        let Some(first) = annotators.first() else {
            return Err(Error::parameter("the number of annotators", 0, "at least 1"));
        };
        for labels in annotators {
            labels.check(first.classes.len(), classes.len())?;
        }
        if let Some(truth) = truth.filter(|truth| truth.len() != 2 * first.classes.len()) {
            let expected = format!("{}, two an item", 2 * first.classes.len());
            return Err(Error::format("true values", format!("{} numbers", truth.len()), expected));
        }
        let mut planes = vec![];
        for (place, labels) in annotators.iter().enumerate() {
            let others = || others(annotators, place);
            let reference = truth.map_or_else(others, <[f32]>::to_vec);
            planes.push(PlaneOfAnnotator {
                annotator: labels.annotator.into(),
                points: labels.points(),
                classes: (0..classes.len()).map(|class| labels.class(class)).collect(),
                moves: moves(&reference, labels.values),
            });
        }
        let reference = if truth.is_some() { "the true values" } else { "the mean of the other annotators" };
        Ok(Self { annotators: planes, reference, class_names: classes.to_vec() })
    }

    /// A row per annotator and class: items, means, deviations and correlation.
    pub fn to_table(&self) -> Table {
        let columns = ["annotator", "class", "items", "valence", "arousal", "sd valence", "sd arousal", "correlation"];
        let mut table = Table::new("Valence and arousal by annotator and class", &columns);
        for plane in &self.annotators {
            for (name, class) in self.class_names.iter().zip(&plane.classes) {
                let Some(class) = class else { continue };
                let [valence, both, arousal] = class.covariance;
                let correlation = Some(both / (valence * arousal).sqrt()).filter(|value| value.is_finite());
                table.rows.push(vec![
                    plane.annotator.as_str().into(),
                    name.as_str().into(),
                    class.items.into(),
                    class.mean[0].into(),
                    class.mean[1].into(),
                    valence.sqrt().into(),
                    arousal.sqrt().into(),
                    correlation.into(),
                ]);
            }
        }
        table
    }

    /// A row per arrow: where the reference is and where the annotator puts it.
    pub fn move_table(&self) -> Table {
        let columns =
            ["annotator", "items", "reference valence", "reference arousal", "given valence", "given arousal"];
        let mut table = Table::new(&format!("Labels against {}", self.reference), &columns);
        for plane in &self.annotators {
            for moved in &plane.moves {
                let mut row = vec![plane.annotator.as_str().into(), moved.items.into()];
                row.extend([moved.from.0, moved.from.1, moved.to.0, moved.to.1].map(Into::into));
                table.rows.push(row);
            }
        }
        table
    }
}

impl LabelTable {
    /// The plane of valence and arousal of annotators, each a pair of a categorical and a continuous head of two dimensions; all share
    /// the classes of the first. The arrows start from the true values where the table has those of the first continuous head, and
    /// otherwise from the mean of the other annotators.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown head or one of the other kind; those of [`AffectPlanes::new`].
    pub fn affect_planes(&self, heads: &[(&str, &str)]) -> Result<AffectPlanes> {
        let mut columns = vec![];
        for (emotion, affect) in heads {
            columns.push((*emotion, self.labels(emotion)?, self.values_or_nan(affect)?));
        }
        let annotators: Vec<_> =
            columns.iter().map(|(annotator, classes, values)| AffectLabels { annotator, classes, values }).collect();
        let Some((emotion, affect)) = heads.first() else {
            return Err(Error::parameter("the number of annotators", 0, "at least 1"));
        };
        let truth = self.truth_values(affect);
        AffectPlanes::new(self.head(emotion)?.classes().unwrap_or_default(), &annotators, truth.as_deref())
    }
}

impl AffectLabels<'_> {
    fn check(&self, items: usize, classes: usize) -> Result<()> {
        let place = format!("labels of {}", self.annotator);
        if self.classes.len() != items || self.values.len() != 2 * items {
            let found = format!("{} classes and {} numbers", self.classes.len(), self.values.len());
            return Err(Error::format(place, found, format!("{items} classes and two numbers for each")));
        }
        for (item, code) in self.classes.iter().enumerate() {
            if let Some(code) = code.filter(|code| usize::from(*code) >= classes) {
                let place = format!("{place}, item {item}");
                return Err(Error::format(place, format!("code {code}"), format!("a code below {classes}")));
            }
        }
        match self.values.iter().position(|value| value.is_infinite()) {
            Some(at) => {
                Err(Error::format(format!("{place}, item {}", at / 2), self.values[at], "finite, or NaN for no label"))
            }
            None => Ok(()),
        }
    }

    fn points(&self) -> Vec<(f64, f64)> {
        self.values.chunks_exact(2).filter_map(known).collect()
    }

    fn class(&self, class: usize) -> Option<ClassInPlane> {
        let of_class = |code: &Option<u8>| code.is_some_and(|code| usize::from(code) == class);
        let rows = self.classes.iter().zip(self.values.chunks_exact(2)).filter(|(code, _)| of_class(code));
        let points: Vec<_> = rows.filter_map(|(_, row)| known(row)).collect();
        let count = points.len() as f64;
        if count < LEAST_IN_CLASS {
            return None;
        }
        let (mean, mut covariance) = (mean(&points), [0.0; 3]);
        for (valence, arousal) in &points {
            let (across, up) = (valence - mean.0, arousal - mean.1);
            for (sum, product) in covariance.iter_mut().zip([across * across, across * up, up * up]) {
                *sum += product / (count - 1.0);
            }
        }
        Some(ClassInPlane { items: points.len(), mean: [mean.0, mean.1], covariance })
    }
}

/// Valence and arousal, if there are both.
fn known(row: &[f32]) -> Option<(f64, f64)> {
    (!row[0].is_nan() && !row[1].is_nan()).then(|| (row[0].into(), row[1].into()))
}

fn mean(points: &[(f64, f64)]) -> (f64, f64) {
    let (mut valence, mut arousal) = (0.0, 0.0);
    for point in points {
        valence += point.0;
        arousal += point.1;
    }
    (valence / points.len() as f64, arousal / points.len() as f64)
}

/// The mean of all annotators but one, `[items, 2]`; NaN where none of them gave both numbers.
fn others(annotators: &[AffectLabels], place: usize) -> Vec<f32> {
    let mut means = vec![];
    for item in 0..annotators[place].classes.len() {
        let mut given = vec![];
        for labels in annotators[..place].iter().chain(&annotators[place + 1..]) {
            given.extend(known(&labels.values[2 * item..2 * item + 2]));
        }
        // Of no points it is NaN.
        let (valence, arousal) = mean(&given);
        means.extend([valence as f32, arousal as f32]);
    }
    means
}

/// From the mean of the reference in each part of the plane to the mean that was given there.
fn moves(reference: &[f32], given: &[f32]) -> Vec<Move> {
    let part = |value: f64| (((value + 1.0) / 2.0 * PARTS as f64) as usize).min(PARTS - 1);
    let mut parts = vec![(vec![], vec![]); PARTS * PARTS];
    for (reference, given) in reference.chunks_exact(2).zip(given.chunks_exact(2)) {
        if let (Some(from), Some(to)) = (known(reference), known(given)) {
            let (starts, ends) = &mut parts[part(from.1) * PARTS + part(from.0)];
            starts.push(from);
            ends.push(to);
        }
    }
    let mut moves = vec![];
    for (starts, ends) in parts.iter().filter(|(starts, _)| starts.len() >= LEAST_IN_PART) {
        moves.push(Move { items: starts.len(), from: mean(starts), to: mean(ends) });
    }
    moves
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_from_the_truth_to_what_was_given() {
        let classes = ["happy", "sad"].map(String::from);
        let truth: Vec<f32> = [0.5, 0.25].repeat(5);
        let values: Vec<f32> = [0.75, 0.0, 0.25, 0.5, 0.75, 0.0, 0.25, 0.5, 1.0, 0.5].into();
        let codes = [0, 0, 0, 0, 1].map(Some);
        let anna = AffectLabels { annotator: "anna", classes: &codes, values: &values };
        let planes = AffectPlanes::new(&classes, &[anna], Some(&truth)).unwrap();
        let plane = &planes.annotators[0];
        assert_eq!(plane.moves, [Move { items: 5, from: (0.5, 0.25), to: (0.6, 0.3) }]);
        // Two at each of (0.75, 0) and (0.25, 0.5): sums of squares 4 · 0.0625, over 3.
        let happy = plane.classes[0].unwrap();
        assert_eq!((happy.items, happy.mean), (4, [0.5, 0.25]));
        assert!(happy.covariance.iter().zip([1.0, -1.0, 1.0]).all(|(found, sign)| (found - sign / 12.0).abs() < 1e-12));
        assert_eq!(plane.classes[1], None, "one item is no distribution");
        assert_eq!(planes.to_table().rows.len(), 1);
        assert_eq!(planes.move_table().rows[0][2], 0.5.into());
    }

    #[test]
    fn without_truth_the_others_are_the_reference() {
        let classes = ["happy".to_string()];
        let codes = [None; 6];
        let (low, high) = (vec![-0.5; 12], vec![0.5; 12]);
        let mut part = high.clone();
        part[0] = f32::NAN;
        let of = |annotator, values| AffectLabels { annotator, classes: &codes, values };
        let planes = AffectPlanes::new(&classes, &[of("a", &low), of("b", &part), of("c", &high)], None).unwrap();
        assert_eq!(planes.annotators[0].moves, [Move { items: 6, from: (0.5, 0.5), to: (-0.5, -0.5) }]);
        assert_eq!((planes.annotators[1].points.len(), planes.annotators[1].moves[0].from), (5, (0.0, 0.0)));
        let error = AffectPlanes::new(&classes, &[of("a", &low[2..])], None).unwrap_err().to_string();
        assert!(error.contains("labels of a") && error.contains("6 classes and 10 numbers"), "{error}");
        assert!(AffectPlanes::new(&classes, &[], None).is_err());
    }
}
