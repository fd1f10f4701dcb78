//! Given labels and predicted probabilities of the same items, checked.

use crate::{Error, Result, labels::CLASS_COUNTS};
use rayon::prelude::*;

/// A number that probabilities come in: `f32` or `f64`.
pub trait Probability: Copy + PartialOrd + Send + Sync + Into<f64> {}

impl Probability for f32 {}
impl Probability for f64 {}

/// How far the probabilities of an item may be from summing to 1.
const SUM_TOLERANCE: f64 = 1e-3;

/// Below it a class without confidence in itself would be confident in everything; cleanlab's bound.
const LOWEST_THRESHOLD: f64 = 2e-6;

/// Items that one task takes: fixed, so that sums do not depend on the number of threads.
pub(super) const ITEMS_AT_ONCE: usize = 1 << 14;

/// The label given to each item, and the probabilities that a model which has not seen this label gives it.
#[derive(Clone, Debug)]
pub struct LabelledPredictions<'a, P> {
    pub(super) labels: &'a [Option<u8>],
    pub(super) probabilities: &'a [P],
    pub(super) classes: &'a [String],
    /// How often each class was given.
    pub(super) given: Vec<u64>,
    thresholds: Vec<Option<f64>>,
}

impl<'a, P: Probability> LabelledPredictions<'a, P> {
    /// `labels`: `[items]`, codes, `None` where there is none; such items count for nothing. `probabilities`: `[items, classes]`,
    /// row by row, every row summing to 1 within 0.001. `classes`: 2 to 255 names.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of classes or probabilities, or 2³² items; [`Error::Format`], with the item, for a code that is no
    /// class and for probabilities that are negative, not finite or do not sum to 1; also without any label.
    pub fn new(labels: &'a [Option<u8>], probabilities: &'a [P], classes: &'a [String]) -> Result<Self> {
        let count = classes.len();
        check_sizes(labels.len(), probabilities.len(), count)?;
        let parts: Vec<Part> = labels
            .par_chunks(ITEMS_AT_ONCE)
            .zip(probabilities.par_chunks(ITEMS_AT_ONCE * count))
            .map(|(labels, rows)| Part::of(labels, rows, count))
            .collect();
        let mut whole = Part::new(count);
        for (index, part) in parts.iter().enumerate() {
            if let Some(row) = part.bad {
                let item = index * ITEMS_AT_ONCE + row;
                return Err(bad_item(item, labels[item], &probabilities[item * count..(item + 1) * count]));
            }
            whole.add(part);
        }
        if whole.given.iter().sum::<u64>() == 0 {
            return Err(Error::format("given labels", format!("none for {} items", labels.len()), "a label"));
        }
        let mut thresholds = vec![];
        for (&sum, &given) in whole.sums.iter().zip(&whole.given) {
            thresholds.push((given > 0).then(|| (sum / given as f64).max(LOWEST_THRESHOLD)));
        }
        Ok(Self { labels, probabilities, classes, given: whole.given, thresholds })
    }

    /// The threshold of each class: the mean probability of the class over the items that it was given to, in (0, 1]; `None` for a class
    /// that no item was given. A model is confident of a class at its threshold or above it.
    pub fn thresholds(&self) -> &[Option<f64>] {
        &self.thresholds
    }

    /// The probabilities of an item.
    pub(super) fn row(&self, item: usize) -> &'a [P] {
        &self.probabilities[item * self.classes.len()..(item + 1) * self.classes.len()]
    }
}

/// What is gathered of some items.
struct Part {
    sums: Vec<f64>,
    given: Vec<u64>,
    /// The first item that is refused.
    bad: Option<usize>,
}

impl Part {
    fn new(classes: usize) -> Self {
        Self { sums: vec![0.0; classes], given: vec![0; classes], bad: None }
    }

    fn of<P: Probability>(labels: &[Option<u8>], rows: &[P], classes: usize) -> Self {
        let mut part = Self::new(classes);
        for (item, (&label, row)) in labels.iter().zip(rows.chunks_exact(classes)).enumerate() {
            if !are_probabilities(row) || label.is_some_and(|code| usize::from(code) >= classes) {
                part.bad = Some(item);
                return part;
            }
            if let Some(code) = label.map(usize::from) {
                part.sums[code] += row[code].into();
                part.given[code] += 1;
            }
        }
        part
    }

    fn add(&mut self, other: &Self) {
        for class in 0..self.sums.len() {
            self.sums[class] += other.sums[class];
            self.given[class] += other.given[class];
        }
    }
}

/// Refuses numbers of items, probabilities and classes that do not belong together.
pub(super) fn check_sizes(items: usize, probabilities: usize, classes: usize) -> Result<()> {
    if !CLASS_COUNTS.contains(&classes) {
        return Err(Error::parameter("the number of classes", classes, "2 to 255"));
    }
    if u32::try_from(items).is_err() {
        return Err(Error::parameter("the number of items", items, "below 2³²; take parts"));
    }
    if probabilities != items * classes {
        let expected = format!("{}, for {items} items of {classes} classes", items * classes);
        return Err(Error::parameter("the number of probabilities", probabilities, expected));
    }
    Ok(())
}

/// Refuses probabilities that are none.
pub(super) fn check_rows<P: Probability>(probabilities: &[P], classes: usize) -> Result<()> {
    match probabilities.chunks_exact(classes).enumerate().find(|(_, row)| !are_probabilities(row)) {
        Some((item, row)) => Err(bad_item(item, None, row)),
        None => Ok(()),
    }
}

/// Whether these are numbers >= 0 that sum to 1, within 0.001. NaN makes the sum NaN, and infinity infinite: neither is near 1.
pub(in crate::noise) fn are_probabilities<P: Probability>(row: &[P]) -> bool {
    let (mut sum, mut negative) = (0.0, false);
    for &probability in row {
        let probability: f64 = probability.into();
        sum += probability;
        negative |= probability < 0.0;
    }
    !negative && (sum - 1.0).abs() <= SUM_TOLERANCE
}

fn bad_item<P: Probability>(item: usize, label: Option<u8>, row: &[P]) -> Error {
    if are_probabilities(row) {
        let found = format!("code {}", label.unwrap_or_default());
        return Error::format(format!("given labels, item {item}"), found, format!("a code below {}", row.len()));
    }
    let numbers: Vec<f64> = row.iter().map(|&probability| probability.into()).collect();
    let found = format!("{numbers:?}, of sum {}", numbers.iter().sum::<f64>());
    Error::format(format!("probabilities, item {item}"), found, "numbers >= 0 of sum 1")
}
