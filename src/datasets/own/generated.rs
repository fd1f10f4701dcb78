//! Data as somebody's own might be.

use crate::{
    Error, Result, Seed,
    datasets::generated::{Generated, begin, generated_copy, generated_faces},
    faces::draw::{FaceParameters, FacesConfig},
    labels::write_csv,
};
use image::imageops::crop_imm;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The list of labels in a generated folder.
const LABELS: &str = "labels.csv";

/// The sides of the drawn faces, in pixels, before an edge is cut.
const SIDES: [usize; 4] = [40, 48, 64, 80];

/// Writes `count` drawn faces of mixed sizes and shapes to `root`, `face_00000.png` and so on, and `labels.csv`: a row per image,
/// three annotators of whom each has seen three of four images, noisy valence and arousal, no truth.
///
/// # Errors
/// [`Error::Parameter`] for fewer than 2 images or a folder that is not empty; [`Error::Io`]; [`Error::Image`].
pub fn write_own(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Generated> {
    let root = root.as_ref();
    let generated = Generated { dataset: "a folder with labels".into(), count, seed };
    begin(root, &generated, 2)?;
    let mut labels = generated_faces(count, SIDES[0], seed)?.labels;
    for (place, head) in labels.annotators().into_iter().enumerate() {
        let mut given = labels.labels(&head.name)?;
        for (row, label) in given.iter_mut().enumerate() {
            if (row + place) % 4 == 0 {
                *label = None;
            }
        }
        labels = labels.with_labels(head, &given)?;
    }
    labels.names().par_iter().enumerate().try_for_each(|(index, name)| draw(root, index, name, seed))?;
    write_csv(&labels.without_truth(), root.join(LABELS))?;
    generated.write(root)?;
    Ok(generated)
}

/// The folder of [`write_own`]'s data below `datasets`, which are written unless they are there.
///
/// # Errors
/// Those of [`write_own`].
pub fn generated_own(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<PathBuf> {
    generated_copy(datasets.as_ref(), "own", count, seed, |root| write_own(root, count, seed))
}

/// Writes one face: as it is drawn, or without an eighth of its width or height.
fn draw(root: &Path, index: usize, name: &str, seed: Seed) -> Result<()> {
    let face = FaceParameters::sample(seed, index, FacesConfig::default().intensity);
    let side = SIDES[index % SIDES.len()];
    let picture = face.draw(side)?.image;
    let (side, cut) = (side as u32, side as u32 / 8);
    let [width, height] = [[side, side], [side - cut, side], [side, side - cut]][index % 3];
    let picture = crop_imm(&picture, (side - width) / 2, (side - height) / 2, width, height).to_image();
    let path = root.join(format!("{name}.png"));
    picture.save(&path).map_err(|source| Error::Image { path, source })
}
