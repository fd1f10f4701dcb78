//! True classes, as files say them.

use crate::{
    Error, Result,
    labels::{class_name, collector::MetItems},
};
use std::collections::BTreeMap;

/// The true classes of items by their names, each with the place that says it first.
#[derive(Default)]
pub struct Truths(BTreeMap<String, Truth>);

struct Truth {
    class: String,
    place: String,
}

impl Truths {
    /// A true class of an item, which `place` says.
    ///
    /// # Errors
    /// [`Error::Format`] where another place says another class: 1 and 1.0 are one.
    pub fn add(&mut self, item: &str, class: &str, place: String) -> Result<()> {
        self.add_truth(item, Truth { class: class_name(class), place })
    }

    fn add_truth(&mut self, item: &str, truth: Truth) -> Result<()> {
        match self.0.get(item) {
            Some(known) if known.class != truth.class => {
                let found = format!("{:?} as the true class of {item:?}", truth.class);
                let expected = format!("{:?}, as at {}; correct one of them", known.class, known.place);
                Err(Error::format(truth.place, found, expected))
            }
            Some(_) => Ok(()),
            None => {
                self.0.insert(item.into(), truth);
                Ok(())
            }
        }
    }

    /// Those of another file, whose items met so.
    ///
    /// # Errors
    /// Those of [`add`](Self::add).
    pub fn join(&mut self, file: Self, met: &MetItems) -> Result<()> {
        for (item, truth) in file.0 {
            self.add_truth(met.name(&item), truth)?;
        }
        Ok(())
    }

    /// The classes by the items' names.
    pub fn into_classes(self) -> BTreeMap<String, String> {
        self.0.into_iter().map(|(item, truth)| (item, truth.class)).collect()
    }
}
