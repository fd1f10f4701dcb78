//! What all kinds of ratings share: intervals and pairs.

use super::pairwise::Pairwise;
use crate::{
    Error, Result,
    metrics::{BootstrapOptions, Interval, bootstrap},
};
use rayon::prelude::*;

/// The labels that several annotators gave the same items.
pub trait Ratings: Sized + Sync {
    /// The annotators' names.
    fn annotators(&self) -> &[String];

    /// How many items there are.
    fn items(&self) -> usize;

    /// The ratings of these items, each below [`items`](Self::items), in this order and as often as they stand there.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an item that there is not.
    fn of_items(&self, items: &[usize]) -> Result<Self>;

    /// The ratings by these annotators, in this order.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an annotator that there is not.
    fn of_annotators(&self, annotators: &[usize]) -> Result<Self>;

    /// The ratings by two annotators, by name.
    ///
    /// # Errors
    /// [`Error::Parameter`] for an unknown name.
    fn pair(&self, first: &str, second: &str) -> Result<Self> {
        let place = |name: &str| {
            let found = self.annotators().iter().position(|annotator| annotator == name);
            found.ok_or_else(|| {
                let expected = format!("one of {}", self.annotators().join(", "));
                Error::parameter("the annotator", format!("{name:?}"), expected)
            })
        };
        self.of_annotators(&[place(first)?, place(second)?])
    }

    /// A coefficient with its percentile bootstrap interval: items are drawn, with all their labels. See [`bootstrap`].
    ///
    /// # Errors
    /// Those of the coefficient and of [`bootstrap`].
    fn interval(
        &self,
        coefficient: impl Fn(&Self) -> Result<f64> + Sync,
        options: &BootstrapOptions,
    ) -> Result<Interval> {
        let [interval] = bootstrap(self.items(), options, |items| Ok([coefficient(&self.of_items(items)?)?]))?;
        Ok(interval)
    }

    /// A coefficient of every two annotators, called `name` in the table. Each pair is computed once, so the coefficient must
    /// not depend on the order of the two. Cost: annotators² / 2 times that of the coefficient, on all cores.
    ///
    /// # Errors
    /// [`Error::Format`] for fewer than two annotators.
    fn pairwise(&self, name: &str, coefficient: impl Fn(&Self) -> Result<f64> + Sync) -> Result<Pairwise> {
        let count = self.annotators().len();
        if count < 2 {
            return Err(Error::format(name, format!("{count} annotator"), "at least 2"));
        }
        let mut pairs = vec![];
        for first in 0..count {
            pairs.extend((first + 1..count).map(|second| [first, second]));
        }
        let found: Vec<Option<f64>> =
            pairs.par_iter().map(|pair| coefficient(&self.of_annotators(pair).ok()?).ok()).collect();
        let mut values = vec![vec![None; count]; count];
        for ([first, second], value) in pairs.into_iter().zip(found) {
            values[first][second] = value;
            values[second][first] = value;
        }
        Ok(Pairwise { name: name.into(), annotators: self.annotators().to_vec(), values })
    }
}

const ROWS_AT_ONCE: usize = 256;

/// Items by annotators, row-major `[items, annotators]`: what both kinds of ratings keep their labels in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Grid<T> {
    pub annotators: Vec<String>,
    pub cells: Vec<T>,
}

impl<T: Copy> Grid<T> {
    /// Takes a column per annotator, with `as_cell` of its labels.
    pub fn of_columns<L: Copy>(
        annotators: &[impl AsRef<str>],
        columns: &[impl AsRef<[L]>],
        as_cell: impl Fn(L) -> T,
    ) -> Result<Self> {
        let annotators: Vec<String> = annotators.iter().map(|name| name.as_ref().into()).collect();
        if annotators.is_empty() || annotators.len() != columns.len() {
            let found = format!("{} names and {} lists of labels", annotators.len(), columns.len());
            return Err(Error::format("ratings", found, "as many, at least one"));
        }
        let items = columns[0].as_ref().len();
        for (name, column) in annotators.iter().zip(columns) {
            let count = column.as_ref().len();
            if count != items {
                let expected = format!("{items}, as {} has; missing labels have a place too", annotators[0]);
                return Err(Error::format(format!("ratings of {name}"), format!("{count} items"), expected));
            }
        }
        let Some(&first) = columns[0].as_ref().first() else { return Ok(Self { annotators, cells: vec![] }) };
        let mut cells = vec![as_cell(first); items * columns.len()];
        // A few rows at a time, which stay in the cache while the columns are written into them.
        for (block, rows) in cells.chunks_mut(ROWS_AT_ONCE * columns.len()).enumerate() {
            for (place, column) in columns.iter().enumerate() {
                let values = &column.as_ref()[block * ROWS_AT_ONCE..];
                for (cell, &value) in rows[place..].iter_mut().step_by(columns.len()).zip(values) {
                    *cell = as_cell(value);
                }
            }
        }
        Ok(Self { annotators, cells })
    }

    pub fn items(&self) -> usize {
        self.cells.len() / self.annotators.len()
    }

    pub fn rows(&self) -> std::slice::ChunksExact<'_, T> {
        self.cells.chunks_exact(self.annotators.len())
    }

    pub fn of_items(&self, items: &[usize]) -> Result<Self> {
        let (width, count) = (self.annotators.len(), self.items());
        let mut cells = Vec::with_capacity(items.len() * width);
        for &item in items {
            if item >= count {
                return Err(Error::parameter("an item", item, format!("below {count}")));
            }
            cells.extend_from_slice(&self.cells[item * width..(item + 1) * width]);
        }
        Ok(Self { annotators: self.annotators.clone(), cells })
    }

    pub fn of_annotators(&self, chosen: &[usize]) -> Result<Self> {
        let width = self.annotators.len();
        if chosen.is_empty() || chosen.iter().any(|&annotator| annotator >= width) {
            return Err(Error::parameter(
                "annotators",
                format!("{chosen:?}"),
                format!("at least one, all below {width}"),
            ));
        }
        let annotators = chosen.iter().map(|&annotator| self.annotators[annotator].clone()).collect();
        let mut cells = Vec::with_capacity(self.items() * chosen.len());
        for row in self.rows() {
            cells.extend(chosen.iter().map(|&annotator| row[annotator]));
        }
        Ok(Self { annotators, cells })
    }

    /// Refuses any number of annotators but two.
    pub fn check_pair(&self, coefficient: &str) -> Result<()> {
        let count = self.annotators.len();
        if count == 2 {
            return Ok(());
        }
        Err(Error::format(coefficient, format!("{count} annotators"), "two; `pair` chooses them, `pairwise` takes all"))
    }
}

/// A coefficient that has no value for these labels.
pub(super) fn undefined(coefficient: &str, found: impl ToString) -> Error {
    Error::format(coefficient, found, "labels that vary, on at least two items with two labels each")
}
