//! AffectNet (2017).

use super::csv::AffectNetCsv;
use crate::{
    Result, Seed,
    datasets::generated::{Face, Generated, NOISY_LABELS, Photo, begin, machine_labels},
    files,
    images::encode_jpeg,
};
use image::ImageFormat;
use rand::RngExt;
use rayon::prelude::*;
use std::{io::Cursor, path::Path};

/// How many images share a numbered folder.
const PER_FOLDER: usize = 50;

/// Of how many rows one has no emotion, and of how many one shows contempt.
const RARE: usize = 12;

/// Writes `count` generated faces to `root` in the layout of AffectNet: four of five for training, the rest for validation.
///
/// | file | content |
/// |---|---|
/// | `training.csv` | with a header; one row more, cut off in its landmarks |
/// | `validation.csv` | without a header |
/// | `Manually_Annotated_Images/<number>/<hash>.<ext>` | the photos: `.jpg`, `.JPG`, `.jpeg` or `.png` |
/// | `noisy_labels/training_RAFModel.csv` | what stands for the published machine labels of the training images |
///
/// The seven drawn emotions have AffectNet's codes 0 to 6. One row of twelve is none, uncertain or no face (8 to 10), with
/// valence and arousal -2; another one is contempt (7), drawn as whatever it would have been. Some rows have NULL for the
/// face's box.
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for fewer than 2 images or a folder that is not empty;
/// [`Error::Io`](crate::Error::Io).
pub fn write_affectnet(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Generated> {
    let root = root.as_ref();
    let generated = Generated { dataset: "AffectNet".into(), count, seed };
    begin(root, &generated, 2)?;
    let written = (0..count).into_par_iter().map(|index| write_face(root, seed, index));
    let (rows, mut faces): (Vec<String>, Vec<Face>) = written.collect::<Result<Vec<_>>>()?.into_iter().unzip();
    let (train, validation) = rows.split_at(count - count.div_ceil(5));
    faces.truncate(train.len());
    let whole = &train[train.len() / 2];
    let cut_off = &whole[..whole.len() / 2];
    let (first, second) = train.split_at(train.len() / 2);
    let training = [&[AffectNetCsv::header()], first, &[cut_off.into()], second].concat();
    files::write_atomically(root.join("training.csv"), (training.join("\n") + "\n").as_bytes())?;
    files::write_atomically(root.join("validation.csv"), (validation.join("\n") + "\n").as_bytes())?;
    machine_labels(faces, seed)?.write_affectnet(root.join(NOISY_LABELS), Some(root.join("training.csv")))?;
    generated.write(root)?;
    Ok(generated)
}

/// Writes the photo and returns its row, and what it shows.
fn write_face(root: &Path, seed: Seed, index: usize) -> Result<(String, Face)> {
    let photo = Photo::draw(seed, "AffectNet", index)?;
    let mut rng = seed.stream("AffectNet names", index as u64);
    let hash: String = (0..7).map(|_| format!("{:08x}", rng.random::<u32>())).collect();
    let extension = ["jpg", "jpg", "jpg", "JPG", "jpg", "jpeg", "jpg", "png"][index % 8];
    let name = format!("{}/{hash}.{extension}", index / PER_FOLDER + 1);
    let bytes = if extension == "png" { png(&photo)? } else { encode_jpeg(&photo.picture)? };
    files::write_without_waiting(root.join("Manually_Annotated_Images").join(&name), &bytes)?;
    let (expression, [valence, arousal]) = match index % RARE {
        5 => (8 + index / RARE % 3, [-2.0; 2]),
        9 => (7, [photo.valence, photo.arousal]),
        _ => (usize::from(photo.emotion), [photo.valence, photo.arousal]),
    };
    let [x0, y0, x1, y1] = photo.face_box();
    let face = match index % 10 {
        7 => "NULL,NULL,NULL,NULL".to_string(),
        _ => format!("{x0},{y0},{},{}", x1 - x0 + 1, y1 - y0 + 1),
    };
    let landmarks: Vec<_> = photo.landmarks.iter().map(|[x, y]| format!("{x:.2};{y:.2}")).collect();
    let affect = [valence, arousal].map(|value| if value == -2.0 { "-2".into() } else { format!("{value:.6}") });
    let row = format!("{name},{face},{},{expression},{},{}", landmarks.join(";"), affect[0], affect[1]);
    Ok((row, (name, photo.emotion, [photo.valence, photo.arousal])))
}

fn png(photo: &Photo) -> Result<Vec<u8>> {
    let mut bytes = Cursor::new(Vec::new());
    let written = photo.picture.write_to(&mut bytes, ImageFormat::Png);
    written.map_err(|source| crate::Error::Image { path: "a generated photo".into(), source })?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_layout_is_the_distributors() {
        let folder = tempfile::tempdir().unwrap();
        write_affectnet(folder.path(), 60, Seed(2)).unwrap();
        let read = |name: &str| files::read_text(folder.path().join(name)).unwrap();
        let (training, validation) = (read("training.csv"), read("validation.csv"));
        assert_eq!(training.lines().next(), Some(&*AffectNetCsv::header()));
        assert_eq!((training.lines().count(), validation.lines().count()), (1 + 48 + 1, 12));
        let rows: Vec<Vec<&str>> =
            training.lines().skip(1).chain(validation.lines()).map(|line| line.split(',').collect()).collect();
        assert_eq!(rows.iter().filter(|row| row.len() != 9).count(), 1, "the row that is cut off");
        let whole: Vec<_> = rows.iter().filter(|row| row.len() == 9).collect();
        for row in &whole {
            assert!(folder.path().join("Manually_Annotated_Images").join(row[0]).is_file(), "{}", row[0]);
            assert_eq!(row[5].split(';').count(), 136);
            assert_eq!(row[7] == "-2", ["8", "9", "10"].contains(&row[6]));
        }
        assert_eq!(whole.iter().filter(|row| row[7] == "-2").count(), 5);
        assert_eq!(whole.iter().filter(|row| row[6] == "7").count(), 5);
        assert_eq!(read("noisy_labels/training_RAFModel.csv").lines().count(), 1 + 48, "every whole training row");
        assert!(whole.iter().any(|row| row[1] == "NULL") && whole.iter().any(|row| row[0].ends_with(".JPG")));
    }
}
