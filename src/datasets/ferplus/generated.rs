//! FER+ and FER2013, drawn.

use super::{FER2013_PARTS, VOTES, fer2013::FROM_FER2013};
use crate::{
    Result, Seed,
    datasets::generated::{Generated, annotators, begin},
    faces::draw::{FaceParameters, FacesConfig},
    files,
    labels::{
        TransitionMatrix,
        codes::{EMOTIONS, FERPLUS_VOTES, affectnet_from_ferplus},
    },
};
use image::imageops::grayscale;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use std::path::Path;

/// Votes on an image.
const COUNT: usize = 10;

/// How many votes of a hundred are for unknown.
const UNKNOWN: f64 = 0.03;

/// Of how many images one is no face: grey, with ten votes for NF and without a name.
const NO_FACE: usize = 100;

/// Writes `count` drawn faces to `root` in the layout of FER+ and FER2013: a tenth for validation, a tenth for the test.
///
/// | file | content |
/// |---|---|
/// | `fer2013new.csv` | ten votes on every image |
/// | `fer2013.csv` | the images, 48 x 48, grey, and one label each |
///
/// Every vote is by anybody of the crowd, who errs as the mean of the three [`annotators`] does; three of a hundred are for unknown.
/// Contempt is not drawn and gets no vote.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for fewer than 10 images or a folder that is not empty;
/// [`Error::Io`](crate::Error::Io).
pub fn write_ferplus(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Generated> {
    let root = root.as_ref();
    let generated = Generated { dataset: "FER+".into(), count, seed };
    begin(root, &generated, 10)?;
    let crowd = crowd()?;
    let rows = (0..count).into_par_iter().map(|index| row(&crowd, index, part(index, count), seed));
    let (mut votes, mut images) = (vote_header(), "emotion,pixels,Usage\n".to_string());
    for (vote, image) in rows.collect::<Result<Vec<_>>>()? {
        votes += &vote;
        images += &image;
    }
    files::write_atomically(root.join(VOTES), votes.as_bytes())?;
    files::write_atomically(root.join("fer2013.csv"), images.as_bytes())?;
    generated.write(root)?;
    Ok(generated)
}

/// How somebody of the crowd errs: the mean of the annotators' matrices.
fn crowd() -> Result<TransitionMatrix> {
    let annotators = annotators();
    let classes = annotators[0].1.len();
    let mut mean = vec![vec![0.0; classes]; classes];
    for (_, matrix) in &annotators {
        for (into, row) in mean.iter_mut().zip(matrix) {
            for (into, probability) in into.iter_mut().zip(row) {
                *into += probability / annotators.len() as f64;
            }
        }
    }
    TransitionMatrix::new(&EMOTIONS, mean.concat())
}

fn vote_header() -> String {
    format!("Usage,Image name,{}\n", FERPLUS_VOTES.join(","))
}

fn part(index: usize, count: usize) -> &'static str {
    let tenth = count / 10;
    let part = if index < count - 2 * tenth { 0 } else { 1 + usize::from(index >= count - tenth) };
    FER2013_PARTS[part]
}

/// The lines of both files.
fn row(crowd: &TransitionMatrix, index: usize, part: &str, seed: Seed) -> Result<(String, String)> {
    let mut rng = seed.stream("FER+ crowd", index as u64);
    if index % NO_FACE == NO_FACE - 1 {
        let grey = vec!["128"; 48 * 48].join(" ");
        return Ok((format!("{part},,0,0,0,0,0,0,0,0,0,{COUNT}\n"), format!("6,{grey},{part}\n")));
    }
    let face = FaceParameters::sample(seed, index, FacesConfig::default().intensity);
    let votes = votes(crowd, face.emotion, &mut rng)?.map(|count| count.to_string()).join(",");
    let own = crowd.annotate(&[face.emotion], &mut rng)?[0];
    let own = FROM_FER2013.iter().position(|&code| code == own).unwrap_or_default();
    let pixels: Vec<String> = grayscale(&face.draw(48)?.image).iter().map(u8::to_string).collect();
    let image = format!("{own},{},{part}\n", pixels.join(" "));
    Ok((format!("{part},fer{index:07}.png,{votes}\n"), image))
}

/// How many of the crowd choose each of [`FERPLUS_VOTES`] for a face that shows `emotion`.
fn votes(crowd: &TransitionMatrix, emotion: u8, rng: &mut ChaCha8Rng) -> Result<[usize; FERPLUS_VOTES.len()]> {
    let unknown = FERPLUS_VOTES.len() - 2;
    let mut votes = [0; FERPLUS_VOTES.len()];
    for given in crowd.annotate(&[emotion; COUNT], rng)? {
        let chosen = (0..unknown).find(|&place| affectnet_from_ferplus(place) == Some(given));
        votes[chosen.filter(|_| !rng.random_bool(UNKNOWN)).unwrap_or(unknown)] += 1;
    }
    Ok(votes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Fidelity,
        datasets::ferplus::{Fer2013, find_ferplus, find_ferplus_votes, generated_ferplus, read_ferplus},
    };

    #[test]
    fn the_readers_take_it_and_the_crowd_is_mostly_right() {
        let folder = tempfile::tempdir().unwrap();
        let root = generated_ferplus(folder.path(), 210, Seed(4)).unwrap();
        assert_eq!(root, folder.path().join("ferplus-generated-210-4"));
        assert_eq!(Generated::read(&root).unwrap().unwrap().count, 210);
        let votes = read_ferplus(find_ferplus_votes(&root).unwrap()).unwrap();
        assert_eq!((votes.report.rows, votes.len()), (210, 208), "two are no faces");
        let count = |part: &str| votes.usages.iter().filter(|usage| *usage == part).count();
        assert_eq!(FER2013_PARTS.map(count), [167, 21, 20], "of 168, 21 and 21");
        assert!(votes.votes.iter().all(|votes| votes.iter().sum::<u32>() == 10));
        let images = Fer2013::find(&root).unwrap().read(&votes, 32, Fidelity::Corrected).unwrap();
        assert_eq!((images.entries.len(), images.report.left_out_rows()), (208, 0));
        let majorities = votes.majorities();
        let right = majorities.iter().zip(&votes.rows).filter(|(majority, row)| {
            let drawn = FaceParameters::sample(Seed(4), **row, FacesConfig::default().intensity).emotion;
            **majority == Some(drawn)
        });
        // Single votes are right on 70 %; a majority of ten is not always reached.
        assert!((120..208).contains(&right.count()));
        assert!(find_ferplus(folder.path()).unwrap_err().to_string().contains("github.com/microsoft/FERPlus"));
        assert!(
            write_ferplus(&root, 20, Seed(0)).is_err() && write_ferplus(folder.path().join("few"), 9, Seed(0)).is_err()
        );
    }
}
