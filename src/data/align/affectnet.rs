//! The faces of AffectNet (2017).

use super::{
    FaceList, FacePoints,
    list::{Content, Failure, ListedFace, Points, because},
};
use crate::{
    Error, Result, Seed,
    data::synth::{self, or_generated},
};
use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
};

/// The columns of the lists, named in the training list and not in the validation list.
const COLUMNS: [&str; 9] = [
    "subDirectory_filePath",
    "face_x",
    "face_y",
    "face_width",
    "face_height",
    "facial_landmarks",
    "expression",
    "valence",
    "arousal",
];

/// What the codes 8 to 10 of the column `expression` say instead of an emotion.
const NO_EMOTION: [&str; 3] = ["none", "uncertain", "no face"];

impl FaceList {
    /// The faces of AffectNet in `root`: `training.csv` and `validation.csv` (or `validate.csv`), with or without a
    /// header, in `root` or `Manually_Annotated_file_lists`; each may be absent, but not both.
    ///
    /// Photos lie in `Manually_Annotated_Images` under their numbered folders or all in one, in any case of name and
    /// extension, and with another extension than listed. Aligned faces go to `myaligned/<stem>.jpg`. Rows labelled none,
    /// uncertain or no face, and rows without valence (-2), are left out.
    ///
    /// # Errors
    /// [`Error::Missing`] without any list, [`Error::Io`] when one cannot be read.
    pub fn affectnet(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let folders = [root.to_path_buf(), root.join("Manually_Annotated_file_lists")];
        let first_of = |names: &[&str]| {
            folders.iter().flat_map(|folder| names.iter().map(|name| folder.join(name))).find(|path| path.is_file())
        };
        let lists: Vec<PathBuf> = [first_of(&["training.csv"]), first_of(&["validation.csv", "validate.csv"])]
            .into_iter()
            .flatten()
            .collect();
        if lists.is_empty() {
            let looked_in = folders.iter().map(|folder| folder.join("training.csv")).collect();
            let remedy = "--root is the folder that holds training.csv and Manually_Annotated_Images".into();
            return Err(Error::Missing { what: "AffectNet's lists".into(), looked_in, remedy });
        }
        let mut faces = vec![];
        for list in lists {
            read_list(&list, &mut faces).map_err(|source| Error::io(&list, source))?;
        }
        let photos = ["Manually_Annotated_Images", "Manually_Annotated/Manually_Annotated_Images"];
        let photos = photos.map(|folder| root.join(folder)).to_vec();
        Self::new(root, photos, ["myaligned", ""], ".jpg", faces)
    }

    /// As [`FaceList::affectnet`]; without the dataset it says where it belongs, and lists `count` generated faces in its
    /// layout, written to a folder beside `root` unless they are there.
    ///
    /// # Errors
    /// Those of [`FaceList::affectnet`] but for a missing dataset, and of [`write_affectnet`](synth::write_affectnet).
    pub fn affectnet_or_generated(root: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Self> {
        let write = |root: &Path| synth::write_affectnet(root, count, seed);
        or_generated(root.as_ref(), (count, seed), |root| Self::affectnet(root)?.with_photos(), write)
    }
}

/// Line by line: the training list has half a gigabyte.
fn read_list(path: &Path, faces: &mut Vec<ListedFace>) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().display().to_string();
    for (index, line) in BufReader::new(File::open(path)?).split(b'\n').enumerate() {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        let is_header = index == 0 && line.trim_start_matches('\u{feff}').starts_with(COLUMNS[0]);
        if !is_header && !line.trim().is_empty() {
            faces.push(listed(format!("{name}:{}", index + 1), line.trim()));
        }
    }
    Ok(())
}

fn listed(place: String, line: &str) -> ListedFace {
    let cells: Vec<_> = line.split(',').collect();
    // More columns may follow; fewer mean a damaged row.
    let [name, _, _, _, _, landmarks, expression, valence, _, ..] = cells[..] else {
        let why = Error::format(
            &place,
            format!("{} columns", cells.len()),
            format!("{}: {}", COLUMNS.len(), COLUMNS.join(",")),
        );
        return ListedFace::new(place, cells[0], Content::Bad("damaged row", why.to_string()));
    };
    let content = content(&place, landmarks, expression, valence)
        .unwrap_or_else(|(reason, error)| Content::Bad(reason, error.to_string()));
    ListedFace::new(place, name, content)
}

fn content(place: &str, landmarks: &str, expression: &str, valence: &str) -> Result<Content, Failure> {
    let bad = |found: &str, expected| ("damaged row", Error::format(place, format!("{found:?}"), expected));
    let code: usize = expression.trim().parse().map_err(|_| bad(expression, "an expression code of 0 to 10"))?;
    let valence: f64 = valence.trim().parse().map_err(|_| bad(valence, "a valence in [-1, 1], or -2 for none"))?;
    match code {
        0..=7 if valence == -2.0 => Ok(Content::LeftOut("has no valence and arousal (-2)".into())),
        0..=7 => {
            let points = FacePoints::parse_affectnet(place, landmarks).map_err(because("bad landmarks"))?;
            Ok(Content::Face(Points::Listed(points)))
        }
        8..=10 => Ok(Content::LeftOut(format!("labelled {}", NO_EMOTION[code - 8]))),
        _ => Err(bad(expression, "an expression code of 0 to 10")),
    }
}
