//! Labels in text, whatever file they come from, into annotations.

use super::{
    annotations::{Annotations, head},
    classes::classes_in,
    head::{CLASS_COUNTS, LabelHead},
    responses::{Response, Responses},
};
use crate::{Error, Result, formats::is_missing};
use polars::prelude::PlHashMap;

/// Gathers labels one after another: 12 bytes each, and every name once.
pub struct Collector {
    /// The classes, where they are given; otherwise every label that occurs is one.
    given: Option<LabelHead>,
    items: Places,
    annotators: Places,
    spellings: Places,
    rows: Vec<[u32; 3]>,
}

/// Names in the order in which they were first met. The hashes are seeded anew in every run: a file cannot make them collide.
#[derive(Default)]
struct Places(PlHashMap<String, u32>);

impl Places {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.0.get(name) {
            return *place;
        }
        let place = self.0.len() as u32;
        self.0.insert(name.into(), place);
        place
    }

    fn into_names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        for (name, place) in self.0 {
            names[place as usize] = name;
        }
        names
    }
}

impl Collector {
    pub fn new(classes: Option<&[String]>) -> Result<Self> {
        let given = classes.map(|classes| head("annotations", classes)).transpose()?;
        let (items, annotators, spellings) = (Places::default(), Places::default(), Places::default());
        Ok(Self { given, items, annotators, spellings, rows: vec![] })
    }

    /// Whether a cell says that there is no label.
    pub fn is_missing(&self, label: &str) -> bool {
        self.given.as_ref().map_or(is_missing(label), |head| head.is_missing(label))
    }

    /// An item that may be without labels.
    pub fn add_item(&mut self, item: &str) {
        self.items.place(item);
    }

    /// A class that may be without labels.
    pub fn add_class(&mut self, class: &str) {
        self.spellings.place(class);
    }

    /// A label that is not missing; or what should stand there instead.
    pub fn add(&mut self, item: &str, annotator: &str, label: &str) -> std::result::Result<(), String> {
        let known = self.spellings.0.len();
        let spelling = self.spellings.place(label);
        if let Some(head) = self.given.as_ref().filter(|head| spelling as usize == known && head.parse(label).is_none())
        {
            return Err(head.expected());
        }
        self.rows.push([self.items.place(item), self.annotators.place(annotator), spelling]);
        Ok(())
    }

    /// All labels, found in `place`; that no annotator labelled an item twice is not checked.
    pub fn finish(self, place: &str) -> Result<Annotations> {
        let spellings = self.spellings.into_names();
        let given = self.given.as_ref().and_then(LabelHead::classes).map(<[String]>::to_vec);
        let classes = given.unwrap_or_else(|| classes_in(spellings.iter().map(String::as_str)));
        if !CLASS_COUNTS.contains(&classes.len()) {
            let some: Vec<_> = classes.iter().take(3).map(|class| format!("{class:?}")).collect();
            let mut found = format!("labels of {} classes {}", classes.len(), some.join(", "));
            let (annotator, count) = most_varied(&self.rows);
            if count > *CLASS_COUNTS.start() {
                found += &format!(", {count} of them by {:?}", self.annotators.into_names()[annotator]);
            }
            let expected = "2 to 255 different labels, in cells that are not missing; columns of other things left out";
            return Err(Error::format(place, found.trim_end(), expected));
        }
        let codes = codes(&spellings, &head("annotations", &classes)?);
        let responses = self.rows.iter().map(|&[item, annotator, spelling]| {
            let label = codes[spelling as usize];
            Response { item, annotator, label }
        });
        let responses = Responses::group(self.items.0.len(), responses);
        drop(self.rows);
        Ok(Annotations::of_responses(classes, self.items.into_names(), self.annotators.into_names(), responses))
    }
}

/// Which annotator gave most different labels, and how many: of a table with a column an annotator, likely a column of something else.
fn most_varied(rows: &[[u32; 3]]) -> (usize, usize) {
    let mut given: Vec<[u32; 2]> = rows.iter().map(|&[_, annotator, spelling]| [annotator, spelling]).collect();
    given.sort_unstable();
    given.dedup();
    let mut most = (0, 0);
    for theirs in given.chunk_by(|one, next| one[0] == next[0]) {
        if theirs.len() > most.1 {
            most = (theirs[0][0] as usize, theirs.len());
        }
    }
    most
}

/// The class that each spelling means; all of them mean one.
fn codes(spellings: &[String], head: &LabelHead) -> Vec<u8> {
    spellings.iter().map(|spelling| head.parse(spelling).unwrap_or_default() as u8).collect()
}
