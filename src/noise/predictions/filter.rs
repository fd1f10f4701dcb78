//! Which labels to doubt.

use super::{
    ConfidentJoint, LabelledPredictions, Probability, Quality, confident::confident_class, input::ITEMS_AT_ONCE,
};
use crate::{Error, Result, metrics::first_largest, table::Table};
use rayon::prelude::*;

/// How issues are chosen. The first three take as many items as the calibrated [`ConfidentJoint`] says are wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Of every given label and true class, the items with the largest margin p_true - p_given.
    #[default]
    PruneByNoiseRate,
    /// Of every given label, the items with the smallest p_given.
    PruneByClass,
    /// What both of these choose.
    Both,
    /// Items whose most probable class is another.
    PredictedNotGiven,
    /// Items where the model is confident of another class: what the joint counts off its diagonal.
    ConfidentOffDiagonal,
}

/// A label to doubt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Issue {
    /// The item.
    pub item: usize,
    /// The label given.
    pub given: u8,
    /// The most probable class.
    pub suggested: u8,
    /// The quality of the given label, in [0, 1]; low = bad.
    pub quality: f64,
}

/// At least so many items keep the label of a class.
const KEPT_IN_CLASS: f64 = 1.0;

impl<P: Probability> LabelledPredictions<'_, P> {
    /// Whether each item's label is to be doubted, `[items]`; false where there is none. Whatever the filter, an item whose given label is
    /// the most probable one, within 1e-6, is no issue. Of equal items the first are chosen.
    ///
    /// Results are those of cleanlab's `find_label_issues` with the same filter, but where equal items are at the edge. Cost: three
    /// passes over the probabilities, on all cores.
    pub fn issues(&self, filter: Filter) -> Vec<bool> {
        let mut flagged = match filter {
            Filter::PruneByNoiseRate | Filter::PruneByClass | Filter::Both => self.pruned(filter),
            Filter::PredictedNotGiven => vec![true; self.labels.len()],
            Filter::ConfidentOffDiagonal => self.off_diagonal(),
        };
        let labels = self.labels.par_iter().enumerate().with_min_len(ITEMS_AT_ONCE);
        flagged.par_iter_mut().zip(labels).for_each(|(flag, (item, label))| {
            *flag = *flag && label.is_some_and(|given| !is_predicted(self.row(item), given.into()));
        });
        flagged
    }

    /// The items whose labels are to be doubted, the worst by `quality` first, of equal ones the first.
    pub fn ranked_issues(&self, filter: Filter, quality: Quality) -> Vec<usize> {
        self.issue_list(filter, quality).into_iter().map(|issue| issue.item).collect()
    }

    /// [`ranked_issues`](Self::ranked_issues) with given and suggested label and quality.
    pub fn issue_list(&self, filter: Filter, quality: Quality) -> Vec<Issue> {
        let mut issues = vec![];
        for (item, flagged) in self.issues(filter).into_iter().enumerate() {
            if let (true, Some(given)) = (flagged, self.labels[item]) {
                let row = self.row(item);
                let quality = quality.of(row, given.into());
                issues.push(Issue { item, given, suggested: first_largest(row) as u8, quality });
            }
        }
        issues.par_sort_unstable_by(|a, b| a.quality.total_cmp(&b.quality).then(a.item.cmp(&b.item)));
        issues
    }

    /// The first `rows` of an [`issue_list`](Self::issue_list), with class names; `names` are the items', as many as there are.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of names than of items.
    pub fn issue_table(&self, issues: &[Issue], names: &[String], rows: usize) -> Result<Table> {
        if names.len() != self.labels.len() {
            return Err(Error::parameter("the number of names", names.len(), format!("{}", self.labels.len())));
        }
        let mut table = Table::new("Labels to doubt", &["name", "given", "suggested", "quality"]);
        for issue in issues.iter().take(rows) {
            let class = |code: u8| self.classes[usize::from(code)].as_str().into();
            let Some(name) = names.get(issue.item) else { continue };
            table.rows.push(vec![
                name.as_str().into(),
                class(issue.given),
                class(issue.suggested),
                issue.quality.into(),
            ]);
        }
        let note = format!("{} of {} items; quality in [0, 1], low = bad", issues.len(), names.len());
        Ok(table.with_note(&note))
    }

    /// The items to prune, label by label.
    fn pruned(&self, filter: Filter) -> Vec<bool> {
        let counts = self.confident_joint().prune_counts();
        let doubted = if filter == Filter::PruneByClass { vec![] } else { self.doubted() };
        let of_label = |given: usize| match filter {
            _ if self.given[given] <= 1 => vec![],
            Filter::PruneByClass => self.smallest_confidences(given, &counts),
            Filter::Both => {
                let by_class = self.smallest_confidences(given, &counts);
                let mut both = self.largest_margins(given, &doubted[given], &counts);
                both.retain(|item| by_class.binary_search(item).is_ok());
                both
            }
            _ => self.largest_margins(given, &doubted[given], &counts),
        };
        let chosen: Vec<Vec<u32>> = (0..self.classes.len()).into_par_iter().map(of_label).collect();
        let mut flagged = vec![false; self.labels.len()];
        for item in chosen.into_iter().flatten() {
            flagged[item as usize] = true;
        }
        flagged
    }

    /// For each label the items that have a more probable class: few, and the only ones with a positive margin.
    fn doubted(&self) -> Vec<Vec<u32>> {
        let rows = self.probabilities.par_chunks_exact(self.classes.len()).with_min_len(ITEMS_AT_ONCE);
        let labels = self.labels.par_iter().enumerate().with_min_len(ITEMS_AT_ONCE);
        let doubted: Vec<(u8, u32)> = labels
            .zip(rows)
            .filter_map(|((item, label), row)| {
                let given = (*label)?;
                let own = row[usize::from(given)];
                let is_doubted = row.iter().filter(|&&other| other > own).count() > 0;
                is_doubted.then_some((given, item as u32))
            })
            .collect();
        let mut of_label = vec![vec![]; self.classes.len()];
        for (given, item) in doubted {
            of_label[usize::from(given)].push(item);
        }
        of_label
    }

    /// In ascending order.
    fn items_of(&self, given: usize) -> Vec<u32> {
        let of_label =
            |(item, label): (usize, &Option<u8>)| (label.map(usize::from) == Some(given)).then_some(item as u32);
        self.labels.iter().enumerate().filter_map(of_label).collect()
    }

    /// In ascending order. Only where fewer items are doubted than wanted do the others come in.
    fn largest_margins(&self, given: usize, doubted: &[u32], counts: &[u64]) -> Vec<u32> {
        let classes = self.classes.len();
        let mut chosen = vec![];
        for class in (0..classes).filter(|&class| class != given) {
            let wanted = counts[class * classes + given] as usize;
            let margin = |item: u32| {
                let row = self.row(item as usize);
                row[class].into() - row[given].into()
            };
            let with_margin = |&item: &u32| (margin(item), item);
            let mut keyed: Vec<(f64, u32)> =
                doubted.iter().map(with_margin).filter(|(margin, _)| *margin > 0.0).collect();
            if keyed.len() < wanted {
                keyed = self.items_of(given).iter().map(with_margin).collect();
            }
            chosen.extend(largest(keyed, wanted));
        }
        chosen.sort_unstable();
        chosen.dedup();
        chosen
    }

    /// In ascending order.
    fn smallest_confidences(&self, given: usize, counts: &[u64]) -> Vec<u32> {
        let items = self.items_of(given);
        let kept = counts[given * self.classes.len() + given] as usize;
        let keyed = items.iter().map(|&item| (-self.row(item as usize)[given].into(), item)).collect();
        let mut chosen = largest(keyed, items.len().saturating_sub(kept));
        chosen.sort_unstable();
        chosen
    }

    fn off_diagonal(&self) -> Vec<bool> {
        let bounds = self.confident_bounds();
        let rows = self.probabilities.par_chunks_exact(self.classes.len()).with_min_len(ITEMS_AT_ONCE);
        let labels = self.labels.par_iter().with_min_len(ITEMS_AT_ONCE);
        let differs = |(label, row): (&Option<u8>, &[P])| {
            let confident = confident_class(row, &bounds);
            confident.is_some() && confident != label.map(usize::from)
        };
        labels.zip(rows).map(differs).collect()
    }
}

/// The items of the `wanted` largest keys.
fn largest(mut keyed: Vec<(f64, u32)>, wanted: usize) -> Vec<u32> {
    if wanted < keyed.len() {
        keyed.select_nth_unstable_by(wanted, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        keyed.truncate(wanted);
    }
    keyed.into_iter().map(|(_, item)| item).collect()
}

/// Whether no other class is more probable than the given one by 1e-6.
fn is_predicted<P: Probability>(row: &[P], given: usize) -> bool {
    let own = row[given].into() + 1e-6;
    row.iter().enumerate().all(|(class, &other)| {
        let other = other.into();
        class == given || other < own || (class > given && other == own)
    })
}

impl ConfidentJoint {
    /// How many items of each true class and given label to prune, `[true, given]`; on the diagonal how many to keep, at least 1: what that
    /// takes comes from the other classes of the label in equal parts.
    fn prune_counts(&self) -> Vec<u64> {
        let classes = self.classes.len();
        let mut counts: Vec<f64> = self.calibrated.iter().map(|&count| count as f64).collect();
        for given in 0..classes {
            let nonzero = (0..classes).filter(|class| counts[class * classes + given] != 0.0).count();
            let lacking = (KEPT_IN_CLASS - counts[given * classes + given]).max(0.0);
            for class in 0..classes {
                let count = &mut counts[class * classes + given];
                *count = if class == given {
                    count.max(KEPT_IN_CLASS)
                } else {
                    (*count - lacking / (nonzero as f64 - 1.0).max(1.0)).max(0.0)
                };
            }
        }
        counts.into_iter().map(|count| count as u64).collect()
    }
}
