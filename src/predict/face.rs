//! The faces that a model is asked about.

use crate::{
    Error, Result,
    datasets::{
        affectnet::{AffectNetCsv, AffectNetRow, DamagedAffectNetRow},
        places::remedy,
    },
    faces::align::{Eyes, FaceList, FacePoints, Finder},
    formats::clean_name,
    images::{folders_in, images_in},
};
use std::path::{Path, PathBuf};

/// A face in an image's file.
#[derive(Clone, Debug)]
pub struct FaceImage {
    /// What tables and figures call it.
    pub name: String,
    /// The image's file.
    pub path: PathBuf,
    /// Where the face lies in its photo; `None` for a face that is aligned already, and so a square image of its own.
    pub points: Option<FacePoints>,
    /// What is wrong with its row of a list: such a face is reported, not looked at.
    pub problem: Option<String>,
}

impl FaceImage {
    /// A face that is aligned already, as [`align_faces`](crate::faces::align::align_faces) writes it.
    pub fn aligned(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        Self { name: name_of(path), path: path.to_path_buf(), points: None, problem: None }
    }

    /// A face in a photo, found by its landmarks.
    pub fn in_photo(path: impl AsRef<Path>, points: FacePoints) -> Self {
        Self { points: Some(points), ..Self::aligned(path) }
    }

    /// A face in a photo, found by its eyes.
    ///
    /// # Errors
    /// [`Error::Format`] for a coordinate that is no finite number.
    pub fn with_eyes(path: impl AsRef<Path>, eyes: Eyes) -> Result<Self> {
        let points = FacePoints::of_eyes(&name_of(path.as_ref()), eyes)?;
        Ok(Self::in_photo(path, points))
    }

    /// The faces of a dataset's list that have these names, in their photos. What is wrong with a row is its
    /// [`problem`](Self::problem).
    pub fn in_list(list: &FaceList, names: &[String]) -> Vec<Self> {
        names.iter().map(|name| Self::found(name.clone(), list.face(name))).collect()
    }

    /// The aligned faces of a folder and of the folders in it, in the order of their names.
    ///
    /// # Errors
    /// [`Error::Io`] when a folder cannot be read; [`Error::Missing`] when no image is in it.
    pub fn in_folder(folder: impl AsRef<Path>) -> Result<Vec<Self>> {
        let folder = folder.as_ref();
        let mut paths = vec![];
        add_images(folder, &mut paths)?;
        if paths.is_empty() {
            let remedy = remedy(folder, "Give a folder that holds images, or folders of them");
            return Err(Error::Missing { what: "an image".into(), looked_in: vec![folder.into()], remedy });
        }
        let named = |path: &PathBuf| {
            let name = path.strip_prefix(folder).unwrap_or(path).display().to_string();
            Self { name, ..Self::aligned(path) }
        };
        Ok(paths.iter().map(named).collect())
    }

    /// The faces of a CSV list with AffectNet's columns `subDirectory_filePath` (the photo) and `facial_landmarks` (68 or 5
    /// points, `x1;y1;x2;y2;…` in pixels), or without header in AffectNet's order; other columns are not looked at. A photo may be
    /// listed once for each of its faces. Photos are looked for in `photos`, in their sub-folder or, where there is no such one,
    /// without it, in any case of name and extension. A photo that is not there, bad landmarks, a name that leads out of `photos` and another number of cells than
    /// the header's are the [`problem`](Self::problem) of their row.
    ///
    /// # Errors
    /// Those of [`AffectNetCsv::open_faces`].
    pub fn listed(list: impl AsRef<Path>, photos: impl AsRef<Path>) -> Result<Vec<Self>> {
        let file = list.as_ref().display().to_string();
        let finder = Finder::new(vec![photos.as_ref().to_path_buf()]);
        let add = |part: &mut Vec<_>, line: usize, row: Result<AffectNetRow, DamagedAffectNetRow>| {
            let place = format!("{file}:{line}");
            part.push(match row {
                Ok(row) => (row.name.to_string(), find(&place, &row, &finder)),
                Err(row) => (row.name, Err(Error::format(place, row.why, "a row like the others"))),
            });
        };
        let mut faces = vec![];
        AffectNetCsv::open_faces(list)?.gather(add, |part| {
            for (name, place) in part {
                faces.push(Self::found(format!("{name}, row {}", faces.len() + 1), place));
            }
        })?;
        Ok(faces)
    }

    fn found(name: String, place: Result<(PathBuf, FacePoints)>) -> Self {
        match place {
            Ok((path, points)) => Self { name, ..Self::in_photo(path, points) },
            Err(error) => Self { name, problem: Some(error.to_string()), ..Self::aligned("") },
        }
    }
}

fn find(place: &str, row: &AffectNetRow, finder: &Finder) -> Result<(PathBuf, FacePoints)> {
    let name = clean_name(place, row.name)?;
    let points = FacePoints::parse_affectnet(&format!("{place}, facial_landmarks"), row.landmarks())?;
    Ok((finder.find(Path::new(&name))?, points))
}

/// Adds the images of a folder, then those of the folders in it that do not hide. Links to folders are not followed.
fn add_images(folder: &Path, paths: &mut Vec<PathBuf>) -> Result<()> {
    paths.extend(images_in(folder)?);
    folders_in(folder)?.iter().try_for_each(|folder| add_images(folder, paths))
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;
    use image::RgbImage;

    #[test]
    fn lists_name_each_face_of_a_photo() {
        let folder = tempfile::tempdir().unwrap();
        let photos = folder.path().join("photos");
        std::fs::create_dir(&photos).unwrap();
        RgbImage::new(40, 30).save(photos.join("two.JPG")).unwrap();
        let write = |text: &str| {
            let list = folder.path().join("list.csv");
            files::write_atomically(&list, text.as_bytes()).unwrap();
            FaceImage::listed(list, &photos)
        };
        let points = "1;2;3;2;2;3;1;4;3;4";
        let header = "subDirectory_filePath,other,facial_landmarks\n";
        let rows = [format!("9/two.jpg,x,{points}"), format!("two.jpg,,{points}")];
        let bad = [
            format!("../two.jpg,,{points}"),
            "two.jpg,,1;2;3".into(),
            format!("three.jpg,,{points}"),
            "two.jpg".into(),
        ];
        let faces = write(&format!("{header}{}\n{}\n", rows.join("\n"), bad.join("\n"))).unwrap();
        assert_eq!([&faces[0].name, &faces[1].name], ["9/two.jpg, row 1", "two.jpg, row 2"]);
        assert_eq!(faces[1].points.as_ref().unwrap().eyes(), Eyes { left: [1.0, 2.0], right: [3.0, 2.0] });
        assert!(faces[..2].iter().all(|face| face.problem.is_none() && face.path.ends_with("two.JPG")));
        let problems: Vec<_> = faces[2..].iter().map(|face| face.problem.clone().unwrap()).collect();
        assert!(problems[0].contains("list.csv:4: found \"..\" in the name \"../two.jpg\""), "{problems:?}");
        assert!(problems[1].contains("list.csv:5, facial_landmarks: found 3 coordinates"), "{problems:?}");
        assert!(problems[2].contains("three.jpg not found"), "{problems:?}");
        assert!(problems[3].contains("list.csv:7: found 1 cells for 3"), "{problems:?}");
        let message = |text: String| write(&text).unwrap_err().to_string();
        assert!(
            message("a,b\n1,2\n".into()).contains("list.csv:1: found \"a,b\", expected AffectNet's header or a row")
        );
    }

    #[test]
    fn folders_without_pictures_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let message = |path: &Path| FaceImage::in_folder(path).unwrap_err().to_string();
        assert!(message(folder.path()).starts_with("an image not found"));
        assert!(message(&folder.path().join("none")).contains("none"));
        RgbImage::new(4, 4).save(folder.path().join("b.png")).unwrap();
        RgbImage::new(4, 4).save(folder.path().join("a.png")).unwrap();
        let names: Vec<_> = FaceImage::in_folder(folder.path()).unwrap().into_iter().map(|face| face.name).collect();
        assert_eq!(names, ["a.png", "b.png"]);
    }
}
