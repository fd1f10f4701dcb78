//! Labels in text, whatever file they come from, into annotations.

use super::{
    annotations::{Annotations, head},
    classes::classes_in,
    head::{CLASS_COUNTS, LabelHead},
    join::partners,
    responses::{Response, Responses},
};
use crate::{Error, Result, formats::is_missing};
use polars::prelude::{NewChunkedArray, PlHashMap, StringChunked};
use std::collections::HashMap;

/// Gathers labels one after another: 12 bytes each, and every name once.
pub struct Collector {
    /// The classes, where they are given; otherwise every label that occurs is one.
    given: Option<LabelHead>,
    /// Of the files that have ended.
    items: Places,
    /// Of the file that is being read, whose rows begin at `begin`.
    items_here: Places,
    begin: usize,
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

    fn names(&self) -> Vec<&str> {
        let mut names = vec![""; self.0.len()];
        for (name, place) in &self.0 {
            names[*place as usize] = name;
        }
        names
    }

    fn into_names(self) -> Vec<String> {
        let mut names = vec![String::new(); self.0.len()];
        for (name, place) in self.0 {
            names[place as usize] = name;
        }
        names
    }
}

/// How the items of a file met those of the files before it.
#[derive(Debug, Default)]
pub struct MetItems {
    /// How many items the file has.
    pub count: usize,
    /// How many of them the files before have.
    pub met: usize,
    /// What those that met under another name are called before, by their names in the file.
    pub called: HashMap<String, String>,
}

impl MetItems {
    /// What the files before call an item of the file.
    pub fn name<'a>(&'a self, item: &'a str) -> &'a str {
        self.called.get(item).map_or(item, String::as_str)
    }

    /// What the file calls an item.
    pub fn name_here<'a>(&'a self, item: &'a str) -> &'a str {
        self.called.iter().find(|(_, known)| *known == item).map_or(item, |(here, _)| here)
    }

    /// What is said of a file that is not the first.
    pub fn in_words(&self) -> String {
        let mut words = format!("{} of its {} items are in the files before", self.met, self.count);
        if let Some((here, before)) = self.called.iter().min() {
            words += &format!(", {} under another name: {here:?} is {before:?}", self.called.len());
        }
        words
    }
}

impl Collector {
    pub fn new(classes: Option<&[String]>) -> Result<Self> {
        let given = classes.map(|classes| head("annotations", classes)).transpose()?;
        let [items, items_here, annotators, spellings] = std::array::from_fn(|_| Places::default());
        Ok(Self { given, items, items_here, begin: 0, annotators, spellings, rows: vec![] })
    }

    /// Whether a cell says that there is no label.
    pub fn is_missing(&self, label: &str) -> bool {
        self.given.as_ref().map_or(is_missing(label), |head| head.is_missing(label))
    }

    /// An item that may be without labels.
    pub fn add_item(&mut self, item: &str) {
        self.items_here.place(item);
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
        self.rows.push([self.items_here.place(item), self.annotators.place(annotator), spelling]);
        Ok(())
    }

    /// Ends a file. Its items are those of the files before it under the same names and, where just one on each side means the same
    /// image, under names written otherwise: `1` and `1.jpg`.
    pub fn end_file(&mut self) -> MetItems {
        let here = std::mem::take(&mut self.items_here);
        let mut met = MetItems { count: here.0.len(), ..MetItems::default() };
        let begin = std::mem::replace(&mut self.begin, self.rows.len());
        if self.items.0.is_empty() {
            self.items = here;
            return met;
        }
        let names: Vec<String> = here.into_names();
        let mut places = vec![None; names.len()];
        let known = self.items.names();
        let [left, right] =
            [StringChunked::from_slice("".into(), &known), StringChunked::from_slice("".into(), &names)];
        for (place, partner) in partners(&left, &right).0.into_iter().enumerate() {
            let Some(partner) = partner.map(|partner| partner as usize) else { continue };
            places[partner] = Some(place as u32);
            met.met += 1;
            if names[partner] != known[place] {
                met.called.insert(names[partner].clone(), known[place].into());
            }
        }
        let places: Vec<u32> =
            names.iter().zip(places).map(|(name, place)| place.unwrap_or_else(|| self.items.place(name))).collect();
        for row in &mut self.rows[begin..] {
            row[0] = places[row[0] as usize];
        }
        met
    }

    /// All labels, found in `place`; that no annotator labelled an item twice is not checked.
    pub fn finish(mut self, place: &str) -> Result<Annotations> {
        self.end_file();
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
