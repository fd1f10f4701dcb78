//! Whose labels CIFAR-10N's are.

use crate::{Error, Result, formats::Csv};
use std::path::Path;

/// The column of the images, ten to a batch: `0--9`.
pub(in crate::datasets) const BATCH: &str = "Image-batch";

/// The columns of those who gave the three labels of each image.
const WORKERS: [&str; 3] = ["Worker1-id", "Worker2-id", "Worker3-id"];

/// Reads `side_info_cifar10N.csv`, which CIFAR-10N has beside its labels: who gave the three labels of each training image, in their
/// order, as numbers that stand for people.
///
/// # Errors
/// [`Error::Io`]; [`Error::Format`], with file and line, for a missing column, and for a batch that does not go on where the one before
/// ends.
pub fn read_cifar10n_workers(path: impl AsRef<Path>) -> Result<Vec<[String; 3]>> {
    workers(&Csv::read(path, ',')?)
}

pub(in crate::datasets) fn workers(csv: &Csv) -> Result<Vec<[String; 3]>> {
    let places = [csv.place_of(WORKERS[0])?, csv.place_of(WORKERS[1])?, csv.place_of(WORKERS[2])?];
    let mut workers: Vec<[String; 3]> = vec![];
    for ((line, batch), row) in csv.column(BATCH)?.zip(csv.rows()) {
        let ends: Option<(usize, usize)> =
            batch.split_once("--").and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
        let follows = |(first, last): &(usize, usize)| *first == workers.len() && (*first..first + 1000).contains(last);
        let Some((_, last)) = ends.filter(follows) else {
            let expected = format!("the images from {0} on, such as {0}--{1}", workers.len(), workers.len() + 9);
            return Err(csv.error(line, format!("{batch:?} in column {BATCH:?}"), expected));
        };
        let people = places.map(|place| row.cells[place].trim().to_string());
        if let Some(place) = people.iter().position(String::is_empty) {
            return Err(csv.error(line, format!("nothing in column {:?}", WORKERS[place]), "a worker"));
        }
        workers.resize(last + 1, people);
    }
    if workers.is_empty() {
        return Err(Error::format(csv.place(1), "no batch of images", "at least one"));
    }
    Ok(workers)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "Image-batch,Worker1-id,Work-time-in-seconds-1,Worker2-id,Work-time-in-seconds-2,Worker3-id,Work-time-in-seconds-3\n";

    fn read(rows: &str) -> Result<Vec<[String; 3]>> {
        workers(&Csv::parse("side.csv", &format!("{HEADER}{rows}"), ',').unwrap())
    }

    #[test]
    fn the_people_of_a_batch_are_those_of_its_images() {
        let found = read("0--1,198,25,385,40,197,21\n2--4,430,46,140,27,584,92\n").unwrap();
        assert_eq!(found.len(), 5);
        assert_eq!((found[1].join(" "), found[2].join(" ")), ("198 385 197".into(), "430 140 584".into()));
    }

    #[test]
    fn batches_that_do_not_follow_are_told() {
        let message = |rows: &str| read(rows).unwrap_err().to_string();
        let gap = message("0--9,1,0,2,0,3,0\n11--19,1,0,2,0,3,0\n");
        assert!(
            gap.starts_with("side.csv:3: found \"11--19\" in column \"Image-batch\", expected the images from 10 on")
        );
        for batch in ["5--2", "0", "0--99999999", "a--b"] {
            assert!(message(&format!("{batch},1,0,2,0,3,0\n")).contains("expected the images from 0 on, such as 0--9"));
        }
        assert!(message("0--9,1,0,,0,3,0\n").contains("found nothing in column \"Worker2-id\""));
        assert!(message("").contains("found no batch of images"));
    }
}
