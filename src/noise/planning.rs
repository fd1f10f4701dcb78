//! How many annotators an item needs.

mod model;

use super::{Consensus, Estimator, intervals::check_confidence, quality::check_same};
use crate::{
    Error, Result, Seed,
    labels::{Annotations, Response, Responses},
    metrics::quantile,
    table::Table,
};
use model::Model;
use rand::{Rng, seq::index::sample};
use rayon::prelude::*;

/// Settings of [`resampled_accuracy`] and [`modelled_accuracy`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Planning {
    /// How often it is drawn: 20 by default.
    pub replicates: usize,
    /// The share of draws between the ends of intervals, in (0, 1): 0.95 by default.
    pub confidence: f64,
    /// Where the draws come from.
    pub seed: Seed,
}

impl Default for Planning {
    fn default() -> Self {
        Self { replicates: 20, confidence: 0.95, seed: Seed(0) }
    }
}

/// The accuracy of consensus labels against the number of annotators of each item.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanningCurve {
    /// What it is measured against: `the true classes`.
    pub against: &'static str,
    /// One a number of annotators, from 1 on.
    pub points: Vec<PlanningPoint>,
}

/// The accuracy with one number of annotators an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlanningPoint {
    /// Labels an item.
    pub annotators: usize,
    /// The mean share of items, in [0, 1], whose consensus label is right.
    pub accuracy: f64,
    /// The lower end of what came out in the draws.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl PlanningCurve {
    /// A row per number of annotators.
    pub fn to_table(&self) -> Table {
        let columns = ["annotators an item", "accuracy / %", "from / %", "to / %"];
        let mut table = Table::new("Label accuracy by annotators an item", &columns);
        for point in &self.points {
            let shares = [point.accuracy, point.low, point.high].map(|share| (100.0 * share).into());
            table.rows.push([point.annotators.into()].into_iter().chain(shares).collect());
        }
        table.with_note(&format!("against {}", self.against))
    }
}

impl Planning {
    fn check(&self) -> Result<()> {
        if self.replicates == 0 {
            return Err(Error::parameter("replicates", 0, "at least 1"));
        }
        check_confidence(self.confidence)
    }

    fn point(&self, annotators: usize, mut accuracies: Vec<f64>) -> PlanningPoint {
        accuracies.sort_by(f64::total_cmp);
        let outside = (1.0 - self.confidence) / 2.0;
        PlanningPoint {
            annotators,
            accuracy: accuracies.iter().sum::<f64>() / accuracies.len() as f64,
            low: quantile(&accuracies, outside),
            high: quantile(&accuracies, 1.0 - outside),
        }
    }
}

/// The accuracy with 1, 2, … `most` annotators an item, as the labels themselves have it: of each item's labels as many are drawn,
/// the estimator is fitted to these, and its labels are held against the truth, `[items]`, where one is known, or else against its own
/// consensus of all labels. That consensus has seen what is drawn, so the last points flatter. Only items with `most` labels count.
///
/// Costs `most` times `replicates` fits.
///
/// # Errors
/// [`Error::Parameter`] for settings out of range, or where no item that counts has `most` labels; [`Error::Format`] for another
/// number of true classes than items; those of the estimator.
pub fn resampled_accuracy(
    annotations: &Annotations,
    estimator: &dyn Estimator,
    truth: Option<&[Option<u8>]>,
    most: usize,
    options: &Planning,
) -> Result<PlanningCurve> {
    options.check()?;
    let responses = annotations.responses();
    let reference = match truth {
        Some(truth) => truth.to_vec(),
        None => estimator.fit(annotations)?.most_probable(),
    };
    if reference.len() != responses.items() {
        let found = format!("{} true classes", reference.len());
        return Err(Error::format("planning", found, format!("one for each of {} items", responses.items())));
    }
    let is_counted = |item: &usize| responses.of(*item).1.len() >= most && reference[*item].is_some();
    let counted: Vec<usize> = (0..responses.items()).filter(is_counted).collect();
    if most == 0 || counted.is_empty() {
        let largest = (0..responses.items()).map(|item| responses.of(item).1.len()).max().unwrap_or(0);
        return Err(Error::parameter("most", most, format!("1 to {largest}, the labels of the items that have most")));
    }
    let mut points = vec![];
    for labels in 1..=most {
        let mut accuracies = vec![];
        for replicate in 0..options.replicates {
            let mut rng = options.seed.stream("planning", (labels * options.replicates + replicate) as u64);
            let fitted = estimator.fit(&drawn(annotations, labels, &mut rng))?.most_probable();
            let right = counted.iter().filter(|item| fitted[**item] == reference[**item]).count();
            accuracies.push(right as f64 / counted.len() as f64);
        }
        points.push(options.point(labels, accuracies));
    }
    let against = if truth.is_some() { "the true classes" } else { "the consensus of all labels" };
    Ok(PlanningCurve { against, points })
}

/// At most so many labels of each item.
fn drawn(annotations: &Annotations, labels: usize, rng: &mut impl Rng) -> Annotations {
    let responses = annotations.responses();
    let mut rows = vec![];
    for item in 0..responses.items() {
        let (by, given) = responses.of(item);
        for place in sample(rng, given.len(), labels.min(given.len())) {
            rows.push(Response { item: item as u32, annotator: by[place], label: given[place] });
        }
    }
    annotations.with_responses(Responses::group(responses.items(), rows.into_iter()))
}

/// The accuracy with 1, 2, … `most` annotators an item, as the fitted model has it, also beyond the labels that there are: items of
/// the consensus' prior are labelled by annotators drawn as often as they gave labels, each at most once an item, with the matrices
/// that the consensus implies; and the most probable class, by the same matrices, is held against the item's. `items` are drawn in
/// each replicate.
///
/// Assumes what Dawid and Skene's model does, and that matrices are known: too high where errors go together, as those on
/// difficult items do, and by some points where annotators gave few labels, whose matrices are then rough: their cells are drawn towards
/// those of someone as often right who errs the same way everywhere. Costs `most`² / 2 times `replicates` times `items` labels; on all cores.
///
/// # Errors
/// [`Error::Parameter`] for settings out of range, or for more annotators an item than gave labels; [`Error::Format`] for a consensus of
/// other items or classes.
pub fn modelled_accuracy(
    annotations: &Annotations,
    consensus: &Consensus,
    most: usize,
    items: usize,
    options: &Planning,
) -> Result<PlanningCurve> {
    options.check()?;
    check_same(annotations, consensus)?;
    if items == 0 {
        return Err(Error::parameter("items", 0, "at least 1"));
    }
    let model = Model::new(annotations, consensus);
    let active = consensus.labels_by.iter().filter(|labels| **labels > 0).count();
    if most == 0 || most > active {
        return Err(Error::parameter("most", most, format!("1 to {active}, the annotators who gave labels")));
    }
    let mut points = vec![];
    for labels in 1..=most {
        let one = |replicate: usize| {
            let mut rng = options.seed.stream("planning model", (labels * options.replicates + replicate) as u64);
            let right = (0..items).filter(|_| model.is_right(labels, &mut rng)).count();
            right as f64 / items as f64
        };
        points.push(options.point(labels, (0..options.replicates).into_par_iter().map(one).collect()));
    }
    Ok(PlanningCurve { against: "the classes drawn from the model", points })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::{annotations, coin, crowd};
    use crate::noise::{DawidSkene, MajorityVote};

    fn labels() -> (Annotations, Vec<Option<u8>>) {
        let matrices: Vec<_> = (0..10).map(|_| coin(0.7, 2)).collect();
        let (labels, truth) = crowd(1000, &matrices, 7, 8);
        (labels, truth.into_iter().map(Some).collect())
    }

    #[test]
    fn curves_are_those_of_the_binomial_distribution() {
        let (labels, truth) = labels();
        let curve = resampled_accuracy(&labels, &MajorityVote, Some(&truth), 5, &Planning::default()).unwrap();
        // Most of 1, 3 and 5 labels that are right in 70 %: 0.7, 0.784, 0.837.
        let accuracy = |place: usize| curve.points[place].accuracy;
        for (place, expected) in [(0, 0.7), (2, 0.784), (4, 0.837)] {
            assert!((accuracy(place) - expected).abs() < 0.03, "{:?}", curve.points);
            assert!(curve.points[place].low <= accuracy(place) && accuracy(place) <= curve.points[place].high);
        }
        let consensus = DawidSkene::default().fit(&labels).unwrap();
        let modelled = modelled_accuracy(&labels, &consensus, 9, 2000, &Planning::default()).unwrap();
        for (place, expected) in [(0, 0.7), (2, 0.784), (4, 0.837), (8, 0.901)] {
            assert!((modelled.points[place].accuracy - expected).abs() < 0.04, "{:?}", modelled.points);
        }
        assert_eq!(modelled.to_table().rows.len(), 9);
    }

    #[test]
    fn the_seed_decides_and_without_truth_all_labels_do() {
        let (labels, truth) = labels();
        let of = |seed, truth| {
            let options = Planning { replicates: 3, seed: Seed(seed), ..Planning::default() };
            resampled_accuracy(&labels, &MajorityVote, truth, 7, &options).unwrap()
        };
        assert_eq!(of(0, Some(&truth)), of(0, Some(&truth)));
        assert_ne!(of(0, Some(&truth)), of(1, Some(&truth)));
        let own = of(0, None);
        assert_eq!((own.points[6].accuracy, own.against), (1.0, "the consensus of all labels"));
    }

    #[test]
    fn bad_settings_are_told() {
        let labels = annotations(2, 2, 2, &[(0, 0, 0), (0, 1, 0), (1, 0, 1)]);
        let error = |most, truth: Option<&[Option<u8>]>, options: Planning| {
            resampled_accuracy(&labels, &MajorityVote, truth, most, &options).unwrap_err().to_string()
        };
        let options = Planning::default();
        assert!(error(3, None, options).contains("most must be 1 to 2, the labels of the items that have most, got 3"));
        assert!(error(1, Some(&[None]), options).contains("found 1 true classes, expected one for each of 2 items"));
        assert!(error(1, None, Planning { replicates: 0, ..options }).contains("replicates must be at least 1"));
        let consensus = MajorityVote.fit(&labels).unwrap();
        let error =
            |most, items| modelled_accuracy(&labels, &consensus, most, items, &options).unwrap_err().to_string();
        assert!(error(3, 10).contains("1 to 2, the annotators who gave labels, got 3"));
        assert!(error(1, 0).contains("items must be at least 1"));
    }
}
