//! One scale for all that says a label is wrong.

use crate::{
    Error, Result,
    table::{Better, Table},
};

/// How much each sample's label is to be trusted by one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspicion {
    /// The measure.
    pub name: String,
    ranks: Vec<Option<f64>>,
}

impl Suspicion {
    /// Ranks `values`, `[samples]`, `None` where the measure says nothing; `better` is what speaks for a label.
    ///
    /// # Errors
    /// [`Error::Format`], with the sample, for a NaN.
    pub fn new(name: &str, values: &[Option<f64>], better: Better) -> Result<Self> {
        if let Some(sample) = values.iter().position(|value| value.is_some_and(f64::is_nan)) {
            let expected = "a number, or None where there is none";
            return Err(Error::format(format!("{name}, sample {sample}"), "NaN", expected));
        }
        Ok(Self::of_numbers(name, values, better))
    }

    /// As [`new`](Self::new), of values that are no NaN.
    pub(super) fn of_numbers(name: &str, values: &[Option<f64>], better: Better) -> Self {
        let sign = match better {
            Better::Higher => 1.0,
            Better::Lower => -1.0,
        };
        let mut order: Vec<(f64, usize)> = vec![];
        for (sample, value) in values.iter().enumerate() {
            // + 0.0, so that 0 and -0 are equal to `total_cmp` too.
            order.extend(value.map(|value| (sign * value + 0.0, sample)));
        }
        order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let last = order.len().saturating_sub(1).max(1) as f64;
        let mut ranks = vec![None; values.len()];
        let mut start = 0;
        for equal in order.chunk_by(|a, b| a.0 == b.0) {
            // One sample alone has nothing to be worse than.
            let rank = if order.len() == 1 { 1.0 } else { (start as f64 + (equal.len() - 1) as f64 / 2.0) / last };
            for (_, sample) in equal {
                ranks[*sample] = Some(rank);
            }
            start += equal.len();
        }
        Self { name: name.into(), ranks }
    }

    /// The rank of each sample, `[samples]`, in [0, 1]: 0 is the most suspect; equal samples have the mean of their ranks; `None` where the
    /// measure says nothing.
    pub fn ranks(&self) -> &[Option<f64>] {
        &self.ranks
    }

    /// The `count` most suspect samples, the worst first, of equal ones the first.
    pub fn worst(&self, count: usize) -> Vec<usize> {
        let mut known: Vec<(f64, usize)> = vec![];
        for (sample, rank) in self.ranks.iter().enumerate() {
            known.extend(rank.map(|rank| (rank, sample)));
        }
        known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        known.into_iter().take(count).map(|(_, sample)| sample).collect()
    }

    /// The `count` most suspect samples by name, `[samples]`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another number of names than of samples.
    pub fn to_table(&self, names: &[String], count: usize) -> Result<Table> {
        if names.len() != self.ranks.len() {
            return Err(Error::parameter("the number of names", names.len(), format!("{}", self.ranks.len())));
        }
        let mut table = Table::new(&format!("Most suspect by {}", self.name), &["name", "rank"]);
        for sample in self.worst(count) {
            table.rows.push(vec![names[sample].as_str().into(), self.ranks[sample].into()]);
        }
        Ok(table.with_note("rank in [0, 1], low = bad"))
    }
}
