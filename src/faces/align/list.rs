//! The faces that a dataset lists.

use super::{
    aligner::Aligner,
    finder::Finder,
    frame::PhotoFrame,
    listed::{Content, ListedFace, Points},
    naming::name_aligned,
    points::FacePoints,
};
use crate::{Error, Result, files, progress, text::hexadecimal};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The table of what became of every row.
pub(super) const REPORT: &str = "alignment.csv";

/// The faces of a dataset in its distributor's layout, and where their aligned images go.
///
/// Made by [`FaceList::raf`] and [`FaceList::affectnet`]; rows that cannot be used stay in it, with the reason.
///
/// A clone shares the rows: it costs nothing.
#[derive(Clone, Debug)]
pub struct FaceList {
    pub(crate) root: PathBuf,
    pub(crate) faces: Arc<[ListedFace]>,
    pub(crate) finder: Arc<Finder>,
    /// The folder of what is written: the report, and below it the aligned images.
    pub(crate) records: PathBuf,
    /// Where that folder is unless its faces were aligned otherwise.
    pub(super) output: PathBuf,
    /// The folder of the aligned images, below `records`.
    images: PathBuf,
    /// Whether the images in `root` are aligned already, and there are no photos.
    pub(super) is_prepared: bool,
    /// Which pixels the landmarks count, of photos that their EXIF orientation turns.
    frame: PhotoFrame,
    /// What figures say when the dataset is generated.
    pub(crate) note: Option<String>,
}

impl FaceList {
    /// `images` is the folder of the aligned images below `records`, `ending` what follows the stem of their names, `note` what
    /// figures say.
    pub(crate) fn new(
        root: &Path,
        photos: Vec<PathBuf>,
        [records, images]: [&str; 2],
        ending: &str,
        mut faces: Vec<ListedFace>,
        note: Option<String>,
    ) -> Self {
        name_aligned(&mut faces, ending);
        Self {
            root: root.to_path_buf(),
            faces: faces.into(),
            finder: Arc::new(Finder::new(photos)),
            records: root.join(records),
            output: root.join(records),
            images: images.into(),
            is_prepared: false,
            frame: PhotoFrame::default(),
            note,
        }
    }

    /// Images that the distributor has aligned, each with its path below `root`.
    pub(crate) fn prepared(root: &Path, images: Vec<(String, PathBuf)>, note: Option<String>) -> Self {
        let mut faces = vec![];
        for (name, aligned) in images {
            let place = aligned.display().to_string();
            faces.push(ListedFace { place, name, content: Content::Aligned, aligned });
        }
        Self { faces: faces.into(), is_prepared: true, ..Self::new(root, vec![], ["aligned", ""], "", vec![], note) }
    }

    /// The same list, whose landmarks are of this frame of photos that their EXIF orientation turns.
    pub fn in_frame(self, frame: PhotoFrame) -> Self {
        Self { frame, ..self }
    }

    /// The landmarks of one of its rows.
    pub(super) fn points(&self, points: &Points, place: &str) -> Result<FacePoints> {
        Ok(points.read(place)?.in_frame(self.frame))
    }

    /// The same list with another folder for what is written.
    pub fn with_output(self, folder: impl AsRef<Path>) -> Self {
        let folder = folder.as_ref().to_path_buf();
        Self { records: folder.clone(), output: folder, ..self }
    }

    /// The same list with what is written in a folder of its own below `cache`, called after the dataset's.
    pub fn with_cache(self, cache: impl AsRef<Path>) -> Self {
        let root = self.root.canonicalize().unwrap_or(self.root.clone());
        let hash = hexadecimal(&Sha256::digest(root.as_os_str().as_encoded_bytes())[..4]);
        let name = format!("{}-{hash}", root.file_name().unwrap_or_default().display());
        self.with_output(cache.as_ref().join(name))
    }

    /// The list itself, or where its folder may only be read the same with what is written in the user's cache, as
    /// [`for_settings`](Self::for_settings) names it there.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a user without a home; those of [`for_settings`](Self::for_settings).
    pub fn where_writable(self, aligner: &Aligner) -> Result<Self> {
        if files::is_writable(&self.records) {
            return Ok(self);
        }
        let remedy = "name a folder for aligned faces: --cache on the command line, `cache` in the options";
        let cache = files::users_cache().ok_or_else(|| Error::parameter("HOME", "no folder", remedy))?;
        let list = self.clone().with_cache(cache).for_settings(aligner)?;
        let [place, folder] = [&self.records, &list.records].map(|path| path.display());
        progress::tell(format_args!(
            "{place} cannot be written to: aligned faces go to {folder} (`cache` in the options, --cache on the command line, names another folder)"
        ));
        Ok(list)
    }

    /// How many faces have no aligned image.
    pub(super) fn without_image(&self) -> usize {
        let folder = self.folder();
        let faces = self.faces.par_iter().filter(|face| !face.aligned.as_os_str().is_empty());
        faces.filter(|face| !folder.join(&face.aligned).is_file()).count()
    }

    /// The table of what became of every row.
    pub(crate) fn report(&self) -> PathBuf {
        self.records.join(REPORT)
    }

    /// The folder of what is written.
    pub(crate) fn records(&self) -> &Path {
        &self.records
    }

    /// The folder of the aligned images.
    pub(super) fn folder(&self) -> PathBuf {
        if self.is_prepared { self.root.clone() } else { self.records.join(&self.images) }
    }

    /// The names of the rows that have a face, in the order of the list.
    pub fn names(&self) -> Vec<String> {
        let faces = self.faces.iter().filter(|face| matches!(face.content, Content::Face(_) | Content::Aligned));
        faces.map(|face| face.name.clone()).collect()
    }

    /// The list itself if [`require_photos`](Self::require_photos) finds them.
    pub(crate) fn with_photos(self) -> Result<Self> {
        self.require_photos()?;
        Ok(self)
    }

    /// Checks that there is a folder of photos.
    ///
    /// # Errors
    /// [`Error::Missing`] with every place that it may have.
    pub fn require_photos(&self) -> Result<()> {
        let folders = self.finder.folders();
        if self.is_prepared || folders.iter().any(|folder| folder.is_dir()) {
            return Ok(());
        }
        let what = format!("the photos of {}", self.root.display());
        Err(Error::Missing {
            what,
            looked_in: folders.to_vec(),
            remedy: "datasets/README.md says what goes where".into(),
        })
    }

    /// Where the aligned images of these rows are; `None` for a name that is not listed, has no face or has not been
    /// aligned.
    pub fn aligned(&self, names: &[String]) -> Vec<Option<PathBuf>> {
        let faces = self.faces.iter().filter(|face| !face.aligned.as_os_str().is_empty());
        let places: HashMap<&str, &PathBuf> = faces.map(|face| (face.name.as_str(), &face.aligned)).collect();
        let folder = self.folder();
        let place = |name: &String| Some(folder.join(places.get(name.as_str())?)).filter(|path| path.is_file());
        names.par_iter().map(place).collect()
    }

    /// How many rows the list has.
    pub fn len(&self) -> usize {
        self.faces.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.faces.is_empty()
    }

    /// The file of the photo and the landmarks of the row called `name`.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that is not listed; [`Error::Missing`] for a photo that is not there;
    /// [`Error::Format`] for a name, row or landmarks that cannot be used.
    pub fn face(&self, name: &str) -> Result<(PathBuf, FacePoints)> {
        let first = self.faces.first().map_or("none: the list is empty", |face| face.name.as_str());
        let listed = self.faces.iter().find(|face| face.name == name);
        let listed =
            listed.ok_or_else(|| Error::parameter("name", name, format!("one of the list, such as {first}")))?;
        match &listed.content {
            Content::Face(points) => Ok((self.finder.find(Path::new(name))?, self.points(points, &listed.place)?)),
            Content::Aligned => {
                Err(Error::format(&listed.place, "an image that is aligned already", "a photo with landmarks"))
            }
            Content::LeftOut(why) | Content::Bad(_, why) => {
                Err(Error::format(&listed.place, why, "a face that can be aligned"))
            }
        }
    }
}
