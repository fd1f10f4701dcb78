//! Where an annotator's valence and arousal contradict the emotion that the same annotator gave.

use super::gaussian::Gaussian;
use crate::{Error, Result, labels::LabelTable, table::Table};

/// A class and numbers that do not go together.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradiction {
    /// The item.
    pub item: usize,
    /// The class given.
    pub given: u8,
    /// The class whose numbers these would most likely be.
    pub suggested: u8,
    /// The probability of the given class for these numbers if all classes were equally frequent, in [0, 1]; low = bad.
    pub quality: f64,
    /// How far the numbers are from the mean of the given class, in standard deviations of that class in their direction (Mahalanobis).
    pub distance: f64,
    /// The same in words.
    pub why: String,
}

/// How well the numbers of every item fit its class.
#[derive(Clone, Debug, PartialEq)]
pub struct Contradictions {
    /// The items with a class and numbers, the worst first.
    pub items: Vec<Contradiction>,
    classes: Vec<String>,
}

/// The class names and the names of the numbers.
struct Names<'a> {
    classes: &'a [String],
    dimensions: &'a [String],
}

/// Ranks items by how well their numbers fit their class: every class has a normal density of the numbers given with it.
///
/// `labels`: `[items]`, codes, `None` where there is none. `values`: `[items, dimensions]`, row by row, NaN where there are none; an
/// item counts if it has both. `shrinkage`, > 0: a class has the covariance of its own items mixed with that within all classes as if it
/// had so many items more of that kind; 10 suits emotions, of which some are rare.
///
/// The density is that of all items, the contradictory ones too: where these are many and alike, they are the class. Cost: two passes
/// over the items and one for each class.
///
/// ```
/// use noisyfer::noise::agreement::contradictions;
/// let classes = ["happy", "sad"].map(String::from);
/// let dimensions = ["valence".to_string()];
/// let labels = [0, 0, 0, 0, 1, 1, 1, 1, 0].map(Some);
/// let valence = [0.6, 0.7, 0.5, 0.6, -0.6, -0.5, -0.7, -0.6, -0.5];
/// let found = contradictions(&labels, &valence, &classes, &dimensions, 10.0)?;
/// assert_eq!((found.items[0].item, found.items[0].suggested), (8, 1));
/// assert!(found.items[0].why.starts_with("happy with valence −0.50: "));
/// # Ok::<(), noisyfer::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for no class, no dimension, another number of values, or a bad shrinkage; [`Error::Format`] for a code that is no class,
/// an infinite value, no item with both, or a dimension in which all values are equal.
pub fn contradictions(
    labels: &[Option<u8>],
    values: &[f32],
    classes: &[String],
    dimensions: &[String],
    shrinkage: f64,
) -> Result<Contradictions> {
    let names = Names { classes, dimensions };
    let known = known(labels, values, &names)?;
    if !(shrinkage > 0.0 && shrinkage.is_finite()) {
        return Err(Error::parameter("shrinkage", shrinkage, "> 0, such as 10"));
    }
    let densities = Gaussian::of_classes(&known, classes.len(), dimensions, shrinkage)?;
    let mut items = vec![];
    for (item, given, numbers) in &known {
        let (mut best, mut sum) = (*given, 0.0);
        let own = densities[usize::from(*given)].as_ref().map_or(f64::NEG_INFINITY, |own| own.log_density(numbers));
        let mut log_densities = vec![f64::NEG_INFINITY; classes.len()];
        for (class, density) in densities.iter().enumerate() {
            log_densities[class] = density.as_ref().map_or(f64::NEG_INFINITY, |density| density.log_density(numbers));
            if log_densities[class] > log_densities[usize::from(best)].max(own) {
                best = class as u8;
            }
        }
        let largest = log_densities[usize::from(best)];
        log_densities.iter().for_each(|log| sum += (log - largest).exp());
        let distance =
            |class: u8| densities[usize::from(class)].as_ref().map_or(0.0, |density| density.distance(numbers));
        items.push((
            own - largest - sum.ln(),
            Contradiction {
                item: *item,
                given: *given,
                suggested: best,
                quality: (own - largest).exp() / sum,
                distance: distance(*given),
                why: names.why(numbers, (*given, distance(*given)), (best, distance(best))),
            },
        ));
    }
    // By logarithms: the worst qualities are all 0.
    items.sort_by(|a, b| a.0.total_cmp(&b.0));
    Ok(Contradictions { items: items.into_iter().map(|(_, item)| item).collect(), classes: classes.to_vec() })
}

/// Item, class and numbers of those that have both.
fn known(labels: &[Option<u8>], values: &[f32], names: &Names) -> Result<Vec<(usize, u8, Vec<f64>)>> {
    let (classes, width) = (names.classes.len(), names.dimensions.len());
    for (what, count) in [("classes", classes), ("dimensions", width)] {
        if count == 0 || count > 256 {
            return Err(Error::parameter(format!("the number of {what}"), count, "1 to 256"));
        }
    }
    if values.len() != labels.len() * width {
        let expected = format!("{}, for {} items", labels.len() * width, labels.len());
        return Err(Error::parameter("the number of values", values.len(), expected));
    }
    let mut known = vec![];
    for (item, (label, row)) in labels.iter().zip(values.chunks_exact(width)).enumerate() {
        let Some(code) = *label else { continue };
        if usize::from(code) >= classes {
            return Err(Error::format(
                format!("labels, item {item}"),
                format!("code {code}"),
                format!("below {classes}"),
            ));
        }
        if row.iter().any(|value| value.is_infinite()) {
            return Err(Error::format(format!("values, item {item}"), format!("{row:?}"), "finite numbers or NaN"));
        }
        if row.iter().all(|value| !value.is_nan()) {
            known.push((item, code, row.iter().map(|&value| value.into()).collect()));
        }
    }
    if known.is_empty() {
        return Err(Error::format("class against numbers", "no item with both", "at least one"));
    }
    Ok(known)
}

impl Names<'_> {
    fn why(&self, numbers: &[f64], given: (u8, f64), suggested: (u8, f64)) -> String {
        let parts: Vec<String> =
            self.dimensions.iter().zip(numbers).map(|(name, value)| format!("{name} {value:.2}")).collect();
        let class = |code: u8| &self.classes[usize::from(code)];
        let mut why = format!("{} with {}: {:.1} deviations from it", class(given.0), parts.join(", "), given.1);
        if suggested.0 != given.0 {
            why += &format!(", {:.1} from {}", suggested.1, class(suggested.0));
        }
        why.replace('-', "−")
    }
}

impl LabelTable {
    /// Ranks the rows by how well the numbers of continuous head `numbers` fit the class of categorical head `annotator`; see
    /// [`contradictions`].
    ///
    /// # Errors
    /// Those of [`contradictions`]; [`Error::Parameter`] for an unknown head or one of the other kind.
    pub fn contradictions(&self, annotator: &str, numbers: &str, shrinkage: f64) -> Result<Contradictions> {
        let labels = self.labels(annotator)?;
        let values = self.values_or_nan(numbers)?;
        let classes = self.head(annotator)?.classes().unwrap_or_default();
        let dimensions: Vec<String> = self.head(numbers)?.columns().into_iter().map(String::from).collect();
        contradictions(&labels, &values, classes, &dimensions, shrinkage)
    }
}

impl Contradictions {
    /// The worst `rows`, with the items' names.
    ///
    /// # Errors
    /// [`Error::Parameter`] when an item has no name.
    pub fn to_table(&self, names: &[String], rows: usize) -> Result<Table> {
        let mut table = Table::new("Numbers against classes", &["name", "given", "suggested", "quality", "why"]);
        for found in self.items.iter().take(rows) {
            let name = names.get(found.item).ok_or_else(|| {
                Error::parameter("the number of names", names.len(), format!("above item {}", found.item))
            })?;
            table.rows.push(vec![
                name.as_str().into(),
                self.class(found.given).into(),
                self.class(found.suggested).into(),
                found.quality.into(),
                found.why.as_str().into(),
            ]);
        }
        Ok(table.with_note("quality in [0, 1], low = bad"))
    }

    pub(super) fn class(&self, code: u8) -> &str {
        &self.classes[usize::from(code)]
    }
}
