//! The faces of AffectNet.

use super::{
    AffectNetCsv, AffectNetRow, DamagedAffectNetRow, find_affectnet,
    folder::find_affectnet_lists,
    generated_affectnet,
    release::{is_release, listed_faces},
};
use crate::{
    Error, Result, Seed,
    datasets::generated::{Generated, or_generated},
    faces::align::{Content, FaceList, FacePoints, Failure, ListedFace, Points, because},
    labels::codes::AFFECTNET_EXPRESSIONS,
    text::list_of,
};
use std::path::Path;

impl FaceList {
    /// The faces of AffectNet in `root`: `training.csv` and `validation.csv` (or `validate.csv`), with or without a
    /// header, in `root` or `Manually_Annotated_file_lists`; each may be absent, but not both.
    ///
    /// Without such a list those of AffectNet-8, as it has been sent out since 2021: `train_set` and `val_set`, each with `images/<id>.jpg`
    /// and `annotations/<id>_{exp,val,aro,lnd}.npy`; their names are the paths below `root`.
    ///
    /// Photos lie in `Manually_Annotated_Images` under their numbered folders or all in one, in any case of name and
    /// extension, and with another extension than listed. Aligned faces go to `myaligned/<stem>.jpg`. Rows labelled none,
    /// uncertain or no face, and rows without valence (-2), are left out.
    ///
    /// # Errors
    /// [`Error::Missing`] without any list; those of [`AffectNetCsv::open`].
    pub fn affectnet(root: impl AsRef<Path>) -> Result<Self> {
        let root = root.as_ref();
        let (lists, note, places) = (find_affectnet_lists(root), Generated::note(root)?, ["myaligned", ""]);
        if lists.is_err() && is_release(root) {
            return Ok(Self::new(root, vec![root.into()], places, ".jpg", listed_faces(root)?, note));
        }
        let mut faces = vec![];
        let lists = lists?;
        for list in &lists {
            read_list(list, &mut faces)?;
        }
        if faces.is_empty() {
            return Err(Error::format(list_of(&lists), "no row", "a row for each photo"));
        }
        let photos = ["Manually_Annotated_Images", "Manually_Annotated/Manually_Annotated_Images"];
        let photos = photos.map(|folder| root.join(folder)).to_vec();
        Ok(Self::new(root, photos, places, ".jpg", faces, note))
    }

    /// The faces of AffectNet where [`find_affectnet`] finds it in the folder `datasets`; without the dataset it says where
    /// it belongs, and lists the `count` faces of [`generated_affectnet`].
    ///
    /// # Errors
    /// Those of [`FaceList::affectnet`] but for a missing dataset, and of [`generated_affectnet`].
    pub fn affectnet_or_generated(datasets: impl AsRef<Path>, count: usize, seed: Seed) -> Result<Self> {
        let open = |root: &Path| Self::affectnet(root)?.with_photos();
        or_generated(find_affectnet(&datasets), open, || generated_affectnet(&datasets, count, seed))
    }
}

fn read_list(path: &Path, faces: &mut Vec<ListedFace>) -> Result<()> {
    let file = path.file_name().unwrap_or_default().display().to_string();
    let add = |part: &mut Vec<_>, line: usize, row: Result<AffectNetRow, DamagedAffectNetRow>| {
        let place = format!("{file}:{line}");
        let (name, content) = match row {
            Ok(row) => (row.name.to_string(), content(&place, &row)),
            Err(row) => (row.name, Err(("damaged row", Error::format(&place, row.why, "a row as AffectNet has them")))),
        };
        let content = content.unwrap_or_else(|(reason, error)| Content::Bad(reason, error.to_string()));
        part.push(ListedFace::new(place, name, content));
    };
    AffectNetCsv::open(path)?.gather(add, |part| faces.extend(part))
}

fn content(place: &str, row: &AffectNetRow) -> Result<Content, Failure> {
    let damaged = |why: String| ("damaged row", Error::format(place, why, "a row as AffectNet has them"));
    match row.expression().map_err(damaged)? {
        code @ 8.. => Ok(Content::LeftOut(format!("labelled {}", AFFECTNET_EXPRESSIONS[usize::from(code)]))),
        _ if row.affect().map_err(damaged)?.is_none() => Ok(Content::LeftOut("has no valence and arousal (-2)".into())),
        _ => {
            let points = FacePoints::parse_affectnet(&format!("{place}, facial_landmarks"), row.landmarks());
            Ok(Content::Face(Points::Listed(points.map_err(because("bad landmarks"))?)))
        }
    }
}
