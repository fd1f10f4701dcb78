//! Cohen's and Fleiss' kappa: agreement beyond what the shares of the classes alone would give.

use super::{
    categorical::{CategoricalRatings, NONE},
    ratings::undefined,
};
use crate::Result;

/// How much two different classes disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum KappaWeights {
    /// All equally: for classes without an order.
    #[default]
    None,
    /// By the distance of their codes.
    Linear,
    /// By the squared distance of their codes.
    Quadratic,
}

impl KappaWeights {
    fn of(self, first: usize, second: usize) -> f64 {
        let distance = first.abs_diff(second) as f64;
        match self {
            Self::None => distance.min(1.0),
            Self::Linear => distance,
            Self::Quadratic => distance * distance,
        }
    }
}

impl CategoricalRatings {
    /// Cohen's kappa of two annotators, at most 1, 0 for what chance would give: 1 - Σ w O / Σ w E, where O are the counts
    /// of [`contingency`](Self::contingency), E those expected of independent annotators with the same shares of classes, and w
    /// the disagreement of two classes (Cohen, Educational and Psychological Measurement 20, 1960; weighted: Psychological
    /// Bulletin 70, 1968). Over the items that both labelled.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) for any number of annotators but two, without an item that both labelled, and
    /// when both gave one and the same class throughout.
    pub fn cohen_kappa(&self, weights: KappaWeights) -> Result<f64> {
        const NAME: &str = "Cohen's kappa";
        self.grid.check_pair(NAME)?;
        let classes = self.classes().len();
        let mut counts = vec![0u64; classes * classes];
        for labels in self.grid.rows() {
            if !labels.contains(&NONE) {
                counts[usize::from(labels[0]) * classes + usize::from(labels[1])] += 1;
            }
        }
        let (mut of_first, mut of_second) = (vec![0.0; classes], vec![0.0; classes]);
        let mut items = 0.0;
        for (cell, &count) in counts.iter().enumerate() {
            of_first[cell / classes] += count as f64;
            of_second[cell % classes] += count as f64;
            items += count as f64;
        }
        let (mut observed, mut expected) = (0.0, 0.0);
        for (cell, &count) in counts.iter().enumerate() {
            let weight = weights.of(cell / classes, cell % classes);
            observed += weight * count as f64;
            expected += weight * of_first[cell / classes] * of_second[cell % classes];
        }
        if items == 0.0 {
            return Err(undefined(NAME, "no item that both labelled"));
        }
        if expected == 0.0 {
            return Err(undefined(NAME, "one class throughout"));
        }
        Ok(1.0 - observed * items / expected)
    }

    /// Fleiss' kappa of any number of annotators, at most 1, 0 for what chance would give (Fleiss, Psychological Bulletin
    /// 76, 1971): the mean over items of the share of agreeing pairs, against the sum of the squared shares of the classes.
    ///
    /// Fleiss has equally many labels for every item. Where labels are missing, items with at least two count, each as one,
    /// and the shares are those of their labels; [`krippendorff_alpha`](Self::krippendorff_alpha) weighs items by
    /// their labels instead.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) without an item with two labels, and when all labels are of one class.
    pub fn fleiss_kappa(&self) -> Result<f64> {
        const NAME: &str = "Fleiss' kappa";
        let (agreement, totals) =
            self.agreement_and_totals().ok_or_else(|| undefined(NAME, "no item with two labels"))?;
        let given: u64 = totals.iter().sum();
        let chance: f64 = totals.iter().map(|&total| (total as f64 / given as f64).powi(2)).sum();
        if totals.contains(&given) {
            return Err(undefined(NAME, "one class throughout"));
        }
        Ok((agreement - chance) / (1.0 - chance))
    }

    /// The share of pairs of labels of one item that are equal, in [0, 1], every item with at least two labels counting once.
    ///
    /// # Errors
    /// [`Error::Format`](crate::Error::Format) without an item with two labels.
    pub fn observed_agreement(&self) -> Result<f64> {
        let found = self.agreement_and_totals();
        Ok(found.ok_or_else(|| undefined("observed agreement", "no item with two labels"))?.0)
    }

    /// The mean share of agreeing pairs and how often each class occurs, over the items with two labels; `None` without one.
    fn agreement_and_totals(&self) -> Option<(f64, Vec<u64>)> {
        let mut totals = vec![0u64; self.classes().len()];
        let (mut agreement, mut items) = (0.0, 0u64);
        self.for_each_item(|counts| {
            let (mut given, mut agreeing) = (0, 0);
            for count in counts.iter().map(|&count| u64::from(count)) {
                given += count;
                agreeing += count * count.saturating_sub(1);
            }
            if given < 2 {
                return;
            }
            agreement += agreeing as f64 / (given * (given - 1)) as f64;
            items += 1;
            for (total, &count) in totals.iter_mut().zip(counts) {
                *total += u64::from(count);
            }
        });
        (items > 0).then(|| (agreement / items as f64, totals))
    }
}
