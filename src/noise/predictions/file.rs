//! Probabilities in files.

use crate::{
    Error, Result, files,
    formats::{Csv, npy, number},
    labels::Annotations,
};
use std::{collections::HashMap, path::Path};

/// Reads the probabilities that a model gives the items of annotations: `[items, classes]`, in the order of both, row by row. From a
/// CSV file with the items' names in column `name` and a column for each class, in any order; or from an `.npy` file
/// `[items, classes]` in the annotations' order. Whether they are probabilities is not checked here.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column or item, an item there twice or a cell that is no number;
/// for an array of another shape.
pub fn read_probabilities(path: impl AsRef<Path>, annotations: &Annotations) -> Result<Vec<f64>> {
    let path = path.as_ref();
    if path.extension().is_some_and(|extension| extension == "npy") {
        return of_array(&path.display().to_string(), &files::read(path)?, annotations);
    }
    of_csv(&Csv::read(path, ',')?, annotations)
}

fn of_array(place: &str, bytes: &[u8], annotations: &Annotations) -> Result<Vec<f64>> {
    let array = npy::parse(place, bytes)?;
    let shape = [annotations.items().len(), annotations.classes().len()];
    if array.shape != shape {
        let expected = format!("{shape:?}: items, in the order of the labels, and classes");
        return Err(Error::format(place, format!("an array of shape {:?}", array.shape), expected));
    }
    npy::numbers(place, &array)
}

fn of_csv(csv: &Csv, annotations: &Annotations) -> Result<Vec<f64>> {
    let places: HashMap<&str, usize> = annotations.items().iter().map(String::as_str).zip(0..).collect();
    let mut lines = vec![None; annotations.items().len()];
    // The place of each row's item, if it has labels.
    let mut items = vec![];
    for (line, name) in csv.column("name")? {
        let item = places.get(name).copied();
        if let Some(earlier) = item.and_then(|item| lines[item].replace(line)) {
            return Err(csv.error(line, format!("{name:?} again, as in line {earlier}"), "each item once"));
        }
        items.push(item);
    }
    if let Some(item) = lines.iter().position(Option::is_none) {
        let found = format!("no row for {:?}", annotations.items()[item]);
        return Err(Error::format(csv.place(1), found, "a row for every item with labels"));
    }
    let classes = annotations.classes().len();
    let mut probabilities = vec![0.0; lines.len() * classes];
    for (class, name) in annotations.classes().iter().enumerate() {
        for ((line, cell), item) in csv.column(name)?.zip(&items) {
            let Some(item) = item else { continue };
            let bad = || csv.error(line, format!("{cell:?} in column {name:?}"), "a number");
            probabilities[item * classes + class] = number(cell).ok_or_else(bad)?;
        }
    }
    Ok(probabilities)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::planted::annotations;

    #[test]
    fn rows_and_columns_go_by_their_names() {
        let labels = annotations(2, 1, 2, &[(0, 0, 0), (1, 0, 1)]);
        let of = |text: &str| of_csv(&Csv::parse("p.csv", text, ',').unwrap(), &labels);
        assert_eq!(of("c1,name,c0\n0.9,i1,0.1\n0.5,other,0.5\n0.25,i0,0.75\n").unwrap(), [0.75, 0.25, 0.1, 0.9]);
        let message = |text: &str| of(text).unwrap_err().to_string();
        assert_eq!(
            message("name,c0,c1\ni0,1,0\n"),
            "p.csv:1: found no row for \"i1\", expected a row for every item with labels"
        );
        assert!(message("name,c0,c1\ni0,1,0\ni0,1,0\n").starts_with("p.csv:3: found \"i0\" again, as in line 2"));
        assert!(message("name,c0,c1\ni0,1,0\ni1,x,0\n").starts_with("p.csv:3: found \"x\" in column \"c0\""));
        assert!(message("name,c0\ni0,1\ni1,1\n").contains("expected one column called \"c1\""));
    }

    #[test]
    fn arrays_go_by_their_order() {
        let labels = annotations(2, 1, 2, &[(0, 0, 0), (1, 0, 1)]);
        let read = |shape: &[usize]| of_array("p.npy", &npy::write(shape, &[0.75, 0.25, 0.5, 0.5]), &labels);
        assert_eq!(read(&[2, 2]).unwrap(), [0.75, 0.25, 0.5, 0.5]);
        let error = read(&[4, 1]).unwrap_err().to_string();
        assert!(error.starts_with("p.npy: found an array of shape [4, 1], expected [2, 2]"), "{error}");
    }
}
