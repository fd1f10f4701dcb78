//! True classes, as files say them.

use crate::{Error, Result, labels::class_name};
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
        let class = class_name(class);
        match self.0.get(item) {
            Some(known) if known.class != class => {
                let found = format!("{class:?} as the true class of {item:?}");
                let expected = format!("{:?}, as at {}; correct one of them", known.class, known.place);
                Err(Error::format(place, found, expected))
            }
            Some(_) => Ok(()),
            None => {
                self.0.insert(item.into(), Truth { class, place });
                Ok(())
            }
        }
    }

    /// The classes by the items' names.
    pub fn into_classes(self) -> BTreeMap<String, String> {
        self.0.into_iter().map(|(item, truth)| (item, truth.class)).collect()
    }
}
