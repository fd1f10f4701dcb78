//! The faces of RAF-DB.

use super::{
    classes::{class_images, has_class_folders},
    find_raf, find_raf_list, generated_raf,
    lists::CODES,
};
use crate::{
    Result, Seed,
    datasets::generated::{Generated, or_generated},
    faces::align::{Content, FaceList, ListedFace, Points},
    files,
    formats::{clean_name, read_list, stem_of},
};
use std::path::Path;

impl FaceList {
    /// The faces of RAF-DB's basic emotions in `root`: all of its list ([`find_raf_list`]), training and test.
    ///
    /// Photos lie in `Image/original` or `Image/original/imgs`, in any case of name and extension; eyes come from
    /// `Annotation/manual/<stem>_manu_attri.txt`. Aligned faces go to `Image/myaligned/imgs/<stem>_aligned.jpg`.
    ///
    /// Without the list, the images in `DATASET/train/1` to `7` and `DATASET/test/1` to `7` (or without `DATASET`), which the distributor
    /// has aligned: they are taken as they are.
    ///
    /// # Errors
    /// [`Error::Missing`](crate::Error::Missing) without the list, [`Error::Io`](crate::Error::Io) when it cannot be read.
    pub fn raf(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let list = match find_raf_list(root) {
            Err(_) if has_class_folders(root) => {
                let images = class_images(root)?.into_iter().map(|image| (image.name, image.path)).collect();
                return Ok(Self::prepared(root, images, Generated::note(root)?));
            }
            list => list?,
        };
        let file = list.file_name().unwrap_or_default().display().to_string();
        let mut faces = vec![];
        let text = files::read_text(&list)?;
        for (line, row) in read_list::<2>(&file, &text, CODES)?.rows {
            let place = format!("{file}:{line}");
            faces.push(match row {
                Ok([name, _]) => listed(root, place, &name),
                Err(error) => {
                    let content = text.lines().nth(line - 1).unwrap_or_default().trim();
                    ListedFace::new(place, content, Content::Bad("damaged row", error.to_string()))
                }
            });
        }
        let photos = ["Image/original", "Image/original/imgs"].map(|folder| root.join(folder)).to_vec();
        let note = Generated::note(root)?;
        Ok(Self::new(root, photos, ["Image/myaligned", "imgs"], "_aligned.jpg", faces, note))
    }

    /// The faces of RAF-DB where [`find_raf`] finds it in the folder `datasets`; without the dataset it says where it
    /// belongs, and lists the `count` faces of [`generated_raf`].
    ///
    /// # Errors
    /// Those of [`FaceList::raf`] but for a missing dataset, and of [`generated_raf`].
    pub fn raf_or_generated(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Self> {
        let open = |root: &Path| Self::raf(root)?.with_photos();
        or_generated(find_raf(&datasets), open, || generated_raf(&datasets, count, seed))
    }
}

fn listed(root: &Path, place: String, name: &str) -> ListedFace {
    let clean = clean_name(&place, name).unwrap_or(name.into());
    let points = root.join("Annotation/manual").join(format!("{}_manu_attri.txt", stem_of(&clean)));
    ListedFace::new(place, name, Content::Face(Points::File(points)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_found_by_names_as_other_systems_write_them() {
        let folder = tempfile::tempdir().unwrap();
        crate::datasets::raf::write_raf(folder.path(), 3, Seed(0)).unwrap();
        let list = folder.path().join("EmoLabel/list_patition_label.txt");
        let text = files::read_text(&list).unwrap();
        let backwards: String = text.lines().map(|line| format!(".\\{line}\n")).collect();
        files::write_atomically(&list, backwards.as_bytes()).unwrap();
        let faces = FaceList::raf(folder.path()).unwrap();
        assert!(faces.names().iter().all(|name| faces.face(name).is_ok()), "{:?}", faces.names());
    }

    #[test]
    fn lines_are_read_as_the_label_tables_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let list = folder.path().join("EmoLabel/list_patition_label.txt");
        files::write_atomically(&list, "\u{feff}train_00001.jpg\t5\r\n\r\nalone\n".as_bytes()).unwrap();
        let faces = FaceList::raf(folder.path()).unwrap();
        assert_eq!((faces.len(), faces.names()), (2, vec!["train_00001.jpg".to_string()]));
        let message = faces.face("alone").unwrap_err().to_string();
        let expected = "list_patition_label.txt:3: found 1 words, expected 2: a name and a code";
        assert!(message.contains(expected), "{message}");
    }
}
