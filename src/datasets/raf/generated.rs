//! RAF-DB's basic emotions.

use super::folder::LIST;
use crate::{
    Result, Seed,
    datasets::generated::{Face, Generated, NOISY_LABELS, Photo, begin, machine_labels},
    faces::align::{Aligner, Eyes},
    files,
    images::encode_jpeg,
    labels::codes::raf_from_affectnet,
};
use rayon::prelude::*;
use std::path::Path;

/// The side of the distributor's own aligned images.
const ALIGNED: usize = 100;

/// Writes `count` generated faces to `root` in the layout of RAF-DB's basic emotions: four of five for training, the rest
/// for the test.
///
/// | file | content |
/// |---|---|
/// | `EmoLabel/list_patition_label.txt` | `train_00001.jpg 5`; the last line does not end |
/// | `Image/original/<name>` | the photo |
/// | `Image/aligned/<stem>_aligned.jpg` | the distributor's alignment, 100 x 100 |
/// | `Annotation/manual/<stem>_manu_attri.txt` | five points, `x<TAB>y` each; gender, race and age codes |
/// | `Annotation/boundingbox/<stem>_boundingbox.txt` | `x0 y0 x1 y1` |
/// | `noisy_labels/` | what stands for the published machine labels: both lists, as noisy as the real ones |
///
/// # Errors
/// [`Error::Parameter`](crate::Error::Parameter) for fewer than 2 images or a folder that is not empty;
/// [`Error::Io`](crate::Error::Io).
pub fn write_raf(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Generated> {
    let root = root.as_ref();
    let generated = Generated { dataset: "RAF-DB".into(), count, seed };
    begin(root, &generated, 2)?;
    let train = count - count.div_ceil(5);
    let write = |index: usize| {
        let stem = match index < train {
            true => format!("train_{:05}", index + 1),
            false => format!("test_{:04}", index - train + 1),
        };
        let photo = Photo::draw(seed, "RAF-DB", index)?;
        write_face(root, &stem, index, &photo)?;
        Ok((format!("{stem}.jpg"), photo.emotion, [photo.valence, photo.arousal]))
    };
    let faces = (0..count).into_par_iter().map(write).collect::<Result<Vec<_>>>()?;
    let line = |(name, emotion, _): &Face| Some(format!("{name} {}", raf_from_affectnet(*emotion)?));
    let lines: Vec<_> = faces.iter().filter_map(line).collect();
    machine_labels(faces, seed)?.write_raf(root.join(NOISY_LABELS))?;
    files::write_atomically(root.join(LIST), lines.join("\n").as_bytes())?;
    generated.write(root)?;
    Ok(generated)
}

fn write_face(root: &Path, stem: &str, index: usize, photo: &Photo) -> Result<()> {
    let write = |name: String, bytes: &[u8]| files::write_without_waiting(root.join(name), bytes);
    write(format!("Image/original/{stem}.jpg"), &encode_jpeg(&photo.picture)?)?;
    let [left, right] = [0, 1].map(|eye| photo.five_points[eye].map(f64::from));
    let aligned = Aligner { side: ALIGNED, ..Aligner::default() }.align(&photo.picture, &Eyes { left, right })?;
    write(format!("Image/aligned/{stem}_aligned.jpg"), &encode_jpeg(&aligned)?)?;
    let points: String = photo.five_points.iter().map(|[x, y]| format!("{x:.3}\t{y:.3}\n")).collect();
    let attributes = format!("{points}{}\n{}\n{}\n", index % 2, index % 3, index % 5);
    write(format!("Annotation/manual/{stem}_manu_attri.txt"), attributes.as_bytes())?;
    let [x0, y0, x1, y1] = photo.face_box();
    write(format!("Annotation/boundingbox/{stem}_boundingbox.txt"), format!("{x0} {y0} {x1} {y1}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::images::read_photo;

    #[test]
    fn the_layout_is_the_distributors() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("raf");
        let generated = write_raf(&root, 7, Seed(1)).unwrap();
        assert_eq!(Generated::read(&root).unwrap(), Some(generated));
        let list = files::read_text(root.join(LIST)).unwrap();
        assert!(!list.ends_with('\n'));
        let lines: Vec<_> = list.lines().collect();
        assert_eq!(lines.len(), 7);
        assert!(lines[0].starts_with("train_00001.jpg ") && lines[6].starts_with("test_0002.jpg "));
        let photo = read_photo(root.join("Image/original/train_00005.jpg")).unwrap();
        assert!((180..=420).contains(&photo.width()) && (180..=420).contains(&photo.height()));
        assert_eq!(read_photo(root.join("Image/aligned/test_0001_aligned.jpg")).unwrap().dimensions(), (100, 100));
        let points = files::read_text(root.join("Annotation/manual/test_0002_manu_attri.txt")).unwrap();
        assert_eq!((points.lines().count(), points.lines().next().unwrap().split('\t').count()), (8, 2));
        let corners = files::read_text(root.join("Annotation/boundingbox/train_00001_boundingbox.txt")).unwrap();
        let corners: Vec<u32> = corners.split_whitespace().map(|value| value.parse().unwrap()).collect();
        assert!(corners[0] < corners[2] && corners[1] < corners[3]);
        let machine = files::read_text(root.join("noisy_labels/list_label_AffectnetModel.txt")).unwrap();
        assert!(machine.lines().count() == 7 && machine.contains("test_0002.jpg "));
        // A kill leaves the note and some of the files: the same dataset may then be written again, and no other.
        std::fs::rename(root.join("GENERATED.json"), root.join(".generating.json")).unwrap();
        assert!(write_raf(&root, 7, Seed(2)).unwrap_err().to_string().contains("new or empty folder"));
        assert_eq!(write_raf(&root, 7, Seed(1)).unwrap().seed, Seed(1));
        assert!(root.join("GENERATED.json").is_file() && !root.join(".generating.json").exists());
        assert!(write_raf(&root, 7, Seed(1)).unwrap_err().to_string().contains("new or empty folder"));
        assert!(write_raf(folder.path().join("other"), 1, Seed(1)).is_err());
        // A kill before even the note has its name leaves a hidden file.
        let killed = folder.path().join("killed");
        std::fs::create_dir(&killed).unwrap();
        std::fs::write(killed.join(".tmpyyZGTP"), "{").unwrap();
        assert!(write_raf(&killed, 7, Seed(1)).is_ok());
    }
}
